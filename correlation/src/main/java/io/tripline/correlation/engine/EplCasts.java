package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ArithmaticExpression;
import com.espertech.esper.common.client.soda.AvgProjectionExpression;
import com.espertech.esper.common.client.soda.BetweenExpression;
import com.espertech.esper.common.client.soda.CaseSwitchExpression;
import com.espertech.esper.common.client.soda.CaseWhenThenExpression;
import com.espertech.esper.common.client.soda.CastExpression;
import com.espertech.esper.common.client.soda.CoalesceExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.CountProjectionExpression;
import com.espertech.esper.common.client.soda.CountStarProjectionExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.FirstProjectionExpression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.LastProjectionExpression;
import com.espertech.esper.common.client.soda.MaxProjectionExpression;
import com.espertech.esper.common.client.soda.MaxRowExpression;
import com.espertech.esper.common.client.soda.MinProjectionExpression;
import com.espertech.esper.common.client.soda.MinRowExpression;
import com.espertech.esper.common.client.soda.NotExpression;
import com.espertech.esper.common.client.soda.PreviousExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import com.espertech.esper.common.client.soda.SubqueryExpression;
import com.espertech.esper.common.client.soda.SumProjectionExpression;
import io.tripline.contracts.EcsField;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A cast fails at a text that is no number, and the rule with it; so one is made only of what can be none. */
final class EplCasts {
    private static final Set<String> TYPES =
            Set.of("string", "int", "long", "double", "boolean", "java.lang.String");
    private static final Set<String> TEXTS = Set.of("string", "java.lang.String");

    /** Functions and enumerations that give a number, or whether something holds. */
    private static final Set<String> CERTAIN =
            Set.of(
                    "allOf",
                    "anyOf",
                    "cidr",
                    "countOf",
                    "distance_km",
                    "distinct_count",
                    "ends_with",
                    "has",
                    "in_list",
                    "matches",
                    "number",
                    "rounded",
                    "same",
                    "speed_kmh",
                    "starts_with",
                    "sumOf",
                    "wildcard");

    private final UnaryOperator<String> withoutAlias;

    private EplCasts(UnaryOperator<String> withoutAlias) {
        this.withoutAlias = withoutAlias;
    }

    /** What is wrong with one; empty if nothing is. */
    static String problem(CastExpression cast, UnaryOperator<String> withoutAlias) {
        if (!TYPES.contains(cast.getTypeName())) {
            return "A rule casts to string, int, long, double or boolean only.";
        }
        boolean isCertain =
                TEXTS.contains(cast.getTypeName())
                        || new EplCasts(withoutAlias).isNoText(cast.getChildren().getFirst());
        return isCertain
                ? ""
                : "cast fails at a text that is no "
                        + cast.getTypeName()
                        + ", and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.";
    }

    private boolean isNoText(@Nullable Expression what) {
        return switch (what) {
            case null -> false;
            case ConstantExpression given -> !(given.getConstant() instanceof String);
            case PropertyValueExpression property -> isNoText(property.getPropertyName());
            case DotExpression _, SingleRowMethodExpression _ ->
                    EplCalls.last(what)
                            .filter(each -> CERTAIN.contains(each.getName()))
                            .isPresent();
            case ArithmaticExpression _,
                    AvgProjectionExpression _,
                    BetweenExpression _,
                    Conjunction _,
                    CountProjectionExpression _,
                    CountStarProjectionExpression _,
                    Disjunction _,
                    InExpression _,
                    NotExpression _,
                    RelationalOpExpression _,
                    SumProjectionExpression _ ->
                    true;
            case CastExpression cast -> !TEXTS.contains(cast.getTypeName());
            case CoalesceExpression _, MaxRowExpression _, MinRowExpression _ ->
                    what.getChildren().stream().allMatch(this::isNoText);
            // The first is what is asked for; of others that are given, that is a condition.
            case FirstProjectionExpression _,
                    LastProjectionExpression _,
                    MaxProjectionExpression _,
                    MinProjectionExpression _ ->
                    !what.getChildren().isEmpty() && isNoText(what.getChildren().getFirst());
            case PreviousExpression _ ->
                    !what.getChildren().isEmpty() && isNoText(what.getChildren().getLast());
            // Not looked into: a rule that fails is set aside and told, and its tests need a way
            // to.
            case CaseWhenThenExpression _, CaseSwitchExpression _ -> true;
            case SubqueryExpression query ->
                    query.getModel().getSelectClause().getSelectList().stream()
                            .allMatch(
                                    each ->
                                            each instanceof SelectClauseExpression column
                                                    && isNoText(column.getExpression()));
            default -> false;
        };
    }

    private boolean isNoText(String property) {
        String own = withoutAlias.apply(property.replace("`", ""));
        return own.equals(EventSchema.EVENT_TIME)
                || own.startsWith(EventSchema.PROFILE + ".")
                || EcsField.byName(own)
                        .filter(field -> field.type().javaType() != String.class)
                        .isPresent();
    }
}
