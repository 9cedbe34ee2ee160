package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.paging.PagingMetrics.Decision;
import io.tripline.alerting.topics.Desk;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChangeJson;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides who is told about what. What it remembers is in the topic of paging; every decision is written together with
 * what it changes there, so that a kill at any moment loses no page and no escalation.
 */
public final class PagingDesk implements Desk {
    /** More come at once only in a flood, and then an alert is a page of its own. */
    private static final int RECENT = 200;

    private final Routing routing;
    private final Supplier<Mutes> mutes;
    private final InstantSource clock;
    private final PagingMetrics metrics;

    private final Cases cases = new Cases();
    private final Outbox outbox;
    private final Restraint restraint;
    private final Climbing climbing;

    /**
     * Incidents that may name an alert which is not here yet: topics have no order among each other. Not kept over a
     * restart: then the alert is a page of its own.
     */
    private final Map<String, Recent> recent = new LinkedHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Recent(Incident incident, byte[] document) {}

    /**
     * A desk without memory.
     *
     * @param mutes asked by an alert's own time, so that the present plays no part
     */
    public PagingDesk(
            Routing routing, Supplier<Mutes> mutes, InstantSource clock, MeterRegistry meters) {
        this.routing = routing;
        this.mutes = mutes;
        this.clock = clock;
        this.metrics = new PagingMetrics(meters);
        this.outbox = new Outbox(routing);
        this.restraint = new Restraint(routing.zone());
        this.climbing = new Climbing(routing, outbox);
    }

    @Override
    public void forget() {
        cases.clear();
        restraint.clear();
        recent.clear();
    }

