package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EPException;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompiler;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import io.tripline.correlation.rule.Place;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.Rule;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks and compiles the EPL of rules. */
public final class RuleCompiler {
    private static final Pattern NO_NAME = Pattern.compile("[^a-zA-Z0-9_.#@]+|\\.(?= )");
    private static final Pattern HAVING = Pattern.compile("(?i)\\bhaving\\b");

    /** More conditions than that are not tried one by one. */
    private static final int MOST_RELAXED = 24;

    private final Configuration configuration = Functions.configuration();
    private final EPCompiler compiler = EPCompilerProvider.getCompiler();
    private final FilterModules filterModules = new FilterModules(this::compiled);

    /** What became of a rule's EPL. */
    public sealed interface Compilation {
        record Compiled(CompiledRule rule) implements Compilation {}

        record Refused(List<Problem> problems) implements Compilation {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Compiles one rule, or says all that stands against it. Of a rule without EPL, which was told, nothing is said. */
    public Compilation compile(Rule rule) {
        return compile(rule, NamedLists.NONE);
    }

    /** The same for a rule beside which there are lists. */
    public Compilation compile(Rule rule, NamedLists lists) {
        List<Problem> problems = new ArrayList<>();
        List<Unjudged> unjudged = unjudged(rule, lists, problems);
        Compilation compilation = compile(rule, lists, _ -> {}, unjudged);
        if (problems.isEmpty()) {
            return compilation;
        }
        if (compilation instanceof Compilation.Refused(List<Problem> others)) {
            problems.addAll(0, others);
        }
        return new Compilation.Refused(problems);
    }

    /** The same rule as its tests try it: the lists that they name hold what they say, whatever those hold otherwise. */
    public Compilation compileForTests(Rule rule, NamedLists lists) {
        Map<String, List<String>> own = rule.testLists();
        if (own.isEmpty()) {
            return compile(rule, lists);
        }
        List<Problem> problems = new ArrayList<>(problems(rule, lists));
        unjudged(rule, lists, problems);
        return problems.isEmpty()
                ? compile(rule, lists.with(own), _ -> {}, List.of())
                : new Compilation.Refused(problems);
    }

    /** A compiled rule as its tests try it. */
    public CompiledRule forTests(CompiledRule rule) {
        NamedLists lists = NamedLists.of(rule.lists().toArray(NamedList[]::new));
        NamedLists own = lists.with(rule.rule().testLists());
        if (rule.lists().stream().allMatch(own::holds)) {
            return rule;
        }
        return switch (compile(rule.rule(), own, _ -> {}, List.of())) {
            case Compilation.Compiled(CompiledRule compiled) -> compiled;
            case Compilation.Refused(List<Problem> problems) ->
                    throw new IllegalStateException(
                            "A compiled rule compiles beside other lists: " + problems);
        };
    }

    /** The same rule without its threshold, the having clause, and suppression, so that one sees how near it came; empty if it has none. */
    public Optional<CompiledRule> withoutThreshold(CompiledRule rule) {
        Rule written = rule.rule().unsuppressed();
        NamedLists lists = NamedLists.of(rule.lists().toArray(NamedList[]::new));
        return HAVING.matcher(written.epl().text()).find()
                        && compile(written, lists, model -> model.setHavingClause(null), List.of())
                                instanceof Compilation.Compiled(CompiledRule compiled)
                ? Optional.of(compiled)
                : Optional.empty();
    }

    /**
     * The same rule with one condition left out, for each that decides about several events or about what is remembered: what
     * fires then was hindered by this condition alone.
     */
    public List<Relaxed> relaxed(CompiledRule rule) {
        Rule written = rule.rule().unsuppressed();
        NamedLists lists = NamedLists.of(rule.lists().toArray(NamedList[]::new));
        Set<String> decided =
                rule.conditions().stream()
                        .flatMap(List::stream)
                        .map(Condition::text)
                        .collect(Collectors.toSet());
        List<Relaxed> all = new ArrayList<>();
        for (Relaxation each : relaxations(written, decided)) {
            if (all.size() < MOST_RELAXED
                    && compile(written, lists, each::apply, List.of())
                            instanceof Compilation.Compiled(CompiledRule compiled)) {
                all.add(new Relaxed(each.text(), compiled));
            }
        }
        return all;
    }

    /** A rule without one of its conditions. */
    public record Relaxed(String without, CompiledRule rule) {}

    private List<Relaxation> relaxations(Rule rule, Set<String> decided) {
        return Relaxation.of(model(rule), decided);
    }

    /** The steps of a rule that looks for several events one after the other; empty if it does not. */
    Optional<Sequence> sequence(CompiledRule rule) {
        return Sequence.of(model(rule.rule()));
    }

