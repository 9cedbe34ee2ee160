package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.CastExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.LambdaExpression;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PatternStream;
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
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a parsed statement against what a rule may say. EPL is code: a qualified Java call compiles whatever is imported,
 * so every node of the statement must be of a kind that is listed here, and a new kind in a new Esper is refused until
 * someone lists it. On the way it collects what the engine needs to know: filters, fields, timers.
 */
final class EplCheck {
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
                    "LikeExpression",
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
                    "PriorExpression",
                    "PropertyExistsExpression",
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

    private static final String NO_JAVA =
            "A rule may call no Java code, only the functions for rules.";

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

    private static final Set<String> VIEWS =
            Set.of("time", "length", "lastevent", "ext_timed_batch");
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
    private static final Set<String> CASTS =
            Set.of("string", "int", "long", "double", "boolean", "java.lang.String");

    /** A name is written out as it is, so one in back ticks could go on as code. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Set<String> FIELD_NAMES = new TreeSet<>();

    static {
        Arrays.stream(EcsField.values())
                .filter(field -> field != EcsField.TIMESTAMP)
                .forEach(field -> FIELD_NAMES.add(field.fieldName()));
        FIELD_NAMES.add(EventSchema.EVENT_TIME);
    }

    private static final String VENDOR_FIELD = EventSchema.VENDOR + ".field";
    private static final String PROFILE = EventSchema.PROFILE + ".";

    private final Rule rule;
    private final NamedLists named;
    private final Map<String, NamedList> lists = new TreeMap<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> aliases = new LinkedHashSet<>();
    private final List<PropertyValueExpression> properties = new ArrayList<>();
    private final List<Filter> filters = new ArrayList<>();
    private final Set<EcsField> fields = new TreeSet<>();
    private final Set<String> vendor = new TreeSet<>();
    private final Map<String, Set<ProfileQuestion>> questions = new TreeMap<>();
    private final Set<String> kinds = new TreeSet<>();
    private final List<View> views = new ArrayList<>();
    private final List<List<Condition>> conditions = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private boolean timers;
    private boolean aggregates;
    private boolean guarded;
    private boolean windowMissing;

    private EplCheck(Rule rule, NamedLists named) {
        this.rule = rule;
        this.named = named;
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
            Map<String, Set<ProfileQuestion>> questions) {}

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
        check.checkNames();
        check.checkTypes();
        check.checkColumns(model);
        List<Expression> filters = check.problems.isEmpty() ? check.eventFilters() : List.of();
        boolean good = check.problems.isEmpty();
        Reach reach =
                good
                        ? Reach.of(
                                model, check.kinds, check.views, check.wantsAllItsEvents(filters))
                        : new Reach.Everything();
        return new Result(
                List.copyOf(check.problems),
                filters,
                check.fields,
                List.copyOf(check.vendor),
                check.timers,
                reach,
                good ? Need.of(model, reach) : Need.NOTHING,
                List.copyOf(check.lists.values()),
                List.copyOf(check.conditions),
                check.questions);
    }

    /** One filter that was not weakened wants every event that the rule is given. */
    private boolean wantsAllItsEvents(List<Expression> weakened) {
        if (filters.size() != 1 || weakened.size() != 1) {
            return false;
        }
        List<Expression> all = new ArrayList<>();
        collectConjuncts(filters.getFirst().getFilter(), all);
        List<Expression> kept = new ArrayList<>();
        collectConjuncts(weakened.getFirst(), kept);
        return all.size() == kept.size();
    }

    private void visit(@Nullable Object node) {
        switch (node) {
            case null -> {}
            case Collection<?> all -> all.forEach(this::visit);
            case Object[] all -> Arrays.asList(all).forEach(this::visit);
            case String _, Number _, Boolean _, Enum<?> _ -> {}
            default -> {
                String kind = node.getClass().getSimpleName();
                if (!node.getClass().getPackageName().equals(Expression.class.getPackageName())
                        || !ALLOWED.contains(kind)) {
                    problems.add(
                            INSTEAD.getOrDefault(
                                    kind, "A rule may not use this form of EPL: " + kind + "."));
                    return;
                }
                look(node, kind);
                visitFields(node);
            }
        }
    }

