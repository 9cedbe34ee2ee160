package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.paging.Receipt.Outcome;
import io.tripline.contracts.Alert.State;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HOUR = Duration.ofHours(1);

    /** Of one that was told nothing, the first other one is chat. */
    private final Desks desks =
            new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));

    @Test
    void one_page_that_was_not_delivered_is_told_to_somebody_else_at_once_in_its_place() {
        lost("a1", 50);

        Page notice = notices().getFirst();
        assertThat(desks.ids()).startsWith("on-call a1-r1").hasSize(2);
        assertThat(notice.destination()).isEqualTo("chat");
        assertThat(notice.note())
                .isEqualTo(
                        "The destination on-call was not told about one page (timeout): 1 × Brute force.");
        assertThat(notice.document()).isEqualTo(desks.pages.getFirst().document());
    }

    @Test
    void a_destination_that_is_down_for_a_night_is_one_notice_that_is_kept_up_to_date()
            throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Duration night = Duration.ofHours(8);
        int pages = 500;

        for (int i = 0; i < pages; i++) {
            lost("a" + i, i == 400 ? 99 : random.nextInt(80));
            if (random.nextInt(10) == 0) {
                desks.killAndRestart();
            }
            desks.after(night.dividedBy(pages));
        }
        desks.after(Undelivered.LONGEST);

        List<Page> notices = notices();
        assertThat(notices)
                .as("notices, seed %d", seed)
                .hasSizeBetween(20, 60)
                .extracting(Page::destination)
                .containsOnly("chat");
        // One alert to receivers, but for those that are graver than all before.
        assertThat(notices.stream().map(Page::key).distinct()).hasSizeBetween(1, 15);
        assertThat(notices).extracting(Page::id).doesNotHaveDuplicates();
        JsonNode last = document(notices.getLast()).at("/tripline/undelivered");
        assertThat(last.path("count").asInt()).isEqualTo(pages);
        assertThat(last.at("/reasons/timeout").asInt()).isEqualTo(pages);
        assertThat(last.at("/alerts/0/event.id").asText()).isEqualTo("a400");
        assertThat(last.path("alerts")).hasSize(Tally.NAMED);
        assertThat(document(notices.getLast()).path("message").asText())
                .isEqualTo(
                        "The destination on-call was not told about 500 pages (500 × timeout): 500 × Brute force.");
    }

    @Test
    void what_is_lost_in_one_moment_is_two_notices() throws Exception {
        for (int i = 0; i < 200; i++) {
            desks.alert("a" + i, 1, State.RAISED);
        }
        List<Page> pages = List.copyOf(desks.pages);
        desks.receipt(receipt(pages.getFirst(), Outcome.EXPIRED));
        desks.after(Duration.ZERO);
        pages.stream().skip(1).forEach(each -> desks.receipt(receipt(each, Outcome.EXPIRED)));
        for (int i = 0; i < 100; i++) {
            desks.after(Duration.ofMillis(50));
        }

        assertThat(notices()).hasSize(2);
        assertThat(document(notices().getLast()).at("/tripline/undelivered/count").asInt())
                .isEqualTo(200);
    }

    @Test
    void a_graver_one_is_not_waited_for() throws Exception {
        lost("a1", 50);
        lost("a2", 50);
        assertThat(notices()).hasSize(1);

        lost("a3", 51);

        assertThat(notices()).hasSize(2);
        // Put to what is open at PagerDuty it would wake nobody.
        assertThat(notices()).extracting(Page::key).doesNotHaveDuplicates();
        assertThat(notices()).extracting(Page::id).allMatch(each -> each.endsWith("-n1"));
        assertThat(
                        document(notices().getLast())
                                .at("/tripline/undelivered/alerts")
                                .findValuesAsText("event.id"))
                .containsExactly("a3", "a1", "a2");
    }

    @Test
    void after_some_calm_the_next_is_told_at_once_and_after_a_long_one_it_is_another_notice() {
        lost("a1", 50);
        desks.after(HOUR);
        lost("a2", 50);
        desks.after(Undelivered.OVER.plusSeconds(1));
        assertThat(desks.state).doesNotContainKey("undelivered:on-call");
        lost("a3", 50);

        List<Page> notices = notices();
        assertThat(notices).hasSize(3);
        assertThat(notices).extracting(Page::key).doesNotHaveDuplicates();
    }

    /** A kill between the receipt and the commit has it written once more. */
    @Test
    void a_receipt_that_comes_twice_is_one_page() throws Exception {
        lost("a1", 50);
        desks.receipt(receipt(desks.pages.getFirst(), Outcome.EXPIRED));
        desks.killAndRestart();
        desks.after(Duration.ofSeconds(30));
        desks.receipt(receipt(desks.pages.getFirst(), Outcome.EXPIRED, desks.now));
        lost("a2", 51);

        assertThat(document(notices().getLast()).at("/tripline/undelivered/count").asInt())
                .isEqualTo(2);
    }

    @Test
    void a_page_that_was_sent_through_again_in_vain_is_told_of_again() throws Exception {
        lost("a1", 50);
        desks.killAndRestart();
        desks.after(HOUR);
        desks.receipt(receipt(desks.pages.getFirst(), Outcome.EXPIRED, desks.now));
        desks.after(Duration.ZERO);

        assertThat(notices()).hasSize(2);
        assertThat(document(notices().getLast()).at("/tripline/undelivered/count").asInt())
                .isEqualTo(2);
    }

    @Test
    void what_a_newer_page_said_instead_is_nothing_to_tell() {
        desks.alert("a1", 1, State.RAISED);
        desks.receipt(receipt(desks.pages.getFirst(), Outcome.SUPERSEDED));
        desks.after(HOUR);

        assertThat(notices()).isEmpty();
    }

    @Test
    void who_fails_too_is_told_only_if_there_is_nobody_else() {
        Desks both = new Desks(Desks.routing(Route.everything("all", List.of("chat", "on-call"))));
        both.alert("a1", 1, State.RAISED);
        List<Page> pages = List.copyOf(both.pages);
        pages.forEach(each -> both.receipt(receipt(each, Outcome.EXPIRED)));
        both.after(Duration.ZERO);

        assertThat(both.kinds())
                .containsExactly(
                        "chat TRIGGER", "on-call TRIGGER", "lead UNDELIVERED", "lead UNDELIVERED");
    }

    @Test
    void a_notice_that_is_not_taken_goes_to_the_next_until_there_is_none() {
        lost("a1", 50);
        for (int i = 0; i < 5; i++) {
            desks.receipt(receipt(notices().getLast(), Outcome.REJECTED));
            desks.killAndRestart();
            desks.after(Duration.ofMinutes(1));
        }

        assertThat(notices()).extracting(Page::destination).containsExactly("chat", "lead");
        // It is not over: what else is lost is still tried.
        lost("a2", 50);
        assertThat(notices()).hasSize(3);
    }

    @Test
    void what_was_delivered_and_a_try_are_nothing_to_tell() {
        desks.alert("a1", 1, State.RAISED);
        desks.receipt(receipt(desks.pages.getFirst(), Outcome.DELIVERED));
        desks.after(HOUR);

        assertThat(notices()).isEmpty();
        assertThat(desks.state).doesNotContainKey("undelivered:on-call");
    }

    /** An alert of which on-call was not told. */
    private void lost(String id, int severity) {
        desks.alert(id, severity);
        desks.receipt(receipt(desks.pages.getLast(), Outcome.EXPIRED));
        desks.after(Duration.ZERO);
    }

    private List<Page> notices() {
        return desks.pages.stream().filter(each -> each.kind() == Kind.UNDELIVERED).toList();
    }

    private static JsonNode document(Page page) throws IOException {
        return JSON.readTree(page.document());
    }

    @Test
    void a_clock_that_was_ahead_for_a_moment_puts_no_notice_off_until_it_is_as_late() {
        Desks desks = new Desks(Desks.routing(Route.everything("all", List.of("on-call"))));
        for (String id : List.of("a1", "a2", "a3")) {
            desks.alert(id, 1, State.RAISED);
        }
        List<Page> pages = List.copyOf(desks.pages);
        desks.now = desks.now.plus(Duration.ofDays(30));
        desks.receipt(receipt(pages.get(0), Outcome.EXPIRED));
        desks.after(Duration.ofSeconds(1));
        desks.receipt(receipt(pages.get(1), Outcome.EXPIRED));

        desks.now = desks.now.minus(Duration.ofDays(30));
        desks.after(Duration.ofSeconds(1));
        desks.receipt(receipt(pages.get(2), Outcome.EXPIRED));
        desks.after(Undelivered.LONGEST);

        assertThat(desks.kinds()).filteredOn(each -> each.endsWith("UNDELIVERED")).hasSize(3);
    }

    private static Receipt receipt(Page page, Outcome outcome) {
        return receipt(page, outcome, page.created());
    }

    private static Receipt receipt(Page page, Outcome outcome, Instant at) {
        return new Receipt(
                page.id(),
                page.about(),
                page.subject(),
                page.kind(),
                page.destination(),
                page.route(),
                page.why(),
                outcome,
                0,
                outcome == Outcome.DELIVERED ? "" : "timeout",
                7,
                page.created(),
                at);
    }
}
