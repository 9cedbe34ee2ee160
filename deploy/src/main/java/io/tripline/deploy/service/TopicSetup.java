package io.tripline.deploy.service;

import io.tripline.contracts.Topics;
import io.tripline.correlation.streams.CorrelationTopology;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.config.TopicKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics that are missing; one that is there is left as it is but for what its owner asks for. */
public final class TopicSetup {
    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

    /** A raw record may be as large as this before the broker refuses it; ingest has its own, lower bound. */
    private static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /**
     * How much larger than ingest's bound a raw record may be, so that what is somewhat too large is a dead letter and not
     * refused. It counts what travels: a batch that is compressed may hold more.
     */
    private static final int RAW_ROOM = 2;

    /** Some of the largest records fit, and no more than two of them are read again in vain. */
    private static final int PAGING_SEGMENT_BYTES = 64 * 1024 * 1024;

    private static final Duration PAGING_SEGMENT = Duration.ofHours(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicSetup() {}

    /** Makes what is missing. */
    public static void ensure(Settings settings) {
        try (Admin admin = Admin.create(new HashMap<String, Object>(settings.kafka()))) {
            Set<String> present = await(admin.listTopics().names());
            List<NewTopic> wanted = wanted(settings);
            List<NewTopic> missing =
                    wanted.stream().filter(each -> !present.contains(each.name())).toList();
            Map<String, KafkaFuture<Void>> made = admin.createTopics(missing).values();
            for (Map.Entry<String, KafkaFuture<Void>> each : made.entrySet()) {
                try {
                    await(each.getValue());
                    log.atInfo().addKeyValue("topic", each.getKey()).log("Made a topic.");
                } catch (ExecutionException e) {
                    // The three services start at the same time; whoever comes second is content.
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            awaitPartitions(admin, made.keySet());
            PresentTopics.look(admin, wanted, settings.get(TopicKeys.ALTER_RETENTION), PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause =
                    e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "Kafka at "
                            + settings.kafka().get("bootstrap.servers")
                            + " did not let us make our topics ("
                            + cause.getClass().getSimpleName()
                            + "): check kafka.bootstrap.servers and the account's rights.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException(
                    ExitCode.INTERRUPTED, "Stopped while the topics were being made.", e);
        }
    }

    /**
     * A broker names a topic before it takes records for it. One that is sent in between is refused and can be overtaken by
     * the next one, after which the broker takes it for one out of order until the sender gives up, two minutes later.
     */
    private static void awaitPartitions(Admin admin, Set<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        await(admin.describeTopics(topics).allTopicNames())
                .forEach(
                        (name, topic) ->
                                topic.partitions()
                                        .forEach(
                                                each ->
                                                        partitions.put(
                                                                new TopicPartition(
                                                                        name, each.partition()),
                                                                OffsetSpec.latest())));
        // Answered by the partition's leader, and asked again until it is one.
        await(admin.listOffsets(partitions).all());
    }

    private static <T> T await(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<NewTopic> wanted(Settings settings) {
        Duration retention = settings.get(TopicKeys.RETENTION);
        List<NewTopic> topics = new ArrayList<>();
        for (String raw : Topics.RAW) {
            // The broker's clock says when a record arrived, whatever the shipper's says; latency
            // starts there.
            Map<String, String> configuration =
                    configuration(
                            retention,
                            Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
            configuration.put(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(rawRecordBytes(settings.get(Keys.INGEST_MAX_RECORD_BYTES))));
            topics.add(topic(settings, raw, retention).configs(configuration));
        }
        topics.add(topic(settings, Topics.EVENTS, retention));
        topics.add(topic(settings, Topics.LEDGER, retention));
        topics.add(topic(settings, CorrelationTopology.ROUTES, retention));
        topics.add(topic(settings, Topics.ALERTS, retention));
        topics.add(topic(settings, Topics.TRIAGE, retention));
        // What was told of an incident has to outlive its alerts, however coarsely the broker
        // deletes.
        topics.add(
                topic(settings, Topics.INCIDENTS, retention)
                        .configs(
                                configuration(
                                        retention.multipliedBy(4),
                                        Map.of(
                                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                                "compact,delete"))));
        topics.add(topic(settings, Topics.PAGES, retention));
        topics.add(topic(settings, Topics.RECEIPTS, retention));
        topics.add(paging(settings));
        topics.add(
                topic(
                        settings,
                        Topics.DEAD_LETTERS,
                        settings.get(TopicKeys.DEAD_LETTER_RETENTION)));
        return topics;
    }

    /** Never less than shippers send in one batch by their own defaults, which is a megabyte. */
    static int rawRecordBytes(int maxRecordBytes) {
        return RAW_ROOM * Math.max(maxRecordBytes, 1 << 20);
    }

    /** One partition: it has one owner, who reads all of it at start. */
    private static NewTopic paging(Settings settings) {
        return new NewTopic(Topics.PAGING, 1, settings.get(TopicKeys.REPLICATION).shortValue())
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                // What is written to at present is never compacted: after a flood
                                // it would all be read.
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                Integer.toString(PAGING_SEGMENT_BYTES),
                                TopicConfig.SEGMENT_MS_CONFIG,
                                Long.toString(PAGING_SEGMENT.toMillis()),
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(MAX_RECORD_BYTES)));
    }

    private static NewTopic topic(Settings settings, String name, Duration retention) {
        return new NewTopic(
                        name,
                        settings.get(TopicKeys.PARTITIONS),
                        settings.get(TopicKeys.REPLICATION).shortValue())
                .configs(configuration(retention, Map.of()));
    }

    private static Map<String, String> configuration(Duration retention, Map<String, String> more) {
        Map<String, String> configuration = new HashMap<>(more);
        configuration.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        configuration.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES));
        return configuration;
    }
}
