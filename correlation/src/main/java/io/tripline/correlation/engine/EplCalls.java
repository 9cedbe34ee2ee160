package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItem;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Says what is wrong with what a function is given, where Esper would say it in words about Java. */
final class EplCalls {
    /** They take a text, and another. */
    private static final Set<String> OF_TEXT =
            Set.of("same", "starts_with", "ends_with", "wildcard", "matches", "cidr");

    /** Each that Esper compiles to code of its own takes its time: 400 took 11 seconds. */
    static final int MOST = 100;

    private EplCalls() {}

    /** The function or enumeration that an expression ends with; empty if it ends with none. */
    static Optional<DotExpressionItemCall> last(Expression expression) {
        List<DotExpressionItem> chain =
                switch (expression) {
                    case DotExpression dot -> dot.getChain();
                    case SingleRowMethodExpression method -> method.getChain();
                    default -> List.of();
                };
        return !chain.isEmpty() && chain.getLast() instanceof DotExpressionItemCall call
                ? Optional.of(call)
                : Optional.empty();
    }

    /** What is wrong with one call; empty if nothing is. */
    static String problem(DotExpressionItemCall call, UnaryOperator<String> withoutAlias) {
        String function = call.getName();
        List<Expression> parameters = call.getParameters();
        boolean isList = function.equals("has");
        if (!isList && !OF_TEXT.contains(function) && !function.equals("number")) {
            return "";
        }
        int wanted = function.equals("number") ? 1 : 2;
        if (parameters.size() != wanted) {
            return "%s takes %s.%s"
                    .formatted(
                            function,
                            wanted == 1 ? "one thing" : "two things",
                            Functions.instead(function));
        }
        if (wanted == 2
                && parameters.get(1) instanceof ConstantExpression given
                && given.getConstant() instanceof Number number) {
            return "%s compares texts, and %s is none. Write it in quotes: '%s'."
                    .formatted(function, number, number);
        }
        if (!(parameters.getFirst() instanceof PropertyValueExpression property)) {
            return "";
        }
        String name = property.getPropertyName().replace("`", "");
        String own = withoutAlias.apply(name);
        EcsField field = EcsField.byName(own).orElse(null);
        String second =
                wanted == 2
                                && parameters.get(1) instanceof ConstantExpression given
                                && given.getConstant() instanceof String text
                        ? text
                        : "...";
        if (own.equals(EventSchema.EVENT_TIME)
                || (field != null && Number.class.isAssignableFrom(field.type().javaType()))
                || (field != null && field.type() == EcsField.Type.DATE)) {
            return function.equals("number")
                    ? "%s is a number already. Write it alone.".formatted(name)
                    : "%s asks a text, and %s is a number. Write %s = 22, or %s in (22, 2222)."
                            .formatted(function, name, name, name);
        }
        if (field == null) {
            return "";
        }
        if (field.type() == EcsField.Type.BOOLEAN) {
            return "%s asks a text, and %s is true or false. Write %s = true."
                    .formatted(function, name, name);
        }
        if (field.type() == EcsField.Type.GEO_POINT) {
            return "%s asks a text, and %s is a place. Write distance_km(a.%s, b.%s) > 100."
                    .formatted(function, name, own, own);
        }
        if (isList && !field.isArray()) {
            return "has asks a list of texts, and %s holds one text. Write %s = '%s'."
                    .formatted(name, name, second);
        }
        boolean whole = function.equals("has") || function.equals("same");
        if (whole && field.isAddress() && !second.equals("...")) {
            String problem = Comparison.ofForm(name, field, second);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        if (!isList && field.isArray()) {
            return "%s asks one text, and %s holds a list of them. Write has(%s, '...') with a value as a whole."
                    .formatted(function, name, name);
        }
        return "";
    }
}
