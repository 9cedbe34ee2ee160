package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Decides who is told about what. What it remembers is in the topic of paging; every decision is written together with
 * what it changes there, so that a kill at any moment loses no page and no escalation.
 */
public final class PagingDesk implements Desk {
    /** Cases remembered; those longest unchanged are forgotten first, and a later revision of one is then a page. */
    static final int ROOM = 10_000;

    /** What nobody has touched for so long is forgotten. */
    static final Duration MEMORY = Duration.ofDays(30);

    private static final int RECENT = 200;
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    private static final String ROUTE_KEY = "route:";
    private static final String CASE_KEY = "case:";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Routing routing;
    private final BiFunction<Alert, Instant, Optional<String>> mutes;
    private final InstantSource clock;
    private final PagingMetrics metrics;

    /** In the order of their last change, the oldest first. */
    private final Map<String, Case> cases = new LinkedHashMap<>();

    private final Map<String, HeldBack> heldBack = new HashMap<>();

    /** By alert, the incident whose page it is part of. */
    private final Map<String, String> incidents = new HashMap<>();

    /**
     * Incidents that may name an alert which is not here yet: topics have no order among each other. Not kept over a
     * restart: then the alert is a page of its own.
     */
    private final Map<String, Recent> recent = new LinkedHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Recent(Incident incident, byte[] document) {}

    private Instant nextCleaning = Instant.EPOCH;

    /**
     * A desk without memory.
     *
     * @param mutes why nobody is to be told about an alert now, if somebody wants it so
     */
    public PagingDesk(
            Routing routing,
            BiFunction<Alert, Instant, Optional<String>> mutes,
            InstantSource clock,
            MeterRegistry meters) {
        this.routing = routing;
        this.mutes = mutes;
        this.clock = clock;
        this.metrics = new PagingMetrics(meters);
    }

    @Override
    public void forget() {
        cases.clear();
        heldBack.clear();
        incidents.clear();
        recent.clear();
    }

