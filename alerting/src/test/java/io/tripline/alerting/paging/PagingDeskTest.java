package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.alerting.mutes.Mute;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident;
import io.tripline.contracts.TriageChange.Status;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagingDeskTest {
    private static final Routing.Hears PEOPLE = new Routing.Hears(false, true, true);
    private static final Map<String, Routing.Hears> ALL =
            Map.of("on-call", PEOPLE, "lead", PEOPLE, "chat", PEOPLE);
    private static final Duration MINUTES = Duration.ofMinutes(15);
    private static final Escalation TO_LEAD = new Escalation(MINUTES, List.of(List.of("lead")), 0);

    @Test
    void an_alert_goes_to_every_destination_of_its_route_as_it_is_on_the_topic() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call", "chat"))));

        desks.alert("a1", 1, State.RAISED);

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "chat a1-r1");
        assertThat(desks.pages.getFirst().document())
                .isEqualTo(Samples.alert("a1", 1, State.RAISED).value());
    }

    @Test
    void every_change_of_state_is_a_page_and_nothing_else() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));

        desks.alert("a1", 1, State.RAISED);
        desks.alert("a1", 2, State.RAISED);
        desks.alert("a1", 3, State.WITHDRAWN);
        desks.alert("a1", 4, State.RAISED);
        desks.alert("a1", 4, State.RAISED);
        desks.alert("a1", 3, State.WITHDRAWN);
        desks.alert("a1", 6, State.WITHDRAWN);

        assertThat(desks.ids())
                .containsExactly(
                        "on-call a1-r1", "on-call a1-r3", "on-call a1-r4", "on-call a1-r6");
    }

    @Test
    void who_wants_every_revision_is_told_every_revision() {
        Routing eager =
                new Routing(
                        List.of(Route.everything("all", List.of("on-call", "chat"))),
                        ZoneOffset.UTC,
                        Map.of(
                                "on-call",
                                new Routing.Hears(false, true, true),
                                "chat",
                                new Routing.Hears(true, false, false)),
                        Optional.empty());
        Desks desks = new Desks(eager);

        desks.alert("a1", 1, State.RAISED);
        desks.alert("a1", 2, State.RAISED);

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "chat a1-r1", "chat a1-r2");
    }

    @Test
    void an_alert_of_which_nothing_is_known_is_a_page_whatever_its_revision() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));

        desks.alert("a1", 3, State.RAISED);
        desks.alert("a2", 3, State.WITHDRAWN);

        assertThat(desks.ids()).containsExactly("on-call a1-r3");
    }

    @Test
    void a_rule_that_is_still_tried_out_pages_nobody_until_it_is_trusted() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));

        desks.handle(Samples.alert("a1", 1, State.RAISED, true));
        desks.handle(Samples.alert("a1", 2, State.RAISED, false));

        assertThat(desks.ids()).containsExactly("on-call a1-r2");
    }

    @Test
    void what_is_muted_pages_nobody() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));
        desks.mutes = maintenance();

        desks.alert("a1", 1, State.RAISED);

        assertThat(desks.pages).isEmpty();
    }

    @Test
    void what_is_muted_after_somebody_was_told_escalates_no_more_but_its_end_is_told() {
        Desks desks = new Desks(routing(escalating(1)));
        desks.alert("a1", 1, State.RAISED);

        desks.mutes = maintenance();
        desks.after(MINUTES);
        desks.after(MINUTES);
        desks.alert("a1", 2, State.WITHDRAWN);
        desks.alert("a1", 3, State.RAISED);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "on-call RESOLVE");
    }

    @Test
    void a_muted_incident_pages_nobody_and_one_that_was_told_grows_in_silence() {
        Desks desks = new Desks(routing(grouping()));
        desks.alert("a1", 1, State.RAISED);

        desks.mutes = maintenance();
        desks.incident(incident(1, Incident.Status.OPEN, "a1"));
        desks.after(Duration.ofMinutes(1));
        assertThat(desks.pages).isEmpty();
        desks.mutes = Mutes.NONE;
        desks.alert("a2", 1, State.RAISED);
        desks.incident(incident(2, Incident.Status.OPEN, "a1", "a2"));
        desks.mutes = maintenance();
        desks.alert("a3", 1, State.RAISED);
        desks.incident(incident(3, Incident.Status.OPEN, "a1", "a2", "a3"));
        desks.after(Duration.ofMinutes(1));

        assertThat(desks.ids()).containsExactly("on-call i1-r2");
    }

    /** Covers every alert of these tests. */
    private static Mutes maintenance() {
        return new Mutes(
                List.of(
                        new Mute(
                                "maintenance",
                                "ann",
                                "Hosts are patched.",
                                Samples.APPENDED.minusSeconds(1),
                                Samples.APPENDED.plusSeconds(1),
                                List.of("brute-force"),
                                List.of(),
                                Optional.empty())));
    }

    @Test
    void what_is_no_alert_is_a_dead_letter_and_stops_nobody() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));

        desks.handle(Desks.record("alerts", "a1", new byte[] {'{', '}'}));
        desks.alert("a2", 1, State.RAISED);

        assertThat(desks.ids()).containsExactly("on-call a2-r1");
    }

    @Test
    void unacknowledged_it_goes_from_step_to_step_and_round_again_and_then_ends() {
        Desks desks = new Desks(routing(escalating(1)));

        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES.minusSeconds(1));
        assertThat(desks.ids()).containsExactly("on-call a1-r1");
        desks.after(Duration.ofSeconds(1));
        desks.after(MINUTES);
        desks.after(MINUTES);
        desks.after(MINUTES);
        desks.after(Duration.ofDays(1));

        assertThat(desks.ids())
                .containsExactly(
                        "on-call a1-r1", "lead a1-r1-e1", "on-call a1-r1-e2", "lead a1-r1-e3");
        assertThat(desks.pages.get(1).note()).isEqualTo("Nobody has acknowledged this for 15 min.");
    }

    @Test
    void acknowledged_it_escalates_no_more_and_everybody_who_was_told_hears_of_it() {
        Desks desks = new Desks(routing(escalating(1)));
        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES);

        desks.triage("a1", 1, Status.ACKNOWLEDGED);
        desks.after(Duration.ofDays(1));
        desks.triage("a1", 2, Status.CLOSED);
        // Late and out of order.
        desks.triage("a1", 1, Status.ACKNOWLEDGED);

        assertThat(desks.kinds())
                .containsExactly(
                        "on-call TRIGGER",
                        "lead TRIGGER",
                        "on-call ACKNOWLEDGE",
                        "lead ACKNOWLEDGE",
                        "on-call RESOLVE",
                        "lead RESOLVE");
        assertThat(desks.ids()).doesNotHaveDuplicates();
    }

    @Test
    void withdrawn_it_escalates_no_more() {
        Desks desks = new Desks(routing(escalating(0)));
        desks.alert("a1", 1, State.RAISED);

        desks.alert("a1", 2, State.WITHDRAWN);
        desks.after(Duration.ofDays(1));

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "on-call RESOLVE");
    }

    @Test
    void a_kill_forgets_neither_an_escalation_nor_an_acknowledgement() {
        Desks desks = new Desks(routing(escalating(1)));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);
        desks.triage("a2", 1, Status.ACKNOWLEDGED);
        desks.pages.clear();

        desks.killAndRestart();
        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES);
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("lead a1-r1-e1", "on-call a1-r1-e2");
    }

    @Test
    void an_old_alert_escalates_in_wall_time_not_in_the_time_of_its_events() {
        Desks desks = new Desks(routing(escalating(0)));
        desks.now = Samples.APPENDED.plus(Duration.ofDays(7));

        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES.minusSeconds(1));

        assertThat(desks.ids()).containsExactly("on-call a1-r1");
    }

    @Test
    void beyond_the_limit_alerts_are_held_back_and_summed_up_even_after_a_kill() {
        Route limited =
                new Route(
                        "busy",
                        Match.ALL,
                        List.of("chat"),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Limit(2, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(routing(limited));

        for (int i = 1; i <= 5; i++) {
            desks.alert("a" + i, 1, State.RAISED);
            desks.killAndRestart();
        }
        assertThat(desks.ids()).containsExactly("chat a1-r1", "chat a2-r1");
        desks.after(Duration.ofHours(1));
        desks.after(Duration.ofHours(1));
        desks.alert("a6", 1, State.RAISED);

        assertThat(desks.kinds())
                .containsExactly("chat TRIGGER", "chat TRIGGER", "chat SUMMARY", "chat TRIGGER");
        assertThat(
                        new String(
                                desks.pages.get(2).document(),
                                java.nio.charset.StandardCharsets.UTF_8))
                .contains("3 alerts were held back by the route busy: 3 × Brute force.");
    }

    @Test
    void what_a_route_held_back_that_is_gone_is_told_to_another_destination() {
        Route limited =
                new Route(
                        "busy",
                        Match.ALL,
                        List.of("on-call"),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Limit(1, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(routing(limited));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);

        desks.killAndRestart(routing(Route.everything("renamed", List.of("on-call"))));
        desks.after(Duration.ofHours(1));

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "chat SUMMARY");
        assertThat(new String(desks.pages.getLast().document(), UTF_8))
                .contains("1 alert was held back by the route busy: 1 × Brute force.");
    }

    @Test
    void in_quiet_hours_alerts_are_held_back_until_their_end() {
        // Samples are of a Monday, 08:00.
        Hours early =
                new Hours(
                        "early", Set.of(DayOfWeek.MONDAY), LocalTime.of(6, 0), LocalTime.of(9, 0));
        Desks desks =
                new Desks(
                        routing(
                                new Route(
                                        "calm",
                                        Match.ALL,
                                        List.of("chat"),
                                        List.of(early),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())));

        desks.alert("a1", 1, State.RAISED);
        desks.after(Duration.ofMinutes(59));
        assertThat(desks.pages).isEmpty();
        desks.after(Duration.ofMinutes(1));
        desks.alert("a2", 1, State.RAISED);

        assertThat(desks.kinds()).containsExactly("chat SUMMARY", "chat TRIGGER");
    }

    @Test
    void what_could_not_be_delivered_is_told_to_somebody_else_once() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));
        desks.alert("a1", 1, State.RAISED);

        desks.receipt(receipt(desks.pages.getFirst()));
        desks.receipt(receipt(desks.pages.get(1)));

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "chat a1-r1-undelivered");
        assertThat(desks.pages.get(1).note())
                .isEqualTo(
                        "The destination on-call was not told: expired after 7 attempts (timeout).");
        assertThat(desks.pages.get(1).document()).isEqualTo(desks.pages.getFirst().document());
    }

    @Test
    void an_incidents_alerts_are_one_page_that_is_kept_up_to_date() {
        Desks desks = new Desks(routing(grouping()));

        desks.alert("a1", 1, State.RAISED);
        assertThat(desks.pages).isEmpty();
        desks.incident(incident(1, Incident.Status.OPEN, "a1"));
        desks.killAndRestart();
        // Named before it is here.
        desks.incident(incident(2, Incident.Status.OPEN, "a1", "a2"));
        desks.alert("a2", 1, State.RAISED);
        desks.incident(incident(3, Incident.Status.OPEN, "a1", "a2"));
        desks.after(Duration.ofMinutes(1));
        desks.incident(incident(4, Incident.Status.WITHDRAWN, "a1", "a2"));

        assertThat(desks.ids()).containsExactly("on-call i1-r1", "on-call i1-r2", "on-call i1-r4");
        assertThat(desks.kinds())
                .containsExactly("on-call TRIGGER", "on-call UPDATE", "on-call RESOLVE");
    }

    @Test
    void a_closed_incident_that_grows_is_a_page_again_and_escalates() {
        Desks desks = new Desks(routing(grouping(Optional.of(TO_LEAD), List.of())));
        desks.alert("a1", 1, State.RAISED);
        desks.incident(incident(1, Incident.Status.OPEN, "a1"));
        desks.triage("i1", 1, Status.CLOSED);
        int before = desks.pages.size();

        desks.incident(incident(2, Incident.Status.OPEN, "a1"));
        assertThat(desks.pages).as("nothing new").hasSize(before);
        desks.incident(incident(3, Incident.Status.OPEN, "a1", "a2"));
        desks.killAndRestart();
        desks.after(MINUTES);
        desks.triage("i1", 2, Status.CLOSED);
        desks.after(MINUTES);

        assertThat(desks.kinds().subList(before, desks.pages.size()))
                .startsWith("on-call TRIGGER", "lead TRIGGER")
                .filteredOn(each -> each.endsWith("TRIGGER"))
                .hasSize(2);
        assertThat(desks.pages.get(before).note()).isEqualTo("It was closed and has 2 alerts now.");
    }

    @Test
    void an_incident_that_was_held_back_and_goes_on_afterwards_is_a_page() {
        // Samples are of a Monday, 08:00.
        Hours early =
                new Hours(
                        "early", Set.of(DayOfWeek.MONDAY), LocalTime.of(6, 0), LocalTime.of(9, 0));
        Desks desks = new Desks(routing(grouping(Optional.empty(), List.of(early))));
        desks.alert("a1", 1, State.RAISED);
        desks.incident(incident(1, Incident.Status.OPEN, "a1"));
        desks.incident(incident(2, Incident.Status.OPEN, "a1", "a2"));
        desks.after(Duration.ofHours(1));

        desks.incident(incident(3, Incident.Status.OPEN, "a1", "a2", "a3"));
        desks.incident(incident(4, Incident.Status.OPEN, "a1", "a2", "a3", "a4"));

        assertThat(desks.kinds())
                .containsExactly("on-call SUMMARY", "on-call TRIGGER", "on-call UPDATE");
        assertThat(new String(desks.pages.getFirst().document(), UTF_8))
                .contains("1 alert was held back");
    }

    @Test
    void an_alert_without_an_incident_waits_no_longer_than_the_route_says() {
        Desks desks = new Desks(routing(grouping()));

        desks.alert("a1", 1, State.RAISED);
        desks.killAndRestart();
        desks.after(Duration.ofSeconds(4));
        assertThat(desks.pages).isEmpty();
        desks.after(Duration.ofSeconds(1));

        assertThat(desks.ids()).containsExactly("on-call a1-r1");
    }

    @Test
    void an_incident_that_came_before_its_alert_is_not_forgotten() {
        Desks desks = new Desks(routing(grouping()));

        desks.incident(incident(1, Incident.Status.OPEN, "a1"));
        desks.alert("a1", 1, State.RAISED);

        assertThat(desks.ids()).containsExactly("on-call i1-r1");
    }

    private static Route grouping() {
        return grouping(Optional.empty(), List.of());
    }

    private static Route grouping(Optional<Escalation> escalation, List<Hours> quiet) {
        return new Route(
                "grouped",
                Match.ALL,
                List.of("on-call"),
                quiet,
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty(),
                escalation);
    }

    private static Incident incident(int revision, Incident.Status status, String... alerts) {
        return new Incident(
                "i1",
                revision,
                status,
                null,
                new Incident.Gravity(Samples.APPENDED, Samples.APPENDED, 50, "high", 75),
                "An attack.",
                alerts.length,
                List.of(alerts),
                List.of(),
                List.of(),
                Stream.of(alerts).map(PagingDeskTest::step).toList(),
                List.of());
    }

    private static Incident.Step step(String alert) {
        return new Incident.Step(
                Samples.APPENDED,
                Samples.APPENDED,
                alert,
                "brute-force",
                "Brute force",
                "high",
                "ann: revision 1",
                1,
                List.of(),
                List.of(),
                List.of("ann"));
    }

    @Test
    void of_too_many_cases_the_oldest_are_forgotten() {
        Desks desks = new Desks(routing(Route.everything("all", List.of("on-call"))));

        for (int i = 0; i <= Cases.ROOM; i++) {
            desks.alert("a" + i, 1, State.RAISED);
        }

        assertThat(desks.state).hasSize(Cases.ROOM).doesNotContainKey("case:a0");
    }

    private static Receipt receipt(Page page) {
        return new Receipt(
                page.id(),
                page.about(),
                page.subject(),
                page.kind(),
                page.destination(),
                page.route(),
                page.why(),
                Receipt.Outcome.EXPIRED,
                0,
                "timeout",
                7,
                page.created(),
                page.created());
    }

    private static Route escalating(int repeat) {
        return new Route(
                "urgent",
                Match.ALL,
                List.of("on-call"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), repeat)));
    }

    private static Routing routing(Route... routes) {
        return new Routing(List.of(routes), ZoneOffset.UTC, ALL, Optional.empty());
    }
}
