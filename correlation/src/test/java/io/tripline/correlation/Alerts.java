package io.tripline.correlation;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.AlertJson;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Alerts as they are compared: those that stand, without what depends on the order of arrival (revision, late). */
public final class Alerts {
    private Alerts() {}

    public static List<String> standing(Collection<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                .map(Alerts::timeless)
                .sorted()
                .toList();
    }

    private static String timeless(Alert alert) {
        Occurrence is = alert.occurrence();
        return new String(
                AlertJson.write(
                        new Alert(
                                alert.id(),
                                alert.rule(),
                                alert.entity(),
                                new Occurrence(
                                        is.firstSeen(),
                                        is.lastSeen(),
                                        is.count(),
                                        1,
                                        false,
                                        is.state()),
                                alert.message(),
                                alert.runbook(),
                                alert.values(),
                                alert.evidence())),
                StandardCharsets.UTF_8);
    }
}
