package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.contracts.Alert.State;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagingDeskTest {
    @Test
    void an_alert_goes_to_every_destination_of_its_route_as_it_is_on_the_topic() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call", "chat"))));

        desks.alert("a1", 1, State.RAISED);

        assertThat(desks.ids()).containsExactly("on-call a1-r1", "chat a1-r1");
        assertThat(desks.pages.getFirst().document())
                .isEqualTo(Samples.alert("a1", 1, State.RAISED).value());
    }

    @Test
    void every_change_of_state_is_a_page_and_nothing_else() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));

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
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));

        desks.alert("a1", 3, State.RAISED);
        desks.alert("a2", 3, State.WITHDRAWN);

        assertThat(desks.ids()).containsExactly("on-call a1-r3");
    }

    @Test
    void a_rule_that_is_still_tried_out_pages_nobody_until_it_is_trusted() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));

        desks.handle(Samples.alert("a1", 1, State.RAISED, true));
        desks.handle(Samples.alert("a1", 2, State.RAISED, false));

        assertThat(desks.ids()).containsExactly("on-call a1-r2");
    }

    @Test
    void what_is_muted_pages_nobody() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));
        desks.mutes = Desks.maintenance();

        desks.alert("a1", 1, State.RAISED);

        assertThat(desks.pages).isEmpty();
    }

    @Test
    void what_is_no_alert_is_a_dead_letter_and_stops_nobody() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));

        desks.handle(Desks.record("alerts", "a1", new byte[] {'{', '}'}));
        desks.alert("a2", 1, State.RAISED);

        assertThat(desks.ids()).containsExactly("on-call a2-r1");
    }

    @Test
    void of_too_many_cases_the_oldest_are_forgotten() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));

        for (int i = 0; i <= Cases.ROOM; i++) {
            desks.alert("a" + i, 1, State.RAISED);
        }

        assertThat(desks.state).hasSize(Cases.ROOM).doesNotContainKey("case:a0");
    }
}
