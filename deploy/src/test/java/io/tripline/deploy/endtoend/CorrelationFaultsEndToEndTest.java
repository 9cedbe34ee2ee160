package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.deploy.endtoend.RunningCorrelation.Instance;
import io.tripline.deploy.servers.ChildProcess;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Faults 10 to 16 of the reliability list, and kill -9, against a real broker. Whatever happens to the processes, the alerts
 * that stand in the end are byte for byte those of an undisturbed replay of the same events in order, and readers of
 * committed records see every revision once. {@code -Dfaults=whole} lets the faults last as long as that list asks.
 */
@Order(1) // The longest: others run beside it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CorrelationFaultsEndToEndTest {
    private static final long SEED = 20_260_301;
    private static final Duration PATIENCE = Duration.ofMinutes(FaultLength.of(2, 30));
    private static final int EVENTS = 2_000;
    private static final int PER_SECOND = 250;
    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(5);
    private static final int FLOOD_PIECE = 20_000;

    /** The rule that is broken, changed and removed, and the one that comes and is broken. */
    private static final List<String> CHANGED = List.of("guessing", "added");

    /** Longer than what is held back waits for, and time for the next tick. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static RunningCorrelation correlation;

    /** What any test must find in what it published. */
    private static final List<String> EXPECTED = new ArrayList<>();

    /** Of which rules that changed meanwhile saw a part alone. */
    private static Optional<Traffic> seenInPart = Optional.empty();

    private final Random random = new Random(SEED);
    private final Progress progress = new Progress();

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
                    for (int i = 0; i < FaultLength.of(3, 20); i++) {
                        pause(Duration.ofMillis(random.nextLong(500, 4_000)));
                        first.process().kill9();
                        first.start();
                    }
                });
    }

    /** Every five seconds one comes or goes. */
    @Test
    void instances_join_and_leave_all_the_time() throws Exception {
        correlation.first();
        List<Instance> others =
                Stream.of("second", "third", "fourth", "fifth")
                        .limit(FaultLength.of(2, 4))
                        .map(name -> correlation.instance(name, name, 512))
                        .toList();

        unchangedBy(
                PER_SECOND / 3,
                () -> {
                    long begin = System.nanoTime();
                    for (int i = 1; i <= FaultLength.of(6, 60); i++) {
                        joinOrLeave(others);
                        long due = begin + i * BETWEEN_CHANGES.toNanos();
                        pause(Duration.ofNanos(due - System.nanoTime()));
                    }
                    others.forEach(each -> each.process().stop());
                });
    }

    /** One that is ready leaves, so that it had work; where none is, another one joins. */
    private void joinOrLeave(List<Instance> others) {
        List<Instance> ready = others.stream().filter(Instance::isReady).toList();
        if (!ready.isEmpty()) {
            ChildProcess process = ready.getFirst().process();
            boolean abruptly = random.nextBoolean();
            progress.say(
                    process.name() + " has joined and is " + (abruptly ? "killed" : "stopped"));
            if (abruptly) {
                process.kill9();
            } else {
                process.requestStop();
            }
            return;
        }
        others.stream()
                .map(Instance::process)
                .filter(each -> !each.alive())
                .findFirst()
                .ifPresent(
                        process -> {
                            progress.say(process.name() + " is started");
                            process.start();
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
                    correlation.awaitInstances(1);
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
                    for (int i = 0; i < FaultLength.of(12, 300); i++) {
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
    void rules_come_are_broken_change_and_go_while_events_come_and_others_are_not_disturbed()
            throws Exception {
        Instance first = correlation.first();
        Traffic traffic = traffic(0);
        seenInPart = Optional.of(traffic);
        List<String> expected = ofOthers(correlation.expected(traffic));
        EXPECTED.addAll(expected);
        int tenth = traffic.arrivals().size() / 10;
        Path rule = correlation.rules().resolve("guessing.yml");
        Path added = correlation.rules().resolve("added.yml");
        String good = Files.readString(rule);
        int unchanged = correlation.ruleIds().size() - 1;

        CompletableFuture<Void> load = publish(traffic, 0, 8 * tenth);
        Files.writeString(added, good.replace("guessing", "added"));
        Files.writeString(rule, good.replace("having", "halving"));
        // The broken one runs as it was.
        awaitRules(first, unchanged + 2, 1, 1);
        assertThat(Files.readAllLines(first.process().log()))
                .anyMatch(
                        line ->
                                line.contains("guessing.yml")
                                        && line.contains(
                                                "\"labels.line\":14,\"labels.column\":3,"));
        Files.writeString(rule, good.replace(">= 4", ">= 5").replace("10 min", "8 min"));
        awaitRules(first, unchanged + 2, 0, 2);
        Files.delete(rule);
        awaitRules(first, unchanged + 1, 0, 1);
        load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // However long all that took: the new rule sees some.
        publish(traffic, 8 * tenth, 9 * tenth).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        load = publish(traffic, 9 * tenth, traffic.arrivals().size());
        Files.writeString(added, good.replace("guessing", "added").replace("having", "halving"));
        first.process().kill9();
        first.start();
        // Nothing of it ran before.
        awaitRules(first, unchanged, 1, 0);
        load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        List<Alert> told =
                correlation.told(traffic, standing -> ofOthers(standing).equals(expected));
        correlation.copyRules();
        first.process().stop();

        AlertTopicReader.assertSame(ofOthers(AlertTopicReader.standing(told)), expected);
        everyRevisionOnce(told);
        assertThat(told).extracting(alert -> alert.rule().id()).contains("added");
    }

    /** Waits until an instance says so many of its rules. */
    private static void awaitRules(Instance instance, int loaded, int refused, int warming)
            throws Exception {
        List<String> wanted =
                List.of(
                        "\ntripline_correlation_rules_loaded " + loaded + ".0\n",
                        "\ntripline_correlation_rules_refused " + refused + ".0\n",
                        "\ntripline_correlation_rules_warming " + warming + ".0\n");
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () -> instance.health().metrics().orElse(""),
                                said -> wanted.stream().allMatch(said::contains)))
                .contains(wanted);
    }

    /** Late, as a killed instance reads again what is kept of all of them. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void a_flood_of_entities_that_no_heap_would_hold() throws Exception {
        correlation.first().process().stop();
        // A million more than the default would hold: two rules keep something of each.
        Instance small = correlation.instance("small", "first", FaultLength.of(96, 512));
        small.start();
        try {
            // One failure each, which no rule finds anything in.
            Flood flood =
                    new Flood(
                            FaultLength.of(40_000, 1_000_000),
                            Instant.now().minus(Duration.ofHours(2)));

            unchangedBy(PER_SECOND, () -> publish(flood));

            assertThat(small.process().alive()).isTrue();
        } finally {
            // It has the others' state directory.
            small.process().stop();
        }
    }

    private void publish(Flood flood) {
        for (int from = 0; from < flood.entities(); from += FLOOD_PIECE) {
            correlation.publish(flood.events(from, from + FLOOD_PIECE), FLOOD_PIECE, random);
            progress.sayNowAndThen("%,d entities came".formatted(from + FLOOD_PIECE));
        }
        progress.say("all %,d entities came".formatted(flood.entities()));
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
        return CHANGED.contains(alert.rule().id())
                && alert.entity().values().stream()
                        .anyMatch(value -> seenInPart.filter(it -> it.isAbout(value)).isPresent());
    }

    /** The whole form goes on with traffic for as long as the trouble lasts. */
    private void unchangedBy(int perSecond, Runnable trouble) throws Exception {
        CompletableFuture<Void> meanwhile =
                CompletableFuture.runAsync(trouble, Thread::startVirtualThread);
        List<Traffic> all = new ArrayList<>();
        do {
            Traffic traffic = traffic(all.size());
            all.add(traffic);
            correlation.publish(traffic.arrivals(), perSecond, random);
            progress.say(
                    "%,d records of traffic came"
                            .formatted(all.size() * traffic.arrivals().size()));
        } while (FaultLength.isWhole() && !meanwhile.isDone());
        meanwhile.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (Traffic traffic : all) {
            List<String> expected = correlation.expected(traffic);
            EXPECTED.addAll(expected);
            List<Alert> told = correlation.told(traffic, expected::equals);

            AlertTopicReader.assertSame(AlertTopicReader.standing(told), expected);
            everyRevisionOnce(told);
            everyRuleTold(told);
            progress.say("%,d alerts stand as they must".formatted(expected.size()));
        }
    }

    private static void everyRevisionOnce(List<Alert> told) {
        assertThat(told.stream().map(alert -> alert.id() + " " + alert.revision()))
                .doesNotHaveDuplicates();
    }

    /** Else what a rule tells would be the same because it tells nothing. */
    private static void everyRuleTold(List<Alert> told) throws IOException {
        assertThat(told).extracting(alert -> alert.rule().id()).containsAll(correlation.ruleIds());
    }

    private static Traffic traffic(int number) {
        return new Traffic(SEED + number, Instant.now(), Duration.ofHours(5), EVENTS);
    }

    private CompletableFuture<Void> publish(Traffic traffic, int from, int to) {
        List<EcsEvent> part = new ArrayList<>(traffic.arrivals().subList(from, to));
        return CompletableFuture.runAsync(
                () -> correlation.publish(part, PER_SECOND / 2, random),
                Thread::startVirtualThread);
    }

    private static List<String> ofOthers(List<String> alerts) {
        return alerts.stream()
                .filter(
                        alert ->
                                CHANGED.stream()
                                        .noneMatch(
                                                rule -> alert.contains("\"id\":\"" + rule + "\"")))
                .toList();
    }

    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }
}
