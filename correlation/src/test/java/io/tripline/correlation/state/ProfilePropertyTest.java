package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What profiles say, against an oracle that has all events before its eyes and knows nothing of the engine. */
class ProfilePropertyTest {
    private static final int CASES = 20;
    private static final Instant START = Instant.parse("2026-02-27T13:00:00Z");
    private static final Duration SPAN = Duration.ofDays(45);
    private static final Duration LATENESS = Duration.ofHours(24);
    private static final Bounds BOUNDS =
            new Bounds(
                    LATENESS,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    2,
                    100);
    private static final RuleSet HABITS = TestRules.only("habits");
    private static final Router ROUTER = new Router(HABITS, Outcomes.UNCOUNTED);

    static IntStream seeds() {
        return IntStream.rangeClosed(1, CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void they_say_what_the_events_before_say(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);

        assertThat(told(run(events, 1, 0, random))).as("seed %d", seed).isEqualTo(expected(events));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neither_order_nor_duplicates_nor_restarts_nor_partitions_matter(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);
        List<EcsEvent> arrivals = Arrivals.disturbed(events, LATENESS, random);

        assertThat(told(run(arrivals, 1 + seed % 4, 4, random)))
                .as("seed %d", seed)
                .isEqualTo(expected(events));
    }

    /** Some of the events share their time, some lack a value, and some weeks are busy. */
    private static List<EcsEvent> events(Random random) {
        List<EcsEvent> events = new ArrayList<>();
        int hosts = random.nextInt(2, 9);
        int addresses = random.nextInt(2, 30);
        for (int i = 0; i < 400; i++) {
            long at =
                    random.nextBoolean()
                            ? random.nextLong(SPAN.toMillis())
                            : Duration.ofDays(20).toMillis()
                                    + random.nextLong(Duration.ofDays(2).toMillis());
            events.add(
                    EcsEvent.builder()
                            .set(EcsField.TIMESTAMP, START.plusMillis(at / 600_000 * 600_000))
                            .set(EcsField.EVENT_ID, "event-" + i)
                            .set(EcsField.EVENT_KIND, "event")
                            .set(EcsField.EVENT_ACTION, "backup")
                            .set(EcsField.USER_NAME, "user-" + random.nextInt(2))
                            .set(
                                    EcsField.HOST_NAME,
                                    random.nextInt(8) == 0 ? null : "Host-" + random.nextInt(hosts))
                            .set(
                                    EcsField.SOURCE_IP,
                                    random.nextInt(8) == 0
                                            ? null
                                            : "192.0.2." + random.nextInt(addresses))
                            .build());
        }
        events.sort(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id));
        return events;
    }

    /** By user and time, as matches of the same millisecond are one alert that shows the last. */
    private static Map<String, Map<String, Object>> told(Collection<Alert> alerts) {
        Map<String, Map<String, Object>> told = new TreeMap<>();
        for (Alert alert : alerts) {
            if (alert.occurrence().state() == Alert.State.RAISED) {
                told.put(
                        alert.entity().get(EcsField.USER_NAME)
                                + " "
                                + alert.occurrence().lastSeen(),
                        withoutProfiles(alert.values()));
            }
        }
        return told;
    }

    /** What an alert shows of its profiles by itself is the same, with times as text. */
    private static Map<String, Object> withoutProfiles(Map<String, Object> values) {
        Map<String, Object> own = new TreeMap<>(values);
        assertThat(own)
                .containsEntry("profile.host.count", own.get("host_count"))
                .containsEntry("profile.address.distinct_count", own.get("addresses"));
        own.keySet().removeIf(name -> name.startsWith("profile."));
        return own;
    }

    private static Map<String, Map<String, Object>> expected(List<EcsEvent> events) {
        Map<String, Map<String, Object>> expected = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            EcsEvent event = events.get(i);
            String user = event.string(EcsField.USER_NAME).orElseThrow();
            List<EcsEvent> before =
                    events.subList(0, i).stream()
                            .filter(
                                    each ->
                                            each.string(EcsField.USER_NAME)
                                                    .orElseThrow()
                                                    .equals(user))
                            .toList();
            Map<String, Object> values = new TreeMap<>();
            ask(event, before, EcsField.HOST_NAME, 3, "host", "hosts", values);
            ask(event, before, EcsField.SOURCE_IP, 30, "address", "addresses", values);
            expected.put(user + " " + event.timestamp(), values);
        }
        return expected;
    }

    private static void ask(
            EcsEvent event,
            List<EcsEvent> before,
            EcsField of,
            int days,
            String name,
            String plural,
            Map<String, Object> values) {
        Instant from = event.timestamp().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(days));
        List<EcsEvent> within =
                before.stream().filter(each -> !each.timestamp().isBefore(from)).toList();
        String value = event.string(of).orElse("");
        List<EcsEvent> same =
                within.stream()
                        .filter(
                                each ->
                                        !value.isEmpty()
                                                && each.string(of).orElse("").equals(value))
                        .toList();
        values.put(name + "_new", !value.isEmpty() && same.isEmpty());
        if (!same.isEmpty()) {
            values.put(name + "_first", same.getFirst().timestamp().toEpochMilli());
            values.put(name + "_last", same.getLast().timestamp().toEpochMilli());
        }
        values.put(name + "_count", (long) same.size());
        values.put(
                plural,
                within.stream()
                        .map(each -> each.string(of).orElse(null))
                        .filter(Objects::nonNull)
                        .distinct()
                        .count());
    }

    private static Collection<Alert> run(
            List<EcsEvent> arrivals, int partitions, int restarts, Random random) {
        return Partitions.run(HABITS, ROUTER, BOUNDS, arrivals, partitions, restarts, random);
    }
}
