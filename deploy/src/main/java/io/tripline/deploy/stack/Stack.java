package io.tripline.deploy.stack;

import io.tripline.deploy.config.ApiKeys;
import io.tripline.deploy.config.Key;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.config.TopicKeys;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Distribution;
import io.tripline.deploy.servers.EmbeddedSettings;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.service.ServiceName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/** Kafka, OpenSearch and the three services as child processes: started together, each killed or frozen alone. */
public final class Stack implements AutoCloseable {
    /** Two busy cores are slow; one that ends instead is noticed at once. */
    private static final Duration SERVICE_PATIENCE = Duration.ofMinutes(5);

    private final Settings settings;
    private final Path home;
    private final Path data;
    private final ChildServers servers;
    private final UnaryOperator<URI> route;
    private final Map<ServiceName, ChildProcess> services = new EnumMap<>(ServiceName.class);

    /**
     * Not yet started.
     *
     * @param home the project
     * @param data where all data and logs go
     */
    public Stack(Settings settings, Path home, Path data) {
        this(settings, home, data, openSearch -> openSearch);
    }

    /**
     * Not yet started, with something between the services and OpenSearch.
     *
     * @param route from OpenSearch's own address to the one that the services are given
     */
    public Stack(Settings settings, Path home, Path data, UnaryOperator<URI> route) {
        this.settings = settings;
        this.home = home;
        this.data = data;
        this.route = route;
        this.servers = new ChildServers(embedded(settings, home, data));
        for (ServiceName name : ServiceName.values()) {
            services.put(name, process(name));
        }
    }

    /** What happens while it starts. */
    public interface Progress {
        /** A process answers. */
        void ready(String name, Duration after);
    }

