package io.tripline.correlation.state;

import io.tripline.contracts.AlertEvent;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.state.Router.Routed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rules over alerts that want an alert, and every entity it is about for each. The alert's last revision is what
 * counts: an entity that only the revision before was about, or that a rule no longer wants it for, is sent a withdrawal.
 * Stateless. Not thread-safe.
 */
final class AlertRouter implements AutoCloseable {
    private final @Nullable IsolatedFilters filters;

    AlertRouter(RuleSet rules, Outcomes outcomes) {
        RuleSet overAlerts = rules.over(Rule.Over.ALERTS);
        this.filters =
                overAlerts.rules().isEmpty() ? null : new IsolatedFilters(overAlerts, outcomes);
    }

    /**
     * Where an alert goes.
     *
     * @param revision as it is now
     * @param before the revision before
     */
    List<Routed> route(EcsEvent revision, @Nullable EcsEvent before) {
        if (filters == null) {
            return List.of();
        }
        Map<String, Routed> now = AlertEvent.isWithdrawn(revision) ? Map.of() : wanted(revision);
        List<Routed> routed = new ArrayList<>(now.values());
        if (before != null && !AlertEvent.isWithdrawn(before)) {
            for (Routed old : wanted(before).values()) {
                if (!now.containsKey(old.key().id())) {
                    routed.add(withdrawn(old, AlertEvent.revision(revision)));
                }
            }
        }
        return routed;
    }

    private Map<String, Routed> wanted(EcsEvent alert) {
        Map<String, Routed> wanted = new LinkedHashMap<>();
        if (filters != null) {
            for (CompiledRule rule : filters.wanting(alert)) {
                for (EcsEvent each : rule.forEachEntity(alert)) {
                    EntityKey key = EntityKey.of(rule, rule.entityOf(each));
                    wanted.put(key.id(), new Routed(key, new KeptEvent(each, "")));
                }
            }
        }
        return wanted;
    }

    private static Routed withdrawn(Routed old, long revision) {
        EcsEvent event =
                old.event().event().toBuilder()
                        .set(EcsField.TRIPLINE_ALERT_REVISION, revision)
                        .set(EcsField.TRIPLINE_ALERT_STATE, "withdrawn")
                        .build();
        return new Routed(old.key(), new KeptEvent(event, ""));
    }

    @Override
    public void close() {
        if (filters != null) {
            filters.close();
        }
    }
}
