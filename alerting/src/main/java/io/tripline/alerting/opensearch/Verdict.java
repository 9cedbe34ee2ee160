package io.tripline.alerting.opensearch;

/** What became of one item of a bulk request. */
sealed interface Verdict {
    /** It is in the index; {@code fresh} if this request put it there. */
    record Indexed(boolean fresh) implements Verdict {}

    /** It has to be sent again. */
    record Again(RetryReason reason) implements Verdict {}

    /** OpenSearch will never take it; the detail holds none of the document's content. */
    record Refused(String detail) implements Verdict {}
}
