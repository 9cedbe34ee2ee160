package io.tripline.deploy.servers;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka and OpenSearch as child processes on this machine, which can be killed, frozen and started again. */
public final class ChildServers implements Servers {
    private final KafkaBroker kafka;
    private final OpenSearchNode openSearch;
    private final Path data;
    private final Distribution distribution;
    private final Map<String, Integer> ports;

    /** Not yet started. */
    public ChildServers(EmbeddedSettings settings) {
        data = settings.data();
        distribution = settings.distribution();
        kafka = new KafkaBroker(settings);
        openSearch = new OpenSearchNode(settings);
        ports =
                Map.of(
                        "embedded.kafka.port",
                        settings.kafkaPort(),
                        "embedded.kafka.controller-port",
                        settings.kafkaControllerPort(),
                        "embedded.opensearch.port",
                        settings.openSearchPort(),
                        "embedded.opensearch.transport-port",
                        settings.openSearchTransportPort());
    }

    /** Where their programs lie, and the databases that come with them. */
    public Distribution distribution() {
        return distribution;
    }

    /** Which of the two. */
    public enum Server {
        KAFKA,
        OPENSEARCH
    }

    /** The ports both will listen on, by the key that sets each. */
    public Map<String, Integer> ports() {
        return new TreeMap<>(ports);
    }

    /** Starts both, beside each other, and waits until both answer. */
    public void start() {
        Ports.requireFree(ports);
        CompletableFuture<Void> broker =
                CompletableFuture.runAsync(
                        () -> kafka.start(KafkaBroker.PATIENCE), Thread::startVirtualThread);
        CompletableFuture<Void> node =
                CompletableFuture.runAsync(
                        () -> openSearch.start(OpenSearchNode.PATIENCE),
                        Thread::startVirtualThread);
        try {
            CompletableFuture.allOf(broker, node).join();
        } catch (CompletionException e) {
            close();
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Starts one that ended or was killed, and waits until it answers. */
    public void restart(Server server) {
        switch (server) {
            case KAFKA -> kafka.start(KafkaBroker.PATIENCE);
            case OPENSEARCH -> openSearch.start(OpenSearchNode.PATIENCE);
        }
    }

    /** Starts one, and waits until it answers: after a power cut, both look through their data before they do. */
    public void start(Server server, Duration patience) {
        switch (server) {
            case KAFKA -> kafka.start(patience);
            case OPENSEARCH -> openSearch.start(patience);
        }
    }

    /** Waits until one answers, for instance after it was frozen. */
    public void awaitReady(Server server) {
        switch (server) {
            case KAFKA -> kafka.awaitReady(KafkaBroker.PATIENCE);
            case OPENSEARCH -> openSearch.awaitReady(OpenSearchNode.PATIENCE);
        }
    }

    /** The process, to kill or freeze it. */
    public ChildProcess process(Server server) {
        return switch (server) {
            case KAFKA -> kafka.process();
            case OPENSEARCH -> openSearch.process();
        };
    }

    /** Throws away the data of both, logs included; only when closed. */
    public void discardData() {
        if (kafka.process().alive() || openSearch.process().alive()) {
            throw new IllegalStateException("Data of running servers is not thrown away.");
        }
        openSearch.discardData();
        DirectoryTree.delete(data);
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public URI openSearch() {
        return openSearch.address();
    }

    @Override
    public void close() {
        kafka.process().retire();
        openSearch.process().retire();
        openSearch.process().stop();
        openSearch.close();
        kafka.process().stop();
    }
}
