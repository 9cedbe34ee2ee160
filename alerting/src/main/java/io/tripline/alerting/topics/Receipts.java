package io.tripline.alerting.topics;

/** Where it is kept what became of pages. */
@FunctionalInterface
public interface Receipts {
    /**
     * Keeps a receipt. Returns when it is safe.
     *
     * @param about the id of the alert or incident
     */
    void keep(String about, byte[] receipt) throws InterruptedException;
}
