package io.tripline.deploy.config;

import static io.tripline.deploy.config.ValueType.BOOLEAN;
import static io.tripline.deploy.config.ValueType.COUNT;
import static io.tripline.deploy.config.ValueType.DURATION;

import java.time.Duration;

/** The keys of topics, which a service makes at start if they are missing. */
public final class TopicKeys {
    public static final Key<Integer> PARTITIONS =
            Key.of(
                    "topics.partitions",
                    COUNT,
                    "4",
                    "Partitions of a topic that is made at start: the most instances of a service that share the work.");
    public static final Key<Integer> REPLICATION =
            Key.of(
                    "topics.replication",
                    COUNT,
                    "1",
                    "Copies of a topic that is made at start; 3 on a cluster.");
    public static final Key<Duration> RETENTION =
            Key.of(
                    "topics.retention",
                    DURATION,
                    "7d",
                    "How long raw records, events and alerts stay in Kafka.");
    public static final Key<Duration> DEAD_LETTER_RETENTION =
            Key.of(
                    "topics.dead-letters.retention",
                    DURATION,
                    "30d",
                    "How long dead letters stay in Kafka.");

    public static final Key<Boolean> ALTER_RETENTION =
            Key.of(
                    "topics.alter-retention",
                    BOOLEAN,
                    "false",
                    "Whether a topic that is there is set to these two at start, or only told of. `demo` and `up` set this to true, as Kafka is theirs.");

    private TopicKeys() {}
}
