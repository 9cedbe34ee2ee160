package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.MatchRecogizePatternElementType;
import com.espertech.esper.common.client.soda.MatchRecognizeClause;
import com.espertech.esper.common.client.soda.MatchRecognizeRegEx;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExConcatenation;
import com.espertech.esper.common.client.soda.MatchRecognizeSkipClause;
import com.espertech.esper.common.client.soda.View;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which earlier events of an entity can make a difference to the rows of an event. It says how little must be evaluated
 * again when one event is added. Where it cannot be told from the statement, it is all of a slice of time.
 */
public sealed interface Reach {

    /**
     * All of them: what matched before decides what may match next. So that it is decided where an evaluation begins by event
     * time alone, and not by what happens to be kept, it is for one slice of time, and begins some windows before it; what a row
     * needs lies within these.
     *
     * @param windows how many of the rule's windows
     */
    record Slices(int windows) implements Reach {
        private static final long LEAST = Duration.ofHours(1).toMillis();

        /** How long each is, in milliseconds, of a rule with this window; the first begins with the epoch. */
        public static long length(long window) {
            return Math.max(window, LEAST);
        }
    }

    /** A batch is told with the event after it, which may come a window later. */
    String BATCH = "ext_timed_batch";

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
            return new Slices(
                    views.stream().anyMatch(view -> view.getName().equals(BATCH)) ? 2 : 1);
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
                : new Slices(1);
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
