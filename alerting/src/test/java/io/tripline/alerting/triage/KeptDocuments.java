package io.tripline.alerting.triage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Documents in memory that behave as OpenSearch's do; {@code TriageContract} holds both to that. */
public final class KeptDocuments implements Documents {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What happens between a read and the write that follows it, each once. */
    public final Deque<Runnable> beforeWrites = new ArrayDeque<>();

    /** How many of the next writes are made, and sent again because nobody heard of it. */
    public int lostAnswers;

    /** The raw events, by id. */
    public final Map<String, JsonNode> events = new HashMap<>();

    private final Map<Kind, Map<String, Kept>> documents =
            Map.of(Kind.ALERT, new TreeMap<>(), Kind.INCIDENT, new TreeMap<>());
    private boolean down;
    private boolean picky;
    private long writes;

    private record Kept(ObjectNode document, long sequenceNumber) {}

    /** As the pipeline writes it: triage stays what it is. */
    public synchronized void put(Kind kind, String id, ObjectNode document) {
        Kept before = kept(kind).get(id);
        if (before != null) {
            JsonNode triage = before.document().at("/tripline/triage");
            ObjectNode own = (ObjectNode) document.path("tripline");
            own.set("triage", triage);
            if (kind == Kind.INCIDENT && triage.path("status").asText().equals("closed")) {
                long since = before.document().at("/tripline/since_closing").asLong();
                for (JsonNode each : own.at("/incident/alerts")) {
                    since +=
                            has(before.document(), "tripline.incident.alerts", each.asText())
                                    ? 0
                                    : 1;
                }
                own.put("since_closing", since);
            }
        }
        if (document.path("tripline") instanceof ObjectNode own && !own.has("triage")) {
            own.set("triage", parse("{\"status\":\"new\",\"version\":0}"));
        }
        kept(kind).put(id, new Kept(document.deepCopy(), ++writes));
    }

    /** Whether every request fails. */
    public synchronized void down(boolean whether) {
        down = whether;
    }

    /** Whether every search is refused. */
    public synchronized void picky(boolean whether) {
        picky = whether;
    }

    @Override
    public synchronized Found find(
            Kind kind, Filter filter, Optional<Found.Place> behind, int limit) throws IOException {
        requireUp();
        if (picky) {
            throw new UnanswerableException();
        }
        Comparator<JsonNode> order =
                Comparator.comparingLong(KeptDocuments::time)
                        .reversed()
                        .thenComparing(each -> each.at("/event/id").asText());
        List<JsonNode> all =
                kept(kind).values().stream()
                        .map(each -> (JsonNode) each.document())
                        .filter(each -> passes(filter, each))
                        .sorted(order)
                        .toList();
        List<JsonNode> page =
                all.stream()
                        .filter(each -> behind.isEmpty() || isBehind(behind.get(), place(each)))
                        .toList();
        List<JsonNode> shown = page.stream().limit(limit).map(KeptDocuments::listed).toList();
        return new Found(
                shown,
                page.size() > limit ? Optional.of(place(page.get(limit - 1))) : Optional.empty(),
                all.size(),
                true);
    }

    @Override
    public synchronized Optional<Stored> read(Kind kind, String id) throws IOException {
        requireUp();
        return Optional.ofNullable(kept(kind).get(id))
                .map(
                        kept -> {
                            JsonNode triage = kept.document().at("/tripline/triage");
                            return new Stored(
                                    kept.document().deepCopy(),
                                    TriageJson.read(triage),
                                    triage.path("unpublished").asBoolean(),
                                    new Stored.Position(kind.label(), kept.sequenceNumber(), 1));
                        });
    }

    @Override
    public synchronized Optional<Stored.Position> write(
            String id, Triage triage, boolean unpublished, Stored.Position since)
            throws IOException {
        requireUp();
        Runnable before = beforeWrites.poll();
        if (before != null) {
            before.run();
            requireUp();
        }
        Kind kind = Kind.valueOf(since.index().toUpperCase(Locale.ROOT));
        Kept kept = kept(kind).get(id);
        if (kept == null || kept.sequenceNumber() != since.sequenceNumber()) {
            return Optional.empty();
        }
        ObjectNode document = kept.document().deepCopy();
        ((ObjectNode) document.required("tripline"))
                .set("triage", TriageJson.write(triage).put("unpublished", unpublished));
        if (unpublished) {
            ((ObjectNode) document.required("tripline")).put("since_closing", 0);
        }
        kept(kind).put(id, new Kept(document, ++writes));
        if (lostAnswers > 0) {
            lostAnswers--;
            return Optional.empty();
        }
        return Optional.of(new Stored.Position(since.index(), writes, 1));
    }

    @Override
    public synchronized void settle(Kind kind) throws IOException {
        requireUp();
    }

