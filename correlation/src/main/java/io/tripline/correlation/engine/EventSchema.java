package io.tripline.correlation.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.configuration.common.ConfigurationCommon;
import com.espertech.esper.common.client.configuration.common.ConfigurationCommonEventTypeBean;
import com.espertech.esper.common.client.util.AccessorStyle;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an event looks to EPL: one type {@code Event} of nested object arrays, whose properties are the ECS names as they
 * are. Beside them stand {@code event_time} (milliseconds), {@code vendor.field('name')} for a vendor's own field as text,
 * and {@code profile.is_first('name')} and the like for what the rule's {@code profiles} remember.
 */
final class EventSchema {
    static final String TYPE = "Event";
    static final String EVENT_TIME = "event_time";
    static final String VENDOR = "vendor";
    static final String PROFILE = "profile";

    /** The access predicate that an event is a candidate for. No rule may name it. It sorts first, where Esper begins. */
    static final String ACCESS = "access";

    private static final Pattern VENDOR_FIELD =
            Pattern.compile(VENDOR + "\\.field\\(['\"](.*)['\"]\\)");

    private static final Object HANDLE = Object.class;
    private static final int HANDLE_SLOT = 0;
    private static final int TIME_SLOT = 1;
    private static final int VENDOR_SLOT = 2;
    private static final int PROFILE_SLOT = 3;
    private static final int ACCESS_SLOT = 4;
    private static final Level ROOT = layout();

    private EventSchema() {}

    /** An object of the document: its leaves and inner objects by name, each with its slot. */
    private static final class Level {
        final String typeName;
        final Map<String, Integer> slots = new LinkedHashMap<>();
        final List<Object> types = new ArrayList<>();
        final Map<String, Level> inner = new TreeMap<>();

        Level(String typeName) {
            this.typeName = typeName;
        }

        int add(String name, Object type) {
            slots.put(name, types.size());
            types.add(type);
            return types.size() - 1;
        }
    }

    /** The names at the top of an event, which a condition on the event alone begins with. */
    static Set<String> rootNames() {
        return ROOT.slots.keySet();
    }

    /** Makes the type known. */
    static void register(Configuration configuration) {
        ConfigurationCommonEventTypeBean profile = new ConfigurationCommonEventTypeBean();
        profile.setAccessorStyle(AccessorStyle.EXPLICIT);
        profile.addMethodProperty(ProfileQuestion.IS_FIRST.label(), "isFirst");
        profile.addMethodProperty(ProfileQuestion.FIRST_SEEN.label(), "firstSeen");
        profile.addMethodProperty(ProfileQuestion.LAST_SEEN.label(), "lastSeen");
        profile.addMethodProperty(ProfileQuestion.COUNT.label(), "count");
        profile.addMethodProperty(ProfileQuestion.DISTINCT_COUNT.label(), "distinctCount");
        configuration
                .getCommon()
                .addEventType("ProfileFacts", ProfileFacts.class.getName(), profile);
        register(configuration.getCommon(), ROOT);
    }

    private static void register(ConfigurationCommon common, Level level) {
        level.inner.values().forEach(each -> register(common, each));
        common.addEventType(
                level.typeName, level.slots.keySet().toArray(String[]::new), level.types.toArray());
    }

    /** The event with these of its fields; what no rule asks for is left out. */
    static @Nullable Object[] toArray(KeptEvent kept, List<Slot> wanted, ProfileFacts profile) {
        return toArray(kept, wanted, profile, _ -> {});
    }

