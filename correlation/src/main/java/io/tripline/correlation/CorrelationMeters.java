package io.tripline.correlation;

import io.micrometer.core.instrument.MeterRegistry;

/** What correlation counts, as {@code tripline.correlation.<name>}. */
public final class CorrelationMeters {
    private final MeterRegistry meters;

    public CorrelationMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Counts one. The names are constants of this package. */
    void count(String name) {
        meters.counter("tripline.correlation." + name).increment();
    }

    /** Counts a rule that was not loaded. */
    void refused(String ruleId) {
        meters.counter("tripline.correlation.rules.refused", "rule", ruleId).increment();
    }

    /** Counts an alert that is new or revised. */
    void alert(String ruleId, int revision) {
        meters.counter(
                        "tripline.correlation." + (revision == 1 ? "alerts" : "revisions"),
                        "rule",
                        ruleId)
                .increment();
    }
}
