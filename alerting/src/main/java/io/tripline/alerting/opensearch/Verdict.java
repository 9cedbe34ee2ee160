package io.tripline.alerting.opensearch;

/** What became of one item of a bulk request. */
sealed interface Verdict {
    /**
     * It is in the index.
     *
     * @param fresh whether this request put it there
     * @param index which one, behind the name that was asked for; empty if the answer did not say
     */
    record Indexed(boolean fresh, String index) implements Verdict {}

    /** It has to be sent again. */
    record Again(RetryReason reason) implements Verdict {}

    /** OpenSearch will never take it; the detail holds none of the document's content. */
    record Refused(String detail) implements Verdict {}
}
