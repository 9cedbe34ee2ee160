package io.tripline.alerting.mutes;

import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import java.util.List;
import java.util.Locale;
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
        Set<String> names = new TreeSet<>();
        alert.entity().forEach((field, value) -> names.addAll(forms(field, value)));
        return mutes.stream()
                .filter(
                        each ->
                                each.covers(
                                        alert.rule().id(), names, alert.occurrence().lastSeen()))
                .findFirst();
    }

    /**
     * A name as it is, and as people call it: a host without its network's, anybody else without the domain. That of a
     * person is not cut at a dot, since {@code ann} is not {@code ann.smith}.
     */
    private static List<String> forms(EcsField field, String value) {
        String name = value.strip().toLowerCase(Locale.ROOT);
        return field == EcsField.HOST_NAME && !Names.isAddress(name)
                ? List.of(name, until(name, '.'))
                : List.of(name, name.substring(name.lastIndexOf('\\') + 1), until(name, '@'));
    }

    private static String until(String text, char end) {
        int at = text.indexOf(end);
        return at > 0 ? text.substring(0, at) : text;
    }

    /**
     * The mute of an incident of which every alert is muted: that of the last one. Of one with more alerts than stand on
     * its timeline that is not known, so it is not muted. An incident has names as people call them already.
     */
    public Optional<Mute> muting(Incident incident) {
        Optional<Mute> last = Optional.empty();
        if (incident.alertCount() > incident.timeline().size()) {
            return last;
        }
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
