package io.tripline.deploy.servers;

import java.net.URI;

/** A running Kafka broker and OpenSearch node, wherever they run; closing stops both. */
public interface Servers extends AutoCloseable {
    /** Kafka's {@code bootstrap.servers}. */
    String bootstrapServers();

    /** The address of OpenSearch's HTTP interface. */
    URI openSearch();

    /** Stops OpenSearch, then Kafka. */
    @Override
    void close();
}
