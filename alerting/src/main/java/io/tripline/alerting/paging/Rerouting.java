package io.tripline.alerting.paging;

import io.tripline.alerting.paging.Page.Subject;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.MalformedEventException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which route a case has now: its own, or, where the configuration has it no more, the one that its alerts take today. */
final class Rerouting {
    private final Routing routing;
    private final Cases cases;

    Rerouting(Routing routing, Cases cases) {
        this.routing = routing;
        this.cases = cases;
    }

    /** The case takes the route; empty if its own is gone and no other matches. */
    Optional<Route> of(Case known, Instant now) {
        Optional<Route> own = routing.named(known.route);
        if (own.isPresent()) {
            return own;
        }
        // The first of all, as it would be for an alert.
        Optional<Route> other =
                alerts(known)
                        .flatMap(each -> routing.route(alert(each), now).stream())
                        .min(Comparator.comparingInt(routing.routes()::indexOf));
        other.ifPresent(each -> known.route = each.name());
        return other;
    }

    private Stream<Case> alerts(Case known) {
        return known.subject == Subject.ALERT
                ? Stream.of(known)
                : known.members.stream().map(cases::of).filter(Objects::nonNull);
    }

    private static Alert alert(Case known) {
        try {
            return AlertJson.read(known.document);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("It could be read when it came.", e);
        }
    }
}
