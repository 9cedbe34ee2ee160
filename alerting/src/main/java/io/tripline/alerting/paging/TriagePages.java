package io.tripline.alerting.paging;

import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.TriageChange;
import java.time.Instant;
import java.util.List;

/** What people are told of what other people did: somebody has acknowledged, closed or reopened. Owned by the desk. */
final class TriagePages {
    private final Routing routing;
    private final Cases cases;
    private final Outbox outbox;
    private final Climbing climbing;

    TriagePages(Routing routing, Cases cases, Outbox outbox, Climbing climbing) {
        this.routing = routing;
        this.cases = cases;
        this.outbox = outbox;
        this.climbing = climbing;
    }

    void changed(TriageChange change, Instant now, List<Outgoing> out) {
        Case known = cases.of(change.id());
        if (known == null || change.version() <= known.triageVersion) {
            return;
        }
        known.triageVersion = change.version();
        boolean closed = change.status() == TriageChange.Status.CLOSED;
        boolean acknowledged = change.status() != TriageChange.Status.NEW;
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
        } else if (known.due == null) {
            climbing.start(known, now);
        }
        cases.keep(known, now, out);
    }

    private List<String> closings(Case known) {
        return known.told.stream().filter(each -> routing.hears(each).closings()).toList();
    }
}
