package io.tripline.deploy.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers. Watched are topics, and where the offsets of groups lie: a group whose offsets are part of a transaction
 * that hangs is never told where to begin.
 */
public final class KafkaTransactions implements Transactions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(KafkaTransactions.class);

    private final Predicate<String> topics;
    private final Set<String> groups;
    private final Map<String, Object> kafka;
    private volatile @Nullable Admin admin;

    /** Not yet connected. */
    public KafkaTransactions(
            Predicate<String> topics, Set<String> groups, Map<String, String> kafka) {
        this.topics = topics;
        this.groups = Set.copyOf(groups);
        this.kafka = new HashMap<>(kafka);
    }

    @Override
    public Set<OpenTransaction> open() {
        Set<String> names = new HashSet<>(await(admin().listTopics().names()));
        names.removeIf(topics.negate());
        Set<OpenTransaction> open = new HashSet<>();
        open.addAll(open(names, _ -> true));
        try {
            if (!groups.isEmpty()) {
                open.addAll(open(Set.of(Topic.GROUP_METADATA_TOPIC_NAME), this::isOfGroups));
            }
        } catch (KafkaException e) {
            // An account that may not look there still watches its own topics.
            log.atDebug().setCause(e).log("Where offsets lie nobody looks for transactions.");
        }
        return open;
    }

    @Override
    public Set<TopicPartition> known(long producer) {
        ListTransactionsOptions ofProducer =
                new ListTransactionsOptions().filterProducerIds(Set.of(producer));
        Set<TopicPartition> known = new HashSet<>();
        for (TransactionListing each : await(admin().listTransactions(ofProducer).all())) {
            String id = each.transactionalId();
            known.addAll(
                    await(admin().describeTransactions(Set.of(id)).description(id))
                            .topicPartitions());
        }
        return known;
    }

    @Override
    public void end(OpenTransaction transaction) {
        await(
                admin().abortTransaction(
                                new AbortTransactionSpec(
                                        transaction.partition(),
                                        transaction.producer(),
                                        (short) transaction.epoch(),
                                        transaction.coordinatorEpoch()))
                        .all());
    }

    @Override
    public void close() {
        Admin present = admin;
        if (present != null) {
            present.close(Duration.ZERO);
        }
    }

    private Admin admin() {
        Admin present = admin;
        if (present == null) {
            present = Admin.create(kafka);
            admin = present;
        }
        return present;
    }

    private Set<OpenTransaction> open(Set<String> names, Predicate<Place> watched) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription each :
                await(admin().describeTopics(names).allTopicNames()).values()) {
            int count = each.partitions().size();
            for (int i = 0; i < count; i++) {
                if (watched.test(new Place(i, count))) {
                    partitions.add(new TopicPartition(each.name(), i));
                }
            }
        }
        Set<OpenTransaction> open = new HashSet<>();
        await(admin().describeProducers(partitions).all())
                .forEach((partition, states) -> open.addAll(open(partition, states)));
        return open;
    }

    /** One of so many partitions. */
    private record Place(int partition, int count) {}

    /** As Kafka's group coordinator finds the partition of a group. */
    private boolean isOfGroups(Place place) {
        return groups.stream()
                .anyMatch(each -> Utils.abs(each.hashCode()) % place.count() == place.partition());
    }

    private static Set<OpenTransaction> open(
            TopicPartition partition, PartitionProducerState states) {
        Set<OpenTransaction> open = new HashSet<>();
        for (ProducerState each : states.activeProducers()) {
            each.currentTransactionStartOffset()
                    .ifPresent(
                            start ->
                                    open.add(
                                            new OpenTransaction(
                                                    partition,
                                                    each.producerId(),
                                                    each.producerEpoch(),
                                                    each.coordinatorEpoch().orElse(0),
                                                    start)));
        }
        return open;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Kafka does not answer, or refuses.", e);
        }
    }
}
