package io.tripline.contracts;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a person is told: a rule's match about an entity, with all that explains it. Immutable. Its JSON form is {@link
 * AlertJson}'s.
 *
 * @param id derives from rule, entity and episode; the same for every revision
 * @param rule the rule that matched
 * @param entity the ECS fields the alert is about, by dotted name
 * @param occurrence when, how often, and which revision this is
 * @param message one sentence a person understands
 * @param runbook what to do next
 * @param values actual values beside the rule's thresholds, by name: strings, Long, Double, Boolean
 * @param evidence the matched events in order, up to a bound
 */
public record Alert(
        String id,
        Rule rule,
        SortedMap<EcsField, String> entity,
        Occurrence occurrence,
        String message,
        String runbook,
        SortedMap<String, Object> values,
        List<Evidence> evidence) {

    public Alert {
        entity = Collections.unmodifiableSortedMap(new TreeMap<>(entity));
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        evidence = List.copyOf(evidence);
    }

    /** The same id with a higher revision is the newer truth about the same thing. */
    public int revision() {
        return occurrence.revision();
    }

    /**
     * The rule as it was when it matched.
     *
     * @param version hash of the rule file's content
     * @param severity 1 (informational) to 99 (critical), as in {@code event.severity}
     * @param level Sigma's level
     * @param shadow whether the rule is still tried out: what it finds is kept and counted, and nobody is paged
     */
    public record Rule(
            String id,
            String title,
            String version,
            String level,
            long severity,
            List<Tactic> tactics,
            List<Technique> techniques,
            boolean shadow) {
        public Rule {
            tactics = List.copyOf(tactics);
            techniques = List.copyOf(techniques);
        }

        /** One that pages. */
        public Rule(
                String id,
                String title,
                String version,
                String level,
                long severity,
                List<Tactic> tactics,
                List<Technique> techniques) {
            this(id, title, version, level, severity, tactics, techniques, false);
        }
    }

    /** A MITRE ATT&amp;CK tactic that the rule looks for. */
    public record Tactic(String id, String name) {}

    /** A MITRE ATT&amp;CK technique that the rule looks for. */
    public record Technique(String id, String name) {}

    /**
     * When it happened, how often, and which revision of the alert this is.
     *
     * @param firstSeen event time of the first matched event
     * @param lastSeen event time of the last matched event, the alert's {@code @timestamp}
     * @param count matches in this episode, suppressed ones included
     * @param revision from 1
     * @param late whether a late event raised or changed it
     */
    public record Occurrence(
            Instant firstSeen,
            Instant lastSeen,
            long count,
            int revision,
            boolean late,
            State state) {}

    /** Whether the alert stands. */
    public enum State {
        RAISED,
        /** A late event took the reason away; the alert stays visible and says so. */
        WITHDRAWN
    }

    /**
     * One matched event.
     *
     * @param origin where its raw record lies, {@link Origin#toString()}; empty offline
     * @param fields the fields that matter, by dotted name
     */
    public record Evidence(
            String eventId, Instant timestamp, String origin, SortedMap<String, Object> fields) {
        public Evidence {
            fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        }

        /** Evidence with these fields. */
        public static Evidence of(
                String eventId, Instant timestamp, String origin, Map<String, ?> fields) {
            return new Evidence(eventId, timestamp, origin, new TreeMap<String, Object>(fields));
        }
    }
}
