package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.paging.PagingMetrics.Decision;
import io.tripline.alerting.topics.Desk;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChangeJson;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who is told about what. What it remembers is in the topic of paging; every decision is written together with
 * what it changes there, so that a kill at any moment loses no page and no escalation.
 */
public final class PagingDesk implements Desk {
    private static final Logger log = LoggerFactory.getLogger(PagingDesk.class);

    /** So much that has become due is decided at once: after a time without us it may be all that is remembered. */
    static final long ENOUGH_BYTES = 4 << 20;

    private final Supplier<Mutes> mutes;
    private final InstantSource clock;
    private final PagingMetrics metrics;

    private final Cases cases;
    private final Outbox outbox;
    private final Restraint restraint;
    private final Climbing climbing;
    private final Telling telling;
    private final IncidentPages incidents;
    private final AlertPages alerts;
    private final TriagePages triage;
    private final Notices notices;
    private final Crowding crowding;
    private final ClockAhead ahead;

    /**
     * A desk without memory.
     *
     * @param mutes asked by an alert's own time, so that the present plays no part
     */
    public PagingDesk(
            Routing routing, Supplier<Mutes> mutes, InstantSource clock, MeterRegistry meters) {
        this(routing, mutes, clock, meters, new Cases(Cases.ROOM, Cases.ROOM_BYTES));
    }

    PagingDesk(
            Routing routing,
            Supplier<Mutes> mutes,
            InstantSource clock,
            MeterRegistry meters,
            Cases cases) {
        this.mutes = mutes;
        this.clock = clock;
        metrics = new PagingMetrics(meters);
        this.cases = cases;
        outbox = new Outbox(routing);
        restraint = new Restraint(routing, outbox);
        Rerouting rerouting = new Rerouting(routing, cases);
        climbing = new Climbing(routing, rerouting, outbox);
        telling = new Telling(routing, outbox, restraint, rerouting, climbing, metrics);
        incidents = new IncidentPages(routing, mutes, cases, rerouting, telling, metrics);
        alerts = new AlertPages(routing, mutes, cases, outbox, telling, incidents, metrics);
        triage = new TriagePages(routing, cases, outbox, climbing);
        notices = new Notices(routing, cases, outbox);
        ahead = new ClockAhead(routing, cases);
        crowding = new Crowding(cases, telling, climbing, outbox, metrics);
    }

    @Override
    public void forget() {
        cases.clear();
        restraint.clear();
        incidents.unclaimed().clear();
        notices.clear();
        triage.early().clear();
    }

    @Override
    public void restore(String key, byte[] value) {
        try {
            if (key.startsWith(Restraint.KEY)) {
                restraint.restore(key.substring(Restraint.KEY.length()), value);
            } else if (key.startsWith(Unclaimed.KEY)) {
                incidents.unclaimed().restore(value);
            } else if (key.startsWith(Notices.KEY)) {
                notices.restore(key.substring(Notices.KEY.length()), value);
            } else if (key.startsWith(EarlyChanges.KEY)) {
                triage.early().restore(value);
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
        Instant now = clock.instant();
        List<Outgoing> out = new ArrayList<>();
        byte[] value = received.value();
        try {
            if (value == null) {
                throw new MalformedEventException("The record has no value.");
            }
            switch (received.topic()) {
                case Topics.ALERTS ->
                        alerts.alert(AlertJson.read(value), received.appended(), value, now, out);
                case Topics.INCIDENTS ->
                        incidents.incident(
                                IncidentJson.read(value), received.appended(), value, now, out);
                case Topics.TRIAGE -> triage.changed(TriageChangeJson.read(value), now, out);
                case Topics.RECEIPTS -> notices.heard(Receipt.read(value), now, out);
                default -> throw new MalformedEventException("The topic is not known here.");
            }
        } catch (MalformedEventException e) {
            metrics.decided(Decision.MALFORMED);
            out.add(deadLetter(received, "webhook_malformed", String.valueOf(e.getMessage())));
        }
        triage.catchUp(now, out);
        crowding.relieve(now, out);
        return out;
    }

    @Override
    public List<Outgoing> setAside(Received received, String why) {
        metrics.decided(Decision.FAILED);
        return List.of(deadLetter(received, "paging_failed", why));
    }

    @Override
    public List<Outgoing> due() {
        Instant now = clock.instant();
        List<Outgoing> out = new ArrayList<>();
        ahead.bringBack(now, out);
        long bytes = allDue(cases.due(now), now, out, this::due, 0);
        allDue(cases.updatesDue(now), now, out, incidents::tellGrown, bytes);
        triage.clean(now, out);
        restraint.sumUpDue(now, out);
        notices.tellDue(now, out);
        cases.clean(now, out);
        crowding.relieve(now, out);
        return out;
    }

    /** As much as is decided at once; the rest is still due at the next look. Returns how much is decided. */
    private long allDue(List<Case> due, Instant now, List<Outgoing> out, Step step, long before) {
        long bytes = before;
        for (Case each : due) {
            if (bytes >= ENOUGH_BYTES) {
                break;
            }
            int known = out.size();
            alone(each, now, out, step);
            for (Outgoing own : out.subList(known, out.size())) {
                byte[] value = own.value();
                bytes += value == null ? 0 : value.length;
            }
        }
        return bytes;
    }

    private interface Step {
        void take(Case known, Instant now, List<Outgoing> out);
    }

    /** A bug that one case shows must not keep others from what is due to them, again and again. */
    private void alone(Case each, Instant now, List<Outgoing> out, Step step) {
        List<Outgoing> own = new ArrayList<>();
        try {
            step.take(each, now, own);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("id", each.id)
                    .setCause(e)
                    .log("What was due about an alert could not be decided; nobody is told.");
            metrics.decided(Decision.FAILED);
            own.clear();
            each.waiting = false;
            each.due = null;
            each.updateDue = null;
            cases.keep(each, now, own);
        }
        out.addAll(own);
    }

    private void due(Case each, Instant now, List<Outgoing> out) {
        if (isMuted(each)) {
            // Muted since it was told or began to wait: nobody else has to hear of it.
            each.waiting = false;
            each.due = null;
            metrics.decided(Decision.MUTED);
        } else if (each.waiting) {
            each.waiting = false;
            each.due = null;
            telling.open(each, now, out);
        } else if (climbing.climb(each, now, out)) {
            metrics.decided(Decision.ESCALATED);
        }
        cases.keep(each, now, out);
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

    private static Outgoing deadLetter(Received received, String reason, String detail) {
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
                        reason,
                        RecordHeaders.DETAIL,
                        detail,
                        RecordHeaders.RECEIVED,
                        received.appended().toString()));
    }
}
