package io.tripline.alerting.webhook;

import io.tripline.contracts.Alert;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a destination was last told about alerts: enough to see a change. It is a memory of this process only, and of a
 * bounded number of alerts; where it is lost, a revision counts as a change, since a page too many is better than
 * nobody told that an alert stands again. Owned by the reader's thread.
 */
final class Told {
    /** Alerts remembered; those longest without a revision are forgotten first. */
    static final int ROOM = 10_000;

    private record Last(int partition, Alert.State state) {}

    private final Map<String, Last> alerts =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
                    return size() > ROOM;
                }
            };

    /** Notes the revision; whether the alert's state is another than the one noted before. */
    boolean isChange(Page page) {
        Alert alert = page.alert();
        Last now = new Last(page.received().partition(), alert.occurrence().state());
        return !now.equals(alerts.put(alert.id(), now));
    }

    /** Forgets what came from partitions that are read by somebody else now: they tell it, we do not hear of it. */
    void forget(Collection<Integer> partitions) {
        alerts.values().removeIf(last -> partitions.contains(last.partition()));
    }
}
