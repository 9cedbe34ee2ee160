package io.tripline.correlation.streams;

import io.tripline.contracts.StableId;
import io.tripline.correlation.state.Census;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EntityKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The census in a Kafka Streams state store, changelogged. A rule's hash is the key of how many entities it has, and begins
 * the keys of these entities, so that they lie together.
 */
final class KafkaCensus implements Census {
    static final String NAME = "entities";

    /** {@link StableId}'s length. */
    private static final int HASH = 32;

    /** Entities of a partition of which it is remembered when they were last written; some 150 bytes each. */
    private static final int MOST_REMEMBERED = 50_000;

    private final KeyValueStore<Bytes, byte[]> entities;
    private final KafkaEntityStore store;
    private final int mostRemembered;

    /** The hashes of rules' ids. */
    private final Map<String, String> rules = new HashMap<>();

    /** By id, what the store holds, as asking it costs more than all else that is done for an event that is only kept. */
    private final LinkedHashMap<String, Long> remembered = new LinkedHashMap<>(16, 0.75f, true);

    KafkaCensus(KeyValueStore<Bytes, byte[]> entities, KafkaEntityStore store) {
        this(entities, store, MOST_REMEMBERED);
    }

    KafkaCensus(KeyValueStore<Bytes, byte[]> entities, KafkaEntityStore store, int mostRemembered) {
        this.entities = entities;
        this.store = store;
        this.mostRemembered = mostRemembered;
    }

    @Override
    public long heard(EntityKey key, long now) {
        Long last = remembered.get(key.id());
        if (last != null && now - last <= Correlator.CENSUS) {
            return 0;
        }
        String rule = rules.computeIfAbsent(key.rule().id(), StableId::of);
        Bytes place = bytes(rule + key.id());
        if (last == null) {
            byte[] before = entities.get(place);
            last = before == null ? null : Long.valueOf(number(before));
        }
        if (last == null || now - last > Correlator.CENSUS) {
            entities.put(place, number(now));
            remember(key.id(), now);
        } else {
            remember(key.id(), last);
        }
        return last == null ? add(bytes(rule), 1) : 0;
    }

    private void remember(String id, long written) {
        remembered.put(id, written);
        if (remembered.size() > mostRemembered) {
            remembered.pollFirstEntry();
        }
    }

    @Override
    public List<String> takeEldest(EntityKey anyOfRule, long count) {
        String rule = StableId.of(anyOfRule.rule().id());
        long[] heard = stamps(rule);
        if (heard.length == 0) {
            return List.of();
        }
        Arrays.sort(heard);
        long youngest = heard[(int) Math.min(heard.length, count) - 1];
        List<Bytes> eldest = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = of(rule)) {
            while (all.hasNext() && eldest.size() < count) {
                KeyValue<Bytes, byte[]> each = all.next();
                if (number(each.value) <= youngest) {
                    eldest.add(each.key);
                }
            }
        }
        List<String> ids = new ArrayList<>();
        for (Bytes each : eldest) {
            String id = delete(each);
            store.forget(id);
            ids.add(id);
        }
        add(bytes(rule), -eldest.size());
        return ids;
    }

    /** Takes out those that were last heard of before this time; what is kept of them is somebody else's business. */
    void expire(long before) {
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = entities.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                if (each.key.get().length > HASH && number(each.value) < before) {
                    old.add(each.key);
                }
            }
        }
        for (Bytes each : old) {
            delete(each);
            add(Bytes.wrap(Arrays.copyOf(each.get(), HASH)), -1);
        }
    }

    /** The id of the entity that is no more. */
    private String delete(Bytes place) {
        String id = new String(place.get(), HASH, HASH, StandardCharsets.US_ASCII);
        entities.delete(place);
        remembered.remove(id);
        return id;
    }

    private long[] stamps(String rule) {
        long[] stamps = new long[1_024];
        int size = 0;
        try (KeyValueIterator<Bytes, byte[]> all = of(rule)) {
            while (all.hasNext()) {
                if (size == stamps.length) {
                    stamps = Arrays.copyOf(stamps, 2 * size);
                }
                stamps[size++] = number(all.next().value);
            }
        }
        return Arrays.copyOf(stamps, size);
    }

    private KeyValueIterator<Bytes, byte[]> of(String rule) {
        return entities.range(bytes(rule + "0"), bytes(rule + "g"));
    }

    private long add(Bytes rule, long change) {
        byte @Nullable [] before = entities.get(rule);
        long count = (before == null ? 0 : number(before)) + change;
        entities.put(rule, number(count));
        return count;
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
