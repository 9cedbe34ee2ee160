package io.tripline.alerting.paging;

import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What routes hold back, for their quiet hours or their limits, until it is summed up. Owned by the desk. */
final class Restraint {
    static final String KEY = "route:";

    private final Routing routing;
    private final Outbox outbox;
    private final Map<String, HeldBack> byRoute = new HashMap<>();

    Restraint(Routing routing, Outbox outbox) {
        this.routing = routing;
        this.outbox = outbox;
    }

    void clear() {
        byRoute.clear();
    }

    void restore(String route, byte[] value) throws IOException {
        byRoute.put(route, HeldBack.read(value));
    }

    /**
     * Until when the route may not tell anybody; if it may, this page is counted. One that is graver than all that its limit
     * let through is told beyond it: else whoever floods the route with little ones would bury the one that counts.
     */
    Optional<Instant> until(Route route, Case about, Instant now, List<Outgoing> out) {
        Optional<Instant> quiet = route.quietUntil(now, routing.zone());
        if (quiet.isPresent() || route.limit().isEmpty()) {
            return quiet;
        }
        Limit limit = route.limit().get();
        HeldBack state = present(route, limit, now, out);
        long severity = Tally.Named.of(about).severity();
        if (state.paged >= limit.pages() && severity <= state.gravest) {
            return Optional.of(state.windowBegan.plus(limit.per()));
        }
        state.paged++;
        state.gravest = Math.max(state.gravest, severity);
        keep(route.name(), state, now, out);
        return Optional.empty();
    }

    /** Until when the route may not tell of what grows; if it may, this update is counted, beside new pages. */
    Optional<Instant> untilUpdate(Route route, Instant now, List<Outgoing> out) {
        if (route.limit().isEmpty()) {
            return Optional.empty();
        }
        Limit limit = route.limit().get();
        HeldBack state = present(route, limit, now, out);
        if (state.updated >= limit.pages()) {
            return Optional.of(state.windowBegan.plus(limit.per()));
        }
        state.updated++;
        keep(route.name(), state, now, out);
        return Optional.empty();
    }

    private HeldBack present(Route route, Limit limit, Instant now, List<Outgoing> out) {
        HeldBack state = byRoute.computeIfAbsent(route.name(), _ -> new HeldBack());
        if (isOver(state, limit, now)) {
            if (state.until != null && route.quietUntil(now, routing.zone()).isEmpty()) {
                // Now: while a flood lasts the next time is full before anybody looks.
                outbox.sumUp(route.name(), state, now, out);
            }
            state.windowBegan = now;
            state.paged = 0;
            state.gravest = 0;
            state.updated = 0;
        }
        return state;
    }

    /** Keeps a case for the summary; says whether it was not among those that it names. */
    boolean hold(Route route, Case opened, Instant until, Instant now, List<Outgoing> out) {
        HeldBack held = byRoute.computeIfAbsent(route.name(), _ -> new HeldBack());
        boolean isNew = held.hold(Tally.Named.of(opened), now, until);
        keep(route.name(), held, now, out);
        return isNew;
    }

    /** Sums up what need not be held back any longer: its time is over, or the configuration has changed since. */
    void sumUpDue(Instant now, List<Outgoing> out) {
        byRoute.forEach(
                (route, held) -> {
                    if (held.until != null
                            && routing.named(route)
                                    .map(each -> !holds(each, held, now))
                                    .orElse(held.isOver(now))) {
                        outbox.sumUp(route, held, now, out);
                        keep(route, held, now, out);
                    }
                });
    }

    private boolean holds(Route route, HeldBack held, Instant now) {
        return route.quietUntil(now, routing.zone()).isPresent()
                || route.limit()
                        .filter(limit -> held.paged >= limit.pages() && !isOver(held, limit, now))
                        .isPresent();
    }

    /** Also if it began later than now: the clock was ahead then, and it would last until it is as late. */
    private static boolean isOver(HeldBack state, Limit limit, Instant now) {
        return state.windowBegan.isAfter(now) || !now.isBefore(state.windowBegan.plus(limit.per()));
    }

    private static void keep(String route, HeldBack held, Instant now, List<Outgoing> out) {
        out.add(Outgoing.of(Topics.PAGING, KEY + route, held.bytes(), now));
    }
}
