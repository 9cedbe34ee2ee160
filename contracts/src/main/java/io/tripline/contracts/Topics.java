package io.tripline.contracts;

import java.util.List;

/** The names of the topics on which the services meet. */
public final class Topics {
    /** Raw sign-in and account records, bytes as shipped. */
    public static final String LOGS_AUTH = "logs.auth";

    /** Raw records of hosts and their agents, bytes as shipped. */
    public static final String LOGS_DEVICE = "logs.device";

    /** Raw records of network sensors, bytes as shipped. */
    public static final String LOGS_NETWORK = "logs.network";

    /** ECS JSON, one record per event, keyed by {@code event.id}. */
    public static final String EVENTS = "events";

    /** Alert JSON, one record per revision, keyed by the alert's id. */
    public static final String ALERTS = "alerts";

    /** {@link TriageChange} JSON, keyed by the id of the alert or incident that somebody changed. */
    public static final String TRIAGE = "triage";

    /** Incident JSON, one record per revision, keyed by the incident's id; compacted. */
    public static final String INCIDENTS = "incidents";

    /** What could not be read: the raw bytes, with reason and origin in {@link RecordHeaders headers}. */
    public static final String DEAD_LETTERS = "dead-letters";

    /** {@link LedgerEntry} JSON, keyed by its id: what became of raw records, by log source and minute of arrival. */
    public static final String LEDGER = "ledger";

    /** The outbox: one record per page and destination, keyed by what it is about; read by every destination. */
    public static final String PAGES = "pages";

    /** What became of every page: JSON, keyed by the id of the alert or incident that it was about. */
    public static final String RECEIPTS = "receipts";

    /** What paging has to remember, compacted, in one partition. */
    public static final String PAGING = "paging";

    /** The raw topics, in the order of {@link Family}. */
    public static final List<String> RAW = List.of(LOGS_AUTH, LOGS_DEVICE, LOGS_NETWORK);

    private Topics() {}
}
