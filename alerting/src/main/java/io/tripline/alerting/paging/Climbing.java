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

    /** Has the case escalate as another of its routes says from now on, if that tells the next sooner; says whether it does. */
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
        Optional<Route> route = rerouting.of(overdue, now);
        if (route.isEmpty()) {
            return tellInstead(overdue, now, out);
        }
        Optional<Escalation> escalation = route.get().escalation();
        if (escalation.isEmpty()) {
            return false;
        }
        // A round is the route's own destinations and then the steps; the first of all is told
        // already.
        List<List<String>> round = new ArrayList<>();
        round.add(route.get().to());
        round.addAll(escalation.get().steps());
        int last = round.size() * (escalation.get().repeat() + 1);
        int step = overdue.step + 1;
        if (step >= last) {
            return false;
        }
        overdue.step = step;
        Set<String> next = new LinkedHashSet<>(round.get(step % round.size()));
        // Who would put it to what is open is not woken by it.
        next.removeIf(each -> overdue.told.contains(each) && !routing.hears(each).rings());
        overdue.told.addAll(next);
        String note =
                "Nobody has acknowledged this for "
                        + words(escalation.get().after().multipliedBy(step))
                        + ".";
        outbox.tell(
                overdue,
                next,
                Kind.TRIGGER,
                note,
                "Nobody acknowledged: step " + step + ".",
                now,
                out);
        if (step + 1 < last) {
            overdue.due = now.plus(escalation.get().after());
        }
        return !next.isEmpty();
    }

    /** Tells at once whoever would be told later if nobody acknowledged; says whether somebody was told. */
    boolean climbToTheEnd(Case crowded, Instant now, List<Outgoing> out) {
        boolean climbs = crowded.due != null && crowded.isOpen() && !crowded.acknowledged;
        crowded.due = null;
        if (!climbs) {
            return false;
        }
        Optional<Route> route = rerouting.of(crowded, now);
        if (route.isEmpty()) {
            return tellInstead(crowded, now, out);
        }
        Optional<Escalation> escalation = route.get().escalation();
        if (escalation.isEmpty()) {
            return false;
        }
        Set<String> left = new LinkedHashSet<>();
        escalation.get().steps().forEach(left::addAll);
        left.removeAll(crowded.told);
        if (left.isEmpty()) {
            return false;
        }
        crowded.told.addAll(left);
        crowded.step++;
        String why = "So much is open that it cannot be kept until somebody acknowledges.";
        outbox.tell(crowded, left, Kind.TRIGGER, why, why, now, out);
        return true;
    }

    /** The configuration has its route no more, and no other takes it: somebody hears that nobody has acknowledged. */
    private boolean tellInstead(Case about, Instant now, List<Outgoing> out) {
        List<String> instead = routing.toldBy(about.route);
        about.told.addAll(instead);
        about.step++;
        String why =
                "Nobody has acknowledged this, and its route, "
                        + about.route
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