    @Override
    public void restore(String key, byte[] value) {
        try {
            if (key.startsWith(Restraint.KEY)) {
                restraint.restore(key.substring(Restraint.KEY.length()), value);
            } else {
                cases.restore(value);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The topic " + Topics.PAGING + " holds under " + key + " what is not ours.", e);
        }
    }

    @Override
    public List<Outgoing> handle(Received received) {
        List<Outgoing> out = new ArrayList<>();
        byte[] value = received.value();
        try {
            if (value == null) {
                throw new MalformedEventException("The record has no value.");
            }
            switch (received.topic()) {
                case Topics.ALERTS -> alert(AlertJson.read(value), received, value, out);
                case Topics.INCIDENTS ->
                        incident(IncidentJson.read(value), received.appended(), value, out);
                case Topics.TRIAGE -> triage(TriageChangeJson.read(value), out);
                case Topics.RECEIPTS -> receipt(Receipt.read(value), out);
                default -> throw new MalformedEventException("The topic is not known here.");
            }
        } catch (MalformedEventException e) {
            metrics.decided(Decision.MALFORMED);
            out.add(deadLetter(received, String.valueOf(e.getMessage())));
        }
        return out;
    }

    @Override
    public List<Outgoing> due() {
        Instant now = clock.instant();
        List<Outgoing> out = new ArrayList<>();
        for (Case each : cases.due(now)) {
            if (isMuted(each)) {
                // Muted since it was told or began to wait: nobody else has to hear of it.
                each.waiting = false;
                each.due = null;
                metrics.decided(Decision.MUTED);
            } else if (each.waiting) {
                each.waiting = false;
                each.due = null;
                open(each, now, out);
            } else if (climbing.climb(each, now, out)) {
                metrics.decided(Decision.ESCALATED);
            }
            cases.keep(each, now, out);
        }
        restraint.sumUpDue(now, outbox, out);
        cases.clean(now, out);
        return out;
    }

    private void alert(Alert alert, Received received, byte[] document, List<Outgoing> out) {
        Instant now = clock.instant();
        if (alert.rule().shadow()) {
            metrics.decided(Decision.SHADOW);
            return;
        }
        boolean withdrawn = alert.occurrence().state() == Alert.State.WITHDRAWN;
        Case known = cases.of(alert.id());
        if (known == null) {
            if (withdrawn) {
                metrics.decided(Decision.NOBODY_TOLD);
            } else {
                first(alert, received.appended(), document, now, out);
            }
            return;
        }
        if (alert.revision() <= known.revision) {
            metrics.decided(Decision.NO_CHANGE);
            return;
        }
        boolean changed = withdrawn != known.withdrawn;
        boolean muted = mutes.get().muting(alert).isPresent();
        known.revision = alert.revision();
        known.withdrawn = withdrawn;
        known.document = document;
        known.appended = received.appended();
        if (known.waiting && withdrawn) {
            known.waiting = false;
            known.due = null;
        }
        if (muted && !withdrawn) {
            metrics.decided(Decision.MUTED);
            cases.keep(known, now, out);
            return;
        }
        if (changed) {
            Kind kind = withdrawn ? Kind.RESOLVE : Kind.TRIGGER;
            outbox.tell(
                    known,
                    known.told,
                    kind,
                    "",
                    withdrawn ? "It was withdrawn." : "It stands again.",
                    now,
                    out);
            if (withdrawn) {
                known.due = null;
            } else {
                climbing.start(known, now);
            }
        } else {
            Set<String> eager = new LinkedHashSet<>(known.told);
            eager.removeIf(each -> !routing.hears(each).revisions());
            outbox.tell(known, eager, Kind.UPDATE, "", "It has a new revision.", now, out);
        }
        metrics.decided(out.isEmpty() ? Decision.NO_CHANGE : Decision.PAGED);
        cases.keep(known, now, out);
    }

    /** An alert that nobody knows yet. */
    private void first(
            Alert alert, Instant appended, byte[] document, Instant now, List<Outgoing> out) {
        if (mutes.get().muting(alert).isPresent()) {
            metrics.decided(Decision.MUTED);
            return;
        }
        Optional<Route> matching = routing.route(alert, now);
        if (matching.isEmpty()) {
            metrics.decided(Decision.NO_ROUTE);
            return;
        }
        Route route = matching.get();
        Case opened = new Case(alert.id(), Subject.ALERT, route.name(), appended, now, document);
        opened.revision = alert.revision();
        Optional<String> grown = cases.incidentOf(alert.id());
        if (route.groupWait().isPresent() && grown.isPresent()) {
            // Its incident's next revision tells of it.
            opened.incident = grown.get();
            metrics.decided(Decision.WAITING);
        } else if (route.groupWait().isPresent()) {
            opened.waiting = true;
            opened.due = now.plus(route.groupWait().get());
            metrics.decided(Decision.WAITING);
        } else {
            open(opened, now, out);
        }
        cases.keep(opened, now, out);
        if (opened.waiting) {
            recent.values().stream()
                    .filter(each -> each.incident().alerts().contains(alert.id()))
                    .toList()
                    .forEach(each -> incident(each.incident(), appended, each.document(), out));
        }
    }

    /** An incident is one page, which opens with the first of its alerts that waits and is kept up to date. */
    private void incident(
            Incident incident, Instant appended, byte[] document, List<Outgoing> out) {
        Instant now = clock.instant();
        remember(incident, document);
        Case known = cases.of(incident.id());
        boolean over = incident.status() != Incident.Status.OPEN;
        if (known == null) {
            Optional<Case> first =
                    incident.alerts().stream()
                            .map(cases::of)
                            .filter(each -> each != null && each.waiting)
                            .findFirst();
            if (first.isEmpty() || over) {
                return;
            }
            if (mutes.get().muting(incident).isPresent()) {
                metrics.decided(Decision.MUTED);
                return;
            }
            Case opened =
                    new Case(
                            incident.id(),
                            Subject.INCIDENT,
                            first.get().route,
                            first.get().appended,
                            now,
                            document);
            opened.revision = incident.revision();
            adopt(opened, incident, now, out);
            open(opened, now, out);
            cases.keep(opened, now, out);
            return;
        }
        if (incident.revision() <= known.revision) {
            return;
        }
        boolean grows = !known.members.containsAll(incident.alerts());
        boolean muted = mutes.get().muting(incident).isPresent();
        boolean wasOver = known.withdrawn;
        known.revision = incident.revision();
        known.document = document;
        known.appended = appended;
        known.withdrawn = over;
        adopt(known, incident, now, out);
        if (over && !wasOver) {
            String into = incident.mergedInto();
            String why =
                    into == null ? "It was withdrawn." : "It goes on as incident " + into + ".";
            known.due = null;
            outbox.tell(known, known.told, Kind.RESOLVE, why, why, now, out);
        } else if (muted) {
            metrics.decided(Decision.MUTED);
        } else if (!over && wasOver) {
            outbox.tell(known, known.told, Kind.TRIGGER, "", "It stands again.", now, out);
            climbing.start(known, now);
        } else if (!over && grows) {
            grown(known, incident.alertCount(), now, out);
        }
        cases.keep(known, now, out);
    }

    /** It goes on. Whoever closed it thought that it was over, and who was spared it has not heard of it. */
    private void grown(Case known, long alerts, Instant now, List<Outgoing> out) {
        boolean wasClosed = known.closed;
        String why = (wasClosed ? "It was closed and has " : "It has ") + alerts + " alerts now.";
        if (wasClosed) {
            known.closed = false;
            known.acknowledged = false;
        }
        if (known.told.isEmpty()) {
            Optional<Route> route = routing.named(known.route);
            // While it is held back the summary counts it already.
            if (!known.acknowledged
                    && route.isPresent()
                    && restraint.until(route.get(), now, out).isEmpty()) {
                tell(known, route.get(), why, why, now, out);
            }
        } else if (wasClosed) {
            outbox.tell(known, known.told, Kind.TRIGGER, why, why, now, out);
            climbing.start(known, now);
        } else {
            outbox.tell(known, known.told, Kind.UPDATE, why, why, now, out);
        }
    }

    private void adopt(Case known, Incident incident, Instant now, List<Outgoing> out) {
        for (String alert : incident.alerts()) {
            cases.addMember(known, alert);
            Case member = cases.of(alert);
            if (member != null && member.waiting) {
                member.waiting = false;
                member.due = null;
                member.incident = known.id;
                cases.keep(member, now, out);
            }
        }
    }

    private void remember(Incident incident, byte[] document) {
        recent.remove(incident.id());
        recent.put(incident.id(), new Recent(incident, document));
        if (recent.size() > RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
    }

    /** Tells the route's destinations, or holds back. */
    private void open(Case opened, Instant now, List<Outgoing> out) {
        Optional<Route> known = routing.named(opened.route);
        if (known.isEmpty()) {
            // The configuration has changed since.
            metrics.decided(Decision.NO_ROUTE);
            return;
        }
        Route route = known.get();
        Optional<Instant> until = restraint.until(route, now, out);
        if (until.isPresent()) {
            restraint.hold(route, opened, until.get(), now, out);
            metrics.decided(Decision.HELD_BACK);
            return;
        }
        tell(opened, route, "", "The route " + route.name() + " matches.", now, out);
    }

    private void tell(
            Case opened, Route route, String note, String why, Instant now, List<Outgoing> out) {
        opened.told.addAll(route.to());
        outbox.tell(opened, route.to(), Kind.TRIGGER, note, why, now, out);
        metrics.decided(Decision.PAGED);
        climbing.start(opened, now);
    }

    private boolean isMuted(Case known) {
        try {
            return known.subject == Subject.INCIDENT
                    ? mutes.get().muting(IncidentJson.read(known.document)).isPresent()
                    : mutes.get().muting(AlertJson.read(known.document)).isPresent();
        } catch (MalformedEventException e) {
            throw new IllegalStateException("It could be read when it came.", e);
        }
    }

    private void triage(TriageChange change, List<Outgoing> out) {
        Case known = cases.of(change.id());
        if (known == null) {
            return;
        }
        if (change.version() <= known.triageVersion) {
            return;
        }
        Instant now = clock.instant();
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

    /** What could not be delivered is told to somebody else, once: a notice that fails is in the log. */
    private void receipt(Receipt receipt, List<Outgoing> out) {
        if (receipt.outcome() == Receipt.Outcome.DELIVERED
                || receipt.kind() == Kind.UNDELIVERED
                || receipt.kind() == Kind.TEST) {
            return;
        }
        outbox.undelivered(receipt, cases.of(receipt.about()), clock.instant(), out);
    }

    private static Outgoing deadLetter(Received received, String detail) {
        byte[] key = received.key();
        return new Outgoing(
                Topics.DEAD_LETTERS,
                key == null ? "" : new String(key, UTF_8),
                received.value(),
                null,
                Map.of(
                        RecordHeaders.ORIGIN,
                        received.originOrPlace(),
                        RecordHeaders.REASON,
                        "webhook_malformed",
                        RecordHeaders.DETAIL,
                        detail,
                        RecordHeaders.RECEIVED,
                        received.appended().toString()));
    }
}