    @Override
    public synchronized List<String> unpublished(Kind kind, int limit) throws IOException {
        requireUp();
        return kept(kind).entrySet().stream()
                .filter(
                        each ->
                                each.getValue()
                                        .document()
                                        .at("/tripline/triage/unpublished")
                                        .asBoolean())
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<JsonNode> events(List<String> ids) throws IOException {
        requireUp();
        return ids.stream().filter(events::containsKey).map(events::get).toList();
    }

    private Map<String, Kept> kept(Kind kind) {
        Map<String, Kept> kept = documents.get(kind);
        if (kept == null) {
            throw new IllegalStateException("Every kind has its documents.");
        }
        return kept;
    }

    private void requireUp() throws IOException {
        if (down) {
            throw new IOException("OpenSearch is down, as the test wants it.");
        }
    }

    private static JsonNode listed(JsonNode document) {
        ObjectNode listed = document.deepCopy();
        remove(listed, "alert", "evidence", "runbook");
        remove(listed, "incident", "timeline", "explanation");
        remove(listed, "triage", "history", "notes", "unpublished");
        return listed;
    }

    private static void remove(ObjectNode document, String of, String... names) {
        if (document.path("tripline").path(of) instanceof ObjectNode part) {
            part.remove(List.of(names));
        }
    }

    private static long time(JsonNode document) {
        return Instant.parse(document.path("@timestamp").asText()).toEpochMilli();
    }

    private static Found.Place place(JsonNode document) {
        return new Found.Place(time(document), document.at("/event/id").asText());
    }

    private static boolean isBehind(Found.Place place, Found.Place other) {
        return other.time() < place.time()
                || (other.time() == place.time() && other.id().compareTo(place.id()) > 0);
    }

    private static boolean passes(Filter filter, JsonNode document) {
        JsonNode triage = document.at("/tripline/triage");
        long time = time(document);
        return (filter.signals() || !has(document, "event.kind", "signal"))
                && !(isElsewhere(filter, document)
                        && any(document, "tripline.triage.status", List.of("new", "closed")))
                && (filter.withdrawn()
                        || !(has(document, "tripline.alert.state", "withdrawn")
                                && has(document, "tripline.triage.status", "new")))
                && (any(
                                document,
                                "tripline.triage.status",
                                filter.statuses().stream().map(Status::label).toList())
                        || (filter.wentOn() && document.at("/tripline/since_closing").asLong() > 0))
                && any(
                        document,
                        "tripline.triage.disposition",
                        filter.dispositions().stream().map(Disposition::label).toList())
                && filter.assignee().stream()
                        .allMatch(each -> has(document, "tripline.triage.assignee", each))
                && (!filter.unassigned() || !triage.hasNonNull("assignee"))
                && any(document, "tripline.triage.tags", filter.tags())
                && any(document, "rule.id", filter.rules())
                && any(document, "threat.tactic.id", filter.tactics())
                && any(document, "threat.technique.id", filter.techniques())
                && (filter.severityFrom().isEmpty()
                        || document.at("/event/severity").asLong()
                                >= filter.severityFrom().getAsLong())
                && filter.fields().stream()
                        .allMatch(each -> has(document, each.field().fieldName(), each.value()))
                && filter.about().stream().allMatch(who -> isAbout(document, who))
                && filter.text().stream()
                        .allMatch(
                                words ->
                                        List.of(
                                                        document.path("message")
                                                                .asText()
                                                                .toLowerCase(Locale.ROOT)
                                                                .split("\\W+"))
                                                .containsAll(
                                                        List.of(
                                                                words.toLowerCase(Locale.ROOT)
                                                                        .split("\\W+"))))
                && filter.from().stream().allMatch(each -> time >= each.toEpochMilli())
                && filter.until().stream().allMatch(each -> time < each.toEpochMilli());
    }

    private static boolean any(JsonNode document, String field, Collection<String> wanted) {
        return wanted.isEmpty() || wanted.stream().anyMatch(each -> has(document, field, each));
    }

    private static boolean isElsewhere(Filter filter, JsonNode document) {
        return has(document, "tripline.incident.status", "merged")
                || (!filter.withdrawn() && has(document, "tripline.incident.status", "withdrawn"));
    }

    private static boolean isAbout(JsonNode document, Subject who) {
        String name = who.name().toLowerCase(Locale.ROOT);
        return values(document, EcsField.RELATED_IP.fieldName()).contains(name)
                || values(document, EcsField.RELATED_USER.fieldName()).stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .anyMatch(
                                each ->
                                        each.equals(name)
                                                || who.shortPerson()
                                                        .map(
                                                                shorter ->
                                                                        each.equalsIgnoreCase(
                                                                                shorter))
                                                        .orElseGet(
                                                                () ->
                                                                        each.startsWith(name + "@")
                                                                                || each.endsWith(
                                                                                        "\\"
                                                                                                + name)))
                || values(document, EcsField.RELATED_HOSTS.fieldName()).stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .anyMatch(
                                each ->
                                        each.equals(name)
                                                || who.shortHost()
                                                        .map(
                                                                shorter ->
                                                                        each.equalsIgnoreCase(
                                                                                shorter))
                                                        .orElseGet(
                                                                () -> each.startsWith(name + ".")));
    }

    private static boolean has(JsonNode document, String field, String value) {
        return values(document, field).contains(value);
    }

    private static List<String> values(JsonNode document, String field) {
        JsonNode node = document.at("/" + field.replace('.', '/'));
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> values.add(each.asText()));
        } else if (node.isValueNode()) {
            values.add(node.asText());
        }
        return values;
    }

    /** A document from its text. */
    public static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
