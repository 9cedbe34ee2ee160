package io.tripline.alerting.opensearch;

import java.util.Locale;

/** Why a record cannot be indexed; its name in lower case is the dead letter's reason. */
enum Refusal {
    /** A tombstone or an empty value. */
    INDEX_EMPTY("The record has no value."),
    /** Without an id a second delivery would be a second document. */
    INDEX_NO_ID("The record's key is no usable id: it must be 1 to 512 bytes of UTF-8."),
    /** A raw newline would end the document and begin an action of the sender's choice. */
    INDEX_NOT_ONE_LINE("The document holds a raw newline."),
    /** The family names the data stream. */
    INDEX_NO_FAMILY("The record names no known family in its header."),
    /** An alert is embedded in an update, so that it must be exactly one JSON object. */
    INDEX_NOT_JSON("The document is not exactly one JSON object within our limits."),
    /** OpenSearch said 400; the detail says why. */
    INDEX_REJECTED("OpenSearch rejected the document.");

    private final String detail;
    private final String label = name().toLowerCase(Locale.ROOT);

    Refusal(String detail) {
        this.detail = detail;
    }

    String detail() {
        return detail;
    }

    String label() {
        return label;
    }
}
