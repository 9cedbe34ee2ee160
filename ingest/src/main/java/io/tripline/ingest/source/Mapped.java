package io.tripline.ingest.source;

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
}
