package io.tripline.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.StableId;
import io.tripline.ingest.source.EcsCategorization;
import io.tripline.ingest.source.IgnoredReason;
import io.tripline.ingest.source.RejectedReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Normalizes files instead of topics: a row in, its outcome out, in order, however long the file is. */
public final class Offline {
    /** A row may be larger than the record in it by the escapes that JSON needs, {@code \\u0000} at worst. */
    private static final int MAX_ROW_BYTES = 8 << 20;

    private static final JsonFactory ROWS =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(MAX_ROW_BYTES)
                                    .maxDocumentLength(MAX_ROW_BYTES)
                                    .build())
                    .build();

    private static final ObjectMapper JSON = new ObjectMapper(ROWS);

    private final Normalizer normalizer;
    private final Family family;
    private final Instant received;

    /** Of raw lines: some logs are told by it. */
    private final Optional<String> path;

    /**
     * A reader of files.
     *
     * @param received stands in for the time of arrival, which a file does not have
     */
    public Offline(Normalizer normalizer, Family family, Instant received) {
        this(normalizer, family, received, Optional.empty());
    }

    private Offline(Normalizer normalizer, Family family, Instant received, Optional<String> path) {
        this.normalizer = normalizer;
        this.family = family;
        this.received = received;
        this.path = path;
    }

    /** The same for lines that stand in this file; some sources tell a log by its file's name. */
    public Offline of(Path file) {
        return new Offline(
                normalizer, family, received, Optional.of(String.valueOf(file.getFileName())));
    }

    /**
     * What became of one raw record.
     *
     * @param id of the row it came in: its own, or else its line number; rows that carry several records repeat it
     */
    public record Row(String id, Outcome outcome) {
        /** In what the event differs from ECS, one sentence each; empty if in nothing, or if there is no event. */
        public List<String> problems() {
            if (!(outcome instanceof Outcome.Event event)) {
                return List.of();
            }
            List<String> problems = EcsCategorization.problems(event.event());
            return event.source().equals(Optional.of("ecs"))
                    ? Stream.concat(
                                    problems.stream(),
                                    EcsCategorization.differences(event.event()).stream())
                            .toList()
                    : problems;
        }

        /** The row as JSON: id, outcome, and the event or the reason. */
        public byte[] toJson() {
            return toJson(List.of());
        }

        /** The same, with these problems if there are any. */
        public byte[] toJson(List<String> problems) {
            try (ByteArrayBuilder out = new ByteArrayBuilder(1024);
                    JsonGenerator json = ROWS.createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField("id", id);
                switch (outcome) {
                    case Outcome.Event event -> {
                        json.writeStringField("outcome", "event");
                        json.writeFieldName("event");
                        json.writeRawValue(
                                new String(EcsJson.write(event.event()), StandardCharsets.UTF_8));
                        if (!problems.isEmpty()) {
                            json.writeArrayFieldStart("problems");
                            for (String problem : problems) {
                                json.writeString(problem);
                            }
                            json.writeEndArray();
                        }
                    }
                    case Outcome.Ignored ignored -> {
                        json.writeStringField("outcome", "ignored");
                        json.writeStringField("reason", ignored.reason().label());
                    }
                    case Outcome.Rejected rejected -> {
                        json.writeStringField("outcome", "rejected");
                        json.writeStringField("reason", rejected.reason().label());
                        json.writeStringField("detail", rejected.detail());
                    }
                }
                json.writeEndObject();
                json.flush();
                return out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException("Memory does not fail to be written.", e);
            }
        }
    }

    /** Reads one raw record a line. */
    public void lines(InputStream in, Optional<String> source, Consumer<Row> to)
            throws IOException {
        BoundedLines lines = new BoundedLines(in, MAX_ROW_BYTES);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            String id = Long.toString(lines.number());
            if (lines.isCut()) {
                to.accept(tooLarge(id, line));
            } else {
                normalize(id, line, source, path, received, to);
            }
        }
    }

    /**
     * Reads one JSON object a line: {@code {"id"?, "source"?, "received"?, "raw"}}, where {@code raw} is a string or the
     * record's own JSON, and {@code received} the time of arrival.
     *
     * @param source of rows that name none
     */
    public void rows(InputStream in, Optional<String> source, Consumer<Row> to) throws IOException {
        BoundedLines lines = new BoundedLines(in, MAX_ROW_BYTES);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            String number = Long.toString(lines.number());
            if (lines.isCut()) {
                to.accept(tooLarge(number, line));
            } else if (!isBlank(line)) {
                row(number, line, source, to);
            }
        }
    }

    /**
     * Reads whatever holds events, line by line: rows as {@link #rows} takes them, rows as {@link Row#toJson} writes
     * them, ECS events as they are, and raw records. An ECS event keeps its id. Every line has at least one outcome.
     *
     * @param source of raw records that name none
     */
    public void anything(InputStream in, Optional<String> source, Consumer<Row> to)
            throws IOException {
        BoundedLines lines = new BoundedLines(in, MAX_ROW_BYTES);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            String number = Long.toString(lines.number());
            if (lines.isCut()) {
                to.accept(tooLarge(number, line));
            } else if (isBlank(line)) {
                to.accept(
                        new Row(
                                number,
                                new Outcome.Ignored(IgnoredReason.EMPTY, Optional.empty())));
            } else {
                anything(number, line, source, to);
            }
        }
    }

    private void anything(String number, byte[] line, Optional<String> source, Consumer<Row> to) {
        JsonNode json = object(line);
        if (json.has("raw")) {
            row(number, line, source, to);
            return;
        }
        Optional<Outcome> ours = ourOutcome(json, line);
        if (ours.isPresent()) {
            to.accept(new Row(number, ours.get()));
            return;
        }
        if (json.has("@timestamp")) {
            try {
                EcsEvent read = EcsJson.read(JSON.writeValueAsBytes(json));
                to.accept(new Row(number, new Outcome.Event(read, Optional.empty())));
                return;
            } catch (MalformedEventException | JsonProcessingException e) {
                // A vendor's record that has an @timestamp too; it is normalized like any other.
            }
        }
        normalize(number, line, source, path, received, to);
    }

    /** What a row says that {@link Row#toJson} wrote; empty if it is none: vendors have ids and outcomes, too. */
    private static Optional<Outcome> ourOutcome(JsonNode json, byte[] line) {
        if (!json.path("id").isTextual()) {
            return Optional.empty();
        }
        String reason = json.path("reason").asText();
        return switch (json.path("outcome").asText()) {
            case "event" -> json.path("event").isObject() ? event(json, line) : Optional.empty();
            case "ignored" ->
                    Stream.of(IgnoredReason.values())
                            .filter(each -> each.label().equals(reason))
                            .<Outcome>map(each -> new Outcome.Ignored(each, Optional.empty()))
                            .findFirst();
            case "rejected" ->
                    Stream.of(RejectedReason.values())
                            .filter(each -> each.label().equals(reason))
                            .<Outcome>map(
                                    each ->
                                            new Outcome.Rejected(
                                                    each,
                                                    json.path("detail").asText(),
                                                    line,
                                                    Optional.empty()))
                            .findFirst();
            default -> Optional.empty();
        };
    }

    private static Optional<Outcome> event(JsonNode row, byte[] line) {
        try {
            EcsEvent event = EcsJson.read(JSON.writeValueAsBytes(row.path("event")));
            return Optional.of(new Outcome.Event(event, Optional.empty()));
        } catch (MalformedEventException | JsonProcessingException e) {
            return Optional.of(
                    new Outcome.Rejected(
                            RejectedReason.INVALID_FIELD,
                            "The row's event can't be read.",
                            line,
                            Optional.empty()));
        }
    }

    /** The line as JSON; a missing node if it is no JSON object. */
    private static JsonNode object(byte[] line) {
        try {
            JsonNode json = JSON.readTree(line);
            return json.isObject() ? json : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private void row(String number, byte[] line, Optional<String> source, Consumer<Row> to) {
        String text = new String(line, StandardCharsets.UTF_8);
        String id = number;
        String named = source.orElse(null);
        String raw = null;
        Instant arrived = received;
        try (JsonParser json = ROWS.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                to.accept(malformed(id, line));
                return;
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken token = json.nextToken();
                boolean scalar = token.isScalarValue() && token != JsonToken.VALUE_NULL;
                switch (name) {
                    case "id" -> id = scalar ? json.getText() : id;
                    case "source" -> named = scalar ? json.getText() : named;
                    case "received" -> arrived = scalar ? arrival(json.getText()) : arrived;
                    case "raw" -> raw = raw(json, text);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                to.accept(malformed(id, line));
                return;
            }
        } catch (DateTimeException e) {
            to.accept(
                    malformed(
                            id,
                            line,
                            "The row's received is no ISO 8601 time of the years 0001 to 9999."));
            return;
        } catch (IOException e) {
            to.accept(malformed(id, line));
            return;
        }
        if (raw == null) {
            to.accept(
                    new Row(
                            id,
                            new Outcome.Rejected(
                                    RejectedReason.MISSING_FIELD,
                                    "The row has no raw record.",
                                    line,
                                    Optional.empty())));
            return;
        }
        normalize(
                id,
                raw.getBytes(StandardCharsets.UTF_8),
                Optional.ofNullable(named),
                Optional.empty(),
                arrived,
                to);
    }

    private static Instant arrival(String text) {
        Instant time = Instant.parse(text);
        if (!EcsJson.isReadable(time)) {
            throw new DateTimeException("beyond the years that events may have");
        }
        return time;
    }

    /** The record's text; an object's just as it stands in the row. */
    private static @Nullable String raw(JsonParser json, String row) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case START_OBJECT, START_ARRAY -> {
                int start = (int) json.currentTokenLocation().getCharOffset();
                json.skipChildren();
                yield row.substring(start, (int) json.currentLocation().getCharOffset());
            }
            default -> json.getText();
        };
    }

    private void normalize(
            String id,
            byte[] raw,
            Optional<String> source,
            Optional<String> from,
            Instant arrived,
            Consumer<Row> to) {
        RawInput input =
                new RawInput(
                        raw,
                        source,
                        Optional.empty(),
                        from,
                        family,
                        arrived,
                        index -> StableId.of("offline", id, Integer.toString(index)));
        normalizer.normalize(input).forEach(outcome -> to.accept(new Row(id, outcome)));
    }

    /** As {@link String#isBlank} says it of a record on a topic: a line of NULs is none. */
    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each < 0 || !Character.isWhitespace(each)) {
                return false;
            }
        }
        return true;
    }

    private static Row tooLarge(String id, byte[] line) {
        return new Row(
                id,
                new Outcome.Rejected(
                        RejectedReason.TOO_LARGE,
                        "The line has more than " + MAX_ROW_BYTES + " bytes.",
                        line,
                        Optional.empty()));
    }

    private static Row malformed(String id, byte[] line) {
        return malformed(id, line, "The row is no JSON object of id, source, received and raw.");
    }

    private static Row malformed(String id, byte[] line, String detail) {
        return new Row(
                id,
                new Outcome.Rejected(
                        RejectedReason.MALFORMED_JSON, detail, line, Optional.empty()));
    }
}
