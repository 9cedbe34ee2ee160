package io.tripline.alerting;

import java.time.Duration;
import java.util.List;

/**
 * What makes alerts one incident. All times are event time.
 *
 * @param window alerts of one entity join while no more than this lies between them
 * @param span an incident takes no alert that begins later than this after its first; the next one goes on
 * @param lateness an alert may come this much later than a younger one and still count as if in order
 * @param halfLife of an alert's points
 * @param sharedAbove an address or a host with alerts about more persons than this within the window joins only alerts
 *     of the same rule
 * @param sharedAccountAbove likewise an account at more hosts, or addresses, than this
 * @param shared names that never join: accounts that are nobody's own, hosts, addresses, networks (CIDR); {@code *} at
 *     the end stands for anything
 * @param critical persons, hosts and addresses, in the same form, whose alerts weigh more
 * @param mostAlerts held in memory; beyond it the oldest are forgotten
 */
public record IncidentsConfig(
        Duration window,
        Duration span,
        Duration lateness,
        Duration halfLife,
        int sharedAbove,
        int sharedAccountAbove,
        List<String> shared,
        List<String> critical,
        int mostAlerts) {

    public IncidentsConfig {
        Require.positive(window, "incidents.window");
        Require.that(
                span.compareTo(window) >= 0,
                "incidents.span",
                "must not be shorter than incidents.window.");
        Require.positive(lateness, "incidents.lateness");
        Require.positive(halfLife, "incidents.half-life");
        Require.between(sharedAbove, 1, 1_000, "incidents.shared-above");
        Require.between(sharedAccountAbove, 1, 1_000, "incidents.shared-account-above");
        Require.between(mostAlerts, 100, 1_000_000, "incidents.most-alerts");
        shared = names(shared, "incidents.shared");
        critical = names(critical, "incidents.critical");
    }

    private static List<String> names(List<String> names, String key) {
        try {
            Names readable = new Names(names);
            assert readable != null;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + " holds what is no name: " + e.getMessage(), e);
        }
        return List.copyOf(names);
    }

    /** A day between alerts, three days in all; well-known accounts that are nobody's own. */
    public static IncidentsConfig defaults() {
        return new IncidentsConfig(
                Duration.ofDays(1),
                Duration.ofDays(3),
                Duration.ofDays(2),
                Duration.ofDays(1),
                5,
                20,
                List.of(
                        "system",
                        "local service",
                        "network service",
                        "anonymous logon",
                        "root",
                        "administrator",
                        "admin",
                        "guest",
                        "nobody",
                        "unknown",
                        "dwm-*",
                        "umfd-*"),
                List.of(),
                20_000);
    }
}
