package io.tripline.alerting.paging;

import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.paging.PagingMetrics.Decision;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What people are told about incidents: one page, which opens with the first of its alerts that waits, or goes on from an
 * incident that somebody was told about, and is kept up to date. Owned by the desk.
 */
final class IncidentPages {
    private final Routing routing;
    private final Supplier<Mutes> mutes;
    private final Cases cases;
    private final Rerouting rerouting;
    private final Telling telling;
    private final PagingMetrics metrics;

    /** Incidents that may name an alert which is not here yet: topics have no order among each other. */
    private final Unclaimed unclaimed = new Unclaimed(Unclaimed.ROOM_BYTES);

    IncidentPages(
            Routing routing,
            Supplier<Mutes> mutes,
            Cases cases,
            Rerouting rerouting,
            Telling telling,
            PagingMetrics metrics) {
        this.routing = routing;
        this.mutes = mutes;
        this.cases = cases;
        this.rerouting = rerouting;
        this.telling = telling;
        this.metrics = metrics;
    }

    /** Those that nobody is told about yet. */
    Unclaimed unclaimed() {
        return unclaimed;
    }

    void incident(
            Incident incident, Instant appended, byte[] document, Instant now, List<Outgoing> out) {
        Case known = cases.of(incident.id());
        if (known == null) {
            unknown(incident, document, now, out);
        } else if (incident.revision() > known.revision) {
            boolean grows = !known.members.containsAll(incident.alerts());
            known.revision = incident.revision();
            known.document = document;
            known.appended = appended;
            revised(known, incident, grows, now, out);
            cases.keep(known, now, out);
        }
    }

    /** An alert has come that waits for an incident, which may have been here before it. */
    void arrived(String alert, Instant now, List<Outgoing> out) {
        for (Unclaimed.Entry each : unclaimed.naming(alert)) {
            unknown(each.incident(), each.document(), now, out);
        }
    }

    private void unknown(Incident incident, byte[] document, Instant now, List<Outgoing> out) {
        boolean over = incident.status() != Incident.Status.OPEN;
        Optional<Case> first = over ? Optional.empty() : cause(incident);
        boolean muted = first.isPresent() && mutes.get().muting(incident).isPresent();
        if (muted) {
            metrics.decided(Decision.MUTED);
        }
        if (over) {
            unclaimed.remove(incident.id(), out);
        } else if (first.isEmpty() || muted) {
            if (routing.groups()) {
                unclaimed.keep(incident, document, now, out);
            }
        } else {
            unclaimed.remove(incident.id(), out);
            open(incident, first.get(), document, now, out);
        }
    }

    /** Why somebody is to be told about an incident: an alert that waits, or what somebody was told before. */
    private Optional<Case> cause(Incident incident) {
        return incident.alerts().stream()
                .map(cases::of)
                .filter(each -> each != null && each.waiting)
                .findFirst()
                .or(
                        () ->
                                incident.alerts().stream()
                                        .flatMap(each -> cases.incidentOf(each).stream())
                                        .map(cases::of)
                                        .filter(each -> each != null)
                                        .findFirst());
    }

    private void open(
            Incident incident, Case cause, byte[] document, Instant now, List<Outgoing> out) {
        Case opened =
                new Case(
                        incident.id(),
                        Subject.INCIDENT,
                        cause.route,
                        cause.appended,
                        now,
                        document);
        opened.revision = incident.revision();
        List<Case> joined = new ArrayList<>();
        Set<Case> before = adopt(opened, incident, joined, now, out);
        graver(opened, joined);
        if (cause.subject == Subject.ALERT) {
            telling.open(opened, now, out);
        }
        takeRoutes(opened, joined, now, out);
        before.forEach(each -> telling.goOn(opened, each, now, out));
        boolean isInHand =
                cause.subject == Subject.INCIDENT && before.stream().allMatch(Case::isInHand);
        if (isInHand) {
            // Who acknowledged the one works on the other.
            opened.due = null;
        }
        cases.keep(opened, now, out);
    }

    private void revised(
            Case known, Incident incident, boolean grows, Instant now, List<Outgoing> out) {
        boolean over = incident.status() != Incident.Status.OPEN;
        boolean wasOver = known.withdrawn;
        if (over) {
            known.withdrawn = true;
            // Its alerts are elsewhere now, or nowhere.
            if (!wasOver) {
                String into = incident.mergedInto();
                String why =
                        into == null ? "It was withdrawn." : "It goes on as incident " + into + ".";
                telling.over(known, why, why, now, out);
            }
            return;
        }
        List<Case> joined = new ArrayList<>();
        Set<Case> before = adopt(known, incident, joined, now, out);
        if (mutes.get().muting(incident).isPresent()) {
            // Whoever was told that it was over hears that it stands again when it is muted no
            // more.
            metrics.decided(Decision.MUTED);
            return;
        }
        known.withdrawn = false;
        if (wasOver) {
            known.closed = false;
            known.acknowledged = false;
            if (known.told.isEmpty()) {
                telling.open(known, now, out);
            } else {
                telling.again(known, "", "It stands again.", now, out);
            }
        } else if (grows) {
            grown(known, incident.alertCount(), graver(known, joined), now, out);
        }
        takeRoutes(known, joined, now, out);
        before.forEach(each -> telling.goOn(known, each, now, out));
    }

