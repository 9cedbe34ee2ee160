package io.tripline.correlation.streams;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.Router.Routed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Correlates the events of the entities of one partition and sends every revision of their alerts. */
final class CorrelateProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private static final Duration SWEEP = Duration.ofHours(6);

    private final RuleSet rules;
    private final Bounds bounds;
    private final CorrelationMeters meters;
    private @Nullable KafkaEntityStore store;
    private @Nullable Correlator correlator;

    CorrelateProcessor(RuleSet rules, Bounds bounds, CorrelationMeters meters) {
        this.rules = rules;
        this.bounds = bounds;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        KeyValueStore<Bytes, byte[]> events = context.getStateStore(KafkaEntityStore.EVENTS);
        KeyValueStore<Bytes, byte[]> memories = context.getStateStore(KafkaEntityStore.MEMORIES);
        store = new KafkaEntityStore(events, memories);
        correlator = new Correlator(bounds, store, rules.compiler(), meters);
        context.schedule(SWEEP, PunctuationType.STREAM_TIME, this::sweep);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Routed routed = Routes.read(rules, record.value()).orElse(null);
        if (routed == null) {
            return;
        }
        Objects.requireNonNull(store).at(record.timestamp());
        for (Alert alert :
                Objects.requireNonNull(correlator).accept(routed.key(), routed.event())) {
            context()
                    .forward(
                            new Record<>(
                                    alert.id().getBytes(StandardCharsets.US_ASCII),
                                    AlertJson.write(alert),
                                    record.timestamp()));
        }
    }

    /** Entities that fell silent long ago: nothing within the lateness can touch their events any more. */
    private void sweep(long recordTime) {
        long memory =
                rules.rules().stream()
                        .mapToLong(each -> each.rule().horizon().toMillis())
                        .max()
                        .orElse(0);
        long kept = recordTime - bounds.lateness().multipliedBy(2).toMillis() - memory;
        Objects.requireNonNull(store)
                .expire(kept)
                .forEach(Objects.requireNonNull(correlator)::forget);
        store.expireMemories(kept);
    }

    @Override
    public void close() {
        if (correlator != null) {
            correlator.close();
        }
    }
}
