package io.tripline.correlation.streams;

import io.tripline.contracts.StableId;
import io.tripline.correlation.CorrelationConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The stores of the topology in a directory of their own, without their changelogs, which are the producer's and the broker's work. */
final class DiskStores implements AutoCloseable {
    private final Path directory;
    private final List<KeyValueStore<Bytes, byte[]>> all = new ArrayList<>();
    private final KafkaEntityStore entities;
    private final KafkaAgenda agenda;
    private final KafkaCensus census;

    static DiskStores fresh() {
        try {
            return new DiskStores(Files.createTempDirectory("tripline-bench"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DiskStores(Path directory) {
        this.directory = directory;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(properties, new TaskId(0, 0), directory.toFile());
        for (String name :
                List.of(
                        KafkaEntityStore.EVENTS,
                        KafkaEntityStore.ALERTS,
                        KafkaEntityStore.MEMORIES,
                        KafkaAgenda.NAME,
                        KafkaCensus.NAME)) {
            KeyValueStore<Bytes, byte[]> store =
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(name),
                                    Serdes.Bytes(),
                                    Serdes.ByteArray())
                            .withCachingDisabled()
                            .withLoggingDisabled()
                            .build();
            store.init(context.getStateStoreContext(), store);
            all.add(store);
        }
        entities = new KafkaEntityStore(all.get(0), all.get(1), all.get(2));
        agenda = new KafkaAgenda(all.get(3));
        census =
                new KafkaCensus(
                        all.get(4),
                        entities,
                        CorrelationConfig.defaults().bounds().entitiesPerRule());
    }

    KafkaEntityStore entities() {
        return entities;
    }

    /** All of them. */
    io.tripline.correlation.state.Stores stores() {
        return new io.tripline.correlation.state.Stores(entities, agenda, census);
    }

    KafkaAgenda agenda() {
        return agenda;
    }

    KafkaCensus census() {
        return census;
    }

    /** Another view of the census's store. */
    KafkaCensus census(int entitiesPerRule, int mostRemembered) {
        return census(entitiesPerRule, mostRemembered, Integer.MAX_VALUE);
    }

    KafkaCensus census(int entitiesPerRule, int mostRemembered, int mostCompared) {
        return new KafkaCensus(all.get(4), entities, entitiesPerRule, mostRemembered, mostCompared);
    }

    /** Puts into the census's store what another version may have put there. */
    void putCensus(String rule, String entity, byte[] value) {
        all.get(4)
                .put(
                        Bytes.wrap(
                                (StableId.of(rule) + entity).getBytes(StandardCharsets.US_ASCII)),
                        value);
    }

    @Override
    public void close() {
        all.forEach(KeyValueStore::close);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
