package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.BetweenExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import io.tripline.correlation.rule.EntityField;
import io.tripline.correlation.rule.Rule;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code user.name != 'x'} about a field that an event may lack, where the rule does not say whether such an event
 * counts: to EPL it does not, as of what is missing neither holds.
 */
final class MissingFields {
    /** Ingest sets them, whatever the source is. */
    private static final Set<String> ALWAYS =
            Set.of(
                    "event.dataset",
                    "event.id",
                    "event.ingested",
                    "event.kind",
                    EventSchema.EVENT_TIME);

    private final UnaryOperator<String> withoutAlias;
    private final Set<String> found = new LinkedHashSet<>();

    private MissingFields(UnaryOperator<String> withoutAlias) {
        this.withoutAlias = withoutAlias;
    }

    /** What to say of each. */
    static List<String> of(
            Rule rule, EPStatementObjectModel model, UnaryOperator<String> withoutAlias) {
        Set<String> there = new HashSet<>(ALWAYS);
        for (EntityField each : rule.entity()) {
            if (each.from().size() == 1) {
                // The rule is given no other events.
                there.add(each.from().getFirst().fieldName());
            }
        }
        MissingFields missing = new MissingFields(withoutAlias);
        Sequence.visit(
                model,
                node -> {
                    if (node instanceof Filter filter) {
                        missing.look(filter.getFilter(), there);
                    }
                });
        return List.copyOf(missing.found);
    }

    /**
     * Looks through a condition.
     *
     * @param decided the fields that are there, or of which the rule says what holds if they are not
     */
    private void look(@Nullable Expression condition, Set<String> decided) {
        switch (condition) {
            case Conjunction all -> {
                Set<String> more = new HashSet<>(decided);
                all.getChildren().forEach(each -> more.addAll(needed(each)));
                all.getChildren().forEach(each -> look(each, more));
            }
            case Disjunction any -> {
                Set<String> more = new HashSet<>(decided);
                any.getChildren().stream()
                        .filter(MissingFields::isNull)
                        .forEach(each -> more.add(field(each)));
                any.getChildren().forEach(each -> look(each, more));
            }
            case RelationalOpExpression relation -> {
                if (isUnequal(relation)) {
                    ask(relation, decided);
                }
            }
            case InExpression in -> {
                if (in.isNotIn()) {
                    ask(in, decided);
                }
            }
            case null, default -> {}
        }
    }

    private void ask(Expression unequal, Set<String> decided) {
        String field = field(unequal);
        if (!field.isEmpty() && !decided.contains(field)) {
            String text = Sequence.text(unequal);
            found.add(
                    "%s does not hold of an event that lacks %s. Write (%s is null or %s) if such an event counts, and %s is not null beside it if it does not."
                            .formatted(text, field, field, text, field));
        }
    }

    /** The fields that an event has for which this holds, by what is written. */
    private Set<String> needed(Expression condition) {
        return switch (condition) {
            case Conjunction all -> {
                Set<String> any = new HashSet<>();
                all.getChildren().forEach(each -> any.addAll(needed(each)));
                yield any;
            }
            case Disjunction any -> {
                Set<String> common = new HashSet<>(needed(any.getChildren().getFirst()));
                any.getChildren().forEach(each -> common.retainAll(needed(each)));
                yield common;
            }
            case RelationalOpExpression relation ->
                    isUnequal(relation) || isNull(relation) ? Set.of() : fields(relation);
            case InExpression in -> in.isNotIn() ? Set.of() : fields(in);
            case BetweenExpression between -> fields(between);
            default ->
                    // Functions are false of what is missing.
                    EplCalls.last(condition)
                            .filter(each -> !each.getParameters().isEmpty())
                            .map(each -> each.getParameters().getFirst())
                            .filter(PropertyValueExpression.class::isInstance)
                            .map(each -> Set.of(name((PropertyValueExpression) each)))
                            .orElse(Set.of());
        };
    }

    private Set<String> fields(Expression comparison) {
        Set<String> fields = new HashSet<>();
        for (Expression each : comparison.getChildren()) {
            if (each instanceof PropertyValueExpression property) {
                fields.add(name(property));
            }
        }
        return fields;
    }

    private static boolean isUnequal(RelationalOpExpression relation) {
        return (relation.getOperator().equals("!=") || relation.getOperator().equals("<>"))
                && relation.getChildren().getLast() instanceof ConstantExpression;
    }

    private static boolean isNull(Expression condition) {
        return condition instanceof RelationalOpExpression relation
                && relation.getOperator().equals("is")
                && relation.getChildren().getLast() instanceof ConstantExpression given
                && given.getConstant() == null;
    }

    /** That a condition is about; empty if it is about something else. */
    private String field(Expression condition) {
        return condition.getChildren().getFirst() instanceof PropertyValueExpression property
                ? name(property)
                : "";
    }

    private String name(PropertyValueExpression property) {
        return withoutAlias.apply(property.getPropertyName().replace("`", ""));
    }
}
