package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ArithmaticExpression;
import com.espertech.esper.common.client.soda.CastExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItem;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.DotExpressionItemName;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.LambdaExpression;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.PatternEveryExpr;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.PreviousExpression;
import com.espertech.esper.common.client.soda.ProjectedStream;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SelectClause;
import com.espertech.esper.common.client.soda.SelectClauseElement;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.Stream;
import com.espertech.esper.common.client.soda.StreamSelector;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import com.espertech.esper.common.client.soda.View;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.Suggestion;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks a parsed statement against what a rule may say. EPL is code: a qualified Java call compiles whatever is imported,
 * so every node of the statement must be of a kind that is listed. On the way it collects what the engine needs to know:
 * filters, fields, timers.
 */
final class EplCheck {
    private static final Set<String> AGGREGATIONS =
            Set.of(
                    "AvgProjectionExpression",
                    "CountProjectionExpression",
                    "CountStarProjectionExpression",
                    "FirstProjectionExpression",
                    "LastProjectionExpression",
                    "MaxProjectionExpression",
                    "MinProjectionExpression",
                    "SumProjectionExpression",
                    "WindowProjectionExpression");
    private static final Set<String> ENUMERATIONS =
            Set.of(
                    "where",
                    "countOf",
                    "anyOf",
                    "allOf",
                    "firstOf",
                    "lastOf",
                    "distinctOf",
                    "selectFrom",
                    "minBy",
                    "maxBy",
                    "sumOf");

    /** Events that prev may reach back: they are kept for it. */
    private static final int MOST_BACK = 1_000;

    private static final String EVERY_EVENT =
            "Say which events: Event without a condition wants every event. Conditions stand within Event(...), not after where.";

    private final Rule rule;
    private final NamedLists named;
    private final Set<String> problems = new LinkedHashSet<>();
    private final EplNames names;
    private final EplTimes times;
    private final EplLists lists;
    private final List<Filter> filters = new ArrayList<>();
    private final Set<String> kinds = new TreeSet<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<DotExpressionItemCall> calls = new ArrayList<>();
    private final List<CastExpression> casts = new ArrayList<>();
    private Select select = new Select();

    /** Where the first window that is missing belongs; empty if none is missing. */
    private String unbounded = "";

    private long patterns;

    /** A select, or one within it. */
    private static final class Select {
        private boolean aggregates;
        private String lacksWindow = "";
    }

    private EplCheck(Rule rule, NamedLists named) {
        this.rule = rule;
        this.named = named;
        this.names = new EplNames(rule.profiles().keySet(), problems);
        this.times = new EplTimes(rule.window(), problems);
        this.lists = new EplLists(named, problems);
    }

    /**
     * What was found.
     *
     * @param problems empty if the statement may be compiled
     * @param filters conditions on one event alone, of which every event that the statement can use meets one
     * @param timers whether something happens when time passes without an event
     * @param reach which earlier events make a difference to an event's rows
     * @param need what must be among an entity's events for it to have a row
     * @param lists the named lists it asks
     * @param conditions the parts of each filter, all of which must hold
     * @param questions what is asked of each of the rule's profiles
     * @param remarks what compiles and cannot be meant
     */
    record Result(
            List<String> problems,
            List<Expression> filters,
            Set<EcsField> fields,
            List<String> vendor,
            boolean timers,
            Reach reach,
            Need need,
            List<NamedList> lists,
            List<List<Condition>> conditions,
            Map<String, Set<ProfileQuestion>> questions,
            List<EplRemarks.Found> remarks) {}

    static Result of(Rule rule, EPStatementObjectModel model, NamedLists named) {
        EplCheck check = new EplCheck(rule, named);
        if (model.getContextName() != null) {
            check.problems.add("A rule needs no context: it only ever sees one entity's events.");
        }
        if (model.getSelectClause() == null || model.getFromClause() == null) {
            check.problems.add("A rule's EPL is one select ... from Event(...).");
        }
        check.visit(model);
        check.checkShape(model);
        check.names.check();
        check.checkTypes();
        check.checkColumns(model);
        List<List<Expression>> parts = check.problems.isEmpty() ? check.ownParts() : List.of();
        boolean good = check.problems.isEmpty();
        Reach reach =
                good
                        ? Reach.of(
                                model,
                                check.kinds,
                                check.times.views(),
                                check.wantsAllItsEvents(parts))
                        : new Reach.Slices(1);
        return new Result(
                List.copyOf(check.problems),
                good ? parts.stream().map(EplCheck::all).toList() : List.of(),
                check.names.fields(),
                check.names.vendor(),
                check.times.hasTimers(),
                reach,
                good ? Need.of(model, reach) : Need.NOTHING,
                check.lists.bound(),
                parts.stream().map(own -> own.stream().map(check::condition).toList()).toList(),
                check.names.questions(),
                good ? EplRemarks.of(rule, model, check.names::withoutAlias) : List.of());
    }

