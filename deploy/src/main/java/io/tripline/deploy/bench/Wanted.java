package io.tripline.deploy.bench;

import io.tripline.deploy.stack.ServiceHealth;
import java.io.IOException;

/**
 * What correlation's counters say of the load: how much of it concerns a rule decides what correlation costs.
 *
 * @param received events that matching read
 * @param routes times that a rule wanted one
 */
record Wanted(double received, double routes) {
    private static final String RECEIVED = "tripline_correlation_received_total";
    private static final String WANTED = "tripline_correlation_wanted_total";

    static Wanted now(ServiceHealth correlation) throws IOException, InterruptedException {
        String metrics =
                correlation
                        .metrics()
                        .orElseThrow(() -> new IOException("Correlation gives no metrics."));
        return new Wanted(sum(metrics, RECEIVED), sum(metrics, WANTED));
    }

    /** How many rules want an event on average. */
    double routesPerEvent(Wanted before) {
        return (routes - before.routes) / Math.max(1, received - before.received);
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
