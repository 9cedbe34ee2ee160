package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import io.tripline.correlation.EntityState.Raised;
import io.tripline.correlation.EntityState.Sighting;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.EntityEvaluation;
import io.tripline.correlation.engine.Match;
import io.tripline.correlation.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rule at work over any number of entities. The outcome depends on the set of events within the allowed lateness,
 * not on the order they arrive in. For one thread.
 */
final class Correlator implements AutoCloseable {
    private static final Comparator<Match> MATCH_ORDER =
            Comparator.comparing(Match::time)
                    .thenComparing(match -> lastId(match))
                    .thenComparing(match -> match.columns().toString());

    private final Rule rule;
    private final CorrelationConfig config;
    private final CorrelationMeters meters;
    private final EntityEvaluation evaluation;
    private final Alerts alerts;
    private final Set<EcsField> kept;
    private final boolean keepsVendor;

    Correlator(CompiledRule compiled, CorrelationConfig config, CorrelationMeters meters) {
        this.rule = compiled.rule();
        this.config = config;
        this.meters = meters;
        this.evaluation = new EntityEvaluation(compiled);
        this.alerts = new Alerts(rule, config.maxEvidence());
        this.kept = Evidence.kept(rule);
        this.keepsVendor = rule.epl().contains("vendor(");
    }

    Rule rule() {
        return rule;
    }

    /** The event as an entity's state keeps it. */
    EcsEvent trim(EcsEvent event) {
        EcsEvent.Builder builder = event.toBuilder();
        for (EcsField field : EcsField.values()) {
            if (!kept.contains(field)) {
                builder.clear(field);
            }
        }
        if (keepsVendor) {
            return builder.build();
        }
        EcsEvent.Builder plain = EcsEvent.builder();
        kept.forEach(field -> plain.set(field, event.value(field)));
        return plain.build();
    }

    /** Takes one event in and returns the alerts that are new or newly revised. */
    List<Alert> add(EntityState state, EcsEvent event, String origin) {
        List<Sighting> history = state.history();
        if (history.stream().anyMatch(each -> each.event().id().equals(event.id()))) {
            meters.count("duplicates");
            return List.of();
        }
        Optional<Instant> newest =
                history.isEmpty()
                        ? Optional.empty()
                        : Optional.of(history.getLast().event().timestamp());
        Instant time = event.timestamp();
        boolean late = newest.isPresent() && time.isBefore(newest.get());
        if (late) {
            meters.count("late");
        }
        if (newest.isPresent() && time.isBefore(newest.get().minus(config.lateness()))) {
            meters.count("too_late");
            return List.of();
        }
        if (late && needsWhatWasDropped(state, time)) {
            meters.count("dropped");
            return List.of();
        }
        insert(history, new Sighting(event, origin));
        Instant until = affectedUntil(state, event);
        reevaluate(state, time, until);
        List<Alert> changed = difference(state, late);
        prune(state);
        return changed;
    }

    @Override
    public void close() {
        evaluation.close();
    }

    /**
     * Whether matches at this time would be judged anew without events that the bound took away. They would then seem to
     * have no reason any more, so what was raised stands and the late event is left out.
     */
    private boolean needsWhatWasDropped(EntityState state, Instant time) {
        return state.history().size() >= config.maxEvents()
                && time.minus(rule.window())
                        .isBefore(state.history().getFirst().event().timestamp());
    }

    private static void insert(List<Sighting> history, Sighting sighting) {
        int place = history.size();
        while (place > 0
                && EntityEvaluation.ORDER.compare(history.get(place - 1).event(), sighting.event())
                        > 0) {
            place--;
        }
        history.add(place, sighting);
    }

    /** A late event may take "first" away from the next one with its value, whose matches then change too. */
    private Instant affectedUntil(EntityState state, EcsEvent event) {
        Instant last = event.timestamp();
        if (rule.firstSeen().isPresent()) {
            EcsField field = rule.firstSeen().get().field();
            Object value = event.value(field);
            for (Sighting each : state.history()) {
                if (each.event().timestamp().isAfter(last)
                        && value != null
                        && value.equals(each.event().value(field))) {
                    last = each.event().timestamp();
                    break;
                }
            }
        }
        return last.plus(rule.window());
    }

