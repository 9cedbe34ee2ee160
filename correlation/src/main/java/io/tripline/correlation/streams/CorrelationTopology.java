package io.tripline.correlation.streams;

import io.tripline.contracts.Topics;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** {@code events} -> match -> route by rule and entity -> correlate -> {@code alerts}. */
public final class CorrelationTopology {
    private CorrelationTopology() {}

    /** The topology; every task has its own processors, and the rules are shared. */
    public static Topology of(RuleSet rules, Bounds bounds, CorrelationMeters meters) {
        StreamsBuilder builder = new StreamsBuilder();
        builder
                .addStateStore(store(KafkaEntityStore.EVENTS))
                .addStateStore(store(KafkaEntityStore.MEMORIES))
                .stream(
                        Topics.EVENTS,
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("events"))
                .process(() -> new MatchProcessor(rules, meters), Named.as("match"))
                .repartition(
                        Repartitioned.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withName("route"))
                .process(
                        () -> new CorrelateProcessor(rules, bounds, meters),
                        Named.as("correlate"),
                        KafkaEntityStore.EVENTS,
                        KafkaEntityStore.MEMORIES)
                .to(
                        Topics.ALERTS,
                        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("alerts"));
        return builder.build();
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
