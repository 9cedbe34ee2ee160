package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.stack.StackState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How commands reach Kafka: the one of the stack that runs here, else the one of the configuration. */
final class KafkaAccess {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As much as a dead letter may hold. */
    private static final String LARGEST_REQUEST = Integer.toString(16 << 20);

    private final Map<String, Object> properties;

    KafkaAccess(Settings settings) {
        this(
                settings,
                System.getenv().containsKey(Keys.BOOTSTRAP_SERVERS.variable()),
                System.err::println);
    }

    /**
     * The same, told how Kafka was named.
     *
     * @param byVariable whoever sets the variable for a command means just that one
     * @param notes takes what a person should know who named another one
     */
    KafkaAccess(Settings settings, boolean byVariable, Consumer<String> notes) {
        properties = new HashMap<>(settings.kafka());
        if (Keys.BOOTSTRAP_SERVERS
                .defaultValue()
                .equals(
                        Optional.ofNullable(
                                properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)))) {
            // Nobody named another one: then it is the embedded one, wherever that is.
            properties.put(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "127.0.0.1:" + settings.get(Keys.KAFKA_PORT));
        }
        if (!byVariable) {
            StackState.running(UpCommand.data(settings))
                    .ifPresent(stack -> take(stack.bootstrapServers(), settings, notes));
        }
        properties.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
    }

    /** As `up` itself does, the stack that runs here does not go by the configuration's Kafka. */
    private void take(String ofTheStack, Settings settings, Consumer<String> notes) {
        String named = settings.kafka().getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
        if (!named.equals(ofTheStack) && !named.equals(Keys.BOOTSTRAP_SERVERS.defaultText())) {
            notes.accept(
                    "tripline: this goes to the Kafka of the stack that runs here, "
                            + ofTheStack
                            + ", and not to "
                            + TerminalText.of(named)
                            + "; "
                            + Keys.BOOTSTRAP_SERVERS.variable()
                            + " in the environment names another one.");
        }
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, ofTheStack);
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // As ingest: what arrives compressed may be much more than it seems.
        all.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "50");
        all.keySet().retainAll(ConsumerConfig.configNames());
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Asks for a topic before anything long is begun; throws a KafkaException if it or Kafka is not there. */
    void mustHold(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            if (consumer.partitionsFor(topic).isEmpty()) {
                throw new UnknownTopicOrPartitionException("There is no topic " + topic + ".");
            }
        }
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        all.keySet().retainAll(ProducerConfig.configNames());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Up to where a consumer group has read each partition. */
    Map<TopicPartition, Long> committed(String group) {
        Map<String, Object> all = new HashMap<>(properties);
        all.keySet().retainAll(AdminClientConfig.configNames());
        try (Admin admin = Admin.create(all)) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach(
                            (partition, offset) -> {
                                if (offset != null) {
                                    offsets.put(partition, offset.offset());
                                }
                            });
            return offsets;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("The group's offsets are not told.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("The question was interrupted.", e);
        }
    }

    /** What to tell when Kafka does not do what was asked. */
    CannotRunException unreachable(KafkaException e) {
        return new CannotRunException(
                ExitCode.UNAVAILABLE,
                "Kafka at "
                        + properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
                        + " does not answer as it should ("
                        + reason(e)
                        + "): does it run, and has it the topic? ./tripline up starts one.",
                e);
    }

    /** The innermost cause: what is around it says that something was sent or asked, which the person knows. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
