package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleFailedException;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events that rules want, one entity of one rule at a time, and says which alerts are new or changed. The same
 * for the topology and for a replay. Not thread-safe: one per partition.
 */
public final class Correlator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Correlator.class);

    /** Entities of which it is said at once that they are due; the others follow when these are done. */
    private static final int MOST_DUE = 100;

    /** How long an entity waits at which its rule failed, until it is tried again. */
    private static final Duration RETRY = Duration.ofMinutes(10);

    private final Bounds bounds;
    private final EventCache cache;
    private final Stores stores;
    private RuleSet rules;
    private final RulePace pace;
    private final Outcomes outcomes;
    private final Evaluators evaluators;
    private final Coverage coverage;
    private final Failures failures = new Failures();
    private final Waiting waiting;
    private final EntityCache entities;
    private final Admission admission;
    private final AbsentRules absent;
    private final AlertsOnward onward;
    private final ArrivalTime time = new ArrivalTime();
    private final NewestRead newest = new NewestRead();
    private Bounds alertBounds;

    /** The only partition. */
    public Correlator(Bounds bounds, Stores stores, RuleSet rules, Outcomes outcomes) {
        this(
                0,
                bounds,
                new EventCache(bounds.cachedEvents()),
                stores,
                rules,
                RulePace.unlimited(),
                new Evaluators(rules.compiler(), bounds.liveEntities()),
                outcomes);
    }

    /**
     * One that takes over another's runtimes, which cost more to make than small histories to evaluate, and nothing of its
     * state. The other ends with it.
     */
    public Correlator(Correlator before, Stores stores) {
        this(
                0,
                before.bounds,
                before.cache,
                stores,
                before.rules,
                before.pace,
                before.evaluators,
                before.outcomes,
                before.onward);
        before.entities.clear();
        // It takes the other's place among those who share them.
        evaluators.releaseAll();
    }

    /**
     * One of several partitions that share a cache.
     *
     * @param partition its number, which tells apart what is said of the partitions themselves
     * @param evaluators those of the thread that works on it, shared with its other partitions
     */
    public Correlator(
            int partition,
            Bounds bounds,
            EventCache cache,
            Stores stores,
            RuleSet rules,
            RulePace pace,
            Evaluators evaluators,
            Outcomes outcomes) {
        this(
                partition,
                bounds,
                cache,
                stores,
                rules,
                pace,
                evaluators,
                new FloodWatch(outcomes),
                null);
        cache.join();
        evaluators.join();
    }

    private Correlator(
            int partition,
            Bounds bounds,
            EventCache cache,
            Stores stores,
            RuleSet rules,
            RulePace pace,
            Evaluators evaluators,
            Outcomes outcomes,
            @Nullable AlertsOnward before) {
        this.bounds = bounds;
        this.cache = cache;
        this.stores = stores;
        this.rules = rules;
        this.pace = pace;
        this.outcomes = outcomes;
        this.alertBounds = bounds.forAlerts(rules.longestAlert());
        this.evaluators = evaluators;
        this.coverage = new Coverage(stores, partition, time::latest);
        this.waiting = new Waiting(bounds.eventsPerEntity());
        this.entities = new EntityCache(cache);
        this.admission =
                new Admission(bounds, rules, stores.census(), entities, time, coverage, outcomes);
        this.absent = new AbsentRules(bounds, stores, coverage, outcomes, entities::forget);
        AlertFlood flood = new AlertFlood(coverage);
        this.onward =
                before == null
                        ? new AlertsOnward(rules, outcomes, flood)
                        : new AlertsOnward(before, flood);
    }

    /**
     * Works with these rules from now on. What belongs to a rule that is not among them as it is, is let go; an entity of a
     * changed rule is taken up from the store again when it is next heard of.
     */
    public void use(RuleSet next) {
        rules = next;
        onward.use(next);
        admission.use(next);
        Bounds before = alertBounds;
        alertBounds = bounds.forAlerts(next.longestAlert());
        evaluators.retain(next);
        // What waits for a rule that fails is tried with the rule as it is now.
        waiting.clear();
        boolean waitOtherwise = !alertBounds.equals(before);
        entities.retain(rule -> next.holds(rule) && !(waitOtherwise && rule.isOverAlerts()));
    }

    /**
     * The revisions that follow from an event; none if it changes nothing. A rule that fails or is too slow is limited to
     * itself, and its events are kept until it does better.
     *
     * @param arrived when the event arrived
     */
    public List<Alert> accept(EntityKey key, KeptEvent event, long arrived) {
        heard(key, event, arrived);
        return evaluated(key, event, arrived);
    }

    /** As {@link #accept}, but the event, and what else comes of its entity, is only stored until the entity is {@link #nextPostponed}. */
    public List<Alert> postpone(EntityKey key, KeptEvent event, long arrived) {
        heard(key, event, arrived);
        long at = Math.max(time.ticked(), arrived + bounds.timerGrace().toMillis());
        if (letWait(key, at)) {
            waiting.postpone(new Postponed(key, arrived, at));
        }
        return evaluated(key, event, arrived);
    }

    /** The entity that was postponed first; it is to be {@link #keep(Postponed) kept} now. */
    public Optional<Postponed> nextPostponed() {
        return waiting.next();
    }

    public boolean hasPostponed() {
        return waiting.hasPostponed();
    }

    /** The revisions that follow from what was only stored. */
    public List<Alert> keep(Postponed each) {
        EntityKey key = each.key();
        stores.agenda().remove(Appointment.of(each.at(), key));
        if (pace.isAside(key.rule().id())) {
            letWait(key, RulePace.ASIDE);
            return List.of();
        }
        return evaluated(
                key, each.arrived(), history -> history.takeUp(time.moment(each.arrived())));
    }

    /** The same where that failed. */
    public List<Alert> failed(Postponed each, RuntimeException cause) {
        return failed(each.key(), cause);
    }

    private void heard(EntityKey key, KeptEvent event, long arrived) {
        outcomes.count(key.rule().id(), Outcomes.Kind.WANTED);
        time.heard(arrived);
        // An event that is only stored takes room, too.
        admission.heard(key, event.millis());
    }

    private List<Alert> evaluated(EntityKey key, KeptEvent event, long arrived) {
        String rule = key.rule().id();
        if (pace.isAside(rule)) {
            letWait(key, RulePace.ASIDE);
        }
        if (waiting.takes(key.id(), event.weight(), arrived)) {
            if (storeOnly(key, event)) {
                outcomes.count(rule, Outcomes.Kind.POSTPONED);
            }
            return coverage.revisions();
        }
        try {
            if (takenAsleep(key, event)) {
                return coverage.revisions();
            }
            return with(
                    key,
                    event.millis(),
                    history ->
                            history.add(
                                    event,
                                    time.moment(arrived),
                                    newest.of(key.id(), history.newest())));
        } catch (RuleTooSlowException e) {
            var _ = storeOnly(key, event);
            return tooSlow(key, event.millis());
        } catch (RuleFailedException e) {
            return failed(key, event, e);
        }
    }

    /**
     * What is told though the rule failed at an event: the event is kept, the entity is only stored from now on, and is tried
     * again after a while. What had been told until then stands in the store and must go out.
     */
    public List<Alert> failed(EntityKey key, KeptEvent event, RuntimeException cause) {
        var _ = storeOnly(key, event);
        return failed(key, cause);
    }

    /**
     * Under which entity an event is kept that came to one of which its rule, as it is here, is not. It goes on to whom the rule is
     * about in a while: at once it could go to and fro between instances that have different rules for a moment.
     *
     * @param entity the id of the key it came with
     */
    public static String elsewhere(String entity) {
        return AbsentRules.elsewhere(entity);
    }

    /**
     * Keeps an event for a rule that is not there; false if it is of a time that is settled, or there was no room for it.
     * What is lost with that is to be asked for with {@link #lostCoverage}.
     *
     * @param entity the id of its key
     * @param arrived when the event arrived
     */
    public boolean keepForRule(String rule, String entity, KeptEvent event, long arrived) {
        time.heard(arrived);
        return absent.keep(rule, entity, event, time.latest(), time.ticked());
    }

    /** What is to be told of limits that were reached where nothing else was told. */
    public List<Alert> lostCoverage() {
        return coverage.revisions();
    }

    /** Counts an event of which all is settled; where that is because the entity's events were too many, as lost. */
    private void tooLate(EntityKey key, KeptEvent event, EntityMemory memory) {
        outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
        long lateness = bounds.lateness().toMillis();
        boolean isOld = event.millis() < newest.of(key.id()) - lateness;
        if (!isOld && event.millis() <= memory.shortenedUntil()) {
            outcomes.count(key.rule().id(), Outcomes.Kind.LOST_COVERAGE);
            coverage.lose(
                    key.rule(),
                    Coverage.Limit.LATENESS,
                    bounds.lateness().toSeconds(),
                    1,
                    event.millis());
        }
    }

    /** Whether an event of an entity that is not in memory changes nothing, and is stored. */
    private boolean takenAsleep(EntityKey key, KeptEvent event) {
        Dormant entity = entities.dormant(key);
        if (entity == null || !entity.takes(event, bounds, newest.of(key.id(), entity.newest()))) {
            return false;
        }
        long since = pace.now();
        stores.entities().keep(key, event);
        evaluators.release(key);
        entities.put(key, entity.with(event));
        worked(key.rule(), since, event.millis());
        return true;
    }

    /**
     * Keeps an event for later, if it is not of a time that is settled. How new the entity was before it can't be known then, so
     * nothing else of it is too late.
     */
    private boolean storeOnly(EntityKey key, KeptEvent event) {
        EntityMemory memory = stores.entities().memory(key);
        if (event.millis() <= memory.settledUntil()) {
            tooLate(key, event, memory);
            return false;
        }
        newest.unknown(key.id());
        if (key.rule().isOverAlerts()) {
            stores.entities().keepLast(key.id(), event);
        } else {
            stores.entities().keepLeast(key.id(), event);
        }
        return true;
    }

    /** Everything that has arrived has been accepted: what comes from now on can be too late. */
    public void allRead() {
        newest.allRead();
    }

    /**
     * Everything has been accepted that had been appended before this ticker looked, which it did after its last tick stood in the
     * log; and maybe more.
     */
    public void ticked(long ticker) {
        newest.tick(ticker);
    }

    /** Everything that arrived before this time has been accepted. */
    public void tick(long until) {
        time.tick(until);
    }

    /** The entities that the last tick makes due and that were not kept yet, some of them if they are many. */
    public List<Appointment> due() {
        return stores.agenda().due(time.ticked(), MOST_DUE);
    }

    /**
     * The revisions that follow for an entity from time alone, without a further event.
     *
     * @param due of those that are
     */
    public List<Alert> keep(Appointment due) {
        stores.agenda().remove(due);
        time.heard(time.ticked());
        Optional<EntityKey> waits = entity(due);
        if (waits.isEmpty()) {
            Optional<CompiledRule> rule = rules.byId(due.rule());
            if (rule.isEmpty()) {
                absent.putOff(due, time.ticked());
            } else if (due.values().isEmpty()) {
                onward.addAll(absent.takeElsewhere(due, rule.get()));
            }
            return List.of();
        }
        EntityKey key = waits.get();
        if (due.values().isEmpty()) {
            // Its rule is there again, and knows how long to keep it.
            admission.stay(key);
        }
        waiting.remove(key.id());
        if (pace.isAside(key.rule().id())) {
            admission.stay(key);
            letWait(key, RulePace.ASIDE);
            return List.of();
        }
        long now = time.ticked();
        return evaluated(key, now, history -> history.keep(due, time.moment(now)));
    }

    private List<Alert> evaluated(EntityKey key, long millis, Consumer<History> work) {
        try {
            return with(key, millis, work);
        } catch (RuleTooSlowException e) {
            return tooSlow(key, millis);
        } catch (RuleFailedException e) {
            return failed(key, e);
        }
    }

    /** Who is due; empty if the rule is not there, or is about something else now. */
    private Optional<EntityKey> entity(Appointment due) {
        return rules.byId(due.rule()).flatMap(rule -> absent.with(due, rule));
    }

    /** While nobody waits: makes something ready that takes long to make and will be needed; false if all is. */
    public boolean prepare() {
        return evaluators.prepareOne(rules.rules());
    }

    /**
     * What rules over alerts are to be given of the alerts told since this was last asked. An entity may be another partition's.
     */
    public List<Router.Routed> onward() {
        return onward.take();
    }

    /** An alert as a person might give it to the rules over alerts, in a test of theirs. */
    public void give(EcsEvent revision, @Nullable EcsEvent before) {
        onward.give(revision, before);
    }

    /** Lets an entity's events only be stored for a while. */
    private void letWait(EntityKey key, Duration length) {
        var _ = letWait(key, time.ticked() + length.toMillis());
    }

    /** Whether it did not wait yet. */
    private boolean letWait(EntityKey key, long until) {
        if (!waiting.add(key.id())) {
            return false;
        }
        entities.forget(key.id());
        evaluators.release(key);
        stores.agenda().add(Appointment.of(until, key));
        return true;
    }

    /** The same where it failed at an entity that time alone had made due. */
    public List<Alert> failed(Appointment due, RuntimeException cause) {
        return entity(due).map(key -> failed(key, cause)).orElse(List.of());
    }

    private List<Alert> failed(EntityKey key, RuntimeException cause) {
        outcomes.count(key.rule().id(), Outcomes.Kind.ERROR);
        failures.add(key.rule().id(), cause, time.latest());
        return putOff(key, RETRY);
    }

    /**
     * Of an entity that takes too long the older half of the events goes before it is tried again: it comes to an end then,
     * sooner or later, and its rule's other entities need not wait for that.
     */
    private List<Alert> tooSlow(EntityKey key, long millis) {
        CompiledRule rule = key.rule();
        int weight = stores.entities().events(key).stream().mapToInt(KeptEvent::weight).sum();
        waiting.halve(key.id(), weight);
        log.atWarn()
                .addKeyValue("rule", rule.id())
                .addKeyValue("entity", key.values())
                .addKeyValue("most", RulePace.MOST_AT_ONCE)
                .log(
                        "A rule was at an entity for too long; half of its events go, and it is tried again later.");
        outcomes.count(rule.id(), Outcomes.Kind.LOST_COVERAGE);
        coverage.lose(
                rule, Coverage.Limit.TIME_OF_ENTITY, RulePace.MOST_AT_ONCE.toSeconds(), 1, millis);
        return putOff(key, RulePace.ASIDE);
    }

    /** Lets an entity wait at which its rule did not come to an end; what it told before that has gone out. */
    private List<Alert> putOff(EntityKey key, Duration length) {
        List<Alert> alerts = new ArrayList<>();
        History history = entities.history(key.id());
        if (history != null) {
            alerts.addAll(history.revisions());
            if (history.appointment != Appointment.NEVER) {
                stores.agenda().remove(Appointment.of(history.appointment, key));
            }
        }
        admission.stay(key);
        waiting.remove(key.id());
        letWait(key, length);
        alerts.addAll(coverage.revisions());
        return alerts;
    }

    private List<Alert> with(EntityKey key, long millis, Consumer<History> work) {
        long since = pace.now();
        pace.turn(since);
        List<Alert> alerts = new ArrayList<>();
        try {
            History history = entities.take(key.id(), () -> stored(key));
            entities.change(history, work);
            alerts.addAll(history.revisions());
            arrange(history, key);
            entities.evictBeyondRoom(key);
        } finally {
            worked(key.rule(), since, millis);
        }
        alerts.addAll(coverage.revisions());
        return alerts;
    }

    private History stored(EntityKey key) {
        return new History(
                key,
                key.rule().isOverAlerts() ? alertBounds : bounds,
                stores.entities(),
                evaluators,
                pace,
                waiting.takeHalved(key.id()),
                coverage,
                outcomes,
                onward::told);
    }

    private void worked(CompiledRule rule, long since, long millis) {
        long now = pace.now();
        outcomes.spent(rule.id(), now - since);
        if (pace.worked(rule.id(), since, now)) {
            log.atWarn()
                    .addKeyValue("rule", rule.id())
                    .addKeyValue("time", RulePace.ASIDE)
                    .log(
                            "A rule took most of the time for itself and is set aside; its events are kept.");
            coverage.lose(rule, Coverage.Limit.TIME, RulePace.PERCENT, 1, millis);
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
            stores.agenda().remove(Appointment.of(known, key));
        }
        if (at != Appointment.NEVER) {
            stores.agenda().add(Appointment.of(at, key));
        }
        history.appointment = at;
    }

    /** The store no longer has this entity, or it must be taken up from there anew. */
    public void forget(String entity) {
        entities.forget(entity);
    }

    @Override
    public void close() {
        cache.leave();
        onward.close();
        evaluators.leave();
        entities.clear();
    }
}
