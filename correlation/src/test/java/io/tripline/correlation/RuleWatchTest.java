package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import io.tripline.correlation.state.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that change while they run: swapped between two events, and only if they are good. */
final class RuleWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    @TempDir Path directory;
    @TempDir Path state;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CorrelationMeters meters = new CorrelationMeters(registry);
    private final RuleLoader loader = new RuleLoader();
    private ActiveRules active;
    private RuleWatch watch;
    private int events;
    private Instant now = START;

    @BeforeEach
    void load() throws IOException {
        write("a", 3, "stable");
        write("b", 3, "stable");
        RuleLoader.Loaded loaded = loader.load(directory);
        assertThat(loaded.problems()).isEmpty();
        active = new ActiveRules(loaded.rules());
        watch = new RuleWatch(directory, loader, active, meters, new Warming(), () -> now);
    }

    @Test
    void a_changed_rule_is_swapped_and_the_others_are_left_alone() throws IOException {
        CompiledRule a = rule("a");
        CompiledRule b = rule("b");

        write("b", 2, "stable");
        watch.look();

        assertThat(rule("a")).isSameAs(a);
        assertThat(rule("b")).isNotSameAs(b);
        assertThat(rule("b").version()).isNotEqualTo(b.version());
        assertThat(registry.counter("tripline.correlation.rules.reloads").count()).isEqualTo(1);
    }

    @Test
    void a_changed_rule_is_warming_for_as_long_as_its_window() throws IOException {
        write("b", 2, "stable");
        watch.look();
        assertThat(warming()).isEqualTo(1);

        now = now.plus(rule("b").rule().window()).minusSeconds(1);
        watch.look();
        assertThat(warming()).isEqualTo(1);

        now = now.plusSeconds(1);
        watch.look();
        assertThat(warming()).isZero();
    }

    @Test
    void a_rule_that_changed_or_came_while_nothing_ran_is_warming_after_the_start()
            throws IOException {
        Path known = state.resolve("rules-before");
        start(known);
        assertThat(warming()).as("at the first start, nothing was before").isZero();

        write("b", 2, "stable");
        write("c", 3, "stable");
        start(known);
        assertThat(warming()).isEqualTo(2);

        now = now.plus(rule("b").rule().window()).minusSeconds(1);
        start(known);
        assertThat(warming()).as("a start does not end it").isEqualTo(2);

        now = now.plusSeconds(1);
        start(known);
        assertThat(warming()).isZero();
    }

    private void start(Path known) throws IOException {
        active = new ActiveRules(loader.load(directory).rules());
        try (RuleWatch started =
                new RuleWatch(directory, loader, active, meters, new Warming(known), () -> now)) {
            started.look();
        }
    }

    private double warming() {
        return registry.get("tripline.correlation.rules.warming").gauge().value();
    }

    @Test
    void nothing_happens_while_nothing_changes() {
        watch.look();
        watch.look();

        assertThat(registry.counter("tripline.correlation.rules.reloads").count()).isZero();
    }

    @Test
    void a_rule_that_is_no_good_any_more_is_refused_and_the_one_before_stays() throws IOException {
        CompiledRule b = rule("b");

        Path file = directory.resolve("credential-access/b.yml");
        Files.writeString(file, Files.readString(file).replace("values: {n: 3}", "values: {n: 4}"));
        watch.look();
        assertThat(rule("b")).isSameAs(b);
        assertThat(refused()).isEqualTo(1);

        Files.writeString(file, "no rule at all");
        watch.look();
        assertThat(rule("b")).isSameAs(b);
        assertThat(refused()).isEqualTo(1);

        write("b", 2, "stable");
        watch.look();
        assertThat(rule("b")).isNotSameAs(b);
        assertThat(refused()).isZero();
    }

    @Test
    void tests_of_raw_lines_decide_too_whether_a_changed_rule_is_swapped() throws IOException {
        RuleLoader reading =
                new RuleLoader(
                        InstantSource.system(),
                        (source, raw, _, _) ->
                                List.of(
                                        EcsEvent.builder()
                                                .set(EcsField.TIMESTAMP, START)
                                                .set(EcsField.EVENT_ID, "raw")
                                                .set(EcsField.EVENT_KIND, "event")
                                                .set(EcsField.EVENT_ACTION, raw)
                                                .set(EcsField.USER_NAME, source)
                                                .build()));
        writeRaw("b", 3, 3);
        RuleLoader.Loaded loaded = reading.load(directory);
        assertThat(loaded.problems()).isEmpty();
        active = new ActiveRules(loaded.rules());
        watch = new RuleWatch(directory, reading, active, meters, new Warming());
        CompiledRule before = rule("b");

        writeRaw("b", 2, 3);
        watch.look();
        assertThat(rule("b")).as("its raw lines give two, not three").isSameAs(before);
        assertThat(refused()).isEqualTo(1);

        writeRaw("b", 2, 2);
        watch.look();
        assertThat(rule("b")).isNotSameAs(before);
        assertThat(rule("b").rule().tests()).hasSize(2);
        assertThat(refused()).isZero();
    }

    @Test
    void a_rule_whose_file_goes_goes_and_a_new_one_comes() throws IOException {
        Files.delete(directory.resolve("credential-access/b.yml"));
        write("c", 3, "stable");
        watch.look();

        assertThat(active.current().rules()).extracting(CompiledRule::id).containsExactly("a", "c");
    }

    @Test
    void a_directory_that_cannot_be_read_leaves_the_rules_as_they_are() throws IOException {
        Path away = directory.resolveSibling(directory.getFileName() + "-away");
        Files.move(directory, away);
        watch.look();
        assertThat(active.current().rules()).hasSize(2);

        Files.move(away, directory);
        write("b", 2, "stable");
        watch.look();
        assertThat(rule("b").rule().epl().text()).contains(">= 2");
    }

    @Test
    void partial_matches_of_other_rules_survive_a_swap_and_the_changed_rule_sees_what_was_kept()
            throws IOException {
        List<Alert> alerts = new ArrayList<>();
        try (Correlator correlator =
                new Correlator(BOUNDS, Stores.inMemory(), active.current(), Outcomes.UNCOUNTED)) {
            for (String action : List.of("a", "a", "b")) {
                alerts.addAll(accept(correlator, action));
            }
            assertThat(alerts).isEmpty();

            write("b", 2, "stable");
            watch.look();
            correlator.use(active.current());
            alerts.addAll(accept(correlator, "a"));
            alerts.addAll(accept(correlator, "b"));
        }
        assertThat(alerts)
                .extracting(each -> each.rule().id() + " n=" + each.values().get("n"))
                .containsExactly("a n=3", "b n=2");
        assertThat(alerts.get(1).rule().version()).isEqualTo(rule("b").version());
    }

    @Test
    void what_an_experimental_rule_finds_is_a_signal_and_counted_as_one() throws IOException {
        write("b", 1, "experimental");
        watch.look();
        try (Correlator correlator =
                new Correlator(BOUNDS, Stores.inMemory(), active.current(), meters)) {
            assertThat(accept(correlator, "b"))
                    .singleElement()
                    .satisfies(each -> assertThat(each.rule().shadow()).isTrue());
        }
        assertThat(registry.counter("tripline.correlation.signals", "rule", "b").count())
                .isEqualTo(1);
        assertThat(registry.find("tripline.correlation.alerts").counter()).isNull();
    }

    /** With a second test, of raw lines: as many as the rule wants, of which it says that they give so many. */
    private void writeRaw(String id, int threshold, int expected) throws IOException {
        write(id, threshold, "stable");
        Path file = directory.resolve("credential-access").resolve(id + ".yml");
        Files.writeString(
                file,
                """
                  - name: enough raw lines
                    timeline: [{at: 0s, repeat: %d, source: linux.auth, raw: %s}]
                    expect: [{values: {n: %d}}]
                """
                        .formatted(threshold, id, expected),
                StandardOpenOption.APPEND);
    }

    private List<Alert> accept(Correlator correlator, String action) {
        events++;
        EcsEvent event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, START.plusSeconds(events))
                        .set(EcsField.EVENT_ID, "event-" + events)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.USER_NAME, "alice")
                        .set(EcsField.EVENT_ACTION, action)
                        .build();
        List<Alert> alerts = new ArrayList<>();
        try (Router router = new Router(active.current(), Outcomes.UNCOUNTED)) {
            for (Router.Routed each : router.route(event, "")) {
                alerts.addAll(
                        correlator.accept(
                                each.key(), each.event(), event.timestamp().toEpochMilli()));
            }
        }
        return alerts;
    }

    private CompiledRule rule(String id) {
        return active.current().byId(id).orElseThrow();
    }

    private double refused() {
        return registry.get("tripline.correlation.rules.refused").gauge().value();
    }

    private void write(String id, int threshold, String status) throws IOException {
        Path file = directory.resolve("credential-access").resolve(id + ".yml");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                title: Rule ID
                id: ID
                status: STATUS
                level: high
                description: Several events.
                tags: [attack.credential-access, attack.t1110]
                falsepositives: [Nobody.]
                entity: [user.name]
                window: 10m
                suppress: 1h
                epl: |
                  select count(*) as n from Event(event.action = 'ID')#time(10 min) having count(*) >= THRESHOLD
                message: "{user.name}"
                values: {n: n}
                runbook: Look.
                tests:
                  - name: enough
                    timeline: [{at: 0s, repeat: THRESHOLD, event: {event.action: ID, user.name: alice}}]
                    expect: [{values: {n: THRESHOLD}}]
                """
                        .replace("ID", id)
                        .replace("STATUS", status)
                        .replace("THRESHOLD", Integer.toString(threshold)));
    }
}
