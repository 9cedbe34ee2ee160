package io.tripline.deploy.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Whether Kafka answers, asked now and then. The clients themselves wait for a lost broker in silence: Kafka Streams
 * stays RUNNING and a consumer's poll merely gives nothing, so without this a service would call itself ready while it
 * can do no work.
 */
final class KafkaReach implements AutoCloseable {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Admin admin;
    private final String servers;
    private final Thread thread;
    private volatile Optional<String> trouble = Optional.empty();

    KafkaReach(Map<String, String> kafka) {
        this.admin = Admin.create(new HashMap<String, Object>(kafka));
        this.servers = String.valueOf(kafka.get("bootstrap.servers"));
        this.thread = Thread.ofVirtual().name("kafka-reach").start(this::watch);
    }

    /** Why no work can be done; empty while Kafka answers. */
    Optional<String> notReady() {
        return trouble;
    }

    @Override
    public void close() {
        thread.interrupt();
        admin.close(Duration.ZERO);
    }

    private void watch() {
        try {
            while (true) {
                trouble =
                        answers()
                                ? Optional.empty()
                                : Optional.of(
                                        "Kafka at "
                                                + servers
                                                + " does not answer; work waits for it.");
                TimeUnit.MILLISECONDS.sleep(BETWEEN_QUESTIONS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() throws InterruptedException {
        int millis = (int) PATIENCE.toMillis();
        try {
            return !admin.describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                    .nodes()
                    .get(millis, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