    /** Of a condition on one event alone, parsed as that of {@code Event(...)}. */
    static Result ofCondition(Rule rule, EPStatementObjectModel model, NamedLists named) {
        EplCheck check = new EplCheck(rule, named);
        check.visit(model);
        check.names.check();
        check.checkTypes();
        List<List<Expression>> parts = check.problems.isEmpty() ? check.ownParts() : List.of();
        if (check.problems.isEmpty()
                && (!check.wantsAllItsEvents(parts) || !check.times.views().isEmpty())) {
            check.problems.add(
                    "A condition of not-evaluated is about one event alone, as within Event(...): no window, no other event, no profile.");
        }
        return new Result(
                List.copyOf(check.problems),
                check.problems.isEmpty() ? parts.stream().map(EplCheck::all).toList() : List.of(),
                check.names.fields(),
                check.names.vendor(),
                false,
                new Reach.Slices(1),
                Need.NOTHING,
                check.lists.bound(),
                List.of(),
                Map.of(),
                List.of());
    }

    private void visit(@Nullable Object node) {
        switch (node) {
            case null -> {}
            case Collection<?> all -> all.forEach(this::visit);
            case Object[] all -> Arrays.asList(all).forEach(this::visit);
            case Number _, Boolean _, Enum<?> _ -> {}
            case String text -> names.written(text);
            // What it holds stands between quotes.
            case ConstantExpression _ -> kinds.add(ConstantExpression.class.getSimpleName());
            case DotExpression dot when !askedWrongly(dot).isEmpty() ->
                    problems.add(askedWrongly(dot));
            case EPStatementObjectModel model -> {
                Select outer = select;
                select = new Select();
                look(model);
                EplForms.parts(model, this::visit);
                if (unbounded.isEmpty()
                        && (select.aggregates || model.getMatchRecognizeClause() != null)) {
                    unbounded = select.lacksWindow;
                }
                select = outer;
            }
            default ->
                    EplForms.refusal(node)
                            .ifPresentOrElse(
                                    problems::add,
                                    () -> {
                                        look(node);
                                        EplForms.parts(node, this::visit);
                                    });
        }
    }

    /** What is wrong with a call on a field that is meant to be one of ours; empty if nothing is. */
    private static String askedWrongly(DotExpression dot) {
        String of = "";
        for (DotExpressionItem each : dot.getChain()) {
            if (each instanceof DotExpressionItemName name) {
                of = name.getName();
            } else if (each instanceof DotExpressionItemCall call) {
                if (of.equals(EventSchema.VENDOR) || of.equals(EventSchema.PROFILE)) {
                    return of
                            + "."
                            + call.getName()
                            + " takes one name, in quotes: "
                            + (of.equals(EventSchema.VENDOR)
                                    ? "vendor.field('winlog.logon.type')."
                                    : "profile.is_first('host').");
                }
                String instead = Functions.instead(call.getName());
                if (!of.isEmpty() && !instead.isEmpty()) {
                    return "A field has no " + call.getName() + "()." + instead;
                }
            }
        }
        return "";
    }

