package io.tripline.contracts;

import java.util.EnumSet;
import java.util.Set;

/**
 * The part of an event that a reader wants; the rest is passed over, which is most of the work of reading it.
 *
 * @param fields beside id, time and kind, which every event has
 * @param namespaces of vendors
 */
public record EcsSelection(Set<EcsField> fields, Set<String> namespaces) {
    private static final Set<EcsField> ALWAYS =
            EnumSet.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_KIND);

    public EcsSelection {
        EnumSet<EcsField> all = EnumSet.copyOf(ALWAYS);
        all.addAll(fields);
        fields = all;
        namespaces = Set.copyOf(namespaces);
    }

    @Override
    public Set<EcsField> fields() {
        return Set.copyOf(fields);
    }

    boolean wants(EcsField field) {
        return fields.contains(field);
    }

    boolean wants(String namespace) {
        return namespaces.contains(namespace);
    }
}
