package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Shortened;
import io.tripline.correlation.rule.EntityField;
import io.tripline.correlation.rule.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts an episode into the words of its rule. A pure function of both. */
final class AlertWriter {
    /** The least name that does not begin with it. */
    private static final String AFTER_PROFILES = "profile/";

    private AlertWriter() {}

    /**
     * The id of an episode's alert. Two episodes of an entity begin further apart than {@code suppress}, so each has its own
     * slice of that length; and a late event that moves the beginning a little mostly leaves the slice, and with it the id,
     * as it was.
     */
    static String id(EntityKey key, Episode episode) {
        long slice = Math.floorDiv(episode.begin(), key.rule().rule().suppress().toMillis());
        return StableId.of(key.id(), Long.toString(slice));
    }

    /** No episode that begins after this time has this alert's id. */
    static long lastBegin(EntityKey key, Alert alert) {
        long suppress = key.rule().rule().suppress().toMillis();
        return (Math.floorDiv(alert.occurrence().lastSeen().toEpochMilli(), suppress) + 1)
                        * suppress
                - 1;
    }

    /** The alert of an episode, as its first revision. */
    static Alert write(EntityKey key, Episode episode) {
        Rule rule = key.rule().rule();
        SortedMap<EcsField, String> entity = new TreeMap<>();
        SortedMap<String, Object> shown = new TreeMap<>();
        List<EntityField> fields = rule.entity();
        for (int i = 0; i < fields.size(); i++) {
            String value = Shortened.text(key.values().get(i), Shortened.TOLD_TEXT);
            entity.put(fields.get(i).field(), value);
            shown.put(fields.get(i).field().fieldName(), value);
        }
        SortedMap<String, Object> values = new TreeMap<>();
        rule.values()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case Rule.Value.Constant(Object constant) ->
                                        values.put(name, constant);
                                case Rule.Value.Column(String column) -> {
                                    Object actual = episode.columns().get(column);
                                    if (actual != null) {
                                        values.put(name, Shortened.asTold(actual));
                                    }
                                }
                            }
                        });
        if (!key.rule().lists().isEmpty()) {
            // Which entries a list had when it decided; its file may have others now.
            values.putIfAbsent(
                    "lists",
                    key.rule().lists().stream()
                            .map(each -> each.name() + "@" + each.version())
                            .collect(Collectors.joining(" ")));
        }
        shown.putAll(values);
        values.putAll(episode.columns().tailMap(Profiles.PREFIX).headMap(AFTER_PROFILES));
        return new Alert(
                id(key, episode),
                new Alert.Rule(
                        rule.id(),
                        rule.metadata().title(),
                        key.rule().version(),
                        rule.metadata().level().label(),
                        rule.metadata().level().severity(),
                        rule.metadata().tactics(),
                        rule.metadata().techniques(),
                        rule.isShadow()),
                entity,
                new Occurrence(
                        Instant.ofEpochMilli(episode.firstSeen()),
                        Instant.ofEpochMilli(episode.end()),
                        episode.count(),
                        1,
                        false,
                        State.RAISED),
                fill(rule.message(), shown),
                fill(rule.runbook(), shown),
                values,
                episode.evidence().events().stream().map(AlertWriter::evidence).toList());
    }

    /** The event with no more than evidence tells of it, so that keeping it takes no more room than the alert. */
    static KeptEvent asTold(KeptEvent kept) {
        EcsEvent.Builder told = EcsEvent.builder();
        for (EcsField field : EcsField.values()) {
            Object value = kept.event().value(field);
            if (value != null) {
                told.set(field, field == EcsField.EVENT_ID ? value : Shortened.asTold(value));
            }
        }
        return new KeptEvent(told.build(), kept.origin());
    }

    private static Alert.Evidence evidence(KeptEvent kept) {
        SortedMap<String, Object> fields = new TreeMap<>();
        for (EcsField field : EcsField.values()) {
            Object value = kept.event().value(field);
            if (value != null
                    && field != EcsField.TIMESTAMP
                    && field != EcsField.EVENT_ID
                    && field != EcsField.EVENT_KIND
                    && field != EcsField.TRIPLINE_ALERT_REVISION
                    && field != EcsField.TRIPLINE_ALERT_STATE) {
                fields.put(field.fieldName(), Shortened.asTold(plain(value)));
            }
        }
        return Alert.Evidence.of(kept.id(), kept.event().timestamp(), kept.origin(), fields);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Instant instant -> instant.toString();
            case GeoPoint(double latitude, double longitude) ->
                    String.format(Locale.ROOT, "%s,%s", latitude, longitude);
            default -> value;
        };
    }

    private static String fill(String template, SortedMap<String, Object> values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                break;
            }
            Object value = values.get(template.substring(open + 1, close));
            text.append(template, from, open).append(value == null ? "unknown" : value);
            from = close + 1;
        }
        return text.append(template.substring(from)).toString();
    }
}
