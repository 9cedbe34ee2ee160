package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.correlation.engine.EntityEvaluation;
import io.tripline.correlation.engine.Match;
import io.tripline.correlation.rule.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a rule's alerts out of its matches. */
final class Alerts {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9_.]+)}");

    private final Rule rule;
    private final int maxEvidence;

    Alerts(Rule rule, int maxEvidence) {
        this.rule = rule;
        this.maxEvidence = maxEvidence;
    }

    /** The alert of one episode. It speaks of the last match, which knows the most. */
    Alert of(
            String id,
            List<Match> episode,
            Map<String, String> origins,
            int revision,
            boolean late) {
        Match last = episode.getLast();
        SortedSet<EcsEvent> events = new TreeSet<>(EntityEvaluation.ORDER);
        episode.forEach(match -> events.addAll(match.events()));
        SortedMap<EcsField, String> entity =
                Correlator.Entity.of(rule, last.events().getLast()).orElseThrow().values();
        Map<String, Object> names = Correlator.names(last, entity);
        SortedMap<String, Object> values = new TreeMap<>();
        rule.values()
                .forEach(
                        (name, value) -> {
                            Object shown =
                                    value instanceof String column
                                                    && last.columns().containsKey(column)
                                            ? last.columns().get(column)
                                            : value;
                            values.put(name, shown);
                        });
        names.putAll(values);
        return new Alert(
                id,
                new Alert.Rule(
                        rule.id(),
                        rule.title(),
                        rule.version(),
                        rule.level().label(),
                        rule.level().severity(),
                        rule.techniques()),
                entity,
                new Alert.Occurrence(
                        events.first().timestamp(),
                        events.last().timestamp(),
                        episode.size(),
                        revision,
                        late,
                        Alert.State.RAISED),
                fill(rule.message(), names),
                fill(rule.runbook(), names),
                values,
                evidence(events, origins));
    }

    /** The same alert, no longer true. */
    static Alert withdraw(Alert alert) {
        Alert.Occurrence was = alert.occurrence();
        return new Alert(
                alert.id(),
                alert.rule(),
                alert.entity(),
                new Alert.Occurrence(
                        was.firstSeen(),
                        was.lastSeen(),
                        was.count(),
                        was.revision() + 1,
                        true,
                        Alert.State.WITHDRAWN),
                alert.message(),
                alert.runbook(),
                alert.values(),
                alert.evidence());
    }

    /** The last events, as the first ones of a long series are all alike. */
    private List<Alert.Evidence> evidence(SortedSet<EcsEvent> events, Map<String, String> origins) {
        return events.stream()
                .skip(Math.max(0, events.size() - maxEvidence))
                .map(
                        event ->
                                Alert.Evidence.of(
                                        event.id(),
                                        event.timestamp(),
                                        origins.getOrDefault(event.id(), ""),
                                        fields(event)))
                .toList();
    }

    private static Map<String, Object> fields(EcsEvent event) {
        Map<String, Object> fields = new TreeMap<>();
        for (EcsField field : Evidence.shown()) {
            Object value = event.value(field);
            if (value != null
                    && !(value instanceof GeoPoint)
                    && field != EcsField.TIMESTAMP
                    && field != EcsField.EVENT_ID
                    && field != EcsField.EVENT_KIND) {
                fields.put(field.fieldName(), value);
            }
        }
        return fields;
    }

    private static String fill(String text, Map<String, Object> names) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        found -> {
                            Object value = names.get(found.group(1));
                            return Matcher.quoteReplacement(
                                    value == null ? "unknown" : show(value));
                        });
    }

    private static String show(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, "%.0f", number)
                : value.toString();
    }
}
