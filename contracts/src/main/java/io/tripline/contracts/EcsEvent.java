package io.tripline.contracts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A normalized event: one value (or list of values) per {@link EcsField}, and a vendor's own fields beside them.
 * Immutable. Its JSON form is {@link EcsJson}'s.
 */
public final class EcsEvent {
    private static final EcsField[] FIELDS = EcsField.values();
    private static final int WORDS = (FIELDS.length + Long.SIZE - 1) / Long.SIZE;

    /** What a builder has room for at first; most events have fewer values. */
    private static final int USUAL = 32;

    /** More values of one field than an analyst reads; each costs a look at all before it. What is beyond is in event.original. */
    private static final int MOST_ADDED = 1_000;

    /** A bit per slot: few events have more than a tenth of the fields, and correlation keeps many events in memory. */
    private final long[] present;

    /** The values of the slots whose bit is set, in their order. */
    private final Object[] values;

    private final Map<String, Object> vendor;

    private EcsEvent(long[] present, Object[] values, Map<String, Object> vendor) {
        this.present = present;
        this.values = values;
        this.vendor = vendor;
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder(noSlots(), new Object[USUAL], new TreeMap<>());
    }

    /** Room for a bit per field. */
    static long[] noSlots() {
        return new long[WORDS];
    }

    /** A builder that starts with all this event holds. */
    public Builder toBuilder() {
        return new Builder(present.clone(), values.clone(), copyOf(vendor));
    }

    /** The stable id, which every event has. */
    public String id() {
        return (String) Objects.requireNonNull(value(EcsField.EVENT_ID));
    }

    /** When it happened, which every event has. */
    public Instant timestamp() {
        return (Instant) Objects.requireNonNull(value(EcsField.TIMESTAMP));
    }

    /** The raw value: of the field's {@link EcsField.Type#javaType()}, a {@code List} of them for arrays, or null. */
    public @Nullable Object value(EcsField field) {
        return has(present, field.slot()) ? values[before(present, field.slot())] : null;
    }

    private static boolean has(long[] present, int slot) {
        return (present[slot / Long.SIZE] & 1L << slot) != 0;
    }

    /** How many slots before this one have a value. */
    private static int before(long[] present, int slot) {
        int word = slot / Long.SIZE;
        int before = Long.bitCount(present[word] & ((1L << slot) - 1));
        for (int i = 0; i < word; i++) {
            before += Long.bitCount(present[i]);
        }
        return before;
    }

    /**
     * The event with these of its fields, and nothing of a vendor's.
     *
     * @param fields id, time and kind among them
     * @param change gives the value that the field has then: of its type, and not empty
     */
    public EcsEvent part(EcsFieldSet fields, BiFunction<EcsField, Object, Object> change) {
        long[] kept = noSlots();
        int count = 0;
        for (int word = 0; word < WORDS; word++) {
            kept[word] = fields.among(present[word], word);
            count += Long.bitCount(kept[word]);
        }
        Object[] changed = new Object[count];
        int to = 0;
        int from = 0;
        for (int word = 0; word < WORDS; word++) {
            for (long bits = kept[word]; bits != 0; bits &= bits - 1) {
                long before = Long.lowestOneBit(bits) - 1;
                Object value = values[from + Long.bitCount(present[word] & before)];
                EcsField field = FIELDS[word * Long.SIZE + Long.bitCount(before)];
                changed[to++] = Builder.fitting(field, change.apply(field, value));
            }
            from += Long.bitCount(present[word]);
        }
        return new EcsEvent(kept, changed, Map.of());
    }

    /** The slots that have a value, a bit each, 64 in a word. */
    long[] present() {
        return present;
    }

    /** The value of the slot that is the n-th to have one, counted from zero. */
    Object nthValue(int n) {
        return values[n];
    }

    /** Whether the field has a value. */
    public boolean has(EcsField field) {
        return has(present, field.slot());
    }

    /** The value of a keyword, text or address field. */
    public Optional<String> string(EcsField field) {
        return Optional.ofNullable((String) value(field));
    }

    /** The value of a whole-number field. */
    public Optional<Long> number(EcsField field) {
        return Optional.ofNullable((Long) value(field));
    }

    /** The value of a date field. */
    public Optional<Instant> instant(EcsField field) {
        return Optional.ofNullable((Instant) value(field));
    }

    /** The values of an array of strings; empty when there are none. */
    @SuppressWarnings("unchecked")
    public List<String> strings(EcsField field) {
        Object value = value(field);
        return value == null ? List.of() : (List<String>) value;
    }

    /**
     * The vendor's fields, by name space: strings, {@code Long}, {@code Double}, {@code Boolean}, lists and maps of
     * these. Unmodifiable.
     */
    public Map<String, Object> vendor() {
        return vendor;
    }

    /** How many characters its texts have together, the vendor's too. */
    public int textLength() {
        int length = lengthOf(vendor.values());
        for (Object value : values) {
            length += lengthOf(value);
        }
        return length;
    }

