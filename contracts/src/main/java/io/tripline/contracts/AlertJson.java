package io.tripline.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.Alert.Evidence;
import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Alert.Tactic;
import io.tripline.contracts.Alert.Technique;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of an {@link Alert}: ECS first, the rest under {@code tripline.alert}. The same on the topic, in
 * OpenSearch and from {@code tripline replay}; the same alert gives the same bytes.
 */
public final class AlertJson {
    /** The {@code event.kind} of an alert that pages nobody. */
    static final String SIGNAL = "signal";

    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build());

    /** Which fields are collected where for pivoting. */
    private static final Map<EcsField, List<String>> RELATED =
            Map.of(
                    EcsField.RELATED_IP,
                    List.of("source.ip", "destination.ip", "client.ip", "server.ip"),
                    EcsField.RELATED_USER,
                    List.of("user.name", "user.target.name", "tripline.identity"),
                    EcsField.RELATED_HOSTS,
                    List.of("host.name", "source.domain", "destination.domain"));

    private AlertJson() {}

    /** Writes an alert as UTF-8 JSON, one line. */
    public static byte[] write(Alert alert) {
        try {
            return JSON.writeValueAsBytes(tree(alert));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A tree is always written.", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws MalformedEventException if the bytes are no alert
     */
    public static Alert read(byte[] json) throws MalformedEventException {
        try {
            return alert(JSON.readTree(json));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("The alert is not in our JSON form.", e);
        }
    }

    private static ObjectNode tree(Alert alert) {
        Alert.Rule rule = alert.rule();
        Occurrence occurrence = alert.occurrence();
        ObjectNode root = JSON.createObjectNode();
        root.put("@timestamp", occurrence.lastSeen().toString());
        root.put("message", alert.message());
        root.putObject("ecs").put("version", EcsField.CATALOGUE_VERSION);
        root.putObject("event")
                .put("id", alert.id())
                .put("kind", rule.shadow() ? SIGNAL : "alert")
                .put("dataset", "tripline.alert")
                .put("severity", rule.severity());
        root.putObject("rule")
                .put("id", rule.id())
                .put("name", rule.title())
                .put("version", rule.version());
        if (!rule.tactics().isEmpty() || !rule.techniques().isEmpty()) {
            root.putObject("threat").put("framework", "MITRE ATT&CK");
            putAttack(
                    root,
                    "tactic",
                    rule.tactics().stream().map(Tactic::id).toList(),
                    rule.tactics().stream().map(Tactic::name).toList());
            putAttack(
                    root,
                    "technique",
                    rule.techniques().stream().map(Technique::id).toList(),
                    rule.techniques().stream().map(Technique::name).toList());
        }
        // What is said of the rule there is the alert's own rule; one about another rule names it
        // below.
        alert.entity().entrySet().stream()
                .filter(each -> !each.getKey().fieldName().startsWith("rule."))
                .forEach(each -> putEntity(root, each.getKey(), each.getValue()));
        putRelated(root, EcsField.RELATED_HOSTS, alert);
        putRelated(root, EcsField.RELATED_IP, alert);
        putRelated(root, EcsField.RELATED_USER, alert);

        ObjectNode own = child(root, "tripline").putObject("alert");
        ObjectNode entity = own.putObject("entity");
        alert.entity().forEach((field, value) -> entity.put(field.fieldName(), value));
        own.put("level", rule.level());
        own.put("state", occurrence.state().name().toLowerCase(Locale.ROOT));
        own.put("first_seen", occurrence.firstSeen().toString());
        own.put("last_seen", occurrence.lastSeen().toString());
        own.put("count", occurrence.count());
        own.put("revision", occurrence.revision());
        own.put("late", occurrence.late());
        own.set("values", JSON.valueToTree(alert.values()));
        ArrayNode evidence = own.putArray("evidence");
        for (Evidence each : alert.evidence()) {
            ObjectNode node = evidence.addObject();
            node.put("event.id", each.eventId()).put("@timestamp", each.timestamp().toString());
            if (!each.origin().isEmpty()) {
                node.put("origin", each.origin());
            }
            node.set("fields", JSON.valueToTree(each.fields()));
        }
        own.put("runbook", alert.runbook());
        return root;
    }

    private static Alert alert(JsonNode root) {
        JsonNode own = root.required("tripline").required("alert");
        JsonNode rule = root.required("rule");
        List<Tactic> tactics = new ArrayList<>();
        JsonNode tactic = root.path("threat").path("tactic");
        for (int i = 0; i < tactic.path("id").size(); i++) {
            tactics.add(
                    new Tactic(
                            tactic.path("id").path(i).asText(),
                            tactic.path("name").path(i).asText()));
        }
        List<Technique> techniques = new ArrayList<>();
        JsonNode technique = root.path("threat").path("technique");
        for (int i = 0; i < technique.path("id").size(); i++) {
            techniques.add(
                    new Technique(
                            technique.path("id").path(i).asText(),
                            technique.path("name").path(i).asText()));
        }
        SortedMap<EcsField, String> entity = new TreeMap<>();
        own.required("entity")
                .properties()
                .forEach(
                        each ->
                                entity.put(
                                        EcsField.byName(each.getKey())
                                                .orElseThrow(IllegalArgumentException::new),
                                        each.getValue().asText()));
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode each : own.required("evidence")) {
            evidence.add(
                    Evidence.of(
                            each.required("event.id").asText(),
                            Instant.parse(each.required("@timestamp").asText()),
                            each.path("origin").asText(),
                            plain(each.required("fields"))));
        }
        return new Alert(
                root.required("event").required("id").asText(),
                new Alert.Rule(
                        rule.required("id").asText(),
                        rule.required("name").asText(),
                        rule.required("version").asText(),
                        own.required("level").asText(),
                        root.required("event").required("severity").asLong(),
                        tactics,
                        techniques,
                        root.required("event").path("kind").asText().equals(SIGNAL)),
                entity,
                new Occurrence(
                        Instant.parse(own.required("first_seen").asText()),
                        Instant.parse(own.required("last_seen").asText()),
                        own.required("count").asLong(),
                        own.required("revision").asInt(),
                        own.required("late").asBoolean(),
                        State.valueOf(own.required("state").asText().toUpperCase(Locale.ROOT))),
                root.required("message").asText(),
                own.required("runbook").asText(),
                plain(own.required("values")),
                evidence);
    }

    private static void putAttack(
            ObjectNode root, String what, List<String> ids, List<String> names) {
        if (!ids.isEmpty()) {
            ObjectNode node = child(root, "threat").putObject(what);
            putAll(node.putArray("id"), ids);
            putAll(node.putArray("name"), names);
        }
    }

    private static void putEntity(ObjectNode root, EcsField field, String value) {
        ObjectNode parent = root;
        List<String> segments = field.segments();
        for (String segment : segments.subList(0, segments.size() - 1)) {
            parent = child(parent, segment);
        }
        parent.put(segments.getLast(), value);
    }

    private static void putRelated(ObjectNode root, EcsField related, Alert alert) {
        Set<String> values = related(related, alert);
        if (!values.isEmpty()) {
            putAll(child(root, "related").putArray(related.segments().getLast()), values);
        }
    }

    /** What an alert's entity and evidence hold of related.ip, related.user or related.hosts, sorted. */
    static Set<String> related(EcsField related, Alert alert) {
        TreeSet<String> values = new TreeSet<>();
        for (String name : RELATED.getOrDefault(related, List.of())) {
            alert.entity()
                    .forEach(
                            (field, value) -> addIf(values, name.equals(field.fieldName()), value));
            alert.evidence().forEach(each -> addIf(values, true, each.fields().get(name)));
        }
        return values;
    }

    private static void addIf(Set<String> values, boolean wanted, @Nullable Object value) {
        if (wanted && value instanceof String text) {
            values.add(text);
        }
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode object ? object : parent.putObject(name);
    }

    private static void putAll(ArrayNode array, Iterable<String> values) {
        values.forEach(array::add);
    }

    @SuppressWarnings("unchecked")
    private static SortedMap<String, Object> plain(JsonNode node) {
        SortedMap<String, Object> values = new TreeMap<>();
        Map<String, Object> map = JSON.convertValue(node, Map.class);
        map.forEach(
                (key, value) ->
                        values.put(
                                key,
                                value instanceof Integer number
                                        ? (Object) number.longValue()
                                        : value));
        return values;
    }
}
