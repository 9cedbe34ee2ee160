package io.tripline.alerting.paging;

import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells somebody else what a destination could not be told: at once of the first page, then ever more rarely of all of them
 * together, so that a destination that is down for a night is no night of notices. Owned by the desk.
 */
final class Notices {
    static final String KEY = "undelivered:";

    private final Routing routing;
    private final Cases cases;
    private final Outbox outbox;
    private final Map<String, Undelivered> byDestination = new TreeMap<>();

    Notices(Routing routing, Cases cases, Outbox outbox) {
        this.routing = routing;
        this.cases = cases;
        this.outbox = outbox;
    }

    void clear() {
        byDestination.clear();
    }

    void restore(String destination, byte[] value) throws IOException {
        byDestination.put(destination, Undelivered.read(destination, value));
    }

    /** Takes note of what became of a page. */
    void heard(Receipt receipt, Instant now, List<Outgoing> out) {
        if (!receipt.outcome().isFailure() || receipt.kind() == Kind.TEST) {
            return;
        }
        if (receipt.kind() == Kind.UNDELIVERED) {
            notTaken(receipt, now, out);
            return;
        }
        Undelivered pages = byDestination.get(receipt.destination());
        if (pages == null || pages.isOver(now)) {
            pages = new Undelivered(receipt.destination(), now);
            byDestination.put(receipt.destination(), pages);
        }
        pages.add(receipt, named(receipt, cases.of(receipt.about())), now);
        keep(pages, now, out);
    }

    /** Tells what it is time to tell, and forgets what is over. */
    void tellDue(Instant now, List<Outgoing> out) {
        for (Undelivered each : List.copyOf(byDestination.values())) {
            if (each.isDue(now)) {
                Optional<String> other = other(each, now);
                if (other.isPresent()) {
                    tell(each, other.get(), now, out);
                } else {
                    // There is nobody else.
                    each.due = null;
                    keep(each, now, out);
                }
            } else if (each.isOver(now)) {
                byDestination.remove(each.destination);
                out.add(Outgoing.of(Topics.PAGING, KEY + each.destination, null, null));
            }
        }
    }

    /** A notice that is not taken goes to whoever has not failed to take one yet. */
    private void notTaken(Receipt receipt, Instant now, List<Outgoing> out) {
        for (Undelivered each : byDestination.values()) {
            if (each.isOwn(receipt.about()) && each.deaf.add(receipt.destination())) {
                Optional<String> other =
                        routing.insteadOf(each.destination)
                                .filter(destination -> !each.deaf.contains(destination))
                                .findFirst();
                if (other.isPresent()) {
                    tell(each, other.get(), now, out);
                } else {
                    keep(each, now, out);
                }
            }
        }
    }

    private void tell(Undelivered pages, String to, Instant now, List<Outgoing> out) {
        pages.tell(now);
        outbox.undelivered(pages, only(pages), to, now, out);
        keep(pages, now, out);
    }

    /** Whoever does not fail itself, if there is one. */
    private Optional<String> other(Undelivered pages, Instant now) {
        return routing.insteadOf(pages.destination)
                .filter(each -> !pages.deaf.contains(each) && !fails(each, now))
                .findFirst()
                .or(() -> routing.insteadOf(pages.destination).findFirst());
    }

    private boolean fails(String destination, Instant now) {
        Undelivered pages = byDestination.get(destination);
        return pages != null && pages.isFresh(now);
    }

    private @Nullable Case only(Undelivered pages) {
        return pages.tally.count() == 1 ? cases.of(pages.tally.gravest()) : null;
    }

    private static Tally.Named named(Receipt receipt, @Nullable Case known) {
        if (known != null) {
            return Tally.Named.of(known);
        }
        return new Tally.Named(
                receipt.about(),
                receipt.subject() == Subject.SUMMARY ? "Summary" : "Older alert",
                receipt.why(),
                "informational",
                0);
    }

    private static void keep(Undelivered pages, Instant now, List<Outgoing> out) {
        out.add(Outgoing.of(Topics.PAGING, KEY + pages.destination, pages.bytes(), now));
    }
}
