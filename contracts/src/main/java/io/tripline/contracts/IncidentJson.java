package io.tripline.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.Incident.Entity;
import io.tripline.contracts.Incident.Gravity;
import io.tripline.contracts.Incident.Kind;
import io.tripline.contracts.Incident.Points;
import io.tripline.contracts.Incident.Status;
import io.tripline.contracts.Incident.Step;
import io.tripline.contracts.Incident.Tactic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The JSON form of an {@link Incident}: ECS first, the rest under {@code tripline.incident}. The same on the topic and in
 * OpenSearch; the same incident gives the same bytes.
 */
public final class IncidentJson {
    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build());

    private IncidentJson() {}

    /** Writes an incident as UTF-8 JSON, one line. */
    public static byte[] write(Incident incident) {
        try {
            return JSON.writeValueAsBytes(tree(incident));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A tree is always written.", e);
        }
    }

    /**
     * Reads what {@link #write} wrote; fields of others, such as triage, are passed over.
     *
     * @throws MalformedEventException if the bytes are no incident
     */
    public static Incident read(byte[] json) throws MalformedEventException {
        try {
            return incident(JSON.readTree(json));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("The incident is not in our JSON form.", e);
        }
    }

    private static ObjectNode tree(Incident incident) {
        Gravity gravity = incident.gravity();
        ObjectNode root = JSON.createObjectNode();
        root.put("@timestamp", gravity.lastSeen().toString());
        root.put("message", incident.message());
        root.putObject("ecs").put("version", EcsField.CATALOGUE_VERSION);
        root.putObject("event")
                .put("id", incident.id())
                .put("kind", "alert")
                .put("dataset", "tripline.incident")
                .put("severity", gravity.severity());
        ObjectNode rule = root.putObject("rule");
        putAll(rule.putArray("id"), incident.timeline().stream().map(Step::rule).distinct());
        putAll(rule.putArray("name"), incident.timeline().stream().map(Step::title).distinct());
        if (!incident.tactics().isEmpty()) {
            ObjectNode tactic =
                    root.putObject("threat").put("framework", "MITRE ATT&CK").putObject("tactic");
            putAll(tactic.putArray("id"), incident.tactics().stream().map(Tactic::id));
            putAll(tactic.putArray("name"), incident.tactics().stream().map(Tactic::name));
            ArrayNode technique =
                    ((ObjectNode) root.get("threat")).putObject("technique").putArray("id");
            putAll(
                    technique,
                    incident.timeline().stream()
                            .flatMap(each -> each.techniques().stream())
                            .distinct());
        }
        ObjectNode related = root.putObject("related");
        for (Kind kind : Kind.values()) {
            relatedName(kind)
                    .ifPresent(
                            name ->
                                    putAll(
                                            related.putArray(name),
                                            incident.entities().stream()
                                                    .filter(each -> each.kind() == kind)
                                                    .map(Entity::value)));
        }
        root.putObject("tripline").set("incident", own(incident));
        return root;
    }

    private static Optional<String> relatedName(Kind kind) {
        return switch (kind) {
            case PERSON -> Optional.of("user");
            case HOST -> Optional.of("hosts");
            case ADDRESS -> Optional.of("ip");
            case SESSION -> Optional.empty();
        };
    }

    private static ObjectNode own(Incident incident) {
        Gravity gravity = incident.gravity();
        ObjectNode own = JSON.createObjectNode();
        own.put("id", incident.id());
        own.put("revision", incident.revision());
        own.put("status", label(incident.status()));
        if (incident.mergedInto() != null) {
            own.put("merged_into", incident.mergedInto());
        }
        own.put("first_seen", gravity.firstSeen().toString());
        own.put("last_seen", gravity.lastSeen().toString());
        own.put("score", gravity.score());
        own.put("level", gravity.level());
        own.put("alert_count", incident.alertCount());
        putAll(own.putArray("alerts"), incident.alerts().stream());
        ArrayNode entities = own.putArray("entities");
        for (Entity each : incident.entities()) {
            entities.addObject()
                    .put("kind", label(each.kind()))
                    .put("value", each.value())
                    .put("score", each.score())
                    .put("alerts", each.alerts())
                    .put("shared", each.shared());
        }
        ArrayNode tactics = own.putArray("tactics");
        for (Tactic each : incident.tactics()) {
            tactics.addObject()
                    .put("id", each.id())
                    .put("name", each.name())
                    .put("at", each.at().toString())
                    .put("alert", each.alert());
        }
        ArrayNode timeline = own.putArray("timeline");
        for (Step each : incident.timeline()) {
            ObjectNode step =
                    timeline.addObject()
                            .put("at", each.at().toString())
                            .put("until", each.until().toString())
                            .put("alert", each.alert())
                            .put("rule", each.rule())
                            .put("title", each.title())
                            .put("level", each.level())
                            .put("message", each.message())
                            .put("count", each.count());
            putAll(step.putArray("tactics"), each.tactics().stream());
            putAll(step.putArray("techniques"), each.techniques().stream());
            putAll(step.putArray("entities"), each.entities().stream());
            if (!each.firstStep().isEmpty()) {
                step.put("first_step", each.firstStep());
            }
        }
        ArrayNode explanation = own.putArray("explanation");
        for (Points each : incident.explanation()) {
            explanation
                    .addObject()
                    .put("at", each.at().toString())
                    .put("alert", each.alert())
                    .put("points", each.points())
                    .put("remaining", each.remaining())
                    .put("reason", each.reason());
        }
        return own;
    }

    private static Incident incident(JsonNode root) {
        JsonNode own = root.required("tripline").required("incident");
        return new Incident(
                own.required("id").asText(),
                own.required("revision").asInt(),
                Status.valueOf(upper(own.required("status"))),
                own.path("merged_into").isTextual() ? own.path("merged_into").textValue() : null,
                new Gravity(
                        instant(own, "first_seen"),
                        instant(own, "last_seen"),
                        own.required("score").asLong(),
                        own.required("level").asText(),
                        root.required("event").required("severity").asLong()),
                root.required("message").asText(),
                own.required("alert_count").asLong(),
                texts(own.required("alerts")),
                list(
                        own.required("entities"),
                        each ->
                                new Entity(
                                        Kind.valueOf(upper(each.required("kind"))),
                                        each.required("value").asText(),
                                        each.required("score").asLong(),
                                        each.required("alerts").asLong(),
                                        each.required("shared").asBoolean())),
                list(
                        own.required("tactics"),
                        each ->
                                new Tactic(
                                        each.required("id").asText(),
                                        each.required("name").asText(),
                                        instant(each, "at"),
                                        each.required("alert").asText())),
                list(own.required("timeline"), IncidentJson::step),
                list(
                        own.required("explanation"),
                        each ->
                                new Points(
                                        instant(each, "at"),
                                        each.required("alert").asText(),
                                        each.required("points").asDouble(),
                                        each.required("remaining").asDouble(),
                                        each.required("reason").asText())));
    }

    private static Step step(JsonNode each) {
        return new Step(
                instant(each, "at"),
                instant(each, "until"),
                each.required("alert").asText(),
                each.required("rule").asText(),
                each.required("title").asText(),
                each.required("level").asText(),
                each.required("message").asText(),
                each.required("count").asLong(),
                texts(each.required("tactics")),
                texts(each.required("techniques")),
                texts(each.required("entities")),
                each.path("first_step").asText());
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(JsonNode text) {
        return text.asText().toUpperCase(Locale.ROOT);
    }

    private static Instant instant(JsonNode parent, String name) {
        return Instant.parse(parent.required(name).asText());
    }

    private static List<String> texts(JsonNode array) {
        return list(array, JsonNode::asText);
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> reader) {
        List<T> list = new ArrayList<>();
        array.forEach(each -> list.add(reader.apply(each)));
        return list;
    }

    private static void putAll(ArrayNode array, Stream<String> values) {
        values.forEach(array::add);
    }
}
