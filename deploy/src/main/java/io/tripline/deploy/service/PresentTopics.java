package io.tripline.deploy.service;

import io.tripline.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the topics that are there are set, held against how Tripline would make them. */
final class PresentTopics {
    private static final Logger log = LoggerFactory.getLogger(PresentTopics.class);

    private final Map<String, Config> topics = new LinkedHashMap<>();

    PresentTopics(Map<ConfigResource, Config> topics) {
        topics.forEach((resource, config) -> this.topics.put(resource.name(), config));
    }

    /**
     * A topic that keeps its records for another time than the configuration says.
     *
     * @param actual without end if empty
     */
    record OtherRetention(String topic, Duration wanted, Optional<Duration> actual) {
        /** What is still waited for may be forgotten: a page that is tried for days. */
        boolean forgetsSooner() {
            return actual.filter(each -> each.compareTo(wanted) < 0).isPresent();
        }

        private String actualText() {
            return actual.map(Duration::toString).orElse("for ever");
        }
    }

    /** Tells what is set otherwise, or mends it where that is asked for. */
    static void look(Admin admin, List<NewTopic> wanted, boolean alterRetention, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        PresentTopics present;
        try {
            present =
                    new PresentTopics(
                            await(admin.describeConfigs(resources(wanted)).all(), patience));
        } catch (ExecutionException e) {
            // Who may not ask may still read and write.
            log.atWarn()
                    .setCause(e.getCause())
                    .log(
                            "Kafka does not tell how topics are set: whether raw topics have their own time of arrival, and for how long records are kept.");
            return;
        }
        present.withShippersTimes()
                .forEach(
                        topic ->
                                log.atError()
                                        .addKeyValue("topic", topic)
                                        .log(
                                                "A raw topic takes its shippers' times for those of arrival: wrong clocks go unnoticed, and the ledger is no proof. Set its message.timestamp.type to LogAppendTime."));
        List<OtherRetention> others = present.otherRetentions(wanted);
        if (alterRetention) {
            alter(admin, others, patience);
        } else {
            others.forEach(PresentTopics::tell);
        }
    }

    private static void tell(OtherRetention each) {
        (each.forgetsSooner() ? log.atError() : log.atWarn())
                .addKeyValue("topic", each.topic())
                .addKeyValue("configured", each.wanted())
                .addKeyValue("actual", each.actualText())
                .log(
                        each.forgetsSooner()
                                ? "A topic forgets sooner than the configuration says: what waits for longer, as a page that is tried again, is lost. Set its retention.ms, or topics.alter-retention."
                                : "A topic keeps records for longer than the configuration says. Set its retention.ms, or topics.alter-retention.");
    }

    private static void alter(Admin admin, List<OtherRetention> others, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (others.isEmpty()) {
            return;
        }
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
        others.forEach(
                each ->
                        changes.put(
                                new ConfigResource(ConfigResource.Type.TOPIC, each.topic()),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(
                                                        TopicConfig.RETENTION_MS_CONFIG,
                                                        Long.toString(each.wanted().toMillis())),
                                                AlterConfigOp.OpType.SET))));
        await(admin.incrementalAlterConfigs(changes).all(), patience);
        others.forEach(
                each ->
                        log.atInfo()
                                .addKeyValue("topic", each.topic())
                                .addKeyValue("before", each.actualText())
                                .addKeyValue("now", each.wanted())
                                .log("Changed for how long a topic keeps its records."));
    }

    /** Raw topics that go by what shippers say: bounds of time and the ledger then go by nothing. */
    List<String> withShippersTimes() {
        return Topics.RAW.stream()
                .filter(
                        topic ->
                                value(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                        .filter(type -> !type.equals("LogAppendTime"))
                                        .isPresent())
                .toList();
    }

    List<OtherRetention> otherRetentions(List<NewTopic> wanted) {
        List<OtherRetention> others = new ArrayList<>();
        for (NewTopic each : wanted) {
            String text = each.configs().get(TopicConfig.RETENTION_MS_CONFIG);
            Optional<String> actual = value(each.name(), TopicConfig.RETENTION_MS_CONFIG);
            if (text != null && actual.isPresent() && !actual.get().equals(text)) {
                others.add(
                        new OtherRetention(
                                each.name(),
                                Duration.ofMillis(Long.parseLong(text)),
                                actual.map(Long::parseLong)
                                        .filter(millis -> millis >= 0)
                                        .map(Duration::ofMillis)));
            }
        }
        return others;
    }

    private Optional<String> value(String topic, String setting) {
        return Optional.ofNullable(topics.get(topic))
                .map(config -> config.get(setting))
                .map(ConfigEntry::value);
    }

    private static List<ConfigResource> resources(List<NewTopic> wanted) {
        return wanted.stream()
                .map(each -> new ConfigResource(ConfigResource.Type.TOPIC, each.name()))
                .toList();
    }

    private static <T> T await(KafkaFuture<T> future, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(patience.toSeconds(), TimeUnit.SECONDS);
    }
}
