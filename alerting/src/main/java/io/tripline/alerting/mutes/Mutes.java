package io.tripline.alerting.mutes;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Incident;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All mutes. Whether an alert is muted is a function of it and of these. */
public record Mutes(List<Mute> mutes) {
    /** Nothing is muted. */
    public static final Mutes NONE = new Mutes(List.of());

    public Mutes {
        mutes = List.copyOf(mutes);
    }

    /** The first mute that covers the alert: it is kept and marked, and pages nobody. */
    public Optional<Mute> muting(Alert alert) {
        if (mutes.isEmpty()) {
            return Optional.empty();
        }
        Set<String> values = new TreeSet<>(alert.entity().values());
        return mutes.stream()
                .filter(
                        each ->
                                each.covers(
                                        alert.rule().id(), values, alert.occurrence().lastSeen()))
                .findFirst();
    }

    /** The mute of an incident of which every alert on the timeline is muted: that of the last one. */
    public Optional<Mute> muting(Incident incident) {
        Optional<Mute> last = Optional.empty();
        for (Incident.Step step : incident.timeline()) {
            last =
                    mutes.stream()
                            .filter(
                                    each ->
                                            each.covers(
                                                    step.rule(),
                                                    Set.copyOf(step.entities()),
                                                    step.until()))
                            .findFirst();
            if (last.isEmpty()) {
                return last;
            }
        }
        return last;
    }
}
