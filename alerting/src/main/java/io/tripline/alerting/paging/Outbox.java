package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes pages; what of them becomes a record is what the routing knows destinations for. */
final class Outbox {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A raw record that is older says nothing about how long its page took. */
    static final Duration MOST_BEHIND = Duration.ofHours(1);

    private final Routing routing;

    Outbox(Routing routing) {
        this.routing = routing;
    }

    /**
     * Pages some destinations.
     *
     * @param note what to add to the document for a person; may be empty
     * @param why for receipts and the log
     */
    void tell(
            Case about,
            Collection<String> destinations,
            Kind kind,
            String note,
            String why,
            Instant now,
            List<Outgoing> out) {
        for (String destination : destinations) {
            if (routing.destinations().containsKey(destination)) {
                out.add(
                        record(
                                new Page(
                                        id(about, kind),
                                        about.id,
                                        about.subject,
                                        about.revision,
                                        kind,
                                        destination,
                                        about.route,
                                        why,
                                        now,
                                        note,
                                        about.document),
                                about.appended));
            }
        }
    }

    /** Sums up what a route held back; where the route is gone, to whoever hears of what could not be delivered. */
    void sumUp(String route, HeldBack held, Instant now, List<Outgoing> out) {
        int count = held.tally.count();
        byte[] document = held.summary(route, now).toString().getBytes(UTF_8);
        String id = "summary-" + Page.plain(route) + "-" + now.toEpochMilli();
        for (String destination : routing.toldBy(route)) {
            out.add(
                    record(
                            new Page(
                                    id,
                                    id,
                                    Subject.SUMMARY,
                                    1,
                                    Kind.SUMMARY,
                                    destination,
                                    route,
                                    count + " were held back.",
                                    now,
                                    "",
                                    document),
                            now));
        }
    }

    /** Tells somebody that cases are forgotten. */
    void crowded(int room, Instant now, List<Outgoing> out) {
        String message =
                "More than "
                        + room
                        + " alerts and incidents are open, or than there is memory for. The oldest are forgotten by paging: what would still have been"
                        + " told of them is told at once, and if they change they are paged anew.";
        ObjectNode document = JSON.createObjectNode();
        document.put("@timestamp", now.toString()).put("message", message);
        document.putObject("event").put("kind", "state").put("dataset", "tripline.page");
        document.putObject("tripline").putObject("crowded").put("level", "high").put("room", room);
        String id = "crowded-" + now.toEpochMilli();
        routing.insteadOf("")
                .findFirst()
                .ifPresent(
                        to ->
                                out.add(
                                        record(
                                                new Page(
                                                        id,
                                                        id,
                                                        Subject.SUMMARY,
                                                        1,
                                                        Kind.SUMMARY,
                                                        to,
                                                        "",
                                                        message,
                                                        now,
                                                        "",
                                                        document.toString().getBytes(UTF_8)),
                                                now)));
    }

    /**
     * Tells somebody what another destination could not be told.
     *
     * @param only the one page that it was, if it was one and is known: then it stands in for that page
     */
    void undelivered(
            Undelivered pages, @Nullable Case only, String to, Instant now, List<Outgoing> out) {
        String message = pages.message();
        out.add(
                record(
                        new Page(
                                pages.id() + "-n" + pages.notices,
                                pages.id(),
                                only == null ? Subject.SUMMARY : only.subject,
                                pages.notices,
                                Kind.UNDELIVERED,
                                to,
                                pages.route,
                                message,
                                now,
                                only == null ? "" : message,
                                only == null ? pages.document(now) : only.document),
                        now));
    }

    /** A revision has one id; what is told about it once more for another reason has one of its own. */
    private static String id(Case about, Kind kind) {
        String id = Page.plain(about.id) + "-r" + about.revision;
        if (about.triageVersion > 0) {
            id += "-t" + about.triageVersion;
        }
        if ((kind == Kind.TRIGGER || kind == Kind.RESOLVE) && about.reminders > 0) {
            id += "-a" + about.reminders;
        }
        if (kind == Kind.TRIGGER && about.step > 0) {
            id += "-e" + about.step;
        }
        return id;
    }

    /**
     * With the time of the raw record, for the latency that people see, unless that is long ago: the topic's retention, which
     * counts from there, would take a page away before it is read.
     */
    private static Outgoing record(Page page, Instant appended) {
        Instant recent = page.created().minus(MOST_BEHIND);
        return Outgoing.of(
                Topics.PAGES,
                page.about(),
                page.bytes(),
                appended.isBefore(recent) ? page.created() : appended);
    }
}
