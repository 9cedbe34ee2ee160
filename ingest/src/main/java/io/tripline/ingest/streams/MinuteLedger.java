package io.tripline.ingest.streams;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.LedgerEntry;
import io.tripline.contracts.LedgerEntry.Reach;
import io.tripline.contracts.LedgerEntry.Tally;
import io.tripline.contracts.LedgerJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Origin;
import io.tripline.ingest.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account of one partition's raw records by log source and minute of arrival. Each account knows the offset that it
 * reaches, in one value with its counts, so that records which are read again after a crash count once although nothing is
 * transactional: an account's counts and its offset are stored, or lost, together.
 */
final class MinuteLedger {
    /** How long an account may be silent before it is forgotten: far longer than from one commit to the next. */
    static final Duration KEPT = Duration.ofMinutes(2);

    /** More accounts than this are held only while a backlog is read, whose minutes go by fast. */
    static final int ROOM = 1_000;

    /**
     * With this many, records of a minute that has no account yet are all on one, of {@link #MANY_MINUTES}. So many are
     * there only where times of arrival are no times of arrival.
     */
    static final int MOST = 10_000;

    static final Instant MANY_MINUTES = Instant.EPOCH;

    private static final Logger log = LoggerFactory.getLogger(MinuteLedger.class);
    private static final String UNCLAIMED = "none";

    private final KeyValueStore<String, byte[]> store;
    private final Map<Key, Account> accounts = new HashMap<>();
    private boolean full;

    /** The offset that was read last. After a crash, accounts may reach further, and are what tells that this was counted. */
    private long read = -1;

    private record Key(Instant minute, String source) {}

    private static final class Account {
        private final String topic;
        private final int partition;
        private final long first;
        private long last;
        private long kafkaRecords;
        private long received;
        private long events;
        private final Map<String, Long> ignored = new TreeMap<>();
        private final Map<String, Long> dead = new TreeMap<>();
        private @Nullable Instant newest;

        /** Whether it has changed since it was published. */
        private boolean changed = true;

        private Instant published = Instant.MIN;

        Account(Origin first) {
            this.topic = first.topic();
            this.partition = first.partition();
            this.first = first.offset();
            this.last = first.offset() - 1;
        }

        Account(LedgerEntry entry) {
            Reach reach = entry.reach();
            Tally tally = entry.tally();
            topic = reach.topic();
            partition = reach.partition();
            first = reach.firstOffset();
            last = reach.lastOffset();
            kafkaRecords = reach.kafkaRecords();
            received = tally.received();
            events = tally.events();
            ignored.putAll(tally.ignored());
            dead.putAll(tally.dead());
            newest = tally.newest().orElse(null);
        }

        void count(Outcome outcome, boolean begins) {
            received++;
            kafkaRecords += begins ? 1 : 0;
            switch (outcome) {
                case Outcome.Event(EcsEvent event, Optional<String> _) -> {
                    events++;
                    if (newest == null || event.timestamp().isAfter(newest)) {
                        newest = event.timestamp();
                    }
                }
                case Outcome.Ignored each -> ignored.merge(each.reason().label(), 1L, Long::sum);
                case Outcome.Rejected each -> dead.merge(each.reason().label(), 1L, Long::sum);
            }
        }

        LedgerEntry entry(Key key) {
            return new LedgerEntry(
                    key.source,
                    key.minute,
                    new Reach(topic, partition, first, last, kafkaRecords),
                    new Tally(received, events, ignored, dead, Optional.ofNullable(newest)));
        }
    }

    /** The ledger in this store, with what was counted before. */
    MinuteLedger(KeyValueStore<String, byte[]> store) {
        this.store = store;
        List<String> unreadable = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> each = all.next();
                try {
                    LedgerEntry entry = LedgerJson.read(each.value);
                    accounts.put(new Key(entry.minute(), entry.source()), new Account(entry));
                } catch (MalformedEventException e) {
                    unreadable.add(each.key);
                }
            }
        }
        if (!unreadable.isEmpty()) {
            log.atError()
                    .addKeyValue("accounts", unreadable.size())
                    .log("Accounts of the ledger could not be read; they begin anew.");
            unreadable.forEach(store::delete);
        }
    }

    /** Counts a Kafka record by what became of its raw records, unless that was done before a crash. */
    void count(Origin origin, Instant arrived, List<Outcome> outcomes) {
        read = origin.offset();
        Instant minute = arrived.truncatedTo(ChronoUnit.MINUTES);
        Map<Key, Account> touched = new HashMap<>(2);
        boolean begins = true;
        for (Outcome outcome : outcomes) {
            Key key = key(minute, outcome.source().orElse(UNCLAIMED));
            Account account = touched.get(key);
            if (account == null) {
                account = accounts.computeIfAbsent(key, _ -> new Account(origin));
                if (account.last < origin.offset()) {
                    touched.put(key, account);
                }
            }
            if (account.last < origin.offset()) {
                account.count(outcome, begins);
            }
            begins = false;
        }
        touched.forEach(
                (key, account) -> {
                    account.last = origin.offset();
                    account.changed = true;
                    store.put(name(key), LedgerJson.write(account.entry(key)));
                });
    }

    private Key key(Instant minute, String source) {
        Key key = new Key(minute, source);
        if (accounts.size() < MOST || accounts.containsKey(key)) {
            return key;
        }
        if (!full) {
            full = true;
            log.atError()
                    .log(
                            "Raw records come with times of thousands of minutes: the topic takes its shippers' times. Set message.timestamp.type to LogAppendTime.");
        }
        return new Key(MANY_MINUTES, source);
    }

    /** Hands out the accounts that changed, and forgets those that are silent. */
    void publish(Instant now, Consumer<LedgerEntry> reader) {
        boolean crowded = accounts.size() > ROOM;
        Iterator<Map.Entry<Key, Account>> each = accounts.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Key, Account> next = each.next();
            Account account = next.getValue();
            if (account.changed) {
                reader.accept(account.entry(next.getKey()));
                account.changed = false;
                account.published = now;
            } else if (account.last <= read
                    && (crowded || !account.published.plus(KEPT).isAfter(now))) {
                // Its last record was committed since: a look at the ledger comes after many
                // commits.
                store.delete(name(next.getKey()));
                each.remove();
            }
        }
    }

    private static String name(Key key) {
        return key.minute + " " + key.source;
    }
}
