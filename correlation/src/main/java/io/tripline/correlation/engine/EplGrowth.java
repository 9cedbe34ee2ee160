package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.LambdaExpression;
import com.espertech.esper.common.client.soda.MatchRecogizePatternElementType;
import com.espertech.esper.common.client.soda.MatchRecognizeRegEx;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAlteration;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExNested;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExPermutation;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExRepeat;
import com.espertech.esper.common.client.soda.PatternAndExpr;
import com.espertech.esper.common.client.soda.PatternEveryExpr;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFollowedByExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternMatchUntilExpr;
import com.espertech.esper.common.client.soda.PatternNotExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PatternOrExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses forms whose time or memory grows out of all proportion to the events, tried on Esper 9: two hundred events are enough
 * to fill the heap or to take minutes, and nothing can stop an evaluation that has begun.
 */
final class EplGrowth {
    /** Four things in any order are 24 patterns; ten would be three million. */
    private static final int MOST_PERMUTED = 4;

    /** Each repetition is written out. */
    private static final long MOST_REPEATED = 200;

    /** Two within each other look at each two events. */
    private static final int MOST_ENUMERATIONS = 2;

    /** Where each of them ends is open for each event: three are of the third power. */
    private static final int MOST_OPEN = 2;

    /** In which a pattern may be read, however long its open parts are. */
    private static final int MOST_WAYS = 100;

    /** Each has every event begin something of its own, for each that the others have begun. */
    private static final int MOST_EVERY = 2;

    private final List<String> problems = new ArrayList<>();
    private int every;
    private int open;

    private EplGrowth() {}

    static List<String> problems(EPStatementObjectModel model) {
        EplGrowth growth = new EplGrowth();
        growth.lambdas(model, 0);
        if (model.getMatchRecognizeClause() != null) {
            growth.recognize(model.getMatchRecognizeClause().getPattern(), false);
            growth.ways(model.getMatchRecognizeClause().getPattern());
        }
        if (model.getFromClause() != null) {
            for (Stream stream : model.getFromClause().getStreams()) {
                if (stream instanceof PatternStream pattern) {
                    growth.pattern(pattern.getExpression(), false, false);
                }
            }
        }
        return growth.problems.stream().distinct().toList();
    }

    /** Anything of a model may hold one. */
    private void lambdas(@Nullable Object node, int depth) {
        switch (node) {
            case null -> {}
            case Collection<?> all -> all.forEach(each -> lambdas(each, depth));
            case Object[] all -> Arrays.asList(all).forEach(each -> lambdas(each, depth));
            case String _, Number _, Boolean _, Enum<?> _ -> {}
            case LambdaExpression lambda -> {
                if (depth == MOST_ENUMERATIONS) {
                    problems.add(
                            "A third enumeration (where, countOf and so on) within two others looks at all events for each two of them. Leave out one of them.");
                } else {
                    EplForms.parts(lambda, each -> lambdas(each, depth + 1));
                }
            }
            default -> EplForms.parts(node, each -> lambdas(each, depth));
        }
    }

    private void recognize(MatchRecognizeRegEx pattern, boolean repeated) {
        boolean repeats = repeated;
        switch (pattern) {
            case MatchRecognizeRegExNested nested -> {
                repeats(nested.getOptionalRepeat());
                open += isOpen(nested.getType(), nested.getOptionalRepeat()) ? 1 : 0;
                boolean here = isRepeated(nested.getType(), nested.getOptionalRepeat());
                if (here && repeated) {
                    refuseRepetition();
                }
                repeats |= here;
            }
            case MatchRecognizeRegExAtom atom -> {
                repeats(atom.getOptionalRepeat());
                open += isOpen(atom.getType(), atom.getOptionalRepeat()) ? 1 : 0;
                if (repeated && isRepeated(atom.getType(), atom.getOptionalRepeat())) {
                    refuseRepetition();
                }
            }
            case MatchRecognizeRegExAlteration _ -> {
                if (repeated) {
                    refuseRepetition();
                }
            }
            case MatchRecognizeRegExPermutation all -> {
                if (repeated || all.getChildren().size() > MOST_PERMUTED) {
                    problems.add(
                            "match_recognize_permute takes at most "
                                    + MOST_PERMUTED
                                    + " parts, and is not repeated.");
                }
            }
            default -> {}
        }
        for (MatchRecognizeRegEx each : pattern.getChildren()) {
            recognize(each, repeats);
        }
    }

    private void ways(MatchRecognizeRegEx pattern) {
        if (open > MOST_OPEN) {
            problems.add(
                    "Of "
                            + open
                            + " repetitions of open length (+, * and {n,m}), a few hundred events match in more ways than there is memory for. Leave "
                            + MOST_OPEN
                            + " of them.");
        }
        if (problems.isEmpty() && waysOf(pattern) > MOST_WAYS) {
            problems.add(
                    "The parts that may be this or that, or may be missing, give the pattern more than "
                            + MOST_WAYS
                            + " ways to match, and each is kept for each event. Give them one name: pattern (A B) define A as ... or ...");
        }
    }

