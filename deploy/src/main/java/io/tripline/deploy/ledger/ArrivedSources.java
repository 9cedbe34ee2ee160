package io.tripline.deploy.ledger;

import io.tripline.contracts.LedgerEntry;
import io.tripline.contracts.LedgerEntry.Tally;
import io.tripline.contracts.LedgerJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What arrived of each log source, from the ledger that ingest's instances write: all of them, and whatever was counted before
 * they started.
 */
public final class ArrivedSources {
    /**
     * How many accounts may still grow. An account is written again while its minute lasts and shortly after, so that its last
     * truth lies near its first.
     */
    static final int OPEN = 50_000;

    private final SortedMap<String, Arrived> sources = new TreeMap<>();

    private final Map<String, LedgerEntry> open =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, LedgerEntry> eldest) {
                    boolean tooMany = size() > OPEN;
                    if (tooMany) {
                        settle(eldest.getValue());
                    }
                    return tooMany;
                }
            };

    /**
     * What arrived of a log source.
     *
     * @param tally its raw records
     * @param minute in which the last of them arrived
     * @param topics by which they came
     */
    public record Arrived(Tally tally, Instant minute, SortedSet<String> topics) {
        private Arrived plus(Arrived other) {
            SortedSet<String> both = new TreeSet<>(topics);
            both.addAll(other.topics);
            return new Arrived(
                    tally.plus(other.tally),
                    minute.isAfter(other.minute) ? minute : other.minute,
                    both);
        }
    }

    /** What the ledger says of all that was counted from then on, by log source. */
    public static SortedMap<String, Arrived> since(
            Consumer<byte[], byte[]> consumer, Instant time) {
        ArrivedSources arrived = new ArrivedSources();
        new TopicScan(consumer).all(Topics.LEDGER, time, arrived::read);
        return arrived.bySource();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            add(LedgerJson.read(record.value()));
        } catch (MalformedEventException e) {
            // Whoever else writes to the topic writes no account.
        }
    }

    /** Takes an account; of two states of one, the one that reaches further counts. */
    void add(LedgerEntry entry) {
        open.merge(
                entry.id(),
                entry,
                (one, other) ->
                        one.reach().lastOffset() > other.reach().lastOffset() ? one : other);
    }

    /** How many accounts may still grow. */
    int held() {
        return open.size();
    }

    SortedMap<String, Arrived> bySource() {
        open.values().forEach(this::settle);
        open.clear();
        return sources;
    }

    private void settle(LedgerEntry entry) {
        sources.merge(
                entry.source(),
                new Arrived(
                        entry.tally(),
                        entry.minute(),
                        new TreeSet<>(Set.of(entry.reach().topic()))),
                Arrived::plus);
    }
}
