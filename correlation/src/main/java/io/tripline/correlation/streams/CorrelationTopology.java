package io.tripline.correlation.streams;

import io.tripline.contracts.Topics;
import io.tripline.correlation.Correlation;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/**
 * The way of an event: to each rule that wants it, by rule and entity to the partition that holds that entity's state,
 * and from there as alerts to their topic.
 */
public final class CorrelationTopology {
    static final String STORE = "entities";

    private CorrelationTopology() {}

    /**
     * The topology.
     *
     * @param correlation makes a new one for each task, as none is shared by threads
     */
    public static Topology of(Supplier<Correlation> correlation) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
        builder.stream(Topics.EVENTS, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new MatchProcessor(correlation.get()))
                .repartition(
                        Repartitioned.with(Serdes.String(), Serdes.ByteArray()).withName("wanted"))
                .process(() -> new CorrelateProcessor(correlation.get()), STORE)
                .to(Topics.ALERTS, Produced.with(Serdes.String(), Serdes.ByteArray()));
        return builder.build();
    }
}
