package io.tripline.correlation.rule;

import io.tripline.contracts.Alert;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule as its file says it: Sigma's metadata, what it looks for, and its tests.
 *
 * @param file the file's name, for messages
 * @param entity whom an alert is about: each field with the fields it is taken from, the first present wins
 * @param seen what is remembered of an entity beyond the window, by name
 * @param window how far back a match may look; also the gap after which an entity's events are unrelated
 * @param suppress matches closer than this are one alert
 * @param values a column of the EPL by name, or a constant, shown in the alert
 * @param version hash of the file's content
 */
public record Rule(
        String file,
        Metadata metadata,
        List<EntityField> entity,
        Map<String, Seen> seen,
        Duration window,
        Duration suppress,
        Epl epl,
        String message,
        Map<String, Value> values,
        String runbook,
        List<RuleTest> tests,
        String version) {

    public Rule {
        entity = List.copyOf(entity);
        seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        tests = List.copyOf(tests);
    }

    /** Whether the rule is still tried out: what it finds is kept and counted, and nobody is paged. */
    public boolean isShadow() {
        return metadata.status.equals("experimental");
    }

    public String id() {
        return metadata.id;
    }

    /** How long an event may matter: window, suppression or what is remembered, whichever is longest. */
    public Duration horizon() {
        Duration longest = window.compareTo(suppress) > 0 ? window : suppress;
        for (Seen each : seen.values()) {
            longest = longest.compareTo(each.within) > 0 ? longest : each.within;
        }
        return longest;
    }

    /** The same rule of which each match is an alert of its own. */
    public Rule unsuppressed() {
        return new Rule(
                file,
                metadata,
                entity,
                seen,
                window,
                Duration.ofMillis(1),
                epl,
                message,
                values,
                runbook,
                tests,
                version);
    }

    /** Sigma's metadata. */
    public record Metadata(
            String id,
            String title,
            String status,
            Level level,
            String description,
            List<Alert.Technique> techniques,
            List<String> falsepositives,
            List<String> references) {
        public Metadata {
            techniques = List.copyOf(techniques);
            falsepositives = List.copyOf(falsepositives);
            references = List.copyOf(references);
        }
    }

    /** The EPL, and the line of the file it begins on. */
    public record Epl(String text, int line) {}

    /** A remembered value: whether the entity's event is the first with this value of a field within a time. */
    public record Seen(io.tripline.contracts.EcsField field, Duration within) {}

    /** What an alert shows under a name. */
    public sealed interface Value {
        /** A column of the EPL's output. */
        record Column(String name) implements Value {}

        /** A threshold or another constant: a string, Long, Double or Boolean. */
        record Constant(Object constant) implements Value {}
    }
}
