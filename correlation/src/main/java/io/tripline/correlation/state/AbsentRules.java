package io.tripline.correlation.state;

import io.tripline.contracts.AlertEvent;
import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes for rules that are not there: another process has them already, or still, or their files are broken for a while.
 * Events are kept and appointments put off, so that the rule finds them when it is there. Who never comes is let go as any
 * entity is.
 */
final class AbsentRules {
    private static final Logger log = LoggerFactory.getLogger(AbsentRules.class);

    /** How long until it is looked again whether a rule is there. */
    private static final long RETRY = Duration.ofMinutes(10).toMillis();

    /** Entities of which it is remembered how many events were kept. Of one that is forgotten, more are. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Bounds bounds;
    private final Stores stores;
    private final Coverage coverage;
    private final Outcomes outcomes;
    private final Consumer<String> letGo;
    private final Map<String, Boolean> named = bounded(100);
    private final Map<String, Integer> kept = bounded(MOST_REMEMBERED);

    /**
     * Begins with none.
     *
     * @param letGo is told of each entity that the stores know no longer
     */
    AbsentRules(
            Bounds bounds,
            Stores stores,
            Coverage coverage,
            Outcomes outcomes,
            Consumer<String> letGo) {
        this.bounds = bounds;
        this.stores = stores;
        this.coverage = coverage;
        this.outcomes = outcomes;
        this.letGo = letGo;
    }

    /**
     * Where events are kept that came to an entity of which the rule, as it is here, is not: the rule as it was, or will be, is
     * about something else. Apart from that entity's own, and until it has shown which of both it is.
     *
     * @param entity the id of its key, as it came
     */
    static String elsewhere(String entity) {
        return StableId.of("elsewhere", entity);
    }

    private static <V> Map<String, V> bounded(int most) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Keeps an event; false if it is of a time that is settled, or there was no room for it, which is lost coverage.
     *
     * @param now in arrival time
     * @param ticked before when everything had been read at the last tick
     */
    boolean keep(String rule, String entity, KeptEvent event, long now, long ticked) {
        if (named.put(rule, true) == null) {
            log.atWarn()
                    .addKeyValue("rule", rule)
                    .log(
                            "Events come for a rule that is not loaded here as it was where they were sent. They are kept: look whether all instances have the same rules.");
        }
        if (event.millis() <= stores.entities().memory(entity).settledUntil()) {
            return false;
        }
        int count = kept.merge(entity, event.weight(), Integer::sum);
        if (count > bounds.eventsPerEntity() && stores.entities().kept(entity, event).isEmpty()) {
            lose(
                    rule,
                    Coverage.Limit.EVENTS_OF_ABSENT_RULE,
                    bounds.eventsPerEntity(),
                    1,
                    event.millis());
            return false;
        }
        long entities = stores.census().heard(rule, entity, now, Census.LONGEST).entities();
        if (entities > bounds.entitiesPerRule()) {
            List<String> eldest = stores.census().takeEldest(rule, bounds.leaving());
            // The rule may be loaded here, about something else.
            eldest.forEach(letGo);
            lose(
                    rule,
                    Coverage.Limit.ENTITIES_OF_ABSENT_RULE,
                    bounds.entitiesPerRule(),
                    eldest.size(),
                    event.millis());
            log.atWarn()
                    .addKeyValue("rule", rule)
                    .addKeyValue("entities", eldest.size())
                    .log("A rule that is not loaded here has too many entities: some were let go.");
        }
        if (AlertEvent.revision(event.event()) > 0) {
            stores.entities().keepLast(entity, event);
        } else {
            stores.entities().keepLeast(entity, event);
        }
        if (count == event.weight()) {
            putOff(rule, entity, List.of(), ticked);
        }
        return true;
    }

    /** By its id: what it is called is known where it is loaded. */
    private void lose(String rule, Coverage.Limit limit, long bound, long count, long millis) {
        outcomes.count(rule, Outcomes.Kind.LOST_COVERAGE);
        coverage.lose(new Coverage.Subject(rule, rule, false), limit, bound, count, millis);
    }

    /**
     * What was kept for a rule that is there now and about something else: it goes on to whom the rule is about now, which may be
     * another partition's.
     */
    List<Router.Routed> takeElsewhere(Appointment due, CompiledRule rule) {
        kept.remove(due.entity());
        List<Router.Routed> all = new ArrayList<>();
        for (KeptEvent event : stores.entities().events(due.entity())) {
            stores.entities().forget(due.entity(), event);
            List<String> entity = rule.entityOf(event.event());
            if (entity.isEmpty()) {
                outcomes.count(due.rule(), Outcomes.Kind.WITHOUT_ENTITY);
            } else {
                all.add(new Router.Routed(EntityKey.of(rule, entity), event));
            }
        }
        return all;
    }

    /** Puts off what is due. An entity that was let go meanwhile waits no longer. */
    void putOff(Appointment due, long ticked) {
        if (stores.census().has(due.rule(), due.entity())) {
            putOff(due.rule(), due.entity(), due.values(), ticked);
        }
    }

    /** To one of a few times, so that whoever is put off twice stands in the agenda once. */
    private void putOff(String rule, String entity, List<String> values, long ticked) {
        long at = (ticked / RETRY + 1) * RETRY;
        stores.agenda().add(new Appointment(at, entity, rule, values));
    }

    /** Whom an appointment is with, now that the rule is there; nobody if the rule is now about something else. */
    Optional<EntityKey> with(Appointment due, CompiledRule rule) {
        List<String> values = due.values();
        if (values.isEmpty()) {
            kept.remove(due.entity());
            values =
                    stores.entities().events(due.entity()).stream()
                            .findFirst()
                            .map(each -> rule.entityOf(each.event()))
                            .orElse(List.of());
        }
        if (values.size() != rule.rule().entity().size()) {
            return Optional.empty();
        }
        EntityKey key = EntityKey.of(rule, values);
        return key.id().equals(due.entity()) ? Optional.of(key) : Optional.empty();
    }
}
