package io.tripline.correlation.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.correlation.Correlation;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an event into its entity's state and sends the alerts that come of it. */
final class CorrelateProcessor extends ContextualProcessor<String, byte[], String, byte[]> {
    private static final Logger log = LoggerFactory.getLogger(CorrelateProcessor.class);

    private final Correlation correlation;
    private @Nullable KeyValueStore<String, byte[]> states;

    CorrelateProcessor(Correlation correlation) {
        this.correlation = correlation;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        states = context.getStateStore(CorrelationTopology.STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        KeyValueStore<String, byte[]> store = java.util.Objects.requireNonNull(states);
        try {
            Correlation.Step step =
                    correlation.step(
                            new Correlation.Wanted(record.key(), EcsJson.read(record.value())),
                            origin(record),
                            store.get(record.key()));
            step.state().ifPresent(state -> store.put(record.key(), state));
            for (Alert alert : step.alerts()) {
                context().forward(record.withKey(alert.id()).withValue(AlertJson.write(alert)));
            }
        } catch (MalformedEventException e) {
            correlation.failed();
            log.atWarn().log("A record between matching and correlation is no event.");
        }
    }

    @Override
    public void close() {
        correlation.close();
    }

    private static String origin(Record<?, ?> record) {
        Header header = record.headers().lastHeader(RecordHeaders.ORIGIN);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
