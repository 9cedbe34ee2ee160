package io.tripline.deploy.servers;

import java.net.URI;
import java.net.URISyntaxException;
import org.opensearch.testcontainers.OpenSearchContainer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka and OpenSearch in containers, as most people run them. */
final class ContainerServers implements Servers {
    private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
    private static final DockerImageName OPENSEARCH =
            DockerImageName.parse("opensearchproject/opensearch:3.6.0");

    private final KafkaContainer kafka = new KafkaContainer(KAFKA);
    private final OpenSearchContainer<?> openSearch = new OpenSearchContainer<>(OPENSEARCH);

    private ContainerServers() {}

    /** Whether a Docker engine answers. */
    static boolean possible() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Started and ready. */
    static ContainerServers started() {
        ContainerServers servers = new ContainerServers();
        servers.kafka.start();
        servers.openSearch.start();
        return servers;
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public URI openSearch() {
        try {
            return new URI(
                    "http",
                    null,
                    openSearch.getHost(),
                    openSearch.getMappedPort(9200),
                    null,
                    null,
                    null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        openSearch.stop();
        kafka.stop();
    }
}
