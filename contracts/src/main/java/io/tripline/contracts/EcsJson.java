package io.tripline.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of an {@link EcsEvent}: ECS objects nested, in the order of {@link EcsField}, then the vendors' name
 * spaces. The same event gives the same bytes.
 */
public final class EcsJson {
    /** What any JSON may cost us to read, ours or a stranger's. */
    public static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .maxNameLength(256)
                    .maxDocumentLength(4L << 20)
                    // A megabyte at five bytes a token, denser than any log; some 30 MB as a tree
                    // at worst.
                    .maxTokenCount(200_000)
                    .build();

    /** ISO 8601's years of four digits, which everyone downstream reads, and whose milliseconds a long holds. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();
    private static final List<EcsField> REQUIRED =
            List.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_KIND);

    private EcsJson() {}

    /** Whether a time is within the years 0001 to 9999: an event with another one is not read. */
    public static boolean isReadable(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }

    /** Writes an event as UTF-8 JSON. */
    public static byte[] write(EcsEvent event) {
        return EcsWriter.write(event);
    }

    /**
     * Reads what {@link #write} wrote. Objects may also be given by dotted names. A field outside the catalogue is kept
     * as a vendor's field; under an ECS root it is refused.
     *
     * @throws MalformedEventException if the bytes are no event; the message names the field and the reason
     */
    public static EcsEvent read(byte[] json) throws MalformedEventException {
        return readPart(json, EcsSelection.EVERYTHING);
    }

