package io.tripline.alerting.triage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@link Triage} as it stands in a document under {@code tripline.triage}, and in the API. */
public final class TriageJson {
    private TriageJson() {}

    /** Every field is there: one that is empty is null, so that a partial update takes an old value away. */
    public static ObjectNode write(Triage triage) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("status", triage.status().label());
        node.put("disposition", triage.disposition().map(Disposition::label).orElse(null));
        node.put("assignee", triage.assignee().orElse(null));
        ArrayNode tags = node.putArray("tags");
        triage.tags().forEach(tags::add);
        ArrayNode notes = node.putArray("notes");
        for (Note each : triage.notes()) {
            notes.addObject()
                    .put("at", each.at().toString())
                    .put("by", each.by())
                    .put("text", each.text());
        }
        ArrayNode history = node.putArray("history");
        for (HistoryEntry each : triage.history()) {
            history.addObject()
                    .put("at", each.at().toString())
                    .put("by", each.by())
                    .put("what", each.what())
                    .put("from", each.from())
                    .put("to", each.to());
        }
        node.put("version", triage.version());
        node.put("changed_at", triage.changedAt().map(Instant::toString).orElse(null));
        return node;
    }

    /**
     * Reads what stands in a document; one that has nothing there was never touched.
     *
     * @throws IllegalArgumentException if it is not in our form
     */
    public static Triage read(JsonNode node) {
        if (!node.isObject()) {
            return Triage.untouched();
        }
        List<String> tags = new ArrayList<>();
        node.path("tags").forEach(each -> tags.add(each.asText()));
        List<Note> notes = new ArrayList<>();
        for (JsonNode each : node.path("notes")) {
            notes.add(
                    new Note(
                            Instant.parse(each.required("at").asText()),
                            each.required("by").asText(),
                            each.required("text").asText()));
        }
        List<HistoryEntry> history = new ArrayList<>();
        for (JsonNode each : node.path("history")) {
            history.add(
                    new HistoryEntry(
                            Instant.parse(each.required("at").asText()),
                            each.required("by").asText(),
                            each.required("what").asText(),
                            each.path("from").asText(),
                            each.path("to").asText()));
        }
        return new Triage(
                text(node.path("status")).map(each -> one(Status.class, each)).orElse(Status.NEW),
                text(node.path("disposition")).map(each -> one(Disposition.class, each)),
                text(node.path("assignee")),
                tags,
                notes,
                history,
                node.path("version").asLong(),
                text(node.path("changed_at")).map(Instant::parse));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static <E extends Enum<E>> E one(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT));
    }
}