    private void look(Object node) {
        String kind = node.getClass().getSimpleName();
        select.aggregates |= AGGREGATIONS.contains(kind);
        kinds.add(kind);
        if (node instanceof Expression expression) {
            comparisons.addAll(Comparison.in(expression));
            problems.addAll(Comparison.pointless(expression));
        }
        switch (node) {
            case ProjectedStream stream -> {
                names.event(stream.getStreamName());
                times.stream(stream);
                if (stream.getViews() == null || stream.getViews().isEmpty()) {
                    select.lacksWindow =
                            stream instanceof PatternStream ? "pattern [...]" : "Event(...)";
                }
            }
            case Stream stream -> names.event(stream.getStreamName());
            case PatternFilterExpr filter -> names.event(filter.getTagName());
            case MatchRecognizeRegExAtom atom -> names.event(atom.getName());
            case SelectClauseExpression column -> names.alias(column.getAsName());
            case LambdaExpression lambda -> lambda.getParameters().forEach(names::event);
            case PropertyValueExpression property -> names.property(property);
            case Filter filter -> {
                filters.add(filter);
                if (filter.getFilter() == null
                        || filter.getFilter() instanceof ConstantExpression) {
                    problems.add(EVERY_EVENT);
                }
                if (!filter.getEventTypeName().equals(EventSchema.TYPE)) {
                    problems.add(
                            "There are no events " + filter.getEventTypeName() + ", only Event.");
                }
            }
            case View view -> times.view(view);
            case PatternGuardExpr guard -> times.guard(guard);
            case PatternObserverExpr observer -> times.observer(observer);
            case TimePeriodExpression period -> times.period(period);
            case DotExpressionItemCall call -> {
                calls.add(call);
                checkConstants(call);
                if (!problems.contains(EplForms.NO_JAVA)
                        && !Functions.NAMES.contains(call.getName())
                        && !ENUMERATIONS.contains(call.getName())) {
                    problems.add(
                            "There is no function "
                                    + call.getName()
                                    + " for rules."
                                    + functions(call.getName()));
                }
            }
            case CastExpression cast -> casts.add(cast);
            case PreviousExpression previous -> reachesBack(previous.getChildren());
            case ArithmaticExpression arithmetic -> {
                if (arithmetic.getOperator().equals("%") && !isDivisor(arithmetic)) {
                    problems.add(
                            "% divides by a number that stands there and is not 0, as in event_time % 60000.");
                }
            }
            case SelectClause select -> {
                if (select.getStreamSelector() != null
                        && select.getStreamSelector() != StreamSelector.ISTREAM_ONLY) {
                    problems.add("A rule selects what comes in; irstream and rstream are refused.");
                }
            }
            default -> {}
        }
    }

    /** How many events back: a number that stands there and is bounded, as so many are kept. */
    private void reachesBack(List<Expression> parameters) {
        boolean bounded =
                parameters.size() < 2
                        || parameters.stream()
                                .anyMatch(
                                        each ->
                                                each instanceof ConstantExpression constant
                                                        && constant.getConstant()
                                                                instanceof Integer number
                                                        && number >= 0
                                                        && number <= MOST_BACK);
        if (!bounded) {
            problems.add(
                    "prev reaches back by a number from 0 to "
                            + MOST_BACK
                            + " that stands there: prev(1, source.ip).");
        }
    }

    private static boolean isDivisor(ArithmaticExpression arithmetic) {
        return arithmetic.getChildren().stream()
                .skip(1)
                .allMatch(
                        each ->
                                each instanceof ConstantExpression constant
                                        && constant.getConstant() instanceof Number number
                                        && number.doubleValue() != 0);
    }

    private static String functions(String name) {
        String instead = Functions.instead(name);
        if (!instead.isEmpty()) {
            return instead;
        }
        String likely = Suggestion.of(name, Functions.NAMES);
        return likely.isEmpty() ? " There are " + String.join(", ", Functions.NAMES) + "." : likely;
    }

    /** What can't work is said when the rule is read, not at the first event. */
    private void checkConstants(DotExpressionItemCall call) {
        if (call.getName().equals(Functions.IN_LIST)
                || call.getName().equals(Functions.LIST_ENTRY)) {
            if (call.getParameters().size() == 2
                    && call.getParameters().getLast() instanceof PropertyValueExpression name) {
                names.told(name);
            }
            lists.bind(call);
            return;
        }
        if (call.getName().startsWith("distinct_")
                && call.getParameters().size() == 1
                && call.getParameters().getFirst() instanceof PropertyValueExpression one) {
            problems.add(
                    call.getName()
                            + " takes what a window holds: "
                            + call.getName()
                            + "(window("
                            + one.getPropertyName()
                            + ")).");
            return;
        }
        if (call.getName().equals("matches")
                && (call.getParameters().size() != 2
                        || !(call.getParameters().get(1) instanceof ConstantExpression))) {
            problems.add(
                    "matches takes a field and a constant pattern: matches(user.name, 'svc-.*').");
            return;
        }
        if (call.getParameters().size() < 2
                || !(call.getParameters().get(1) instanceof ConstantExpression given
                        && given.getConstant() instanceof String text)) {
            return;
        }
        String problem =
                switch (call.getName()) {
                    case "matches" -> RuleFunctions.patternProblem(text);
                    case "cidr" -> RuleFunctions.networkProblem(text);
                    default -> "";
                };
        if (!problem.isEmpty()) {
            problems.add(problem);
        } else if (call.getName().equals("matches")) {
            patterns += PatternSize.of(text);
            if (patterns > PatternSize.MOST_OF_RULE) {
                problems.add(
                        "The patterns of a rule have at most "
                                + PatternSize.MOST_OF_RULE
                                + " characters together. Use a list, or ends_with and its like.");
            }
        }
    }

