package io.tripline.ingest.source;

/**
 * One kind of raw log, e.g. sshd's. Implementations are pure and hold no state: the same record gives the same result,
 * on any thread.
 */
public interface LogSource {
    /** The name, lower case with dots, e.g. {@code okta.system}. It becomes {@code event.dataset}. */
    String name();

    /**
     * Whether the record's content is unmistakably of this kind. It is asked of every record that no header or topic
     * mapping claims, so it looks at few fields and never parses text that {@link RawRecord} has not parsed.
     */
    boolean recognizes(RawRecord raw);

    /** What rules this source out, so that it need not be asked; by default nothing does. */
    default Glance glance() {
        return Glance.ANYTHING;
    }

    /**
     * Whether such JSON is sent through syslog or the journal: by a host's own programs, or an appliance. Whoever may log on
     * a host may write it there, so what a cloud tells is never taken from there, but where a header or a mapping says so.
     */
    default boolean isSentBySyslog() {
        return false;
    }

    /** Whether this record of the source is sent so: a vendor's product may send one form of them, and its cloud tell others. */
    default boolean isSentBySyslog(RawRecord raw) {
        return isSentBySyslog();
    }

    /**
     * Whether it is written on the host that its events are about, by what runs there: where the record names none, that is
     * the shipper's. What a cloud, an appliance, a sensor or a server of agents tells is of others, whoever collects it.
     */
    default boolean isWrittenOnItsHost() {
        return false;
    }

    /**
     * Turns a record of this kind into an event.
     *
     * <p>The event has at least {@code @timestamp}, {@code event.kind} and {@code event.dataset}. {@code event.id} is
     * set only where the source has an id of its own, by {@link io.tripline.contracts.StableId#of} over the source's
     * name and that id. The caller fills the rest that all sources share: {@code event.id} otherwise, {@code
     * event.ingested}, {@code event.created}, {@code event.original}, {@code ecs.version}, {@code related.*}, {@code
     * event.module} and everything enrichment finds.
     */
    Normalized normalize(RawRecord raw);
}
