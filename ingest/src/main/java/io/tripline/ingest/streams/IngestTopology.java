package io.tripline.ingest.streams;

import io.tripline.contracts.Family;
import io.tripline.contracts.Topics;
import io.tripline.ingest.IngestMeters;
import io.tripline.ingest.Normalizer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The way of a raw record: from its topic through its family's processor to {@code events} or {@code dead-letters}, with
 * an account of it on {@code ledger}. Each family is a sub-topology of its own, so that a flood of network logs takes no turn from sign-ins.
 */
public final class IngestTopology {
    private IngestTopology() {}

    /** The topology. */
    public static Topology of(Normalizer normalizer, IngestMeters meters) {
        Topology topology = new Topology();
        for (Family family : Family.values()) {
            topology.addSource(
                    raw(family),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    family.rawTopic());
            topology.addProcessor(
                    normalize(family),
                    () -> new NormalizeProcessor(family, normalizer, meters),
                    raw(family));
            topology.addSink(
                    events(family),
                    Topics.EVENTS,
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    normalize(family));
            topology.addSink(
                    deadLetters(family),
                    Topics.DEAD_LETTERS,
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    normalize(family));
            topology.addSink(
                    ledger(family),
                    Topics.LEDGER,
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    normalize(family));
            topology.addStateStore(accounts(family), normalize(family));
        }
        return topology;
    }

    /** With a cache: of the many values that an account has between two commits, only the last is written to Kafka. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> accounts(Family family) {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(ledger(family)),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withCachingEnabled();
    }

    static String ledger(Family family) {
        return "ledger-" + family.label();
    }

    static String events(Family family) {
        return "events-" + family.label();
    }

    static String deadLetters(Family family) {
        return "dead-letters-" + family.label();
    }

    private static String raw(Family family) {
        return "raw-" + family.label();
    }

    private static String normalize(Family family) {
        return "normalize-" + family.label();
    }
}
