package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A property compared with a constant, which Esper refuses in words about Java where their types differ. */
record Comparison(String property, Object constant) {
    /** The comparisons that an expression itself makes, without those inside of its parts. */
    static List<Comparison> in(Expression expression) {
        List<Comparison> all = new ArrayList<>();
        if (expression instanceof RelationalOpExpression || expression instanceof InExpression) {
            List<Expression> parts = expression.getChildren();
            for (Expression left : parts) {
                for (Expression right : parts) {
                    if (left instanceof PropertyValueExpression property
                            && right instanceof ConstantExpression given
                            && given.getConstant() != null) {
                        all.add(
                                new Comparison(
                                        property.getPropertyName().replace("`", ""),
                                        given.getConstant()));
                    }
                }
            }
        }
        return all;
    }

    /** What is wrong with it; empty if nothing is. */
    String problem(Function<String, String> withoutAlias) {
        EcsField field = EcsField.byName(withoutAlias.apply(property)).orElse(null);
        if (field == null || field == EcsField.TIMESTAMP) {
            return "";
        }
        if (field.isArray()) {
            return property
                    + " holds a list of texts. Write has("
                    + property
                    + ", '"
                    + constant
                    + "').";
        }
        boolean text = field.type().javaType() == String.class;
        if (text && !(constant instanceof String)) {
            return property + " is text. Write it in quotes: '" + constant + "'.";
        }
        boolean number = Number.class.isAssignableFrom(field.type().javaType());
        if (number && !(constant instanceof Number)) {
            return property
                    + " is a number, and '"
                    + constant
                    + "' is not. Write a number without quotes.";
        }
        if (field.type() == EcsField.Type.BOOLEAN && !(constant instanceof Boolean)) {
            return property + " is true or false, and '" + constant + "' is neither.";
        }
        if (field.type() == EcsField.Type.DATE && !(constant instanceof Number)) {
            return property + " is a time in milliseconds. Compare it with event_time.";
        }
        return "";
    }
}
