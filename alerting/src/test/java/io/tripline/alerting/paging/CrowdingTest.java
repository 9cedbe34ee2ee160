package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrowdingTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);
    private static final int ROOM = 10;

    @Test
    void what_is_too_large_together_is_forgotten_however_little_it_is() {
        Desks desks = new Desks(Desks.routing(urgent()), Cases.ROOM, 50_000);

        for (int i = 0; i < 100; i++) {
            desks.alert("urgent-" + i, 75);
            desks.killAndRestart();
        }
        long remembered =
                desks.state.keySet().stream().filter(each -> each.startsWith(Cases.KEY)).count();

        assertThat(remembered).isBetween(5L, 25L);
        assertThat(desks.state.values().stream().mapToInt(each -> each.length).sum())
                .isLessThan(50_000);
        assertThat(desks.ids())
                .filteredOn(each -> each.startsWith("lead "))
                .hasSize((int) (100 - remembered));
    }

    @Test
    void an_incidents_alerts_count_as_well() {
        Cases cases = new Cases(ROOM, 50_000);
        Case incident =
                new Case(
                        "i1",
                        Page.Subject.INCIDENT,
                        "all",
                        Samples.APPENDED,
                        Samples.APPENDED,
                        new byte[0]);
        cases.keep(incident, Samples.APPENDED, new ArrayList<>());
        assertThat(cases.excess()).isEmpty();

        for (int i = 0; i < 1_000; i++) {
            cases.addMember(incident, "alert-" + i);
        }
        cases.keep(incident, Samples.APPENDED, new ArrayList<>());

        assertThat(cases.excess()).contains(incident);
    }

    /** After a time without us it may be all that is remembered, once more for everybody who is told. */
    @Test
    void what_is_due_at_once_and_too_large_together_is_told_at_several_looks() {
        Desks desks = new Desks(Desks.routing(urgent()));
        for (int i = 0; i < 6; i++) {
            ObjectNode document = Samples.alertDocument("a" + i, 1, "ann", desks.now);
            document.withObject("/event").put("severity", 75);
            document.put("message", "x".repeat(600_000));
            desks.handle(Desks.record(Topics.ALERTS, "a" + i, document.toString().getBytes(UTF_8)));
        }
        desks.pages.clear();

        desks.after(MINUTES);
        int first = desks.pages.size();
        desks.after(Duration.ZERO);

        assertThat(first).isEqualTo(4);
        assertThat(desks.ids())
                .containsExactlyInAnyOrder(
                        "lead a0-r1-e1",
                        "lead a1-r1-e1",
                        "lead a2-r1-e1",
                        "lead a3-r1-e1",
                        "lead a4-r1-e1",
                        "lead a5-r1-e1");
    }

    @Test
    void a_flood_of_what_has_nothing_due_takes_no_escalation_away() {
        Desks desks = new Desks(Desks.routing(urgent(), rest()), ROOM);
        for (int i = 0; i < 5; i++) {
            desks.alert("urgent-" + i, 75);
        }

        for (int i = 0; i < 100; i++) {
            desks.alert("rest-" + i, 25);
        }
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.ids()).filteredOn(each -> each.startsWith("lead ")).hasSize(5);
    }

    @Test
    void what_cannot_be_kept_until_it_is_due_is_told_at_once_and_somebody_is_told_of_that() {
        Desks desks = new Desks(Desks.routing(urgent()), ROOM);

        for (int i = 0; i < 15; i++) {
            desks.alert("urgent-" + i, 75);
        }

        assertThat(desks.ids())
                .filteredOn(each -> each.startsWith("lead "))
                .containsExactly(
                        "lead urgent-0-r1-e1",
                        "lead urgent-1-r1-e1",
                        "lead urgent-2-r1-e1",
                        "lead urgent-3-r1-e1",
                        "lead urgent-4-r1-e1");
        assertThat(desks.pages)
                .filteredOn(each -> each.kind() == Page.Kind.SUMMARY)
                .singleElement()
                .satisfies(
                        each ->
                                assertThat(new String(each.document(), UTF_8))
                                        .contains(
                                                "More than 10 alerts and incidents are open, or than there is memory for."));
        desks.after(MINUTES);
        assertThat(desks.ids()).filteredOn(each -> each.startsWith("lead ")).hasSize(15);
        assertThat(desks.ids()).doesNotHaveDuplicates();
        assertThat(desks.meters.get("tripline.alerting.paging.crowded.out").counter().count())
                .isEqualTo(5);
        assertThat(desks.state.keySet()).filteredOn(each -> each.startsWith("case:")).hasSize(ROOM);
    }

    @Test
    void a_clock_that_was_ahead_for_a_moment_silences_no_notice() {
        Desks desks = new Desks(Desks.routing(urgent()), ROOM);
        desks.now = desks.now.plus(Duration.ofDays(30));
        for (int i = 0; i < 12; i++) {
            desks.alert("ahead-" + i, 75);
        }
        desks.now = desks.now.minus(Duration.ofDays(30));
        desks.pages.clear();

        desks.alert("after", 75);
        desks.alert("another", 75);

        assertThat(desks.pages).filteredOn(each -> each.kind() == Page.Kind.SUMMARY).hasSize(1);
    }

    @Test
    void what_waits_for_its_incident_and_cannot_be_kept_is_a_page_of_its_own() {
        Desks desks = new Desks(Desks.routing(grouping()), ROOM);

        for (int i = 0; i < 12; i++) {
            desks.alert("a" + i, 1, State.RAISED);
        }

        assertThat(desks.ids()).contains("on-call a0-r1", "on-call a1-r1").hasSize(3);
    }

    private static Route urgent() {
        return new Route(
                "urgent",
                new Match(70, 100, List.of(), List.of(), Map.of(), List.of(), Optional.empty()),
                List.of("on-call"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 1)));
    }

    private static Route rest() {
        return Route.everything("rest", List.of("chat"));
    }

    private static Route grouping() {
        return new Route(
                "grouping",
                Match.ALL,
                List.of("on-call"),
                List.of(),
                Optional.of(Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty());
    }
}
