package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.contracts.Incident;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange.Status;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A grave alert is told of by its own route, whatever the incident is that it joins. */
class JoiningTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);

    /** Samples are of a Monday, 08:00. */
    private static final Hours MORNING =
            new Hours("morning", Set.of(DayOfWeek.MONDAY), LocalTime.of(6, 0), LocalTime.of(12, 0));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_grave_alert_that_joins_the_incident_of_a_quiet_route_pages_and_escalates(
            boolean alertFirst) {
        Desks desks = new Desks(Desks.routing(urgent(), rest(List.of(MORNING))));
        alert(desks, "low", 25);
        desks.incident("i1", 1, Incident.Status.OPEN, "low");
        assertThat(desks.pages).isEmpty();

        if (alertFirst) {
            alert(desks, "grave", 90);
        }
        desks.incident("i1", 2, Incident.Status.OPEN, "low", "grave");
        if (!alertFirst) {
            alert(desks, "grave", 90);
        }
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "lead TRIGGER");
        assertThat(desks.pages).allSatisfy(each -> assertThat(each.about()).isEqualTo("i1"));
        assertThat(desks.ids()).doesNotHaveDuplicates();
    }

    /** As partitions are read when much is caught up with: the incident that named it is over already. */
    @Test
    void a_grave_alert_between_its_incidents_end_and_the_one_that_goes_on_is_told_by_its_route() {
        Desks desks = new Desks(Desks.routing(urgent(), rest(List.of())));
        alert(desks, "low", 25);
        desks.incident("i2", 1, Incident.Status.OPEN, "low");
        desks.incident("i2", 2, Incident.Status.OPEN, "low", "grave");
        desks.merged("i2", 3, "i1", "low", "grave");
        desks.pages.clear();

        alert(desks, "grave", 90);
        desks.incident("i1", 1, Incident.Status.OPEN, "low", "grave");
        desks.after(MINUTES);

        assertThat(desks.pages)
                .filteredOn(each -> each.kind() == Page.Kind.TRIGGER)
                .extracting(each -> each.destination() + " " + each.about())
                .contains("on-call i1", "lead i1");
    }

    @Test
    void by_day_the_grave_ones_destinations_hear_beside_those_of_the_route_that_opened_it() {
        Desks desks = new Desks(Desks.routing(urgent(), rest(List.of())));
        alert(desks, "low", 25);
        desks.incident("i1", 1, Incident.Status.OPEN, "low");

        alert(desks, "grave", 90);
        desks.incident("i1", 2, Incident.Status.OPEN, "low", "grave");
        desks.after(MINUTES);

        assertThat(desks.kinds())
                .containsExactly("chat TRIGGER", "chat UPDATE", "on-call TRIGGER", "lead TRIGGER");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoever_acknowledged_hears_of_a_graver_alert_anew_and_it_escalates(boolean alertFirst) {
        Desks desks = new Desks(Desks.routing(urgent()));
        alert(desks, "high", 75);
        desks.incident("i1", 1, Incident.Status.OPEN, "high");
        desks.triage("i1", 1, Status.ACKNOWLEDGED);
        desks.pages.clear();

        if (alertFirst) {
            alert(desks, "grave", 95);
        }
        desks.incident("i1", 2, Incident.Status.OPEN, "high", "grave");
        if (!alertFirst) {
            alert(desks, "grave", 95);
        }
        desks.after(MINUTES);

        assertThat(desks.kinds())
                .filteredOn(each -> each.endsWith("TRIGGER"))
                .containsExactly("on-call TRIGGER", "lead TRIGGER");
        assertThat(desks.ids()).doesNotHaveDuplicates();
    }

    /** Told once more of what is acknowledged there, PagerDuty wakes nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void where_being_told_once_more_wakes_nobody_a_graver_alert_begins_anew(boolean alertFirst) {
        Routing routing =
                new Routing(
                        List.of(urgent()),
                        ZoneOffset.UTC,
                        Map.of(
                                "on-call",
                                new Routing.Hears(false, true, true, false),
                                "lead",
                                new Routing.Hears(false, true, true)),
                        Optional.empty());
        Desks desks = new Desks(routing);
        alert(desks, "high", 75);
        desks.incident("i1", 1, Incident.Status.OPEN, "high");
        desks.triage("i1", 1, Status.ACKNOWLEDGED);
        desks.pages.clear();

        if (alertFirst) {
            alert(desks, "grave", 95);
        }
        desks.incident("i1", 2, Incident.Status.OPEN, "high", "grave");
        if (!alertFirst) {
            alert(desks, "grave", 95);
        }

        assertThat(desks.kinds()).endsWith("on-call RESOLVE", "on-call TRIGGER");
        assertThat(desks.ids()).doesNotHaveDuplicates();
    }

    @Test
    void one_that_is_no_graver_leaves_what_is_in_hand_alone() {
        Desks desks = new Desks(Desks.routing(urgent()));
        alert(desks, "high", 75);
        desks.incident("i1", 1, Incident.Status.OPEN, "high");
        desks.triage("i1", 1, Status.ACKNOWLEDGED);
        desks.pages.clear();

        alert(desks, "other", 75);
        desks.incident("i1", 2, Incident.Status.OPEN, "high", "other");
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call UPDATE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_grave_alert_escalates_though_its_route_begins_with_who_was_told(boolean alertFirst) {
        Route urgent =
                route(
                        "urgent",
                        70,
                        "chat",
                        List.of(),
                        Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 0)));
        Desks desks = new Desks(Desks.routing(urgent, rest(List.of())));
        alert(desks, "low", 25);
        desks.incident("i1", 1, Incident.Status.OPEN, "low");

        if (alertFirst) {
            alert(desks, "grave", 90);
        }
        desks.incident("i1", 2, Incident.Status.OPEN, "low", "grave");
        if (!alertFirst) {
            alert(desks, "grave", 90);
        }
        desks.killAndRestart();
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("chat TRIGGER", "chat UPDATE", "lead TRIGGER");
    }

    @Test
    void of_two_escalations_that_holds_which_tells_the_next_sooner() {
        Escalation soon = new Escalation(MINUTES, List.of(List.of("lead")), 0);
        Escalation late = new Escalation(Duration.ofHours(1), List.of(List.of("on-call")), 0);
        Desks desks =
                new Desks(
                        Desks.routing(
                                route("urgent", 70, "chat", List.of(), Optional.of(soon)),
                                route("rest", 0, "chat", List.of(), Optional.of(late))));
        for (String id : List.of("1", "2")) {
            alert(desks, "low" + id, 25);
            desks.incident("i" + id, 1, Incident.Status.OPEN, "low" + id);
        }
        desks.pages.clear();

        alert(desks, "grave1", 90);
        desks.incident("i1", 2, Incident.Status.OPEN, "low1", "grave1");
        desks.after(MINUTES);
        desks.after(Duration.ofMinutes(35));
        // Its own is sooner by now.
        alert(desks, "grave2", 90);
        desks.incident("i2", 2, Incident.Status.OPEN, "low2", "grave2");
        desks.after(Duration.ofMinutes(10));
        desks.after(Duration.ofDays(1));

        assertThat(desks.pages.stream().filter(each -> each.kind() == Page.Kind.TRIGGER))
                .extracting(each -> each.destination() + " " + each.about())
                .containsExactly("lead i1", "on-call i2");
    }

    @Test
    void where_a_sooner_routes_limit_is_used_up_the_escalation_that_runs_goes_on() {
        Route sooner =
                new Route(
                        "urgent",
                        severity(70),
                        List.of("on-call"),
                        List.of(),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of(new Limit(1, Duration.ofHours(1))),
                        Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 0)));
        Escalation late =
                new Escalation(
                        Duration.ofMinutes(30), List.of(List.of("lead"), List.of("chat")), 0);
        Desks desks =
                new Desks(
                        Desks.routing(
                                sooner, route("rest", 0, "chat", List.of(), Optional.of(late))));
        alert(desks, "other", 90);
        desks.incident("i2", 1, Incident.Status.OPEN, "other");
        desks.triage("i2", 1, Status.ACKNOWLEDGED);
        alert(desks, "low", 25);
        desks.incident("i1", 1, Incident.Status.OPEN, "low");
        desks.after(Duration.ofMinutes(30));
        desks.pages.clear();

        alert(desks, "grave", 90);
        desks.incident("i1", 2, Incident.Status.OPEN, "low", "grave");
        desks.after(MINUTES);
        desks.after(MINUTES);

        assertThat(desks.pages)
                .filteredOn(each -> each.kind() == Page.Kind.TRIGGER)
                .extracting(each -> each.destination() + " " + each.about())
                .containsExactly("chat i1");
    }

    @Test
    void whom_quiet_hours_spare_no_escalation_wakes_before_his_turn() {
        Optional<Escalation> escalation =
                Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 0));
        Desks desks =
                new Desks(
                        Desks.routing(
                                route("urgent", 70, "on-call", List.of(), Optional.empty()),
                                route("rest", 0, "chat", List.of(MORNING), escalation)));
        alert(desks, "low", 25);
        desks.incident("i1", 1, Incident.Status.OPEN, "low");

        alert(desks, "grave", 90);
        desks.incident("i1", 2, Incident.Status.OPEN, "low", "grave");
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "lead TRIGGER");
    }

    private static void alert(Desks desks, String id, int severity) {
        ObjectNode document = Samples.alertDocument(id, 1, "ann", desks.now);
        document.withObject("/event").put("severity", severity);
        desks.handle(Desks.record(Topics.ALERTS, id, document.toString().getBytes(UTF_8)));
    }

    private static Route urgent() {
        return route(
                "urgent",
                70,
                "on-call",
                List.of(),
                Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 0)));
    }

    private static Route rest(List<Hours> quiet) {
        return route("rest", 0, "chat", quiet, Optional.empty());
    }

    private static Route route(
            String name,
            int severity,
            String to,
            List<Hours> quiet,
            Optional<Escalation> escalation) {
        return new Route(
                name,
                severity(severity),
                List.of(to),
                quiet,
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty(),
                escalation);
    }

    private static Match severity(int least) {
        return new Match(least, 100, List.of(), List.of(), Map.of(), List.of(), Optional.empty());
    }
}
