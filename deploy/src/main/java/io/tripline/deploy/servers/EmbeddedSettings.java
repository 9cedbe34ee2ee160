package io.tripline.deploy.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the embedded Kafka and OpenSearch run.
 *
 * @param data where they keep their data and logs
 * @param javaOptions what every JVM is started with, besides what it needs
 * @param openSearchUser the account OpenSearch runs as if we are root, which it refuses to be
 * @param sharedDirectory where OpenSearch and its data go if that account can't reach {@code data}
 */
public record EmbeddedSettings(
        Distribution distribution,
        Path data,
        List<String> javaOptions,
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
        javaOptions = List.copyOf(javaOptions);
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
