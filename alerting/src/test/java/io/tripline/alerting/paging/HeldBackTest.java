package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldBackTest {
    private static final Instant NOW = Samples.APPENDED;

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
        Desks desks = new Desks(Desks.routing(limited));

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

    /** Else twenty failed sign-ins from twenty addresses would bury the one that counts. */
    @Test
    void one_that_is_graver_than_all_that_the_limit_let_through_is_told_beyond_it() {
        Route limited =
                new Route(
                        "busy",
                        Match.ALL,
                        List.of("chat"),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Limit(2, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(Desks.routing(limited));
        for (int i = 0; i < 5; i++) {
            desks.alert("low" + i, 25);
        }
        desks.killAndRestart();

        desks.alert("grave", 75);
        desks.alert("as-grave", 75);
        desks.alert("low", 25);
        desks.alert("gravest", 95);

        assertThat(desks.ids())
                .containsExactly(
                        "chat low0-r1", "chat low1-r1", "chat grave-r1", "chat gravest-r1");
        desks.after(Duration.ofHours(1));
        assertThat(new String(desks.pages.getLast().document(), UTF_8))
                .contains("5 alerts were held back");
    }

    @Test
    void what_was_held_back_is_remembered_so_and_what_was_told_is_not() throws Exception {
        Case held = new Case("a1", Page.Subject.ALERT, "busy", NOW, NOW, new byte[0]);
        Case told = new Case("a2", Page.Subject.ALERT, "busy", NOW, NOW, new byte[0]);
        told.told.add("chat");
        Case waiting = new Case("a3", Page.Subject.ALERT, "busy", NOW, NOW, new byte[0]);
        waiting.waiting = true;

        assertThat(Remembered.says(held.bytes(), List.of()).orElseThrow())
                .contains("The route busy held it back")
                .endsWith("There is no receipt of a summary since " + NOW + ".");
        assertThat(Remembered.says(told.bytes(), List.of())).isEmpty();
        assertThat(Remembered.says(waiting.bytes(), List.of()))
                .contains("It waits for its incident.");
        assertThat(Remembered.says("nonsense".getBytes(UTF_8), List.of())).isEmpty();
    }

    @Test
    void whether_the_summary_of_what_was_held_back_has_arrived_is_told() {
        Case held = new Case("a1", Page.Subject.ALERT, "busy", NOW, NOW, new byte[0]);
        Instant then = NOW.plusSeconds(60);

        assertThat(
                        Remembered.says(
                                        held.bytes(),
                                        List.of(
                                                summary("other", "chat", then),
                                                summary("busy", "post", then.plusSeconds(60)),
                                                summary("busy", "chat", then),
                                                summary("busy", "lead", then),
                                                summary("busy", "chat", NOW.minusSeconds(1))))
                                .orElseThrow())
                .endsWith(
                        "The first summary since, of "
                                + then
                                + ": chat delivered, lead delivered.");
    }

    private static Receipt summary(String route, String to, Instant created) {
        String id = "summary-" + route + "-" + created.toEpochMilli();
        return new Receipt(
                id,
                id,
                Page.Subject.SUMMARY,
                Page.Kind.SUMMARY,
                to,
                route,
                "3 were held back.",
                Receipt.Outcome.DELIVERED,
                204,
                "",
                1,
                created,
                created);
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
        Desks desks = new Desks(Desks.routing(limited));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);

        desks.killAndRestart(Desks.routing(Route.everything("renamed", List.of("on-call"))));
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
        Desks desks = new Desks(Desks.routing(quiet(early)));

        desks.alert("a1", 1, State.RAISED);
        desks.after(Duration.ofMinutes(59));
        assertThat(desks.pages).isEmpty();
        desks.after(Duration.ofMinutes(1));
        desks.alert("a2", 1, State.RAISED);

        assertThat(desks.kinds()).containsExactly("chat SUMMARY", "chat TRIGGER");
    }

    @Test
    void what_a_limit_held_back_is_not_summed_up_in_quiet_hours() {
        // Samples are of a Monday, 08:00.
        Hours later =
                new Hours(
                        "later",
                        Set.of(DayOfWeek.MONDAY),
                        LocalTime.of(8, 30),
                        LocalTime.of(12, 0));
        Route route =
                new Route(
                        "calm",
                        Match.ALL,
                        List.of("chat"),
                        List.of(later),
                        Optional.empty(),
                        Optional.of(new Limit(1, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(Desks.routing(route));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);

        desks.after(Duration.ofHours(1));
        assertThat(desks.kinds()).containsExactly("chat TRIGGER");
        desks.after(Duration.ofHours(3));

        assertThat(desks.kinds()).containsExactly("chat TRIGGER", "chat SUMMARY");
    }

    @Test
    void quiet_hours_that_somebody_takes_away_are_over() {
        Hours morning =
                new Hours(
                        "morning",
                        Set.of(DayOfWeek.MONDAY),
                        LocalTime.of(6, 0),
                        LocalTime.of(12, 0));
        Desks desks = new Desks(Desks.routing(quiet(morning)));
        desks.alert("a1", 1, State.RAISED);

        desks.killAndRestart(Desks.routing(quiet(morning)));
        desks.after(Duration.ofMinutes(1));
        assertThat(desks.pages).isEmpty();
        desks.killAndRestart(Desks.routing(Route.everything("calm", List.of("chat"))));
        desks.after(Duration.ofMinutes(1));

        assertThat(desks.kinds()).containsExactly("chat SUMMARY");
    }

    @Test
    void an_incident_that_grows_and_grows_is_told_of_as_often_as_the_limit_says_and_at_its_end() {
        Route limited =
                new Route(
                        "busy",
                        Match.ALL,
                        List.of("chat"),
                        List.of(),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.of(new Limit(2, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(Desks.routing(limited));
        desks.alert("a1", 1, State.RAISED);
        for (int i = 1; i <= 20; i++) {
            String[] alerts = new String[i];
            for (int k = 0; k < i; k++) {
                alerts[k] = "a" + (k + 1);
            }
            desks.incident("i1", i, Incident.Status.OPEN, alerts);
            desks.killAndRestart();
        }
        desks.after(Duration.ofMinutes(59));
        // Updates take no room away from what is new.
        desks.alert("b1", 1, State.RAISED);
        desks.incident("i2", 1, Incident.Status.OPEN, "b1");
        assertThat(desks.ids())
                .containsExactly("chat i1-r1", "chat i1-r2", "chat i1-r3", "chat i2-r1");
        desks.after(Duration.ofMinutes(1));
        desks.after(Duration.ofDays(1));

        assertThat(desks.ids()).endsWith("chat i2-r1", "chat i1-r20").hasSize(5);
        assertThat(desks.pages.getLast().note()).isEqualTo("It has 20 alerts now.");
    }

    @Test
    void a_flood_that_goes_on_is_summed_up_from_time_to_time_all_the_same() {
        Route limited =
                new Route(
                        "busy",
                        Match.ALL,
                        List.of("chat"),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Limit(2, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(Desks.routing(limited));
        for (int hour = 0; hour < 3; hour++) {
            for (int i = 1; i <= 5; i++) {
                desks.alert("a" + hour + i, 1, State.RAISED);
            }
            desks.after(Duration.ofMinutes(30));
            // The flood is quicker than the next look at what is due.
            desks.now = desks.now.plus(Duration.ofMinutes(30));
        }

        assertThat(desks.kinds())
                .containsExactly(
                        "chat TRIGGER",
                        "chat TRIGGER",
                        "chat SUMMARY",
                        "chat TRIGGER",
                        "chat TRIGGER",
                        "chat SUMMARY",
                        "chat TRIGGER",
                        "chat TRIGGER");
        assertThat(new String(desks.pages.get(2).document(), UTF_8))
                .contains("3 alerts were held back by the route busy: 3 × Brute force.");
    }

    @Test
    void a_clock_that_was_ahead_for_a_moment_holds_nothing_back_until_it_is_as_late() {
        Route limited =
                new Route(
                        "busy",
                        Match.ALL,
                        List.of("chat"),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Limit(1, Duration.ofHours(1))),
                        Optional.empty());
        Desks desks = new Desks(Desks.routing(limited));
        desks.now = NOW.plus(Duration.ofDays(30));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);

        desks.now = NOW;
        desks.killAndRestart();
        desks.after(Duration.ofSeconds(1));
        desks.alert("a3", 1, State.RAISED);

        assertThat(desks.kinds()).containsExactly("chat TRIGGER", "chat SUMMARY", "chat TRIGGER");
    }

    @Test
    void what_a_route_held_back_that_is_gone_waits_for_no_clock_that_was_ahead() {
        Desks desks = new Desks(Desks.routing(limited(1)));
        desks.now = NOW.plus(Duration.ofDays(30));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);

        desks.now = NOW;
        desks.killAndRestart(Desks.routing(Route.everything("renamed", List.of("on-call"))));
        desks.after(Duration.ofSeconds(1));

        assertThat(desks.kinds()).containsExactly("chat TRIGGER", "chat SUMMARY");
    }

    @Test
    void what_is_withdrawn_and_stands_again_before_the_summary_is_counted_once() {
        Desks desks = new Desks(Desks.routing(limited(1)));
        desks.alert("a1", 1, State.RAISED);
        desks.alert("a2", 1, State.RAISED);

        desks.alert("a2", 2, State.WITHDRAWN);
        desks.killAndRestart();
        desks.alert("a2", 3, State.RAISED);
        desks.after(Duration.ofHours(1));

        assertThat(new String(desks.pages.getLast().document(), UTF_8))
                .contains("1 alert was held back by the route busy: 1 × Brute force.");
        assertThat(
                        desks.meters
                                .get("tripline.alerting.paging.decisions")
                                .tag("decision", "held_back")
                                .counter()
                                .count())
                .isOne();
    }

    private static Route limited(int pages) {
        return new Route(
                "busy",
                Match.ALL,
                List.of("chat"),
                List.of(),
                Optional.empty(),
                Optional.of(new Limit(pages, Duration.ofHours(1))),
                Optional.empty());
    }

    private static Route quiet(Hours hours) {
        return new Route(
                "calm",
                Match.ALL,
                List.of("chat"),
                List.of(hours),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
