package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.deploy.service.HangingTransactions;
import io.tripline.deploy.service.KafkaTransactions;
import io.tripline.deploy.service.OpenTransaction;
import io.tripline.deploy.service.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Transactions on a real broker. One that hangs cannot be made on purpose; one that is under way, and of which the watch is
 * told that its coordinator has forgotten it, looks the same to the leader of its partition.
 */
@OnRunningPipeline
class TransactionsEndToEndTest {
    private static final String GROUP = "transactions-group";
    private static final TopicPartition PARTITION = new TopicPartition("transactions", 0);

    /** Forgets what is under way, as a coordinator that was killed may have. */
    private record Forgetful(Transactions brokers) implements Transactions {
        @Override
        public Set<OpenTransaction> open() {
            return brokers.open();
        }

        @Override
        public Set<TopicPartition> known(long producer) {
            return Set.of();
        }

        @Override
        public void end(OpenTransaction transaction) {
            brokers.end(transaction);
        }

        @Override
        public void close() {
            brokers.close();
        }
    }

    @Test
    @Timeout(120)
    void oneThatIsUnderWayIsLeftAloneAndOneThatIsForgottenEndsSoThatWhatStandsBehindItIsRead(
            RunningPipeline pipeline) throws Exception {
        String servers = pipeline.stack().servers().bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<String, String> transactional =
                        producer(servers, Map.of("transactional.id", "transactions-test"));
                KafkaProducer<String, String> plain = producer(servers, Map.of());
                KafkaConsumer<String, String> member = consumer(servers);
                KafkaTransactions brokers =
                        new KafkaTransactions(
                                PARTITION.topic()::equals,
                                Set.of(GROUP),
                                Map.of("bootstrap.servers", servers));
                HangingTransactions watch =
                        new HangingTransactions(brokers, new SimpleMeterRegistry());
                HangingTransactions misled =
                        new HangingTransactions(
                                new Forgetful(brokers), new SimpleMeterRegistry())) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(PARTITION.topic(), "left out")).get();
            transactional.sendOffsetsToTransaction(
                    Map.of(PARTITION, new OffsetAndMetadata(0)), member.groupMetadata());
            plain.send(new ProducerRecord<>(PARTITION.topic(), "behind it")).get();

            watch.look();
            watch.look();
            assertThat(brokers.open())
                    .extracting(each -> each.partition().topic())
                    .containsExactlyInAnyOrder(PARTITION.topic(), "__consumer_offsets");
            assertThat(committed(servers)).isEmpty();

            misled.look();
            misled.look();
            assertThat(brokers.open()).isEmpty();
            assertThat(committed(servers)).containsExactly("behind it");
            transactional.close(Duration.ZERO);
        }
    }

    private static KafkaProducer<String, String> producer(
            String servers, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", servers);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(String servers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        GROUP,
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** What a reader of what is committed reads, to its end. */
    private static List<String> committed(String servers) {
        List<String> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> read.add(each.value()));
            }
        }
        return read;
    }
}
