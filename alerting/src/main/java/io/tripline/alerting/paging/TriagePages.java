package io.tripline.alerting.paging;

import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.TriageChange;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** What people are told of what other people did: somebody has acknowledged, closed or reopened. Owned by the desk. */
final class TriagePages {
    private final Routing routing;
    private final Cases cases;
    private final Outbox outbox;
    private final Climbing climbing;

    /** Of alerts that are not here yet, perhaps: topics have no order among each other. */
    private final EarlyChanges early = new EarlyChanges();

    TriagePages(Routing routing, Cases cases, Outbox outbox, Climbing climbing) {
        this.routing = routing;
        this.cases = cases;
        this.outbox = outbox;
        this.climbing = climbing;
    }

    void changed(TriageChange change, Instant now, List<Outgoing> out) {
        Case known = cases.of(change.id());
        if (known == null) {
            early.keep(change, now, out);
            return;
        }
        if (change.version() <= known.triageVersion) {
            return;
        }
        known.triageVersion = change.version();
        OptionalLong statusEdits = change.statusEdits();
        if (statusEdits.isPresent() && statusEdits.getAsLong() <= known.statusEdits) {
            // A note or a tag: the status it stands under was said before what has come since.
            cases.keep(known, now, out);
            return;
        }
        known.statusEdits = statusEdits.orElse(known.statusEdits);
        boolean closed = change.status() == TriageChange.Status.CLOSED;
        boolean acknowledged = change.status() != TriageChange.Status.NEW;
        boolean wasInHand = known.closed || known.acknowledged;
        String note = " by " + change.by();
        if (closed && !known.closed) {
            outbox.tell(
                    known,
                    closings(known),
                    Kind.RESOLVE,
                    "Closed" + note + ".",
                    "It was closed.",
                    now,
                    out);
        } else if (acknowledged && !known.acknowledged) {
            outbox.tell(
                    known,
                    known.told.stream()
                            .filter(each -> routing.hears(each).acknowledgements())
                            .toList(),
                    Kind.ACKNOWLEDGE,
                    "Acknowledged" + note + ".",
                    "It was acknowledged.",
                    now,
                    out);
        } else if (known.closed && !closed && !known.withdrawn) {
            known.step = 0;
            outbox.tell(
                    known,
                    closings(known),
                    Kind.TRIGGER,
                    "Reopened" + note + ".",
                    "It was reopened.",
                    now,
                    out);
        }
        known.closed = closed;
        known.acknowledged = acknowledged;
        if (closed || acknowledged) {
            known.due = null;
            known.waiting = false;
        } else if (wasInHand && known.due == null) {
            climbing.start(known, now);
        }
        cases.keep(known, now, out);
    }

    /** What people did with an alert or incident before it was here. */
    EarlyChanges early() {
        return early;
    }

    /** Takes note of early changes of what has come now. */
    void catchUp(Instant now, List<Outgoing> out) {
        for (TriageChange each : early.all()) {
            if (cases.of(each.id()) != null) {
                early.remove(each.id(), out);
                changed(each, now, out);
            }
        }
    }

    void clean(Instant now, List<Outgoing> out) {
        early.clean(now, out);
    }

    private List<String> closings(Case known) {
        return known.told.stream().filter(each -> routing.hears(each).closings()).toList();
    }
}
