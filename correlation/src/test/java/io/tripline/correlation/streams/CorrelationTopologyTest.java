package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.StableId;
import io.tripline.contracts.Topics;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.Replay;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrelationTopologyTest {
    private static final Bounds BOUNDS = CorrelationConfig.defaults().bounds();
    private static final Instant APPENDED = Instant.parse("2026-06-01T00:00:00Z");
    private static final List<String> STORES =
            List.of(
                    KafkaEntityStore.EVENTS,
                    KafkaEntityStore.ALERTS,
                    KafkaEntityStore.MEMORIES,
                    KafkaAgenda.NAME,
                    KafkaCensus.NAME);
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
    private static final int PIECES = 100;

    /** {@link StableId}'s length. */
    private static final int ID = 32;

    private static final String ORIGIN = "logs.auth-0-42";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** What a stream thread's turns are measured by. */
    private long nanos;

    @TempDir Path directory;

    @Test
    void its_shape_is_as_reviewed() throws IOException {
        String expected = Files.readString(Path.of("src", "test", "resources", "topology.txt"));

        assertThat(topology().describe().toString()).isEqualTo(expected);
    }

    @Test
    void a_replay_gives_the_same_bytes_but_for_how_they_came_about()
            throws MalformedEventException {
        List<EcsEvent> arrivals =
                Arrivals.disturbed(
                        new RandomEvents(new Random(7), Duration.ofDays(2).toMillis()).next(300),
                        BOUNDS.lateness(),
                        new Random(7));
        Map<String, byte[]> last = new LinkedHashMap<>();
        try (TopologyTestDriver driver = driver("replay")) {
            send(driver, arrivals, last);
            passTime(driver, last);
        }
        try (Replay replay = new Replay(TestRules.ALL, BOUNDS)) {
            arrivals.forEach(event -> replay.accept(event, ORIGIN));
            replay.end();

            assertThat(replay.alerts()).isNotEmpty();
            assertThat(Alerts.standing(read(last.values())))
                    .isEqualTo(Alerts.standing(replay.alerts()));
        }
    }

    @Test
    void a_restart_with_nothing_but_its_stores_changes_nothing() throws MalformedEventException {
        List<EcsEvent> events =
                new RandomEvents(new Random(8), Duration.ofDays(2).toMillis()).next(300);
        List<EcsEvent> arrivals = Arrivals.disturbed(events, BOUNDS.lateness(), new Random(8));
        Map<String, byte[]> last = new LinkedHashMap<>();
        List<Stored> stored = new ArrayList<>();
        try (TopologyTestDriver driver = driver("before")) {
            send(driver, arrivals.subList(0, 200), last);
            for (String store : STORES) {
                stored.addAll(contentOf(driver, store));
            }
        }
        try (TopologyTestDriver driver = driver("after")) {
            for (Stored each : stored) {
                driver.<Bytes, byte[]>getKeyValueStore(each.store)
                        .put(each.entry.key, each.entry.value);
            }
            send(driver, arrivals.subList(200, arrivals.size()), last);
            passTime(driver, last);
        }

        try (Replay inOrder = new Replay(TestRules.ALL, BOUNDS)) {
            events.forEach(event -> inOrder.accept(event, ORIGIN));
            inOrder.end();
            assertThat(Alerts.standing(read(last.values())))
                    .isEqualTo(Alerts.standing(inOrder.alerts()));
        }
    }

    @Test
    void a_record_that_is_no_event_is_counted_and_the_next_one_counts() {
        try (TopologyTestDriver driver = driver("unreadable")) {
            TestInputTopic<byte[], byte[]> events = events(driver);
            events.pipeInput(new TestRecord<>(null, null, null, APPENDED));
            events.pipeInput(bytes("k"), bytes("{\"@timestamp\":"));
            events.pipeInput(bytes("k"), bytes("[]"));
            events.pipeInput(bytes("k"), new byte[] {(byte) 0xff, 0});
            send(driver, failures(4), new LinkedHashMap<>());
        }

        assertThat(meters.counter("tripline.correlation.failed", "reason", "unreadable").count())
                .isEqualTo(4);
        assertThat(meters.counter("tripline.correlation.received").count()).isEqualTo(8);
        assertThat(meters.counter("tripline.correlation.alerts", "rule", "counting").count())
                .isEqualTo(1);
    }

    @Test
    void an_alert_carries_the_time_its_raw_record_was_appended_and_the_origins()
            throws MalformedEventException {
        try (TopologyTestDriver driver = driver("times")) {
            TestInputTopic<byte[], byte[]> events = events(driver);
            List<EcsEvent> failures = failures(4);
            for (int i = 0; i < failures.size(); i++) {
                events.pipeInput(record(failures.get(i), APPENDED.plusSeconds(i)));
            }
            TestRecord<byte[], byte[]> alert = alerts(driver).readRecord();

            assertThat(alert.getRecordTime()).isEqualTo(APPENDED.plusSeconds(3));
            assertThat(text(alert.key())).isEqualTo(AlertJson.read(alert.value()).id());
            assertThat(AlertJson.read(alert.value()).evidence())
                    .hasSize(4)
                    .allMatch(each -> each.origin().equals(ORIGIN));
        }
    }

    @Test
    void an_entity_that_fell_silent_long_ago_leaves_nothing_behind() {
        try (TopologyTestDriver driver = driver("silent")) {
            send(driver, failures(4), new LinkedHashMap<>());
            assertThat(contentOf(driver, KafkaEntityStore.EVENTS)).hasSize(4);
            assertThat(contentOf(driver, KafkaEntityStore.ALERTS)).hasSize(1);

            EcsEvent other =
                    failures(1).getFirst().toBuilder()
                            .set(EcsField.SOURCE_IP, "192.0.2.99")
                            .build();
            events(driver).pipeInput(record(other, APPENDED.plus(Duration.ofDays(40))));
            assertThat(contentOf(driver, KafkaEntityStore.EVENTS))
                    .as("while other partitions may not be as far")
                    .hasSize(5);
            tick(driver, APPENDED.plus(Duration.ofDays(41)), new LinkedHashMap<>());

            assertThat(contentOf(driver, KafkaEntityStore.EVENTS)).hasSize(1);
            assertThat(contentOf(driver, KafkaEntityStore.ALERTS)).isEmpty();
        }
    }

    @Test
    void an_entity_leaves_by_its_own_rules_memory_and_not_by_the_longest() {
        try (TopologyTestDriver driver = driver("own", TestRules.only("counting", "habits"))) {
            send(driver, failures(1), new LinkedHashMap<>());
            send(driver, List.of(habit()), new LinkedHashMap<>());
            assertThat(rulesOf(driver)).contains("counting", "habits");

            // A window and its suppress of half an hour, twice the lateness, and what the census
            // may
            // be behind.
            Duration kept = Duration.ofHours(2 * 24 + 6).plusMinutes(30);
            tick(driver, APPENDED.plus(kept), new LinkedHashMap<>());
            assertThat(rulesOf(driver)).contains("counting");
            tick(driver, APPENDED.plus(kept).plus(Duration.ofHours(6)), new LinkedHashMap<>());
            assertThat(rulesOf(driver)).contains("habits").doesNotContain("counting");

            tick(driver, APPENDED.plus(Duration.ofDays(33)), new LinkedHashMap<>());
            assertThat(rulesOf(driver)).containsExactly("habits");
            tick(driver, APPENDED.plus(Duration.ofDays(34)), new LinkedHashMap<>());
            STORES.forEach(store -> assertThat(contentOf(driver, store)).as(store).isEmpty());
        }
    }

    @Test
    void what_belongs_to_a_rule_that_is_not_there_is_kept_as_long_as_if_it_were() {
        List<Stored> stored = new ArrayList<>();
        try (TopologyTestDriver driver = driver("whole", TestRules.only("habits"))) {
            send(driver, List.of(habit()), new LinkedHashMap<>());
            STORES.forEach(store -> stored.addAll(contentOf(driver, store)));
        }
        try (TopologyTestDriver driver = driver("without", TestRules.only("counting"))) {
            restore(driver, stored);
            tick(driver, APPENDED.plus(Duration.ofDays(33)), new LinkedHashMap<>());
            assertThat(rulesOf(driver)).contains("habits");
            tick(driver, APPENDED.plus(Duration.ofDays(34)), new LinkedHashMap<>());
            assertThat(rulesOf(driver)).isEmpty();
        }
    }

    @Test
    void an_absence_that_came_due_while_its_rule_was_not_there_is_told_when_it_is_again()
            throws MalformedEventException {
        List<Stored> stored = new ArrayList<>();
        try (TopologyTestDriver driver = driver("there", TestRules.only("absence"))) {
            events(driver).pipeInput(record(backup(APPENDED), APPENDED));
            STORES.forEach(store -> stored.addAll(contentOf(driver, store)));
        }
        try (TopologyTestDriver driver = driver("not-there", TestRules.only("counting"))) {
            restore(driver, stored);
            stored.clear();
            tick(driver, APPENDED.plus(Duration.ofHours(1)), new LinkedHashMap<>());
            STORES.forEach(store -> stored.addAll(contentOf(driver, store)));
        }
        try (TopologyTestDriver driver = driver("there-again", TestRules.only("absence"))) {
            restore(driver, stored);
            Map<String, byte[]> last = new LinkedHashMap<>();
            tick(driver, APPENDED.plus(Duration.ofHours(2)), last);

            assertThat(read(last.values()))
                    .extracting(alert -> alert.rule().id())
                    .containsExactly("absence");
        }
    }

    @Test
    void events_for_a_rule_that_is_not_there_are_kept_until_it_is() throws MalformedEventException {
        RuleSet counting = TestRules.only("counting");
        List<Stored> stored = new ArrayList<>();
        try (TopologyTestDriver driver = driver("lags", TestRules.only("habits"));
                Router router = new Router(counting, Outcomes.UNCOUNTED)) {
            TestInputTopic<byte[], byte[]> routes = routes(driver);
            for (EcsEvent failure : failures(4)) {
                for (Router.Routed each : router.route(failure, ORIGIN)) {
                    routes.pipeInput(
                            new TestRecord<>(Routes.key(each), Routes.value(each), null, APPENDED));
                }
            }
            tick(driver, APPENDED.plus(Duration.ofHours(1)), new LinkedHashMap<>());
            STORES.forEach(store -> stored.addAll(contentOf(driver, store)));
        }
        assertThat(meters.counter("tripline.correlation.absent.rule", "outcome", "kept").count())
                .isEqualTo(4);
        try (TopologyTestDriver driver = driver("caught-up", counting)) {
            restore(driver, stored);
            Map<String, byte[]> last = new LinkedHashMap<>();
            tick(driver, APPENDED.plus(Duration.ofHours(2)), last);

            assertOneAlertOfFour(last.values());
            // From here on it is kept as long as its rule says, and not as long as any may.
            tick(driver, APPENDED.plus(Duration.ofDays(3)), last);
            STORES.forEach(store -> assertThat(contentOf(driver, store)).as(store).isEmpty());
        }
    }

    private static void assertOneAlertOfFour(Collection<byte[]> told)
            throws MalformedEventException {
        assertThat(read(told))
                .singleElement()
                .satisfies(
                        alert ->
                                assertThat(alert.evidence())
                                        .hasSize(4)
                                        .allMatch(each -> each.origin().equals(ORIGIN)));
    }

    /** As where the rule's entity was another when its event was sent: all of one entity is in one partition. */
    @Test
    void an_event_that_came_to_an_entity_which_its_rule_is_not_about_goes_on_to_whom_it_is_about()
            throws MalformedEventException {
        try (TopologyTestDriver driver = driver("changed", TestRules.only("counting"))) {
            CompiledRule rule = TestRules.ALL.byId("counting").orElseThrow();
            EntityKey before = EntityKey.of(rule, List.of("alice"));
            List<EcsEvent> failures = failures(4);
            Map<String, byte[]> last = new LinkedHashMap<>();
            tick(driver, APPENDED, last);
            for (EcsEvent each : failures.subList(0, 2)) {
                Router.Routed routed = new Router.Routed(before, new KeptEvent(each, ORIGIN));
                routes(driver)
                        .pipeInput(
                                new TestRecord<>(
                                        Routes.key(routed), Routes.value(routed), null, APPENDED));
            }
            send(driver, failures.subList(2, 4), last);
            tick(driver, APPENDED.plus(Duration.ofMinutes(5)), last);
            assertThat(last).as("while its partition may be another's").isEmpty();
            tick(driver, APPENDED.plus(Duration.ofMinutes(20)), last);

            assertOneAlertOfFour(last.values());
        }
        assertThat(meters.counter("tripline.correlation.absent.rule", "outcome", "kept").count())
                .isEqualTo(2);
    }

    @Test
    void a_record_between_the_two_halves_that_is_none_of_ours_is_counted_and_passed_over() {
        try (TopologyTestDriver driver = driver("alien", TestRules.only("counting"))) {
            for (byte[] alien :
                    new byte[][] {
                        null,
                        {},
                        {1, 2},
                        {-1, -1, -1, -1, 0},
                        {0, 0, 0, 1, 'x', 0x7f, -1, -1, -1},
                        {0x7f, -1, -1, -1, 'x'},
                        {0, 0, 0, 1, 'x', 0, 0, 0, 0, '{'}
                    }) {
                routes(driver).pipeInput(new TestRecord<>(bytes("k"), alien, null, APPENDED));
            }
            send(driver, failures(4), new LinkedHashMap<>());
        }

        assertThat(meters.counter("tripline.correlation.failed", "reason", "alien_route").count())
                .isEqualTo(7);
        assertThat(meters.counter("tripline.correlation.alerts", "rule", "counting").count())
                .isEqualTo(1);
    }

    /** Whoever is let go is found by the census alone. */
    @Test
    void nothing_is_kept_of_whom_the_census_does_not_know() {
        try (TopologyTestDriver driver = driver("census")) {
            send(
                    driver,
                    new RandomEvents(new Random(9), Duration.ofDays(2).toMillis()).next(300),
                    new LinkedHashMap<>());
            passTime(driver, new LinkedHashMap<>());

            Set<String> known =
                    contentOf(driver, KafkaCensus.NAME).stream()
                            .map(each -> new String(each.entry.key.get(), StandardCharsets.UTF_8))
                            .filter(key -> key.length() > ID)
                            .map(key -> key.substring(ID))
                            .collect(Collectors.toSet());
            for (String store :
                    List.of(
                            KafkaEntityStore.EVENTS,
                            KafkaEntityStore.ALERTS,
                            KafkaEntityStore.MEMORIES)) {
                assertThat(contentOf(driver, store))
                        .as(store)
                        .isNotEmpty()
                        .allMatch(
                                each ->
                                        known.contains(
                                                new String(
                                                        each.entry.key.get(),
                                                        0,
                                                        ID,
                                                        StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    void new_entities_each_day_take_no_more_room_from_month_to_month() {
        try (TopologyTestDriver driver = driver("days")) {
            Map<String, Integer> sizes = new LinkedHashMap<>();
            for (int day = 0; day < 80; day++) {
                Instant now = APPENDED.plus(Duration.ofDays(day));
                for (int entity = 0; entity < 3; entity++) {
                    for (EcsEvent failure : failures(4)) {
                        EcsEvent event =
                                failure.toBuilder()
                                        .set(EcsField.SOURCE_IP, "192.0.2." + (3 * day + entity))
                                        .build();
                        events(driver).pipeInput(record(event, now));
                    }
                }
                tick(driver, now, new LinkedHashMap<>());
                if (day == 39) {
                    STORES.forEach(store -> sizes.put(store, contentOf(driver, store).size()));
                }
            }

            assertThat(sizes.get(KafkaEntityStore.EVENTS)).isPositive();
            for (String store : STORES) {
                assertThat(contentOf(driver, store))
                        .as(store)
                        .hasSize(sizes.getOrDefault(store, -1));
            }
        }
    }

    @Test
    void an_absence_on_a_host_that_falls_silent_is_told_when_time_has_passed()
            throws MalformedEventException {
        try (TopologyTestDriver driver = driver("absence")) {
            Map<String, byte[]> last = new LinkedHashMap<>();
            events(driver).pipeInput(record(backup(APPENDED.minusSeconds(1)), APPENDED));
            Instant due = APPENDED.minusSeconds(1).plus(Duration.ofMinutes(5));

            tick(driver, due.plus(BOUNDS.timerGrace()).minusMillis(1), last);
            assertThat(last).isEmpty();

            tick(driver, due.plus(BOUNDS.timerGrace()), last);
            assertThat(last).hasSize(1);
            Alert alert = AlertJson.read(last.values().iterator().next());
            assertThat(alert.rule().id()).isEqualTo("absence");
            assertThat(alert.occurrence().lastSeen()).isEqualTo(due);
            assertThat(alert.occurrence().late()).isFalse();
        }
    }

    @Test
    void an_event_that_was_long_on_its_way_still_gets_the_grace_for_what_follows_it() {
        try (TopologyTestDriver driver = driver("long-way")) {
            Map<String, byte[]> last = new LinkedHashMap<>();
            Instant happened = APPENDED.minus(Duration.ofHours(1));
            events(driver).pipeInput(record(backup(happened), APPENDED));
            tick(driver, APPENDED.plusMillis(1), last);
            EcsEvent verified =
                    backup(happened.plusSeconds(60)).toBuilder()
                            .set(EcsField.EVENT_ID, "verify")
                            .set(EcsField.EVENT_ACTION, "verify")
                            .build();
            events(driver).pipeInput(record(verified, APPENDED.plusMillis(2)));

            tick(driver, END, last);
            assertThat(last).isEmpty();
        }
    }

    @Test
    void what_comes_after_its_absence_was_told_withdraws_it() throws MalformedEventException {
        try (TopologyTestDriver driver = driver("too-early")) {
            Map<String, byte[]> last = new LinkedHashMap<>();
            events(driver).pipeInput(record(backup(APPENDED), APPENDED));
            tick(driver, APPENDED.plus(Duration.ofMinutes(7)), last);
            EcsEvent verified =
                    backup(APPENDED.plusSeconds(60)).toBuilder()
                            .set(EcsField.EVENT_ID, "verify")
                            .set(EcsField.EVENT_ACTION, "verify")
                            .build();
            send(driver, List.of(verified), last);

            Alert alert = AlertJson.read(last.values().iterator().next());
            assertThat(alert.occurrence().state()).isEqualTo(Alert.State.WITHDRAWN);
            assertThat(alert.occurrence().late()).isTrue();
        }
    }

    @Test
    void a_flood_is_told_at_steps_and_its_last_revision_is_the_truth()
            throws MalformedEventException {
        List<Alert> told = new ArrayList<>();
        try (TopologyTestDriver driver = driver("flood")) {
            tick(driver, APPENDED, new LinkedHashMap<>());
            TestOutputTopic<byte[], byte[]> alerts = alerts(driver);
            // The clock of whoever appends is ahead, which must not prolong the wait.
            for (EcsEvent failure : failures(1_003)) {
                events(driver).pipeInput(record(failure, APPENDED.plus(Duration.ofMinutes(50))));
            }
            told.addAll(read(alerts.readValuesToList()));
            assertThat(told)
                    .extracting(alert -> alert.occurrence().count())
                    .containsExactly(1L, 2L, 3L, 6L, 12L, 24L, 48L, 96L, 192L, 384L, 768L);

            Map<String, byte[]> last = new LinkedHashMap<>();
            tick(driver, APPENDED.plusSeconds(59), last);
            assertThat(last).isEmpty();
            tick(driver, APPENDED.plusSeconds(60), last);
            Alert alert = AlertJson.read(last.values().iterator().next());
            assertThat(alert.revision()).isEqualTo(12);
            assertThat(alert.occurrence().count()).isEqualTo(1_000);
        }
        assertThat(meters.counter("tripline.correlation.held", "rule", "counting").count())
                .isEqualTo(1_000 - 11);
    }

    /** Kafka would give the transaction up, and with it all that was done. */
    @Test
    void what_comes_when_a_turn_is_over_is_evaluated_in_the_next() throws MalformedEventException {
        try (TopologyTestDriver driver = driver("turns")) {
            Map<String, byte[]> last = new LinkedHashMap<>();
            send(driver, failures(2), last);
            nanos += Turn.MOST.toNanos() + 1;
            send(driver, failures(4).subList(2, 4), last);
            assertThat(last).isEmpty();
            driver.advanceWallClockTime(Duration.ofMillis(20));
            TestRecord<byte[], byte[]> told = alerts(driver).readRecord();
            assertThat(told.getRecordTime()).isEqualTo(APPENDED);
            Alert alert = AlertJson.read(told.value());
            assertThat(alert.occurrence().count()).isEqualTo(1);
            send(driver, failures(5).subList(4, 5), last);
            alert = AlertJson.read(last.values().iterator().next());
            assertThat(alert.occurrence().count()).isEqualTo(2);
        }
    }

    @Test
    void what_was_held_back_is_told_after_a_restart() throws MalformedEventException {
        List<Stored> stored = new ArrayList<>();
        try (TopologyTestDriver driver = driver("held-before")) {
            send(driver, failures(8), new LinkedHashMap<>());
            for (String store : STORES) {
                stored.addAll(contentOf(driver, store));
            }
        }
        try (TopologyTestDriver driver = driver("held-after")) {
            for (Stored each : stored) {
                driver.<Bytes, byte[]>getKeyValueStore(each.store)
                        .put(each.entry.key, each.entry.value);
            }
            Map<String, byte[]> last = new LinkedHashMap<>();
            tick(driver, END, last);

            Alert alert = AlertJson.read(last.values().iterator().next());
            assertThat(alert.occurrence().count()).isEqualTo(5);
        }
    }

    private static EcsEvent backup(Instant at) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, at)
                .set(EcsField.EVENT_ID, "backup")
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_ACTION, "backup")
                .set(EcsField.HOST_NAME, "host-1")
                .build();
    }

    /** Lets what was held back be told, and then what rules over alerts hold back of that. */
    private static void passTime(TopologyTestDriver driver, Map<String, byte[]> last) {
        tick(driver, APPENDED.plus(Duration.ofHours(1)), last);
        tick(driver, APPENDED.plus(Duration.ofHours(2)), last);
    }

    /** Says that all that arrived before this time has been sent. */
    private static void tick(TopologyTestDriver driver, Instant time, Map<String, byte[]> last) {
        routes(driver)
                .pipeInput(new TestRecord<>(null, Routes.tick(time.toEpochMilli(), 1), null, time));
        // What the tick makes due is done in pieces.
        for (int piece = 0; piece < PIECES; piece++) {
            driver.advanceWallClockTime(Duration.ofMillis(20));
        }
        read(driver, last);
    }

    /** What the rule with the longest memory remembers, and the one that counts failures does not want. */
    private static EcsEvent habit() {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, APPENDED)
                .set(EcsField.EVENT_ID, "habit")
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, "backup")
                .set(EcsField.USER_NAME, "alice")
                .set(EcsField.SOURCE_IP, "192.0.2.7")
                .set(EcsField.HOST_NAME, "host-1")
                .build();
    }

    /** The rules that have entities by the census, of those that tests are about. */
    private static List<String> rulesOf(TopologyTestDriver driver) {
        List<String> keys =
                contentOf(driver, KafkaCensus.NAME).stream()
                        .map(each -> new String(each.entry.key.get(), StandardCharsets.UTF_8))
                        .filter(key -> key.length() > ID)
                        .toList();
        return TestRules.ALL.rules().stream()
                .map(CompiledRule::id)
                .filter(id -> keys.stream().anyMatch(key -> key.startsWith(StableId.of(id))))
                .toList();
    }

    private static void restore(TopologyTestDriver driver, List<Stored> stored) {
        for (Stored each : stored) {
            driver.<Bytes, byte[]>getKeyValueStore(each.store)
                    .put(each.entry.key, each.entry.value);
        }
    }

    private record Stored(String store, KeyValue<Bytes, byte[]> entry) {}

    private static List<Stored> contentOf(TopologyTestDriver driver, String store) {
        List<Stored> content = new ArrayList<>();
        KeyValueStore<Bytes, byte[]> values = driver.getKeyValueStore(store);
        try (KeyValueIterator<Bytes, byte[]> all = values.all()) {
            while (all.hasNext()) {
                content.add(new Stored(store, all.next()));
            }
        }
        return content;
    }

    private Topology topology() {
        return topology(TestRules.ALL);
    }

    private Topology topology(RuleSet rules) {
        CorrelationMeters counted = new CorrelationMeters(meters);
        StreamsBuilder both = new StreamsBuilder();
        CorrelationTopology.match(both, new ActiveRules(rules), counted);
        CorrelationTopology.correlate(both, new ActiveRules(rules), BOUNDS, () -> nanos, counted);
        return both.build();
    }

    private TopologyTestDriver driver(String name) {
        return driver(name, TestRules.ALL);
    }

    private TopologyTestDriver driver(String name, RuleSet rules) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve(name).toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return new TopologyTestDriver(topology(rules), properties, APPENDED);
    }

    private static TestInputTopic<byte[], byte[]> routes(TopologyTestDriver driver) {
        return driver.createInputTopic(
                CorrelationTopology.ROUTES, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static TestInputTopic<byte[], byte[]> events(TopologyTestDriver driver) {
        return driver.createInputTopic(
                Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static TestOutputTopic<byte[], byte[]> alerts(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                Topics.ALERTS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void send(
            TopologyTestDriver driver, List<EcsEvent> arrivals, Map<String, byte[]> last) {
        TestInputTopic<byte[], byte[]> events = events(driver);
        arrivals.forEach(event -> events.pipeInput(record(event, APPENDED)));
        read(driver, last);
    }

    private static void read(TopologyTestDriver driver, Map<String, byte[]> last) {
        alerts(driver)
                .readKeyValuesToList()
                .forEach(alert -> last.put(text(alert.key), alert.value));
    }

    private static TestRecord<byte[], byte[]> record(EcsEvent event, Instant appended) {
        TestRecord<byte[], byte[]> record =
                new TestRecord<>(bytes(event.id()), EcsJson.write(event), appended);
        record.headers().add(new RecordHeader(RecordHeaders.ORIGIN, bytes(ORIGIN)));
        return record;
    }

    private static List<EcsEvent> failures(int count) {
        List<EcsEvent> failures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            failures.add(
                    EcsEvent.builder()
                            .set(
                                    EcsField.TIMESTAMP,
                                    Instant.parse("2026-03-01T00:00:00Z").plusSeconds(i))
                            .set(EcsField.EVENT_ID, "failure-" + i)
                            .set(EcsField.EVENT_KIND, "event")
                            .set(EcsField.EVENT_ACTION, "login")
                            .set(EcsField.EVENT_OUTCOME, "failure")
                            .set(EcsField.SOURCE_IP, "192.0.2.1")
                            .build());
        }
        return failures;
    }

    private static List<Alert> read(Collection<byte[]> json) throws MalformedEventException {
        List<Alert> alerts = new ArrayList<>();
        for (byte[] each : json) {
            alerts.add(AlertJson.read(each));
        }
        return alerts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
