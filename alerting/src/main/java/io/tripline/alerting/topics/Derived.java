package io.tripline.alerting.topics;

import java.util.List;

/** What a {@link Derivation} publishes, as a function of all that it has read. Called by one thread. */
public interface Derived {
    /** One record to publish; a later one with the same key stands for it. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes pass through; they are never compared.
    record Publication(byte[] key, byte[] value) {}

    /** Notes what an earlier process has published. */
    void published(Received received);

    /** Takes a record of the source. */
    void read(Received received);

    /** What has to be published since the last call. */
    List<Publication> due();
}
