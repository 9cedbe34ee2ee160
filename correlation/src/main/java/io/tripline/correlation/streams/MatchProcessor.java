package io.tripline.correlation.streams;

import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.Correlation;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an event to every rule and entity that wants it. */
final class MatchProcessor extends ContextualProcessor<byte[], byte[], String, byte[]> {
    private static final Logger log = LoggerFactory.getLogger(MatchProcessor.class);

    private final Correlation correlation;

    MatchProcessor(Correlation correlation) {
        this.correlation = correlation;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            for (Correlation.Wanted wanted : correlation.wanted(EcsJson.read(record.value()))) {
                context()
                        .forward(
                                record.withKey(wanted.key())
                                        .withValue(EcsJson.write(wanted.event())));
            }
        } catch (MalformedEventException e) {
            correlation.failed();
            log.atWarn().log("A record of the events topic is no event; it is passed over.");
        }
    }

    @Override
    public void close() {
        correlation.close();
    }
}
