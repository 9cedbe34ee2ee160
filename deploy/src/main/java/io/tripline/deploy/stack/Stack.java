package io.tripline.deploy.stack;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
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
import io.tripline.deploy.servers.JvmOptions;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.servers.PrivateDirectory;
import io.tripline.deploy.service.ServiceName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Kafka, OpenSearch and the three services as child processes: started together, each killed or frozen alone. */
public final class Stack implements AutoCloseable {
    /** Two busy cores are slow; one that ends instead is noticed at once. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Between two notes about what is waited for. */
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(30);

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
    @FunctionalInterface
    public interface Progress {
        /** A process answers. */
        void ready(String name, Duration after);

        /** A process has not been ready for a while, and is waited for. */
        default void waiting(String name, String why, Duration after) {}

        /** All is about to be stopped. */
        default void failed(RuntimeException why) {}
    }

    /** Starts all where nothing has to be restored, and waits until all are ready. */
    public void start(Progress progress) {
        start(progress, PATIENCE);
    }

    /**
     * Starts all: the services as soon as Kafka answers, without waiting for OpenSearch. Waits until all are ready, or one
     * fails; then all are stopped.
     *
     * @param patience how long a process that lives may restore what it had
     */
    public void start(Progress progress, Duration patience) {
        Ports.requireFree(ports());
        makeDirectories();
        InstantSource clock = InstantSource.system();
        Instant began = clock.instant();
        Set<String> missing = ConcurrentHashMap.newKeySet();
        missing.addAll(processes().keySet());
        Consumer<String> ready =
                name -> {
                    missing.remove(name);
                    progress.ready(name, Duration.between(began, clock.instant()));
                };
        CompletableFuture<Void> kafka = async(() -> servers.start(Server.KAFKA, patience));
        List<CompletableFuture<Void>> started = new ArrayList<>();
        started.add(kafka.thenRun(() -> ready.accept("kafka")));
        started.add(
                async(() -> servers.start(Server.OPENSEARCH, patience))
                        .thenRun(() -> ready.accept("opensearch")));
        for (ServiceName name : ServiceName.values()) {
            started.add(
                    kafka.thenRunAsync(() -> start(name, patience), Thread::startVirtualThread)
                            .thenRun(() -> ready.accept(name.label())));
        }
        try {
            Together all = Together.of(started);
            while (!all.isOver(BETWEEN_NOTES)) {
                requireAlive(name -> !missing.contains(name));
                Duration after = Duration.between(began, clock.instant());
                missing.forEach(each -> progress.waiting(each, whyNotReady(each), after));
            }
        } catch (RuntimeException e) {
            progress.failed(e);
            close();
            throw e;
        }
    }

    /** Fails if one of these processes ended by itself. */
    public void requireAlive(Predicate<String> ofThese) {
        processes()
                .forEach(
                        (name, process) -> {
                            if (ofThese.test(name) && !process.alive()) {
                                throw new CannotRunException(
                                        ExitCode.UNAVAILABLE,
                                        "The process "
                                                + name
                                                + " ended by itself with status "
                                                + process.exitStatus()
                                                + ", so everything is stopped; see "
                                                + process.log()
                                                + ".");
                            }
                        });
    }

    private void makeDirectories() {
        try {
            PrivateDirectory.ofData(data);
            // What Kafka Streams and the logs make below is then hidden, too.
            for (String each : List.of("ingest", "correlation", "logs")) {
                PrivateDirectory.make(data.resolve(each));
            }
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "The directory " + data + " can't be written: " + e + ".",
                    e);
        }
    }

    private String whyNotReady(String process) {
        if (!process(process).everStarted()) {
            return "waits for Kafka";
        }
        for (ServiceName name : ServiceName.values()) {
            if (name.label().equals(process)) {
                try {
                    return health(name).notReady().orElse("ready");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        return "does not answer yet";
    }

    private static CompletableFuture<Void> async(Runnable work) {
        return CompletableFuture.runAsync(work, Thread::startVirtualThread);
    }

    /** Starts a service that ended or was killed, and waits until it is ready. */
    public void restart(ServiceName name) {
        start(name, PATIENCE);
    }

    private void start(ServiceName name, Duration patience) {
        service(name).start();
        health(name).awaitLive(service(name), PATIENCE);
        health(name).awaitReady(service(name), patience);
    }

    /** Waits until a service says that it is ready. */
    public void awaitReady(ServiceName name) {
        health(name).awaitReady(service(name), PATIENCE);
    }

    /** The process of a service, to kill or freeze it. */
    public ChildProcess service(ServiceName name) {
        ChildProcess process = services.get(name);
        if (process == null) {
            throw new IllegalStateException("Every service has a process.");
        }
        return process;
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

    /** Stops all in order: the services, then OpenSearch, then Kafka. What is just being started is not started any more. */
    @Override
    public void close() {
        processes().values().forEach(ChildProcess::retire);
        services.values().forEach(ChildProcess::requestStop);
        long deadline = System.nanoTime() + ChildProcess.STOP_PATIENCE.toNanos();
        for (ChildProcess each : services.values()) {
            // They were asked together, so they have the same time together.
            if (!each.ended(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                each.kill9();
            }
        }
        servers.close();
    }

    /** Throws away all data; only when closed. */
    public void discardData() {
        servers.discardData();
    }

    private ServiceHealth health(ServiceName name) {
        return new ServiceHealth(endpoint(name));
    }

    private ChildProcess process(String name) {
        ChildProcess process = processes().get(name);
        if (process == null) {
            throw new IllegalStateException("There is no process " + name + ".");
        }
        return process;
    }

    private ChildProcess process(ServiceName name) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.get(name.heap()) + "m");
        command.addAll(collector(name));
        command.addAll(JvmOptions.forThisMachine());
        command.addAll(settings.find(Keys.EMBEDDED_JAVA_OPTIONS).orElse(List.of()));
        command.addAll(
                List.of(
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

    /**
     * How memory is collected, as the launcher does it for {@code run}. Correlation's heap is mostly what it remembers, and the
     * serial collector held up every alert for a second and longer each time it looked through that.
     */
    private List<String> collector(ServiceName name) {
        return switch (name) {
            case CORRELATION ->
                    List.of(
                            "-XX:+UseG1GC",
                            "-XX:MaxGCPauseMillis=50",
                            // More than half of the heap is what it remembers, and no garbage:
                            // below that, as G1 would set it, looking for some would never end.
                            "-XX:InitiatingHeapOccupancyPercent=70",
                            "-XX:-G1UseAdaptiveIHOP",
                            // Esper makes tens of thousands of classes, of which few ever go:
                            // looking for those stopped everything for 0.3 s at a time.
                            "-XX:-ClassUnloadingWithConcurrentMark",
                            // It keeps many events, and their values repeat.
                            "-XX:+UseStringDeduplication");
            case ALERTING ->
                    // What it holds is under way for a moment: with room for that it dies young.
                    // G1 takes half as much again of the processor at full speed.
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xmn" + settings.get(name.heap()) * 11 / 20 + "m",
                            "-XX:SurvivorRatio=3");
            case INGEST -> List.of("-XX:+UseSerialGC");
        };
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