    /** It goes on. Whoever closed it thought that it was over, and who was spared it has not heard of it. */
    private void grown(Case known, long alerts, boolean graver, Instant now, List<Outgoing> out) {
        boolean wasClosed = known.closed;
        boolean isGraver = graver && known.acknowledged && !wasClosed;
        boolean isAnew = wasClosed || isGraver;
        String why =
                (wasClosed ? "It was closed and has " : "It has ")
                        + alerts
                        + " alerts now"
                        + (graver ? ", a graver one among them." : ".");
        if (isAnew) {
            // Who acknowledged it did not know of this.
            known.closed = false;
            known.acknowledged = false;
        }
        if (known.told.isEmpty()) {
            if (!known.acknowledged) {
                telling.openLate(known, why, now, out);
            }
        } else if (isGraver) {
            telling.graver(known, why, why, now, out);
        } else if (isAnew) {
            telling.again(known, why, why, now, out);
        } else {
            telling.update(known, why, now, out);
        }
    }

    /** An alert has come whose incident told of it before it was here. */
    void joined(String incident, Case member, Instant now, List<Outgoing> out) {
        Case known = cases.of(incident);
        if (known == null || !known.isOpen()) {
            return;
        }
        List<Case> joined = List.of(member);
        if (graver(known, joined) && known.acknowledged) {
            known.acknowledged = false;
            String why = "A graver alert has joined it.";
            telling.graver(known, why, why, now, out);
        }
        takeRoutes(known, joined, now, out);
        cases.keep(known, now, out);
    }

    /** Whether one of them is graver than all that was taken account of; it is from now on. */
    private static boolean graver(Case known, List<Case> joined) {
        long gravest = joined.stream().mapToLong(IncidentPages::severity).max().orElse(0);
        boolean graver = gravest > known.gravest;
        known.gravest = Math.max(known.gravest, gravest);
        return graver;
    }

    private static long severity(Case member) {
        try {
            return AlertJson.read(member.document).rule().severity();
        } catch (MalformedEventException e) {
            throw new IllegalStateException("It could be read when it came.", e);
        }
    }

    /** Whoever is to be told of an alert by its own route is told of the incident, whatever route opened that. */
    private void takeRoutes(Case known, List<Case> joined, Instant now, List<Outgoing> out) {
        for (Case each : joined) {
            Optional<Route> route = rerouting.of(each, now);
            if (route.isEmpty()
                    || each.route.equals(known.route)
                    || !known.routes.add(each.route)) {
                continue;
            }
            known.reminders++;
            telling.alsoTell(
                    known,
                    route.get(),
                    "An alert of the route " + each.route + " has joined it.",
                    now,
                    out);
        }
    }

    /** It is time to tell how one has grown whose updates were held back. */
    void tellGrown(Case known, Instant now, List<Outgoing> out) {
        known.updateDue = null;
        if (known.isOpen()) {
            try {
                Incident incident = IncidentJson.read(known.document);
                if (mutes.get().muting(incident).isPresent()) {
                    metrics.decided(Decision.MUTED);
                } else {
                    String why = "It has " + incident.alertCount() + " alerts now.";
                    telling.update(known, why, now, out);
                }
            } catch (MalformedEventException e) {
                throw new IllegalStateException("It could be read when it came.", e);
            }
        }
        cases.keep(known, now, out);
    }

    /**
     * Takes the incident's alerts in; says which incidents had some of them before.
     *
     * @param joined takes the alerts that had waited for it
     */
    private Set<Case> adopt(
            Case known, Incident incident, List<Case> joined, Instant now, List<Outgoing> out) {
        Set<Case> before = new LinkedHashSet<>();
        for (String alert : incident.alerts()) {
            cases.incidentOf(alert)
                    .filter(each -> !each.equals(known.id))
                    .map(cases::of)
                    .ifPresent(before::add);
            cases.addMember(known, alert);
            Case member = cases.of(alert);
            if (member != null && member.waiting) {
                member.waiting = false;
                member.due = null;
                member.incident = known.id;
                joined.add(member);
                cases.keep(member, now, out);
            }
        }
        before.forEach(each -> cases.keep(each, now, out));
        return before;
    }
}
