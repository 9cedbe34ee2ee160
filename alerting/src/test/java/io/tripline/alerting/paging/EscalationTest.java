package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident;
import io.tripline.contracts.TriageChange.Status;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EscalationTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);

    @Test
    void unacknowledged_it_goes_from_step_to_step_and_round_again_and_then_ends() {
        Desks desks = new Desks(Desks.routing(escalating(1)));

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
        Desks desks = new Desks(Desks.routing(escalating(1)));
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
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.alert("a1", 1, State.RAISED);

        desks.alert("a1", 2, State.WITHDRAWN);
        desks.after(Duration.ofDays(1));

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "on-call RESOLVE");
    }

    @Test
    void a_kill_forgets_neither_an_escalation_nor_an_acknowledgement() {
        Desks desks = new Desks(Desks.routing(escalating(1)));
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
    void an_alert_that_cannot_be_read_any_more_keeps_no_other_from_escalating() {
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);
        String damaged = new String(desks.state.get("case:a1"), UTF_8).split("\n", 2)[0] + "\n{}";
        desks.state.put("case:a1", damaged.getBytes(UTF_8));

        desks.killAndRestart();
        desks.after(MINUTES);
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.ids()).endsWith("lead a2-r1-e1").hasSize(3);
        assertThat(
                        desks.meters
                                .get("tripline.alerting.paging.decisions")
                                .tag("decision", "failed")
                                .counter()
                                .count())
                .isOne();
    }

    @Test
    void of_two_pages_for_different_reasons_none_has_the_others_id() {
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES);
        desks.alert("a1", 2, State.WITHDRAWN);
        desks.alert("a1", 3, State.RAISED);
        desks.after(MINUTES);
        desks.triage("a1", 1, Status.CLOSED);
        desks.triage("a1", 2, Status.NEW);
        desks.after(MINUTES);

        assertThat(desks.ids()).doesNotHaveDuplicates();
        assertThat(desks.kinds()).filteredOn(each -> each.equals("lead TRIGGER")).hasSize(5);
    }

    @Test
    void a_note_does_not_begin_an_escalation_anew_that_is_over() {
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES);
        desks.after(MINUTES);

        desks.triage("a1", 1, Status.NEW);
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "lead a1-r1-e1");
    }

    @Test
    void what_stands_again_is_in_nobodys_hand() {
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.alert("a1", 1, State.RAISED);
        desks.triage("a1", 1, Status.CLOSED);
        desks.alert("a1", 2, State.WITHDRAWN);
        desks.pages.clear();

        desks.alert("a1", 3, State.RAISED);
        desks.after(MINUTES);
        desks.triage("a1", 2, Status.CLOSED);

        assertThat(desks.kinds())
                .containsExactly(
                        "on-call TRIGGER", "lead TRIGGER", "on-call RESOLVE", "lead RESOLVE");
    }

    @Test
    void a_revision_does_not_open_again_what_somebody_closed() {
        Routing routing =
                new Routing(
                        List.of(Route.everything("all", List.of("duty", "hook"))),
                        ZoneOffset.UTC,
                        Map.of(
                                "duty",
                                new Routing.Hears(true, true, true, false),
                                "hook",
                                new Routing.Hears(true, false, false)),
                        Optional.empty());
        Desks desks = new Desks(routing);
        desks.alert("a1", 1, State.RAISED);
        desks.triage("a1", 1, Status.CLOSED);
        desks.pages.clear();

        desks.alert("a1", 2, State.RAISED);

        assertThat(desks.kinds()).containsExactly("hook UPDATE");
    }

    @Test
    void an_old_alert_escalates_in_wall_time_not_in_the_time_of_its_events() {
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.now = Samples.APPENDED.plus(Duration.ofDays(7));

        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES.minusSeconds(1));

        assertThat(desks.ids()).containsExactly("on-call a1-r1");
    }

    @Test
    void what_is_muted_after_somebody_was_told_escalates_no_more_but_its_end_is_told() {
        Desks desks = new Desks(Desks.routing(escalating(1)));
        desks.alert("a1", 1, State.RAISED);

        desks.mutes = Desks.maintenance();
        desks.after(MINUTES);
        desks.after(MINUTES);
        desks.alert("a1", 2, State.WITHDRAWN);
        desks.alert("a1", 3, State.RAISED);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "on-call RESOLVE");
    }

    @Test
    void what_stands_again_while_it_is_muted_is_told_when_it_is_muted_no_more() {
        Desks desks = new Desks(Desks.routing(escalating(1)));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a1", 2, State.WITHDRAWN);

        desks.mutes = Desks.maintenance();
        desks.alert("a1", 3, State.RAISED);
        desks.killAndRestart();
        desks.mutes = Mutes.NONE;
        desks.alert("a1", 4, State.RAISED);

        assertThat(desks.ids()).endsWith("on-call a1-r2", "on-call a1-r4").hasSize(3);
    }

    @Test
    void an_acknowledgement_that_is_read_before_its_alert_counts() {
        Desks desks = new Desks(Desks.routing(escalating(1)));

        desks.triage("a1", 2, Status.ACKNOWLEDGED);
        desks.triage("a1", 1, Status.NEW);
        desks.triage("never-here", 1, Status.CLOSED);
        desks.killAndRestart();
        desks.alert("a1", 1, State.RAISED);
        desks.killAndRestart();
        desks.after(Duration.ofDays(1));
        desks.after(Duration.ofDays(1));

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "on-call ACKNOWLEDGE");
        assertThat(desks.state.keySet()).noneMatch(each -> each.startsWith("triage:"));
    }

    @Test
    void a_closing_of_an_incident_that_is_read_before_it_counts() {
        Route grouping = Desks.groupingThenLead(MINUTES);
        Desks desks = new Desks(Desks.routing(grouping));

        desks.triage("i1", 1, Status.CLOSED);
        desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "on-call RESOLVE");
    }

    @Test
    void whoever_is_not_woken_by_what_is_told_once_more_is_told_once() {
        Routing routing =
                new Routing(
                        List.of(escalating(1)),
                        ZoneOffset.UTC,
                        Map.of(
                                "on-call",
                                new Routing.Hears(false, true, true, false),
                                "lead",
                                new Routing.Hears(false, true, true, true)),
                        Optional.empty());
        Desks desks = new Desks(routing);

        desks.alert("a1", 1, State.RAISED);
        for (int i = 0; i < 5; i++) {
            desks.after(MINUTES);
        }

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "lead a1-r1-e1", "lead a1-r1-e3");
    }

    @Test
    void a_clock_that_was_ahead_for_a_moment_puts_no_escalation_off_until_it_is_as_late() {
        Desks desks = new Desks(Desks.routing(escalating(0)));
        desks.now = Samples.APPENDED.plus(Duration.ofDays(30));
        desks.alert("a1", 1, State.RAISED);
        desks.after(Duration.ofSeconds(1));

        desks.now = Samples.APPENDED;
        desks.after(Duration.ofSeconds(1));
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "lead a1-r1-e1");
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
}
