package io.tripline.alerting.opensearch;

import java.util.Locale;

/** Why something has to be sent to OpenSearch again. None of these is the document's fault. */
enum RetryReason {
    /** 429: its queues are full. */
    BUSY,
    /** 5xx. */
    SERVER_ERROR,
    /** No connection, or one that was cut or timed out. */
    CONNECTION,
    /** An index-level block: the flood-stage watermark, or an operator's read-only setting. */
    BLOCKED,
    /** 401 or 403 without a block: our credentials or their rights. */
    DENIED,
    /** The data stream, index or alias is gone, closed, or leads to no index that can be written to. */
    MISSING,
    /** Two revisions of one alert met; the later one finds its place at the next try. */
    CONFLICT,
    /** An answer that is no answer to what was asked. */
    NONSENSE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** What an answer with this status means, which is neither a success nor the document's fault. */
    static RetryReason of(int status) {
        return switch (status) {
            case 401, 403 -> DENIED;
            case 404 -> MISSING;
            case 429 -> BUSY;
            default -> status >= 500 ? SERVER_ERROR : NONSENSE;
        };
    }

    String label() {
        return label;
    }

    /** Whether it does not pass by itself. */
    boolean needsAPerson() {
        return switch (this) {
            case BLOCKED, DENIED, MISSING, NONSENSE -> true;
            case BUSY, SERVER_ERROR, CONNECTION, CONFLICT -> false;
        };
    }
}
