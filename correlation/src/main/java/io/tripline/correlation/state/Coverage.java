package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Tells by alerts where a rule no longer sees all it should: one per rule, limit, partition and UTC day of event time,
 * revised when its count has doubled, so that what limits a flood makes none.
 */
final class Coverage {
    static final String RULE = "tripline-lost-coverage";

    /** The form of these alerts, as a rule's version says it of a rule. */
    private static final String VERSION = "1";

    /** Losses of an event time so long before the newest are not added up any more. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final EntityStore store;
    private final Census census;
    private final LongSupplier now;
    private final int partition;
    private final Map<String, Lost> losses = new HashMap<>();
    private final List<Alert> untold = new ArrayList<>();

    /** What was reached. */
    enum Limit {
        EVENTS_PER_ENTITY(
                "correlation.events-per-entity",
                "it saw %s events less than it looks back to. Attacks on these entities may go unseen."),
        LATENESS(
                "correlation.lateness",
                "it did not take in %s events that came less late than that, as more of their entities' events came since than correlation.events-per-entity."),
        ENTITIES_PER_RULE(
                "correlation.entities-per-rule",
                "it forgot the %s entities that were silent longest. Attacks that began there may go unseen."),
        VALUES_PER_PROFILE(
                "correlation.values-per-profile",
                "its profiles forgot %s values before their time, which are new again when they come."),
        TIME(
                "correlation.time",
                "it took most of the time for itself and was set aside %s times for some minutes. Its alerts come late.");

        private final String label;
        private final String effect;

        Limit(String label, String effect) {
            this.label = label;
            this.effect = effect;
        }
    }

    private static final class Lost {
        long count;
        long told;
        int revision;
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
    }

    /**
     * None lost yet.
     *
     * @param now in arrival time
     */
    Coverage(Stores stores, int partition, LongSupplier now) {
        this.store = stores.entities();
        this.census = stores.census();
        this.now = now;
        this.partition = partition;
    }

    /**
     * Counts a loss.
     *
     * @param count how much was lost
     * @param millis event time of the event at which it was
     */
    void lose(CompiledRule rule, Limit limit, long bound, long count, long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
        EntityKey key = new EntityKey(StableId.of(RULE, rule.id()), rule, List.of());
        String id =
                StableId.of(
                        RULE, rule.id(), limit.label, Integer.toString(partition), day.toString());
        Lost lost = losses.get(id);
        if (lost == null) {
            lost = takenUp(key, id, time);
            losses.put(id, lost);
        }
        lost.count += count;
        lost.first = time.isBefore(lost.first) ? time : lost.first;
        lost.last = time.isAfter(lost.last) ? time : lost.last;
        if (lost.revision == 0 || lost.count >= 2 * lost.told) {
            lost.revision++;
            lost.told = lost.count;
            Alert alert = alert(id, rule, limit, bound, lost);
            census.heard(RULE, key.id(), now.getAsLong(), KEPT);
            store.keep(key, alert);
            untold.add(alert);
        }
    }

    /** What is to be told since this was last asked. */
    List<Alert> revisions() {
        if (untold.isEmpty()) {
            return List.of();
        }
        List<Alert> revisions = List.copyOf(untold);
        untold.clear();
        return revisions;
    }

    /** A day's loss as it was last told; what was told of days long before goes. */
    private Lost takenUp(EntityKey key, String id, Instant time) {
        Instant old = time.minus(KEPT);
        losses.values().removeIf(each -> each.last.isBefore(old));
        List<Alert> told = store.alerts(key);
        told.stream()
                .filter(alert -> alert.occurrence().lastSeen().isBefore(old))
                .forEach(alert -> store.forget(key, alert));
        Lost lost = new Lost();
        told.stream()
                .filter(alert -> alert.id().equals(id))
                .map(Alert::occurrence)
                .forEach(
                        before -> {
                            lost.count = before.count();
                            lost.told = before.count();
                            lost.revision = before.revision();
                            lost.first = before.firstSeen();
                            lost.last = before.lastSeen();
                        });
        return lost;
    }

    private Alert alert(String id, CompiledRule rule, Limit limit, long bound, Lost lost) {
        TreeMap<EcsField, String> entity = new TreeMap<>();
        entity.put(EcsField.RULE_ID, rule.id());
        TreeMap<String, Object> values = new TreeMap<>();
        values.put("limit", limit.label);
        values.put("bound", bound);
        values.put("count", lost.count);
        values.put("partition", (long) partition);
        return new Alert(
                id,
                new Alert.Rule(
                        RULE,
                        "Lost coverage",
                        VERSION,
                        Level.MEDIUM.label(),
                        Level.MEDIUM.severity(),
                        List.of(),
                        List.of(),
                        false),
                entity,
                new Occurrence(
                        lost.first, lost.last, lost.count, lost.revision, false, State.RAISED),
                "The rule \""
                        + rule.rule().metadata().title()
                        + "\" reached a limit ("
                        + limit.label
                        + "): "
                        + limit.effect.formatted(lost.count),
                "Look at what the rule matches: a flood may be an attack of its own, or hide one. Make the rule's filter"
                        + " narrower or its window shorter, or raise the limit and the memory with it."
                        + " docs/operations.md says how.",
                values,
                List.of());
    }
}
