package io.tripline.contracts;

import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.Alert.Tactic;
import io.tripline.contracts.Alert.Technique;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * An {@link Alert} as an event, which a rule over alerts sees: what {@link AlertJson} puts into ECS fields, and of the rest
 * what is in the catalogue. Its time is that of the last matched event, its id the alert's. What a
 * rule finds that is still tried out is a signal and no alert, by {@code event.kind}.
 */
public final class AlertEvent {
    private AlertEvent() {}

    /** The event of an alert's revision. */
    public static EcsEvent of(Alert alert) {
        Occurrence occurrence = alert.occurrence();
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, occurrence.lastSeen())
                        .set(EcsField.EVENT_ID, alert.id())
                        .set(
                                EcsField.EVENT_KIND,
                                alert.rule().shadow() ? AlertJson.SIGNAL : "alert")
                        .set(EcsField.EVENT_DATASET, "tripline.alert")
                        .set(EcsField.EVENT_SEVERITY, alert.rule().severity())
                        .set(EcsField.MESSAGE, alert.message())
                        .set(EcsField.RULE_ID, alert.rule().id())
                        .set(EcsField.RULE_NAME, alert.rule().title())
                        .set(EcsField.RULE_VERSION, alert.rule().version())
                        .set(EcsField.THREAT_TACTIC_ID, all(alert.rule().tactics(), Tactic::id))
                        .set(EcsField.THREAT_TACTIC_NAME, all(alert.rule().tactics(), Tactic::name))
                        .set(
                                EcsField.THREAT_TECHNIQUE_ID,
                                all(alert.rule().techniques(), Technique::id))
                        .set(
                                EcsField.THREAT_TECHNIQUE_NAME,
                                all(alert.rule().techniques(), Technique::name))
                        .set(EcsField.TRIPLINE_ALERT_COUNT, occurrence.count())
                        .set(EcsField.TRIPLINE_ALERT_LEVEL, alert.rule().level())
                        .set(EcsField.TRIPLINE_ALERT_REVISION, (long) occurrence.revision())
                        .set(
                                EcsField.TRIPLINE_ALERT_STATE,
                                occurrence.state().name().toLowerCase(Locale.ROOT));
        for (EcsField related :
                List.of(EcsField.RELATED_HOSTS, EcsField.RELATED_IP, EcsField.RELATED_USER)) {
            event.set(related, List.copyOf(AlertJson.related(related, alert)));
        }
        alert.entity().forEach(event::set);
        return event.build();
    }

    /** Which revision of its alert an event is. */
    public static long revision(EcsEvent event) {
        return event.number(EcsField.TRIPLINE_ALERT_REVISION).orElse(0L);
    }

    /** Whether the alert no longer stands. */
    public static boolean isWithdrawn(EcsEvent event) {
        return event.string(EcsField.TRIPLINE_ALERT_STATE).orElse("").equals("withdrawn");
    }

    private static <T> List<String> all(List<T> attack, Function<T, String> part) {
        return attack.stream().map(part).toList();
    }
}
