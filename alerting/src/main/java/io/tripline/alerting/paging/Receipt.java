package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.MalformedEventException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What became of a page: when, to whom, with which answer, after how many attempts.
 *
 * @param id the page's
 * @param about the id of the alert or incident
 * @param subject what it is about
 * @param kind the page's
 * @param outcome how it ended
 * @param status the receiver's last answer: an HTTP or SMTP status, or 0 if there was none
 * @param reason why it was not taken; empty if it was
 * @param attempts how often it was tried
 * @param created when the page was decided
 * @param at when it was taken or given up
 */
public record Receipt(
        String id,
        String about,
        Page.Subject subject,
        Page.Kind kind,
        String destination,
        String route,
        String why,
        Outcome outcome,
        int status,
        String reason,
        int attempts,
        Instant created,
        Instant at) {

    /** How a page ended. */
    public enum Outcome {
        DELIVERED,
        REJECTED,
        EXPIRED,
        /** Not tried: a newer page about the same says what it would have said, and the destination did not take much. */
        SUPERSEDED;

        /** Whether the destination was not told what it should have been. */
        public boolean isFailure() {
            return this == REJECTED || this == EXPIRED;
        }

        /** As it stands in JSON. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One flat JSON object, as it also stands in the alert's document. */
    public byte[] bytes() {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", id)
                .put("about", about)
                .put("subject", subject.name().toLowerCase(java.util.Locale.ROOT))
                .put("kind", kind.label())
                .put("destination", destination)
                .put("route", route)
                .put("why", why)
                .put("outcome", outcome.label())
                .put("status", status)
                .put("attempts", attempts)
                .put("created", created.toString())
                .put("at", at.toString());
        if (!reason.isEmpty()) {
            node.put("reason", reason);
        }
        return node.toString().getBytes(UTF_8);
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws MalformedEventException if the bytes are no receipt
     */
    public static Receipt read(byte[] bytes) throws MalformedEventException {
        try {
            JsonNode node = JSON.readTree(bytes);
            return new Receipt(
                    node.required("id").asText(),
                    node.required("about").asText(),
                    Page.Subject.valueOf(upper(node.required("subject"))),
                    Page.Kind.valueOf(upper(node.required("kind"))),
                    node.required("destination").asText(),
                    node.path("route").asText(),
                    node.path("why").asText(),
                    Outcome.valueOf(upper(node.required("outcome"))),
                    node.path("status").asInt(),
                    node.path("reason").asText(),
                    node.path("attempts").asInt(),
                    Instant.parse(node.required("created").asText()),
                    Instant.parse(node.required("at").asText()));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("The record is no receipt of ours.", e);
        }
    }

    private static String upper(JsonNode node) {
        return node.asText().toUpperCase(java.util.Locale.ROOT);
    }
}
