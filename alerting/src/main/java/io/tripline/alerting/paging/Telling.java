package io.tripline.alerting.paging;

import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.paging.PagingMetrics.Decision;
import io.tripline.alerting.topics.Outgoing;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells people about a case, or holds it back. Owned by the desk. */
final class Telling {
    private final Routing routing;
    private final Outbox outbox;
    private final Restraint restraint;
    private final Rerouting rerouting;
    private final Climbing climbing;
    private final PagingMetrics metrics;

    Telling(
            Routing routing,
            Outbox outbox,
            Restraint restraint,
            Rerouting rerouting,
            Climbing climbing,
            PagingMetrics metrics) {
        this.routing = routing;
        this.outbox = outbox;
        this.restraint = restraint;
        this.rerouting = rerouting;
        this.climbing = climbing;
        this.metrics = metrics;
    }

    /** Tells the route's destinations for the first time, or keeps the case for the summary. */
    void open(Case opened, Instant now, List<Outgoing> out) {
        Optional<Route> known = rerouting.of(opened, now);
        if (known.isEmpty()) {
            String why = "Its route, " + opened.route + ", is gone, and no other takes it.";
            tell(opened, routing.toldBy(opened.route), why, why, now, out);
            return;
        }
        Route route = known.get();
        Optional<Instant> until = restraint.until(route, opened, now, out);
        if (until.isPresent()) {
            hold(route, opened, until.get(), now, out);
            return;
        }
        tell(opened, route.to(), "", "The route " + route.name() + " matches.", now, out);
    }

    private void hold(Route route, Case about, Instant until, Instant now, List<Outgoing> out) {
        if (restraint.hold(route, about, until, now, out)) {
            metrics.decided(Decision.HELD_BACK);
        }
    }

    /** Tells the route's destinations if nothing holds them back now; while it does, the summary counts the case already. */
    void openLate(Case held, String why, Instant now, List<Outgoing> out) {
        Optional<Route> route = rerouting.of(held, now);
        if (route.isPresent() && restraint.until(route.get(), held, now, out).isEmpty()) {
            tell(held, route.get().to(), why, why, now, out);
        }
    }

    /** Tells some who have not heard of it, from whom it then climbs. */
    void tell(
            Case about,
            Collection<String> destinations,
            String note,
            String why,
            Instant now,
            List<Outgoing> out) {
        about.told.addAll(destinations);
        // First, as a page's id says which step of an escalation it is.
        climbing.start(about, now);
        outbox.tell(about, destinations, Kind.TRIGGER, note, why, now, out);
        metrics.decided(Decision.PAGED);
    }

    /** Tells all who were told how it has grown, or does so later, of all that it grows until then, if there is too much. */
    void update(Case grown, String why, Instant now, List<Outgoing> out) {
        Optional<Instant> until =
                routing.named(grown.route).flatMap(route -> restraint.untilUpdate(route, now, out));
        grown.updateDue = until.orElse(null);
        if (until.isEmpty()) {
            outbox.tell(grown, grown.told, Kind.UPDATE, why, why, now, out);
        }
    }

    /** Tells all who were told that it has begun anew. */
    void again(Case about, String note, String why, Instant now, List<Outgoing> out) {
        about.updateDue = null;
        climbing.start(about, now);
        outbox.tell(about, about.told, Kind.TRIGGER, note, why, now, out);
    }

    /** Tells all who were told that it is graver than what somebody acknowledged. */
    void graver(Case about, String note, String why, Instant now, List<Outgoing> out) {
        List<String> deaf =
                about.told.stream().filter(each -> !routing.hears(each).rings()).toList();
        about.reminders++;
        // What is acknowledged there, and told once more, wakes nobody: it ends, and begins anew.
        outbox.tell(about, deaf, Kind.RESOLVE, note, why, now, out);
        about.reminders++;
        again(about, note, why, now, out);
    }

    /** Tells the destinations of another route that matches, too, or counts it for that route's summary. */
    void alsoTell(Case about, Route route, String why, Instant now, List<Outgoing> out) {
        Set<String> newcomers = new LinkedHashSet<>(route.to());
        newcomers.removeAll(about.told);
        Optional<Instant> until =
                newcomers.isEmpty() ? Optional.empty() : restraint.until(route, about, now, out);
        if (until.isPresent()) {
            hold(route, about, until.get(), now, out);
            if (!climbing.escalates(about)) {
                // It will as this route says if it begins anew. What escalates goes on as it did.
                climbing.exchange(about, route, now);
            }
            return;
        }
        boolean isStricter = climbing.exchange(about, route, now);
        if (!newcomers.isEmpty()) {
            tell(about, newcomers, why, why, now, out);
        } else if (isStricter && route.quietUntil(now, routing.zone()).isEmpty()) {
            // They know of it; who comes after them does not.
            climbing.start(about, now);
        }
    }

    /** Tells those who were told about one that goes on as this one, and have not heard of it. */
    void goOn(Case about, Case before, Instant now, List<Outgoing> out) {
        Set<String> newcomers = new LinkedHashSet<>(before.told);
        newcomers.removeAll(about.told);
        if (newcomers.isEmpty() && before.isInHand()) {
            return;
        }
        // What would have been told to the next still is.
        boolean isStricter =
                rerouting
                        .of(before, now)
                        .filter(route -> climbing.exchange(about, route, now))
                        .isPresent();
        if (!newcomers.isEmpty()) {
            String why = "It goes on from incident " + before.id + ".";
            tell(about, newcomers, why, why, now, out);
        } else if (isStricter) {
            climbing.start(about, now);
        }
    }

    /** Tells all who were told that it is over. */
    void over(Case about, String note, String why, Instant now, List<Outgoing> out) {
        about.due = null;
        about.updateDue = null;
        outbox.tell(about, about.told, Kind.RESOLVE, note, why, now, out);
    }
}
