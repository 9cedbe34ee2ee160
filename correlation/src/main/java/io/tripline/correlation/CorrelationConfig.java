package io.tripline.correlation;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How correlation works. A component's key is its name in dashes below {@code correlation}, e.g. {@code
 * correlation.max-events}.
 *
 * @param rules the folder of rule files
 * @param lateness how much older than an entity's newest event an event may be to count
 * @param maxEvents what is kept of one entity for one rule; the oldest go first
 * @param maxSeen how many values are remembered of one entity for a rule with {@code first_seen}
 * @param maxEvidence how many events an alert shows
 */
public record CorrelationConfig(
        Path rules,
        Duration lateness,
        int maxEvents,
        int maxSeen,
        int maxEvidence,
        Streams streams) {
    public CorrelationConfig {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("correlation.lateness must not be negative.");
        }
        atLeastOne("correlation.max-events", maxEvents);
        atLeastOne("correlation.max-seen", maxSeen);
        atLeastOne("correlation.max-evidence", maxEvidence);
    }

    /**
     * How it runs in Kafka Streams.
     *
     * @param applicationId the consumer group; instances that share it share the work
     * @param exactlyOnce whether an alert is written once even over a crash; otherwise at least once, with the same id
     * @param commitInterval how often work is made final; with exactlyOnce, readers see an alert only then
     */
    public record Streams(
            String applicationId,
            int threads,
            Path stateDirectory,
            boolean exactlyOnce,
            Duration commitInterval) {
        public Streams {
            if (applicationId.isBlank()) {
                throw new IllegalArgumentException(
                        "correlation.streams.application-id must name the consumer group.");
            }
            if (commitInterval.isNegative() || commitInterval.isZero()) {
                throw new IllegalArgumentException(
                        "correlation.streams.commit-interval must be longer than nothing.");
            }
            atLeastOne("correlation.streams.threads", threads);
        }
    }

    /** What holds where nothing else is configured. */
    public static CorrelationConfig defaults() {
        return new CorrelationConfig(
                Path.of("rules"),
                Duration.ofHours(24),
                2_000,
                10_000,
                20,
                new Streams(
                        "tripline-correlation",
                        1,
                        Path.of("data", "correlation"),
                        true,
                        Duration.ofMillis(50)));
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, not " + value + ".");
        }
    }
}