    /**
     * Reads a part of what {@link #write} wrote. The rest must be JSON and is not looked at further, also where it is none of
     * the catalogue: the writer may be newer than the reader.
     *
     * @throws MalformedEventException if the part is none of an event; the message names the field and the reason
     */
    public static EcsEvent readPart(byte[] json, EcsSelection selection)
            throws MalformedEventException {
        try {
            EcsEvent.Builder event = EcsScanner.read(json, selection);
            return event != null && missing(event) == null ? event.build() : parse(json, selection);
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** The field that the event lacks and every event has; null if it has them all. */
    private static @Nullable EcsField missing(EcsEvent.Builder event) {
        for (EcsField required : REQUIRED) {
            if (!event.has(required)) {
                return required;
            }
        }
        return null;
    }

    private static MalformedEventException notJson(IOException e) {
        return new MalformedEventException("The event is not JSON: " + firstLine(e), e);
    }

    /** Reads the value of a field, which stands between these places. */
    static void readField(byte[] json, int from, int to, EcsField field, EcsEvent.Builder event)
            throws IOException, MalformedEventException {
        try (JsonParser parser = JSON.createParser(json, from, to - from)) {
            parser.nextToken();
            readField(parser, field, event);
        }
    }

    /** Reads a vendor's name space, whose object stands between these places. */
    static void readVendor(byte[] json, int from, int to, String name, EcsEvent.Builder event)
            throws IOException, MalformedEventException {
        try (JsonParser parser = JSON.createParser(json, from, to - from)) {
            parser.nextToken();
            readVendor(parser, name, event);
        }
    }

    /** The general parser. */
    static EcsEvent parse(byte[] json, EcsSelection selection) throws MalformedEventException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedEventException("An event is a JSON object.");
            }
            EcsEvent.Builder event = EcsEvent.builder();
            readObject(parser, selection.tree(), event, selection);
            if (parser.nextToken() != null) {
                throw new MalformedEventException(
                        "There is more behind the event's closing brace.");
            }
            EcsField missing = missing(event);
            if (missing != null) {
                throw new MalformedEventException("The event has no " + missing.fieldName() + ".");
            }
            return event.build();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private static void readObject(
            JsonParser parser, FieldTree tree, EcsEvent.Builder event, EcsSelection selection)
            throws IOException, MalformedEventException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            FieldTree child = tree.child(name);
            if (child == null) {
                readNamed(parser, tree.prefix() + name, event, selection);
            } else if (!child.isWanted()) {
                parser.skipChildren();
            } else if (child.field() != null) {
                readField(parser, child.field(), event);
            } else if (token == JsonToken.START_OBJECT) {
                readObject(parser, child, event, selection);
            } else {
                readNamed(parser, tree.prefix() + name, event, selection);
            }
        }
    }

    /** What stands under a dotted name, is a vendor's, or should not be there. */
    private static void readNamed(
            JsonParser parser, String path, EcsEvent.Builder event, EcsSelection selection)
            throws IOException, MalformedEventException {
        EcsField field = EcsField.byName(path).orElse(null);
        String first = firstSegment(path);
        boolean isVendors = !EcsField.isRoot(first);
        if (field != null ? !selection.wants(field) : isVendors && !selection.wants(first)) {
            parser.skipChildren();
        } else if (field != null) {
            readField(parser, field, event);
        } else if (isVendors) {
            readVendor(parser, path, event);
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName();
                    name != null;
                    name = parser.nextFieldName()) {
                parser.nextToken();
                readNamed(parser, path + "." + name, event, selection);
            }
        } else if (!selection.isEverything()) {
            parser.skipChildren();
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            throw new MalformedEventException(
                    "The field " + path + " is under an ECS root but not in the catalogue.");
        }
    }

    private static void readVendor(JsonParser parser, String path, EcsEvent.Builder event)
            throws IOException, MalformedEventException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName();
                    name != null;
                    name = parser.nextFieldName()) {
                parser.nextToken();
                readVendor(parser, path + "." + name, event);
            }
            return;
        }
        Object value = plain(parser);
        if (path.indexOf('.') <= 0) {
            if (value != null) {
                throw new MalformedEventException(
                        "The field " + path + " is neither ECS nor in a name space.");
            }
        } else {
            event.vendor(path, value);
        }
    }

    private static void readField(JsonParser parser, EcsField field, EcsEvent.Builder event)
            throws IOException, MalformedEventException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Object value = typed(parser, field);
                if (value != null) {
                    values.add(value);
                }
            }
            if (field.isArray()) {
                event.set(field, values);
            } else if (values.size() == 1) {
                event.set(field, values.getFirst());
            } else if (!values.isEmpty()) {
                throw new MalformedEventException(
                        "The field " + field.fieldName() + " holds one value, not a list.");
            }
        } else {
            event.set(field, typed(parser, field));
        }
    }

    private static @Nullable Object typed(JsonParser parser, EcsField field)
            throws IOException, MalformedEventException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        boolean fits =
                switch (field.type()) {
                    case KEYWORD, TEXT -> token.isScalarValue();
                    case IP, DATE -> token == JsonToken.VALUE_STRING;
                    case LONG -> token == JsonToken.VALUE_NUMBER_INT;
                    case DOUBLE -> token.isNumeric();
                    case BOOLEAN -> token.isBoolean();
                    case GEO_POINT -> token == JsonToken.START_OBJECT;
                };
        if (!fits) {
            throw new MalformedEventException(
                    "The field "
                            + field.fieldName()
                            + " holds "
                            + field.type()
                            + ", not "
                            + token
                            + ".");
        }
        return switch (field.type()) {
            case KEYWORD, TEXT, IP -> parser.getText();
            case LONG -> parser.getLongValue();
            case DOUBLE -> parser.getDoubleValue();
            case BOOLEAN -> parser.getBooleanValue();
            case DATE -> instant(parser.getText(), field);
            case GEO_POINT -> point(parser, field);
        };
    }

    private static Instant instant(String text, EcsField field) throws MalformedEventException {
        Instant time = UtcTime.parse(text);
        if (time == null) {
            try {
                time =
                        text.endsWith("Z")
                                ? Instant.parse(text)
                                : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new MalformedEventException(
                        "The field " + field.fieldName() + " is no ISO 8601 time.", e);
            }
        }
        if (!isReadable(time)) {
            throw new MalformedEventException(
                    "The field " + field.fieldName() + " is not within the years 0001 to 9999.");
        }
        return time;
    }

    private static GeoPoint point(JsonParser parser, EcsField field)
            throws IOException, MalformedEventException {
        double latitude = Double.NaN;
        double longitude = Double.NaN;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (!parser.nextToken().isNumeric()) {
                throw new MalformedEventException(
                        "The field " + field.fieldName() + " has lat and lon, in degrees.");
            }
            switch (name) {
                case "lat" -> latitude = parser.getDoubleValue();
                case "lon" -> longitude = parser.getDoubleValue();
                default ->
                        throw new MalformedEventException(
                                "The field " + field.fieldName() + " has lat and lon.");
            }
        }
        if (!GeoPoint.isValid(latitude, longitude)) {
            throw new MalformedEventException(
                    "The field " + field.fieldName() + " is no place on Earth.");
        }
        return new GeoPoint(latitude, longitude);
    }

    private static @Nullable Object plain(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                    switch (parser.getNumberType()) {
                        case INT, LONG -> parser.getLongValue();
                        default -> parser.getText();
                    };
            case VALUE_NUMBER_FLOAT -> finite(parser);
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object value = plain(parser);
                    if (value != null) {
                        values.add(value);
                    }
                }
                yield values;
            }
            case START_OBJECT -> {
                Map<String, Object> values = new TreeMap<>();
                for (String name = parser.nextFieldName();
                        name != null;
                        name = parser.nextFieldName()) {
                    parser.nextToken();
                    Object value = plain(parser);
                    if (value != null) {
                        values.put(name, value);
                    }
                }
                yield values;
            }
            default -> null;
        };
    }

    /** A number too large for a double stays the text it was, as infinity is no JSON. */
    private static Object finite(JsonParser parser) throws IOException {
        String text = parser.getText();
        try {
            double value = new BigDecimal(text).doubleValue();
            return Double.isFinite(value) ? (Object) value : text;
        } catch (NumberFormatException e) {
            // An exponent beyond all that any number type can hold.
            return text;
        }
    }

    private static String firstSegment(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private static String firstLine(IOException e) {
        String message =
                e instanceof com.fasterxml.jackson.core.JacksonException jackson
                        ? jackson.getOriginalMessage()
                        : e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
