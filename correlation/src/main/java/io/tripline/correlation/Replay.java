package io.tripline.correlation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Correlation without Kafka: events in, the alerts that stand at the end out. For one thread. */
public final class Replay implements AutoCloseable {
    private final Correlation correlation;
    private final Map<String, Alert> alerts = new HashMap<>();
    private final Map<String, EntityState> states = new HashMap<>();
    private final StateStore store =
            new StateStore() {
                @Override
                public Optional<EntityState> get(String key) {
                    return Optional.ofNullable(states.get(key));
                }

                @Override
                public void put(String key, EntityState state) {
                    states.put(key, state);
                }
            };

    public Replay(List<Rule> rules, CorrelationConfig config) throws RuleException {
        this.correlation =
                new Correlation(
                        CompiledRule.compile(rules),
                        config,
                        new CorrelationMeters(new SimpleMeterRegistry()));
    }

    /**
     * Takes one event in, in any order.
     *
     * @param origin where its raw record lies; empty if that is not in Kafka
     */
    public void add(EcsEvent event, String origin) {
        for (Correlation.Wanted wanted : correlation.wanted(event)) {
            for (Alert alert : correlation.correlate(wanted, origin, store)) {
                alerts.put(alert.id(), alert);
            }
        }
    }

    /**
     * The last revision of every alert that stands, in the order of time and id. What was raised on the way and withdrawn
     * again owed itself to the order of arrival and is left out.
     */
    public List<Alert> finish() {
        return alerts.values().stream()
                .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                .sorted(
                        Comparator.comparing((Alert alert) -> alert.occurrence().lastSeen())
                                .thenComparing(Alert::id))
                .toList();
    }

    @Override
    public void close() {
        correlation.close();
    }
}
