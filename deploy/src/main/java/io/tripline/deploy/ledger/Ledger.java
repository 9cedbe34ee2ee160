package io.tripline.deploy.ledger;

import io.tripline.contracts.Origin;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The account of raw records: which arrived, and of each whether an event or a dead letter names it as its origin. What
 * nothing names must hold no event, which {@link #ignored} says of it after a second look; the rest is missing.
 */
public final class Ledger {
    /**
     * How many names of raw records are remembered, so that one delivered twice counts once. It is delivered again within a
     * commit of its first time, so that the two lie near each other.
     */
    private static final int REMEMBERED = 100_000;

    private final Map<Named, Boolean> named =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Named, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final Map<String, Range> ranges = new HashMap<>();
    private final Map<String, Account> accounts = new TreeMap<>();
    private long raw;

    /** One of the raw records at an origin: an event's id, or a dead letter's part. */
    private record Named(Origin origin, String part) {}

    /** What is known of one partition of a raw topic: a bit per offset. */
    private static final class Range {
        private final long first;
        private final BitSet arrived = new BitSet();
        private final BitSet accounted = new BitSet();

        Range(long first) {
            this.first = first;
        }

        int at(long offset) {
            long distance = offset - first;
            return distance < 0 || distance > Integer.MAX_VALUE - 1 ? -1 : (int) distance;
        }
    }

    /**
     * What became of one log source's raw records.
     *
     * @param dead how many, by reason
     * @param ignored how many, by reason
     */
    public record Account(long events, Map<String, Long> dead, Map<String, Long> ignored) {
        private static final Account NONE = new Account(0, Map.of(), Map.of());

        /** All raw records that are accounted for. */
        public long sum() {
            return events + sum(dead) + sum(ignored);
        }

        private static long sum(Map<String, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }

        private Account with(
                long moreEvents, Map<String, Long> moreDead, Map<String, Long> moreIgnored) {
            return new Account(
                    events + moreEvents, added(dead, moreDead), added(ignored, moreIgnored));
        }

        private static Map<String, Long> added(Map<String, Long> counts, Map<String, Long> more) {
            Map<String, Long> sum = new TreeMap<>(counts);
            more.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
            return sum;
        }
    }

    /** A partition's first offset that is looked at; records before it are no part of the account. */
    public void begins(String topic, int partition, long offset) {
        ranges.put(topic + "-" + partition, new Range(offset));
    }

    /** A raw record lies here. */
    public void arrived(Origin origin) {
        Range range = range(origin);
        int at = range == null ? -1 : range.at(origin.offset());
        if (range != null && at >= 0) {
            range.arrived.set(at);
            raw++;
        }
    }

    /** An event names this origin; delivered again it is the same event, and counts once. */
    public void event(Origin origin, String id, String source) {
        if (account(origin) && named.put(new Named(origin, "event " + id), true) == null) {
            accounts.merge(source, Account.NONE.with(1, Map.of(), Map.of()), Ledger::joined);
        }
    }

    /** A dead letter names this origin, for one of the raw records there. */
    public void dead(Origin origin, String part, String source, String reason) {
        if (account(origin) && named.put(new Named(origin, "letter " + part), true) == null) {
            accounts.merge(
                    source, Account.NONE.with(0, Map.of(reason, 1L), Map.of()), Ledger::joined);
        }
    }

    /** Whether a raw record lies here that neither an event nor a dead letter names. */
    public boolean isOpen(Origin origin) {
        Range range = range(origin);
        int at = range == null ? -1 : range.at(origin.offset());
        return range != null && at >= 0 && range.arrived.get(at) && !range.accounted.get(at);
    }

    /** A second look says of an open record that it holds no event, and why. */
    public void ignored(Origin origin, String source, String reason) {
        if (account(origin)) {
            accounts.merge(
                    source, Account.NONE.with(0, Map.of(), Map.of(reason, 1L)), Ledger::joined);
        }
    }

    /** How many raw records arrived. */
    public long received() {
        return raw;
    }

    /** How many raw records nothing accounts for. */
    public long missing() {
        long missing = 0;
        for (Range range : ranges.values()) {
            BitSet open = (BitSet) range.arrived.clone();
            open.andNot(range.accounted);
            missing += open.cardinality();
        }
        return missing;
    }

    /** By log source; a Kafka record that carries several raw records counts as each of them. */
    public Map<String, Account> accounts() {
        return new LinkedHashMap<>(accounts);
    }

    private boolean account(Origin origin) {
        Range range = range(origin);
        int at = range == null ? -1 : range.at(origin.offset());
        if (range == null || at < 0) {
            return false;
        }
        range.accounted.set(at);
        return true;
    }

    private @Nullable Range range(Origin origin) {
        return ranges.get(origin.topic() + "-" + origin.partition());
    }

    private static Account joined(Account one, Account other) {
        return one.with(other.events, other.dead, other.ignored);
    }
}
