package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import io.tripline.deploy.CannotRunException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backtest tells of alerts, and how it holds them against those that were told. */
final class BacktestTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final TimeSpan WEEK = new TimeSpan(MONDAY, MONDAY.plus(Duration.ofDays(7)));

    @Test
    void itTellsAlertsADayEntitiesAndSamples() {
        List<Alert> alerts =
                List.of(
                        alert("1", "guessing", "alice", 1),
                        alert("2", "guessing", "alice", 2),
                        alert("3", "guessing", "bob", 30),
                        alert("before", "guessing", "bob", -1),
                        alert("after", "guessing", "bob", 7 * 24));

        assertThat(new Backtest(WEEK, alerts).summary())
                .isEqualTo(
                        """
                        rule      alerts  a day  most a day  entities  such as
                        guessing  3       0.4    2           2         alice (2), bob (1)

                        guessing
                            2026-03-02T01:00:00Z  guessing about alice
                                2 matches, 1 event in evidence, the last event-1
                            2026-03-02T02:00:00Z  guessing about alice
                                2 matches, 1 event in evidence, the last event-2
                        """);
        assertThat(new Backtest(WEEK, List.of()).summary())
                .startsWith("No alert from 2026-03-02T00:00:00Z to 2026-03-09T00:00:00Z.");
    }

    /** Names come from events, and so from whoever attacks. */
    @Test
    void aNameForgesNoLines() {
        assertThat(
                        new Backtest(
                                        WEEK,
                                        List.of(alert("1", "guessing", "al\nguessing  0  ice", 1)))
                                .summary()
                                .lines())
                .hasSize(6);
    }

    @Test
    void aRuleOnTrialIsMarkedAsNobodyIsPagedByIt() {
        Alert live = alert("1", "guessing", "alice", 1);
        Alert.Rule rule = live.rule();
        Alert signal =
                new Alert(
                        live.id(),
                        new Alert.Rule(
                                rule.id(),
                                rule.title(),
                                rule.version(),
                                rule.level(),
                                rule.severity(),
                                rule.tactics(),
                                rule.techniques(),
                                true),
                        live.entity(),
                        live.occurrence(),
                        live.message(),
                        live.runbook(),
                        live.values(),
                        live.evidence());

        assertThat(new Backtest(WEEK, List.of(signal)).summary())
                .contains("guessing *  1 ")
                .contains("* experimental: kept and counted, and nobody is paged.");
        assertThat(new Backtest(WEEK, List.of(live)).summary()).doesNotContain("experimental");
    }

    @Test
    void whatIsGainedLostAndTheSameGoesByTheAlertsId() {
        Backtest now =
                new Backtest(
                        WEEK,
                        List.of(
                                alert("same", "guessing", "alice", 1),
                                alert("new", "guessing", "bob", 2),
                                alert("went-on", "guessing", "dora", 7 * 24 - 1)));

        Backtest.Against against =
                now.against(
                        Set.of("guessing"),
                        List.of(
                                alert("same", "guessing", "alice", 1),
                                alert("gone", "guessing", "carl", 3),
                                alert("went-on", "guessing", "dora", 7 * 24 + 1),
                                alert("of-last-week", "guessing", "carl", -3),
                                alert("began-last-week", "guessing", "carl", 0),
                                alert("other", "travel", "carl", 4)));

        assertThat(against.changes())
                .isEqualTo(
                        Map.of(
                                "same",
                                Backtest.Change.SAME,
                                "new",
                                Backtest.Change.GAINED,
                                "went-on",
                                Backtest.Change.SAME,
                                "gone",
                                Backtest.Change.LOST));
        assertThat(against.alerts())
                .extracting(Alert::id)
                .containsExactly("same", "new", "gone", "went-on");
        assertThat(Backtest.text(against))
                .isEqualTo(
                        """
                        gained  guessing
                            2026-03-02T02:00:00Z  guessing about bob
                                2 matches, 1 event in evidence, the last event-new
                        lost  guessing
                            2026-03-02T03:00:00Z  guessing about carl
                                2 matches, 1 event in evidence, the last event-gone
                        Against live: 1 gained, 1 lost, 2 same.
                        Not compared, as these rules are not here: travel (1).
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "24h, 12h, 2026-03-01T00:00:00Z, 2026-03-01T12:00:00Z",
        "7d, , 2026-02-23T00:00:00Z, 2026-03-02T00:00:00Z",
        "2026-03-01, 2026-03-01T12:00:00+02:00, 2026-03-01T00:00:00Z, 2026-03-01T10:00:00Z"
    })
    void timesAreTimesDaysOrAgo(String from, String to, Instant begin, Instant end) {
        assertThat(TimeSpan.of(from, to, MONDAY)).isEqualTo(new TimeSpan(begin, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13-01", "0s", "2026-03-03"})
    void aTimeThatIsNoneOrLiesAheadIsRefused(String from) {
        assertThatThrownBy(() -> TimeSpan.of(from, null, MONDAY))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("--from");
    }

    /** Of an hour that begins where it is said. */
    private static Alert alert(String id, String rule, String user, long hours) {
        Instant last = MONDAY.plus(Duration.ofHours(hours));
        return new Alert(
                id,
                new Alert.Rule(rule, rule, "1", "high", 75, List.of(), List.of()),
                new TreeMap<>(Map.of(EcsField.USER_NAME, user)),
                new Alert.Occurrence(
                        last.minus(Duration.ofMinutes(30)), last, 2, 1, false, Alert.State.RAISED),
                rule + " about " + user,
                "",
                new TreeMap<>(),
                List.of(Alert.Evidence.of("event-" + id, last, "", Map.of())));
    }
}