    /** The same rule changed, without a bound of how far it looks back; empty if what is left of it says nothing. */
    Optional<CompiledRule> changed(CompiledRule rule, Consumer<EPStatementObjectModel> change) {
        NamedLists lists = NamedLists.of(rule.lists().toArray(NamedList[]::new));
        return compile(rule.rule().lookingBack(Sequence.TOGETHER), lists, change, List.of())
                        instanceof Compilation.Compiled(CompiledRule compiled)
                ? Optional.of(compiled)
                : Optional.empty();
    }

    private EPStatementObjectModel model(Rule rule) {
        try {
            return compiler.eplToModel(rule.epl().text(), configuration);
        } catch (EPCompileException | EPException e) {
            throw new IllegalStateException("A compiled rule can be read.", e);
        }
    }

    private Compilation compile(
            Rule rule,
            NamedLists lists,
            Consumer<EPStatementObjectModel> change,
            List<Unjudged> unjudged) {
        if (rule.epl().text().isEmpty()) {
            return new Compilation.Refused(List.of());
        }
        try {
            EPStatementObjectModel model = compiler.eplToModel(rule.epl().text(), configuration);
            change.accept(model);
            EplCheck.Result check = EplCheck.of(rule, model, lists);
            List<Problem> problems = problems(rule, check);
            if (!problems.isEmpty()) {
                return new Compilation.Refused(problems);
            }
            // While the texts in it are what the rule says: writing EPL again may want them
            // otherwise.
            List<AccessPredicate> access =
                    check.filters().stream().map(AccessPredicate::of).toList();
            List<Remark> remarks = remarks(rule, check.remarks());
            Literals.escape(model);
            model.setContextName(Evaluator.CONTEXT);
            EPCompiled compiled = compiled(List.of(Evaluator.CREATE_CONTEXT, model.toEPL()));
            return new Compilation.Compiled(
                    new CompiledRule(
                            rule,
                            compiled,
                            check,
                            filters(check.filters(), access),
                            unjudged,
                            remarks));
        } catch (EPCompileException | EPException e) {
            return new Compilation.Refused(problems(rule.file(), rule.epl(), e));
        } catch (StackOverflowError e) {
            return new Compilation.Refused(List.of(tooDeep(rule)));
        }
    }

    private static Problem tooDeep(Rule rule) {
        return new Problem(
                rule.file(),
                rule.epl().line(),
                "The EPL is nested too deeply to be read. Use in (...) or a list in place of many parts in parentheses.");
    }

    private List<Problem> problems(Rule rule, NamedLists lists) {
        if (rule.epl().text().isEmpty()) {
            return List.of();
        }
        try {
            EPStatementObjectModel model = compiler.eplToModel(rule.epl().text(), configuration);
            return problems(rule, EplCheck.of(rule, model, lists));
        } catch (EPCompileException | EPException e) {
            return problems(rule.file(), rule.epl(), e);
        }
    }

    private static List<Problem> problems(Rule rule, EplCheck.Result check) {
        return Stream.concat(
                        ofTexts(rule.file(), rule.epl()),
                        check.problems().stream()
                                .flatMap(
                                        each ->
                                                places(rule, each).stream()
                                                        .map(
                                                                place ->
                                                                        new Problem(
                                                                                rule.file(),
                                                                                place,
                                                                                each))))
                .toList();
    }

    private static List<Remark> remarks(Rule rule, List<EplRemarks.Found> found) {
        return found.stream()
                .map(
                        each ->
                                new Remark(
                                        each.kind(),
                                        new Problem(
                                                rule.file(),
                                                places(rule, each.text()).getFirst(),
                                                each.text())))
                .toList();
    }

    private static Stream<Problem> ofTexts(String file, Rule.Epl epl) {
        return EplTexts.problems(epl.text()).stream()
                .map(each -> new Problem(file, epl.place(each.line(), each.column()), each.text()));
    }

    /** The events that the rule's conditions of not-evaluated find; those that are none are left out, and told. */
    private List<Unjudged> unjudged(Rule rule, NamedLists lists, List<Problem> problems) {
        List<Unjudged> all = new ArrayList<>();
        for (Rule.NotEvaluated each : rule.notEvaluated()) {
            unjudged(rule, each, lists, problems).ifPresent(all::add);
        }
        if (!all.isEmpty() && problems.isEmpty() && !areCompiled(all)) {
            // Compiled one by one only to say which it is.
            for (int i = 0; i < all.size(); i++) {
                if (!areCompiled(List.of(all.get(i)))) {
                    problems.add(
                            new Problem(
                                    rule.file(),
                                    rule.notEvaluated().get(i).condition().line(),
                                    "The condition "
                                            + all.get(i).reason()
                                            + " does not compile: is what it compares of one kind?"));
                }
            }
        }
        return all;
    }

