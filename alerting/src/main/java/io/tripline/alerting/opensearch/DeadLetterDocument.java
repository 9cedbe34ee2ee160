package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.topics.Received;
import io.tripline.alerting.topics.Received.Letter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;

/**
 * A dead letter as it can be searched: its reason, where it lies, and the beginning of its bytes. All of the bytes stay
 * on the topic, from where it is sent through again.
 */
final class DeadLetterDocument {
    /** The data stream. */
    static final String STREAM = "tripline-dead-letters";

    /** Enough to recognize a format by. */
    private static final int BEGINNING = 400;

    /** Headers are ours, but whoever writes to the topic could make them as long as Kafka lets him. */
    private static final int LONGEST = 1000;

    private static final Letter NONE = new Letter("unknown", "The letter has no reason.", "");

    private DeadLetterDocument() {}

    static ObjectNode mapping() {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        mapping.put("dynamic", "false");
        ObjectNode properties = mapping.putObject("properties");
        properties.putObject("@timestamp").put("type", "date");
        ObjectNode event = properties.putObject("event").putObject("properties");
        for (String name : new String[] {"id", "kind", "dataset", "reason"}) {
            keyword(event, name);
        }
        properties
                .putObject("error")
                .putObject("properties")
                .putObject("message")
                .put("type", "match_only_text");
        ObjectNode letter =
                properties
                        .putObject("tripline")
                        .putObject("properties")
                        .putObject("dead_letter")
                        .putObject("properties");
        keyword(letter, "family");
        keyword(letter, "origin");
        for (String name : new String[] {"partition", "offset", "bytes"}) {
            letter.putObject(name).put("type", "long");
        }
        letter.putObject("beginning")
                .put("type", "keyword")
                .put("index", false)
                .put("doc_values", false);
        return mapping;
    }

    /** The same for every delivery, and another one when the topic was made anew and counts from 0 again. */
    static String id(Received received) {
        return received.topic()
                + "-"
                + received.partition()
                + "-"
                + received.offset()
                + "-"
                + received.appended().toEpochMilli();
    }

    static byte[] of(Received received) {
        Letter letter = Objects.requireNonNullElse(received.letter(), NONE);
        byte[] value = received.value();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("@timestamp", time(letter, received).toString());
        root.putObject("event")
                .put("id", id(received))
                .put("kind", "pipeline_error")
                .put("dataset", shown(Objects.requireNonNullElse(received.source(), "none")))
                .put("reason", shown(letter.reason()));
        root.putObject("error").put("message", shown(letter.detail()));
        root.putObject("tripline")
                .putObject("dead_letter")
                .put("family", shown(Objects.requireNonNullElse(received.family(), "none")))
                .put("origin", shown(received.originOrPlace()))
                .put("partition", received.partition())
                .put("offset", received.offset())
                .put("bytes", value == null ? 0 : value.length)
                .put("beginning", value == null ? "" : beginning(value));
        return root.toString().getBytes(UTF_8);
    }

    /** When it arrived; a raw record's own time may be the reason why it is here. */
    private static Instant time(Letter letter, Received received) {
        try {
            return Instant.parse(letter.since());
        } catch (DateTimeException e) {
            return received.appended();
        }
    }

    private static String beginning(byte[] value) {
        return shown(new String(value, 0, Math.min(value.length, BEGINNING), UTF_8));
    }

    /** On one line, and without what a terminal or a spreadsheet would obey. */
    private static String shown(String text) {
        String bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return bounded.replaceAll("\\p{C}", "\uFFFD");
    }

    private static void keyword(ObjectNode properties, String name) {
        properties.putObject(name).put("type", "keyword").put("ignore_above", 1024);
    }
}
