package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.MatchRecogizePatternElementType;
import com.espertech.esper.common.client.soda.MatchRecognizeClause;
import com.espertech.esper.common.client.soda.MatchRecognizeRegEx;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExConcatenation;
import com.espertech.esper.common.client.soda.MatchRecognizeSkipClause;
import com.espertech.esper.common.client.soda.View;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which earlier events of an entity can make a difference to the rows of an event. It says how little must be evaluated
 * again when one event is added. Where it cannot be told from the statement, it is everything.
 */
public sealed interface Reach {

    /** All of them back to a gap longer than the rule's window: what matched before decides what may match next. */
    record Everything() implements Reach {}

    /** Those of the rule's window. */
    record Window() implements Reach {}

    /**
     * The last few.
     *
     * @param before how many before the event itself
     */
    record Last(int before) implements Reach {}

    /** What makes a statement remember more than the events that are in its windows; sums of floating point drift. */
    Set<String> REMEMBERS =
            Set.of(
                    "PatternStream",
                    "PriorExpression",
                    "OutputLimitClause",
                    "AvgProjectionExpression",
                    "SumProjectionExpression",
                    "StddevProjectionExpression",
                    "AvedevProjectionExpression");

    /**
     * What a checked statement reaches.
     *
     * @param kinds of all nodes in it
     * @param views all in it
     * @param wantsAllItsEvents whether its one filter lets through all events that the rule is given
     */
    static Reach of(
            EPStatementObjectModel model,
            Set<String> kinds,
            List<View> views,
            boolean wantsAllItsEvents) {
        if (kinds.stream().anyMatch(REMEMBERS::contains)
                || !views.stream().allMatch(view -> view.getName().equals("time"))) {
            return new Everything();
        }
        MatchRecognizeClause match = model.getMatchRecognizeClause();
        if (match == null) {
            return new Window();
        }
        OptionalInt length = length(match.getPattern());
        // The rows before an event are the events before it only if none is filtered out or
        // partitioned away, and no match
        // stands in the way of the next only if it skips to the next row.
        return length.isPresent()
                        && wantsAllItsEvents
                        && match.getPartitionExpressions().isEmpty()
                        && match.getIntervalClause() == null
                        && match.getSkipClause() == MatchRecognizeSkipClause.TO_NEXT_ROW
                        && !kinds.contains("PreviousExpression")
                ? new Last(length.getAsInt() - 1)
                : new Everything();
    }

    /** How many events a pattern takes, if that is always the same number. */
    private static OptionalInt length(MatchRecognizeRegEx pattern) {
        return switch (pattern) {
            case MatchRecognizeRegExAtom atom
                    when atom.getType() == MatchRecogizePatternElementType.SINGLE
                            && atom.getOptionalRepeat() == null ->
                    OptionalInt.of(1);
            case MatchRecognizeRegExConcatenation all -> {
                int length = 0;
                for (MatchRecognizeRegEx each : all.getChildren()) {
                    OptionalInt own = length(each);
                    if (own.isEmpty()) {
                        yield OptionalInt.empty();
                    }
                    length += own.getAsInt();
                }
                yield OptionalInt.of(length);
            }
            default -> OptionalInt.empty();
        };
    }
}
