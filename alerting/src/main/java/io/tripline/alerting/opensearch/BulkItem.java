package io.tripline.alerting.opensearch;

import io.tripline.alerting.topics.Received;

/**
 * One line pair of a bulk request: the action, and the document's bytes as they came from the topic.
 *
 * @param operation which statuses mean that it is done
 * @param document the bytes between head and tail, on one line
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; they are never compared.
record BulkItem(
        Received received,
        Operation operation,
        String target,
        byte[] head,
        byte[] document,
        byte[] tail,
        Runnable settled) {
    static final int PARTS = 3;

    enum Operation {
        /** An event: there once and never changed, so that 409 means it was delivered before. */
        CREATE,
        /** A revision of an alert: 409 means that it met another one on its way. */
        UPDATE
    }

    int size() {
        return head.length + document.length + tail.length;
    }

    /** The bytes of head, document and tail, in this order. */
    byte[] part(int number) {
        return switch (number) {
            case 0 -> head;
            case 1 -> document;
            case 2 -> tail;
            default -> throw new IndexOutOfBoundsException(number);
        };
    }
}
