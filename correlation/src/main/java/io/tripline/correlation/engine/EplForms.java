package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.LikeExpression;
import com.espertech.esper.common.client.soda.MaxProjectionExpression;
import com.espertech.esper.common.client.soda.MinProjectionExpression;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The kinds of nodes that a rule's parsed statement may have. A kind that is not listed is refused, so a new one in a new
 * Esper is refused until someone lists it.
 */
final class EplForms {
    private static final Set<String> ALLOWED =
            Set.of(
                    "EPStatementObjectModel",
                    "ArithmaticExpression",
                    "AvgProjectionExpression",
                    "BetweenExpression",
                    "CaseSwitchExpression",
                    "CaseWhenThenExpression",
                    "CastExpression",
                    "CoalesceExpression",
                    "CompareListExpression",
                    "ConcatExpression",
                    "Conjunction",
                    "ConstantExpression",
                    "CountProjectionExpression",
                    "CountStarProjectionExpression",
                    "Disjunction",
                    // The star of count(*, condition).
                    "CrontabParameterExpression",
                    "DotExpression",
                    "DotExpressionItemCall",
                    "Filter",
                    "FilterStream",
                    "FirstProjectionExpression",
                    "FromClause",
                    "GroupByClause",
                    "GroupByClauseExpressionSingle",
                    "InExpression",
                    "LambdaExpression",
                    "LastProjectionExpression",
                    "MatchRecognizeClause",
                    "MatchRecognizeDefine",
                    "MatchRecognizeRegExAlteration",
                    "MatchRecognizeRegExAtom",
                    "MatchRecognizeRegExConcatenation",
                    "MatchRecognizeRegExNested",
                    "MatchRecognizeRegExPermutation",
                    "MatchRecognizeRegExRepeat",
                    "MaxProjectionExpression",
                    "MaxRowExpression",
                    "MinProjectionExpression",
                    "MinRowExpression",
                    "NotExpression",
                    "OrderByClause",
                    "OrderByElement",
                    "PatternAndExpr",
                    "PatternEveryExpr",
                    "PatternFilterExpr",
                    "PatternFollowedByExpr",
                    "PatternGuardExpr",
                    "PatternMatchUntilExpr",
                    "PatternNotExpr",
                    "PatternObserverExpr",
                    "PatternOrExpr",
                    "PatternStream",
                    "PreviousExpression",
                    "PropertyValueExpression",
                    "RelationalOpExpression",
                    "SelectClause",
                    "SelectClauseExpression",
                    "SelectClauseStreamWildcard",
                    "SelectClauseWildcard",
                    "SingleRowMethodExpression",
                    "StreamWildcardExpression",
                    "SubqueryExistsExpression",
                    "SubqueryExpression",
                    "SubqueryInExpression",
                    "SumProjectionExpression",
                    "TimePeriodExpression",
                    "View",
                    "WildcardExpression",
                    "WindowProjectionExpression");

    static final String NO_JAVA = "A rule may call no Java code, only the functions for rules.";

    /** An event that is late would have been among those before, or after. */
    private static final String EVER =
            "What is named ...ever counts all that came before, and depends on the order in which it came; write %s over a window: Event(...)#time(10 min).";

