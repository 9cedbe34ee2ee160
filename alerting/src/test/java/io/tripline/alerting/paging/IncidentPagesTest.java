package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.mutes.Mutes;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident;
import io.tripline.contracts.TriageChange.Status;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IncidentPagesTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);
    private static final Escalation TO_LEAD = new Escalation(MINUTES, List.of(List.of("lead")), 0);

    @Test
    void an_incidents_alerts_are_one_page_that_is_kept_up_to_date() {
        Desks desks = new Desks(Desks.routing(grouping()));

        desks.alert("a1", 1, State.RAISED);
        assertThat(desks.pages).isEmpty();
        desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        desks.killAndRestart();
        // Named before it is here.
        desks.incident("i1", 2, Incident.Status.OPEN, "a1", "a2");
        desks.alert("a2", 1, State.RAISED);
        desks.incident("i1", 3, Incident.Status.OPEN, "a1", "a2");
        desks.after(Duration.ofMinutes(1));
        desks.incident("i1", 4, Incident.Status.WITHDRAWN, "a1", "a2");

        assertThat(desks.ids()).containsExactly("on-call i1-r1", "on-call i1-r2", "on-call i1-r4");
        assertThat(desks.kinds())
                .containsExactly("on-call TRIGGER", "on-call UPDATE", "on-call RESOLVE");
    }

    @Test
    void a_closed_incident_that_grows_is_a_page_again_and_escalates() {
        Desks desks = new Desks(Desks.routing(grouping(Optional.of(TO_LEAD), List.of())));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        desks.triage("i1", 1, Status.CLOSED);
        int before = desks.pages.size();

        desks.incident("i1", 2, Incident.Status.OPEN, "a1");
        assertThat(desks.pages).as("nothing new").hasSize(before);
        desks.incident("i1", 3, Incident.Status.OPEN, "a1", "a2");
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
        Desks desks = new Desks(Desks.routing(grouping(Optional.empty(), List.of(early))));
        desks.alert("a1", 1, State.RAISED);
        desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        desks.incident("i1", 2, Incident.Status.OPEN, "a1", "a2");
        desks.after(Duration.ofHours(1));

        desks.incident("i1", 3, Incident.Status.OPEN, "a1", "a2", "a3");
        desks.incident("i1", 4, Incident.Status.OPEN, "a1", "a2", "a3", "a4");

        assertThat(desks.kinds())
                .containsExactly("on-call SUMMARY", "on-call TRIGGER", "on-call UPDATE");
        assertThat(new String(desks.pages.getFirst().document(), UTF_8))
                .contains("1 alert was held back");
    }

    @Test
    void a_muted_incident_pages_nobody_and_one_that_was_told_grows_in_silence() {
        Desks desks = new Desks(Desks.routing(grouping()));
        desks.alert("a1", 1, State.RAISED);

        desks.mutes = Desks.maintenance();
        desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        desks.after(Duration.ofMinutes(1));
        assertThat(desks.pages).isEmpty();
        desks.mutes = Mutes.NONE;
        desks.alert("a2", 1, State.RAISED);
        desks.incident("i1", 2, Incident.Status.OPEN, "a1", "a2");
        desks.mutes = Desks.maintenance();
        desks.alert("a3", 1, State.RAISED);
        desks.incident("i1", 3, Incident.Status.OPEN, "a1", "a2", "a3");
        desks.after(Duration.ofMinutes(1));

        assertThat(desks.ids()).containsExactly("on-call i1-r2");
    }

    @Test
    void an_alert_without_an_incident_waits_no_longer_than_the_route_says() {
        Desks desks = new Desks(Desks.routing(grouping()));

        desks.alert("a1", 1, State.RAISED);
        desks.killAndRestart();
        desks.after(Duration.ofSeconds(4));
        assertThat(desks.pages).isEmpty();
        desks.after(Duration.ofSeconds(1));

        assertThat(desks.ids()).containsExactly("on-call a1-r1");
    }

    @Test
    void an_incident_that_came_before_its_alert_is_not_forgotten() {
        Desks desks = new Desks(Desks.routing(grouping()));

        desks.incident("i1", 1, Incident.Status.OPEN, "a1");
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
}
