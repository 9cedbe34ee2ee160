package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.FromClause;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.ProjectedStream;
import com.espertech.esper.common.client.soda.Stream;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import com.espertech.esper.common.client.soda.View;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far back a select looks from where its row is made. What a condition on an event asks of others it asks when that event
 * comes, and a window holds what came of that: the times add up.
 */
final class LookBack {
    private LookBack() {}

    /** In seconds. */
    static double of(EPStatementObjectModel model) {
        double[] rest = {0};
        EplForms.parts(
                model,
                part -> {
                    if (!(part instanceof FromClause)) {
                        // Of a row as it is made, e.g. a having.
                        rest[0] = Math.max(rest[0], asked(part));
                    }
                });
        double where = asked(model.getWhereClause());
        List<Stream> streams =
                model.getFromClause() == null ? List.of() : model.getFromClause().getStreams();
        return streams.stream()
                .mapToDouble(each -> held(each) + Math.max(asked(each), where))
                .reduce(rest[0], Math::max);
    }

    /** What a stream's steps and windows hold. */
    private static double held(Stream stream) {
        double steps =
                stream instanceof PatternStream pattern
                        ? PatternSpan.of(pattern.getExpression())
                        : 0;
        return steps + (stream instanceof ProjectedStream projected ? longest(projected) : 0);
    }

    private static double longest(ProjectedStream stream) {
        List<View> views = stream.getViews();
        return views == null
                ? 0
                : views.stream()
                        .filter(each -> each.getParameters() != null)
                        .flatMap(each -> each.getParameters().stream())
                        .filter(TimePeriodExpression.class::isInstance)
                        .mapToDouble(each -> EplTimes.seconds((TimePeriodExpression) each))
                        .max()
                        .orElse(0);
    }

    /** The furthest of the selects within a part. */
    private static double asked(@Nullable Object part) {
        return switch (part) {
            case null -> 0;
            case String _, Number _, Boolean _, Enum<?> _ -> 0;
            case EPStatementObjectModel model -> of(model);
            case Collection<?> all -> all.stream().mapToDouble(LookBack::asked).max().orElse(0);
            case Object[] all -> asked(List.of(all));
            default -> {
                double[] most = {0};
                EplForms.parts(part, each -> most[0] = Math.max(most[0], asked(each)));
                yield most[0];
            }
        };
    }
}
