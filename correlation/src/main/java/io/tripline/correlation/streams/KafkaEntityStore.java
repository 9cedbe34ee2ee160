package io.tripline.correlation.streams;

import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.EntityMemory;
import io.tripline.correlation.state.EntityStore;
import io.tripline.correlation.state.StateCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Events and memories in Kafka Streams state stores, changelogged. An event's key is its entity, its time and its id, so
 * that an entity's events lie together and one event is one small write however many there are.
 */
final class KafkaEntityStore implements EntityStore {
    static final String EVENTS = "entity-events";
    static final String MEMORIES = "entity-memories";

    /** {@link io.tripline.contracts.StableId}'s length. */
    private static final int ENTITY_LENGTH = 32;

    private final KeyValueStore<Bytes, byte[]> events;
    private final KeyValueStore<Bytes, byte[]> memories;
    private long now;

    KafkaEntityStore(KeyValueStore<Bytes, byte[]> events, KeyValueStore<Bytes, byte[]> memories) {
        this.events = events;
        this.memories = memories;
    }

    /** What is written from now on was heard of at this record time. */
    void at(long recordTimestamp) {
        now = recordTimestamp;
    }

    @Override
    public List<KeptEvent> events(EntityKey key) {
        List<KeptEvent> all = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range =
                events.range(Bytes.wrap(prefix(key)), Bytes.wrap(afterPrefix(key)))) {
            while (range.hasNext()) {
                ByteBuffer value = ByteBuffer.wrap(range.next().value);
                value.getLong();
                all.add(StateCodec.readEvent(value));
            }
        }
        return all;
    }

    @Override
    public void keep(EntityKey key, KeptEvent event) {
        byte[] value = StateCodec.write(event);
        events.put(
                eventKey(key, event),
                ByteBuffer.allocate(Long.BYTES + value.length).putLong(now).put(value).array());
    }

    @Override
    public void forget(EntityKey key, KeptEvent event) {
        events.delete(eventKey(key, event));
    }

    @Override
    public EntityMemory memory(EntityKey key) {
        byte[] value = memories.get(Bytes.wrap(prefix(key)));
        if (value == null) {
            return EntityMemory.NONE;
        }
        byte[] memory = new byte[value.length - Long.BYTES];
        ByteBuffer.wrap(value).position(Long.BYTES).get(memory);
        return StateCodec.readMemory(memory);
    }

    @Override
    public void remember(EntityKey key, EntityMemory memory) {
        byte[] value = StateCodec.write(memory);
        memories.put(
                Bytes.wrap(prefix(key)),
                ByteBuffer.allocate(Long.BYTES + value.length).putLong(now).put(value).array());
    }

    /**
     * Deletes what was last written before this record time, and says of which entities. Record time is when the broker
     * appended, so a source with a clock ahead ages nobody else.
     */
    List<String> expire(long before) {
        List<Bytes> old = new ArrayList<>();
        List<String> entities = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = events.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                if (ByteBuffer.wrap(each.value).getLong() < before) {
                    old.add(each.key);
                }
            }
        }
        for (Bytes key : old) {
            events.delete(key);
            entities.add(new String(key.get(), 0, ENTITY_LENGTH, StandardCharsets.US_ASCII));
        }
        return entities;
    }

    /** Deletes memories last written before this record time. */
    void expireMemories(long before) {
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = memories.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                if (ByteBuffer.wrap(each.value).getLong() < before) {
                    old.add(each.key);
                }
            }
        }
        old.forEach(memories::delete);
    }

    private static byte[] prefix(EntityKey key) {
        return key.id().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] afterPrefix(EntityKey key) {
        byte[] after = prefix(key);
        after[after.length - 1]++;
        return after;
    }

    /** Nanoseconds matter for order but not here: the id tells events of one millisecond apart. */
    private static Bytes eventKey(EntityKey key, KeptEvent event) {
        byte[] id = event.id().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(ENTITY_LENGTH + Long.BYTES + id.length)
                        .put(prefix(key))
                        .putLong(event.millis() ^ Long.MIN_VALUE)
                        .put(id)
                        .array());
    }
}
