package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A single OpenSearch node on the loopback address, as a child process, and never as root. */
final class OpenSearchNode implements AutoCloseable {
    /** How long a start takes at most where nothing has to be looked through. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

    private final EmbeddedSettings settings;
    private final Optional<Account> account;
    private final Path home;
    private final Path directory;
    private final ChildProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    OpenSearchNode(EmbeddedSettings settings) {
        this.settings = settings;
        this.account = settings.openSearchAccount();
        ReachableFiles files = ReachableFiles.locate(settings, account);
        this.home = files.home();
        this.directory = files.data();
        this.process =
                new ChildProcess(
                        ChildProcess.Launch.foreign(
                                "opensearch",
                                account.map(each -> each.running(java())).orElseGet(this::java),
                                // The distribution names its agent and modules relative to its
                                // home.
                                home,
                                settings.logs().resolve("opensearch.log")));
    }

    ChildProcess process() {
        return process;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + settings.openSearchPort());
    }

    /** Starts it and waits until it can index. */
    void start(Duration patience) {
        prepare();
        process.start();
        awaitReady(patience);
    }

    /** Waits until the cluster's state is at least yellow: every primary shard is there. */
    void awaitReady(Duration patience) {
        Await.ready(process, patience, this::healthy);
    }

    /** Throws away its data, wherever it lies. */
    void discardData() {
        DirectoryTree.delete(directory);
    }

    @Override
    public void close() {
        http.close();
    }

    private boolean healthy() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    address()
                                            .resolve(
                                                    "/_cluster/health?wait_for_status=yellow&timeout=1s"))
                            .timeout(ANSWER_PATIENCE)
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void prepare() {
        try {
            new OpenSearchDirectory(directory, account)
                    .prepare(
                            Map.of(
                                    "opensearch.yml",
                                    String.join("\n", settingsFile()) + "\n",
                                    "log4j2.properties",
                                    LOG4J));
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "OpenSearch's directory " + directory + " can't be written: " + e + ".",
                    e);
        }
        account.ifPresent(
                each -> {
                    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
                    if (!each.canRun(java)) {
                        throw new CannotRunException(
                                ExitCode.UNAVAILABLE,
                                "OpenSearch refuses to run as root, and the user "
                                        + each.name()
                                        + " can't run "
                                        + java
                                        + ": install a JDK 25 that all users can read, or set"
                                        + " embedded.opensearch.user.");
                    }
                });
    }

    private List<String> settingsFile() {
        return List.of(
                "cluster.name: tripline",
                "node.name: tripline-1",
                "path.data: " + quoted(directory.resolve("data")),
                "path.logs: " + quoted(directory.resolve("tmp")),
                "network.host: 127.0.0.1",
                "http.port: " + settings.openSearchPort(),
                "transport.port: " + settings.openSearchTransportPort(),
                "discovery.type: single-node",
                // An index is made by the service, with its mapping, or not at all; a typing error
                // must not make one.
                "action.auto_create_index: \"+tripline-*,+.*\"",
                "action.destructive_requires_name: true",
                // A tenth of so small a heap would mean many small segments, merged again and
                // again.
                "indices.memory.index_buffer_size: 20%",
                "node.store.allow_mmap: true");
    }

    /**
     * The distribution's own start script runs four more JVMs before the server's and breaks at a space in a path, so
     * its options are given here; they are those of config/jvm.options and of its JvmOptionsParser.
     */
    private List<String> java() {
        int heap = settings.openSearchHeapMegabytes();
        // On one box detecting and paging go before indexing, which merges long after a burst.
        List<String> command = new ArrayList<>(List.of("nice", "-n", "5"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m"));
        command.addAll(JvmOptions.forThisMachine());
        command.addAll(settings.javaOptions());
        command.add("-XX:MaxDirectMemorySize=" + heap / 2 + "m");
        command.addAll(
                List.of(
                        "-XX:+UseG1GC",
                        "-XX:G1ReservePercent=25",
                        "-XX:InitiatingHeapOccupancyPercent=30",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-OmitStackTraceInFastThrow",
                        "-Xss1m",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED",
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=dontinline,java/lang/invoke/MethodHandle.setAsTypeCache",
                        "-XX:CompileCommand=dontinline,java/lang/invoke/MethodHandle.asTypeUncached",
                        "-javaagent:agent/opensearch-agent.jar",
                        "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                        "-Djava.awt.headless=true",
                        "-Dfile.encoding=UTF-8",
                        "-Djna.nosys=true",
                        "-Dio.netty.noUnsafe=true",
                        "-Dio.netty.noKeySetOptimization=true",
                        "-Dio.netty.recycler.maxCapacityPerThread=0",
                        "-Dio.netty.allocator.numDirectArenas=0",
                        "-Dlog4j.shutdownHookEnabled=false",
                        "-Dlog4j2.disable.jmx=true",
                        "-Dlog4j2.formatMsgNoLookups=true",
                        "-Djava.locale.providers=SPI,CLDR",
                        "-Dopensearch.networkaddress.cache.ttl=60",
                        "-Dopensearch.networkaddress.cache.negative.ttl=10",
                        "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1",
                        "-Dopensearch.path.home=" + home,
                        "-Dopensearch.path.conf=" + directory.resolve("config"),
                        "-Dopensearch.distribution.type=zip",
                        "-Dopensearch.bundled_jdk=false"));
        command.addAll(List.of("-cp", home + "/lib/*", "org.opensearch.bootstrap.OpenSearch"));
        return command;
    }

    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static final String LOG4J =
            """
            status = error
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %marker%m%n
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            logger.node.name = org.opensearch.node
            logger.node.level = info
            """;
}
