package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternFollowedByExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternMatchUntilExpr;
import com.espertech.esper.common.client.soda.PatternNotExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a pattern may take from its first event to its last, by the times that are written at its steps. */
final class PatternSpan {
    private PatternSpan() {}

    /** In seconds; not a number where a time is none. */
    static double of(PatternExpr pattern) {
        return switch (pattern) {
            case PatternFilterExpr _, PatternNotExpr _ -> 0;
            case PatternObserverExpr observer -> time(observer.getParameters());
            case PatternGuardExpr guard -> time(guard.getParameters());
            case PatternFollowedByExpr steps ->
                    steps.getChildren().stream().mapToDouble(PatternSpan::of).sum();
            case PatternMatchUntilExpr repeat -> repeated(repeat);
            default -> longest(pattern);
        };
    }

    private static double longest(PatternExpr pattern) {
        return pattern.getChildren().stream().mapToDouble(PatternSpan::of).max().orElse(0);
    }

    private static double repeated(PatternMatchUntilExpr repeat) {
        double each = of(repeat.getChildren().getFirst());
        double until = repeat.getChildren().stream().skip(1).mapToDouble(PatternSpan::of).sum();
        Expression most = repeat.getHigh() == null ? repeat.getSingle() : repeat.getHigh();
        if (each == 0) {
            return until;
        }
        return most instanceof ConstantExpression constant
                        && constant.getConstant() instanceof Number number
                ? number.doubleValue() * each + until
                : Double.POSITIVE_INFINITY;
    }

    private static double time(@Nullable List<Expression> parameters) {
        return parameters != null
                        && parameters.size() == 1
                        && parameters.getFirst() instanceof TimePeriodExpression period
                ? EplTimes.seconds(period)
                : Double.NaN;
    }
}
