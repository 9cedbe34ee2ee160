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
 * Tells by alerts where a rule no longer sees all it should, or tells more than anybody reads: one per rule, limit, partition
 * and UTC day of event time, revised when its count has doubled, so that what limits a flood makes none.
 */
final class Coverage {
    static final String RULE = "tripline-lost-coverage";

    /** What tells that a rule alerts so often that nobody reads it; nothing is lost with that. */
    static final String FLOOD = "tripline-alert-flood";

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
        EVENTS_OF_ABSENT_RULE(
                "correlation.events-per-entity",
                "it is not loaded where its events come, and %s events were not kept for it as their entities had too many. Attacks on these entities may go unseen."),
        ENTITIES_OF_ABSENT_RULE(
                "correlation.entities-per-rule",
                "it is not loaded where its events come, and of the %s entities that were silent longest they were let go. Attacks that began there may go unseen."),
        VALUES_PER_PROFILE(
                "correlation.values-per-profile",
                "its profiles forgot %s values before their time, which are new again when they come."),
        ALERTS(
                "correlation.alerts-per-hour",
                "it raised %s alerts within hours in which it raised 1,000 or more. Each was told, but an attack may hide among them."),
        TIME(
                "correlation.time",
                "it took most of the time for itself and was set aside %s times for some minutes. Its alerts come late."),
        TIME_OF_ENTITY(
                "correlation.time-of-entity",
                "it was at one entity's events for longer than that, in seconds, and was interrupted %s times. Each time the older half of that entity's events goes. Attacks on these entities may go unseen.");

        private static final String ADVICE =
                "Look at what the rule matches: a flood may be an attack of its own, or hide one. Make the rule's filter"
                        + " narrower or its window shorter, or raise the limit and the memory with it."
                        + " docs/operations.md says how.";

        private static final String ADVICE_ON_ABSENCE =
                "An instance of correlation does not have this rule as the others do, so its events are only stored there."
                        + " Look which instance refuses the rule's file (tripline_correlation_rules_refused, and its log)"
                        + " and give all of them the same files.";

        private static final String ADVICE_ON_FLOOD =
                "Look at some of its alerts: whoever shows ever new values of the rule's entity (addresses, names) makes one"
                        + " alert of each. Give the rule an entity that they share, such as the host or the network that is"
                        + " attacked, or a narrower filter. For routes that page, set a limit: what is above it comes as one"
                        + " summary (docs/paging.md).";

        private final String label;
        private final String effect;

        Limit(String label, String effect) {
            this.label = label;
            this.effect = effect;
        }

        private boolean isOfAbsent() {
            return this == EVENTS_OF_ABSENT_RULE || this == ENTITIES_OF_ABSENT_RULE;
        }

        /** Part of the alert's id: what is lost of a rule that is there and of one that is not has the same label. */
        private String idPart() {
            return isOfAbsent() ? label + " absent" : label;
        }

        private String advice() {
            return this == ALERTS ? ADVICE_ON_FLOOD : isOfAbsent() ? ADVICE_ON_ABSENCE : ADVICE;
        }

        private String toldBy() {
            return this == ALERTS ? FLOOD : RULE;
        }

        private String title() {
            return this == ALERTS ? "A rule alerts in floods" : "Lost coverage";
        }
    }

    /**
     * The rule that it is told of.
     *
     * @param title what people call it
     * @param shadow whether nobody is to be paged
     */
    record Subject(String id, String title, boolean shadow) {
        /** Whether a rule is tried out does not matter to what is lost. */
        static Subject of(CompiledRule rule) {
            return new Subject(rule.id(), rule.rule().metadata().title(), false);
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

    /** Counts a loss of a rule that is there. */
    void lose(CompiledRule rule, Limit limit, long bound, long count, long millis) {
        lose(Subject.of(rule), limit, bound, count, millis);
    }

    /**
     * Counts a loss, or what else is beyond a limit.
     *
     * @param count how much was lost
     * @param millis event time of the event at which it was
     */
    void lose(Subject rule, Limit limit, long bound, long count, long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
        String entity = StableId.of(limit.toldBy(), rule.id());
        String id =
                StableId.of(
                        limit.toldBy(),
                        rule.id(),
                        limit.idPart(),
                        Integer.toString(partition),
                        day.toString());
        Lost lost = losses.get(id);
        if (lost == null) {
            lost = takenUp(entity, id, time);
            losses.put(id, lost);
        }
        lost.count += count;
        lost.first = time.isBefore(lost.first) ? time : lost.first;
        lost.last = time.isAfter(lost.last) ? time : lost.last;
        if (lost.revision == 0 || lost.count >= 2 * lost.told) {
            lost.revision++;
            lost.told = lost.count;
            Alert alert = alert(id, rule, limit, bound, lost);
            census.heard(limit.toldBy(), entity, now.getAsLong(), KEPT);
            store.keep(entity, alert);
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
    private Lost takenUp(String entity, String id, Instant time) {
        Instant old = time.minus(KEPT);
        losses.values().removeIf(each -> each.last.isBefore(old));
        List<Alert> told = store.alerts(entity);
        told.stream()
                .filter(alert -> alert.occurrence().lastSeen().isBefore(old))
                .forEach(alert -> store.forget(entity, alert));
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

    private Alert alert(String id, Subject rule, Limit limit, long bound, Lost lost) {
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
                        limit.toldBy(),
                        limit.title(),
                        VERSION,
                        Level.MEDIUM.label(),
                        Level.MEDIUM.severity(),
                        List.of(),
                        List.of(),
                        rule.shadow()),
                entity,
                new Occurrence(
                        lost.first, lost.last, lost.count, lost.revision, false, State.RAISED),
                "The rule \""
                        + rule.title()
                        + "\" reached a limit ("
                        + limit.label
                        + "): "
                        + limit.effect.formatted(lost.count),
                limit.advice(),
                values,
                List.of());
    }
}
