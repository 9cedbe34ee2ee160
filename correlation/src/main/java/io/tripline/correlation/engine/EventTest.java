package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a condition of EPL says of one event, as far as it is simple enough to be asked without Esper. It may say yes where
 * Esper says no, and never the other way round.
 */
@FunctionalInterface
interface EventTest {
    /** What nothing is known of. */
    EventTest ANY = _ -> true;

    boolean mayHold(KeptEvent event);

    /** Whether it says nothing. */
    @SuppressWarnings("ReferenceEquality") // There is one such test.
    default boolean isAny() {
        return this == ANY;
    }

    default EventTest and(EventTest other) {
        if (isAny() || other.isAny()) {
            return isAny() ? other : this;
        }
        return event -> mayHold(event) && other.mayHold(event);
    }

    default EventTest or(EventTest other) {
        return isAny() || other.isAny() ? ANY : event -> mayHold(event) || other.mayHold(event);
    }

    /**
     * The test that a condition is.
     *
     * @param own a property's name without the name of the event that the condition is about; what names another event
     *     must come back as no field's name
     */
    static EventTest of(@Nullable Expression condition, UnaryOperator<String> own) {
        return switch (condition) {
            case Conjunction all -> all(all.getChildren(), own);
            case Disjunction any ->
                    any.getChildren().stream()
                            .map(each -> of(each, own))
                            .reduce(EventTest::or)
                            .orElse(ANY);
            case RelationalOpExpression comparison -> comparison(comparison, own);
            case InExpression in when !in.isNotIn() -> in(in.getChildren(), own);
            case null, default -> ANY;
        };
    }

    private static EventTest all(List<Expression> conditions, UnaryOperator<String> own) {
        return conditions.stream().map(each -> of(each, own)).reduce(EventTest::and).orElse(ANY);
    }

    private static EventTest comparison(
            RelationalOpExpression comparison, UnaryOperator<String> own) {
        List<Expression> children = comparison.getChildren();
        return switch (comparison.getOperator()) {
            case "=" -> in(children, own).and(in(children.reversed(), own));
            case "is not" ->
                    children.get(1) instanceof ConstantExpression given
                                    && given.getConstant() == null
                            ? isThere(children.getFirst(), own)
                            : ANY;
            default -> ANY;
        };
    }

    private static EventTest isThere(Expression operand, UnaryOperator<String> own) {
        return value(operand, own)
                .<EventTest>map(value -> event -> value.apply(event.event()) != null)
                .orElse(ANY);
    }

    /** An operand and the constants that it may equal. */
    private static EventTest in(List<Expression> children, UnaryOperator<String> own) {
        Set<String> texts = new HashSet<>();
        for (Expression each : children.subList(1, children.size())) {
            if (!(each instanceof ConstantExpression given
                    && given.getConstant() instanceof String text)) {
                return ANY;
            }
            texts.add(text);
        }
        return value(children.getFirst(), own)
                .<EventTest>map(
                        value ->
                                event -> {
                                    String text = value.apply(event.event());
                                    return text != null && texts.contains(text);
                                })
                .orElse(ANY);
    }

    /** How an operand's text is read, if it is a property that holds one text. */
    private static Optional<Function<EcsEvent, @Nullable String>> value(
            Expression operand, UnaryOperator<String> own) {
        if (!(operand instanceof PropertyValueExpression property)) {
            return Optional.empty();
        }
        String name = own.apply(property.getPropertyName().replace("`", ""));
        Optional<String> vendor = EventSchema.vendorField(name);
        if (vendor.isPresent()) {
            return vendor.map(field -> event -> VendorFields.text(event, field));
        }
        return EcsField.byName(name)
                .filter(field -> !field.isArray() && field.type().javaType() == String.class)
                .map(
                        field ->
                                event ->
                                        Shown.value(event.value(field)) instanceof String text
                                                ? text
                                                : null);
    }
}
