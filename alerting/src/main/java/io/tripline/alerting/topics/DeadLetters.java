package io.tripline.alerting.topics;

/** Where goes what cannot be delivered. */
@FunctionalInterface
public interface DeadLetters {
    /**
     * Keeps the record with the reason. Returns when it is safe.
     *
     * @param reason a constant from an enum
     * @param detail what exactly was wrong, without the record's content
     */
    void keep(Received received, String reason, String detail) throws InterruptedException;
}
