package io.tripline.alerting.triage;

import java.io.IOException;

/** A question that the documents' keeper understands and refuses: asking again changes nothing. */
public final class UnanswerableException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnanswerableException() {
        super("OpenSearch refuses this search.");
    }
}
