package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.Matcher;
import io.tripline.correlation.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All rules at work, apart from where events come from and where state is kept. For one thread. */
public final class Correlation implements AutoCloseable {
    private final Matcher matcher;
    private final Map<String, Correlator> correlators = new TreeMap<>();
    private final CorrelationMeters meters;

    public Correlation(
            List<CompiledRule> rules, CorrelationConfig config, CorrelationMeters meters) {
        this.meters = meters;
        this.matcher = new Matcher(rules);
        for (CompiledRule rule : rules) {
            correlators.put(rule.rule().id(), new Correlator(rule, config, meters));
        }
    }

    /**
     * An event on its way to one rule's state about one entity.
     *
     * @param key of the entity's state; what has the same key must be handled by the same thread, one after another
     */
    public record Wanted(String key, EcsEvent event) {
        /** The rule, which the key begins with. */
        public String ruleId() {
            return key.substring(0, key.indexOf('/'));
        }
    }

    /** Who wants the event. */
    public List<Wanted> wanted(EcsEvent event) {
        meters.count("received");
        List<Wanted> wanted = new ArrayList<>();
        for (String id : matcher.wanting(event)) {
            Correlator correlator = Objects.requireNonNull(correlators.get(id));
            Rule rule = correlator.rule();
            Optional<Correlator.Entity> entity = Correlator.Entity.of(rule, event);
            if (entity.isEmpty()) {
                meters.count("without_entity");
            } else {
                meters.count("wanted");
                wanted.add(new Wanted(entity.get().key(), correlator.trim(event)));
            }
        }
        return wanted;
    }

    /** Takes the event into the state and returns what is to be told. Nothing if the rule no longer exists. */
    List<Alert> correlate(Wanted wanted, String origin, StateStore store) {
        Correlator correlator = correlators.get(wanted.ruleId());
        if (correlator == null) {
            return List.of();
        }
        EntityState state = store.get(wanted.key()).orElseGet(EntityState::empty);
        List<Alert> alerts = correlator.add(state, wanted.event(), origin);
        store.put(wanted.key(), state);
        return alerts;
    }

    /**
     * The same over a state in bytes, as a key-value store holds it.
     *
     * @param before the state under {@link Wanted#key()}, or null
     */
    public Step step(Wanted wanted, String origin, byte @Nullable [] before) {
        Correlator correlator = correlators.get(wanted.ruleId());
        if (correlator == null) {
            return new Step(Optional.empty(), List.of());
        }
        EntityState state = before == null ? EntityState.empty() : StateCodec.read(before);
        List<Alert> alerts = correlator.add(state, wanted.event(), origin);
        return new Step(Optional.of(StateCodec.write(state)), alerts);
    }

    /**
     * What one event leads to.
     *
     * @param state to be kept in place of the one before, if it changed
     */
    public record Step(Optional<byte[]> state, List<Alert> alerts) {
        public Step {
            alerts = List.copyOf(alerts);
        }
    }

    /** Counts an event that cannot be read or correlated. */
    public void failed() {
        meters.count("errors");
    }

    @Override
    public void close() {
        matcher.close();
        correlators.values().forEach(Correlator::close);
    }
}