    private void checkShape(EPStatementObjectModel model) {
        List<String> growing = times.isWronglyGuarded() ? List.of() : EplGrowth.problems(model);
        problems.addAll(growing);
        if (!unbounded.isEmpty()) {
            problems.add(
                    "Without a window, the events of a rule are kept for ever; write "
                            + unbounded
                            + "#time(10 min).");
        }
        if (model.getFromClause() != null && model.getFromClause().getStreams().size() > 1) {
            problems.add("A rule has one stream; use a pattern, match_recognize or a subquery.");
        }
        boolean pattern =
                model.getFromClause() != null
                        && model.getFromClause().getStreams().stream()
                                .anyMatch(PatternStream.class::isInstance);
        if (problems.isEmpty() && model.getFromClause() != null) {
            times.together(model);
        }
        if (pattern && !times.isGuarded() && growing.isEmpty()) {
            problems.add(
                    "Without where timer:within(t), a pattern waits for ever and never forgets.");
        }
        if (pattern && !kinds.contains(PatternEveryExpr.class.getSimpleName())) {
            problems.add(
                    "Without every, a pattern is found once and not looked for again. Write pattern [every a=Event(...) -> ...].");
        }
    }

    private void checkTypes() {
        comparisons.stream()
                .map(each -> each.problem(names::withoutAlias))
                .filter(each -> !each.isEmpty())
                .forEach(problems::add);
        calls.stream()
                .map(each -> EplCalls.problem(each, names::withoutAlias))
                .filter(each -> !each.isEmpty())
                .forEach(problems::add);
        casts.stream()
                .map(each -> EplCasts.problem(each, names::withoutAlias))
                .filter(each -> !each.isEmpty())
                .forEach(problems::add);
        if (calls.size() > EplCalls.MOST) {
            problems.add(
                    "A rule calls at most "
                            + EplCalls.MOST
                            + " functions, as each takes its time to compile, and this one "
                            + calls.size()
                            + ". Write many values as user.name in ('alice', 'bob'), or into a list: in_list(user.name, 'service-accounts').");
        }
    }

    /** What an alert shows must be something that the select gives. */
    private void checkColumns(EPStatementObjectModel model) {
        Set<String> columns = new TreeSet<>();
        if (model.getSelectClause() == null) {
            return;
        }
        for (SelectClauseElement each : model.getSelectClause().getSelectList()) {
            if (!(each instanceof SelectClauseExpression column)) {
                return;
            }
            if (column.getAsName() != null) {
                columns.add(column.getAsName());
            } else if (column.getExpression() instanceof PropertyValueExpression property) {
                columns.add(property.getPropertyName());
            }
        }
        rule.values()
                .forEach(
                        (name, value) -> {
                            if (value instanceof Rule.Value.Column(String column)
                                    && !columns.contains(column)) {
                                problems.add(
                                        "The value "
                                                + name
                                                + " shows the column "
                                                + column
                                                + ", which the select does not have. Write ... as "
                                                + column
                                                + " there."
                                                + Suggestion.of(column, columns));
                            }
                        });
    }

    /**
     * By filter, what one event alone can decide: a part that names another event or what is remembered is left out, so that
     * the rest lets through at least what the statement wants.
     */
    private List<List<Expression>> ownParts() {
        List<List<Expression>> parts = new ArrayList<>();
        for (Filter filter : filters) {
            List<Expression> own =
                    conjuncts(filter.getFilter()).stream().filter(this::isAboutTheEvent).toList();
            if (own.isEmpty()) {
                problems.add(EVERY_EVENT);
            }
            parts.add(own);
        }
        return parts;
    }

    /** One filter of which nothing was left out wants every event that the rule is given. */
    private boolean wantsAllItsEvents(List<List<Expression>> parts) {
        return filters.size() == 1
                && parts.size() == 1
                && conjuncts(filters.getFirst().getFilter()).size() == parts.getFirst().size();
    }

    private static Expression all(List<Expression> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        Conjunction all = new Conjunction();
        parts.forEach(all::add);
        return all;
    }

    private static List<Expression> conjuncts(@Nullable Expression expression) {
        return switch (expression) {
            case null -> List.of();
            case Conjunction all ->
                    all.getChildren().stream().flatMap(each -> conjuncts(each).stream()).toList();
            default -> List.of(expression);
        };
    }

    private Condition condition(Expression expression) {
        EplCheck part = new EplCheck(rule, named);
        part.visit(expression);
        part.names.check();
        StringWriter text = new StringWriter();
        expression.toEPL(text, ExpressionPrecedenceEnum.MINIMUM);
        return new Condition(text.toString(), part.names.fields(), part.names.vendor());
    }

    private boolean isAboutTheEvent(Expression expression) {
        EplCheck part = new EplCheck(rule, named);
        part.visit(expression);
        return part.filters.isEmpty() && part.names.areOfTheEvent();
    }
}