    private boolean areCompiled(List<Unjudged> all) {
        try {
            compiled(all.stream().map(each -> each.filter().statement(0)).toList());
            return true;
        } catch (EPCompileException e) {
            return false;
        }
    }

    /** The events that one of the rule's conditions of not-evaluated finds; empty, and problems, if it is none. */
    private Optional<Unjudged> unjudged(
            Rule rule, Rule.NotEvaluated given, NamedLists lists, List<Problem> problems) {
        Rule.Epl condition = given.condition();
        try {
            EPStatementObjectModel model =
                    compiler.eplToModel(
                            EventFilter.statement(condition.text() + "\n"), configuration);
            EplCheck.Result check = EplCheck.ofCondition(rule, model, lists);
            int before = problems.size();
            ofTexts(rule.file(), condition).forEach(problems::add);
            for (String each : check.problems()) {
                problems.add(
                        new Problem(
                                rule.file(),
                                condition.line(),
                                "The condition " + given.reason() + ": " + each));
            }
            if (problems.size() > before) {
                return Optional.empty();
            }
            List<AccessPredicate> access =
                    check.filters().stream().map(AccessPredicate::of).toList();
            Literals.escape(model);
            return Optional.of(
                    new Unjudged(
                            given.reason(),
                            filters(check.filters(), access).iterator().next(),
                            check.fields(),
                            check.vendor(),
                            check.lists()));
        } catch (EPCompileException | EPException e) {
            problems.addAll(ofCondition(rule.file(), condition, e));
            return Optional.empty();
        }
    }

    /** One module with a statement per filter, in this order: a module compiles far quicker than its statements alone. */
    EPCompiled compileFilters(List<String> filters) {
        try {
            return filterModules.of(filters);
        } catch (EPCompileException e) {
            throw new IllegalStateException("Filters of compiled rules compile.", e);
        }
    }

    private EPCompiled compiled(List<String> statements) throws EPCompileException {
        return compiler.compile(
                String.join(";\n", statements) + ";", new CompilerArguments(configuration));
    }

    Configuration configuration() {
        return configuration;
    }

    private static Set<EventFilter> filters(
            List<Expression> conditions, List<AccessPredicate> access) {
        Set<EventFilter> filters = new LinkedHashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            StringWriter epl = new StringWriter();
            conditions.get(i).toEPL(epl, ExpressionPrecedenceEnum.MINIMUM);
            filters.add(new EventFilter(epl.toString(), access.get(i)));
        }
        return filters;
    }

    /**
     * The place of the first name that the problem names and the EPL has; of a name that there is not, all of them. The parsed
     * statement knows no places.
     */
    private static List<Place> places(Rule rule, String problem) {
        List<String> lines = rule.epl().text().lines().toList();
        for (String word : NO_NAME.split(problem)) {
            if (word.indexOf('.') > 0 || word.startsWith("#")) {
                List<Place> found = new ArrayList<>();
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).replace("`", "").contains(word)) {
                        // -1 where only back ticks make it another text.
                        found.add(rule.epl().place(i, lines.get(i).indexOf(word)));
                    }
                }
                if (!found.isEmpty()) {
                    return problem.startsWith(EplNames.NO_FIELD)
                            ? found
                            : List.of(found.getFirst());
                }
            }
        }
        return List.of(Place.ofLine(rule.epl().line()));
    }

    /** A condition is parsed as that of a select, which its author did not write. */
    private static List<Problem> ofCondition(String file, Rule.Epl condition, Exception e) {
        long lines = condition.text().lines().count();
        String statement = EventFilter.statement(condition.text() + "\n");
        return problems(file, new Rule.Epl(statement, condition.line(), 0), e).stream()
                .map(
                        each ->
                                each.line() < condition.line() + lines
                                        ? each
                                        : new Problem(
                                                file,
                                                Math.toIntExact(condition.line() + lines - 1),
                                                "The condition ends where something is missing."))
                .toList();
    }

    /** What Esper says of it in words that its author understands, at the line of the file. */
    private static List<Problem> problems(String file, Rule.Epl epl, Exception e) {
        String message =
                e.getMessage() == null ? "it is nested too deeply, or too long" : e.getMessage();
        return EplWords.of(message, epl.text()).stream()
                .map(each -> new Problem(file, epl.place(each.line(), each.column()), each.text()))
                .toList();
    }
}
