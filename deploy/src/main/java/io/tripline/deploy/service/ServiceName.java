package io.tripline.deploy.service;

import io.tripline.deploy.config.Key;
import io.tripline.deploy.config.Keys;
import java.util.Locale;

/** The three services, in the order the data flows. */
public enum ServiceName {
    INGEST(Keys.HTTP_INGEST_PORT, Keys.INGEST_HEAP),
    CORRELATION(Keys.HTTP_CORRELATION_PORT, Keys.CORRELATION_HEAP),
    ALERTING(Keys.HTTP_ALERTING_PORT, Keys.ALERTING_HEAP);

    private final Key<Integer> port;
    private final Key<Integer> heap;

    ServiceName(Key<Integer> port, Key<Integer> heap) {
        this.port = port;
        this.heap = heap;
    }

    /** As people write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The port of its metrics and health. */
    public Key<Integer> port() {
        return port;
    }

    /** Its heap as a child process, in megabytes. */
    public Key<Integer> heap() {
        return heap;
    }
}
