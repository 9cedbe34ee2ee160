package io.tripline.alerting;

import java.time.Duration;

/**
 * How long documents stay in OpenSearch.
 *
 * @param rolloverAge a data stream's index is closed to new events when it is older than this
 * @param rolloverMegabytes or larger than this
 * @param events an index is deleted this long after it was closed to new events
 * @param alerts alerts and incidents are deleted when they are older than this
 * @param interval between two looks
 */
public record RetentionConfig(
        Duration rolloverAge,
        int rolloverMegabytes,
        Duration events,
        Duration alerts,
        Duration interval) {

    public RetentionConfig {
        Require.positive(rolloverAge, "opensearch.rollover.age");
        Require.between(rolloverMegabytes, 1, 1_000_000, "opensearch.rollover.megabytes");
        Require.positive(events, "opensearch.retention.events");
        Require.positive(alerts, "opensearch.retention.alerts");
        Require.positive(interval, "opensearch.retention.interval");
    }

    /** Events for a quarter of a year, alerts for a year and a month. */
    public static RetentionConfig defaults() {
        return new RetentionConfig(
                Duration.ofDays(7),
                20_000,
                Duration.ofDays(90),
                Duration.ofDays(400),
                Duration.ofMinutes(10));
    }
}
