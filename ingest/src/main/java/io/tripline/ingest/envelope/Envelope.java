package io.tripline.ingest.envelope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsJson;
import io.tripline.ingest.source.RawRecord;
import io.tripline.ingest.source.RawRecord.Shipped;
import io.tripline.ingest.source.RejectedReason;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The text of one Kafka record, opened: the raw records it carries, each without what shippers put around it. */
public final class Envelope {
    /** A line may pass through a few shippers, not through dozens. */
    private static final int MAX_LAYERS = 4;

    /** A record of 1 MiB has so many only if they are shorter than any log source's. */
    private static final int MOST_PARTS = 25_000;

    /**
     * How many characters may be written again so that each part stands by itself. What is around the parts is written for
     * each of them, so that without a bound a record of 1 MiB becomes more text than there is memory.
     */
    private static final int MOST_WRITTEN_AGAIN = 4 << 20;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final List<Part> parts = new ArrayList<>(1);
    private int writtenAgain;

    /** Why the text is not taken apart; null if it is. */
    private @Nullable String beyond;

    private Envelope() {}

    /** The raw records in this text, at least one, in their order. */
    public static List<Part> open(String text) {
        Envelope envelope = new Envelope();
        if (isNewlineDelimited(text)) {
            text.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> envelope.read(line, line, new Context(), 0));
        } else {
            envelope.read(text, text, new Context(), 0);
        }
        return envelope.beyond == null
                ? envelope.parts
                : List.of(new Part.Broken(text, RejectedReason.TOO_LARGE, envelope.beyond));
    }

    /** The record that a syslog line carries in the place of its message, JSON or Windows' XML; empty if it is text. */
    public static Optional<RawRecord> carried(RawRecord line) {
        String text = line.carriedJson();
        if (text == null) {
            return Optional.ofNullable(line.carriedXml())
                    .map(xml -> line.carrying(xml, Optional.empty()));
        }
        try {
            JsonNode node = JsonText.parse(text);
            return node.isObject()
                    ? Optional.of(line.carrying(text, Optional.of(node)))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What the outer layers said. */
    private record Context(Shipped shipped, Optional<ZoneId> zone) {
        Context() {
            this(Shipped.BARE, Optional.empty());
        }

        Context with(Layer layer) {
            return new Context(Layer.join(layer.shipped(), shipped), layer.zone().or(() -> zone));
        }
    }

    private void read(String whole, String text, Context context, int layers) {
        if (text.isBlank()) {
            add(new Part.Blank(whole));
            return;
        }
        if (CountedMessages.startIn(text) && layers < MAX_LAYERS) {
            List<String> messages = CountedMessages.of(text);
            for (String message : messages) {
                read(messages.size() == 1 ? whole : message, message, context, layers + 1);
            }
            return;
        }
        String line = withoutLineEnd(text);
        if (!JsonText.looksLikeJson(line)) {
            add(content(whole, line, Optional.empty(), context));
            return;
        }
        // What a program wrote to syslog or the journal is a line, whatever it looks like.
        boolean isOfProgram = context.shipped().program().isPresent();
        try {
            JsonNode node = JsonText.parse(line);
            if (isOfProgram && !node.isObject()) {
                add(content(whole, line, Optional.empty(), context));
            } else if (node.isArray()) {
                readAll(whole, JsonText.elements(line, null), context, layers);
            } else {
                readObject(whole, line, node, context, layers);
            }
        } catch (IOException e) {
            add(
                    isOfProgram
                            ? content(whole, line, Optional.empty(), context)
                            : new Part.Broken(whole, reason(e), why(e)));
        }
    }

    private void readObject(String whole, String text, JsonNode node, Context context, int layers)
            throws IOException {
        if (beyond != null) {
            return;
        }
        // What a program wrote may look like what a shipper says of it, or an interface.
        boolean isOfProgram = context.shipped().program().isPresent();
        Pages.Page page = isOfProgram ? null : Pages.of(text, node);
        if (page != null) {
            readAll(whole, JsonText.elements(page.text(), page.field()), context, layers);
            return;
        }
        Layer layer = layers < MAX_LAYERS ? opened(node, isOfProgram) : null;
        if (layer == null && isActivityOfMany(node)) {
            readActivity((ObjectNode) node, context);
        } else if (layer == null && OsqueryBatch.isOne(node)) {
            OsqueryBatch.rows(node)
                    .takeWhile(_ -> beyond == null)
                    .forEach(row -> addWrittenAgain(row, context));
        } else if (layer == null) {
            add(content(whole, text, Optional.of(node), context));
        } else {
            read(whole, layer.text(), context.with(layer), layers + 1);
        }
    }

    private static @Nullable Layer opened(JsonNode node, boolean isOfProgram) {
        return isOfProgram ? Shippers.openOfProgram(node) : Shippers.open(node);
    }

    /** An activity for each of its events, with all else that it says. */
    private void readActivity(ObjectNode activity, Context context) {
        for (JsonNode event : activity.path("events")) {
            ObjectNode one = NODES.objectNode();
            one.setAll(activity);
            one.set("events", NODES.arrayNode().add(event));
            addWrittenAgain(one, context);
        }
    }

    private void addWrittenAgain(ObjectNode one, Context context) {
        if (beyond != null) {
            return;
        }
        String each = one.toString();
        writtenAgain += each.length();
        if (writtenAgain > MOST_WRITTEN_AGAIN) {
            beyond =
                    "The record is one of many events, which apart have more than "
                            + MOST_WRITTEN_AGAIN
                            + " characters.";
            return;
        }
        add(content(each, each, Optional.of(one), context));
    }

    private void add(Part part) {
        if (parts.size() < MOST_PARTS) {
            parts.add(part);
        } else {
            beyond = "The record carries more than " + MOST_PARTS + " records.";
        }
    }

    private void readAll(String whole, List<JsonText.Element> elements, Context context, int layers)
            throws IOException {
        if (elements.isEmpty()) {
            add(new Part.Blank(whole));
        }
        for (JsonText.Element element : elements) {
            JsonNode node = element.node();
            // One record in brackets is still the whole record.
            String part = elements.size() == 1 ? whole : element.text();
            if (node.isObject() && layers < MAX_LAYERS) {
                readObject(part, element.text(), node, context, layers + 1);
            } else if (node.isTextual() && layers < MAX_LAYERS) {
                read(part, node.textValue(), context, layers + 1);
            } else {
                add(
                        new Part.Broken(
                                part,
                                RejectedReason.MALFORMED_JSON,
                                "An element of an array of records is neither an object nor a line."));
            }
        }
    }

    /**
     * Google Workspace tells in one activity all that it did: a document changed, and shared with somebody. Filebeat
     * splits it itself, and leaves one object where its events were.
     */
    private static boolean isActivityOfMany(JsonNode node) {
        JsonNode events = node.path("events");
        return events.isArray() && events.size() > 1 && node.path("id").has("uniqueQualifier");
    }

    private static Part content(
            String whole, String text, Optional<JsonNode> json, Context context) {
        return new Part.Content(whole, text, json, context.shipped(), context.zone());
    }

    /** Several lines that each begin an object; a document printed over several lines has others between. */
    private static boolean isNewlineDelimited(String text) {
        int at = 0;
        int lines = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int stop = end < 0 ? text.length() : end;
            while (at < stop && text.charAt(at) <= ' ') {
                at++;
            }
            if (at < stop) {
                if (text.charAt(at) != '{') {
                    return false;
                }
                lines++;
            }
            at = stop + 1;
        }
        return lines > 1;
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static RejectedReason reason(IOException e) {
        return e instanceof StreamConstraintsException beyond && bound(beyond).isSize()
                ? RejectedReason.TOO_LARGE
                : RejectedReason.MALFORMED_JSON;
    }

    /** A bound of {@link EcsJson#LIMITS}, and whether it is a matter of size, not of form. */
    private record Bound(String text, boolean isSize) {}

    /** Jackson says which bound by the name of the method that gives it; the number is ours. */
    private static Bound bound(StreamConstraintsException e) {
        String message = String.valueOf(e.getOriginalMessage());
        StreamReadConstraints limits = EcsJson.LIMITS;
        if (message.contains("getMaxTokenCount")) {
            return new Bound("more than " + limits.getMaxTokenCount() + " names and values", true);
        }
        if (message.contains("getMaxStringLength")) {
            return new Bound("a text longer than " + limits.getMaxStringLength(), true);
        }
        if (message.contains("getMaxDocumentLength")) {
            return new Bound("more characters than " + limits.getMaxDocumentLength(), true);
        }
        if (message.contains("getMaxNestingDepth")) {
            return new Bound("more than " + limits.getMaxNestingDepth() + " levels", false);
        }
        if (message.contains("getMaxNameLength")) {
            return new Bound("a name longer than " + limits.getMaxNameLength(), false);
        }
        return new Bound("a number of more than " + limits.getMaxNumberLength() + " digits", false);
    }

    /** Jackson quotes the content in its messages, so we say in our own words what is wrong. */
    private static String why(IOException e) {
        return switch (e) {
            case StreamConstraintsException beyond ->
                    "The JSON has " + bound(beyond).text() + where(e);
            case MismatchedInputException _ ->
                    "The JSON gives a key twice, or has more behind its end" + where(e);
            default -> "The JSON is not well-formed" + where(e);
        };
    }

    private static String where(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? ", near character " + json.getLocation().getCharOffset() + "."
                : ".";
    }
}
