package io.tripline.correlation.engine;

import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.EntityField;
import io.tripline.correlation.rule.ReviewedException;
import io.tripline.correlation.rule.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a match falls under an exception: a function of the rule, the entity, the matched events and their time,
 * so that the alerts stay one of the events alone. A field of the entity is asked of the entity, any other of every event
 * of the match: one event that the exception does not cover, and the match is told.
 */
final class Excepting {
    private Excepting() {}

    static boolean covers(
            ReviewedException exception,
            Rule rule,
            List<String> entity,
            List<KeptEvent> events,
            long millis) {
        if (millis >= exception.expires().toEpochMilli()) {
            return false;
        }
        for (Map.Entry<EcsField, List<String>> each : exception.when().entrySet()) {
            int part = indexOf(rule.entity(), each.getKey());
            boolean holds =
                    part >= 0
                            ? isOneOf(entity.get(part), each.getValue())
                            : !events.isEmpty()
                                    && events.stream()
                                            .allMatch(
                                                    event ->
                                                            isOneOf(
                                                                    event.event()
                                                                            .value(each.getKey()),
                                                                    each.getValue()));
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(List<EntityField> entity, EcsField field) {
        for (int i = 0; i < entity.size(); i++) {
            if (entity.get(i).field() == field) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isOneOf(@Nullable Object value, List<String> wanted) {
        return switch (value) {
            case null -> false;
            case List<?> all -> all.stream().anyMatch(each -> isOneOf(each, wanted));
            default -> {
                String text = value.toString();
                yield wanted.stream()
                        .anyMatch(
                                each ->
                                        each.equalsIgnoreCase(text)
                                                || (each.indexOf('/') > 0
                                                        && RuleFunctions.cidr(text, each)));
            }
        };
    }
}
