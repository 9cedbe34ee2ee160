package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Appointment;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import io.tripline.correlation.state.Stores;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Correlation offline: events in any order, alerts in their final revision. The same code as the topology runs. */
public final class Replay implements AutoCloseable {
    /** Long after every event, and so that adding to it does not overflow. */
    private static final long END = Long.MAX_VALUE / 2;

    /** Nothing is held back for longer. */
    private static final long LONGEST_HOLD = Duration.ofDays(2).toMillis();

    private final Router router;
    private Correlator correlator;
    private final Map<String, Alert> alerts = new LinkedHashMap<>();
    private final Map<String, EcsEvent> given = new HashMap<>();

    public Replay(RuleSet rules, Bounds bounds) {
        this(rules, bounds, Outcomes.UNCOUNTED);
    }

    public Replay(RuleSet rules, Bounds bounds, Outcomes outcomes) {
        this.router = new Router(rules, outcomes);
        this.correlator = new Correlator(bounds, Stores.inMemory(), rules, outcomes);
    }

    public void accept(EcsEvent event) {
        accept(event, "");
    }

    /**
     * Takes the next event to arrive.
     *
     * @param origin where its raw record lies, shown in evidence; empty if nowhere
     */
    public void accept(EcsEvent event, String origin) {
        allRead();
        arrive(event, origin);
    }

    /** Says that everything is read that had arrived up to now, as a tick does. */
    public void allRead() {
        correlator.allRead();
    }

    /**
     * Takes an event of several that are read in no order, of which none is too late because of another.
     *
     * @param origin where its raw record lies, shown in evidence; empty if nowhere
     */
    public void arrive(EcsEvent event, String origin) {
        router.route(event, origin).forEach(this::correlate);
        goOn();
    }

    /** Takes a revision of an alert that no rule here told; one older than what is known of the alert is passed over. */
    void acceptAlert(EcsEvent revision) {
        EcsEvent before = given.get(revision.id());
        if (before == null || AlertEvent.revision(before) < AlertEvent.revision(revision)) {
            correlator.allRead();
            given.put(revision.id(), revision);
            correlator.give(revision, before);
            goOn();
        }
    }

    private void correlate(Router.Routed routed) {
        tell(correlator.accept(routed.key(), routed.event(), routed.event().millis()));
    }

    private void tell(List<Alert> revisions) {
        revisions.forEach(alert -> alerts.put(alert.id(), alert));
    }

    private void goOn() {
        correlator.onward().forEach(this::correlate);
    }

    /** Forgets all events and alerts, and keeps what is dear to make. */
    void forget() {
        correlator = new Correlator(correlator, Stores.inMemory());
        alerts.clear();
        given.clear();
    }

    /** No further event comes, and time goes on without end: what waited for it to pass comes true. */
    public void end() {
        // What rules over alerts hold of what is told at the end is told after that.
        for (int i = 0; i < 3; i++) {
            passTime(END + i * LONGEST_HOLD);
        }
    }

    private void passTime(long until) {
        correlator.tick(until);
        for (List<Appointment> due = correlator.due(); !due.isEmpty(); due = correlator.due()) {
            for (Appointment each : due) {
                tell(correlator.keep(each));
            }
            goOn();
        }
    }

    /** The last revision of every alert, withdrawn ones too, by event time and id. */
    public List<Alert> revisions() {
        return alerts.values().stream()
                .sorted(
                        Comparator.comparing((Alert alert) -> alert.occurrence().lastSeen())
                                .thenComparing(Alert::id))
                .toList();
    }

    /** The alerts that stand. */
    public List<Alert> alerts() {
        return revisions().stream()
                .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                .toList();
    }

    @Override
    public void close() {
        correlator.close();
        router.close();
    }
}
