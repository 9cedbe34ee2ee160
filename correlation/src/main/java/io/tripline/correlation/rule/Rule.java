package io.tripline.correlation.rule;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule as its file says it: Sigma's metadata, what it looks for, and its tests.
 *
 * @param file the file's name, for messages
 * @param over what its EPL calls events
 * @param entity whom an alert is about: each field with the fields it is taken from, the first present wins
 * @param profiles what is remembered of an entity beyond the window, by name
 * @param window how far back a match may look; also the gap after which an entity's events are unrelated
 * @param suppress matches closer than this are one alert
 * @param values a column of the EPL by name, or a constant, shown in the alert
 * @param notEvaluated events on which it can say nothing, by why
 * @param testLists what named lists hold while the tests run, whatever they hold otherwise
 * @param version hash of the file's content
 */
public record Rule(
        String file,
        Metadata metadata,
        Over over,
        List<EntityField> entity,
        Map<String, Profile> profiles,
        Duration window,
        Duration suppress,
        Epl epl,
        String message,
        Map<String, Value> values,
        String runbook,
        List<NotEvaluated> notEvaluated,
        Map<String, List<String>> testLists,
        List<RuleTest> tests,
        String version) {

    public Rule {
        entity = List.copyOf(entity);
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        notEvaluated = List.copyOf(notEvaluated);
        testLists = Map.copyOf(testLists);
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
        for (Profile each : profiles.values()) {
            // A day more, as the last day counts whole.
            Duration within = Duration.ofDays(each.days + 1L);
            longest = longest.compareTo(within) > 0 ? longest : within;
        }
        return longest;
    }

    /** The same rule of which each match is an alert of its own. */
    public Rule unsuppressed() {
        return new Rule(
                file,
                metadata,
                over,
                entity,
                profiles,
                window,
                Duration.ofMillis(1),
                epl,
                message,
                values,
                runbook,
                notEvaluated,
                testLists,
                tests,
                version);
    }

    /** The same rule, unsuppressed and without what its alerts show, that may look back so far. */
    public Rule lookingBack(Duration longer) {
        return new Rule(
                file,
                metadata,
                over,
                entity,
                profiles,
                longer,
                Duration.ofMillis(1),
                epl,
                message,
                Map.of(),
                runbook,
                List.of(),
                testLists,
                tests,
                version);
    }

    /** What a rule looks at. */
    public enum Over {
        EVENTS,
        /** The alerts of rules over events, each in its last revision; a withdrawn one is none. */
        ALERTS
    }

    /** Sigma's metadata. */
    public record Metadata(
            String id,
            String title,
            String status,
            Level level,
            String description,
            List<Alert.Tactic> tactics,
            List<Alert.Technique> techniques,
            List<String> falsepositives,
            List<String> references) {
        public Metadata {
            tactics = List.copyOf(tactics);
            techniques = List.copyOf(techniques);
            falsepositives = List.copyOf(falsepositives);
            references = List.copyOf(references);
        }
    }

    /**
     * The EPL, and where it is in the file.
     *
     * @param line it begins on
     * @param column in which each of its lines begins; 0 if that can't be told
     */
    public record Epl(String text, int line, int column) {
        /**
         * Where something of it is in the file.
         *
         * @param line of the EPL, from 0
         * @param column of that line, from 0; -1 if only the line is known
         */
        public Place place(int line, int column) {
            return new Place(
                    this.line + line, this.column == 0 || column < 0 ? 0 : this.column + column);
        }
    }

    /**
     * Events that the rule is about and cannot judge, such as sign-ins without a place. They are counted, so that its silence
     * is not taken for peace.
     *
     * @param reason a name in lower case with dashes
     * @param condition on one event alone, as within {@code Event(...)}
     */
    public record NotEvaluated(String reason, Epl condition) {}

    /**
     * What is remembered of a field's values.
     *
     * @param of the field
     * @param days how many whole UTC days before an event's own count
     */
    public record Profile(EcsField of, int days) {}

    /** What an alert shows under a name. */
    public sealed interface Value {
        /** A column of the EPL's output. */
        record Column(String name) implements Value {}

        /** A threshold or another constant: a string, Long, Double or Boolean. */
        record Constant(Object constant) implements Value {}
    }
}
