package io.tripline.correlation.streams;

import io.tripline.contracts.StableId;
import io.tripline.correlation.state.Census;
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
    private final long half;
    private final int mostRemembered;

    /** The hashes of rules' ids. */
    private final Map<String, String> rules = new HashMap<>();

    /** Of rules, by the key of their count. */
    private final Map<String, Long> counts = new HashMap<>();

    /** By id, what the store holds, as asking it costs more than all else that is done for an event that is only kept. */
    private final LinkedHashMap<String, Long> remembered = new LinkedHashMap<>(16, 0.75f, true);

    /** A census in this store, of rules of which each may have so many entities. */
    KafkaCensus(
            KeyValueStore<Bytes, byte[]> entities, KafkaEntityStore store, int entitiesPerRule) {
        this(entities, store, entitiesPerRule, MOST_REMEMBERED);
    }

    KafkaCensus(
            KeyValueStore<Bytes, byte[]> entities,
            KafkaEntityStore store,
            int entitiesPerRule,
            int mostRemembered) {
        this.entities = entities;
        this.store = store;
        this.half = entitiesPerRule / 2;
        this.mostRemembered = mostRemembered;
    }

    @Override
    public long heard(EntityKey key, long now) {
        Long last = remembered.get(key.id());
        if (last != null && now - last <= MOST_BEHIND_IF_FULL) {
            return 0;
        }
        String rule = rules.computeIfAbsent(key.rule().id(), StableId::of);
        long behind = count(rule) > half ? MOST_BEHIND_IF_FULL : MOST_BEHIND;
        if (last != null && now - last <= behind) {
            return 0;
        }
        Bytes place = bytes(rule + key.id());
        if (last == null) {
            byte[] before = entities.get(place);
            last = before == null ? null : Long.valueOf(number(before));
        }
        if (last == null || now - last > behind) {
            entities.put(place, number(now));
            remember(key.id(), now);
        } else {
            remember(key.id(), last);
        }
        return last == null ? add(rule, 1) : 0;
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
        add(rule, -eldest.size());
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
            add(new String(each.get(), 0, HASH, StandardCharsets.US_ASCII), -1);
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

    private long count(String rule) {
        return counts.computeIfAbsent(
                rule,
                _ -> {
                    byte[] known = entities.get(bytes(rule));
                    return known == null ? 0L : number(known);
                });
    }

    private long add(String rule, long change) {
        long count = count(rule) + change;
        entities.put(bytes(rule), number(count));
        counts.put(rule, count);
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
