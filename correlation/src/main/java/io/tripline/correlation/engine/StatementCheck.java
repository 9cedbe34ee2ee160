package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItem;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.MatchRecognizeDefine;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import com.espertech.esper.common.client.soda.Stream;
import com.espertech.esper.common.client.soda.View;
import io.tripline.contracts.EcsField;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a statement to what a rule may say. EPL is code: it can call any static method. So every part of the parsed
 * statement must be of a kind that is named here, and whatever else Esper knows or will know is refused.
 */
final class StatementCheck {
    private static final String SODA = "com.espertech.esper.common.client.soda";

    private static final Set<String> PARTS =
            Set.of(
                    "ArithmaticExpression",
                    "AvgProjectionExpression",
                    "BetweenExpression",
                    "CaseSwitchExpression",
                    "CaseWhenThenExpression",
                    "CoalesceExpression",
                    "CompareListExpression",
                    "ConcatExpression",
                    "Conjunction",
                    "ConstantExpression",
                    "CountProjectionExpression",
                    "CountStarProjectionExpression",
                    "CrontabParameterExpression",
                    "Disjunction",
                    "DotExpression",
                    "DotExpressionItemCall",
                    "EPStatementObjectModel",
                    "Filter",
                    "FilterStream",
                    "FirstProjectionExpression",
                    "FromClause",
                    "GroupByClause",
                    "GroupByClauseExpressionSingle",
                    "InExpression",
                    "LastProjectionExpression",
                    "LikeExpression",
                    "MatchRecognizeClause",
                    "MatchRecognizeDefine",
                    "MatchRecognizeIntervalClause",
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
                    "NamedParameterExpression",
                    "NotExpression",
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
                    "SumProjectionExpression",
                    "TimePeriodExpression",
                    "View",
                    "WildcardExpression",
                    "WindowProjectionExpression");

    private static final Set<String> VIEWS =
            Set.of("time", "length", "keepall", "unique", "groupwin", "firstevent", "lastevent");

    /** First parts of the names of classes: no stream may be called so, lest a class hide behind it. */
    private static final Set<String> PACKAGES =
            Set.of("com", "io", "java", "javax", "jdk", "net", "org", "sun");

    private final Set<String> problems = new TreeSet<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> properties = new ArrayList<>();
    private final Set<Object> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());

    private StatementCheck() {}

    /** What the statement says that a rule may not; empty if all is well. */
    static List<String> problems(EPStatementObjectModel model) {
        StatementCheck check = new StatementCheck();
        check.walk(model);
        check.properties.forEach(check::property);
        return List.copyOf(check.problems);
    }

    private void walk(@Nullable Object part) {
        switch (part) {
            case null -> {}
            case Collection<?> parts -> parts.forEach(this::walk);
            case Object[] parts -> Arrays.stream(parts).forEach(this::walk);
            case Object each when each.getClass().getPackageName().equals(SODA) -> node(each);
            case Object _ -> {}
        }
    }

    private void node(Object part) {
        if (part instanceof Enum || !seen.add(part)) {
            return;
        }
        if (!PARTS.contains(part.getClass().getSimpleName())) {
            problems.add(describe(part) + " is not allowed in a rule");
            return;
        }
        switch (part) {
            case DotExpression dot -> call(dot);
            case SingleRowMethodExpression method -> call(method.getChain());
            case SelectClauseExpression column -> name(column.getAsName());
            case PropertyValueExpression property -> properties.add(property.getPropertyName());
            case Filter filter -> {
                if (!filter.getEventTypeName().equals(EventType.NAME)) {
                    problems.add("the only stream is Event, not " + filter.getEventTypeName());
                }
                if (filter.getOptionalPropertySelects() != null
                        && !filter.getOptionalPropertySelects().isEmpty()) {
                    problems.add("contained events are not allowed in a rule");
                }
            }
            case View view -> {
                if (!VIEWS.contains(view.getName())) {
                    problems.add("the window #" + view.getName() + " is not allowed in a rule");
                }
            }
            case PatternGuardExpr guard ->
                    timer(guard.getNamespace() + ":" + guard.getName(), "timer:within");
            case PatternObserverExpr observer ->
                    timer(observer.getNamespace() + ":" + observer.getName(), "timer:interval");
            case PatternFilterExpr filter -> name(filter.getTagName());
            case Stream stream -> name(stream.getStreamName());
            case MatchRecognizeDefine define -> name(define.getName());
            case MatchRecognizeRegExAtom atom -> name(atom.getName());
            case EPStatementObjectModel model -> {
                if (model.getFromClause() == null || model.getSelectClause() == null) {
                    problems.add("a rule is one select statement");
                }
                if (model.getContextName() != null) {
                    problems.add("a context is not allowed in a rule");
                }
            }
            case Object _ -> {}
        }
        getters(part).forEach(getter -> walk(get(getter, part)));
    }

    private void timer(String given, String allowed) {
        if (!given.equals(allowed)) {
            problems.add(given + " is not allowed in a rule; there is " + allowed);
        }
    }

    private void name(@Nullable String name) {
        if (name != null) {
            if (PACKAGES.contains(name) || EcsField.isRoot(name)) {
                problems.add("give " + name + " another name: it is a field's or a package's");
            }
            names.add(name);
        }
    }

    private void call(DotExpression dot) {
        call(dot.getChildren().isEmpty() ? dot.getChain() : List.of());
    }

    private void call(List<DotExpressionItem> chain) {
        if (chain.size() != 1
                || !(chain.getFirst() instanceof DotExpressionItemCall call)
                || !Functions.NAMES.contains(call.getName())) {
            problems.add(
                    "a rule may call "
                            + new TreeSet<>(Functions.NAMES)
                            + " and Esper's aggregations, nothing else");
        }
    }

    private void property(String path) {
        String first = path.split("[.\\[('?]", 2)[0].replace("`", "");
        boolean isEvent = path.equals(EventType.WHOLE) || path.equals(EventType.TIME);
        if (path.indexOf('(') >= 0
                || (!isEvent && !names.contains(first) && !EcsField.isRoot(first))) {
            problems.add("there is no field " + path);
        }
        if (path.contains(EventType.WHOLE + ".")) {
            problems.add("whole is for vendor() only");
        }
    }

    private static String describe(Object part) {
        return part.getClass()
                .getSimpleName()
                .replaceAll("(Expression|Clause|Expr)$", "")
                .replaceAll("([a-z])([A-Z])", "$1 $2");
    }

    private static List<Method> getters(Object part) {
        return Arrays.stream(part.getClass().getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .filter(
                        method ->
                                method.getName().startsWith("get")
                                        && !method.getName().equals("getClass"))
                .sorted(Comparator.comparing(Method::getName))
                .collect(Collectors.toList());
    }

    private static @Nullable Object get(Method getter, Object part) {
        try {
            return getter.invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Esper's model has no readable " + getter.getName(), e);
        }
    }
}
