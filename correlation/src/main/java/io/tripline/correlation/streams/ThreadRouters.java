package io.tripline.correlation.streams;

import io.tripline.contracts.EcsSelection;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The router of each stream thread, which works on the partitions it has one after the other. To deploy the filters of all
 * rules costs a tenth of what a start takes, so it is not done for each partition.
 */
final class ThreadRouters {
    private final ActiveRules active;
    private final Outcomes outcomes;
    private final Map<Thread, InForce> all = new ConcurrentHashMap<>();

    private int users;

    /** A router, the rules that it was made of, and what they need of an event. */
    record InForce(RuleSet rules, Router router, EcsSelection selection) {}

    ThreadRouters(ActiveRules active, Outcomes outcomes) {
        this.active = active;
        this.outcomes = outcomes;
    }

    /** That of the calling thread, with the rules that are in force now. The one before it is closed. */
    @SuppressWarnings(
            "ReferenceEquality") // A set of rules that was not swapped is the same object.
    InForce ofThisThread() {
        RuleSet now = active.current();
        InForce known = all.get(Thread.currentThread());
        if (known != null && known.rules() == now) {
            return known;
        }
        InForce next = new InForce(now, new Router(now, outcomes), now.selection());
        all.put(Thread.currentThread(), next);
        if (known != null) {
            known.router().close();
        }
        forgetTheDead();
        return next;
    }

    synchronized void use() {
        users++;
    }

    /** Closes all once nobody uses them. */
    synchronized void endUse() {
        users--;
        if (users == 0) {
            all.values().forEach(each -> each.router().close());
            all.clear();
        }
    }

    private void forgetTheDead() {
        all.forEach(
                (thread, router) -> {
                    if (!thread.isAlive() && all.remove(thread, router)) {
                        router.router().close();
                    }
                });
    }
}
