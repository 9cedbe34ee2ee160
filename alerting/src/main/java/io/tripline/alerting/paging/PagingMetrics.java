package io.tripline.alerting.paging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the desk counts. */
final class PagingMetrics {
    /** What became of a record. */
    enum Decision {
        PAGED,
        HELD_BACK,
        WAITING,
        /** A revision that changes nothing for those who were told. */
        NO_CHANGE,
        /** Of a rule that is still tried out. */
        SHADOW,
        MUTED,
        NO_ROUTE,
        /** Withdrawn before anybody was told. */
        NOBODY_TOLD,
        ESCALATED,
        MALFORMED,
        /** By a bug that it shows; it is a dead letter. */
        FAILED
    }

    private final Map<Decision, Counter> decisions = new EnumMap<>(Decision.class);
    private final Counter crowdedOut;

    PagingMetrics(MeterRegistry meters) {
        crowdedOut =
                Counter.builder("tripline.alerting.paging.crowded.out")
                        .description("Alerts and incidents that the desk forgot for want of room.")
                        .register(meters);
        for (Decision each : Decision.values()) {
            decisions.put(
                    each,
                    Counter.builder("tripline.alerting.paging.decisions")
                            .description("What the desk decided about alerts, by decision.")
                            .tag("decision", each.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** An alert or incident was forgotten for want of room. */
    void crowdedOut() {
        crowdedOut.increment();
    }

    void decided(Decision decision) {
        Objects.requireNonNull(decisions.get(decision)).increment();
    }
}
