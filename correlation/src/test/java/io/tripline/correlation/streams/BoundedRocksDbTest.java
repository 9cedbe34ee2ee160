package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.StableId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

class BoundedRocksDbTest {
    /** Kafka Streams keeps offsets beside each store's records, in a table of their own. */
    private static final int TABLES = 2 * 5;

    /** Beyond this part of what may be in memory RocksDB writes out. */
    private static final double MOST = 7 / 8d;

    /** Keys of which the filter alone takes 250 KB. */
    private static final int MANY = 200_000;

    /** A part of a filter and one of an index, of two files at most, and a block of records where the filter errs. */
    private static final long MOST_READ = 20L << 10;

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
        try (Options options = options(store)) {
            try (RocksDB db = RocksDB.open(options, directory.toString())) {
                db.put("0".repeat(32).getBytes(StandardCharsets.US_ASCII), new byte[1_000]);

                assertThat(db.getLongProperty("rocksdb.cur-size-all-mem-tables"))
                        .isLessThan((long) (BoundedRocksDb.WRITE_BYTES * MOST / TABLES / 16));
            }
        }
    }

    /** That somebody was never heard of before, filters say. With millions of keys there is no room for all of them. */
    @Test
    void where_filters_find_no_room_a_look_reads_no_more_of_them_than_it_needs()
            throws RocksDBException {
        try (Options options = options(KafkaCensus.NAME);
                Statistics statistics = new Statistics();
                Cache none = new LRUCache(1)) {
            options.setStatistics(statistics);
            options.setTableFormatConfig(
                    ((BlockBasedTableConfig) options.tableFormatConfig()).setBlockCache(none));
            try (RocksDB db = RocksDB.open(options, directory.toString());
                    FlushOptions flush = new FlushOptions()) {
                for (int i = 0; i < MANY; i++) {
                    db.put(key(i), new byte[Long.BYTES]);
                }
                db.flush(flush);
                long before = statistics.getTickerCount(TickerType.BLOCK_CACHE_BYTES_WRITE);

                assertThat(db.get(key(MANY))).isNull();

                assertThat(statistics.getTickerCount(TickerType.BLOCK_CACHE_BYTES_WRITE) - before)
                        .isPositive()
                        .isLessThan(MOST_READ);
            }
        }
    }

    /** After an upgrade, and after going back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void files_with_filters_in_parts_and_whole_are_read_by_either(boolean fromWhole)
            throws RocksDBException {
        int some = MANY / 10;
        try (Options parts = options(KafkaEntityStore.EVENTS);
                Options whole = options(KafkaEntityStore.EVENTS)) {
            whole.setTableFormatConfig(
                    ((BlockBasedTableConfig) whole.tableFormatConfig())
                            .setPartitionFilters(false)
                            .setIndexType(IndexType.kBinarySearch));
            try (RocksDB db = RocksDB.open(fromWhole ? whole : parts, directory.toString());
                    FlushOptions flush = new FlushOptions()) {
                for (int i = 0; i < some; i++) {
                    db.put(key(i), new byte[Long.BYTES]);
                }
                db.flush(flush);
            }
            try (RocksDB db = RocksDB.open(fromWhole ? parts : whole, directory.toString());
                    RocksIterator each = db.newIterator()) {
                for (int i = 0; i < some; i++) {
                    each.seek(key(i));
                    assertThat(each.isValid()).isTrue();
                    assertThat(each.key()).isEqualTo(key(i));
                }
                assertThat(db.get(key(some))).isNull();
            }
        }
    }

    private static byte[] key(int number) {
        return StableId.of("entity " + number).getBytes(StandardCharsets.US_ASCII);
    }

    /** As Kafka Streams has them before we are asked. */
    private static Options options(String store) {
        Options options = new Options();
        options.setCreateIfMissing(true);
        options.setTableFormatConfig(
                new BlockBasedTableConfig().setFilterPolicy(new BloomFilter()));
        new BoundedRocksDb().setConfig(store, options, Map.of());
        return options;
    }
}
