package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleFailedException;
import io.tripline.correlation.engine.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events that rules want, one entity of one rule at a time, and says which alerts are new or changed. The same
 * for the topology and for a replay. Not thread-safe: one per partition.
 */
public final class Correlator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Correlator.class);

    /** Entities that are taken up again at once when time passes; the others follow when it next does. */
    private static final int MOST_DUE = 1_000;

    /** Entities of which it is remembered how far they were when all was read; 100 bytes each. */
    private static final int MOST_HEARD_OF = 100_000;

    private final Bounds bounds;
    private final EventCache cache;
    private final EntityStore store;
    private final Agenda agenda;
    private RuleSet rules;
    private final Outcomes outcomes;
    private final Evaluators evaluators;
    private final LinkedHashMap<String, History> histories = new LinkedHashMap<>(16, 0.75f, true);
    private Bounds alertBounds;
    private AlertRouter alertRouter;

    /** Alerts on their way to rules over alerts. */
    private final List<Router.Routed> onward = new ArrayList<>();

    private long cachedEvents;

    /** Whether it was ever said since the start that all is read. */
    private boolean allRead;

    /** How new the newest event of an entity was when all was read, of the entities that were heard of since. */
    private final Map<String, Long> newest = new HashMap<>();

    /** One that shares its cache with others. */
    public Correlator(
            Bounds bounds,
            EventCache cache,
            EntityStore store,
            Agenda agenda,
            RuleSet rules,
            Outcomes outcomes) {
        this(
                bounds,
                cache,
                store,
                agenda,
                rules,
                new Evaluators(rules.compiler(), bounds.liveEntities()),
                outcomes);
    }

    /** One that has a cache of its own. */
    public Correlator(
            Bounds bounds, EntityStore store, Agenda agenda, RuleSet rules, Outcomes outcomes) {
        this(bounds, new EventCache(bounds.cachedEvents()), store, agenda, rules, outcomes);
    }

    /**
     * One that takes over another's runtimes, which cost more to make than small histories to evaluate, and nothing of its
     * state. The other ends with it.
     */
    public Correlator(Correlator before, EntityStore store, Agenda agenda) {
        this.bounds = before.bounds;
        this.cache = before.cache;
        this.store = store;
        this.agenda = agenda;
        this.rules = before.rules;
        this.outcomes = before.outcomes;
        this.evaluators = before.evaluators;
        this.alertBounds = before.alertBounds;
        this.alertRouter = before.alertRouter;
        before.histories.clear();
        evaluators.releaseAll();
    }

    Correlator(
            Bounds bounds,
            EventCache cache,
            EntityStore store,
            Agenda agenda,
            RuleSet rules,
            Evaluators evaluators,
            Outcomes outcomes) {
        this.bounds = bounds;
        this.cache = cache;
        this.store = store;
        this.agenda = agenda;
        this.rules = rules;
        this.outcomes = outcomes;
        this.alertBounds = bounds.forAlerts(rules.longestAlert());
        this.alertRouter = new AlertRouter(rules);
        this.evaluators = evaluators;
        cache.join();
    }

    /**
     * Works with these rules from now on. What belongs to a rule that is not among them as it is, is let go; an entity of a
     * changed rule is taken up from the store again when it is next heard of.
     */
    public void use(RuleSet next) {
        rules = next;
        alertRouter.close();
        alertRouter = new AlertRouter(next);
        Bounds before = alertBounds;
        alertBounds = bounds.forAlerts(next.longestAlert());
        evaluators.retain(next);
        Iterator<History> all = histories.values().iterator();
        while (all.hasNext()) {
            History history = all.next();
            boolean waitsOtherwise = history.rule().isOverAlerts() && !alertBounds.equals(before);
            if (!next.holds(history.rule()) || waitsOtherwise) {
                cachedEvents -= history.size();
                all.remove();
            }
        }
    }

    /**
     * The revisions that follow from an event; none if it changes nothing. A rule that fails is limited to itself.
     *
     * @param arrived when the event arrived
     */
    public List<Alert> accept(EntityKey key, KeptEvent event, long arrived) {
        outcomes.count(key.rule().id(), Outcomes.Kind.WANTED);
        return with(key, history -> history.add(event, arrived, newestRead(key, history)));
    }

    /** Everything that has arrived has been accepted: what comes from now on can be too late. */
    public void allRead() {
        allRead = true;
        newest.clear();
    }

    /** Not known of entities beyond the bound; they wait for the next time that all is read. */
    private long newestRead(EntityKey key, History history) {
        Long known = newest.get(key.id());
        if (known != null) {
            return known;
        }
        if (!allRead || newest.size() >= MOST_HEARD_OF) {
            return History.UNKNOWN;
        }
        newest.put(key.id(), history.newest());
        return history.newest();
    }

    /** The entities that are to be taken up again, some of them if they are many. */
    public List<Appointment> due(long until) {
        return agenda.due(until, MOST_DUE);
    }

    /**
     * The revisions that follow for an entity from time alone, without a further event.
     *
     * @param until everything that arrived before this time has been accepted
     */
    public List<Alert> keep(Appointment due, long until) {
        agenda.remove(due);
        CompiledRule rule = rules.byId(due.rule()).orElse(null);
        // Where the rule is no longer there, or is now about something else, nobody waits.
        return rule == null || rule.rule().entity().size() != due.values().size()
                ? List.of()
                : with(EntityKey.of(rule, due.values()), history -> history.keep(due, until));
    }

    /**
     * What rules over alerts are to be given of the alerts told since this was last asked. An entity may be another partition's.
     */
    public List<Router.Routed> onward() {
        List<Router.Routed> all = List.copyOf(onward);
        onward.clear();
        return all;
    }

    /** An alert as a person might give it to the rules over alerts, in a test of theirs. */
    public void give(EcsEvent revision, @Nullable EcsEvent before) {
        onward.addAll(alertRouter.route(revision, before));
    }

    /** Rules over alerts see the alerts of rules over events and not their own: what they tell ends here. */
    private void goOn(Alert alert, @Nullable Alert before) {
        if (rules.byId(alert.rule().id()).stream().noneMatch(CompiledRule::isOverAlerts)) {
            give(AlertEvent.of(alert), before == null ? null : AlertEvent.of(before));
        }
    }

    private List<Alert> with(EntityKey key, Function<History, List<Alert>> work) {
        try {
            History history = histories.get(key.id());
            if (history == null) {
                history =
                        new History(
                                key,
                                key.rule().isOverAlerts() ? alertBounds : bounds,
                                store,
                                evaluators,
                                outcomes,
                                this::goOn);
                histories.put(key.id(), history);
                cachedEvents += history.size();
            }
            int before = history.size();
            List<Alert> alerts = work.apply(history);
            cachedEvents += history.size() - before;
            arrange(history, key);
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

    /**
     * Puts an entity on the agenda. One that stands there for an earlier time than it need is left: it is taken up in vain
     * then, and arranged anew. So a busy entity costs no write for each of its events.
     */
    private void arrange(History history, EntityKey key) {
        long at = history.wakeAt();
        long known = history.appointment;
        if (at == known || (at > known && at != Appointment.NEVER)) {
            return;
        }
        if (known != Appointment.NEVER) {
            agenda.remove(Appointment.of(known, key));
        }
        if (at != Appointment.NEVER) {
            agenda.add(Appointment.of(at, key));
        }
        history.appointment = at;
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
        alertRouter.close();
        evaluators.close();
        histories.clear();
    }
}
