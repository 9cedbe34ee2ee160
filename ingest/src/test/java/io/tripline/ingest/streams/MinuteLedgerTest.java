package io.tripline.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.LedgerEntry;
import io.tripline.contracts.LedgerEntry.Tally;
import io.tripline.contracts.Origin;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.source.IgnoredReason;
import io.tripline.ingest.source.RejectedReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's own stand-in for a task's context, around Kafka's own store. */
class MinuteLedgerTest {
    private static final Instant START = Instant.parse("2026-03-02T12:00:30Z");
    private static final Tally NOTHING = new Tally(0, 0, Map.of(), Map.of(), Optional.empty());

    /** A record that lies at this offset, and what becomes of it. */
    private record Arrival(Origin origin, Instant arrived, List<Outcome> outcomes) {}

    @Test
    void what_one_kafka_record_holds_is_counted_by_source_and_the_record_itself_once() {
        MinuteLedger ledger = new MinuteLedger(store(Map.of()));

        ledger.count(
                new Origin("logs.auth", 3, 7),
                START,
                List.of(event("a"), ignored("a"), dead("b"), event("a")));

        List<LedgerEntry> entries = new ArrayList<>();
        ledger.publish(START, entries::add);
        assertThat(entries)
                .containsExactlyInAnyOrder(
                        new LedgerEntry(
                                "a",
                                Instant.parse("2026-03-02T12:00:00Z"),
                                new LedgerEntry.Reach("logs.auth", 3, 7, 7, 1),
                                new Tally(3, 2, Map.of("empty", 1L), Map.of(), Optional.of(START))),
                        new LedgerEntry(
                                "b",
                                Instant.parse("2026-03-02T12:00:00Z"),
                                new LedgerEntry.Reach("logs.auth", 3, 7, 7, 0),
                                new Tally(
                                        1, 0, Map.of(), Map.of("not_utf8", 1L), Optional.empty())));
    }

    @Test
    void only_what_changed_is_published_and_what_is_silent_is_forgotten() {
        KeyValueStore<String, byte[]> store = store(Map.of());
        MinuteLedger ledger = new MinuteLedger(store);
        ledger.count(new Origin("logs.auth", 0, 0), START, List.of(event("a")));

        assertThat(published(ledger, START)).hasSize(1);
        assertThat(published(ledger, START.plusSeconds(10))).isEmpty();
        assertThat(contents(store)).hasSize(1);
        assertThat(published(ledger, START.plus(MinuteLedger.KEPT))).isEmpty();
        assertThat(contents(store)).isEmpty();
    }

