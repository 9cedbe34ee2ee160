package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Kafka and OpenSearch lie on disk, as the build of {@code deploy/embedded} puts them there.
 *
 * @param root the directory that holds {@code kafka/lib} and {@code opensearch}
 */
public record Distribution(Path root) {
    public Distribution {
        root = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(root.resolve("kafka/lib"))
                || !Files.isRegularFile(root.resolve("opensearch/bin/opensearch"))) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "There is no Kafka and OpenSearch in "
                            + root
                            + ": build with ./tripline build, or point embedded.distribution at the directory that"
                            + " has them.");
        }
    }

    Path kafkaLibraries() {
        return root.resolve("kafka/lib");
    }

    /** Where the JVM keeps Kafka's loaded classes from one start to the next; made anew when it does not fit. */
    Path kafkaClasses() {
        return root.resolve("kafka/kafka.jsa");
    }

    Path openSearch() {
        return root.resolve("opensearch");
    }

    /** The city database that comes with OpenSearch (GeoLite2 of 2019, CC BY-SA 4.0). */
    public Path cityDatabase() {
        return openSearch().resolve("modules/ingest-geoip/GeoLite2-City.mmdb");
    }

    /** The network operator database that comes with OpenSearch (GeoLite2 of 2019, CC BY-SA 4.0). */
    public Path asnDatabase() {
        return openSearch().resolve("modules/ingest-geoip/GeoLite2-ASN.mmdb");
    }
}
