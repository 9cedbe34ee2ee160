package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object in their order. It cannot be changed, and takes two arrays, and a third one to find a name among many. */
final class NodeMap extends AbstractMap<String, JsonNode> {
    /** So few are as soon looked through. */
    private static final int FEW = 8;

    /** In a map of more, names that were made to collide would take long. */
    private static final int MOST = 256;

    private final String[] names;
    private final JsonNode[] values;

    /** One more than the place of the name whose hash leads there; at most half full. Empty for a few names. */
    private final short[] index;

    private NodeMap(String[] names, JsonNode[] values, short[] index) {
        this.names = names;
        this.values = values;
        this.index = index;
    }

    /** The value of each name; null if a name is there twice, or there are too many. */
    static @Nullable NodeMap of(String[] names, JsonNode[] values) {
        if (names.length <= FEW) {
            NodeMap map = new NodeMap(names, values, new short[0]);
            for (int i = 1; i < names.length; i++) {
                if (map.placeOf(names[i], i) >= 0) {
                    return null;
                }
            }
            return map;
        }
        if (names.length > MOST) {
            return null;
        }
        NodeMap map =
                new NodeMap(names, values, new short[4 * Integer.highestOneBit(names.length)]);
        for (int i = 0; i < names.length; i++) {
            int slot = map.slot(names[i]);
            if (map.index[slot] != 0) {
                return null;
            }
            map.index[slot] = (short) (i + 1);
        }
        return map;
    }

    @Override
    public @Nullable JsonNode get(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        int place = index.length == 0 ? placeOf(name, names.length) : index[slot(name)] - 1;
        return place < 0 ? null : values[place];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Set<Map.Entry<String, JsonNode>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, JsonNode>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }

    /** Of a name among the first ones; -1 if it is not there. */
    private int placeOf(String name, int first) {
        int hash = name.hashCode();
        for (int i = 0; i < first; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Where the name is in the index, or the free place where it would be. */
    private int slot(String name) {
        int hash = name.hashCode();
        int slot = hash ^ hash >>> 12;
        while (true) {
            slot &= index.length - 1;
            if (index[slot] == 0 || names[index[slot] - 1].equals(name)) {
                return slot;
            }
            slot++;
        }
    }

    private final class Entries implements Iterator<Map.Entry<String, JsonNode>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Map.Entry<String, JsonNode> next() {
            if (next == names.length) {
                throw new NoSuchElementException();
            }
            int place = next++;
            return Map.entry(names[place], values[place]);
        }
    }
}