    /** A match depends on nothing older than the window before it, so only those from here until there can differ. */
    private void reevaluate(EntityState state, Instant from, Instant until) {
        Instant oldest = from.minus(rule.window());
        List<EcsEvent> events =
                candidates(state).stream()
                        .filter(event -> !event.timestamp().isBefore(oldest))
                        .filter(event -> !event.timestamp().isAfter(until))
                        .toList();
        state.matches()
                .removeIf(match -> !match.time().isBefore(from) && !match.time().isAfter(until));
        if (events.size() >= rule.needs()) {
            evaluation.of(events).stream()
                    .filter(match -> !match.time().isBefore(from))
                    .filter(match -> !match.events().isEmpty())
                    .map(match -> match.bounded(config.maxEvidence()))
                    .forEach(state.matches()::add);
        }
        state.matches().sort(MATCH_ORDER);
    }

    private List<EcsEvent> candidates(EntityState state) {
        List<EcsEvent> events = state.history().stream().map(Sighting::event).toList();
        if (rule.firstSeen().isEmpty()) {
            return events;
        }
        Rule.FirstSeen first = rule.firstSeen().get();
        Map<String, Instant> last = new HashMap<>(state.seen());
        List<EcsEvent> firsts = new ArrayList<>();
        for (EcsEvent event : events) {
            Optional<String> value = event.string(first.field());
            if (value.isPresent()) {
                Instant before = last.put(value.get(), event.timestamp());
                if (before == null || before.isBefore(event.timestamp().minus(first.within()))) {
                    firsts.add(event);
                }
            }
        }
        return firsts;
    }

    private List<Alert> difference(EntityState state, boolean late) {
        Map<String, String> origins = new HashMap<>();
        state.history().forEach(each -> origins.put(each.event().id(), each.origin()));
        List<Alert> changed = new ArrayList<>();
        Set<String> standing = new HashSet<>();
        for (List<Match> episode : episodes(state.matches())) {
            String id = alertId(episode.getFirst());
            standing.add(id);
            Raised before = state.raised().get(id);
            String fingerprint = fingerprint(episode);
            boolean stands =
                    before != null && before.alert().occurrence().state() == Alert.State.RAISED;
            if (before != null && stands && before.fingerprint().equals(fingerprint)) {
                continue;
            }
            int revision = before == null ? 1 : before.alert().revision() + 1;
            boolean everLate = late || (before != null && before.alert().occurrence().late());
            Alert alert = alerts.of(id, episode, origins, revision, everLate);
            state.raised().put(id, new Raised(alert, fingerprint, episode.getFirst().time()));
            changed.add(alert);
            meters.alert(rule.id(), revision);
        }
        for (Map.Entry<String, Raised> each : state.raised().entrySet()) {
            Raised raised = each.getValue();
            if (!standing.contains(each.getKey())
                    && raised.alert().occurrence().state() == Alert.State.RAISED) {
                Alert withdrawn = Alerts.withdraw(raised.alert());
                each.setValue(new Raised(withdrawn, "", raised.until()));
                changed.add(withdrawn);
                meters.count("withdrawn");
            }
        }
        return changed;
    }

    private List<List<Match>> episodes(List<Match> matches) {
        List<List<Match>> episodes = new ArrayList<>();
        Instant end = Instant.MIN;
        for (Match match : matches) {
            if (episodes.isEmpty() || match.time().isAfter(end)) {
                episodes.add(new ArrayList<>());
                end = match.time().plus(rule.suppress());
            }
            episodes.getLast().add(match);
        }
        return episodes;
    }

