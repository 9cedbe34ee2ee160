package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum;
import com.espertech.esper.common.client.soda.Expressions;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.MatchRecognizeDefine;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.Stream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One condition of a statement that may be left out, to see whether it alone stands in the way of a match: a part of what a
 * filter, a define or the having clause asks.
 *
 * @param text the condition as EPL
 * @param place where it stands, in the order of the statement
 * @param part which part it is there
 */
record Relaxation(String text, int place, int part) {
    /** Somewhere in a statement where a condition stands. */
    private record Place(Expression condition, boolean mayGo, Consumer<Expression> write) {
        List<Expression> parts() {
            List<Expression> parts = new ArrayList<>();
            collect(condition, parts);
            return parts;
        }

        private static void collect(Expression condition, List<Expression> parts) {
            if (condition instanceof Conjunction all) {
                all.getChildren().forEach(each -> collect(each, parts));
            } else {
                parts.add(condition);
            }
        }
    }

    /**
     * What may be left out of a statement.
     *
     * @param decided conditions that an event alone decides, of which one knows without that
     */
    static List<Relaxation> of(EPStatementObjectModel model, Set<String> decided) {
        List<Relaxation> all = new ArrayList<>();
        List<Place> places = places(model);
        for (int i = 0; i < places.size(); i++) {
            List<Expression> parts = places.get(i).parts();
            if (parts.size() == 1 && !places.get(i).mayGo) {
                continue;
            }
            for (int j = 0; j < parts.size(); j++) {
                String text = text(parts.get(j));
                if (!decided.contains(text)) {
                    all.add(new Relaxation(text, i, j));
                }
            }
        }
        return all;
    }

    /** Leaves it out of the same statement. */
    void apply(EPStatementObjectModel model) {
        Place where = places(model).get(place);
        List<Expression> rest = new ArrayList<>(where.parts());
        rest.remove(part);
        where.write.accept(
                switch (rest.size()) {
                    case 0 -> Expressions.constant(true);
                    case 1 -> rest.getFirst();
                    default -> {
                        Conjunction all = new Conjunction();
                        rest.forEach(all::add);
                        yield all;
                    }
                });
    }

    private static List<Place> places(EPStatementObjectModel model) {
        List<Place> places = new ArrayList<>();
        for (Stream stream : model.getFromClause().getStreams()) {
            if (stream instanceof FilterStream filtered) {
                add(filtered.getFilter(), places);
            } else if (stream instanceof PatternStream pattern) {
                add(pattern.getExpression(), places);
            }
        }
        if (model.getMatchRecognizeClause() != null) {
            for (MatchRecognizeDefine each : model.getMatchRecognizeClause().getDefines()) {
                places.add(new Place(each.getExpression(), true, each::setExpression));
            }
        }
        if (model.getHavingClause() != null) {
            places.add(new Place(model.getHavingClause(), false, model::setHavingClause));
        }
        return places;
    }

    private static void add(PatternExpr pattern, List<Place> places) {
        if (pattern instanceof PatternFilterExpr filtered) {
            add(filtered.getFilter(), places);
        }
        pattern.getChildren().forEach(each -> add(each, places));
    }

    private static void add(Filter filter, List<Place> places) {
        if (filter.getFilter() != null) {
            places.add(new Place(filter.getFilter(), false, filter::setFilter));
        }
    }

    private static String text(Expression expression) {
        StringWriter epl = new StringWriter();
        expression.toEPL(epl, ExpressionPrecedenceEnum.MINIMUM);
        return epl.toString();
    }
}
