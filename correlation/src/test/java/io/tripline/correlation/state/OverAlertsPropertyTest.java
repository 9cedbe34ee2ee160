package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule over alerts follows from the alerts in their last revision, in whatever order and revisions they came. */
class OverAlertsPropertyTest {
    private static final int CASES = 8;
    private static final Duration LATENESS = Duration.ofHours(6);
    private static final Bounds BOUNDS =
            new Bounds(
                    LATENESS,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    2,
                    200);
    private static final RuleSet RULES =
            TestRules.only("counting", "newcomer", "sequence", "consecutive", "stacking");
    private static final Router ROUTER = new Router(RULES, Outcomes.UNCOUNTED);
    private static final long WINDOW = Duration.ofHours(3).toMillis();
    private static final long SUPPRESS = Duration.ofHours(1).toMillis();

    static IntStream seeds() {
        return IntStream.rangeClosed(1, CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_it_tells_is_what_the_standing_alerts_say(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);
        Collection<Alert> alerts =
                run(Arrivals.disturbed(events, LATENESS, random), 1 + seed % 4, 3, random);

        assertThat(told(alerts)).as("seed %d", seed).isEqualTo(expected(alerts)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neither_order_nor_duplicates_nor_restarts_nor_partitions_matter(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = events(random);
        List<EcsEvent> arrivals = Arrivals.disturbed(events, LATENESS, random);

        assertThat(Alerts.standing(run(arrivals, 1 + seed % 8, 3, random)))
                .as("seed %d", seed)
                .isEqualTo(Alerts.standing(run(events, 1, 0, random)));
    }

    private static List<EcsEvent> events(Random random) {
        return new RandomEvents(random, Duration.ofDays(2).toMillis()).next(400);
    }

    private static Collection<Alert> run(
            List<EcsEvent> arrivals, int partitions, int restarts, Random random) {
        return Partitions.run(RULES, ROUTER, BOUNDS, arrivals, partitions, restarts, random);
    }

    /** By host and time of the last match, how many matches. */
    private static Map<String, Long> told(Collection<Alert> alerts) {
        Map<String, Long> told = new TreeMap<>();
        for (Alert alert : alerts) {
            if (alert.rule().id().equals("stacking")
                    && alert.occurrence().state() == Alert.State.RAISED) {
                told.put(
                        alert.entity().get(EcsField.HOST_NAME)
                                + " "
                                + alert.occurrence().lastSeen().toEpochMilli(),
                        alert.occurrence().count());
            }
        }
        return told;
    }

    private static Map<String, Long> expected(Collection<Alert> alerts) {
        Map<String, List<EcsEvent>> byHost = new TreeMap<>();
        for (Alert alert : alerts) {
            EcsEvent event = AlertEvent.of(alert);
            if (!alert.rule().id().equals("stacking")
                    && alert.occurrence().state() == Alert.State.RAISED) {
                event.strings(EcsField.RELATED_HOSTS)
                        .forEach(
                                host ->
                                        byHost.computeIfAbsent(host, _ -> new ArrayList<>())
                                                .add(event));
            }
        }
        Map<String, Long> expected = new TreeMap<>();
        byHost.forEach((host, events) -> expect(host, events, expected));
        return expected;
    }

    private static void expect(String host, List<EcsEvent> events, Map<String, Long> expected) {
        events.sort(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id));
        long end = Long.MIN_VALUE / 2;
        long count = 0;
        for (int i = 0; i < events.size(); i++) {
            long at = events.get(i).timestamp().toEpochMilli();
            long rules =
                    events.subList(0, i + 1).stream()
                            .filter(each -> each.timestamp().toEpochMilli() > at - WINDOW)
                            .map(each -> each.string(EcsField.RULE_ID))
                            .collect(Collectors.toSet())
                            .size();
            if (rules >= 3) {
                if (at - end <= SUPPRESS) {
                    expected.remove(host + " " + end);
                    count++;
                } else {
                    count = 1;
                }
                end = at;
                expected.put(host + " " + end, count);
            }
        }
    }
}
