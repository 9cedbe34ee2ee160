package io.tripline.correlation.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that stand open on a partition and of which their coordinator knows nothing more. A broker that is killed at the
 * wrong moment can leave one (Kafka 4.3.1, seen in a test that does so): it stands for ever, nobody reads committed
 * records behind it, and a store with such a changelog is never restored. It does what an operator would do with {@code
 * kafka-transactions.sh find-hanging} and {@code abort}.
 */
final class HangingTransactions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);

    /** One that is the same after so long hangs, or its coordinator knows of it: Kafka Streams' time out after ten seconds. */
    static final Duration EVERY = Duration.ofSeconds(30);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final Predicate<String> ours;
    private final Counter ended;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("hanging-transactions").factory());
    private @Nullable Admin admin;
    private Set<Open> seen = Set.of();

    /** A transaction that is open on a partition. */
    private record Open(
            TopicPartition partition,
            long producer,
            int epoch,
            int coordinatorEpoch,
            long startOffset) {
        static Open of(TopicPartition partition, ProducerState state) {
            return new Open(
                    partition,
                    state.producerId(),
                    state.producerEpoch(),
                    state.coordinatorEpoch().orElse(0),
                    state.currentTransactionStartOffset().orElseThrow());
        }
    }

    /**
     * Watches topics.
     *
     * @param ours the topics that our own transactions write to
     */
    HangingTransactions(Predicate<String> ours, Map<String, String> kafka, MeterRegistry meters) {
        this.ours = ours;
        this.kafka = new HashMap<>(kafka);
        this.ended =
                Counter.builder("tripline.correlation.hanging.transactions")
                        .description(
                                "Transactions that stood open after a failure of a broker and were ended.")
                        .register(meters);
    }

    void start() {
        var _ =
                thread.scheduleWithFixedDelay(
                        this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (admin == null) {
                admin = Admin.create(kafka);
            }
            look(admin);
        } catch (RuntimeException e) {
            seen = Set.of();
            log.atDebug()
                    .setCause(e)
                    .log("Looking for hanging transactions failed and is tried again.");
        }
    }

    private void look(Admin admin) {
        Set<Open> open = open(admin);
        Set<Open> forgotten = new HashSet<>(open);
        forgotten.removeIf(each -> !seen.contains(each) || isKnown(admin, each));
        if (!forgotten.isEmpty()) {
            // One that ended while the coordinator was asked is not open any more.
            forgotten.retainAll(open(admin));
            forgotten.forEach(each -> end(admin, each));
        }
        seen = open;
    }

    private Set<Open> open(Admin admin) {
        Set<String> topics = new HashSet<>(AdminOffsets.await(admin.listTopics().names()));
        topics.removeIf(ours.negate());
        Collection<TopicPartition> partitions = new AdminOffsets(admin).ends(topics).keySet();
        Map<TopicPartition, PartitionProducerState> producers =
                AdminOffsets.await(admin.describeProducers(partitions).all());
        Set<Open> open = new HashSet<>();
        producers.forEach(
                (partition, states) ->
                        states.activeProducers().stream()
                                .filter(each -> each.currentTransactionStartOffset().isPresent())
                                .map(each -> Open.of(partition, each))
                                .forEach(open::add));
        return open;
    }

    /** Whether the coordinator will end it on this partition. */
    private static boolean isKnown(Admin admin, Open open) {
        ListTransactionsOptions ofProducer =
                new ListTransactionsOptions().filterProducerIds(Set.of(open.producer));
        for (TransactionListing each :
                AdminOffsets.await(admin.listTransactions(ofProducer).all())) {
            String id = each.transactionalId();
            if (AdminOffsets.await(admin.describeTransactions(Set.of(id)).description(id))
                    .topicPartitions()
                    .contains(open.partition)) {
                return true;
            }
        }
        return false;
    }

    private void end(Admin admin, Open open) {
        try {
            AdminOffsets.await(
                    admin.abortTransaction(
                                    new AbortTransactionSpec(
                                            open.partition,
                                            open.producer,
                                            (short) open.epoch,
                                            open.coordinatorEpoch))
                            .all());
            ended.increment();
            log.atError()
                    .addKeyValue("partition", open.partition)
                    .addKeyValue("offset", open.startOffset)
                    .log(
                            "A transaction stood open that its coordinator had forgotten, and was ended; what it wrote from this offset on is left out.");
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("partition", open.partition)
                    .addKeyValue("offset", open.startOffset)
                    .setCause(e)
                    .log(
                            "A transaction stands open that its coordinator has forgotten. Nothing behind it is read: end it with kafka-transactions.sh abort --topic --partition --start-offset.");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                log.atWarn().log("Looking for hanging transactions did not end in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
