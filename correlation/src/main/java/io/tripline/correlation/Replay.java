package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EntityStore;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Correlation offline: events in any order, alerts in their final revision. The same code as the topology runs. */
public final class Replay implements AutoCloseable {
    private final Router router;
    private Correlator correlator;
    private final Map<String, Alert> alerts = new LinkedHashMap<>();

    public Replay(RuleSet rules, Bounds bounds) {
        this(rules, bounds, Outcomes.UNCOUNTED);
    }

    public Replay(RuleSet rules, Bounds bounds, Outcomes outcomes) {
        this.router = new Router(rules, outcomes);
        this.correlator =
                new Correlator(bounds, EntityStore.inMemory(), rules.compiler(), outcomes);
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
        for (Router.Routed routed : router.route(event, origin)) {
            correlator
                    .accept(routed.key(), routed.event())
                    .forEach(alert -> alerts.put(alert.id(), alert));
        }
    }

    /** Forgets all events and alerts, and keeps what is dear to make. */
    void forget() {
        correlator = new Correlator(correlator, EntityStore.inMemory());
        alerts.clear();
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
