package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.CountProjectionExpression;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import com.espertech.esper.common.client.soda.WindowProjectionExpression;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a statement counts: events of a kind, or the different values that such events have. It may count more than Esper does,
 * and never less.
 *
 * @param test what counts
 * @param values what an event has to be counted; empty where events themselves are
 */
record Counted(EventTest test, Optional<Function<EcsEvent, Collection<?>>> values) {
    private static final String DISTINCT_TEXTS = "distinct_count";

    static Counted events(EventTest test) {
        return new Counted(test, Optional.empty());
    }

    /** What an expression of a count counts; empty for any other expression. */
    static Optional<Counted> of(Expression expression, UnaryOperator<String> own) {
        return switch (expression) {
            case CountProjectionExpression counting -> {
                List<Expression> what = counting.getChildren();
                // The second is a filter on what is counted.
                EventTest test = what.size() == 2 ? EventTest.of(what.get(1), own) : EventTest.ANY;
                yield Optional.of(
                        new Counted(
                                test,
                                counting.isDistinct()
                                        ? values(what.getFirst(), own, false)
                                        : Optional.empty()));
            }
            case SingleRowMethodExpression call
                    when call.getChain().size() == 1
                            && call.getChain().getFirst() instanceof DotExpressionItemCall function
                            && function.getName().equals(DISTINCT_TEXTS)
                            && function.getParameters().getFirst()
                                    instanceof WindowProjectionExpression window
                            && window.getChildren().size() == 1 ->
                    values(window.getChildren().getFirst(), own, true)
                            .map(values -> new Counted(EventTest.ANY, Optional.of(values)));
            default -> Optional.empty();
        };
    }

    /** How the values of a property are read, if it is one of a single event. */
    private static Optional<Function<EcsEvent, Collection<?>>> values(
            Expression expression, UnaryOperator<String> own, boolean listsToo) {
        if (!(expression instanceof PropertyValueExpression property)) {
            return Optional.empty();
        }
        String name = own.apply(property.getPropertyName().replace("`", ""));
        Optional<String> vendor = EventSchema.vendorField(name);
        if (vendor.isPresent()) {
            return vendor.map(field -> event -> one(VendorFields.text(event, field)));
        }
        // EPL takes each list for one value, different from all others.
        return EcsField.byName(name)
                .filter(field -> field != EcsField.TIMESTAMP && (listsToo || !field.isArray()))
                .map(field -> event -> one(Shown.value(event.value(field))));
    }

    private static Collection<?> one(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case Collection<?> list -> list;
            default -> List.of(value);
        };
    }

    /** A count of nothing yet. */
    Count count() {
        return values.<Count>map(of -> new DistinctCount(test, of))
                .orElseGet(() -> new EventCount(test));
    }

    /** Counts as events come and go. */
    interface Count {
        void add(KeptEvent event);

        /** Takes back an event that was added. */
        void remove(KeptEvent event);

        long size();
    }

    private static final class EventCount implements Count {
        private final EventTest test;
        private long size;

        private EventCount(EventTest test) {
            this.test = test;
        }

        @Override
        public void add(KeptEvent event) {
            size += test.mayHold(event) ? 1 : 0;
        }

        @Override
        public void remove(KeptEvent event) {
            size -= test.mayHold(event) ? 1 : 0;
        }

        @Override
        public long size() {
            return size;
        }
    }

    private static final class DistinctCount implements Count {
        private final EventTest test;
        private final Function<EcsEvent, Collection<?>> values;
        private final Map<Object, Integer> times = new HashMap<>();

        private DistinctCount(EventTest test, Function<EcsEvent, Collection<?>> values) {
            this.test = test;
            this.values = values;
        }

        @Override
        public void add(KeptEvent event) {
            if (test.mayHold(event)) {
                values.apply(event.event()).forEach(each -> times.merge(each, 1, Integer::sum));
            }
        }

        @Override
        public void remove(KeptEvent event) {
            if (test.mayHold(event)) {
                values.apply(event.event())
                        .forEach(
                                each ->
                                        times.computeIfPresent(
                                                each, (_, n) -> n == 1 ? null : n - 1));
            }
        }

        @Override
        public long size() {
            return times.size();
        }
    }
}