    private static int lengthOf(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length();
            case Map<?, ?> map -> lengthOf(map.values());
            case Collection<?> all -> {
                int length = 0;
                for (Object each : all) {
                    length += lengthOf(each);
                }
                yield length;
            }
            case null, default -> 0;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EcsEvent that
                && Arrays.equals(present, that.present)
                && Arrays.equals(values, that.values)
                && vendor.equals(that.vendor);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(values), vendor);
    }

    /** Names the event without its content, which may be an attacker's. */
    @Override
    public String toString() {
        return "EcsEvent[" + value(EcsField.EVENT_ID) + "]";
    }

    private static Map<String, Object> copyOf(Map<?, ?> map) {
        Map<String, Object> copy = new TreeMap<>();
        map.forEach(
                (key, value) ->
                        copy.put((String) key, value instanceof Map<?, ?> m ? copyOf(m) : value));
        return copy;
    }

    /** Collects an event's fields. Absent values (null, empty strings) are passed over, so that a caller need not ask. */
    public static final class Builder {
        /** A bit per slot that has a value. */
        private final long[] present;

        /** The values of these slots in their order, as an event has them; behind them there is room. */
        private @Nullable Object[] values;

        private int count;
        private Map<String, Object> vendor;

        /** Whether an event has the vendor's fields, so that a change wants a copy. */
        private boolean shared;

        /** Where the vendor's last field went, as the next one mostly goes there too. */
        private @Nullable String lastPrefix;

        private @Nullable Map<String, Object> lastObject;

        private Builder(long[] present, @Nullable Object[] values, Map<String, Object> vendor) {
            this.present = present;
            this.values = values;
            for (long word : present) {
                this.count += Long.bitCount(word);
            }
            this.vendor = vendor;
        }

        /**
         * Sets a field. The value is of the field's {@link EcsField.Type#javaType()}; for an array, a list of them or
         * one. Null and empty strings are passed over; the last value wins.
         */
        public Builder set(EcsField field, @Nullable Object value) {
            if (value == null || (value instanceof String text && text.isEmpty())) {
                return this;
            }
            Object fitting = fitting(field, value);
            if (!(fitting instanceof List<?> list && list.isEmpty())) {
                put(field, fitting);
            }
            return this;
        }

        /** The value as the field holds it, of its type. */
        private static Object fitting(EcsField field, Object value) {
            if (field.isArray() && value instanceof List<?> list) {
                List<?> values = List.copyOf(list);
                for (Object each : values) {
                    check(field, each);
                }
                return values;
            }
            check(field, value);
            return field.isArray() ? List.of(value) : value;
        }

        /** Adds a value to an array field, once, and while it has few enough. */
        public Builder add(EcsField field, @Nullable Object value) {
            if (value == null || (value instanceof String text && text.isEmpty())) {
                return this;
            }
            check(field, value);
            Object before = value(field);
            if (before == null) {
                put(field, List.of(value));
            } else if (((List<?>) before).size() < MOST_ADDED
                    && !((List<?>) before).contains(value)) {
                List<Object> longer = new ArrayList<>((List<?>) before);
                longer.add(value);
                put(field, Collections.unmodifiableList(longer));
            }
            return this;
        }

        /** Sets a field only if it has no value yet. */
        public Builder setIfAbsent(EcsField field, @Nullable Object value) {
            return has(field) ? this : set(field, value);
        }

        /** Takes a field's value away. */
        public Builder clear(EcsField field) {
            if (has(field)) {
                int place = before(present, field.slot());
                count--;
                System.arraycopy(values, place + 1, values, place, count - place);
                values[count] = null;
                present[field.slot() / Long.SIZE] &= ~(1L << field.slot());
            }
            return this;
        }

        /** The value so far, or null. */
        public @Nullable Object value(EcsField field) {
            return has(field) ? values[before(present, field.slot())] : null;
        }

        /** The value so far of a keyword, text or address field, or null. */
        public @Nullable String string(EcsField field) {
            return (String) value(field);
        }

        /** Whether the field has a value so far. */
        public boolean has(EcsField field) {
            return EcsEvent.has(present, field.slot());
        }

        /**
         * Sets a vendor's field by its dotted name, whose first part is the vendor's name space, e.g. {@code
         * okta.outcome.reason}. Where a part of the way already holds a plain value, the rest of the name is kept as one
         * dotted key beside it, and where an object is, a plain value becomes its {@code value}, so that nothing is lost.
         */
        public Builder vendor(String dottedName, @Nullable Object value) {
            if (value == null || (value instanceof String text && text.isEmpty())) {
                return this;
            }
            int dot = dottedName.indexOf('.');
            if (dot <= 0) {
                throw new IllegalArgumentException(
                        "A vendor's field is namespace.name, not: " + dottedName);
            }
            String namespace = dottedName.substring(0, dot);
            checkNamespace(namespace);
            put(objectIn(own(), namespace), dottedName.substring(dot + 1), plain(value));
            return this;
        }

        /**
         * Sets a vendor's field {@code prefix.name}, whose name has no dots. The value is of the kinds that {@link
         * EcsEvent#vendor()} names, objects in the order of their names, and becomes the event's own.
         */
        public Builder vendor(String prefix, String name, @Nullable Object value) {
            if (value == null || (value instanceof String text && text.isEmpty())) {
                return this;
            }
            Map<String, Object> object =
                    !shared && prefix.equals(lastPrefix) ? lastObject : objectAt(prefix);
            if (object == null) {
                return vendor(prefix + "." + name, value);
            }
            lastPrefix = prefix;
            lastObject = object;
            put(object, name, value);
            return this;
        }

        /** Begins anew, with the room that it has. */
        void clear() {
            Arrays.fill(present, 0);
            Arrays.fill(values, 0, count, null);
            count = 0;
            if (shared || !vendor.isEmpty()) {
                vendor = new TreeMap<>();
            }
            shared = false;
            lastPrefix = null;
            lastObject = null;
        }

        /** The event. It must have an id, a time and a kind. */
        public EcsEvent build() {
            for (EcsField required :
                    List.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_KIND)) {
                if (!has(required)) {
                    throw new IllegalStateException("An event has " + required.fieldName() + ".");
                }
            }
            shared = true;
            return new EcsEvent(
                    present.clone(),
                    Arrays.copyOf(values, count),
                    vendor.isEmpty() ? Map.of() : Collections.unmodifiableMap(vendor));
        }

        private Map<String, Object> own() {
            if (shared) {
                vendor = copyOf(vendor);
                shared = false;
                lastPrefix = null;
            }
            return vendor;
        }

        /** The object of this dotted name; null if a part of the way holds a plain value. */
        private @Nullable Map<String, Object> objectAt(String dottedName) {
            Map<String, Object> object = own();
            int from = 0;
            for (int dot = dottedName.indexOf('.'); ; dot = dottedName.indexOf('.', from)) {
                String name =
                        dot < 0 ? dottedName.substring(from) : dottedName.substring(from, dot);
                if (from == 0) {
                    checkNamespace(name);
                }
                if (object.get(name) != null && !(object.get(name) instanceof Map<?, ?>)) {
                    return null;
                }
                object = objectIn(object, name);
                if (dot < 0) {
                    return object;
                }
                from = dot + 1;
            }
        }

        private static void checkNamespace(String namespace) {
            if (EcsField.isRoot(namespace)) {
                throw new IllegalArgumentException("ECS owns the name space: " + namespace);
            }
        }

        private void put(EcsField field, Object value) {
            int slot = field.slot();
            int place = before(present, slot);
            if (!has(field)) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, Math.max(USUAL, 2 * count));
                }
                System.arraycopy(values, place, values, place + 1, count - place);
                count++;
                present[slot / Long.SIZE] |= 1L << slot;
            }
            values[place] = value;
        }

        private static void check(EcsField field, Object value) {
            // Most fields hold texts, and to ask a class that is not known beforehand takes longer.
            boolean fits =
                    switch (field.type()) {
                        case KEYWORD, TEXT, IP -> value instanceof String;
                        case LONG -> value instanceof Long;
                        case DOUBLE, BOOLEAN, DATE, GEO_POINT ->
                                field.type().javaType().isInstance(value);
                    };
            if (!fits) {
                throw new IllegalArgumentException(
                        field.fieldName()
                                + " holds "
                                + field.type().javaType().getSimpleName()
                                + ", not "
                                + value.getClass().getSimpleName()
                                + ".");
            }
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> objectIn(Map<String, Object> parent, String name) {
            return (Map<String, Object>)
                    parent.computeIfAbsent(name, _ -> new TreeMap<String, Object>());
        }

        private static void put(Map<String, Object> object, String name, Object value) {
            int dot = name.indexOf('.');
            if (dot > 0) {
                Object inner = object.get(name.substring(0, dot));
                if (inner == null || inner instanceof Map<?, ?>) {
                    put(objectIn(object, name.substring(0, dot)), name.substring(dot + 1), value);
                    return;
                }
            }
            if (object.get(name) instanceof Map<?, ?>) {
                put(objectIn(object, name), "value", value);
            } else {
                object.put(name, value);
            }
        }

        private static Object plain(Object value) {
            return switch (value) {
                case String text -> text;
                case Long number -> number;
                case Double number -> number;
                case Boolean flag -> flag;
                case Integer number -> number.longValue();
                case List<?> list ->
                        list.stream().filter(Objects::nonNull).map(Builder::plain).toList();
                case Map<?, ?> map -> {
                    Map<String, Object> copy = new TreeMap<>();
                    map.forEach(
                            (key, each) -> {
                                if (each != null) {
                                    copy.put(String.valueOf(key), plain(each));
                                }
                            });
                    yield copy;
                }
                default -> value.toString();
            };
        }
    }
}
