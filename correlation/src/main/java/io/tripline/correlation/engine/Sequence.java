package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import io.tripline.contracts.EcsField;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps that a statement wants one after the other, and how the same statement is changed to tell when each came. A
 * change is made to a model that was read anew; {@link SequenceCheck} runs it.
 */
sealed interface Sequence permits PatternSequence, RecognizedSequence {
    /** Longer than any window. */
    Duration LONG = Duration.ofDays(3_660);

    /** As the steps together take up to so long each. */
    Duration TOGETHER = LONG.multipliedBy(100);

    /** Column of a changed statement: when a step's event came, and which it was. */
    String AT = "came_at_";

    String ID = "came_id_";

    List<Step> steps();

    List<Limit> limits();

    /** What must not come while a step waits. */
    List<Forbidden> forbidden();

    /** Whether no other event may come between two steps. */
    boolean isUnbroken();

    /** Keeps the first so many steps, without limits, without what must not come, and without a threshold. */
    void keepFirst(EPStatementObjectModel model, int number);

    /**
     * Keeps the steps up to one, and of what that one asks of several events a single condition, to see whether it holds.
     *
     * @param shared which of the step's
     */
    void keepShared(EPStatementObjectModel model, int step, int shared);

    /** Keeps one step alone, with what it asks of one event. */
    void keepOnly(EPStatementObjectModel model, int step);

    /** Keeps the steps up to one and has what must not come take its place. */
    void keepForbidden(EPStatementObjectModel model, Forbidden forbidden);

    /**
     * A step.
     *
     * @param asks what an event must be, as EPL
     * @param times how many such events at least
     * @param shared what it asks of this event and of earlier ones together
     */
    record Step(String asks, int times, List<Shared> shared) {}

    /**
     * A condition on several events.
     *
     * @param names of what is compared, as EPL has them
     */
    record Shared(String text, List<String> names) {}

    /**
     * How long the steps from one to another may take, counted from 0; if there is a step before them, from that on.
     *
     * @param words where the limit stands
     */
    record Limit(int from, int to, Duration longest, String words) {}

    /**
     * What must not come.
     *
     * @param step that waits, counted from 0
     * @param asks what the event must not be
     */
    record Forbidden(int step, int number, String asks) {}

    /** The steps of a statement; empty if it wants no two. */
    static Optional<Sequence> of(EPStatementObjectModel model) {
        Optional<Sequence> found = Optional.empty();
        if (model.getMatchRecognizeClause() != null) {
            found = Optional.of(new RecognizedSequence(model));
        } else if (model.getFromClause().getStreams().getFirst() instanceof PatternStream) {
            found = Optional.of(new PatternSequence(model));
        }
        return found.filter(each -> each.steps().size() > 1);
    }

    static TimePeriodExpression longPeriod() {
        return new TimePeriodExpression(
                new ConstantExpression(Math.toIntExact(LONG.toDays())), null, null, null, null);
    }

    static Duration duration(TimePeriodExpression period) {
        return Duration.ofMillis(Math.round(EplTimes.seconds(period) * 1000));
    }

    /** What of a condition is about one event, and not about what is remembered of others. */
    static List<Expression> own(@Nullable Expression condition, Set<String> tags) {
        return parts(condition).stream()
                .filter(each -> !isShared(each, tags) && !asksProfile(each))
                .toList();
    }

    /** What of a condition can be said of the events alone. */
    static List<Expression> withoutProfiles(@Nullable Expression condition) {
        return parts(condition).stream().filter(each -> !asksProfile(each)).toList();
    }

    /** What of a condition is about several events. */
    static List<Shared> shared(@Nullable Expression condition, Set<String> tags) {
        return sharedParts(condition, tags).stream()
                .map(each -> new Shared(text(each), names(each)))
                .toList();
    }

    /** The same as they stand in the statement. */
    static List<Expression> sharedParts(@Nullable Expression condition, Set<String> tags) {
        return parts(condition).stream()
                .filter(each -> isShared(each, tags) && !asksProfile(each))
                .toList();
    }

    /** What of a condition is about one event, and of the others this one. */
    static List<Expression> ownAnd(
            @Nullable Expression condition, Set<String> tags, int shared, int before) {
        List<Expression> all = new ArrayList<>(own(condition, tags));
        List<Expression> several = sharedParts(condition, tags);
        int here = shared - before;
        if (here >= 0 && here < several.size()) {
            all.add(several.get(here));
        }
        return all;
    }

    private static List<Expression> parts(@Nullable Expression condition) {
        List<Expression> parts = new ArrayList<>();
        collect(condition, parts);
        return parts;
    }

    private static void collect(@Nullable Expression condition, List<Expression> parts) {
        if (condition instanceof Conjunction all) {
            all.getChildren().forEach(each -> collect(each, parts));
        } else if (condition != null) {
            parts.add(condition);
        }
    }

    /** All of these conditions; null if there are none. */
    static @Nullable Expression all(List<Expression> parts) {
        if (parts.size() < 2) {
            return parts.isEmpty() ? null : parts.getFirst();
        }
        Conjunction all = new Conjunction();
        parts.forEach(all::add);
        return all;
    }

    private static boolean isShared(Expression condition, Set<String> tags) {
        return names(condition).stream().anyMatch(each -> tag(each, tags).isPresent());
    }

    private static boolean asksProfile(Expression condition) {
        return names(condition).stream()
                .anyMatch(each -> ("." + each).contains("." + EventSchema.PROFILE + "."));
    }

    /** The tag that a name begins with; empty if it is the event's own. */
    static Optional<String> tag(String name, Set<String> tags) {
        int dot = name.indexOf('.');
        String first = (dot < 0 ? name : name.substring(0, dot)).replaceAll("\\[.*", "");
        return EcsField.byName(name).isEmpty() && tags.contains(first)
                ? Optional.of(first)
                : Optional.empty();
    }

    private static List<String> names(Expression condition) {
        List<String> names = new ArrayList<>();
        visit(
                condition,
                node -> {
                    if (node instanceof PropertyValueExpression property) {
                        names.add(property.getPropertyName().replace("`", ""));
                    }
                });
        return names.stream().distinct().toList();
    }

    /** All that is in a part of a statement. */
    static void visit(@Nullable Object node, Consumer<Object> visitor) {
        switch (node) {
            case null -> {}
            case Collection<?> all -> all.forEach(each -> visit(each, visitor));
            case Object[] all -> Arrays.asList(all).forEach(each -> visit(each, visitor));
            case String _, Number _, Boolean _, Enum<?> _ -> {}
            default -> {
                visitor.accept(node);
                EplForms.parts(node, each -> visit(each, visitor));
            }
        }
    }

    static String text(@Nullable Expression expression) {
        if (expression == null) {
            return "any event";
        }
        StringWriter epl = new StringWriter();
        expression.toEPL(epl, ExpressionPrecedenceEnum.MINIMUM);
        return epl.toString();
    }
}