    /**
     * The same for every revision: episodes begin more than {@code suppress} apart, so each aligned stretch of that
     * length holds the beginning of at most one. A late match that moves the beginning keeps the id, unless it crosses
     * such a boundary; then the alert is withdrawn and raised anew.
     */
    private String alertId(Match first) {
        EcsEvent event = first.events().getLast();
        List<String> parts = new ArrayList<>();
        parts.add(rule.id());
        parts.addAll(Entity.of(rule, event).orElseThrow().values().values());
        long stretch = rule.suppress().toMillis();
        parts.add(
                stretch == 0
                        ? event.id()
                        : Long.toString(Math.floorDiv(first.time().toEpochMilli(), stretch)));
        return StableId.of(parts.toArray(String[]::new));
    }

    private static String fingerprint(List<Match> episode) {
        List<String> parts = new ArrayList<>();
        for (Match match : episode) {
            parts.add(match.time().toString());
            parts.add(match.columns().toString());
            match.events().forEach(event -> parts.add(event.id()));
            parts.add("");
        }
        return StableId.of(parts.toArray(String[]::new));
    }

    private static String lastId(Match match) {
        return match.events().getLast().id();
    }

    /**
     * Forgets what no event within the lateness can touch any more: an episode whole, so that the next one begins where
     * it did, and events so old that no match which may still change needs them.
     */
    private void prune(EntityState state) {
        List<Sighting> history = state.history();
        Instant horizon = history.getLast().event().timestamp().minus(config.lateness());
        Set<String> over = new HashSet<>();
        for (List<Match> episode : episodes(state.matches())) {
            if (!episode.getFirst().time().plus(rule.suppress()).isBefore(horizon)) {
                break;
            }
            over.add(alertId(episode.getFirst()));
            state.matches().removeAll(episode);
        }
        state.raised()
                .entrySet()
                .removeIf(
                        each ->
                                over.contains(each.getKey())
                                        || each.getValue()
                                                .until()
                                                .plus(rule.suppress())
                                                .isBefore(horizon));
        Duration reach = rule.window().multipliedBy(2).plus(rule.suppress());
        while (history.getFirst().event().timestamp().isBefore(horizon.minus(reach))) {
            forget(state);
        }
        while (history.size() > config.maxEvents()) {
            meters.count("dropped");
            forget(state);
        }
        rule.firstSeen()
                .ifPresent(
                        first -> {
                            Instant old = horizon.minus(reach).minus(first.within());
                            state.seen().values().removeIf(time -> time.isBefore(old));
                        });
    }

    private void forget(EntityState state) {
        EcsEvent event = state.history().removeFirst().event();
        rule.firstSeen()
                .flatMap(first -> event.string(first.field()))
                .ifPresent(value -> remember(state.seen(), value, event.timestamp()));
    }

    private void remember(Map<String, Instant> seen, String value, Instant time) {
        seen.merge(value, time, (a, b) -> a.isAfter(b) ? a : b);
        if (seen.size() > config.maxSeen()) {
            seen.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .ifPresent(seen::remove);
        }
    }

    /** What an event is about, for a rule: its key in the store and the values. */
    record Entity(String key, SortedMap<EcsField, String> values) {
        static Optional<Entity> of(Rule rule, EcsEvent event) {
            SortedMap<EcsField, String> values = new TreeMap<>();
            List<String> parts = new ArrayList<>();
            parts.add(rule.id());
            for (EcsField field : rule.entity()) {
                Optional<String> value = event.string(field);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                String folded = value.get().toLowerCase(java.util.Locale.ROOT);
                values.put(field, folded);
                parts.add(folded);
            }
            return Optional.of(
                    new Entity(
                            rule.id() + "/" + StableId.of(parts.toArray(String[]::new)), values));
        }
    }

    /** Names of columns with their values, for messages. */
    static Map<String, Object> names(Match match, SortedMap<EcsField, String> entity) {
        Map<String, Object> names = new LinkedHashMap<>(match.columns());
        entity.forEach((field, value) -> names.put(field.fieldName(), value));
        return names;
    }
}
