package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;

/** A log source that is a mapping, and code for what no mapping says. */
interface Mapped extends LogSource {
    MappedSource mapped();

    @Override
    default String name() {
        return mapped().name();
    }

    @Override
    default boolean recognizes(RawRecord raw) {
        return mapped().recognizes(raw);
    }

    @Override
    default Glance glance() {
        return mapped().glance();
    }

    @Override
    default boolean isSentBySyslog() {
        return mapped().isSentBySyslog();
    }

    @Override
    default boolean isWrittenOnItsHost() {
        return mapped().isWrittenOnItsHost();
    }

    @Override
    default Normalized normalize(RawRecord raw) {
        Normalized normalized = mapped().normalize(raw);
        if (normalized instanceof Normalized.Parsed(EcsEvent.Builder event)) {
            complete(event, raw.json().orElse(MissingNode.getInstance()));
        }
        return normalized;
    }

    /**
     * Adds what no mapping says; by default nothing.
     *
     * @param record as the mapping has it
     */
    default void complete(EcsEvent.Builder event, JsonNode record) {}
}
