package io.tripline.alerting.paging;

import io.tripline.alerting.paging.Page.Kind;
import io.tripline.alerting.topics.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes a case up the steps of its route's escalation. */
final class Climbing {
    private final Routing routing;
    private final Rerouting rerouting;
    private final Outbox outbox;

    Climbing(Routing routing, Rerouting rerouting, Outbox outbox) {
        this.routing = routing;
        this.rerouting = rerouting;
        this.outbox = outbox;
    }

    /** Begins anew: somebody was told just now. */
    void start(Case opened, Instant now) {
        opened.step = 0;
        opened.due =
                opened.acknowledged || opened.told.isEmpty()
                        ? null
                        : rerouting
                                .of(opened, now)
                                .flatMap(Route::escalation)
                                .map(each -> now.plus(each.after()))
                                .orElse(null);
    }

    /** Whether the route that the case has says that it escalates. */
    boolean escalates(Case known) {
        return routing.named(known.route).flatMap(Route::escalation).isPresent();
    }

    /**
     * Has the case escalate as another of its routes says, if that tells the next sooner; says whether it does. Who is told
     * next is counted from the other's beginning: what escalates already has to be started, or told, at once.
     */
    boolean exchange(Case known, Route other, Instant now) {
        Optional<Duration> after = other.escalation().map(Escalation::after);
        if (after.isEmpty()) {
            return false;
        }
        Optional<Duration> present =
                routing.named(known.route).flatMap(Route::escalation).map(Escalation::after);
        if (present.isPresent()) {
            boolean isSooner =
                    after.get().compareTo(present.get()) < 0
                            && (known.due == null || now.plus(after.get()).isBefore(known.due));
            if (!isSooner || other.quietUntil(now, routing.zone()).isPresent()) {
                return false;
            }
        }
        known.routes.add(known.route);
        known.route = other.name();
        return true;
    }

    /** Tells the next, as nobody has acknowledged; says whether somebody was told. */
    boolean climb(Case overdue, Instant now, List<Outgoing> out) {
        overdue.due = null;
        if (!overdue.isOpen() || overdue.acknowledged) {
            return false;
        }
        String own = overdue.route;
        Optional<Route> route = rerouting.of(overdue, now);
        if (route.isEmpty()) {
            return tellInstead(overdue, own, now, out);
        }
        List<List<String>> round = round(route.get());
        int last = round.size() * (1 + route.get().escalation().map(Escalation::repeat).orElse(0));
        int step = overdue.step + 1;
        Set<String> next = new LinkedHashSet<>();
        boolean isGone = !own.equals(overdue.route);
        if (isGone || route.get().quietUntil(now, routing.zone()).isEmpty()) {
            // The route is another than it was, or tells others: whom it would have told by now.
            // Whom its quiet hours spare hears of it in their summary.
            round.stream().limit(step).forEach(next::addAll);
            next.removeAll(overdue.told);
        }
        if (step < last) {
            overdue.step = step;
            Set<String> others = new LinkedHashSet<>(round.get(step % round.size()));
            // Who would put it to what is open is not woken by it.
            others.removeIf(each -> overdue.told.contains(each) && !routing.hears(each).rings());
            next.addAll(others);
        } else if (next.isEmpty()) {
            return isGone && tellInstead(overdue, own, now, out);
        }
        overdue.told.addAll(next);
        String note = "Nobody has acknowledged this, and its route, " + own + ", is gone.";
        if (!isGone) {
            note =
                    route.get()
                            .escalation()
                            .map(each -> each.after().multipliedBy(step))
                            .map(each -> "Nobody has acknowledged this for " + words(each) + ".")
                            .orElse("Nobody has acknowledged this.");
        }
        outbox.tell(
                overdue,
                next,
                Kind.TRIGGER,
                note,
                "Nobody acknowledged: step " + step + ".",
                now,
                out);
        if (step + 1 < last) {
            overdue.due = route.get().escalation().map(each -> now.plus(each.after())).orElse(null);
        }
        return !next.isEmpty();
    }

    /** Who is told one after the other: the route's own destinations, which are told first of all, and the steps. */
    private static List<List<String>> round(Route route) {
        List<List<String>> round = new ArrayList<>();
        round.add(route.to());
        route.escalation().ifPresent(each -> round.addAll(each.steps()));
        return round;
    }

    /** Tells at once whoever would be told later if nobody acknowledged; says whether somebody was told. */
    boolean climbToTheEnd(Case crowded, Instant now, List<Outgoing> out) {
        boolean climbs = crowded.due != null && crowded.isOpen() && !crowded.acknowledged;
        crowded.due = null;
        if (!climbs) {
            return false;
        }
        String own = crowded.route;
        Optional<Route> route = rerouting.of(crowded, now);
        if (route.isEmpty()) {
            return tellInstead(crowded, own, now, out);
        }
        Set<String> left = new LinkedHashSet<>();
        round(route.get()).forEach(left::addAll);
        left.removeAll(crowded.told);
        if (left.isEmpty()) {
            return !own.equals(crowded.route) && tellInstead(crowded, own, now, out);
        }
        crowded.told.addAll(left);
        crowded.step++;
        String why = "So much is open that it cannot be kept until somebody acknowledges.";
        outbox.tell(crowded, left, Kind.TRIGGER, why, why, now, out);
        return true;
    }

    /**
     * The configuration has its route no more, and no other takes it, or one that tells nobody else: somebody hears that
     * nobody has acknowledged.
     */
    private boolean tellInstead(Case about, String route, Instant now, List<Outgoing> out) {
        List<String> instead = routing.toldBy(route);
        about.told.addAll(instead);
        about.step++;
        String why =
                "Nobody has acknowledged this, and its route, "
                        + route
                        + ", is gone: nobody else will be told.";
        outbox.tell(about, instead, Kind.TRIGGER, why, why, now, out);
        return !instead.isEmpty();
    }

    /** For people. */
    static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + " s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + " h" : seconds / 60 + " min";
    }
}
