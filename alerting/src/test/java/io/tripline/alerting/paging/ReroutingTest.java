package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that somebody renames or takes away while something waits or escalates. */
class ReroutingTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Match LOW =
            new Match(0, 10, List.of(), List.of(), Map.of(), List.of(), Optional.empty());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_waits_when_its_route_is_renamed_is_told_and_escalates(boolean asIncident) {
        Desks desks = new Desks(Desks.routing(grouping("before", Match.ALL)));
        desks.alert("a1", 1, State.RAISED);

        desks.killAndRestart(Desks.routing(grouping("low", LOW), grouping("after", Match.ALL)));
        if (asIncident) {
            desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        }
        desks.after(WAIT);
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "lead TRIGGER");
        assertThat(desks.pages.getLast().route()).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_escalation_goes_on_when_its_route_is_renamed(boolean asIncident) {
        Desks desks = new Desks(Desks.routing(grouping("before", Match.ALL)));
        desks.alert("a1", 1, State.RAISED);
        if (asIncident) {
            desks.incident("i1", 1, Incident.Status.OPEN, "a1");
        }
        desks.after(WAIT);

        desks.killAndRestart(Desks.routing(grouping("after", Match.ALL)));
        desks.after(MINUTES);
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "lead TRIGGER");
    }

    @Test
    void where_no_other_route_matches_somebody_is_told_once() {
        Desks desks = new Desks(Desks.routing(grouping("before", Match.ALL)));
        desks.alert("told", 1, State.RAISED);
        desks.after(WAIT);
        desks.alert("waiting", 1, State.RAISED);
        desks.pages.clear();

        desks.killAndRestart(Desks.routing(grouping("low", LOW)));
        desks.after(WAIT);
        desks.after(MINUTES);
        desks.after(MINUTES);

        assertThat(desks.ids()).containsExactly("chat waiting-r1", "chat told-r1-e1");
        assertThat(desks.pages)
                .extracting(Page::note)
                .containsExactly(
                        "Its route, before, is gone, and no other takes it.",
                        "Nobody has acknowledged this, and its route, before, is gone: nobody else will be told.");
    }

    @ParameterizedTest
    @CsvSource({
        // It does not escalate, and tells somebody else, or only who was told.
        "chat,    '',                  chat,                1",
        "on-call, '',                  chat,                1",
        // It has fewer steps than were climbed, or others.
        "on-call, lead,                chat,                1",
        "chat,    lead,                chat,                1",
        "on-call, chat,                chat,                1",
        "chat,    'lead,on-call',      'chat,on-call',      1",
        "chat,    'lead,on-call,lead', 'chat,on-call,lead', 2",
    })
    void who_takes_over_tells_whom_it_would_have_told_and_somebody_in_any_case(
            String to, String steps, String told, int times) {
        Route before = route("before", "on-call", List.of(List.of("lead"), List.of("chat")));
        Desks desks = new Desks(Desks.routing(before));
        desks.alert("a1", 1, State.RAISED);
        desks.after(MINUTES);
        assertThat(desks.kinds()).containsExactly("on-call TRIGGER", "lead TRIGGER");
        desks.pages.clear();

        desks.killAndRestart(
                Desks.routing(
                        route(
                                "after",
                                to,
                                Stream.of(steps.split(","))
                                        .filter(each -> !each.isEmpty())
                                        .map(List::of)
                                        .toList())));
        for (int i = 0; i < times; i++) {
            desks.after(MINUTES);
        }

        assertThat(desks.pages).extracting(Page::destination).containsExactly(told.split(","));
        desks.after(MINUTES);
        assertThat(desks.pages).hasSize(told.split(",").length);
    }

    @Test
    void a_crowd_has_the_route_that_takes_over_tell_somebody_too() {
        Desks desks =
                new Desks(Desks.routing(route("before", "on-call", List.of(List.of("lead")))), 1);
        desks.alert("a1", 1, State.RAISED);

        desks.killAndRestart(Desks.routing(route("after", "chat", List.of(List.of("lead")))));
        desks.alert("a2", 1, State.RAISED);

        assertThat(desks.ids()).contains("chat a1-r1-e1");
    }

    private static Route route(String name, String to, List<List<String>> steps) {
        return new Route(
                name,
                Match.ALL,
                List.of(to),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                steps.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Escalation(MINUTES, steps, 0)));
    }

    private static Route grouping(String name, Match when) {
        return new Route(
                name,
                when,
                List.of("on-call"),
                List.of(),
                Optional.of(WAIT),
                Optional.empty(),
                Optional.of(new Escalation(MINUTES, List.of(List.of("lead")), 0)));
    }
}
