package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.ReviewedException;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import io.tripline.correlation.state.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule does not tell, decided by a person for a reason and for a time. */
final class ReviewedExceptionTest {
    private static final Instant START = Instant.parse("2026-06-30T23:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    private static final String EXCEPTION =
            """
            rule: failures
            when: {user.name: [svc-backup, svc-scan], source.ip: 192.0.2.0/24}
            owner: alice@example.com
            reason: The scanner tries old passwords each night.
            reviewed: 2026-01-01
            expires: 2026-07-01
            """;

    @TempDir Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void rule() throws IOException {
        Files.createDirectories(directory.resolve("credential-access"));
        Files.createDirectories(directory.resolve("exceptions"));
        Files.writeString(
                directory.resolve("credential-access/failures.yml"),
                """
                title: Failures
                id: failures
                status: stable
                level: high
                description: Three failures.
                tags: [attack.credential-access, attack.t1110]
                falsepositives: [Nobody.]
                entity: [user.name]
                window: 10m
                suppress: 1h
                epl: |
                  select count(*) as n, window(*) as failures
                  from Event(event.outcome = 'failure')#time(10 min) having count(*) >= 3
                message: "{user.name}"
                runbook: Look.
                tests:
                  - name: an account that an exception names, for the rule's own tests know of none
                    defaults: {event.outcome: failure, user.name: svc-backup, source.ip: 192.0.2.7}
                    timeline: [{at: 0s, repeat: 3, event: {}}]
                    expect: [{entity: {user.name: svc-backup}}]
                """);
    }

    @Test
    void a_match_that_falls_under_an_exception_is_counted_and_not_told() throws IOException {
        write("nightly-scan.yml", EXCEPTION);

        assertThat(alerts(failures("SVC-Backup", "192.0.2.7", "192.0.2.8", "192.0.2.9"))).isEmpty();
        assertThat(hits()).isEqualTo(1);
    }

    @Test
    void one_event_that_the_exception_does_not_cover_and_the_match_is_told() throws IOException {
        write("nightly-scan.yml", EXCEPTION);

        assertThat(alerts(failures("svc-backup", "192.0.2.7", "192.0.2.8", "203.0.113.9")))
                .containsExactly("svc-backup");
        assertThat(alerts(failures("alice", "192.0.2.7", "192.0.2.8", "192.0.2.9")))
                .containsExactly("alice");
    }

    @Test
    void of_a_long_match_the_events_that_are_not_shown_must_be_covered_as_well()
            throws IOException {
        Path rule = directory.resolve("credential-access/failures.yml");
        Files.writeString(
                rule,
                Files.readString(rule)
                        .replace(">= 3", ">= 40")
                        .replace("repeat: 3", "repeat: 40, every: 1s"));
        write("nightly-scan.yml", EXCEPTION);
        String[] addresses = new String[40];
        Arrays.fill(addresses, "192.0.2.7");
        assertThat(alerts(failures("svc-scan", addresses))).isEmpty();

        Arrays.fill(addresses, 15, 25, "203.0.113.9");
        assertThat(alerts(failures("svc-scan", addresses))).containsExactly("svc-scan");
    }

    @Test
    void whether_it_has_expired_is_decided_in_the_time_of_the_events() throws IOException {
        write("nightly-scan.yml", EXCEPTION.replace("2026-07-01", "2026-06-30"));

        assertThat(alerts(failures("svc-backup", "192.0.2.7", "192.0.2.8", "192.0.2.9")))
                .containsExactly("svc-backup");
    }

    /** What a person works on is not taken from them because somebody else decides about the next time. */
    @Test
    void what_came_before_its_review_is_told_and_stands_live_as_in_a_replay() throws IOException {
        RuleLoader loader = new RuleLoader(InstantSource.fixed(NOW));
        RuleSet without = loader.load(directory).rules();
        write("nightly-scan.yml", EXCEPTION.replace("2026-01-01", "2026-06-30T23:00:30Z"));
        RuleSet with = loader.load(directory).rules();
        List<EcsEvent> before = failures("svc-scan", "192.0.2.7", "192.0.2.8", "192.0.2.9");
        List<EcsEvent> after = new ArrayList<>();
        for (EcsEvent each : before) {
            after.add(
                    each.toBuilder()
                            .set(EcsField.TIMESTAMP, each.timestamp().plusSeconds(30))
                            .set(EcsField.EVENT_ID, "later-" + each.id())
                            .build());
        }
        List<Alert> live = new ArrayList<>();
        try (Correlator correlator =
                        new Correlator(BOUNDS, Stores.inMemory(), without, Outcomes.UNCOUNTED);
                Router router = new Router(with, Outcomes.UNCOUNTED)) {
            accept(correlator, router, without, before, live);
            correlator.use(with);
            accept(correlator, router, with, after, live);
        }
        try (Replay replay = new Replay(with, BOUNDS)) {
            before.forEach(replay::accept);
            after.forEach(replay::accept);
            replay.end();

            assertThat(live).hasSize(1).isEqualTo(replay.alerts());
        }
    }

    private static void accept(
            Correlator correlator,
            Router router,
            RuleSet rules,
            List<EcsEvent> events,
            List<Alert> told) {
        for (EcsEvent event : events) {
            for (Router.Routed each : router.route(event, "")) {
                EntityKey key =
                        EntityKey.of(
                                rules.byId(each.key().rule().id()).orElseThrow(),
                                each.key().values());
                told.addAll(correlator.accept(key, each.event(), each.event().millis()));
            }
        }
    }

    @Test
    void a_day_of_review_holds_at_once_wherever_on_earth_it_is_written() throws IOException {
        write(
                "nightly-scan.yml",
                EXCEPTION
                        .replace("expires: 2026-07-01", "expires: 2027-07-01")
                        .replace("reviewed: 2026-01-01", "reviewed: 2026-07-01"));

        // In Auckland it is eleven in the morning.
        assertThat(alerts(failures("svc-scan", "192.0.2.7", "192.0.2.8", "192.0.2.9"))).isEmpty();
    }

    @Test
    void the_alerts_are_the_same_in_any_order_and_a_match_counts_once() throws IOException {
        write("nightly-scan.yml", EXCEPTION);
        List<EcsEvent> events =
                new ArrayList<>(failures("svc-backup", "192.0.2.7", "192.0.2.8", "192.0.2.9"));
        for (int seed = 1; seed <= 20; seed++) {
            Collections.shuffle(events, new Random(seed));
            double before = hits();
            assertThat(alerts(events)).as("seed %d", seed).isEmpty();
            assertThat(hits() - before).as("seed %d", seed).isEqualTo(1);
        }
    }

    @Test
    void an_expired_one_is_named_with_its_owner_and_not_silently_dropped() throws IOException {
        write("nightly-scan.yml", EXCEPTION);
        write("old.yml", EXCEPTION.replace("2026-07-01", "2026-02-01"));

        RuleLoader.Loaded loaded = new RuleLoader(InstantSource.fixed(NOW)).load(directory);
        new CorrelationMeters(registry).rules(loaded);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.expired()).extracting(ReviewedException::id).containsExactly("old");
        assertThat(registry.get("tripline.correlation.exceptions.expired").gauge().value())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} instead of {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rule: failures | rule: failure | 1: There is no rule failure. Did you mean failures?
                    owner: alice@example.com | ownr: alice@example.com | 3: An exception has no key ownr. Did you mean owner?
                    expires: 2026-07-01 | expires: +999999999-07-01 | 6: The key expires must be a day like 2026-12-31 or a time like 2026-12-31T08:00:00Z.
                    expires: 2026-07-01 | expires: soon | 6: The key expires must be a day like 2026-12-31 or a time like 2026-12-31T08:00:00Z.
                    reviewed: 2026-01-01 | reviewed: 2026-01-01T08:00 | 5: The key reviewed must be a day like 2026-12-31 or a time like 2026-12-31T08:00:00Z.
                    expires: 2026-07-01 | expires: 2036-07-01 | 6: An exception expires after its review, and within a year of it.
                    expires: 2026-07-01 | expires: 2025-07-01 | 6: An exception expires after its review, and within a year of it.
                    user.name: [svc | user.nam: [svc | 2: ECS has no field user.nam. Did you mean user.name?
                    source.ip: 192.0.2.0/24 | source.ip: [] | 2: The field source.ip needs a value, or a list of them.
                    user.name: [svc-backup, svc-scan], source.ip: 192.0.2.0/24 | '' | 2: An exception without a condition would silence the rule. Name a field.
                    192.0.2.0/24 | 0.0.0.0/0 | 2: 0.0.0.0/0 holds too much of all addresses, and would silence the rule. Name blocks of /8 (IPv6: /7) or smaller.
                    192.0.2.0/24 | [192.0.2.0/24, '::/0'] | 2: ::/0 holds too much of all addresses, and would silence the rule. Name blocks of /8 (IPv6: /7) or smaller.
                    192.0.2.0/24 | 128.0.0.0/1 | 2: 128.0.0.0/1 holds too much of all addresses, and would silence the rule. Name blocks of /8 (IPv6: /7) or smaller.
                    192.0.2.0/24 | 192.0.2.0/33 | 2: 192.0.2.0/33 is no block of addresses like 10.0.0.0/8.
                    [svc-backup, svc-scan] | "*" | 2: * would be any value, and silence the rule. Values are compared as they are; name those that you mean, or leave the field out.
                    192.0.2.0/24 | [1.0.0.0/8, 2.0.0.0/8, 3.0.0.0/8, 4.0.0.0/8, 5.0.0.0/9] | 2: The blocks of source.ip hold too much of all addresses together, and would silence the rule. They may hold as many as 4 blocks of /8 (IPv6: /7).
                    192.0.2.0/24 | ['2000::/7', '2200::/7', '2400::/7', '2600::/7', '2800::/7'] | 2: The blocks of source.ip hold too much of all addresses together, and would silence the rule. They may hold as many as 4 blocks of /8 (IPv6: /7).
                    192.0.2.0/24 | 0/0 | 2: 0/0 is neither an address like 203.0.113.7 nor a block like 203.0.113.0/24, and would never apply.
                    192.0.2.0/24 | 0.0.0.0/+0 | 2: 0.0.0.0/+0 holds too much of all addresses, and would silence the rule. Name blocks of /8 (IPv6: /7) or smaller.
                    192.0.2.0/24 | "203.0.113.*" | 2: 203.0.113.* is neither an address like 203.0.113.7 nor a block like 203.0.113.0/24, and would never apply.
                    192.0.2.0/24 | [192.0.2.0/24, 10.1] | 2: 10.1 is neither an address like 203.0.113.7 nor a block like 203.0.113.0/24, and would never apply.
                    192.0.2.0/24 | 172.16/12 | 2: 172.16/12 is no block of addresses like 10.0.0.0/8.
                    192.0.2.0/24 | scanner.example.com | 2: scanner.example.com is neither an address like 203.0.113.7 nor a block like 203.0.113.0/24, and would never apply.
                    [svc-backup, svc-scan] | null | 2: An event that lacks user.name has no value to be compared, so null would never apply. Leave it out, or write the word in quotes.
                    [svc-backup, svc-scan] | [svc-backup, ~] | 2: An event that lacks user.name has no value to be compared, so null would never apply. Leave it out, or write the word in quotes.
                    reason: The | reason: '' # The | 4: The key reason must hold text.
                    """)
    void a_broken_one_is_refused_with_line_and_mend(String good, String broken, String told)
            throws IOException {
        assertThat(EXCEPTION).contains(good);
        write("nightly-scan.yml", EXCEPTION.replace(good, broken));

        assertThat(new RuleLoader(InstantSource.fixed(NOW)).load(directory).problems())
                .extracting(each -> each.file() + ":" + each.line() + ": " + each.message())
                .contains("exceptions/nightly-scan.yml:" + told);
    }

    @Test
    void
            blocks_that_hold_everything_together_are_refused_and_those_of_nobody_on_the_internet_are_not()
                    throws IOException {
        write(
                "nightly-scan.yml",
                EXCEPTION.replace(
                        "192.0.2.0/24",
                        IntStream.range(0, 256)
                                .mapToObj(each -> each + ".0.0.0/8")
                                .collect(Collectors.joining(", ", "[", "]"))));
        assertThat(new RuleLoader(InstantSource.fixed(NOW)).load(directory).problems()).hasSize(1);

        write(
                "nightly-scan.yml",
                EXCEPTION.replace(
                        "192.0.2.0/24",
                        "[10.0.0.0/8, 10.0.0.0/9, 10.1.2.3, 127.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 'fc00::/7', 'fe80::/10', '::1']"));
        assertThat(new RuleLoader(InstantSource.fixed(NOW)).load(directory).problems()).isEmpty();
    }

    @Test
    void of_files_that_silence_a_rule_only_together_the_last_is_refused() throws IOException {
        String half =
                IntStream.range(0, 4)
                        .mapToObj(each -> 11 + each + ".0.0.0/8")
                        .collect(Collectors.joining(", ", "{source.ip: [", "]}"));
        String only = EXCEPTION.replaceFirst("when: .*", "when: " + half);
        write("nightly-scan.yml", only);
        assertThat(new RuleLoader(InstantSource.fixed(NOW)).load(directory).problems()).isEmpty();

        write("zz-more.yml", only.replace("11.0.0.0/8", "21.0.0.0/8"));

        assertThat(new RuleLoader(InstantSource.fixed(NOW)).load(directory).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "exceptions/zz-more.yml: With the exceptions in other files, the blocks of source.ip hold too much of all addresses together, and would silence the rule failures. Name smaller blocks, or ask a second field.");
    }

    @Test
    void an_address_is_meant_however_it_is_written() throws IOException {
        write(
                "nightly-scan.yml",
                EXCEPTION.replaceFirst("when: .*", "when: {source.ip: '2001:0DB8::0001'}"));

        assertThat(alerts(failures("svc-scan", "2001:db8::1", "2001:db8::1", "2001:db8::1")))
                .isEmpty();
    }

    private List<EcsEvent> failures(String user, String... addresses) {
        List<EcsEvent> events = new ArrayList<>();
        for (int i = 0; i < addresses.length; i++) {
            events.add(
                    EcsEvent.builder()
                            .set(EcsField.TIMESTAMP, START.plusSeconds(i))
                            .set(EcsField.EVENT_ID, "event-" + i)
                            .set(EcsField.EVENT_KIND, "event")
                            .set(EcsField.EVENT_OUTCOME, "failure")
                            .set(EcsField.USER_NAME, user)
                            .set(EcsField.SOURCE_IP, addresses[i])
                            .build());
        }
        return events;
    }

    private List<String> alerts(List<EcsEvent> events) throws IOException {
        RuleLoader.Loaded loaded = new RuleLoader(InstantSource.fixed(NOW)).load(directory);
        assertThat(loaded.problems()).isEmpty();
        try (Replay replay = new Replay(loaded.rules(), BOUNDS, new CorrelationMeters(registry))) {
            events.forEach(replay::accept);
            return replay.alerts().stream()
                    .map(each -> each.entity().get(EcsField.USER_NAME))
                    .toList();
        }
    }

    private double hits() {
        return registry.counter(
                        "tripline.correlation.excepted",
                        "rule",
                        "failures",
                        "exception",
                        "nightly-scan")
                .count();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve("exceptions").resolve(name), content);
    }
}
