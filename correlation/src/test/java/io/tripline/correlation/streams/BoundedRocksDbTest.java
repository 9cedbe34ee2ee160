package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class BoundedRocksDbTest {
    /** Kafka Streams keeps offsets beside each store's records, in a table of their own. */
    private static final int TABLES = 2 * 5;

    /** Beyond this part of what may be in memory RocksDB writes out. */
    private static final double MOST = 7 / 8d;

    @TempDir Path directory;

    /** Else one store or another is written out all the time, in files of a few records. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                KafkaEntityStore.EVENTS,
                KafkaEntityStore.ALERTS,
                KafkaEntityStore.MEMORIES,
                KafkaAgenda.NAME,
                KafkaCensus.NAME
            })
    void sixteen_partitions_that_have_hardly_begun_have_room_in_memory(String store)
            throws RocksDBException {
        try (Options options = new Options()) {
            options.setCreateIfMissing(true);
            options.setTableFormatConfig(new BlockBasedTableConfig());
            new BoundedRocksDb().setConfig(store, options, Map.of());
            try (RocksDB db = RocksDB.open(options, directory.toString())) {
                db.put("0".repeat(32).getBytes(StandardCharsets.US_ASCII), new byte[1_000]);

                assertThat(db.getLongProperty("rocksdb.cur-size-all-mem-tables"))
                        .isLessThan((long) (BoundedRocksDb.WRITE_BYTES * MOST / TABLES / 16));
            }
        }
    }
}
