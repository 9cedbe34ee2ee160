package io.tripline.deploy.bench;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.Lag;
import io.tripline.deploy.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker and correlation, without what stands before and behind it. */
final class CorrelationAlone implements AutoCloseable {
    private static final int POLL_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Stack stack;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;

    private CorrelationAlone(Stack stack) {
        this.stack = stack;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers(),
                                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                "lz4",
                                ProducerConfig.LINGER_MS_CONFIG,
                                0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    /**
     * Starts both and waits until they are ready.
     *
     * @param home the project
     * @param directory an empty one for configuration, data and logs
     */
    static CorrelationAlone start(Path home, Path directory) throws IOException {
        Stack stack = new Stack(settings(directory), home, directory.resolve("data"));
        try {
            stack.servers().restart(Server.KAFKA);
            stack.restart(ServiceName.CORRELATION);
            return new CorrelationAlone(stack);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return stack.servers().bootstrapServers();
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    Admin admin() {
        return admin;
    }

    ChildProcess process() {
        return stack.service(ServiceName.CORRELATION);
    }

    void awaitCaughtUp() throws IOException, InterruptedException {
        long began = System.nanoTime();
        try {
            for (Lag lag = Lag.ask(admin); lag.total() > 0; lag = Lag.ask(admin)) {
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new IOException("Correlation does not catch up: " + lag.byGroup());
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not say how far correlation is.", e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        stack.close();
    }

    /** A sign-in that rules want. */
    static EcsEvent.Builder signIn(String id, Instant time, String outcome, int user) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_ID, id)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.EVENT_ACTION, "ssh_login")
                .set(EcsField.EVENT_DATASET, "linux.auth")
                .set(EcsField.HOST_NAME, "srv-" + user % 100 + ".example.com")
                .set(EcsField.USER_NAME, "user-" + user)
                .set(EcsField.SOURCE_IP, "2001:db8::" + Integer.toHexString(user & 0xffff));
    }

    /** The configuration anybody would get, but for ports that are free now. */
    private static Settings settings(Path directory) throws IOException {
        List<Integer> ports = Ports.free(7);
        Path file = directory.resolve("tripline.yml");
        Files.writeString(
                file,
                """
                embedded:
                  kafka: {port: %d, controller-port: %d}
                  opensearch: {port: %d, transport-port: %d}
                http:
                  ingest: {port: %d}
                  correlation: {port: %d}
                  alerting: {port: %d}
                """
                        .formatted(ports.toArray()));
        return ConfigReader.read(file, Map.of());
    }
}
