package io.tripline.correlation.streams;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.EcsSelection;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an event and sends it to each rule's entity that wants it. Stateless. */
final class MatchProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(MatchProcessor.class);

    private final CorrelationMeters meters;
    private final ActiveRules active;
    private RuleSet rules;
    private Router router;
    private EcsSelection selection;

    MatchProcessor(ActiveRules active, CorrelationMeters meters) {
        this.meters = meters;
        this.active = active;
        this.rules = active.current();
        this.router = new Router(rules, meters);
        this.selection = rules.selection();
    }

    /** Takes up the rules that are in force now. */
    @SuppressWarnings(
            "ReferenceEquality") // A set of rules that was not swapped is the same object.
    private void refresh() {
        RuleSet now = active.current();
        if (now != rules) {
            Router next = new Router(now, meters);
            router.close();
            router = next;
            selection = now.selection();
            rules = now;
        }
    }

    @Override
    public void process(Record<byte[], byte @Nullable []> record) {
        meters.received();
        refresh();
        EcsEvent event = read(record.value());
        if (event == null) {
            return;
        }
        Header origin = record.headers().lastHeader(RecordHeaders.ORIGIN);
        for (Router.Routed routed :
                route(
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
    private List<Router.Routed> route(EcsEvent event, String origin) {
        try {
            return router.route(event, origin);
        } catch (RuntimeException e) {
            unreadable("The rules' filters failed at it: " + e);
            return List.of();
        }
    }

    /** An event, or null, counted and named, if the record is none: one bad record must not stop the stream. */
    private @Nullable EcsEvent read(byte @Nullable [] value) {
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
        router.close();
    }
}
