package io.tripline.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The JSON form of a {@link TriageChange}: {@code {"kind":"alert","alert_id":...,"version":1,"status":"acknowledged",
 * "disposition":null,"assignee":null,"by":"ann","at":"2026-03-02T08:00:00Z","status_edits":1}}; an incident's has {@code incident_id}. A
 * reader passes over names it does not know.
 */
public final class TriageChangeJson {
    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build());

    private TriageChangeJson() {}

    /** Writes a change as UTF-8 JSON, one line; the same change gives the same bytes. */
    public static byte[] write(TriageChange change) {
        ObjectNode node = JSON.createObjectNode();
        node.put("kind", change.kind().label());
        node.put(idName(change.kind()), change.id());
        node.put("version", change.version());
        node.put("status", change.status().label());
        node.put("disposition", change.disposition().map(Disposition::label).orElse(null));
        node.put("assignee", change.assignee().orElse(null));
        node.put("by", change.by());
        node.put("at", change.at().toString());
        change.statusEdits().ifPresent(each -> node.put("status_edits", each));
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A tree is always written.", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws MalformedEventException if the bytes are no change
     */
    public static TriageChange read(byte[] json) throws MalformedEventException {
        try {
            JsonNode node = JSON.readTree(json);
            Kind kind = one(Kind.class, node.required("kind"));
            return new TriageChange(
                    kind,
                    text(node.required(idName(kind))),
                    node.required("version").asLong(),
                    one(Status.class, node.required("status")),
                    optional(node.path("disposition")).map(each -> one(Disposition.class, each)),
                    optional(node.path("assignee")).map(TriageChangeJson::text),
                    text(node.required("by")),
                    Instant.parse(text(node.required("at"))),
                    node.path("status_edits").isIntegralNumber()
                            ? OptionalLong.of(node.path("status_edits").asLong())
                            : OptionalLong.empty());
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("The triage change is not in our JSON form.", e);
        }
    }

    private static String idName(Kind kind) {
        return kind.label() + "_id";
    }

    private static Optional<JsonNode> optional(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private static <E extends Enum<E>> E one(Class<E> type, JsonNode node) {
        return Enum.valueOf(type, text(node).toUpperCase(Locale.ROOT));
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("Not a text.");
        }
        return node.asText();
    }
}