    @Override
    public void restore(String key, byte[] value) {
        try {
            if (key.startsWith(ROUTE_KEY)) {
                heldBack.put(key.substring(ROUTE_KEY.length()), HeldBack.read(value));
            } else {
                Case known = Case.read(value);
                cases.put(known.id, known);
                known.members.forEach(each -> incidents.put(each, known.id));
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
        for (Case each : List.copyOf(cases.values())) {
            if (each.due != null && !now.isBefore(each.due)) {
                if (each.waiting) {
                    each.waiting = false;
                    each.due = null;
                    open(each, now, out);
                } else {
                    escalate(each, now, out);
                }
                keep(each, now, out);
            }
        }
        for (Map.Entry<String, HeldBack> each : heldBack.entrySet()) {
            Instant until = each.getValue().until;
            if (until != null && !now.isBefore(until)) {
                sumUp(each.getKey(), each.getValue(), now, out);
            }
        }
        if (!now.isBefore(nextCleaning)) {
            clean(now, out);
            nextCleaning = now.plus(BETWEEN_CLEANINGS);
        }
        return out;
    }

    private void alert(Alert alert, Received received, byte[] document, List<Outgoing> out) {
        Instant now = clock.instant();
        if (alert.rule().shadow()) {
            metrics.decided(Decision.SHADOW);
            return;
        }
        boolean withdrawn = alert.occurrence().state() == Alert.State.WITHDRAWN;
        Case known = cases.get(alert.id());
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
        known.revision = alert.revision();
        known.withdrawn = withdrawn;
        known.document = document;
        known.appended = received.appended();
        if (known.waiting && withdrawn) {
            known.waiting = false;
            known.due = null;
        }
        if (changed) {
            Kind kind = withdrawn ? Kind.RESOLVE : Kind.TRIGGER;
            tell(
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
                startEscalation(known, now);
            }
        } else {
            Set<String> eager = new LinkedHashSet<>(known.told);
            eager.removeIf(each -> !routing.hears(each).revisions());
            tell(known, eager, Kind.UPDATE, "", "It has a new revision.", now, out);
        }
        metrics.decided(out.isEmpty() ? Decision.NO_CHANGE : Decision.PAGED);
        keep(known, now, out);
    }

    /** An alert that nobody knows yet. */
    private void first(
            Alert alert, Instant appended, byte[] document, Instant now, List<Outgoing> out) {
        if (mutes.apply(alert, now).isPresent()) {
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
        if (route.groupWait().isPresent() && incidents.containsKey(alert.id())) {
            // Its incident's next revision tells of it.
            opened.incident = incidents.getOrDefault(alert.id(), "");
            metrics.decided(Decision.WAITING);
        } else if (route.groupWait().isPresent()) {
            opened.waiting = true;
            opened.due = now.plus(route.groupWait().get());
            metrics.decided(Decision.WAITING);
        } else {
            open(opened, now, out);
        }
        keep(opened, now, out);
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
        Case known = cases.get(incident.id());
        boolean over = incident.status() != Incident.Status.OPEN;
        if (known == null) {
            Optional<Case> first =
                    incident.alerts().stream()
                            .map(cases::get)
                            .filter(each -> each != null && each.waiting)
                            .findFirst();
            if (first.isEmpty() || over) {
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
            keep(opened, now, out);
            return;
        }
        if (incident.revision() <= known.revision) {
            return;
        }
        boolean grows = !known.members.containsAll(incident.alerts());
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
            tell(known, known.told, Kind.RESOLVE, why, why, now, out);
        } else if (!over && wasOver) {
            tell(known, known.told, Kind.TRIGGER, "", "It stands again.", now, out);
            startEscalation(known, now);
        } else if (!over && grows) {
            String why = "It has " + incident.alertCount() + " alerts now.";
            tell(known, known.told, Kind.UPDATE, why, why, now, out);
        }
        keep(known, now, out);
    }

    private void adopt(Case known, Incident incident, Instant now, List<Outgoing> out) {
        for (String alert : incident.alerts()) {
            known.members.add(alert);
            incidents.put(alert, known.id);
            Case member = cases.get(alert);
            if (member != null && member.waiting) {
                member.waiting = false;
                member.due = null;
                member.incident = known.id;
                keep(member, now, out);
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
        Optional<Instant> until = heldBackUntil(route, now, out);
        if (until.isPresent()) {
            HeldBack held = heldBack.computeIfAbsent(route.name(), _ -> new HeldBack());
            hold(held, opened, until.get());
            out.add(Outgoing.of(Topics.PAGING, ROUTE_KEY + route.name(), held.bytes(), now));
            metrics.decided(Decision.HELD_BACK);
            return;
        }
        opened.told.addAll(route.to());
        tell(
                opened,
                route.to(),
                Kind.TRIGGER,
                "",
                "The route " + route.name() + " matches.",
                now,
                out);
        metrics.decided(Decision.PAGED);
        startEscalation(opened, now);
    }

    private static void hold(HeldBack held, Case opened, Instant until) {
        try {
            if (opened.subject == Subject.INCIDENT) {
                Incident incident = IncidentJson.read(opened.document);
                held.hold(incident.id(), "Incident", incident.message(), until);
            } else {
                Alert alert = AlertJson.read(opened.document);
                held.hold(alert.id(), alert.rule().title(), alert.message(), until);
            }
        } catch (MalformedEventException e) {
            throw new IllegalStateException("It could be read when it came.", e);
        }
    }

    /** Until when the route may not tell anybody; if it may, this page is counted. */
    private Optional<Instant> heldBackUntil(Route route, Instant now, List<Outgoing> out) {
        Optional<Instant> quiet = route.quietUntil(now, routing.zone());
        if (quiet.isPresent() || route.limit().isEmpty()) {
            return quiet;
        }
        Limit limit = route.limit().get();
        HeldBack state = heldBack.computeIfAbsent(route.name(), _ -> new HeldBack());
        if (!now.isBefore(state.windowBegan.plus(limit.per()))) {
            state.windowBegan = now;
            state.paged = 0;
        }
        if (state.paged >= limit.pages()) {
            return Optional.of(state.windowBegan.plus(limit.per()));
        }
        state.paged++;
        out.add(Outgoing.of(Topics.PAGING, ROUTE_KEY + route.name(), state.bytes(), now));
        return Optional.empty();
    }

    private void sumUp(String name, HeldBack held, Instant now, List<Outgoing> out) {
        Optional<Route> route = routing.named(name);
        int count = held.count;
        byte[] document = held.summary(name, now).toString().getBytes(UTF_8);
        String id = "summary-" + Page.plain(name) + "-" + now.toEpochMilli();
        for (String destination : route.map(Route::to).orElse(List.of())) {
            out.add(
                    page(
                            new Page(
                                    id,
                                    id,
                                    Subject.SUMMARY,
                                    1,
                                    Kind.SUMMARY,
                                    destination,
                                    name,
                                    count + " were held back.",
                                    now,
                                    "",
                                    document),
                            now));
        }
        out.add(Outgoing.of(Topics.PAGING, ROUTE_KEY + name, held.bytes(), now));
    }

    private void startEscalation(Case opened, Instant now) {
        opened.step = 0;
        opened.due =
                opened.acknowledged || opened.told.isEmpty()
                        ? null
                        : routing.named(opened.route)
                                .flatMap(Route::escalation)
                                .map(each -> now.plus(each.after()))
                                .orElse(null);
    }

    private void escalate(Case overdue, Instant now, List<Outgoing> out) {
        overdue.due = null;
        Optional<Route> route = routing.named(overdue.route);
        Optional<Escalation> escalation = route.flatMap(Route::escalation);
        if (escalation.isEmpty() || !overdue.isOpen() || overdue.acknowledged) {
            return;
        }
        // A round is the route's own destinations and then the steps; the first of all is told
        // already.
        List<List<String>> round = new ArrayList<>();
        round.add(route.get().to());
        round.addAll(escalation.get().steps());
        int step = overdue.step + 1;
        if (step >= round.size() * (escalation.get().repeat() + 1)) {
            return;
        }
        overdue.step = step;
        List<String> next = round.get(step % round.size());
        Set<String> fresh = new LinkedHashSet<>(next);
        overdue.told.addAll(fresh);
        String note =
                "Nobody has acknowledged this for "
                        + words(escalation.get().after().multipliedBy(step))
                        + ".";
        tell(
                overdue,
                fresh,
                Kind.TRIGGER,
                note,
                "Nobody acknowledged: step " + step + ".",
                now,
                out);
        metrics.decided(Decision.ESCALATED);
        if (step + 1 < round.size() * (escalation.get().repeat() + 1)) {
            overdue.due = now.plus(escalation.get().after());
        }
    }

    private void triage(TriageChange change, List<Outgoing> out) {
        Case known = cases.get(change.id());
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
            tell(
                    known,
                    closings(known),
                    Kind.RESOLVE,
                    "Closed" + note + ".",
                    "It was closed.",
                    now,
                    out);
        } else if (acknowledged && !known.acknowledged) {
            tell(
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
            tell(
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
            startEscalation(known, now);
        }
        keep(known, now, out);
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
        Instant now = clock.instant();
        Case known = cases.get(receipt.about());
        Optional<String> other =
                routing.fallback()
                        .filter(each -> !each.equals(receipt.destination()))
                        .or(
                                () ->
                                        routing.destinations().keySet().stream()
                                                .filter(each -> !each.equals(receipt.destination()))
                                                .sorted()
                                                .findFirst());
        if (other.isEmpty()) {
            return;
        }
        String note =
                "The destination "
                        + receipt.destination()
                        + " was not told: "
                        + receipt.outcome().label()
                        + " after "
                        + receipt.attempts()
                        + " attempts ("
                        + receipt.reason()
                        + ").";
        byte[] document =
                known == null
                        ? JSON.createObjectNode()
                                .put("@timestamp", now.toString())
                                .put("message", note)
                                .toString()
                                .getBytes(UTF_8)
                        : known.document;
        out.add(
                page(
                        new Page(
                                receipt.id() + "-undelivered",
                                receipt.about(),
                                known == null ? Subject.SUMMARY : known.subject,
                                known == null ? 1 : known.revision,
                                Kind.UNDELIVERED,
                                other.get(),
                                receipt.route(),
                                note,
                                now,
                                note,
                                document),
                        now));
    }

    private void tell(
            Case about,
            Collection<String> destinations,
            Kind kind,
            String note,
            String why,
            Instant now,
            List<Outgoing> out) {
        for (String destination : destinations) {
            if (!routing.destinations().containsKey(destination)) {
                continue;
            }
            out.add(
                    page(
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

    /** A revision has one id; what is told about it once more for another reason has one of its own. */
    private static String id(Case about, Kind kind) {
        String id = Page.plain(about.id) + "-r" + about.revision;
        if (about.triageVersion > 0) {
            id += "-t" + about.triageVersion;
        }
        if (kind == Kind.TRIGGER && about.step > 0) {
            id += "-e" + about.step;
        }
        return id;
    }

    private static Outgoing page(Page page, Instant appended) {
        return Outgoing.of(Topics.PAGES, page.about(), page.bytes(), appended);
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

    private void keep(Case changed, Instant now, List<Outgoing> out) {
        changed.changed = now;
        cases.remove(changed.id);
        cases.put(changed.id, changed);
        out.add(Outgoing.of(Topics.PAGING, CASE_KEY + changed.id, changed.bytes(), now));
        while (cases.size() > ROOM) {
            forget(cases.values().iterator().next(), out);
        }
    }

    private void clean(Instant now, List<Outgoing> out) {
        while (!cases.isEmpty()) {
            Case oldest = cases.values().iterator().next();
            if (!oldest.changed.plus(MEMORY).isBefore(now)) {
                break;
            }
            forget(oldest, out);
        }
    }

    private void forget(Case old, List<Outgoing> out) {
        cases.remove(old.id);
        old.members.forEach(incidents::remove);
        out.add(Outgoing.of(Topics.PAGING, CASE_KEY + old.id, null, null));
    }

    private static String words(Duration duration) {
        return duration.toMinutes() >= 1
                ? duration.toMinutes() + " min"
                : duration.toSeconds() + " s";
    }
}
