package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.StableId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What one destination is to be told: a record of the outbox.
 *
 * @param id the {@code webhook-id}: the same for every attempt, so that a receiver can tell a repetition
 * @param about the id of the alert or incident, which is also the record's key and so keeps its pages in order
 * @param revision of what it is about
 * @param route the route that led here
 * @param why in words, for receipts and {@code notify log}
 * @param created when it was decided; the deadline counts from then
 * @param note what to add to the document for a person; may be empty
 * @param document the alert's or incident's bytes as on the topic
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; they are never compared.
public record Page(
        String id,
        String about,
        Subject subject,
        int revision,
        Kind kind,
        String destination,
        String route,
        String why,
        Instant created,
        String note,
        byte[] document) {

    /** What the document is. */
    public enum Subject {
        ALERT,
        INCIDENT,
        /** A summary of what was held back, or a try. */
        SUMMARY
    }

    /** What the destination is to make of it. */
    public enum Kind {
        TRIGGER,
        UPDATE,
        ACKNOWLEDGE,
        RESOLVE,
        /** Pages for another destination could not be delivered. */
        UNDELIVERED,
        SUMMARY,
        TEST;

        /** As it stands in receipts. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An id is part of what is signed, framed by full stops: it may hold none, nor anything odd in a header. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    /**
     * A part of a {@code webhook-id}, whatever the id it derives from holds.
     *
     * @param id of an alert or incident
     */
    static String plain(String id) {
        return PLAIN.matcher(id).matches() ? id : StableId.of(id);
    }

    /** Names what it is about to receivers that keep an alert of their own: the same for all of its pages. */
    public String key() {
        return switch (kind) {
            case TRIGGER, UPDATE, ACKNOWLEDGE, RESOLVE, UNDELIVERED -> "tripline-" + plain(about);
            case SUMMARY, TEST -> "tripline-" + id;
        };
    }

    /** As it lies in the outbox: a line of JSON, then the document untouched. */
    public byte[] bytes() {
        ObjectNode head = JSON.createObjectNode();
        head.put("id", id)
                .put("about", about)
                .put("subject", subject.name())
                .put("revision", revision)
                .put("kind", kind.name())
                .put("destination", destination)
                .put("route", route)
                .put("why", why)
                .put("created", created.toString())
                .put("note", note);
        return TwoParts.join(head, document);
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws MalformedEventException if the bytes are no page
     */
    public static Page read(byte[] bytes) throws MalformedEventException {
        try {
            TwoParts parts = TwoParts.split(bytes);
            JsonNode head = parts.head();
            return new Page(
                    head.required("id").asText(),
                    head.required("about").asText(),
                    Subject.valueOf(head.required("subject").asText()),
                    head.required("revision").asInt(),
                    Kind.valueOf(head.required("kind").asText()),
                    head.required("destination").asText(),
                    head.required("route").asText(),
                    head.required("why").asText(),
                    Instant.parse(head.required("created").asText()),
                    head.required("note").asText(),
                    parts.document());
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("The record is no page of ours.", e);
        }
    }

    /** A line of JSON and, behind it, bytes that nobody touches. */
    record TwoParts(JsonNode head, byte[] document) {
        static byte[] join(ObjectNode head, byte[] document) {
            byte[] line = (head + "\n").getBytes(UTF_8);
            byte[] both = Arrays.copyOf(line, line.length + document.length);
            System.arraycopy(document, 0, both, line.length, document.length);
            return both;
        }

        static TwoParts split(byte[] bytes) throws IOException {
            int end = 0;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            return new TwoParts(
                    JSON.readTree(bytes, 0, end),
                    Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length));
        }
    }
}
