package io.tripline.alerting.triage;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A document as it was read.
 *
 * @param unpublished whether the topic has not been told of the last change
 * @param position which write it is of, so that the next can be made only if nobody wrote in between
 */
public record Stored(ObjectNode document, Triage triage, boolean unpublished, Position position) {
    /** A write of a document in OpenSearch. */
    public record Position(String index, long sequenceNumber, long primaryTerm) {}
}
