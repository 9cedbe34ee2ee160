package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One alert, with all that it explains itself by. */
final class ExplainedAlertTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    private static final String RULE =
            """
            title: Sign-ins to a new host
            id: new-host
            status: stable
            level: high
            description: Several sign-ins from a listed address to a host that is new.
            tags: [attack.initial-access, attack.t1078]
            falsepositives: [Somebody who is on the list.]
            entity: [user.name]
            profiles:
              host: {of: host.name, within: 7d}
            window: 10m
            suppress: 1h
            epl: |
              select count(*) as sign_ins, list_entry(e.source.ip, 'offices') as entry, window(e.*) as events
              from Event(event.action = 'ssh_login', in_list(source.ip, 'offices'))#time(10 min) as e
              having count(*) >= 3 and e.profile.count('host') < 100
            message: "{user.name} signed in {sign_ins} times, the limit is {threshold}."
            values: {sign_ins: sign_ins, threshold: 3, entry: entry}
            runbook: Ask {user.name} about {entry}, {sign_ins} times.
            tests:
              - name: nothing happens
                timeline: [{at: 0s, event: {event.action: none}}]
                expect: none
            """;

    @TempDir Path rules;

    @Test
    void an_alert_says_by_what_events_rule_entity_values_list_and_profile_it_came_about()
            throws IOException {
        RuleSet all = rules();
        CompiledRule rule = all.rules().getFirst();
        try (Replay replay = new Replay(all, BOUNDS)) {
            for (int i = 0; i < 4; i++) {
                replay.accept(signIn(i, Duration.ofMinutes(i)), "logs.auth-3-" + (40 + i));
            }

            assertThat(replay.alerts())
                    .singleElement()
                    .satisfies(
                            alert -> {
                                assertThat(alert.rule().id()).isEqualTo("new-host");
                                assertThat(alert.rule().title())
                                        .isEqualTo("Sign-ins to a new host");
                                assertThat(alert.rule().version()).isEqualTo(rule.version());
                                assertThat(alert.rule().level()).isEqualTo("high");
                                assertThat(alert.rule().tactics())
                                        .containsExactly(
                                                new Alert.Tactic("TA0001", "Initial Access"));
                                assertThat(alert.rule().techniques())
                                        .containsExactly(
                                                new Alert.Technique("T1078", "Valid Accounts"));
                                assertThat(alert.entity())
                                        .isEqualTo(Map.of(EcsField.USER_NAME, "ann"));
                                assertThat(alert.occurrence())
                                        .isEqualTo(
                                                new Alert.Occurrence(
                                                        START,
                                                        START.plus(Duration.ofMinutes(3)),
                                                        2,
                                                        2,
                                                        false,
                                                        Alert.State.RAISED));
                                assertThat(alert.message())
                                        .isEqualTo("ann signed in 4 times, the limit is 3.");
                                assertThat(alert.runbook())
                                        .isEqualTo("Ask ann about 203.0.113.0/24, 4 times.");
                                assertThat(alert.values())
                                        .containsEntry("sign_ins", 4L)
                                        .containsEntry("threshold", 3L)
                                        .containsEntry("entry", "203.0.113.0/24")
                                        .containsEntry(
                                                "lists",
                                                "offices@" + rule.lists().getFirst().version())
                                        .containsEntry("profile.host.count", 3L);
                            });
            assertThat(replay.alerts().getFirst().evidence())
                    .extracting(
                            Alert.Evidence::eventId,
                            Alert.Evidence::timestamp,
                            Alert.Evidence::origin)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 4)
                                    .mapToObj(
                                            i ->
                                                    tuple(
                                                            "sign-in-" + i,
                                                            START.plus(Duration.ofMinutes(i)),
                                                            "logs.auth-3-" + (40 + i)))
                                    .toList());
            assertThat(replay.alerts().getFirst().evidence().getFirst().fields())
                    .containsEntry("user.name", "ann")
                    .containsEntry("source.ip", "203.0.113.7")
                    .containsEntry("host.name", "host");
        }
    }

    @Test
    void one_that_a_late_event_completes_says_so_and_has_its_events_in_the_order_of_time()
            throws IOException {
        try (Replay replay = new Replay(rules(), BOUNDS)) {
            for (int i : List.of(0, 2, 1)) {
                replay.accept(signIn(i, Duration.ofMinutes(i)), "logs.auth-3-" + i);
            }

            Alert alert = replay.alerts().getFirst();
            assertThat(alert.occurrence().late()).isTrue();
            assertThat(alert.evidence())
                    .extracting(Alert.Evidence::origin)
                    .containsExactly("logs.auth-3-0", "logs.auth-3-1", "logs.auth-3-2");
        }
    }

    @Test
    void of_many_events_it_shows_the_first_and_the_last_ten() throws IOException {
        try (Replay replay = new Replay(rules(), BOUNDS)) {
            for (int i = 0; i < 50; i++) {
                replay.accept(signIn(i, Duration.ofSeconds(i)), "logs.auth-3-" + i);
            }
            replay.end();

            assertThat(replay.alerts().getFirst().evidence())
                    .extracting(Alert.Evidence::origin)
                    .containsExactlyElementsOf(
                            IntStream.concat(IntStream.range(0, 10), IntStream.range(40, 50))
                                    .mapToObj(i -> "logs.auth-3-" + i)
                                    .toList());
        }
    }

    private RuleSet rules() throws IOException {
        Path file = rules.resolve("initial-access/new-host.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, RULE);
        Path list = rules.resolve("lists/offices.txt");
        Files.createDirectories(list.getParent());
        Files.writeString(list, "203.0.113.0/24\n");
        RuleLoader.Loaded loaded = new RuleLoader().load(rules);
        assertThat(loaded.problems()).isEmpty();
        return loaded.rules();
    }

    private static EcsEvent signIn(int number, Duration at) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, START.plus(at))
                .set(EcsField.EVENT_ID, "sign-in-" + number)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, "ssh_login")
                .set(EcsField.USER_NAME, "ann")
                .set(EcsField.SOURCE_IP, "203.0.113.7")
                .set(EcsField.HOST_NAME, "host")
                .build();
    }
}
