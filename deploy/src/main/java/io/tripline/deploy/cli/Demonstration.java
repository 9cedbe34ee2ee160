package io.tripline.deploy.cli;

import io.tripline.contracts.Incident;
import io.tripline.contracts.Topics;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.stack.Lag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Ships the sample day, waits until all of it went the whole way, and shows what was found. */
final class Demonstration {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);

    /** A service may be between reading and committing when we look. */
    private static final int QUIET_LOOKS = 3;

    private final StackRun run;

    Demonstration(StackRun run) {
        this.run = run;
    }

    /** Gives the worst incident that was found. */
    Optional<Incident> show(List<ProducerRecord<byte[], byte[]>> day) throws InterruptedException {
        ship(day);
        awaitProcessed();
        if (run.asked()) {
            return Optional.empty();
        }
        run.say(new AlertTable(run.stack().servers().openSearch()).text());
        List<Incident> incidents = IncidentTable.open(run.stack().servers().openSearch());
        run.say(IncidentTable.text(incidents));
        return incidents.stream().findFirst();
    }

    private void ship(List<ProducerRecord<byte[], byte[]>> day) throws InterruptedException {
        Map<String, Object> configuration =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        run.stack().servers().bootstrapServers(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        configuration, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = day.stream().map(producer::send).toList();
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new CannotRunException(
                    ExitCode.FAILED, "Kafka did not take the sample logs: " + e.getMessage(), e);
        }
        run.say("Shipped " + day.size() + " raw records to " + String.join(", ", Topics.RAW) + ".");
    }

    private void awaitProcessed() throws InterruptedException {
        long began = System.nanoTime();
        long reported = began;
        int quiet = 0;
        try (Admin admin =
                Admin.create(
                        Map.of("bootstrap.servers", run.stack().servers().bootstrapServers()))) {
            while (quiet < QUIET_LOOKS && !run.asked()) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
                Lag lag = Lag.ask(admin);
                quiet = lag.total() == 0 && lag.topics().containsAll(Topics.RAW) ? quiet + 1 : 0;
                long now = System.nanoTime();
                if (quiet == 0 && now - reported > BETWEEN_REPORTS.toNanos()) {
                    run.say("  still to do: " + lag.byGroup());
                    reported = now;
                }
                if (now - began > PATIENCE.toNanos()) {
                    run.say(
                            "Not all of it was processed within "
                                    + PATIENCE.toMinutes()
                                    + " minutes; still to do: "
                                    + lag.byGroup()
                                    + ". What there is so far:");
                    return;
                }
            }
        } catch (ExecutionException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE, "Kafka does not tell how far the services are.", e);
        }
    }
}
