package io.tripline.deploy.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the embedded Kafka and OpenSearch run.
 *
 * @param data where they keep their data and logs
 * @param openSearchUser the account OpenSearch runs as if we are root, which it refuses to be
 * @param sharedDirectory where OpenSearch and its data go if that account can't reach {@code data}
 */
public record EmbeddedSettings(
        Distribution distribution,
        Path data,
        int kafkaPort,
        int kafkaControllerPort,
        int kafkaHeapMegabytes,
        int openSearchPort,
        int openSearchTransportPort,
        int openSearchHeapMegabytes,
        String openSearchUser,
        Path sharedDirectory) {

    public EmbeddedSettings {
        data = data.toAbsolutePath().normalize();
    }

    /** On ports that are free now, with the default heaps: for tests. */
    public static EmbeddedSettings onFreePorts(Distribution distribution, Path data) {
        List<Integer> ports = Ports.free(4);
        return new EmbeddedSettings(
                distribution,
                data,
                ports.get(0),
                ports.get(1),
                384,
                ports.get(2),
                ports.get(3),
                1024,
                "nobody",
                Path.of("/var/lib/tripline"));
    }

    /** The directory of every process's log file. */
    public Path logs() {
        return data.resolve("logs");
    }

    /** The account to change to; empty where we are not root. */
    Optional<Account> openSearchAccount() {
        return Account.isRoot() ? Optional.of(new Account(openSearchUser)) : Optional.empty();
    }
}
