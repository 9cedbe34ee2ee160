package io.tripline.correlation.streams;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.EcsSelection;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.state.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an event and sends it to each rule's entity that wants it. Stateless. */
final class MatchProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(MatchProcessor.class);

    private final ThreadRouters routers;
    private final CorrelationMeters meters;

    MatchProcessor(ThreadRouters routers, CorrelationMeters meters) {
        this.routers = routers;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        routers.use();
        // Now, as who is ready does not let the first event wait for it.
        var _ = routers.ofThisThread();
    }

    @Override
    public void process(Record<byte[], byte @Nullable []> record) {
        meters.received();
        ThreadRouters.InForce inForce = routers.ofThisThread();
        EcsEvent event = read(record.value(), inForce.selection());
        if (event == null) {
            return;
        }
        Header origin = record.headers().lastHeader(RecordHeaders.ORIGIN);
        for (Router.Routed routed :
                route(
                        inForce.router(),
                        event,
                        origin == null || origin.value() == null
                                ? ""
                                : new String(origin.value(), StandardCharsets.UTF_8))) {
            context()
                    .forward(
                            new Record<>(
                                    Routes.key(routed), Routes.value(routed), record.timestamp()));
        }
    }

    /** Where an event goes; nowhere, counted and named, if it meets a bug. */
    private List<Router.Routed> route(Router router, EcsEvent event, String origin) {
        try {
            return router.route(event, origin);
        } catch (RuntimeException e) {
            unreadable("The rules' filters failed at it: " + e);
            return List.of();
        }
    }

    /** An event, or null, counted and named, if the record is none: one bad record must not stop the stream. */
    private @Nullable EcsEvent read(byte @Nullable [] value, EcsSelection selection) {
        try {
            if (value != null) {
                return EcsJson.readPart(value, selection);
            }
            unreadable("The record has no value.");
        } catch (MalformedEventException e) {
            unreadable(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private void unreadable(String reason) {
        meters.unreadable();
        log.atWarn()
                .addKeyValue(
                        "origin",
                        context()
                                .recordMetadata()
                                .map(at -> at.topic() + "-" + at.partition() + "-" + at.offset())
                                .orElse(""))
                .addKeyValue("reason", reason)
                .log("A record on events is no event and was skipped.");
    }

    @Override
    public void close() {
        routers.endUse();
    }
}
