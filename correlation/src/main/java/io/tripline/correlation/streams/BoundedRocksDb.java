package io.tripline.correlation.streams;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound on the memory of all state stores of the process. RocksDB's own are for each store: three stores of a hundred
 * partitions could take 30 GB outside of the heap.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** Blocks read, with their indexes and filters, and what is not yet on disk. */
    static final long MEMORY_BYTES = 96L << 20;

    /** The part of it for what is not yet on disk; beyond it, the store with most is written out. */
    static final long WRITE_BYTES = 48L << 20;

    /** Of one store. Larger ones are written out in larger files, which need less compaction afterwards. */
    private static final long STORE_WRITE_BYTES = 16L << 20;

    /** The stores of which ranges of one entity are read. Over all entities they are only gone through from the first on. */
    private static final Set<String> BY_ENTITY =
            Set.of(KafkaEntityStore.EVENTS, KafkaEntityStore.ALERTS);

    /** The share of the filter in what is not yet on disk: taken of {@link #STORE_WRITE_BYTES} as soon as there is anything. */
    private static final double MEMORY_FILTER = 0.01;

    /**
     * In such pieces memory is taken for it. RocksDB's own are of 1 MB, and a partition has ten tables (five stores, each with its offsets): four
     * partitions that had hardly begun were at the bound, seven eighths of {@link #WRITE_BYTES}, and wrote files of a few records without end.
     */
    private static final long ARENA_BYTES = 64L << 10;

    private static final Cache CACHE;
    private static final WriteBufferManager WRITES;

    static {
        RocksDB.loadLibrary();
        CACHE = new LRUCache(MEMORY_BYTES);
        WRITES = new WriteBufferManager(WRITE_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        // In parts of about 4 KB: whole, those of a file of millions of keys are larger than all
        // that a look needs beside them, and are read anew by each where they do not all find room.
        // Only where the parts begin is pinned, some tens of KB a file of 64 MB.
        table.setPartitionFilters(true);
        table.setIndexType(IndexType.kTwoLevelIndexSearch);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITES);
        options.setWriteBufferSize(STORE_WRITE_BYTES);
        options.setArenaBlockSize(ARENA_BYTES);
        if (BY_ENTITY.contains(storeName)) {
            // Most entities have no alerts, and most files nothing of an entity: a filter says so
            // without a look into them.
            options.useFixedLengthPrefixExtractor(KafkaEntityStore.ENTITY_LENGTH);
            options.setMemtablePrefixBloomSizeRatio(MEMORY_FILTER);
        }
    }

    /** What all stores share lives as long as the process. */
    @Override
    public void close(String storeName, Options options) {}
}
