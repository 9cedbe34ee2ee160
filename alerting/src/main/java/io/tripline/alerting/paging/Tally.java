package io.tripline.alerting.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A count of alerts and incidents that says what they are, and names the gravest. Owned by the desk. */
final class Tally {
    /** Those that are named; the others are counted. */
    static final int NAMED = 50;

    /** An attacker's text may be in it. */
    private static final int MOST_MESSAGE = 500;

    private int count;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private final TreeMap<String, Integer> byTitle = new TreeMap<>();

    /** The gravest first; of two that are as grave the one that came first. */
    private final List<Named> gravest = new ArrayList<>();

    /** One of them. */
    record Named(String id, String title, String message, String level, long severity) {
        static Named of(Case about) {
            try {
                if (about.subject == Subject.INCIDENT) {
                    Incident incident = IncidentJson.read(about.document);
                    return new Named(
                            incident.id(),
                            "Incident",
                            incident.message(),
                            incident.gravity().level(),
                            incident.gravity().severity());
                }
                Alert alert = AlertJson.read(about.document);
                return new Named(
                        alert.id(),
                        alert.rule().title(),
                        alert.message(),
                        alert.rule().level(),
                        alert.rule().severity());
            } catch (MalformedEventException e) {
                throw new IllegalStateException("It could be read when it came.", e);
            }
        }

        private static Named read(JsonNode node) {
            return new Named(
                    node.path("event.id").asText(),
                    node.path("rule.name").asText(),
                    node.path("message").asText(),
                    node.path("level").asText("informational"),
                    node.path("event.severity").asLong());
        }
    }

    int count() {
        return count;
    }

    /** Of the gravest; 0 of nothing. */
    long severity() {
        return gravest.isEmpty() ? 0 : gravest.getFirst().severity();
    }

    /** The id of the gravest. */
    String gravest() {
        return gravest.getFirst().id();
    }

    /** When the newest was counted. */
    Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** Whether it is one of the gravest. */
    boolean names(String id) {
        return gravest.stream().anyMatch(each -> each.id().equals(id));
    }

    void add(Named one, Instant now) {
        count++;
        first = first == null ? now : first;
        last = now;
        if (byTitle.size() < NAMED || byTitle.containsKey(one.title())) {
            byTitle.merge(one.title(), 1, Integer::sum);
        }
        int place = gravest.size();
        while (place > 0 && gravest.get(place - 1).severity() < one.severity()) {
            place--;
        }
        if (place < NAMED) {
            gravest.add(
                    place,
                    new Named(
                            one.id(),
                            one.title(),
                            bounded(one.message()),
                            one.level(),
                            one.severity()));
        }
        if (gravest.size() > NAMED) {
            gravest.removeLast();
        }
    }

    private static String bounded(String text) {
        if (text.length() <= MOST_MESSAGE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST_MESSAGE - 1)) ? 1 : 0;
        return text.substring(0, MOST_MESSAGE - end);
    }

    void clear() {
        count = 0;
        first = null;
        last = null;
        byTitle.clear();
        gravest.clear();
    }

    /** For a sentence, e.g. {@code 2 × Brute force, 1 × Incident}. */
    String titles() {
        return byTitle.entrySet().stream()
                .map(each -> each.getValue() + " × " + each.getKey())
                .collect(Collectors.joining(", "));
    }

    /** What a receiver is told of it. */
    void tell(ObjectNode into) {
        into.put("count", count);
        if (first != null && last != null) {
            into.put("first", first.toString()).put("last", last.toString());
        }
        if (!gravest.isEmpty()) {
            into.put("level", gravest.getFirst().level());
        }
        ArrayNode alerts = into.putArray("alerts");
        for (Named each : gravest) {
            alerts.addObject()
                    .put("event.id", each.id())
                    .put("rule.name", each.title())
                    .put("message", each.message())
                    .put("level", each.level())
                    .put("event.severity", each.severity());
        }
    }

    /** What {@link #restore} reads. */
    void write(ObjectNode into) {
        tell(into);
        ObjectNode titles = into.putObject("by_title");
        byTitle.forEach(titles::put);
    }

    void restore(JsonNode from) {
        clear();
        count = from.path("count").asInt();
        if (from.hasNonNull("first")) {
            first = Instant.parse(from.path("first").asText());
            last = Instant.parse(from.path("last").asText());
        }
        from.path("by_title")
                .properties()
                .forEach(each -> byTitle.put(each.getKey(), each.getValue().asInt()));
        from.path("alerts").forEach(each -> gravest.add(Named.read(each)));
    }
}
