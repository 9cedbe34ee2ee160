package io.tripline.alerting.paging;

import io.tripline.alerting.topics.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings back what a clock that was ahead for a moment put off: it would not be due before it is as late as the clock said
 * then. Owned by the desk.
 */
final class ClockAhead {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final Routing routing;
    private final Cases cases;
    private Instant looked = Instant.EPOCH;

    ClockAhead(Routing routing, Cases cases) {
        this.routing = routing;
        this.cases = cases;
    }

    /** Nothing is due later than its route says, counted from now. */
    void bringBack(Instant now, List<Outgoing> out) {
        if (!now.isBefore(looked) && now.isBefore(looked.plus(BETWEEN_LOOKS))) {
            return;
        }
        looked = now;
        for (Case each : cases.timed()) {
            Optional<Route> route = routing.named(each.route);
            Instant due =
                    earlier(
                            each.due,
                            each.waiting
                                    ? route.flatMap(Route::groupWait)
                                    : route.flatMap(Route::escalation).map(Escalation::after),
                            now);
            Instant updateDue =
                    earlier(each.updateDue, route.flatMap(Route::limit).map(Limit::per), now);
            if (!Objects.equals(due, each.due) || !Objects.equals(updateDue, each.updateDue)) {
                each.due = due;
                each.updateDue = updateDue;
                cases.keep(each, now, out);
            }
        }
    }

    private static @Nullable Instant earlier(
            @Nullable Instant due, Optional<Duration> most, Instant now) {
        if (due == null || most.isEmpty()) {
            return due;
        }
        Instant latest = now.plus(most.get());
        return due.isAfter(latest) ? latest : due;
    }
}
