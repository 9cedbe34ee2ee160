package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.MatchRecogizePatternElementType;
import com.espertech.esper.common.client.soda.MatchRecognizeRegEx;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExConcatenation;
import com.espertech.esper.common.client.soda.MaxRowExpression;
import com.espertech.esper.common.client.soda.PatternAndExpr;
import com.espertech.esper.common.client.soda.PatternEveryExpr;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternFollowedByExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.Stream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What must be among an entity's events for a rule to have a row at all, read from its statement. Nearly all entities never
 * come near a match: so many failures, or the second part of a pattern, are not there, and to see that takes no Esper. It
 * never says no where Esper would give a row.
 */
public final class Need {
    private final List<Demand> demands;
    private final EventTest completing;

    /** What is known of a statement that nothing can be told of. */
    static final Need NOTHING = new Need(List.of(), EventTest.ANY);

    /**
     * What is needed.
     *
     * @param demands all of which must be met by the events that are evaluated together
     * @param completing what the event must be that a row comes about with
     */
    private Need(List<Demand> demands, EventTest completing) {
        this.demands = List.copyOf(demands);
        this.completing = completing;
    }

    /** So many of what is counted, by any of these counts. */
    record Demand(List<Counted> anyOf, long least) {
        Demand {
            anyOf = List.copyOf(anyOf);
        }

        static Demand events(EventTest test, long least) {
            return new Demand(List.of(Counted.events(test)), least);
        }

        boolean isMet(List<KeptEvent> events) {
            return anyOf.stream().anyMatch(counted -> isMet(counted.count(), events));
        }

        private boolean isMet(Counted.Count count, List<KeptEvent> events) {
            for (KeptEvent event : events) {
                if (count.size() >= least) {
                    break;
                }
                count.add(event);
            }
            return count.size() >= least;
        }
    }

    /**
     * Whether there may be a row.
     *
     * @param events that are evaluated, in order
     * @param least rows before this event time do not count
     */
    public boolean isMet(List<KeptEvent> events, long least) {
        return isCompleted(events, least)
                && demands.stream().allMatch(demand -> demand.isMet(events));
    }

    /** Whether a row may come about with this event. */
    public boolean mayComplete(KeptEvent event) {
        return completing.mayHold(event);
    }

    /** A count of nothing yet. */
    public Tally tally() {
        return new Tally(demands);
    }

    private boolean isCompleted(List<KeptEvent> events, long least) {
        if (completing.isAny()) {
            return true;
        }
        for (KeptEvent event : events.reversed()) {
            if (event.millis() < least) {
                return false;
            }
            if (completing.mayHold(event)) {
                return true;
            }
        }
        return false;
    }

    /** Counts what is demanded as events of an entity come and go. */
    public static final class Tally {
        private final List<Demand> demands;
        private final List<List<Counted.Count>> counts;

        private Tally(List<Demand> demands) {
            this.demands = demands;
            this.counts =
                    demands.stream()
                            .map(each -> each.anyOf().stream().map(Counted::count).toList())
                            .toList();
        }

        public void add(KeptEvent event) {
            counts.forEach(anyOf -> anyOf.forEach(count -> count.add(event)));
        }

        public void remove(KeptEvent event) {
            counts.forEach(anyOf -> anyOf.forEach(count -> count.remove(event)));
        }

        /** Whether all of them together may give a row; no is certain. */
        public boolean isEnough() {
            for (int i = 0; i < counts.size(); i++) {
                long least = demands.get(i).least();
                if (counts.get(i).stream().noneMatch(count -> count.size() >= least)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What a checked statement needs. */
    static Need of(EPStatementObjectModel model, Reach reach) {
        List<Stream> streams = model.getFromClause().getStreams();
        if (streams.size() != 1) {
            return NOTHING;
        }
        if (streams.getFirst() instanceof PatternStream pattern) {
            return new Need(required(pattern.getExpression()), EventTest.ANY);
        }
        if (model.getMatchRecognizeClause() != null) {
            return new Need(
                    List.of(
                            Demand.events(
                                    EventTest.ANY,
                                    length(model.getMatchRecognizeClause().getPattern()))),
                    EventTest.ANY);
        }
        // A row comes about with the event that came in, and counts are of what is in time windows.
        return reach instanceof Reach.Window && streams.getFirst() instanceof FilterStream stream
                ? having(model.getHavingClause(), ofStream(stream))
                : NOTHING;
    }

    private static UnaryOperator<String> ofStream(FilterStream stream) {
        String prefix = stream.getStreamName() + ".";
        return name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    private static Need having(@Nullable Expression condition, UnaryOperator<String> own) {
        if (condition == null) {
            return NOTHING;
        }
        List<Expression> all =
                condition instanceof Conjunction ? condition.getChildren() : List.of(condition);
        return new Need(
                all.stream().flatMap(each -> atLeast(each, own).stream()).toList(),
                EventTest.of(condition, own));
    }

    /** What a comparison of a count with a number demands. */
    private static List<Demand> atLeast(Expression condition, UnaryOperator<String> own) {
        if (!(condition instanceof RelationalOpExpression comparison)) {
            return List.of();
        }
        Expression left = comparison.getChildren().get(0);
        Expression right = comparison.getChildren().get(1);
        return switch (comparison.getOperator()) {
            case ">=", "=" -> atLeast(left, number(right, 0), own);
            case ">" -> atLeast(left, number(right, 1), own);
            case "<=" -> atLeast(right, number(left, 0), own);
            case "<" -> atLeast(right, number(left, 1), own);
            default -> List.of();
        };
    }

    /** The least whole number that is as great as a constant, and so much more; none for anything else. */
    private static long number(Expression expression, int more) {
        return expression instanceof ConstantExpression constant
                        && constant.getConstant() instanceof Number number
                ? (long) Math.floor(number.doubleValue()) + more
                : 0;
    }

    private static List<Demand> atLeast(Expression counted, long least, UnaryOperator<String> own) {
        List<Expression> counts =
                counted instanceof MaxRowExpression any ? any.getChildren() : List.of(counted);
        List<Counted> anyOf =
                counts.stream().flatMap(each -> Counted.of(each, own).stream()).toList();
        return anyOf.size() == counts.size() ? List.of(new Demand(anyOf, least)) : List.of();
    }

    /** An event for each filter that a pattern can't do without. */
    private static List<Demand> required(PatternExpr pattern) {
        return switch (pattern) {
            case PatternFilterExpr filter ->
                    List.of(
                            Demand.events(
                                    // A name that begins with another event's is no field's.
                                    EventTest.of(
                                            filter.getFilter().getFilter(),
                                            UnaryOperator.identity()),
                                    1));
            case PatternFollowedByExpr _,
                    PatternAndExpr _,
                    PatternEveryExpr _,
                    PatternGuardExpr _ ->
                    pattern.getChildren().stream()
                            .flatMap(each -> required(each).stream())
                            .toList();
            default -> List.of();
        };
    }

    /** How many events a match takes at least. */
    private static long length(MatchRecognizeRegEx pattern) {
        return switch (pattern) {
            case MatchRecognizeRegExAtom atom ->
                    atom.getOptionalRepeat() == null
                                    && (atom.getType() == MatchRecogizePatternElementType.SINGLE
                                            || atom.getType()
                                                    == MatchRecogizePatternElementType.ONE_TO_MANY)
                            ? 1
                            : 0;
            case MatchRecognizeRegExConcatenation all ->
                    all.getChildren().stream().mapToLong(Need::length).sum();
            default -> 0;
        };
    }
}
