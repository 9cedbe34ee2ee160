package io.tripline.correlation.streams;

import io.tripline.contracts.StableId;
import io.tripline.correlation.state.Census;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The census in a Kafka Streams state store, changelogged. A rule's hash is the key of how many entities it has, and begins
 * the keys of these entities, so that they lie together. Of an entity it holds when it was heard of and until when it is
 * kept; an earlier form held the first alone.
 */
final class KafkaCensus implements Census {
    static final String NAME = "entities";

    /** {@link StableId}'s length. */
    private static final int HASH = 32;

    /** Of a part, so that it takes about a millisecond. */
    private static final int MOST_LOOKED_AT = 1_000;

    private static final int MOST_LEAVING = 20;

    /** Entities of a partition of which it is remembered when they were last written; some 150 bytes each. */
    private static final int MOST_REMEMBERED = 50_000;

    /**
     * So many of a rule's entities are compared when the eldest are to leave; all of two million take seconds. Ids are hashes:
     * who is among the eldest of a part is so, nearly, of the whole.
     */
    private static final int MOST_COMPARED = 200_000;

    private final KeyValueStore<Bytes, byte[]> entities;
    private final KafkaEntityStore store;
    private final long half;
    private final int mostRemembered;
    private final int mostCompared;

    /** By rule's hash, where the next that are compared begin. */
    private final Map<String, Bytes> next = new HashMap<>();

    /** The hashes of rules' ids. */
    private final Map<String, String> rules = new HashMap<>();

    /** How long each rule's entities are kept, by its hash. */
    private final Map<String, Duration> kept = new HashMap<>();

    /** Of rules, by the key of their count. */
    private final Map<String, Long> counts = new HashMap<>();

    /**
     * By id, when the store holds that it was heard of, as asking it costs more than all else that is done for an event that is
     * only kept. Who is here is kept for as long as {@link #kept} says.
     */
    private final LinkedHashMap<String, Long> remembered = new LinkedHashMap<>(16, 0.75f, true);

    /** A census in this store, of rules of which each may have so many entities. */
    KafkaCensus(
            KeyValueStore<Bytes, byte[]> entities, KafkaEntityStore store, int entitiesPerRule) {
        this(entities, store, entitiesPerRule, MOST_REMEMBERED, MOST_COMPARED);
    }

    KafkaCensus(
            KeyValueStore<Bytes, byte[]> entities,
            KafkaEntityStore store,
            int entitiesPerRule,
            int mostRemembered,
            int mostCompared) {
        this.entities = entities;
        this.store = store;
        this.half = entitiesPerRule / 2;
        this.mostRemembered = mostRemembered;
        this.mostCompared = mostCompared;
    }

    /** What it holds of an entity. */
    private record Known(long heard, long until) {
        static Known of(byte[] value) {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            long heard = bytes.getLong();
            return new Known(
                    heard, bytes.hasRemaining() ? bytes.getLong() : heard + LONGEST.toMillis());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(2 * Long.BYTES).putLong(heard).putLong(until).array();
        }
    }

    @Override
    public Noted heard(String ruleId, String entity, long now, Duration keptFor) {
        String rule = rules.computeIfAbsent(ruleId, StableId::of);
        if (!keptFor.equals(kept.put(rule, keptFor))) {
            // What is remembered says nothing of how long they were to be kept.
            remembered.clear();
        }
        Long last = remembered.get(entity);
        long behind = behind(rule);
        if (last != null && now - last <= behind) {
            return new Noted(last, 0);
        }
        Bytes place = bytes(rule + entity);
        byte[] value = last != null ? null : entities.get(place);
        if (value == null) {
            write(place, entity, now, keptFor);
            return new Noted(now, last != null ? 0 : add(rule, 1));
        }
        Known known = Known.of(value);
        if (now - known.heard > behind || known.until - known.heard != keptFor.toMillis()) {
            long heard = Math.max(now, known.heard);
            write(place, entity, heard, keptFor);
            return new Noted(heard, 0);
        }
        remember(entity, known.heard);
        return new Noted(known.heard, 0);
    }

    @Override
    public long mostBehind(String rule) {
        return behind(rules.computeIfAbsent(rule, StableId::of));
    }