    /** What is refused most often, and what to write instead. */
    private static final Map<String, String> INSTEAD =
            Map.ofEntries(
                    Map.entry(
                            "OutputLimitClause",
                            "output ... every depends on where the window began; say suppress in the rule instead."),
                    Map.entry(
                            "PatternEveryDistinctExpr",
                            "every-distinct depends on where the window began; say suppress in the rule instead."),
                    Map.entry("DotExpressionItemName", NO_JAVA),
                    Map.entry("StaticMethodExpression", NO_JAVA),
                    Map.entry(
                            "RegExpExpression",
                            "regexp is written as a function: matches(user.name, 'svc-.*')."),
                    Map.entry(
                            "ArrayExpression",
                            "Braces are of no use here: a field stands by its name alone, user.name, and several values in in ('a', 'b')."),
                    Map.entry("CountEverProjectionExpression", EVER.formatted("count(*)")),
                    Map.entry("FirstEverProjectionExpression", EVER.formatted("first(...)")),
                    Map.entry("LastEverProjectionExpression", EVER.formatted("last(...)")),
                    Map.entry(
                            "PropertyExistsExpression",
                            "exists asks whether there is such a field at all, and each one in ECS is; whether the event has it, user.domain is not null says."),
                    Map.entry(
                            "PriorExpression",
                            "prior reaches back beyond the window; write prev(1, source.ip) over one: Event(...)#time(10 min)."),
                    Map.entry("ScriptExpression", "A rule may hold no script."),
                    Map.entry("ClassProvidedExpression", "A rule may hold no class."),
                    Map.entry("NewInstanceOperatorExpression", "A rule may create no object."),
                    Map.entry("SQLStream", "A rule may read nothing but events."),
                    Map.entry("MethodInvocationStream", "A rule may read nothing but events."),
                    Map.entry(
                            "CurrentTimestampExpression",
                            "There is no other time than that of events: use event_time."),
                    Map.entry(
                            "InsertIntoClause",
                            "A rule makes no events for other rules; its rows are matches. Leave out insert into."),
                    Map.entry(
                            "RowLimitClause",
                            "A limit depends on what came before; say suppress in the rule instead."),
                    Map.entry(
                            "ForClause",
                            "A rule's rows are matches; grouped delivery is refused. Leave out for."),
                    Map.entry("OnClause", "A rule is one select over events; it has no on clause."),
                    Map.entry(
                            "UpdateClause",
                            "A rule changes no events; it is one select over them."),
                    Map.entry(
                            "OuterJoinQualifier",
                            "A rule has one stream; use a pattern, match_recognize or a subquery."),
                    Map.entry("AnnotationPart", "A rule's EPL has no annotations."));

    private EplForms() {}

    /** Why a node of this kind is refused; empty if it is not. */
    static Optional<String> refusal(Object node) {
        String kind = node.getClass().getSimpleName();
        boolean isNode = node.getClass().getPackageName().equals(Expression.class.getPackageName());
        if (node instanceof MaxProjectionExpression max && max.isEver()) {
            return Optional.of(EVER.formatted("max(...)"));
        }
        if (node instanceof MinProjectionExpression min && min.isEver()) {
            return Optional.of(EVER.formatted("min(...)"));
        }
        if (node instanceof LikeExpression like) {
            return Optional.of(wildcard(like));
        }
        return isNode && ALLOWED.contains(kind)
                ? Optional.empty()
                : Optional.of(
                        INSTEAD.getOrDefault(
                                kind, "A rule may not use this form of EPL: " + kind + "."));
    }

    /** Esper tries each place in a text for each %, so that a few of them take minutes at one event. */
    private static String wildcard(LikeExpression like) {
        List<Expression> parts = like.getChildren();
        String pattern =
                parts.size() > 1
                                && parts.get(1) instanceof ConstantExpression given
                                && given.getConstant() instanceof String text
                        ? text.replace('%', '*').replace('_', '?')
                        : "svc-*";
        return "like takes too long at a text that is made for it. Write %swildcard(%s, '%s'), which is without regard to case; with regard to it, matches."
                .formatted(like.isNot() ? "not " : "", Sequence.text(parts.getFirst()), pattern);
    }

    /** All of a node is looked at, by its fields, so that nothing can hide behind an accessor that we forgot. */
    static void parts(Object node, Consumer<Object> visitor) {
        for (Class<?> type = node.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    Object part = field.get(node);
                    if (part != null) {
                        visitor.accept(part);
                    }
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("Esper's model is on the class path.", e);
                }
            }
        }
    }
}
