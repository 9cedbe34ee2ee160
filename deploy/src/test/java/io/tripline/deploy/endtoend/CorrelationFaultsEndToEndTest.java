package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.deploy.endtoend.RunningCorrelation.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Faults 10 to 16 of the reliability list, and kill -9, against a real broker. Whatever happens to the processes, the alerts
 * that stand in the end are byte for byte those of an undisturbed replay of the same events in order, and readers of
 * committed records see every revision once.
 */
@Order(1) // The longest: others run beside it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CorrelationFaultsEndToEndTest {
    private static final long SEED = 20_260_301;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EVENTS = 2_000;
    private static final int PER_SECOND = 250;

    /** Longer than what is held back waits for, and time for the next tick. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static RunningCorrelation correlation;

    /** What any test must find in what it published. */
    private static final List<String> EXPECTED = new ArrayList<>();

    /** Of which one rule saw a part alone, and was changed meanwhile. */
    private static Optional<Traffic> seenInPart = Optional.empty();

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() throws IOException {
        correlation = new RunningCorrelation(4);
    }

    @AfterAll
    static void stop() {
        correlation.close();
    }

    @Test
    void killed_again_and_again() throws Exception {
        Instance first = correlation.first();

        unchangedBy(
                PER_SECOND,
                () -> {
                    for (int i = 0; i < 3; i++) {
                        pause(Duration.ofMillis(random.nextLong(500, 4_000)));
                        first.process().kill9();
                        first.start();
                    }
                });
    }

    @Test
    void a_second_instance_joins_and_leaves_all_the_time() throws Exception {
        correlation.first();
        Instance second = correlation.instance("second", "second", 512);

        unchangedBy(
                PER_SECOND / 3,
                () -> {
                    for (int i = 0; i < 4; i++) {
                        second.process().start();
                        pause(Duration.ofMillis(random.nextLong(4_000, 8_000)));
                        if (i % 2 == 0) {
                            second.process().kill9();
                        } else {
                            second.process().stop();
                        }
                    }
                });
    }

    @Test
    void an_instance_is_frozen_until_others_took_its_work_and_goes_on() throws Exception {
        Instance first = correlation.first();
        Instance second = correlation.instance("second", "second", 512);
        second.start();

        unchangedBy(
                PER_SECOND / 2,
                () -> {
                    first.process().suspend();
                    // The session ends after 6 s.
                    pause(Duration.ofSeconds(9));
                    first.process().resume();
                    pause(Duration.ofSeconds(3));
                });
        second.process().stop();
    }

    @Test
    void starved_of_processor_time() throws Exception {
        Instance first = correlation.first();

        unchangedBy(
                PER_SECOND,
                () -> {
                    for (int i = 0; i < 12; i++) {
                        first.process().suspend();
                        pause(Duration.ofMillis(900));
                        first.process().resume();
                        pause(Duration.ofMillis(100));
                    }
                });
    }

    @Test
    void a_second_instance_is_started_with_the_same_state_directory() throws Exception {
        correlation.first();
        Instance same = correlation.instance("same-state", "first", 512);

        unchangedBy(
                PER_SECOND,
                () -> {
                    same.process().start();
                    assertThat(same.process().ended(PATIENCE)).as("ends").isTrue();
                });
        assertThat(same.process().exitStatus()).isNotZero();
        assertThat(Files.readString(same.process().log()))
                .contains("correlation.streams.state-directory");
    }

    @Test
    void rules_are_broken_changed_and_removed_while_others_wait_for_the_rest_of_their_matches()
            throws Exception {
        Instance first = correlation.first();
        Traffic traffic = traffic();
        seenInPart = Optional.of(traffic);
        List<String> expected = without("guessing", correlation.expected(traffic));
        EXPECTED.addAll(expected);
        int third = traffic.arrivals().size() / 3;
        Path rule = correlation.rules().resolve("guessing.yml");
        String good = Files.readString(rule);

        publish(traffic, 0, third);
        restartWith(first, rule, good.replace("having", "halving"));
        publish(traffic, third, 2 * third);
        restartWith(first, rule, good.replace(">= 4", ">= 5").replace("10 min", "8 min"));
        publish(traffic, 2 * third, traffic.arrivals().size());
        Files.delete(rule);
        first.process().kill9();
        first.start();
        List<Alert> told =
                correlation.told(
                        traffic, standing -> without("guessing", standing).equals(expected));
        correlation.copyRules();
        first.process().stop();

        AlertTopicReader.assertSame(without("guessing", AlertTopicReader.standing(told)), expected);
        everyRevisionOnce(told);
    }

    @Test
    void a_flood_of_entities_that_no_heap_would_hold() throws Exception {
        correlation.first().process().stop();
        Instance small = correlation.instance("small", "first", 96);
        small.start();
        try {
            // One failure each, which no rule finds anything in.
            Flood flood = new Flood(40_000);

            unchangedBy(PER_SECOND, () -> correlation.publish(flood.events(), 20_000, random));

            assertThat(small.process().alive()).isTrue();
        } finally {
            // It has the others' state directory.
            small.process().stop();
        }
    }

    @Test
    void a_week_comes_at_once_and_its_partitions_are_read_one_after_the_other() throws Exception {
        Instance first = correlation.first();
        first.process().stop();
        Traffic week = new Traffic(SEED, Instant.now(), Duration.ofDays(7), EVENTS);
        correlation.publish(week.events(), 100_000, random);
        first.start();
        List<String> expected = correlation.expected(week);
        EXPECTED.addAll(expected);
        List<Alert> told = correlation.told(week, expected::equals);

        AlertTopicReader.assertSame(AlertTopicReader.standing(told), expected);
        everyRevisionOnce(told);
    }

    /** The other tests look at the first moment at which all is told, and only at what they published. */
    @Test
    @Order(Integer.MAX_VALUE)
    void nothing_else_is_told_later_or_about_anybody_else() throws Exception {
        correlation.first();
        if (EXPECTED.isEmpty()) {
            unchangedBy(PER_SECOND, () -> {});
        }
        pause(SETTLED);
        List<Alert> told =
                correlation.toldSoFar().stream().filter(each -> !isSeenInPart(each)).toList();

        AlertTopicReader.assertSame(AlertTopicReader.standing(told), EXPECTED);
        everyRevisionOnce(told);
    }

    private static boolean isSeenInPart(Alert alert) {
        return alert.rule().id().equals("guessing")
                && alert.entity().values().stream()
                        .anyMatch(value -> seenInPart.filter(it -> it.isAbout(value)).isPresent());
    }

    private void unchangedBy(int perSecond, Runnable trouble) throws Exception {
        Traffic traffic = traffic();
        CompletableFuture<Void> meanwhile =
                CompletableFuture.runAsync(trouble, Thread::startVirtualThread);
        correlation.publish(traffic.arrivals(), perSecond, random);
        meanwhile.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        List<String> expected = correlation.expected(traffic);
        EXPECTED.addAll(expected);
        List<Alert> told = correlation.told(traffic, expected::equals);

        AlertTopicReader.assertSame(AlertTopicReader.standing(told), expected);
        everyRevisionOnce(told);
    }

    private static void everyRevisionOnce(List<Alert> told) {
        assertThat(told.stream().map(alert -> alert.id() + " " + alert.revision()))
                .doesNotHaveDuplicates();
    }

    private static Traffic traffic() {
        return new Traffic(SEED, Instant.now(), Duration.ofHours(5), EVENTS);
    }

    private void publish(Traffic traffic, int from, int to) {
        correlation.publish(new ArrayList<>(traffic.arrivals().subList(from, to)), 2_000, random);
    }

    private static void restartWith(Instance instance, Path rule, String content)
            throws IOException {
        Files.writeString(rule, content);
        instance.process().kill9();
        instance.start();
    }

    private static List<String> without(String rule, List<String> alerts) {
        return alerts.stream().filter(alert -> !alert.contains("\"id\":\"" + rule + "\"")).toList();
    }

    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }
}
