package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.BetweenExpression;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A property compared with a constant, which Esper refuses in words about Java where their types differ. */
record Comparison(String property, Object constant) {
    /** The values that ECS allows for event.outcome. */
    private static final Set<Object> OUTCOMES = Set.of("failure", "success", "unknown");

    /** The comparisons that an expression itself makes, without those inside of its parts. */
    static List<Comparison> in(Expression expression) {
        List<Comparison> all = new ArrayList<>();
        if (expression instanceof RelationalOpExpression
                || expression instanceof InExpression
                || expression instanceof BetweenExpression) {
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

    /** What is wrong with an expression that gives the same for every event. */
    static List<String> pointless(Expression expression) {
        if (!(expression instanceof RelationalOpExpression relation)
                || relation.getChildren().size() < 2) {
            return List.of();
        }
        if (relation.getChildren().size() > 2) {
            // Esper parses it, and leaves out all but two when it writes the statement again.
            return List.of(
                    "A condition compares two things, and here it is three. Write and or or between two conditions; || only joins texts.");
        }
        String sign = String.valueOf(relation.getOperator());
        Expression left = relation.getChildren().getFirst();
        Expression right = relation.getChildren().getLast();
        if ((isNull(left) || isNull(right)) && !sign.startsWith("is")) {
            return List.of(
                    "Nothing is equal to null, nor different from it. Write is null, or is not null.");
        }
        if (!(left instanceof ConstantExpression one
                && right instanceof ConstantExpression other)) {
            return List.of();
        }
        for (Object each : Arrays.asList(one.getConstant(), other.getConstant())) {
            if (each instanceof String text && EcsField.byName(text).isPresent()) {
                return List.of(
                        "In quotes, '"
                                + text
                                + "' is a text and not the field. Write "
                                + text
                                + " without quotes.");
            }
        }
        return List.of(
                "Two constants are compared, which is the same for every event. A field stands without quotes: user.name = 'alice'.");
    }

    private String ofAddress(String address) {
        if (address.indexOf('/') > 0) {
            return property
                    + " is one address and never equal to a network. Write cidr("
                    + property
                    + ", '"
                    + address
                    + "').";
        }
        if (address.indexOf('*') >= 0) {
            return property
                    + " is never equal to a pattern. Write cidr("
                    + property
                    + ", '10.1.0.0/16').";
        }
        return ofForm(property, EcsField.SOURCE_IP, address);
    }

    /** Events have an address in one form, and texts are compared as they are. */
    static String ofForm(String property, EcsField field, String text) {
        String canonical = field.canonical(text);
        if (canonical == null) {
            return property
                    + " is "
                    + (field.type() == EcsField.Type.IP
                            ? "an address like 203.0.113.7 or 2001:db8::1"
                            : "an address like 00-00-5E-00-53-23")
                    + ", and never '"
                    + text
                    + "'.";
        }
        return canonical.equals(text)
                ? ""
                : property
                        + " is compared with '"
                        + text
                        + "' as it is written, and events have that address as '"
                        + canonical
                        + "'. Write it so.";
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof ConstantExpression constant && constant.getConstant() == null;
    }

    /** What is wrong with it; empty if nothing is. */
    String problem(Function<String, String> withoutAlias) {
        String name = withoutAlias.apply(property);
        if (name.equals(EventSchema.EVENT_TIME) && constant instanceof String) {
            return EventSchema.EVENT_TIME
                    + " is a number of milliseconds, and '"
                    + constant
                    + "' is not. Compare it with another's: b.event_time - a.event_time < 60000.";
        }
        if (name.startsWith(EventSchema.VENDOR + ".") && !(constant instanceof String)) {
            return property + " is text. Write it in quotes: '" + constant + "'.";
        }
        EcsField field = EcsField.byName(name).orElse(null);
        if (field == null || field == EcsField.TIMESTAMP) {
            return "";
        }
        if (field == EcsField.EVENT_OUTCOME && !OUTCOMES.contains(constant)) {
            return property
                    + " is success, failure or unknown, and never '"
                    + constant
                    + "'. What the source said stands in event.action or event.reason.";
        }
        if (field.type() == EcsField.Type.IP && constant instanceof String address) {
            return ofAddress(address);
        }
        if (field.isAddress() && constant instanceof String address && !field.isArray()) {
            return ofForm(property, field, address);
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
        if (field.type() == EcsField.Type.LONG
                && constant instanceof Number fraction
                && fraction.doubleValue() != Math.rint(fraction.doubleValue())) {
            return property + " is a whole number, and never " + constant + ".";
        }
        if (field.type() == EcsField.Type.GEO_POINT) {
            return property
                    + " is a place and compared with another's: distance_km(a."
                    + name
                    + ", b."
                    + name
                    + ") > 500.";
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
