package io.tripline.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ECS fields by the names of nested objects, so that a reader goes down with the document and joins no names. */
final class FieldTree {
    /** With the dot behind it; empty at the top. */
    private final String prefix;

    private final Map<String, FieldTree> children = new HashMap<>();

    /** The children by the hash of their names, each at its own place or the next free one; at most half full. */
    private @Nullable FieldTree[] slots = {null};

    private byte[] name = {};
    private @Nullable EcsField field;
    private boolean wanted;

    private FieldTree(String prefix) {
        this.prefix = prefix;
    }

    /** All fields, of which these are wanted, and the objects that hold a wanted one. */
    static FieldTree of(Set<EcsField> wanted) {
        FieldTree root = new FieldTree("");
        for (EcsField field : EcsField.values()) {
            FieldTree node = root;
            boolean isWanted = wanted.contains(field);
            for (String segment : field.segments()) {
                String prefix = node.prefix + segment + ".";
                node = node.children.computeIfAbsent(segment, _ -> new FieldTree(prefix));
                node.wanted |= isWanted;
            }
            node.field = field;
        }
        root.index();
        return root;
    }

    private void index() {
        slots = new FieldTree[4 * Integer.highestOneBit(Math.max(1, children.size()))];
        for (Map.Entry<String, FieldTree> each : children.entrySet()) {
            FieldTree child = each.getValue();
            child.name = each.getKey().getBytes(StandardCharsets.US_ASCII);
            int slot = ByteHash.of(child.name, 0, child.name.length) & mask();
            while (slots[slot] != null) {
                slot = (slot + 1) & mask();
            }
            slots[slot] = child;
            child.index();
        }
    }

    /** The same for a name in bytes. */
    @Nullable FieldTree child(byte[] json, int from, int to) {
        for (int slot = ByteHash.of(json, from, to) & mask(); ; slot = (slot + 1) & mask()) {
            FieldTree child = slots[slot];
            if (child == null || Arrays.equals(child.name, 0, child.name.length, json, from, to)) {
                return child;
            }
        }
    }

    private int mask() {
        return slots.length - 1;
    }

    boolean isRoot() {
        return prefix.isEmpty();
    }

    /** What stands below this name; null if no ECS field does. */
    @Nullable FieldTree child(String name) {
        return children.get(name);
    }

    String prefix() {
        return prefix;
    }

    /** The field of this name; null if it is an object's. */
    @Nullable EcsField field() {
        return field;
    }

    /** Whether it is a wanted field or an object that may hold one. */
    boolean isWanted() {
        return wanted;
    }
}
