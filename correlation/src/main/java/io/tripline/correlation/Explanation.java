package io.tripline.correlation;

import io.tripline.contracts.Alert;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why a rule fired on some events, and why it did not.
 *
 * @param events how many were read
 * @param wanted how many of them a filter of the rule wants
 * @param unwanted why the others are not wanted, the most frequent reason first
 * @param notEvaluated how many the rule is about and can say nothing on, by why
 * @param withoutEntity by field of the entity, how many wanted events have none
 * @param differing by field of the entity, its values where there are several: events of different entities never meet
 * @param entities each entity with wanted events
 */
public record Explanation(
        String rule,
        long events,
        long wanted,
        List<Unwanted> unwanted,
        Map<String, Long> notEvaluated,
        Map<String, Long> withoutEntity,
        Map<String, List<String>> differing,
        List<Entity> entities) {
    /** As many as one screen shows. */
    private static final int MOST_SHOWN = 5;

    /**
     * Events that the nearest filter does not want for the same conditions.
     *
     * @param example what one of them has instead
     */
    public record Unwanted(long events, List<String> conditions, String example) {}

    /**
     * What came of one entity's wanted events.
     *
     * @param steps how many events each filter wants, where the rule has several
     * @param unmet what those of them ask that want none
     * @param most the most events within the rule's window
     * @param gap a time without events longer than the window, after which what was before is forgotten; empty if none
     * @param nearest values of the row that came nearest to the threshold; empty if the rule has none or it was reached
     * @param sequence how far the events came where the rule wants some one after the other, and what stood in the way
     * @param hindrances conditions of which each alone stands in the way of a match
     * @param exceptions matches that fell under an exception, by its name
     */
    public record Entity(
            String name,
            int events,
            List<Long> steps,
            List<String> unmet,
            long most,
            String gap,
            Map<String, Object> nearest,
            List<String> sequence,
            List<Hindrance> hindrances,
            List<Alert> alerts,
            Map<String, Long> exceptions) {}

    /**
     * A condition without which it would have fired.
     *
     * @param values of the alert that it would have told
     */
    public record Hindrance(String condition, Map<String, Object> values) {}

    /** On one screen. */
    public String text() {
        StringBuilder out = new StringBuilder();
        long alerts = entities.stream().mapToLong(each -> each.alerts.size()).sum();
        line(
                out,
                "%s: %s, %d wanted, %s, %s.",
                rule,
                count(events, "event", "events"),
                wanted,
                count(entities.size(), "entity", "entities"),
                alerts == 0 ? "no alert" : count(alerts, "alert", "alerts"));
        for (Unwanted each : unwanted.stream().limit(MOST_SHOWN).toList()) {
            line(
                    out,
                    "%n%d not wanted, as this does not hold: %s",
                    each.events,
                    String.join(" and ", each.conditions));
            line(out, "    %s", each.example);
        }
        notEvaluated.forEach(
                (reason, number) ->
                        line(
                                out,
                                "%n%d not evaluated, as the rule can say nothing on them: %s.",
                                number,
                                reason));
        withoutEntity.forEach(
                (field, number) ->
                        line(
                                out,
                                "%n%d wanted, but without %s, which the entity needs.",
                                number,
                                field));
        for (Entity each : entities.stream().limit(MOST_SHOWN).toList()) {
            append(out, each);
        }
        if (entities.size() > MOST_SHOWN) {
            line(out, "%nand %d more entities.", entities.size() - MOST_SHOWN);
        }
        if (alerts == 0) {
            differing.forEach(
                    (field, values) ->
                            line(
                                    out,
                                    "%nThe events differ in %s, and those of different entities never meet: %s.",
                                    field,
                                    String.join(", ", values)));
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Entity entity) {
        line(out, "%n%s", entity.name);
        line(
                out,
                "    %s, at most %d of them within the window",
                count(entity.events, "wanted event", "wanted events"),
                entity.most);
        if (!entity.steps.isEmpty()) {
            line(
                    out,
                    "    by filter of the EPL, in order: %s",
                    entity.steps.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (entity.alerts.isEmpty()) {
            entity.unmet.forEach(each -> line(out, "    no event met the one that asks: %s", each));
        }
        entity.sequence.forEach(each -> line(out, "    %s", each));
        for (Hindrance each : entity.hindrances) {
            line(out, "    it would have fired without this: %s", each.condition);
            line(out, "        %s", values(each.values));
        }
        if (!entity.nearest.isEmpty()) {
            line(
                    out,
                    "    the threshold was not reached; the nearest row has %s",
                    values(entity.nearest));
        }
        if (!entity.gap.isEmpty() && entity.alerts.isEmpty()) {
            line(
                    out,
                    "    a gap of %s is longer than the window: what was before it is forgotten",
                    entity.gap);
        }
        entity.exceptions.forEach(
                (exception, number) ->
                        line(
                                out,
                                "    %s under the exception %s: not told",
                                count(number, "match falls", "matches fall"),
                                exception));
        for (Alert alert : entity.alerts) {
            line(out, "    fired %s: %s", alert.occurrence().lastSeen(), alert.message());
            line(
                    out,
                    "        count %d, %s, %s",
                    alert.occurrence().count(),
                    count(alert.evidence().size(), "event", "events"),
                    alert.values());
        }
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String values(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    @SuppressWarnings("AnnotateFormatMethod") // Called in this class only.
    private static void line(StringBuilder out, String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
