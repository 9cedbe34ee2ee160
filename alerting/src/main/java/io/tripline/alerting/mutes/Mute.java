package io.tripline.alerting.mutes;

import io.tripline.alerting.Names;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A decision not to be paged about certain alerts. An alert is muted by its event time, so that who asks later, or again
 * after a crash, hears the same.
 *
 * @param owner who answers for it
 * @param begins not before
 * @param expires from then on it mutes nothing
 * @param rules ids, {@code *} at the end stands for anything; none means every rule
 * @param entities persons, hosts, addresses, networks; none means everything
 * @param window only within it; none means always
 */
public record Mute(
        String name,
        String owner,
        String reason,
        Instant begins,
        Instant expires,
        List<String> rules,
        List<String> entities,
        Optional<MaintenanceWindow> window) {
    public Mute {
        rules = List.copyOf(rules);
        entities = List.copyOf(entities);
    }

    /** Until when an alert of this time stays muted: the end of the window, or of the mute. */
    public Instant until(Instant time) {
        return window.flatMap(each -> each.endOf(time))
                .filter(end -> end.isBefore(expires))
                .orElse(expires);
    }

    /**
     * Whether it covers an alert.
     *
     * @param names of what the alert is about, each as it is and as people call it
     */
    boolean covers(String rule, Set<String> names, Instant time) {
        return !time.isBefore(begins)
                && time.isBefore(expires)
                && (rules.isEmpty() || new Names(rules).hold(rule.toLowerCase(Locale.ROOT)))
                && (entities.isEmpty() || names.stream().anyMatch(new Names(entities)::hold))
                && (window.isEmpty() || window.get().endOf(time).isPresent());
    }
}