    /** Starts all: the services as soon as Kafka answers, without waiting for OpenSearch. Waits until all are ready. */
    public void start(Progress progress) {
        Ports.requireFree(ports());
        InstantSource clock = InstantSource.system();
        var began = clock.instant();
        List<CompletableFuture<Void>> ready = new ArrayList<>();
        CompletableFuture<Void> kafka = async(() -> servers.restart(Server.KAFKA));
        ready.add(
                kafka.thenRun(
                        () -> progress.ready("kafka", Duration.between(began, clock.instant()))));
        ready.add(
                async(() -> servers.restart(Server.OPENSEARCH))
                        .thenRun(
                                () ->
                                        progress.ready(
                                                "opensearch",
                                                Duration.between(began, clock.instant()))));
        for (ServiceName name : ServiceName.values()) {
            ready.add(
                    kafka.thenRunAsync(() -> restart(name), Thread::startVirtualThread)
                            .thenRun(
                                    () ->
                                            progress.ready(
                                                    name.label(),
                                                    Duration.between(began, clock.instant()))));
        }
        try {
            CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static CompletableFuture<Void> async(Runnable work) {
        return CompletableFuture.runAsync(work, Thread::startVirtualThread);
    }

    /** Starts a service that ended or was killed, and waits until it is ready. */
    public void restart(ServiceName name) {
        process(services, name).start();
        awaitReady(name);
    }

    /** Waits until a service says that it is ready. */
    public void awaitReady(ServiceName name) {
        servicesHealth(name).awaitReady(service(name), SERVICE_PATIENCE);
    }

    /** The process of a service, to kill or freeze it. */
    public ChildProcess service(ServiceName name) {
        return process(services, name);
    }

    /** Kafka and OpenSearch. */
    public ChildServers servers() {
        return servers;
    }

    /** All processes in the order the data flows. */
    public Map<String, ChildProcess> processes() {
        Map<String, ChildProcess> all = new LinkedHashMap<>();
        all.put("kafka", servers.process(Server.KAFKA));
        services.forEach((name, process) -> all.put(name.label(), process));
        all.put("opensearch", servers.process(Server.OPENSEARCH));
        return all;
    }

    /** Every port it listens on, by the key that sets it. */
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>(servers.ports());
        for (ServiceName name : ServiceName.values()) {
            ports.put(name.port().name(), settings.get(name.port()));
        }
        if (ApiToken.in(data).isThere() || settings.find(ApiKeys.TOKENS_FILE).isPresent()) {
            ports.put(ApiKeys.PORT_NUMBER.name(), settings.get(ApiKeys.PORT_NUMBER));
        }
        return ports;
    }

    /** Where a service serves its metrics and health. */
    public URI endpoint(ServiceName name) {
        return URI.create(
                "http://" + settings.get(Keys.HTTP_HOST) + ":" + settings.get(name.port()));
    }

    /** Stops all in order: the services, then OpenSearch, then Kafka. */
    @Override
    public void close() {
        services.values().forEach(ChildProcess::requestStop);
        services.values().forEach(ChildProcess::stop);
        servers.close();
    }

    /** Throws away all data; only when closed. */
    public void discardData() {
        servers.discardData();
    }

    private ServiceHealth servicesHealth(ServiceName name) {
        return new ServiceHealth(endpoint(name));
    }

    private static ChildProcess process(Map<ServiceName, ChildProcess> services, ServiceName name) {
        ChildProcess process = services.get(name);
        if (process == null) {
            throw new IllegalStateException("Every service has a process.");
        }
        return process;
    }

    private ChildProcess process(ServiceName name) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.get(name.heap()) + "m");
        switch (name) {
            case CORRELATION ->
                    // It keeps many events, and their values repeat.
                    command.add("-XX:+UseStringDeduplication");
            case ALERTING ->
                    // What it holds is under way for a moment: with room for that it dies young.
                    command.addAll(
                            List.of(
                                    "-Xmn" + settings.get(name.heap()) * 11 / 20 + "m",
                                    "-XX:SurvivorRatio=3"));
            case INGEST -> {}
        }
        command.addAll(settings.find(Keys.EMBEDDED_JAVA_OPTIONS).orElse(List.of()));
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.tripline.deploy.cli.Tripline",
                        "run",
                        name.label()));
        settings.file()
                .ifPresent(
                        file ->
                                command.addAll(
                                        List.of("--config", file.toAbsolutePath().toString())));
        return new ChildProcess(
                new ChildProcess.Launch(
                        name.label(),
                        command,
                        environment(),
                        Path.of("").toAbsolutePath(),
                        data.resolve("logs").resolve(name.label() + ".log")));
    }

    /** What the services must not take from the file: where the servers are that we started for them. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put(Keys.BOOTSTRAP_SERVERS.variable(), servers.bootstrapServers());
        environment.put(TopicKeys.ALTER_RETENTION.variable(), "true");
        environment.put(
                Keys.ALERTING_PAGES.variable(), settings.get(Keys.ALERTING_PAGES).toString());
        environment.put(
                Keys.OPENSEARCH_URL.variable(), route.apply(servers.openSearch()).toString());
        environment.put(Keys.INGEST_STATE.variable(), data.resolve("ingest").toString());
        environment.put(Keys.CORRELATION_STATE.variable(), data.resolve("correlation").toString());
        environment.put(
                Keys.CORRELATION_RULES.variable(),
                ModuleConfigs.rules(settings, home).toAbsolutePath().toString());
        if (settings.find(ApiKeys.TOKENS_FILE).isEmpty() && ApiToken.in(data).isThere()) {
            environment.put(
                    ApiKeys.TOKENS_FILE.variable(), ApiToken.in(data).tokensFile().toString());
        }
        for (Key<?> key :
                List.of(
                        Keys.HTTP_INGEST_PORT,
                        Keys.HTTP_CORRELATION_PORT,
                        Keys.HTTP_ALERTING_PORT)) {
            environment.put(key.variable(), settings.get(key).toString());
        }
        return environment;
    }

    private static EmbeddedSettings embedded(Settings settings, Path home, Path data) {
        return new EmbeddedSettings(
                new Distribution(home.resolve(settings.get(Keys.EMBEDDED_DISTRIBUTION))),
                data,
                settings.find(Keys.EMBEDDED_JAVA_OPTIONS).orElse(List.of()),
                settings.get(Keys.KAFKA_PORT),
                settings.get(Keys.KAFKA_CONTROLLER_PORT),
                settings.get(Keys.KAFKA_HEAP),
                settings.get(Keys.OPENSEARCH_PORT),
                settings.get(Keys.OPENSEARCH_TRANSPORT_PORT),
                settings.get(Keys.OPENSEARCH_HEAP),
                settings.get(Keys.EMBEDDED_OPENSEARCH_USER),
                settings.get(Keys.EMBEDDED_SHARED));
    }
}
