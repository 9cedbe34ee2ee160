package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident.Status;
import io.tripline.contracts.TriageChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Incidents that merge, and records that come in another order or with a kill in between. */
class MergedIncidentsTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);
    private static final Optional<Escalation> TO_LEAD =
            Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 0));

    @Test
    void who_was_told_of_an_incident_is_told_of_the_one_it_goes_on_as() {
        Desks desks = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Status.OPEN, "a1");
        desks.killAndRestart();

        // None of its alerts waits: the other one pages nobody.
        desks.merged("i1", 2, "i2", "a1");
        desks.incident("i2", 1, Status.OPEN, "a0", "a1");
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.kinds())
                .containsExactly(
                        "on-call TRIGGER", "on-call RESOLVE", "on-call TRIGGER", "lead TRIGGER");
        assertThat(desks.ids())
                .containsExactly(
                        "on-call i1-r1", "on-call i1-r2", "on-call i2-r1", "lead i2-r1-e1");
        assertThat(desks.pages.get(1).note()).isEqualTo("It goes on as incident i2.");
        assertThat(desks.pages.get(2).note()).isEqualTo("It goes on from incident i1.");
    }

    @Test
    void the_order_in_which_both_sides_of_a_merger_come_plays_no_part() {
        Desks desks = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Status.OPEN, "a1");

        desks.incident("i2", 1, Status.OPEN, "a0", "a1");
        desks.merged("i1", 2, "i2", "a1");
        desks.incident("i2", 2, Status.OPEN, "a0", "a1", "a3");
        desks.after(MINUTES);
        desks.after(MINUTES);

        assertThat(desks.ids())
                .containsExactly(
                        "on-call i1-r1",
                        "on-call i2-r1",
                        "on-call i1-r2",
                        "on-call i2-r2",
                        "lead i2-r2-e1");
    }

    @Test
    void who_acknowledged_the_one_is_told_of_the_other_and_nobody_else() {
        Desks desks = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Status.OPEN, "a1");
        desks.triage("i1", 1, TriageChange.Status.ACKNOWLEDGED);

        desks.incident("i2", 1, Status.OPEN, "a0", "a1");
        desks.merged("i1", 2, "i2", "a1");
        desks.after(Duration.ofDays(1));

        assertThat(desks.kinds())
                .containsExactly(
                        "on-call TRIGGER",
                        "on-call ACKNOWLEDGE",
                        "on-call TRIGGER",
                        "on-call RESOLVE");
    }

    @Test
    void of_two_that_were_told_to_different_people_all_hear_of_the_one_that_is_left() {
        Desks desks =
                new Desks(
                        Desks.routing(
                                grouping("bo", about("bo"), "chat", Optional.empty()),
                                grouping("others", Match.ALL, "on-call", TO_LEAD)));
        desks.alert("a1", "ann");
        desks.incident("i1", 1, Status.OPEN, "a1");
        desks.alert("a2", "bo");
        desks.incident("i2", 1, Status.OPEN, "a2");

        desks.merged("i1", 2, "i2", "a1");
        desks.incident("i2", 2, Status.OPEN, "a1", "a2");
        desks.after(MINUTES);

        assertThat(desks.ids())
                .containsExactly(
                        "on-call i1-r1",
                        "chat i2-r1",
                        "on-call i1-r2",
                        "chat i2-r2",
                        "on-call i2-r2",
                        // The stricter of the two routes goes on.
                        "lead i2-r2-e1");
        assertThat(desks.kinds().get(3)).isEqualTo("chat UPDATE");
    }

    @Test
    void what_escalated_does_so_as_the_one_that_is_left_though_everybody_has_heard_of_that() {
        Desks desks =
                new Desks(
                        Desks.routing(
                                grouping("bo", about("bo"), "chat", Optional.empty()),
                                grouping("others", Match.ALL, "chat", TO_LEAD)));
        desks.alert("a1", "ann");
        desks.incident("i1", 1, Status.OPEN, "a1");
        desks.alert("a2", "bo");
        desks.incident("i2", 1, Status.OPEN, "a2");

        desks.merged("i1", 2, "i2", "a1");
        desks.incident("i2", 2, Status.OPEN, "a1", "a2");
        desks.after(MINUTES);

        assertThat(desks.ids()).endsWith("chat i2-r2", "lead i2-r2-e1").hasSize(5);
    }

    @Test
    void what_is_in_hand_and_goes_on_as_another_ends_no_escalation_of_that() {
        Optional<Escalation> sooner =
                Optional.of(new Escalation(Duration.ofMinutes(5), List.of(List.of("on-call")), 0));
        Optional<Escalation> longer =
                Optional.of(
                        new Escalation(MINUTES, List.of(List.of("on-call"), List.of("lead")), 0));
        Desks desks =
                new Desks(
                        Desks.routing(
                                grouping("bo", about("bo"), "chat", longer),
                                grouping("others", Match.ALL, "chat", sooner)));
        desks.alert("a1", "ann");
        desks.incident("i1", 1, Status.OPEN, "a1");
        desks.triage("i1", 1, TriageChange.Status.ACKNOWLEDGED);
        desks.alert("a2", "bo");
        desks.incident("i2", 1, Status.OPEN, "a2");
        desks.after(MINUTES);

        desks.merged("i1", 2, "i2", "a1");
        desks.incident("i2", 2, Status.OPEN, "a1", "a2");
        desks.after(MINUTES);

        assertThat(desks.ids()).contains("on-call i2-r1-e1").endsWith("lead i2-r2-e2");
    }

    @Test
    void a_waiting_alert_that_was_withdrawn_and_stands_again_is_told_of() {
        Desks desks = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a1", 2, State.WITHDRAWN);
        desks.killAndRestart();

        desks.alert("a1", 3, State.RAISED);
        desks.killAndRestart();
        desks.after(Duration.ofSeconds(5));
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("on-call a1-r3", "lead a1-r3-e1");
    }

    @Test
    void an_incident_that_nobody_was_told_of_and_that_stands_again_is_told_of() {
        Route limited =
                new Route(
                        "all",
                        Match.ALL,
                        List.of("on-call"),
                        List.of(),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of(new Limit(1, MINUTES)),
                        TO_LEAD);
        Desks desks = new Desks(Desks.routing(limited));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Status.OPEN, "a1");
        desks.alert("a2", 1, State.RAISED);
        desks.incident("i2", 1, Status.OPEN, "a2");
        desks.incident("i2", 2, Status.WITHDRAWN, "a2");
        desks.triage("i1", 1, TriageChange.Status.ACKNOWLEDGED);
        desks.after(MINUTES);
        desks.pages.clear();

        desks.incident("i2", 3, Status.OPEN, "a2");
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("on-call i2-r3", "lead i2-r3-e1");
    }

    private static Match about(String who) {
        return new Match(
                0,
                100,
                List.of(),
                List.of(),
                Map.of("user.name", List.of(who)),
                List.of(),
                Optional.empty());
    }

    @Test
    void what_is_muted_goes_on_in_silence() {
        Desks desks = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Status.OPEN, "a1");

        desks.mutes = Desks.maintenance();
        desks.incident("i2", 1, Status.OPEN, "a0", "a1");
        desks.merged("i1", 2, "i2", "a1");
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("on-call i1-r1", "on-call i1-r2");
    }

    /** In any order of the topics' records, and with a kill after each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void a_restart_at_any_moment_changes_no_page(long seed) {
        List<Consumer<Desks>> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String alert = "a" + i;
            steps.add(desks -> desks.alert(alert, 1, State.RAISED));
        }
        steps.add(desks -> desks.incident("i0", 1, Status.OPEN, "a0", "a1"));
        steps.add(desks -> desks.incident("i2", 1, Status.OPEN, "a2"));
        steps.add(desks -> desks.merged("i2", 2, "i0", "a2"));
        steps.add(desks -> desks.incident("i0", 2, Status.OPEN, "a0", "a1", "a2", "a3"));
        steps.add(desks -> desks.triage("i0", 1, TriageChange.Status.CLOSED));
        steps.add(desks -> desks.after(Duration.ofSeconds(3)));
        steps.add(desks -> desks.after(MINUTES));
        Collections.shuffle(steps, new Random(seed));
        Desks calm = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));
        Desks killed = new Desks(Desks.routing(grouping("all", Match.ALL, "on-call", TO_LEAD)));

        for (Consumer<Desks> each : steps) {
            each.accept(calm);
            each.accept(killed);
            killed.killAndRestart();
        }

        assertThat(killed.ids()).as("seed %d", seed).isEqualTo(calm.ids());
        assertThat(killed.state.keySet()).isEqualTo(calm.state.keySet());
    }

    private static Route grouping(
            String name, Match when, String to, Optional<Escalation> escalation) {
        return new Route(
                name,
                when,
                List.of(to),
                List.of(),
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty(),
                escalation);
    }
}
