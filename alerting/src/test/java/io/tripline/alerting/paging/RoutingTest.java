package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final Instant NOW = Samples.APPENDED;
    private static final Map<String, Routing.Hears> CHAT =
            Map.of("chat", new Routing.Hears(false, false, false));
    private static final Hours NIGHTS =
            new Hours(
                    "nights", Set.of(DayOfWeek.values()), LocalTime.of(22, 0), LocalTime.of(7, 0));
    private static final Hours DAYS =
            new Hours("days", Set.of(DayOfWeek.values()), LocalTime.of(7, 0), LocalTime.of(22, 0));

    @Test
    void the_first_route_that_matches_is_taken() throws Exception {
        Routing routing =
                routing(
                        route("critical", severity(90)),
                        route("ann", entity("user.name", "a*")),
                        route("rest", Match.ALL));

        assertThat(routing.route(alert(), NOW).orElseThrow().name()).isEqualTo("ann");
    }

    @Test
    void explain_says_of_every_route_why_it_is_not_taken() throws Exception {
        Routing routing =
                routing(
                        route("critical", severity(90)),
                        route("bob", entity("user.name", "bob")),
                        route("host", entity("host.name", "db*")),
                        route("web", rules("web-*")),
                        route("night", hours(NIGHTS)),
                        route("rest", Match.ALL));

        assertThat(routing.explain(alert(), NOW))
                .containsExactly(
                        "Route critical does not match: severity 73 is not from 90 to 100.",
                        "Route bob does not match: user.name is none of [bob].",
                        "Route host does not match: its entity has no host.name.",
                        "Route web does not match: rule brute-force is none of [web-*].",
                        "Route night does not match: it is not in the hours nights.",
                        "Route rest matches: it tells chat.");
    }

    @Test
    void hours_are_those_of_the_wall_clock_in_their_zone_and_may_pass_midnight() {
        ZoneId oslo = ZoneId.of("Europe/Oslo");

        assertThat(NIGHTS.contain(Instant.parse("2026-03-02T21:00:00Z"), oslo)).isTrue();
        assertThat(NIGHTS.contain(Instant.parse("2026-03-02T20:59:00Z"), oslo)).isFalse();
        assertThat(NIGHTS.contain(Instant.parse("2026-03-03T05:59:00Z"), oslo)).isTrue();
        assertThat(NIGHTS.contain(Instant.parse("2026-03-03T06:00:00Z"), oslo)).isFalse();
    }

    @Test
    void quiet_hours_end_where_the_next_loud_minute_begins_also_over_the_end_of_the_week() {
        Route quiet = quiet(NIGHTS);

        assertThat(quiet.quietUntil(Instant.parse("2026-03-01T23:30:10Z"), ZoneOffset.UTC))
                .contains(Instant.parse("2026-03-02T07:00:00Z"));
        assertThat(quiet.quietUntil(Instant.parse("2026-03-02T08:00:00Z"), ZoneOffset.UTC))
                .isEmpty();
    }

    @Test
    void quiet_hours_end_by_the_wall_clock_when_the_night_has_an_hour_more_or_less() {
        ZoneId oslo = ZoneId.of("Europe/Oslo");
        Route quiet = quiet(NIGHTS);

        // From Saturday, 22:30, to Sunday, 07:00: in October nine and a half hours, in March seven
        // and a half.
        assertThat(quiet.quietUntil(Instant.parse("2026-10-24T20:30:00Z"), oslo))
                .contains(Instant.parse("2026-10-25T06:00:00Z"));
        assertThat(quiet.quietUntil(Instant.parse("2026-03-28T21:30:00Z"), oslo))
                .contains(Instant.parse("2026-03-29T05:00:00Z"));
    }

    @Test
    void quiet_hours_that_end_at_a_time_which_comes_twice_never_end_in_the_past() {
        ZoneId oslo = ZoneId.of("Europe/Oslo");
        Route quiet =
                quiet(
                        new Hours(
                                "short",
                                Set.of(DayOfWeek.SUNDAY),
                                LocalTime.of(1, 0),
                                LocalTime.of(2, 30)));

        // 02:10 for the second time.
        assertThat(quiet.quietUntil(Instant.parse("2026-10-25T01:10:00Z"), oslo))
                .contains(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void all_problems_are_told_at_once() {
        Routing routing =
                new Routing(
                        List.of(
                                route("broad", severity(50)),
                                route("narrow", severity(75)),
                                new Route(
                                        "lost",
                                        severity(10),
                                        List.of("nobody"),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(
                                                new Escalation(
                                                        Duration.ofMinutes(5),
                                                        List.of(List.of("ghost")),
                                                        0))),
                                new Route(
                                        "mute",
                                        Match.ALL,
                                        List.of("chat"),
                                        List.of(NIGHTS, DAYS),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())),
                        ZoneOffset.UTC,
                        CHAT,
                        Optional.of("gone"));

        assertThat(routing.problems())
                .containsExactly(
                        "The route narrow can never match: whatever it matches, the route broad before"
                                + " it takes.",
                        "The route lost names the destination nobody, which there is not: there are"
                                + " chat.",
                        "The route lost names the destination ghost, which there is not: there are"
                                + " chat.",
                        "The route mute is silenced at every hour of the week by its quiet hours"
                                + " together: leave a time in which somebody is told.",
                        "The fallback gone is no destination: there are chat.");
    }

    @Test
    void a_route_to_which_several_together_leave_nothing_can_never_match() {
        Route tag = route("tag", tags("attack.t1110"));

        assertThat(
                        routing(
                                        route("unlike", rules("brute-*")),
                                        route("low", severities(0, 50)),
                                        route("middle", severities(40, 60)),
                                        route("high", severity(51)),
                                        tag)
                                .problems())
                .containsExactly(
                        "The route tag can never match: whatever it matches, one of the routes low,"
                                + " high before it takes.");
        assertThat(
                        routing(route("days", hours(DAYS)), route("nights", hours(NIGHTS)), tag)
                                .problems())
                .singleElement()
                .asString()
                .contains("The route tag", "days, nights");
        assertThat(
                        routing(
                                        route("grave days", severity(50, 100, DAYS)),
                                        route("grave nights", severity(50, 100, NIGHTS)),
                                        route("little", severities(0, 49)),
                                        tag)
                                .problems())
                .singleElement()
                .asString()
                .contains("grave days, grave nights, little");
    }

    @Test
    void a_route_to_which_one_severity_or_minute_is_left_can_match() {
        Route tag = route("tag", tags("attack.t1110"));
        Hours almost =
                new Hours(
                        "almost",
                        Set.of(DayOfWeek.values()),
                        LocalTime.of(7, 0),
                        LocalTime.of(21, 59));

        assertThat(
                        routing(route("low", severities(0, 49)), route("high", severity(51)), tag)
                                .problems())
                .isEmpty();
        assertThat(
                        routing(route("almost", hours(almost)), route("nights", hours(NIGHTS)), tag)
                                .problems())
                .isEmpty();
        assertThat(
                        routing(
                                        route("grave days", severity(50, 100, DAYS)),
                                        route("little nights", severity(0, 49, NIGHTS)),
                                        tag)
                                .problems())
                .isEmpty();
        assertThat(
                        routing(route("low", severities(0, 50)), route("rule", rules("a")), tag)
                                .problems())
                .isEmpty();
    }

    @Test
    void hours_of_sunday_night_end_on_monday() {
        BitSet minutes =
                new Hours(
                                "sunday night",
                                Set.of(DayOfWeek.SUNDAY),
                                LocalTime.of(22, 0),
                                LocalTime.of(7, 0))
                        .minutes();

        assertThat(minutes.cardinality()).isEqualTo(9 * 60);
        assertThat(minutes.nextClearBit(0)).isEqualTo(7 * 60);
        assertThat(minutes.nextSetBit(7 * 60)).isEqualTo((6 * 24 + 22) * 60);
    }

    @Test
    void a_route_whose_hours_are_all_quiet_never_tells_anybody() {
        Route route =
                new Route(
                        "night",
                        hours(NIGHTS),
                        List.of("chat"),
                        List.of(NIGHTS),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        assertThat(routing(route).problems()).singleElement().asString().contains("silenced");
    }

    @Test
    void a_route_behind_a_narrower_one_is_reachable() {
        assertThat(
                        routing(
                                        route("a", entity("user.name", "admin*")),
                                        route("b", entity("user.name", "*")),
                                        route("c", entity("host.name", "*")),
                                        route("d", hours(NIGHTS)),
                                        route("e", Match.ALL))
                                .problems())
                .isEmpty();
    }

    @Test
    void tags_are_techniques_and_tactics() {
        Alert alert = alert(Map.of(), Map.of());

        for (Match each : List.of(tags("attack.t1110*"), tags("attack.credential-access"))) {
            assertThat(each.misses(alert, NOW, ZoneOffset.UTC)).isEmpty();
        }
        assertThat(tags("attack.t1078").misses(alert, NOW, ZoneOffset.UTC)).hasSize(1);
    }

    @Test
    void what_is_critical_is_found_in_the_entity_and_in_the_evidence_in_any_form_of_its_name() {
        Alert alert =
                alert(
                        Map.of(EcsField.USER_NAME, "CORP\\Ann"),
                        Map.of(
                                "host.name", "DB1.corp.example.com",
                                "destination.ip", "192.0.2.9",
                                "message", "backup"));

        for (String each :
                List.of(
                        "ann",
                        "corp\\ann",
                        "db1",
                        "db1.corp.example.com",
                        "db*",
                        "192.0.2.9",
                        "192.0.2.0/24")) {
            assertThat(critical(each).misses(alert, NOW, ZoneOffset.UTC)).as(each).isEmpty();
        }
        for (String each : List.of("bob", "db2", "192.0.3.0/24", "backup")) {
            assertThat(critical(each).misses(alert, NOW, ZoneOffset.UTC)).as(each).hasSize(1);
        }
    }

    private static Alert alert(Map<EcsField, String> entity, Map<String, Object> evidence) {
        return new Alert(
                "a1",
                new Alert.Rule(
                        "r",
                        "R",
                        "v",
                        "high",
                        75,
                        List.of(new Alert.Tactic("TA0006", "Credential Access")),
                        List.of(new Alert.Technique("T1110.001", "Password Guessing"))),
                new TreeMap<>(entity),
                new Alert.Occurrence(NOW, NOW, 1, 1, false, Alert.State.RAISED),
                "m",
                "r",
                new TreeMap<>(),
                List.of(Alert.Evidence.of("e", NOW, "", evidence)));
    }

    private static Alert alert() throws Exception {
        return AlertJson.read(
                Objects.requireNonNull(Samples.alert("a1", 1, Alert.State.RAISED).value()));
    }

    private static Route route(String name, Match when) {
        return new Route(
                name,
                when,
                List.of("chat"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Route quiet(Hours hours) {
        return new Route(
                "quiet",
                Match.ALL,
                List.of("chat"),
                List.of(hours),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Match severity(long least) {
        return new Match(least, 100, List.of(), List.of(), Map.of(), List.of(), Optional.empty());
    }

    private static Match severities(long least, long most) {
        return new Match(least, most, List.of(), List.of(), Map.of(), List.of(), Optional.empty());
    }

    private static Match severity(long least, long most, Hours hours) {
        return new Match(
                least, most, List.of(), List.of(), Map.of(), List.of(), Optional.of(hours));
    }

    private static Match rules(String pattern) {
        return new Match(
                0, 100, List.of(pattern), List.of(), Map.of(), List.of(), Optional.empty());
    }

    private static Match tags(String pattern) {
        return new Match(
                0, 100, List.of(), List.of(pattern), Map.of(), List.of(), Optional.empty());
    }

    private static Match entity(String field, String pattern) {
        return new Match(
                0,
                100,
                List.of(),
                List.of(),
                Map.of(field, List.of(pattern)),
                List.of(),
                Optional.empty());
    }

    private static Match critical(String value) {
        return new Match(0, 100, List.of(), List.of(), Map.of(), List.of(value), Optional.empty());
    }

    private static Match hours(Hours hours) {
        return new Match(0, 100, List.of(), List.of(), Map.of(), List.of(), Optional.of(hours));
    }

    @Test
    void a_repetition_that_wakes_nobody_is_refused_and_one_that_wakes_somebody_is_not() {
        Routing.Hears silent = new Routing.Hears(false, true, true, false);
        Map<String, Routing.Hears> all =
                Map.of(
                        "duty",
                        silent,
                        "lead",
                        silent,
                        "chat",
                        new Routing.Hears(false, false, true));
        Route mute = escalating("mute", List.of("duty"), List.of("lead"), 1);
        Route again = escalating("again", List.of("duty"), List.of("duty"), 0);
        Route loud = escalating("loud", List.of("duty", "chat"), List.of("lead"), 1);

        assertThat(problems(all, mute))
                .singleElement()
                .asString()
                .contains("The route mute repeats its escalation, which wakes nobody: duty, lead");
        assertThat(problems(all, again))
                .singleElement()
                .asString()
                .contains("The route again escalates to duty, who was told before");
        assertThat(problems(all, loud)).isEmpty();
    }

    private static List<String> problems(Map<String, Routing.Hears> all, Route route) {
        return new Routing(List.of(route), ZoneOffset.UTC, all, Optional.empty()).problems();
    }

    private static Route escalating(String name, List<String> to, List<String> step, int repeat) {
        return new Route(
                name,
                Match.ALL,
                to,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Escalation(Duration.ofMinutes(5), List.of(step), repeat)));
    }

    private static Routing routing(Route... routes) {
        return new Routing(List.of(routes), ZoneOffset.UTC, CHAT, Optional.empty());
    }
}
