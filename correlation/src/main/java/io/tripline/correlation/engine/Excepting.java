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

    /** Whether it is of its time, and covers the entity as far as it asks that. */
    static boolean covers(
            ReviewedException exception, Rule rule, List<String> entity, long millis) {
        if (millis < exception.reviewed().toEpochMilli()
                || millis >= exception.expires().toEpochMilli()) {
            return false;
        }
        for (Map.Entry<EcsField, List<String>> each : exception.when().entrySet()) {
            int part = indexOf(rule.entity(), each.getKey());
            if (part >= 0 && !isOneOf(entity.get(part), each.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether it covers an event, as far as it asks events. */
    static boolean covers(ReviewedException exception, Rule rule, KeptEvent event) {
        for (Map.Entry<EcsField, List<String>> each : exception.when().entrySet()) {
            if (indexOf(rule.entity(), each.getKey()) < 0
                    && !isOneOf(event.event().value(each.getKey()), each.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether it asks anything of an event that the entity does not say. */
    static boolean asksEvents(ReviewedException exception, Rule rule) {
        return exception.when().keySet().stream()
                .anyMatch(field -> indexOf(rule.entity(), field) < 0);
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