    /** All of a node is looked at, by its fields, so that nothing can hide behind an accessor that we forgot. */
    private void visitFields(Object node) {
        for (Class<?> type = node.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    visit(field.get(node));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("Esper's model is on the class path.", e);
                }
            }
        }
    }

    private void look(Object node, String kind) {
        aggregates |= AGGREGATIONS.contains(kind);
        kinds.add(kind);
        if (node instanceof Expression expression) {
            comparisons.addAll(Comparison.in(expression));
        }
        switch (node) {
            case FilterStream stream -> {
                alias(stream.getStreamName());
                checkBounded(stream.getViews());
                windowMissing |= stream.getViews() == null || stream.getViews().isEmpty();
            }
            case Stream stream -> alias(stream.getStreamName());
            case PatternFilterExpr filter -> alias(filter.getTagName());
            case MatchRecognizeRegExAtom atom -> alias(atom.getName());
            case SelectClauseExpression column -> alias(column.getAsName());
            case LambdaExpression lambda -> lambda.getParameters().forEach(this::alias);
            case PropertyValueExpression property -> properties.add(property);
            case Filter filter -> {
                filters.add(filter);
                if (!filter.getEventTypeName().equals(EventSchema.TYPE)) {
                    problems.add(
                            "There are no events " + filter.getEventTypeName() + ", only Event.");
                }
            }
            case View view -> view(view);
            case PatternGuardExpr guard -> {
                guarded = true;
                if (!"timer".equals(guard.getNamespace()) || !"within".equals(guard.getName())) {
                    problems.add("A pattern is guarded by timer:within only.");
                }
            }
            case PatternObserverExpr observer -> {
                guarded = true;
                timers = true;
                if (!"timer".equals(observer.getNamespace())
                        || !"interval".equals(observer.getName())) {
                    problems.add(
                            "A pattern observes timer:interval only; a time of day depends on where the window began.");
                }
                for (Expression each : observer.getParameters()) {
                    if (each instanceof TimePeriodExpression period && seconds(period) < 1) {
                        problems.add("timer:interval waits for a second or longer.");
                    }
                }
            }
            case TimePeriodExpression period -> checkPeriod(period);
            case DotExpressionItemCall call -> {
                checkConstants(call);
                if (!problems.contains(NO_JAVA)
                        && !Functions.NAMES.contains(call.getName())
                        && !ENUMERATIONS.contains(call.getName())) {
                    problems.add(
                            "There is no function "
                                    + call.getName()
                                    + " for rules."
                                    + functions(call.getName()));
                }
            }
            case CastExpression cast -> {
                if (!CASTS.contains(cast.getTypeName())) {
                    problems.add("A rule casts to string, int, long, double or boolean only.");
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

    private static String functions(String name) {
        String likely = Suggestion.of(name, Functions.NAMES);
        return likely.isEmpty() ? " There are " + String.join(", ", Functions.NAMES) + "." : likely;
    }

    private void alias(@Nullable String name) {
        if (name != null) {
            aliases.add(name);
            if (!NAME.matcher(name).matches()) {
                problems.add(
                        "A name has letters, digits and underscores, which this one has not: "
                                + name
                                + ".");
            }
        }
    }

    private void view(View view) {
        views.add(view);
        String name = view.getName();
        if (name.equals("time")
                && !(view.getParameters().getFirst() instanceof TimePeriodExpression)) {
            problems.add("#time takes a time with its unit, e.g. #time(10 min).");
        }
        if (name.equals("time_batch")) {
            problems.add(
                    "#time_batch depends on where the window began; use #ext_timed_batch(event_time, t, 0L).");
        } else if (!VIEWS.contains(name)) {
            problems.add(
                    "The window #"
                            + name
                            + " is unbounded or leaks; use #time."
                            + Suggestion.of(name, VIEWS));
        }
        if (name.equals("length")
                && !(view.getParameters().getFirst() instanceof ConstantExpression size
                        && size.getConstant() instanceof Integer events
                        && events <= 1_000)) {
            problems.add("#length holds a constant number of events, at most 1000.");
        }
    }

    /** A count of events alone reaches further back than an entity's events are kept. */
    private void checkBounded(@Nullable List<View> all) {
        List<String> names = all == null ? List.of() : all.stream().map(View::getName).toList();
        if ((names.contains("length") || names.contains("lastevent")) && !names.contains("time")) {
            problems.add(
                    "#"
                            + names.getFirst()
                            + " reaches back without a bound in time; write Event(...)#time(10 min).");
        }
    }

    /** What can't work is said when the rule is read, not at the first event. */
    private void checkConstants(DotExpressionItemCall call) {
        if (call.getName().equals(Functions.IN_LIST)
                || call.getName().equals(Functions.LIST_ENTRY)) {
            bindList(call);
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
        }
    }

    /** A rule keeps to the list as it was when the rule was compiled: the name is bound to its version. */
    private void bindList(DotExpressionItemCall call) {
        if (call.getParameters().size() != 2
                || !(call.getParameters().get(1) instanceof ConstantExpression given
                        && given.getConstant() instanceof String name)) {
            problems.add(
                    call.getName()
                            + " takes a field and a list's name: "
                            + call.getName()
                            + "(source.ip, 'offices').");
            return;
        }
        int version = name.indexOf('#');
        String list = version < 0 ? name : name.substring(0, version);
        named.named(list)
                .ifPresentOrElse(
                        each -> {
                            lists.put(list, each);
                            given.setConstant(each.key());
                        },
                        () ->
                                problems.add(
                                        "There is no list "
                                                + name
                                                + "; write lists/"
                                                + name
                                                + ".txt beside the rules, one entry a line."
                                                + Suggestion.of(name, named.names())));
    }

    private void checkPeriod(TimePeriodExpression period) {
        if (period.isHasYears() || period.isHasMonths() || period.isHasMicroseconds()) {
            problems.add("A time is in weeks, days, hours, minutes, seconds or milliseconds.");
            return;
        }
        double seconds = seconds(period);
        if (Double.isNaN(seconds)) {
            problems.add("A time in a rule is a constant.");
            return;
        }
        if (seconds * 1000 > rule.window().toMillis()) {
            problems.add(
                    "The EPL looks back "
                            + words(Duration.ofMillis((long) (seconds * 1000)))
                            + ", further than the rule's window of "
                            + words(rule.window())
                            + ". Make the window longer or look back less far.");
        }
    }

    /** As rule files say it: 90s, 10m, 24h. */
    private static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** Not a number if it is no constant. */
    private static double seconds(TimePeriodExpression period) {
        double[] units = {604_800, 86_400, 3_600, 60, 1, 0.001};
        boolean[] present = {
            period.isHasWeeks(),
            period.isHasDays(),
            period.isHasHours(),
            period.isHasMinutes(),
            period.isHasSeconds(),
            period.isHasMilliseconds()
        };
        double seconds = 0;
        int child = 0;
        for (int i = 0; i < units.length; i++) {
            if (present[i]) {
                if (!(period.getChildren().get(child++) instanceof ConstantExpression constant
                        && constant.getConstant() instanceof Number amount)) {
                    return Double.NaN;
                }
                seconds += amount.doubleValue() * units[i];
            }
        }
        return seconds;
    }

    private void checkShape(EPStatementObjectModel model) {
        if (windowMissing && (aggregates || model.getMatchRecognizeClause() != null)) {
            problems.add(
                    "Without a window, the events of a rule are kept for ever; write Event(...)#time(10 min).");
        }
        if (model.getFromClause() != null && model.getFromClause().getStreams().size() > 1) {
            problems.add("A rule has one stream; use a pattern, match_recognize or a subquery.");
        }
        boolean pattern =
                model.getFromClause() != null
                        && model.getFromClause().getStreams().stream()
                                .anyMatch(PatternStream.class::isInstance);
        if (pattern && !guarded) {
            problems.add(
                    "Without where timer:within(t), a pattern waits for ever and never forgets.");
        }
    }

    private void checkNames() {
        for (PropertyValueExpression property : properties) {
            String name = property.getPropertyName().replace("`", "");
            if (name.endsWith(")")) {
                mapped(name);
                continue;
            }
            String own = withoutAlias(name);
            if (own.isEmpty()) {
                continue;
            }
            EcsField field = EcsField.byName(own).orElse(null);
            if (field != null && field != EcsField.TIMESTAMP) {
                fields.add(field);
            } else if (!own.equals(EventSchema.EVENT_TIME)) {
                String likely =
                        own.equals("@timestamp")
                                ? " Use event_time, in milliseconds."
                                : Suggestion.of(own, FIELD_NAMES);
                problems.add("ECS has no field " + own + "." + likely);
            }
        }
    }

    private void checkTypes() {
        comparisons.stream()
                .map(each -> each.problem(this::withoutAlias))
                .filter(each -> !each.isEmpty())
                .forEach(problems::add);
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

    private String withoutAlias(String name) {
        if (FIELD_NAMES.contains(name)) {
            return name;
        }
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        first = first.replaceAll("\\[.*", "");
        if (!aliases.contains(first)) {
            return name;
        }
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /** {@code vendor.field('x')} or {@code a.profile.is_first('x')}. */
    private void mapped(String name) {
        int parenthesis = name.indexOf('(');
        String own = withoutAlias(name.substring(0, parenthesis));
        String key =
                name.substring(parenthesis + 1, name.length() - 1).replaceAll("^['\"]|['\"]$", "");
        if (own.equals(VENDOR_FIELD)) {
            vendor.add(key);
        } else if (own.startsWith(PROFILE)) {
            askProfile(own.substring(PROFILE.length()), key);
        } else {
            problems.add(
                    "There is no "
                            + own
                            + "('...'), only vendor.field('...') and profile.is_first('...').");
        }
    }

    private void askProfile(String label, String profile) {
        if (!rule.profiles().containsKey(profile)) {
            problems.add(
                    "The rule's profiles have no "
                            + profile
                            + "."
                            + Suggestion.of(profile, rule.profiles().keySet()));
        }
        List<String> labels = ProfileQuestion.labels();
        ProfileQuestion.byLabel(label)
                .ifPresentOrElse(
                        questions.computeIfAbsent(
                                        profile, _ -> EnumSet.noneOf(ProfileQuestion.class))
                                ::add,
                        () ->
                                problems.add(
                                        "A profile is asked "
                                                + String.join(", ", labels)
                                                + ", not "
                                                + label
                                                + "."
                                                + Suggestion.of(label, labels)));
    }

    /**
     * Filters weakened to what one event alone can decide: a part that names another event or what is remembered is left
     * out, so that the filter lets through at least what the statement wants.
     */
    private List<Expression> eventFilters() {
        List<Expression> weakened = new ArrayList<>();
        for (Filter filter : filters) {
            List<Expression> parts = new ArrayList<>();
            collectConjuncts(filter.getFilter(), parts);
            List<Expression> own = parts.stream().filter(this::isAboutTheEvent).toList();
            conditions.add(own.stream().map(this::condition).toList());
            if (own.isEmpty()) {
                problems.add("Say which events: Event without a condition wants every event.");
            } else if (own.size() == 1) {
                weakened.add(own.getFirst());
            } else {
                Conjunction all = new Conjunction();
                own.forEach(all::add);
                weakened.add(all);
            }
        }
        return weakened;
    }

    private Condition condition(Expression expression) {
        EplCheck part = new EplCheck(rule, named);
        part.visit(expression);
        part.checkNames();
        StringWriter text = new StringWriter();
        expression.toEPL(text, ExpressionPrecedenceEnum.MINIMUM);
        return new Condition(text.toString(), part.fields, List.copyOf(part.vendor));
    }

    private static void collectConjuncts(@Nullable Expression expression, List<Expression> parts) {
        if (expression instanceof Conjunction) {
            expression.getChildren().forEach(each -> collectConjuncts(each, parts));
        } else if (expression != null) {
            parts.add(expression);
        }
    }

    private boolean isAboutTheEvent(Expression expression) {
        EplCheck part = new EplCheck(rule, named);
        part.visit(expression);
        return part.filters.isEmpty()
                && part.properties.stream()
                        .map(each -> each.getPropertyName().replace("`", ""))
                        .allMatch(
                                name ->
                                        FIELD_NAMES.contains(name)
                                                || name.startsWith(VENDOR_FIELD + "("));
    }
}