    private static double waysOf(MatchRecognizeRegEx pattern) {
        DoubleStream parts = pattern.getChildren().stream().mapToDouble(EplGrowth::waysOf);
        return switch (pattern) {
            case MatchRecognizeRegExAtom atom -> isOptional(atom.getType()) ? 2 : 1;
            case MatchRecognizeRegExNested nested -> {
                double ways = parts.sum();
                yield ways > 1 && isRepeated(nested.getType(), nested.getOptionalRepeat())
                        ? Double.POSITIVE_INFINITY
                        : ways + (isOptional(nested.getType()) ? 1 : 0);
            }
            case MatchRecognizeRegExAlteration _ -> parts.sum();
            case MatchRecognizeRegExPermutation all ->
                    parts.reduce(1, (a, b) -> a * b)
                            * IntStream.rangeClosed(1, all.getChildren().size())
                                    .asDoubleStream()
                                    .reduce(1, (a, b) -> a * b);
            default -> parts.reduce(1, (a, b) -> a * b);
        };
    }

    private static boolean isOptional(MatchRecogizePatternElementType type) {
        return type == MatchRecogizePatternElementType.ONE_OPTIONAL
                || type == MatchRecogizePatternElementType.ONE_OPTIONAL_RELUCTANT;
    }

    /** {@code {3}} is as long as it says. */
    private static boolean isOpen(
            MatchRecogizePatternElementType type, @Nullable MatchRecognizeRegExRepeat repeat) {
        return isRepeated(type, repeat) && (repeat == null || repeat.getSingle() == null);
    }

    private void refuseRepetition() {
        problems.add(
                "A repetition of what may be this or that, or is repeated itself, matches in more ways than there is memory for. Give it one name: pattern (A+ B) define A as ... or ...");
    }

    private static boolean isRepeated(
            MatchRecogizePatternElementType type, @Nullable MatchRecognizeRegExRepeat repeat) {
        return repeat != null
                || (type != MatchRecogizePatternElementType.SINGLE && !isOptional(type));
    }

    private void repeats(@Nullable MatchRecognizeRegExRepeat repeat) {
        if (repeat != null
                && (isTooMany(repeat.getSingle())
                        || isTooMany(repeat.getLow())
                        || isTooMany(repeat.getHigh()))) {
            refuseCount();
        }
    }

    private void refuseCount() {
        problems.add(
                "A part of a pattern is repeated at most "
                        + MOST_REPEATED
                        + " times; count events within a window instead: Event(...)#time(10 min) having count(*) >= 1000.");
    }

    private static boolean isTooMany(@Nullable Expression times) {
        return times instanceof ConstantExpression constant
                && constant.getConstant() instanceof Number number
                && number.longValue() > MOST_REPEATED;
    }

    private void pattern(PatternExpr pattern, boolean guarded, boolean repeated) {
        boolean within = guarded || pattern instanceof PatternGuardExpr;
        if (pattern instanceof PatternMatchUntilExpr until
                && (isTooMany(until.getSingle())
                        || isTooMany(until.getLow())
                        || isTooMany(until.getHigh()))) {
            refuseCount();
        }
        if (pattern instanceof PatternEveryExpr) {
            if (repeated || ++every > MOST_EVERY) {
                problems.add(
                        "An every within an every, or a third one, begins anew with each event for each that was begun. Leave one of them.");
            }
        }
        if (!within && pattern instanceof PatternFollowedByExpr steps) {
            for (PatternExpr each : steps.getChildren().stream().skip(1).toList()) {
                if (each instanceof PatternNotExpr) {
                    problems.add(
                            "not alone waits for nothing and for ever. For what does not come, write -> (timer:interval(10 min) and not Event(...)).");
                } else if (!ends(each)) {
                    problems.add(
                            "A step of the pattern waits for ever: where timer:within(t) is about what stands right before it. Put all that follows in parentheses: every a=... -> (b=... -> c=...) where timer:within(10 min).");
                }
            }
        }
        for (PatternExpr each : pattern.getChildren()) {
            pattern(each, within, repeated || pattern instanceof PatternEveryExpr);
        }
    }

    /** Whether a part of a pattern is over at some time, whatever comes. */
    private static boolean ends(PatternExpr pattern) {
        return switch (pattern) {
            case PatternGuardExpr _, PatternObserverExpr _ -> true;
            case PatternAndExpr all -> all.getChildren().stream().anyMatch(EplGrowth::ends);
            case PatternMatchUntilExpr until ->
                    until.getChildren().stream().anyMatch(EplGrowth::ends);
            case PatternOrExpr all -> all.getChildren().stream().allMatch(EplGrowth::ends);
            case PatternFollowedByExpr steps ->
                    steps.getChildren().stream().allMatch(EplGrowth::ends);
            case PatternEveryExpr each -> each.getChildren().stream().allMatch(EplGrowth::ends);
            default -> false;
        };
    }
}
