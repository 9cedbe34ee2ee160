package io.tripline.contracts;

import java.util.EnumSet;
import java.util.Set;

/** The part of an event that a reader wants; the rest is passed over, which is most of the work of reading it. */
public final class EcsSelection {
    private static final Set<EcsField> ALWAYS =
            EnumSet.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_KIND);

    /** All there is. */
    static final EcsSelection EVERYTHING = new EcsSelection();

    private final Set<EcsField> fields;
    private final Set<String> namespaces;
    private final boolean everyNamespace;
    private final FieldTree tree;

    /**
     * A part of events.
     *
     * @param fields beside id, time and kind, which every event has
     * @param namespaces of vendors
     */
    public EcsSelection(Set<EcsField> fields, Set<String> namespaces) {
        this.fields = EnumSet.copyOf(ALWAYS);
        this.fields.addAll(fields);
        this.namespaces = Set.copyOf(namespaces);
        this.everyNamespace = false;
        this.tree = FieldTree.of(this.fields);
    }

    private EcsSelection() {
        this.fields = EnumSet.allOf(EcsField.class);
        this.namespaces = Set.of();
        this.everyNamespace = true;
        this.tree = FieldTree.of(this.fields);
    }

    /** With those that every event has. */
    public Set<EcsField> fields() {
        return Set.copyOf(fields);
    }

    boolean wants(EcsField field) {
        return fields.contains(field);
    }

    boolean wants(String namespace) {
        return everyNamespace || namespaces.contains(namespace);
    }

    boolean isEverything() {
        return everyNamespace;
    }

    FieldTree tree() {
        return tree;
    }
}