    private long behind(String rule) {
        return count(rule) > half ? MOST_BEHIND_IF_FULL : MOST_BEHIND;
    }

    private void write(Bytes place, String entity, long heard, Duration keptFor) {
        entities.put(place, new Known(heard, heard + keptFor.toMillis()).bytes());
        remember(entity, heard);
    }

    @Override
    public boolean has(String rule, String entity) {
        return entities.get(bytes(StableId.of(rule) + entity)) != null;
    }

    private void remember(String id, long written) {
        remembered.put(id, written);
        if (remembered.size() > mostRemembered) {
            remembered.pollFirstEntry();
        }
    }

    @Override
    public List<String> takeEldest(String ruleId, long count) {
        String rule = StableId.of(ruleId);
        Bytes from = next.getOrDefault(rule, bytes(rule + "0"));
        LongStream.Builder stamps = LongStream.builder();
        compare(
                rule,
                from,
                (place, known) -> {
                    stamps.add(known.heard);
                    next.put(rule, after(place));
                });
        long[] heard = stamps.build().sorted().toArray();
        if (heard.length == 0) {
            return List.of();
        }
        long youngest = heard[(int) Math.min(heard.length, count) - 1];
        List<Bytes> eldest = new ArrayList<>();
        compare(
                rule,
                from,
                (place, known) -> {
                    if (known.heard <= youngest && eldest.size() < count) {
                        eldest.add(place);
                    }
                });
        List<String> ids = new ArrayList<>();
        for (Bytes each : eldest) {
            String id = delete(each);
            store.forget(id);
            ids.add(id);
        }
        add(rule, -eldest.size());
        return ids;
    }

    /**
     * A part of all entities that was looked through.
     *
     * @param gone the ids of those that were let go
     * @param next where the next part begins; empty if that was the last
     */
    record Part(List<String> gone, Optional<Bytes> next) {
        Part {
            gone = List.copyOf(gone);
        }
    }

    /** Where the first part begins. */
    static final Bytes BEGIN = bytes("");

    /** Looks through a part, from here on, and lets those go, with all that is kept of them, that were kept until this time. */
    Part expire(Bytes from, long time) {
        List<Bytes> old = new ArrayList<>();
        Bytes last = null;
        boolean isLast;
        try (KeyValueIterator<Bytes, byte[]> all = entities.range(from, null)) {
            for (int i = 0; i < MOST_LOOKED_AT && old.size() < MOST_LEAVING && all.hasNext(); i++) {
                KeyValue<Bytes, byte[]> each = all.next();
                last = each.key;
                if (each.key.get().length > HASH && Known.of(each.value).until < time) {
                    old.add(each.key);
                }
            }
            isLast = !all.hasNext();
        }
        List<String> gone = new ArrayList<>();
        for (Bytes each : old) {
            String id = delete(each);
            store.forget(id);
            gone.add(id);
            add(new String(each.get(), 0, HASH, StandardCharsets.US_ASCII), -1);
        }
        return new Part(gone, isLast || last == null ? Optional.empty() : Optional.of(after(last)));
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }

    /** The id of the entity that is no more. */
    private String delete(Bytes place) {
        String id = new String(place.get(), HASH, HASH, StandardCharsets.US_ASCII);
        entities.delete(place);
        remembered.remove(id);
        return id;
    }

    /** Shows some of a rule's entities, from here on and round again. */
    private void compare(String rule, Bytes from, BiConsumer<Bytes, Known> visitor) {
        int left = compare(from, bytes(rule + "g"), mostCompared, visitor);
        compare(bytes(rule + "0"), from, left, visitor);
    }

    /** Says how many more may be shown. */
    private int compare(Bytes from, Bytes to, int most, BiConsumer<Bytes, Known> visitor) {
        int left = most;
        try (KeyValueIterator<Bytes, byte[]> some = entities.range(from, to)) {
            while (left > 0 && some.hasNext()) {
                KeyValue<Bytes, byte[]> each = some.next();
                visitor.accept(each.key, Known.of(each.value));
                left--;
            }
        }
        return left;
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
        if (count == 0) {
            entities.delete(bytes(rule));
        } else {
            entities.put(bytes(rule), number(count));
        }
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