    @Test
    void a_minute_that_goes_on_after_it_was_forgotten_is_a_second_entry() {
        MinuteLedger ledger = new MinuteLedger(store(Map.of()));
        ledger.count(new Origin("logs.auth", 0, 0), START, List.of(event("a")));
        List<LedgerEntry> first = published(ledger, START);
        published(ledger, START.plus(MinuteLedger.KEPT));

        ledger.count(new Origin("logs.auth", 0, 1), START, List.of(event("a")));

        List<LedgerEntry> second = published(ledger, START.plus(MinuteLedger.KEPT));
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().id()).isNotEqualTo(first.getFirst().id());
        assertThat(second.getFirst().tally().received()).isEqualTo(1);
    }

    @Test
    void times_that_shippers_make_up_open_no_account_each() {
        KeyValueStore<String, byte[]> store = store(Map.of());
        MinuteLedger ledger = new MinuteLedger(store);
        int records = MinuteLedger.MOST + 500;
        for (int i = 0; i < records; i++) {
            ledger.count(
                    new Origin("logs.auth", 0, i), START.plusSeconds(60L * i), List.of(event("a")));
        }

        List<LedgerEntry> entries = published(ledger, START);
        assertThat(entries).hasSize(MinuteLedger.MOST + 1);
        assertThat(entries.stream().mapToLong(each -> each.tally().received()).sum())
                .isEqualTo(records);
        assertThat(entries)
                .filteredOn(each -> each.minute().equals(MinuteLedger.MANY_MINUTES))
                .singleElement()
                .satisfies(each -> assertThat(each.tally().events()).isEqualTo(500));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    /**
     * At any moment a part of what was stored is in Kafka and another part is not, and after a crash everything since the
     * last commit is read again.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void crashes_lose_and_double_nothing(long seed) {
        Random random = new Random(seed);
        List<Arrival> log = log(random, 600);
        Map<String, LedgerEntry> index = new TreeMap<>();
        Map<String, byte[]> changelog = new TreeMap<>();
        KeyValueStore<String, byte[]> store = store(changelog);
        MinuteLedger ledger = new MinuteLedger(store);
        Instant clock = START;
        int committed = 0;
        int crashes = 0;
        for (int at = 0; at < log.size(); ) {
            Arrival next = log.get(at++);
            ledger.count(next.origin(), next.arrived(), next.outcomes());
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    replicate(store, changelog, random, 100);
                    committed = at;
                }
                case 2 -> replicate(store, changelog, random, 50);
                case 3 -> {
                    // A look at the ledger comes after a commit, always.
                    replicate(store, changelog, random, 100);
                    committed = at;
                    clock = clock.plusSeconds(random.nextInt(150));
                    ledger.publish(clock, entry -> take(index, entry));
                }
                case 4 -> {
                    crashes++;
                    store = store(changelog);
                    ledger = new MinuteLedger(store);
                    at = committed;
                }
                default -> {}
            }
        }
        ledger.publish(clock, entry -> take(index, entry));

        assertThat(crashes).as("crashes with seed %d", seed).isPositive();
        assertThat(sums(index)).as("seed %d", seed).isEqualTo(expected(log));
        assertThat(index.values()).allMatch(each -> each.tally().balances());
        assertThat(index.values().stream().mapToLong(each -> each.reach().kafkaRecords()).sum())
                .as("Kafka records, so offsets, with seed %d", seed)
                .isEqualTo(log.size());
    }

    /** As the index does: an entry replaces one that reaches less far. */
    private static void take(Map<String, LedgerEntry> index, LedgerEntry entry) {
        index.merge(
                entry.id(),
                entry,
                (known, newer) ->
                        newer.reach().lastOffset() > known.reach().lastOffset() ? newer : known);
    }

    private static Map<String, Tally> sums(Map<String, LedgerEntry> index) {
        Map<String, Tally> sums = new TreeMap<>();
        index.values()
                .forEach(
                        each ->
                                sums.merge(
                                        each.minute() + " " + each.source(),
                                        NOTHING.plus(each.tally()),
                                        Tally::plus));
        return sums;
    }

    private static Map<String, Tally> expected(List<Arrival> log) {
        Map<String, Tally> sums = new TreeMap<>();
        for (Arrival each : log) {
            for (Outcome outcome : each.outcomes()) {
                String minute = each.arrived().toString().substring(0, 16) + ":00Z";
                sums.merge(
                        minute + " " + outcome.source().orElse("none"),
                        switch (outcome) {
                            case Outcome.Event(EcsEvent event, Optional<String> _) ->
                                    new Tally(
                                            1,
                                            1,
                                            Map.of(),
                                            Map.of(),
                                            Optional.of(event.timestamp()));
                            case Outcome.Ignored _ ->
                                    new Tally(
                                            1, 0, Map.of("empty", 1L), Map.of(), Optional.empty());
                            case Outcome.Rejected _ ->
                                    new Tally(
                                            1,
                                            0,
                                            Map.of(),
                                            Map.of("not_utf8", 1L),
                                            Optional.empty());
                        },
                        Tally::plus);
            }
        }
        return sums;
    }

    private static List<Arrival> log(Random random, int length) {
        List<Arrival> log = new ArrayList<>();
        Instant time = START;
        for (int offset = 0; offset < length; offset++) {
            // Mostly forwards; a broker's clock may be set back.
            time = time.plusSeconds(random.nextInt(-2, 8));
            List<Outcome> outcomes = new ArrayList<>();
            for (int part = random.nextInt(4); part >= 0; part--) {
                String source = "s" + random.nextInt(3);
                outcomes.add(
                        switch (random.nextInt(4)) {
                            case 0 -> ignored(source);
                            case 1 -> dead(source);
                            default -> event(source, time.minusSeconds(random.nextInt(100)));
                        });
            }
            log.add(new Arrival(new Origin("logs.auth", 0, offset), time, outcomes));
        }
        return log;
    }

    /** Brings this part of the store's values, in percent, to Kafka. */
    private static void replicate(
            KeyValueStore<String, byte[]> store,
            Map<String, byte[]> changelog,
            Random random,
            int percent) {
        Map<String, byte[]> now = contents(store);
        now.forEach(
                (key, value) -> {
                    if (random.nextInt(100) < percent) {
                        changelog.put(key, value);
                    }
                });
        changelog.keySet().removeIf(key -> !now.containsKey(key) && random.nextInt(100) < percent);
    }

    private static List<LedgerEntry> published(MinuteLedger ledger, Instant now) {
        List<LedgerEntry> entries = new ArrayList<>();
        ledger.publish(now, entries::add);
        return entries;
    }

    private static Map<String, byte[]> contents(KeyValueStore<String, byte[]> store) {
        Map<String, byte[]> contents = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> each = all.next();
                contents.put(each.key, each.value);
            }
        }
        return contents;
    }

    private static KeyValueStore<String, byte[]> store(Map<String, byte[]> contents) {
        KeyValueStore<String, byte[]> store =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("ledger"),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        contents.forEach((key, value) -> store.put(key, Arrays.copyOf(value, value.length)));
        return store;
    }

    private static Outcome event(String source) {
        return event(source, START);
    }

    private static Outcome event(String source, Instant time) {
        return new Outcome.Event(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_ID, "1")
                        .set(EcsField.EVENT_KIND, "event")
                        .build(),
                Optional.of(source));
    }

    private static Outcome ignored(String source) {
        return new Outcome.Ignored(IgnoredReason.EMPTY, Optional.of(source));
    }

    private static Outcome dead(String source) {
        return new Outcome.Rejected(RejectedReason.NOT_UTF8, "", new byte[0], Optional.of(source));
    }
}
