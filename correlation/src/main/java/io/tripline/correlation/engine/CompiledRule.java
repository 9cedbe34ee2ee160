package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.FromClause;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.SelectClause;
import com.espertech.esper.common.client.soda.Stream;
import com.espertech.esper.compiler.client.EPCompileException;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A rule whose statement Esper accepts and whose parts are all allowed. Immutable; any number of threads may use it. */
public final class CompiledRule {
    private final Rule rule;
    private final EPCompiled statement;
    private final List<EPCompiled> filters;

    private CompiledRule(Rule rule, EPCompiled statement, List<EPCompiled> filters) {
        this.rule = rule;
        this.statement = statement;
        this.filters = filters;
    }

    /** Compiles all rules, or tells all that is wrong with them. */
    public static List<CompiledRule> compile(List<Rule> rules) throws RuleException {
        Configuration configuration = Epl.configuration();
        List<CompiledRule> compiled = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Rule rule : rules) {
            try {
                compiled.add(compile(rule, configuration));
            } catch (RuleException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new RuleException(problems);
        }
        return List.copyOf(compiled);
    }

    private static CompiledRule compile(Rule rule, Configuration configuration)
            throws RuleException {
        try {
            EPStatementObjectModel model = Epl.parse(rule.epl(), configuration);
            List<String> problems = StatementCheck.problems(model);
            if (!problems.isEmpty()) {
                throw new RuleException(
                        problems.stream().map(each -> rule.id() + ": epl: " + each + ".").toList());
            }
            EPCompiled statement = Epl.compile(EntityEvaluation.module(rule.epl()), configuration);
            return new CompiledRule(rule, statement, filters(model, configuration));
        } catch (EPCompileException e) {
            throw new RuleException(List.of(rule.id() + ": epl: " + e.getMessage()));
        }
    }

    public Rule rule() {
        return rule;
    }

    EPCompiled statement() {
        return statement;
    }

    /** Statements, one of which selects each event that the rule's own statement could want. */
    List<EPCompiled> filters() {
        return filters;
    }

    private static List<EPCompiled> filters(
            EPStatementObjectModel model, Configuration configuration) throws EPCompileException {
        List<Filter> filters = new ArrayList<>();
        for (Stream stream : model.getFromClause().getStreams()) {
            switch (stream) {
                case FilterStream one -> filters.add(one.getFilter());
                case PatternStream pattern -> collect(pattern.getExpression(), filters);
                default -> throw new IllegalStateException("The check lets no such stream pass.");
            }
        }
        Set<String> statements = new LinkedHashSet<>();
        for (Filter filter : filters) {
            statements.add(
                    new EPStatementObjectModel()
                            .selectClause(SelectClause.createWildcard())
                            .fromClause(FromClause.create(FilterStream.create(filter)))
                            .toEPL());
        }
        List<EPCompiled> compiled = new ArrayList<>();
        for (String each : statements) {
            compiled.add(compileFilter(each, configuration));
        }
        return List.copyOf(compiled);
    }

    /** A filter that names another event of its pattern says nothing about one event alone: then any event may do. */
    private static EPCompiled compileFilter(String statement, Configuration configuration)
            throws EPCompileException {
        try {
            return Epl.compile(statement, configuration);
        } catch (EPCompileException e) {
            return Epl.compile("select * from " + EventType.NAME, configuration);
        }
    }

    private static void collect(PatternExpr pattern, List<Filter> filters) {
        if (pattern instanceof PatternFilterExpr filter) {
            filters.add(filter.getFilter());
        }
        pattern.getChildren().forEach(child -> collect(child, filters));
    }
}
