package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleFailedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the events that rules want, one entity of one rule at a time, and says which alerts are new or changed. The same
 * for the topology and for a replay. Not thread-safe: one per partition.
 */
public final class Correlator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Correlator.class);

    private final Bounds bounds;
    private final EventCache cache;
    private final EntityStore store;
    private final Outcomes outcomes;
    private final Evaluators evaluators;
    private final LinkedHashMap<String, History> histories = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedEvents;

    /** One that shares its cache with others. */
    public Correlator(
            Bounds bounds,
            EventCache cache,
            EntityStore store,
            RuleCompiler compiler,
            Outcomes outcomes) {
        this.bounds = bounds;
        this.cache = cache;
        this.store = store;
        this.outcomes = outcomes;
        this.evaluators = new Evaluators(compiler, bounds.liveEntities());
        cache.join();
    }

    /** One that has a cache of its own. */
    public Correlator(Bounds bounds, EntityStore store, RuleCompiler compiler, Outcomes outcomes) {
        this(bounds, new EventCache(bounds.cachedEvents()), store, compiler, outcomes);
    }

    /**
     * One that takes over another's runtimes, which cost more to make than small histories to evaluate, and nothing of its
     * state. The other ends with it.
     */
    public Correlator(Correlator before, EntityStore store) {
        this.bounds = before.bounds;
        this.cache = before.cache;
        this.store = store;
        this.outcomes = before.outcomes;
        this.evaluators = before.evaluators;
        before.histories.clear();
        evaluators.releaseAll();
    }

    /** The revisions that follow from an event; none if it changes nothing. A rule that fails is limited to itself. */
    public List<Alert> accept(EntityKey key, KeptEvent event) {
        outcomes.count(key.rule().id(), Outcomes.Kind.WANTED);
        try {
            History history = histories.get(key.id());
            if (history == null) {
                history = new History(key, bounds, store, evaluators, outcomes);
                histories.put(key.id(), history);
                cachedEvents += history.size();
            }
            int before = history.size();
            List<Alert> alerts = history.add(event);
            cachedEvents += history.size() - before;
            evictBeyondBound(key);
            return alerts;
        } catch (RuleFailedException e) {
            outcomes.count(key.rule().id(), Outcomes.Kind.ERROR);
            log.atWarn()
                    .addKeyValue("rule", key.rule().id())
                    .setCause(e)
                    .log("A rule failed at an event.");
            forget(key.id());
            evaluators.release(key);
            return List.of();
        }
    }

    /** The store no longer has this entity, or it must be taken up from there anew. */
    public void forget(String entity) {
        History history = histories.remove(entity);
        if (history != null) {
            cachedEvents -= history.size();
        }
    }

    /** An entity that is not in memory is taken up from the store again when it is next heard of. */
    private void evictBeyondBound(EntityKey current) {
        Iterator<Map.Entry<String, History>> eldest = histories.entrySet().iterator();
        while (cachedEvents > cache.share() && eldest.hasNext()) {
            Map.Entry<String, History> entry = eldest.next();
            if (entry.getKey().equals(current.id())) {
                return;
            }
            cachedEvents -= entry.getValue().size();
            eldest.remove();
        }
    }

    @Override
    public void close() {
        cache.leave();
        evaluators.close();
        histories.clear();
    }
}
