package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.StableId;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events that arrive as ECS. What the catalogue knows is taken over, converted where nothing is lost by it; all else is
 * kept under {@code unmapped}, so that no shipper can say what only Tripline may say.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a>
 */
final class EcsPassthrough implements LogSource {
    private static final String NAME = "ecs";
    private static final String UNMAPPED = "unmapped.";

    /** Ours to fill: from a shipper they would be forgeries. */
    private static final Set<EcsField> OURS =
            Arrays.stream(EcsField.values())
                    .filter(
                            field ->
                                    field == EcsField.EVENT_INGESTED
                                            || field.fieldName().startsWith("tripline."))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(EcsField.class)));

    /** The values ECS allows; of the kinds, those that a shipper may claim: alerts are a detection's own to make. */
    private static final Map<EcsField, Set<String>> ALLOWED =
            new EnumMap<>(
                    Map.of(
                            EcsField.EVENT_KIND,
                            Set.of("asset", "enrichment", "event", "metric", "state"),
                            EcsField.EVENT_OUTCOME,
                            EcsCategorization.OUTCOMES,
                            EcsField.EVENT_CATEGORY,
                            EcsCategorization.TYPES_BY_CATEGORY.keySet(),
                            EcsField.EVENT_TYPE,
                            EcsCategorization.TYPES));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        // What OPNsense has Squid write only looks so.
        return raw.json().isPresent()
                && isEcs(raw.json().get())
                && !SquidJson.isOne(raw.json().get());
    }

    @Override
    public Glance glance() {
        return Glance.json("ecs", "ecs.version", "@timestamp");
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "An ECS event is a JSON object.");
        }
        EcsEvent.Builder event = EcsEvent.builder();
        readObject(raw.json().get(), "", event);
        if (!event.has(EcsField.TIMESTAMP)) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The event has no @timestamp that is a time.");
        }
        String ownId = event.string(EcsField.EVENT_ID);
        if (ownId != null) {
            // Ids of ours can be foretold, so a shipper's own is hashed: it must not take the place
            // of another event.
            event.vendor(UNMAPPED + EcsField.EVENT_ID.fieldName(), ownId)
                    .set(EcsField.EVENT_ID, StableId.of(NAME, ownId));
        }
        return new Normalized.Parsed(
                event.clear(EcsField.ECS_VERSION)
                        .setIfAbsent(EcsField.EVENT_KIND, "event")
                        .setIfAbsent(EcsField.EVENT_DATASET, NAME));
    }

    private static boolean isEcs(JsonNode record) {
        return !record.has("winlog")
                && (record.path("ecs").path("version").isTextual()
                        || record.path("ecs.version").isTextual()
                        || (record.has("@timestamp")
                                && (record.path("event").path("kind").isTextual()
                                        || record.path("event.kind").isTextual())));
    }

    private static void readObject(JsonNode object, String prefix, EcsEvent.Builder event) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            // An empty name could not be indexed.
            String name = entry.getKey().isEmpty() ? "_" : entry.getKey();
            String path = prefix + name;
            JsonNode value = entry.getValue();
            EcsField field = EcsField.byName(path).orElse(null);
            if (field != null) {
                readField(field, value, event);
            } else if (value.isObject()) {
                readObject(value, path + ".", event);
            } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                readObjects(value, path, event);
            } else {
                keep(path, plain(value), event);
            }
        }
    }

    /** Objects in an array, e.g. {@code dns.answers}: each field of the catalogue holds the values of all of them. */
    private static void readObjects(JsonNode array, String path, EcsEvent.Builder event) {
        List<@Nullable Object> rest = new ArrayList<>();
        for (JsonNode element : array) {
            Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : element.properties()) {
                EcsField field = EcsField.byName(path + "." + entry.getKey()).orElse(null);
                Object value = field == null ? null : typed(field, entry.getValue());
                if (field != null && field.isArray() && value != null) {
                    event.add(field, value);
                } else {
                    unknown.put(entry.getKey(), plain(entry.getValue()));
                }
            }
            if (!element.isObject()) {
                rest.add(plain(element));
            } else if (!unknown.isEmpty()) {
                rest.add(unknown);
            }
        }
        keep(path, rest.isEmpty() ? null : rest, event);
    }

    private static void readField(EcsField field, JsonNode value, EcsEvent.Builder event) {
        if (value.isNull()) {
            return;
        }
        List<JsonNode> given = new ArrayList<>();
        if (value.isArray() && field.type() != EcsField.Type.GEO_POINT) {
            value.forEach(given::add);
            given.removeIf(JsonNode::isNull);
        } else {
            given.add(value);
        }
        if (given.isEmpty()) {
            return;
        }
        List<Object> values = new ArrayList<>(given.size());
        for (JsonNode each : given) {
            Object typed = typed(field, each);
            if (typed != null) {
                values.add(typed);
            }
        }
        boolean complete = values.size() == given.size();
        boolean fits =
                !OURS.contains(field)
                        && (field.isArray() ? !values.isEmpty() : complete && values.size() == 1);
        if (!fits || !complete) {
            keep(field.fieldName(), plain(value), event);
        }
        if (fits) {
            event.set(field, field.isArray() ? values : values.getFirst());
        }
    }

    private static void keep(String path, @Nullable Object value, EcsEvent.Builder event) {
        if (value != null) {
            // What was put aside once, on an event that comes round again, stays where it is.
            event.vendor(path.startsWith(UNMAPPED) ? path : UNMAPPED + path, value);
        }
    }

    /** The value as the field holds it; null if that would lose or invent anything. */
    private static @Nullable Object typed(EcsField field, JsonNode value) {
        Object typed =
                switch (field.type()) {
                    case KEYWORD, TEXT ->
                            value.isValueNode() && !value.isNull() ? value.asText() : null;
                    case IP ->
                            value.isTextual() && IpAddress.parse(value.textValue()).isPresent()
                                    ? value.textValue()
                                    : null;
                    case LONG -> whole(value);
                    case DOUBLE -> decimal(value);
                    case BOOLEAN -> value.isValueNode() ? Json.flag(value) : null;
                    case DATE -> time(value);
                    case GEO_POINT -> point(value);
                };
        Set<String> allowed = ALLOWED.get(field);
        return allowed != null && typed != null && !allowed.contains(typed) ? null : typed;
    }

    private static @Nullable Long whole(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            double number = value.doubleValue();
            return number == Math.rint(number) && Math.abs(number) <= 1L << 53
                    ? (Long) (long) number
                    : null;
        }
        return Json.number(value);
    }

    private static @Nullable Double decimal(JsonNode value) {
        if (!value.isTextual()) {
            return Json.decimal(value);
        }
        try {
            double number =
                    value.textValue().length() <= 40
                            ? new BigDecimal(value.textValue()).doubleValue()
                            : Double.NaN;
            return Double.isFinite(number) ? (Double) number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A time as {@code strict_date_optional_time||epoch_millis} reads it; without an offset it is UTC. */
    private static @Nullable Instant time(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.canConvertToLong()
                    ? Timestamps.readable(Instant.ofEpochMilli(value.longValue()))
                    : null;
        }
        if (!value.isTextual()) {
            return null;
        }
        Instant zoned = Timestamps.iso(value.textValue());
        if (zoned != null || value.textValue().length() > 30) {
            return zoned;
        }
        try {
            return Timestamps.readable(
                    LocalDateTime.parse(value.textValue()).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@code {"lat": 1, "lon": 2}}, {@code "1,2"} or, the other way round, {@code [2, 1]}. */
    private static @Nullable GeoPoint point(JsonNode value) {
        Double latitude = null;
        Double longitude = null;
        if (value.isObject()) {
            latitude = decimal(value.path("lat"));
            longitude = decimal(value.path("lon"));
        } else if (value.isArray() && value.size() == 2) {
            longitude = decimal(value.get(0));
            latitude = decimal(value.get(1));
        } else if (value.isTextual()) {
            int comma = value.textValue().indexOf(',');
            if (comma > 0) {
                latitude = number(value.textValue().substring(0, comma));
                longitude = number(value.textValue().substring(comma + 1));
            }
        }
        return latitude != null && longitude != null && GeoPoint.isValid(latitude, longitude)
                ? new GeoPoint(latitude, longitude)
                : null;
    }

    private static @Nullable Double number(String text) {
        try {
            return text.length() <= 40 ? new BigDecimal(text.strip()).doubleValue() : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** As an event holds a vendor's value: numbers that fit no long or double stay the text they were. */
    private static @Nullable Object plain(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER ->
                    value.isIntegralNumber() && value.canConvertToLong()
                            ? (Object) value.longValue()
                            : value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())
                                    ? (Object) value.doubleValue()
                                    : value.asText();
            case ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                value.forEach(each -> values.add(plain(each)));
                yield values;
            }
            case OBJECT -> {
                Map<String, Object> values = new LinkedHashMap<>();
                value.properties()
                        .forEach(
                                each -> {
                                    Object inner = plain(each.getValue());
                                    if (inner != null && !inner.equals("")) {
                                        values.put(name(each.getKey()), inner);
                                    }
                                });
                // What holds nothing says nothing, and is gone when the event is read.
                yield values.isEmpty() ? null : values;
            }
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    /** A name with dots would be a path when the event is read, and so another object. */
    private static String name(String key) {
        return key.isEmpty() ? "_" : key.replace('.', '_');
    }
}
