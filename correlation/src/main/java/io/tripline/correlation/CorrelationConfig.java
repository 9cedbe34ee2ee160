package io.tripline.correlation;

import io.tripline.correlation.state.Bounds;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How correlation works. A component's key is its name in dashes below {@code correlation}, e.g. {@code
 * correlation.events-per-entity}.
 *
 * @param rules directory of the rules, {@code <tactic>/<rule>.yml}
 * @param lateness how much older than its entity's newest event an event may be and still count as if in order
 * @param timerGrace how much longer than event time a timer waits for events that are still on their way
 * @param reviseWithin how long a further match of an alert that has many may wait to be told
 * @param eventsPerEntity a rule sees at most this many events of an entity, the newest
 * @param entitiesPerRule how many entities of a rule each partition keeps, those heard of last
 * @param liveEntities how many busy entities per thread keep an Esper runtime of their own
 * @param cachedEvents how many events are held in memory besides the state stores
 */
public record CorrelationConfig(
        Path rules,
        Duration lateness,
        Duration timerGrace,
        Duration reviseWithin,
        int eventsPerEntity,
        int entitiesPerRule,
        int liveEntities,
        int cachedEvents,
        Streams streams) {
    public CorrelationConfig {
        require(
                !lateness.isNegative() && lateness.compareTo(Duration.ofDays(7)) <= 0,
                "correlation.lateness must be between 0s and 7d, not " + lateness + ".");
        require(
                !timerGrace.isNegative() && timerGrace.compareTo(Duration.ofDays(1)) <= 0,
                "correlation.timer-grace must be between 0s and 1d, not " + timerGrace + ".");
        require(
                !reviseWithin.isNegative() && reviseWithin.compareTo(Duration.ofDays(1)) <= 0,
                "correlation.revise-within must be between 0s and 1d, not " + reviseWithin + ".");
        requireBetween("correlation.events-per-entity", eventsPerEntity, 100, 1_000_000);
        requireBetween("correlation.entities-per-rule", entitiesPerRule, 100, 100_000_000);
        requireBetween("correlation.live-entities", liveEntities, 1, 10_000);
        requireBetween("correlation.cached-events", cachedEvents, 1_000, 10_000_000);
    }

    /**
     * How it runs in Kafka Streams.
     *
     * @param applicationId the consumer group; instances that share it share the work
     * @param ingestId ingest's consumer group: what it has not read yet has not been seen
     * @param threads at most one per partition has work
     * @param stateDirectory where the state stores lie; what is lost there is restored from Kafka
     * @param commitInterval how often work is made final at least; with an alert it is at once
     */
    public record Streams(
            String applicationId,
            String ingestId,
            int threads,
            Path stateDirectory,
            Duration commitInterval) {
        public Streams {
            require(
                    !applicationId.isBlank(),
                    "correlation.streams.application-id must name the consumer group.");
            requireBetween("correlation.streams.threads", threads, 1, 256);
            // Kafka Streams ends a transaction after ten seconds, of which a turn and an entity may
            // take six.
            require(
                    commitInterval.toMillis() >= 1 && commitInterval.toMillis() <= 3_000,
                    "correlation.streams.commit-interval must be between 1ms and 3s, not "
                            + commitInterval
                            + ".");
        }
    }

    /** What holds where nothing else is configured. */
    public static CorrelationConfig defaults() {
        return new CorrelationConfig(
                Path.of("rules"),
                Duration.ofHours(24),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                10_000,
                2_000_000,
                64,
                250_000,
                new Streams(
                        "tripline-correlation",
                        "tripline-ingest",
                        1,
                        Path.of("data", "correlation"),
                        Duration.ofMillis(500)));
    }

    /** How much is kept. */
    public Bounds bounds() {
        return new Bounds(
                lateness,
                timerGrace,
                reviseWithin,
                eventsPerEntity,
                entitiesPerRule,
                liveEntities,
                cachedEvents);
    }

    private static void requireBetween(String key, int value, int least, int most) {
        require(
                value >= least && value <= most,
                key + " must be between " + least + " and " + most + ", not " + value + ".");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
