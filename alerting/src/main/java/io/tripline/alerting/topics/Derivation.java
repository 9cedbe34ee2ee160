package io.tripline.alerting.topics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.retry.Pause;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one topic as a function of another. Nothing is stored beside the two: at every start both are read from the
 * beginning, and what is published is the difference. Of all instances one does this at a time, the one that Kafka gives
 * the target's first partition to; should an older one still be writing, its transactions are fenced off.
 */
public final class Derivation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Derivation.class);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(2);

    /** As much as a broker takes in a record of ours. */
    private static final int MAX_REQUEST_BYTES = 16 << 20;

    private final String source;
    private final String target;
    private final String group;
    private final Map<String, String> kafka;
    private final Supplier<? extends Derived> derived;
    private final Counter published;
    private final Worker worker;

    /**
     * A derivation that has not begun.
     *
     * @param group names the place in the source, for lag, and the transactions
     * @param derived makes what has read nothing yet
     */
    public Derivation(
            String source,
            String target,
            String group,
            Map<String, String> kafka,
            Supplier<? extends Derived> derived,
            MeterRegistry meters,
            Pause pause) {
        this.source = source;
        this.target = target;
        this.group = group;
        this.kafka = Map.copyOf(kafka);
        this.derived = derived;
        published =
                Counter.builder("tripline.alerting." + target + ".published")
                        .description("Revisions published on the topic " + target + ".")
                        .register(meters);
        worker =
                new Worker(
                        "Keeping the topic " + target,
                        group,
                        "Kafka has not answered yet",
                        RESTART_PAUSE,
                        pause,
                        this::deriveUntilFailure);
    }

    /** Begins to work. */
    public void start() {
        worker.start();
    }

    /** Why it will not work any more. */
    public Optional<String> notLive() {
        return worker.notLive();
    }

    /** Why it does not work at the moment; that another instance does is no reason. */
    public Optional<String> notReady() {
        return worker.notReady();
    }

    @Override
    public void close() {
        worker.close();
    }

    private void deriveUntilFailure() {
        try (Claim claim = new Claim()) {
            while (!worker.isClosing()) {
                claim.refresh(POLL);
                if (claim.answered) {
                    worker.waitsFor(Optional.empty());
                }
                if (claim.ours) {
                    derive(claim);
                }
            }
        }
    }

    private void derive(Claim claim) {
        Derived work = derived.get();
        try (KafkaProducer<byte[], byte[]> producer = producer();
                KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
            // First, so that whoever did this before us cannot publish what we do not read.
            producer.initTransactions();
            readWhole(consumer, target, work::published, claim);
            readWhole(consumer, source, work::read, claim);
            publish(producer, work);
            commit(consumer);
            log.atInfo().addKeyValue("topic", target).log("Kept by this instance from now on.");
            Rest rest = new Rest(System::nanoTime);
            boolean hasNews = false;
            while (claim.ours && !worker.isClosing()) {
                Duration left = rest.left();
                var records = consumer.poll(hasNews && left.compareTo(POLL) < 0 ? left : POLL);
                claim.refresh(Duration.ZERO);
                if (claim.ours) {
                    records.forEach(each -> work.read(TopicReader.received(each)));
                    hasNews |= !records.isEmpty();
                    if (hasNews && rest.left().isZero()) {
                        rest.after(() -> publish(producer, work));
                        commit(consumer);
                        hasNews = false;
                    }
                }
            }
        }
    }

    /** Reads from the beginning to what is the end now, and stays assigned. */
    private void readWhole(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            Consumer<Received> reader,
            Claim claim) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("There is no topic " + topic + ".");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (claim.ours
                && !worker.isClosing()
                && partitions.stream()
                        .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                reader.accept(TopicReader.received(each));
            }
            claim.refresh(Duration.ZERO);
        }
    }

    private void publish(KafkaProducer<byte[], byte[]> producer, Derived work) {
        List<Derived.Publication> due = work.due();
        if (due.isEmpty()) {
            return;
        }
        // All or nothing: whoever reads of a merger reads of both sides.
        producer.beginTransaction();
        for (Derived.Publication each : due) {
            var sent = producer.send(new ProducerRecord<>(target, each.key(), each.value()));
            assert sent != null;
        }
        producer.commitTransaction();
        published.increment(due.size());
    }

    /** Only to tell how far we are: every start begins at the beginning. */
    private static void commit(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        for (TopicPartition each : consumer.assignment()) {
            places.put(each, new OffsetAndMetadata(consumer.position(each)));
        }
        consumer.commitAsync(places, null);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(String name) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000");
        properties.putAll(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, name);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // What the correlator has not committed is not true yet.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return new KafkaConsumer<>(properties);
    }

    /** Whether it is us: a member of a group that reads nothing, only for Kafka to give the first partition to one. */
    private final class Claim implements ConsumerRebalanceListener, AutoCloseable {
        /** A name that begins otherwise than those of readers: it has no place in a topic, and so no lag. */
        private final KafkaConsumer<byte[], byte[]> member = consumer("owner-of-" + group);

        private boolean ours;
        private boolean answered;

        private Claim() {
            member.subscribe(List.of(target), this);
        }

        private void refresh(Duration patience) {
            member.pause(member.assignment());
            var none = member.poll(patience);
            assert none.isEmpty();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            member.pause(partitions);
            answered = true;
            ours |= partitions.stream().anyMatch(each -> each.partition() == 0);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            ours &= partitions.stream().noneMatch(each -> each.partition() == 0);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }

        @Override
        public void close() {
            member.close();
        }
    }
}
