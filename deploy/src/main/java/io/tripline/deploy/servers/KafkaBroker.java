package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller (KRaft combined mode), on the loopback address, as a child process. */
final class KafkaBroker {
    /** How long a start takes at most where nothing has to be looked through. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final EmbeddedSettings settings;
    private final Path directory;
    private final ChildProcess process;

    KafkaBroker(EmbeddedSettings settings) {
        this.settings = settings;
        this.directory = settings.data().resolve("kafka");
        this.process =
                new ChildProcess(
                        ChildProcess.Launch.foreign(
                                "kafka",
                                java(true, "kafka.Kafka", configuration().toString()),
                                directory,
                                settings.logs().resolve("kafka.log")));
    }

    ChildProcess process() {
        return process;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + settings.kafkaPort();
    }

    /** Starts it and waits until it answers. */
    void start(Duration patience) {
        prepare();
        process.start();
        awaitReady(patience);
    }

    /** Waits until a client gets an answer. */
    void awaitReady(Duration patience) {
        // The client itself retries; asking first whether the port listens saves its backoff.
        Await.ready(process, patience, () -> !Ports.isFree(settings.kafkaPort()));
        Await.ready(process, patience, this::answers);
    }

    private boolean answers() throws InterruptedException {
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    private void prepare() {
        try {
            PrivateDirectory.ofData(settings.data());
            PrivateDirectory.make(directory);
            PrivateDirectory.make(settings.logs());
            Files.writeString(configuration(), String.join("\n", properties()) + "\n");
            Files.writeString(logging(), LOGBACK);
            if (!Files.exists(directory.resolve("log/meta.properties"))) {
                format();
            }
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "Kafka's directory " + directory + " can't be written: " + e + ".",
                    e);
        }
    }

    private void format() throws IOException {
        ChildProcess format =
                new ChildProcess(
                        ChildProcess.Launch.foreign(
                                "kafka-format",
                                java(
                                        false,
                                        "kafka.tools.StorageTool",
                                        "format",
                                        "--cluster-id",
                                        Uuid.randomUuid().toString(),
                                        "--config",
                                        configuration().toString()),
                                directory,
                                settings.logs().resolve("kafka.log")));
        format.start();
        if (!format.ended(PATIENCE) || format.exitStatus() != 0) {
            format.kill9();
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "Kafka could not format its storage in "
                            + directory
                            + "; see "
                            + format.log()
                            + ".");
        }
    }

    private Path configuration() {
        return directory.resolve("server.properties");
    }

    private Path logging() {
        return directory.resolve("logback.xml");
    }

    /**
     * A JVM with Kafka's classes. The first broker to end writes down those that it loaded, which saves later starts half of
     * their CPU time.
     *
     * @param writesClasses whether it may be that first one, whose exit status then tells of that, too
     */
    private List<String> java(boolean writesClasses, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.kafkaHeapMegabytes() + "m");
        command.addAll(JvmOptions.forThisMachine());
        command.addAll(settings.javaOptions());
        // One box, a small heap and two cores: the serial collector needs the least memory.
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        Path classes = settings.distribution().kafkaClasses();
        // Where it can't be written, the JVM would refuse to start.
        if (Files.isWritable(settings.distribution().root().resolve("kafka"))) {
            command.add("-XX:SharedArchiveFile=" + classes);
            command.add("-XX:+VerifySharedSpaces");
            command.add("-Xlog:cds=off");
            command.add("-Xlog:cds+dynamic=off");
            if (writesClasses) {
                command.add("-XX:+AutoCreateSharedArchive");
            }
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dlogback.configurationFile=" + logging().toUri());
        command.addAll(List.of("-cp", settings.distribution().kafkaLibraries() + "/*", main));
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> properties() {
        String loopback = "127.0.0.1:";
        return List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "listeners=PLAINTEXT://"
                        + loopback
                        + settings.kafkaPort()
                        + ",CONTROLLER://"
                        + loopback
                        + settings.kafkaControllerPort(),
                "advertised.listeners=PLAINTEXT://" + loopback + settings.kafkaPort(),
                "controller.listener.names=CONTROLLER",
                "controller.quorum.voters=1@" + loopback + settings.kafkaControllerPort(),
                "log.dirs=" + escaped(directory.resolve("log")),
                "auto.create.topics.enable=false",
                "group.initial.rebalance.delay.ms=0",
                // One broker, so one copy; a few partitions instead of fifty keep start and memory
                // small.
                "offsets.topic.num.partitions=4",
                "offsets.topic.replication.factor=1",
                "transaction.state.log.num.partitions=4",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "share.coordinator.state.topic.num.partitions=4",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                // A raw line may be large; ingest refuses it with a reason, the broker must not
                // before.
                "message.max.bytes=" + 16 * 1024 * 1024,
                "num.network.threads=2",
                "num.io.threads=4",
                // The default, 128 MB, is a third of the heap.
                "log.cleaner.dedupe.buffer.size=" + 16 * 1024 * 1024);
    }

    /** A path as a properties file wants it. */
    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\");
    }

    private static final String LOGBACK =
            """
            <configuration>
              <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
              <logger name="kafka.server.KafkaRaftServer" level="INFO"/>
            </configuration>
            """;
}
