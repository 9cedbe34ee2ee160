package io.tripline.correlation.streams;

import io.tripline.contracts.Topics;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.EventCache;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code events} -> match -> {@code correlation-routes} -> correlate -> {@code alerts}: two applications with a topic between
 * them. Matching keeps nothing, so it may do a record twice and needs no transactions: what it sends twice is a duplicate by
 * its event's id. Correlating, of which the few events that rules want are left, is exactly once.
 */
public final class CorrelationTopology {
    /** Events that rules want, keyed by rule and entity, and ticks. Nobody else's business. */
    public static final String ROUTES = "correlation-routes";

    /** The sink of alerts. */
    static final String TOLD = "alerts";

    /** The sink of alerts that go on to rules over alerts: back to where correlating reads, in the same transaction. */
    static final String ONWARD = "onward";

    private CorrelationTopology() {}

    /** The stateless half. */
    static void match(StreamsBuilder builder, ActiveRules rules, CorrelationMeters meters) {
        ThreadRouters routers = new ThreadRouters(rules, meters);
        builder.stream(Topics.EVENTS, bytes().withName("events"))
                .process(() -> new MatchProcessor(routers, meters), Named.as("match"))
                .to(
                        ROUTES,
                        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("routes"));
    }

    /** The half that has state. Every task has its own processors, and the rules are shared. */
    static void correlate(
            StreamsBuilder builder, ActiveRules rules, Bounds bounds, CorrelationMeters meters) {
        correlate(builder, rules, bounds, System::nanoTime, meters);
    }

    /** The same by a clock of a test's own. */
    static void correlate(
            StreamsBuilder builder,
            ActiveRules rules,
            Bounds bounds,
            LongSupplier nanos,
            CorrelationMeters meters) {
        EventCache cache = new EventCache(bounds.cachedEvents());
        StreamThreads threads = new StreamThreads(bounds.liveEntities(), nanos);
        KStream<byte[], byte[]> told =
                builder
                        .addStateStore(store(KafkaEntityStore.EVENTS))
                        .addStateStore(store(KafkaEntityStore.ALERTS))
                        .addStateStore(store(KafkaEntityStore.MEMORIES))
                        .addStateStore(store(KafkaAgenda.NAME))
                        .addStateStore(store(KafkaCensus.NAME))
                        .stream(ROUTES, bytes().withName("routed"))
                        .process(
                                () -> new CorrelateProcessor(rules, bounds, cache, threads, meters),
                                Named.as("correlate"),
                                KafkaEntityStore.EVENTS,
                                KafkaEntityStore.ALERTS,
                                KafkaEntityStore.MEMORIES,
                                KafkaAgenda.NAME,
                                KafkaCensus.NAME);
        told.to(
                Topics.ALERTS,
                Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(TOLD));
        told.to(ROUTES, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(ONWARD));
    }

    private static Consumed<byte[], byte[]> bytes() {
        return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray());
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
