package io.tripline.correlation.streams;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.EntityMemory;
import io.tripline.correlation.state.EntityStore;
import io.tripline.correlation.state.StateCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Events, alerts and memories in Kafka Streams state stores, changelogged. An event's key is its entity, its time and its id, so
 * that an entity's events lie together and one event is one small write however many there are.
 */
final class KafkaEntityStore implements EntityStore {
    static final String EVENTS = "entity-events";
    static final String ALERTS = "entity-alerts";
    static final String MEMORIES = "entity-memories";

    /** {@link io.tripline.contracts.StableId}'s length. */
    static final int ENTITY_LENGTH = 32;

    /** A record has its key beside its value, and more. */
    static final int MOST_BYTES = CorrelationStreams.MAX_RECORD_BYTES - 64 * 1024;

    private final KeyValueStore<Bytes, byte[]> events;
    private final KeyValueStore<Bytes, byte[]> alerts;
    private final KeyValueStore<Bytes, byte[]> memories;
    private long now;
    private @Nullable KeptEvent arrived;
    private byte[] arrivedBytes = {};

    KafkaEntityStore(
            KeyValueStore<Bytes, byte[]> events,
            KeyValueStore<Bytes, byte[]> alerts,
            KeyValueStore<Bytes, byte[]> memories) {
        this.events = events;
        this.alerts = alerts;
        this.memories = memories;
    }

    /**
     * What is written from now on was heard of at this record time, with this event.
     *
     * @param encoded the event as it came, which need not be written anew
     */
    void at(long recordTimestamp, KeptEvent event, byte[] encoded) {
        at(recordTimestamp);
        arrived = event;
        arrivedBytes = encoded;
    }

    /** What is written from now on follows from the time alone that this record tells. */
    void at(long recordTimestamp) {
        now = recordTimestamp;
    }

    @Override
    public List<KeptEvent> events(String entity) {
        return all(events, entity).stream()
                .map(value -> StateCodec.readEvent(ByteBuffer.wrap(value)))
                .toList();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The bytes are those of this very object.
    public void keep(String entity, KeptEvent event) {
        events.put(
                eventKey(entity, event),
                stamped(event == arrived ? arrivedBytes : StateCodec.write(event)));
    }

    @Override
    public Optional<KeptEvent> kept(String entity, KeptEvent event) {
        return Optional.ofNullable(events.get(eventKey(entity, event)))
                .map(value -> StateCodec.readEvent(ByteBuffer.wrap(unstamped(value))));
    }

    @Override
    public void forget(String entity, KeptEvent event) {
        events.delete(eventKey(entity, event));
    }

    @Override
    public void forget(String entity) {
        byte[] prefix = prefix(entity);
        Bytes memory = Bytes.wrap(prefix);
        if (memories.get(memory) != null) {
            // Most have none, and the changelog would have each as a record.
            memories.delete(memory);
        }
        for (KeyValueStore<Bytes, byte[]> store : List.of(events, alerts)) {
            List<Bytes> keys = new ArrayList<>();
            try (KeyValueIterator<Bytes, byte[]> all =
                    store.range(Bytes.wrap(prefix), Bytes.wrap(after(prefix)))) {
                all.forEachRemaining(each -> keys.add(each.key));
            }
            keys.forEach(store::delete);
        }
    }

    @Override
    public EntityMemory memory(String entity) {
        byte[] value = memories.get(Bytes.wrap(prefix(entity)));
        return value == null ? EntityMemory.NONE : StateCodec.readMemory(unstamped(value));
    }

    @Override
    public List<Alert> alerts(String entity) {
        return all(alerts, entity).stream().map(StateCodec::readAlert).toList();
    }

    @Override
    public void keep(String entity, Alert alert) {
        alerts.put(alertKey(entity, alert), stamped(AlertJson.write(alert)));
    }

    @Override
    public void forget(String entity, Alert alert) {
        alerts.delete(alertKey(entity, alert));
    }

    @Override
    public void remember(EntityKey key, EntityMemory memory) {
        memories.put(Bytes.wrap(prefix(key.id())), stamped(StateCodec.write(memory)));
    }

    /** An entity's values in a store, without their stamps. */
    private static List<byte[]> all(KeyValueStore<Bytes, byte[]> store, String entity) {
        byte[] prefix = prefix(entity);
        List<byte[]> all = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range =
                store.range(Bytes.wrap(prefix), Bytes.wrap(after(prefix)))) {
            while (range.hasNext()) {
                all.add(unstamped(range.next().value));
            }
        }
        return all;
    }

    /**
     * When it was written stands before each value. Until when it is kept is the census's business. What its changelog would
     * refuse is refused here, where it is one entity's failure: the producer's ends the transaction, and with it everything.
     */
    private byte[] stamped(byte[] value) {
        if (value.length > MOST_BYTES) {
            throw new IllegalStateException(
                    "What is to be kept of an entity has "
                            + value.length
                            + " bytes, more than a record of its changelog may.");
        }
        return ByteBuffer.allocate(Long.BYTES + value.length).putLong(now).put(value).array();
    }

    private static byte[] unstamped(byte[] value) {
        return Arrays.copyOfRange(value, Long.BYTES, value.length);
    }

    private static Bytes alertKey(String entity, Alert alert) {
        return Bytes.wrap((entity + alert.id()).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] prefix(String entity) {
        return entity.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] after(byte[] prefix) {
        byte[] after = prefix.clone();
        after[after.length - 1]++;
        return after;
    }

    /** Nanoseconds matter for order but not here: the id tells events of one millisecond apart. */
    private static Bytes eventKey(String entity, KeptEvent event) {
        byte[] id = event.id().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(ENTITY_LENGTH + Long.BYTES + id.length)
                        .put(prefix(entity))
                        .putLong(event.millis() ^ Long.MIN_VALUE)
                        .put(id)
                        .array());
    }
}