    /**
     * The same.
     *
     * @param cut told of fields that are not shown whole
     */
    static @Nullable Object[] toArray(
            KeptEvent kept, List<Slot> wanted, ProfileFacts profile, Consumer<String> cut) {
        @Nullable Object[] root = new Object[ROOT.types.size()];
        root[HANDLE_SLOT] = kept;
        root[TIME_SLOT] = kept.millis();
        root[VENDOR_SLOT] = new VendorFields(kept.event(), cut);
        root[PROFILE_SLOT] = profile;
        for (Slot slot : wanted) {
            Object value = kept.event().value(slot.field);
            if (value != null) {
                slot.put(
                        root,
                        plain(
                                Objects.requireNonNull(
                                        Shown.value(value, slot.field.fieldName(), cut))));
            }
        }
        return root;
    }

    /** Makes the event a candidate for an access predicate. */
    static void access(@Nullable Object[] event, int number) {
        event[ACCESS_SLOT] = number;
    }

    /** The name in {@code vendor.field('name')}. */
    static Optional<String> vendorField(String property) {
        Matcher matcher = VENDOR_FIELD.matcher(property);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The event behind an underlying object array of type {@code Event}, or null. */
    static @Nullable KeptEvent handle(@Nullable Object underlying) {
        return underlying instanceof Object[] array
                        && array.length == ROOT.types.size()
                        && array[HANDLE_SLOT] instanceof KeptEvent kept
                ? kept
                : null;
    }

    /** A field's way through the nested arrays. */
    static final class Slot {
        private final EcsField field;
        private final int[] path;
        private final int[] sizes;

        private Slot(EcsField field) {
            this.field = field;
            List<String> segments = field.segments();
            path = new int[segments.size()];
            sizes = new int[segments.size()];
            Level level = ROOT;
            for (int i = 0; i < path.length; i++) {
                sizes[i] = level.types.size();
                path[i] = slot(level, segments.get(i));
                if (i < path.length - 1) {
                    level = inner(level, segments.get(i));
                }
            }
        }

        private void put(@Nullable Object[] root, Object value) {
            @Nullable Object[] level = root;
            for (int i = 0; i < path.length - 1; i++) {
                Object next = level[path[i]];
                if (next == null) {
                    next = new Object[sizes[i + 1]];
                    level[path[i]] = next;
                }
                level = (Object[]) next;
            }
            level[path[path.length - 1]] = value;
        }
    }

    static List<Slot> slots(Set<EcsField> fields) {
        return fields.stream()
                .filter(field -> field != EcsField.TIMESTAMP)
                .sorted()
                .map(Slot::new)
                .toList();
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Instant instant -> instant.toEpochMilli();
            case List<?> list -> list.toArray(String[]::new);
            default -> value;
        };
    }

    private static Level layout() {
        Level root = new Level(TYPE);
        root.add("event_handle", HANDLE);
        root.add(EVENT_TIME, Long.class);
        root.add(VENDOR, VendorFields.class);
        root.add(PROFILE, ProfileFacts.class);
        root.add(ACCESS, Integer.class);
        for (EcsField field : EcsField.values()) {
            if (field == EcsField.TIMESTAMP) {
                continue;
            }
            Level level = root;
            List<String> segments = field.segments();
            for (String segment : segments.subList(0, segments.size() - 1)) {
                Level outer = level;
                level =
                        outer.inner.computeIfAbsent(
                                segment,
                                name -> {
                                    Level inner = new Level(outer.typeName + "_" + name);
                                    outer.add(name, inner.typeName);
                                    return inner;
                                });
            }
            level.add(segments.getLast(), javaType(field));
        }
        return root;
    }

    private static Class<?> javaType(EcsField field) {
        if (field.isArray()) {
            return String[].class;
        }
        return field.type() == EcsField.Type.DATE ? Long.class : field.type().javaType();
    }

    private static int slot(Level level, String name) {
        Integer slot = level.slots.get(name);
        if (slot == null) {
            throw new IllegalStateException("The layout lacks " + name + ".");
        }
        return slot;
    }

    private static Level inner(Level level, String name) {
        Level inner = level.inner.get(name);
        if (inner == null) {
            throw new IllegalStateException("The layout lacks the object " + name + ".");
        }
        return inner;
    }
}
