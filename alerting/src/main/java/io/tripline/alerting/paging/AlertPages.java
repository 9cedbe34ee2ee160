package io.tripline.alerting.paging;

import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.paging.PagingMetrics.Decision;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Alert;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What people are told about alerts. Owned by the desk. */
final class AlertPages {
    private final Routing routing;
    private final Supplier<Mutes> mutes;
    private final Cases cases;
    private final Outbox outbox;
    private final Telling telling;
    private final IncidentPages incidents;
    private final PagingMetrics metrics;

    AlertPages(
            Routing routing,
            Supplier<Mutes> mutes,
            Cases cases,
            Outbox outbox,
            Telling telling,
            IncidentPages incidents,
            PagingMetrics metrics) {
        this.routing = routing;
        this.mutes = mutes;
        this.cases = cases;
        this.outbox = outbox;
        this.telling = telling;
        this.incidents = incidents;
        this.metrics = metrics;
    }

    void alert(Alert alert, Instant appended, byte[] document, Instant now, List<Outgoing> out) {
        if (alert.rule().shadow()) {
            metrics.decided(Decision.SHADOW);
            return;
        }
        boolean withdrawn = alert.occurrence().state() == Alert.State.WITHDRAWN;
        Case known = cases.of(alert.id());
        if (known == null && withdrawn) {
            metrics.decided(Decision.NOBODY_TOLD);
        } else if (known == null) {
            first(alert, appended, document, now, out);
        } else if (alert.revision() <= known.revision) {
            metrics.decided(Decision.NO_CHANGE);
        } else {
            known.appended = appended;
            known.document = document;
            known.revision = alert.revision();
            revised(known, alert, withdrawn, now, out);
            cases.keep(known, now, out);
        }
    }

    private void revised(
            Case known, Alert alert, boolean withdrawn, Instant now, List<Outgoing> out) {
        boolean changed = withdrawn != known.withdrawn;
        if (known.waiting && withdrawn) {
            known.waiting = false;
            known.due = null;
        }
        if (!withdrawn && mutes.get().muting(alert).isPresent()) {
            // Whoever was told that it was withdrawn hears that it stands again when it is muted no
            // more.
            metrics.decided(Decision.MUTED);
            return;
        }
        known.withdrawn = withdrawn;
        if (changed && withdrawn) {
            telling.over(known, "", "It was withdrawn.", now, out);
        } else if (changed && known.told.isEmpty() && known.incident.isEmpty()) {
            // Nobody has heard of it: it had waited for its incident, or was held back.
            known.closed = false;
            known.acknowledged = false;
            open(known, alert, now, out);
            return;
        } else if (changed) {
            known.closed = false;
            known.acknowledged = false;
            telling.again(known, "", "It stands again.", now, out);
        } else {
            Set<String> eager = new LinkedHashSet<>(known.told);
            // To whoever hears that it was closed, an update would open it again.
            eager.removeIf(
                    each ->
                            !routing.hears(each).revisions()
                                    || (known.closed && routing.hears(each).closings()));
            outbox.tell(known, eager, Kind.UPDATE, "", "It has a new revision.", now, out);
        }
        metrics.decided(out.isEmpty() ? Decision.NO_CHANGE : Decision.PAGED);
    }

    /** An alert that nobody knows yet. */
    private void first(
            Alert alert, Instant appended, byte[] document, Instant now, List<Outgoing> out) {
        if (mutes.get().muting(alert).isPresent()) {
            metrics.decided(Decision.MUTED);
            return;
        }
        Case opened = new Case(alert.id(), Subject.ALERT, "", appended, now, document);
        opened.revision = alert.revision();
        open(opened, alert, now, out);
    }

    private void open(Case opened, Alert alert, Instant now, List<Outgoing> out) {
        Optional<Route> matching = routing.route(alert, now);
        if (matching.isEmpty()) {
            metrics.decided(Decision.NO_ROUTE);
            return;
        }
        Route route = matching.get();
        opened.route = route.name();
        // One that is over tells of nothing more: what it goes on as will name the alert.
        Optional<String> grown =
                cases.incidentOf(alert.id())
                        .filter(
                                each -> {
                                    Case incident = cases.of(each);
                                    return incident != null && !incident.withdrawn;
                                });
        if (route.groupWait().isPresent() && grown.isPresent()) {
            // Its incident's revision that named it has told of it.
            opened.incident = grown.get();
            metrics.decided(Decision.WAITING);
        } else if (route.groupWait().isPresent()) {
            opened.waiting = true;
            opened.due = now.plus(route.groupWait().get());
            metrics.decided(Decision.WAITING);
        } else {
            telling.open(opened, now, out);
        }
        cases.keep(opened, now, out);
        if (!opened.incident.isEmpty()) {
            incidents.joined(opened.incident, opened, now, out);
        }
        if (opened.waiting) {
            incidents.arrived(alert.id(), now, out);
        }
    }
}
