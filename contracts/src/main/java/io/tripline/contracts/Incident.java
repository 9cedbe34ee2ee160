package io.tripline.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts about the same persons, hosts, addresses or sessions, told as one story. Immutable; its JSON form is {@link
 * IncidentJson}'s. Lists are bounded; {@code alertCount} counts what they leave out.
 *
 * @param id derives from the earliest alert, so that the same alerts give the same incident
 * @param revision from 1; the same id with a higher revision is the newer truth
 * @param mergedInto the incident that took this one's alerts; only where the status says so
 * @param message one sentence a person understands
 * @param alerts ids, in the order of the timeline
 * @param entities whom it is about, those at the highest risk first
 * @param tactics in the order in which they were reached
 * @param timeline what happened, in event time
 * @param explanation where every point of the score comes from
 */
public record Incident(
        String id,
        int revision,
        Status status,
        @Nullable String mergedInto,
        Gravity gravity,
        String message,
        long alertCount,
        List<String> alerts,
        List<Entity> entities,
        List<Tactic> tactics,
        List<Step> timeline,
        List<Points> explanation) {

    public Incident {
        alerts = List.copyOf(alerts);
        entities = List.copyOf(entities);
        tactics = List.copyOf(tactics);
        timeline = List.copyOf(timeline);
        explanation = List.copyOf(explanation);
    }

    /** Whether the incident stands. */
    public enum Status {
        OPEN,
        /** An alert that came later showed that this and another incident are one; the other goes on. */
        MERGED,
        /** Every alert of it was withdrawn. */
        WITHDRAWN
    }

    /**
     * When it happened and how bad it is.
     *
     * @param lastSeen event time of the last match, the incident's {@code @timestamp}; the score is as of then
     * @param level Sigma's level of the gravest rule
     * @param severity of the gravest rule
     */
    public record Gravity(
            Instant firstSeen, Instant lastSeen, long score, String level, long severity) {}

    /** What kind of thing joins alerts. */
    public enum Kind {
        PERSON,
        HOST,
        ADDRESS,
        SESSION
    }

    /**
     * Somebody or something that the alerts are about.
     *
     * @param value in the form in which it is compared: lower case, a person or host without its domain
     * @param score of this entity alone
     * @param alerts how many of the incident's alerts name it
     * @param shared so many others were seen with it that it joins alerts of the same rule only
     */
    public record Entity(Kind kind, String value, long score, long alerts, boolean shared) {}

    /** A tactic, and the alert that showed it first. */
    public record Tactic(String id, String name, Instant at, String alert) {}

    /**
     * One alert on the timeline.
     *
     * @param tactics their names
     * @param techniques their ids
     * @param entities values of the entities that it names
     * @param firstStep what to do about it first: the first line of its rule's runbook; empty if that is not known
     */
    public record Step(
            Instant at,
            Instant until,
            String alert,
            String rule,
            String title,
            String level,
            String message,
            long count,
            List<String> tactics,
            List<String> techniques,
            List<String> entities,
            String firstStep) {
        public Step {
            tactics = List.copyOf(tactics);
            techniques = List.copyOf(techniques);
            entities = List.copyOf(entities);
        }

        /** One of which it is not known what to do first. */
        public Step(
                Instant at,
                Instant until,
                String alert,
                String rule,
                String title,
                String level,
                String message,
                long count,
                List<String> tactics,
                List<String> techniques,
                List<String> entities) {
            this(
                    at,
                    until,
                    alert,
                    rule,
                    title,
                    level,
                    message,
                    count,
                    tactics,
                    techniques,
                    entities,
                    "");
        }
    }

    /**
     * Points of the score and why they were given.
     *
     * @param alert the alert they are for; empty where they are those of all alerts that are not listed
     * @param points when it happened
     * @param remaining of them when the incident was last seen
     * @param reason a sentence for people
     */
    public record Points(
            Instant at, String alert, double points, double remaining, String reason) {}
}
