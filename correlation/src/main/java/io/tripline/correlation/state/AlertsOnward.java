package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alerts on their way to rules over alerts, whose entities may be another partition's. */
final class AlertsOnward {
    private final Outcomes outcomes;
    private final AlertFlood flood;
    private final List<Router.Routed> onward = new ArrayList<>();
    private RuleSet rules;
    private AlertRouter router;

    AlertsOnward(RuleSet rules, Outcomes outcomes, AlertFlood flood) {
        this.outcomes = outcomes;
        this.flood = flood;
        this.rules = rules;
        this.router = new AlertRouter(rules, outcomes);
    }

    /** One that takes over the other's router, which ends with it. */
    AlertsOnward(AlertsOnward before, AlertFlood flood) {
        this.outcomes = before.outcomes;
        this.flood = flood;
        this.rules = before.rules;
        this.router = before.router;
    }

    /** What is on its way stays so. */
    void use(RuleSet next) {
        router.close();
        router = new AlertRouter(next, outcomes);
        flood.retain(next);
        rules = next;
    }

    /** Rules over alerts see the alerts of rules over events and not their own: what they tell ends here. */
    void told(Alert alert, @Nullable Alert before) {
        if (before == null) {
            flood.raised(alert);
        }
        if (rules.byId(alert.rule().id()).stream().noneMatch(CompiledRule::isOverAlerts)) {
            give(AlertEvent.of(alert), before == null ? null : AlertEvent.of(before));
        }
    }

    void give(EcsEvent revision, @Nullable EcsEvent before) {
        onward.addAll(router.route(revision, before));
    }

    void addAll(List<Router.Routed> routed) {
        onward.addAll(routed);
    }

    /** All that set out since this was last asked. */
    List<Router.Routed> take() {
        if (onward.isEmpty()) {
            return List.of();
        }
        List<Router.Routed> all = List.copyOf(onward);
        onward.clear();
        return all;
    }

    void close() {
        router.close();
    }
}
