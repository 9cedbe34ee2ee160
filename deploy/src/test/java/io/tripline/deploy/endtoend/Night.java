package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.AlertingService;
import io.tripline.alerting.Samples;
import io.tripline.alerting.paging.Page;
import io.tripline.contracts.Topics;
import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.service.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A night on call that takes no night: the whole alerting service, its routes from a file, a real Kafka and receivers that
 * verify, but in this JVM, where the clock is the test's. Without OpenSearch, which no page waits for.
 */
final class Night implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private final WebhookReceiver pager = new WebhookReceiver(true);
    private final WebhookReceiver lead = new WebhookReceiver(true);
    private final WebhookReceiver chat = new WebhookReceiver(true);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Settings settings;
    private volatile Instant now;
    private AlertingService service;

    Night(Path directory, String bootstrapServers, Instant begins) throws IOException {
        Path routes =
                Files.writeString(
                        directory.resolve("night.yml"),
                        """
                            zone: Europe/Oslo
                            destinations:
                              pager: %s
                              lead: %s
                              chat: %s
                            hours:
                              nights: {from: "22:00", to: "07:00"}
                            routes:
                              - name: urgent
                                when: {rule: night-urgent}
                                to: pager
                                escalate: {after: 15m, to: lead, repeat: 1}
                              - name: rest
                                when: {rule: night-rest}
                                to: chat
                                quiet: nights
                                limit: {pages: 1, per: 1h}
                            """
                                .formatted(
                                        destination(pager), destination(lead), destination(chat)));
        Path file =
                Files.writeString(
                        directory.resolve("night-tripline.yml"),
                        """
                        kafka: {bootstrap.servers: "%s"}
                        topics: {retention: 3650d}
                        opensearch: {url: "http://127.0.0.1:%d"}
                        alerting: {group-prefix: night, paging: %s}
                        """
                                .formatted(bootstrapServers, Ports.free(1).getFirst(), routes));
        settings = ConfigReader.read(file, Map.of());
        now = begins;
        TopicSetup.ensure(settings);
        service = started();
    }

    WebhookReceiver pager() {
        return pager;
    }

    WebhookReceiver lead() {
        return lead;
    }

    WebhookReceiver chat() {
        return chat;
    }

    /** Sets the clock. */
    void at(Instant time) {
        now = time;
    }

    void restart() {
        service.close();
        service = started();
    }

    /** An alert about which this has been decided. */
    void raise(String id, String rule, String decision) throws Exception {
        double before = decided(decision);
        ObjectNode alert = Samples.alertDocument(id, 1, "ann", now);
        alert.withObject("/rule").put("id", rule);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", settings.kafka().get("bootstrap.servers")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.ALERTS,
                                    null,
                                    now.toEpochMilli(),
                                    id.getBytes(UTF_8),
                                    alert.toString().getBytes(UTF_8)))
                    .get();
        }
        if (Eventually.within(PATIENCE, () -> decided(decision), each -> each > before) <= before) {
            throw new AssertionError(id + " was not " + decision + ": " + service.notReady());
        }
    }

    /** A page for a destination that was taken out of the configuration before it took the page. */
    void leave(String id, String destination) throws Exception {
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", settings.kafka().get("bootstrap.servers"));
        Page page =
                new Page(
                        id + "-r1",
                        id,
                        Page.Subject.ALERT,
                        1,
                        Page.Kind.TRIGGER,
                        destination,
                        "urgent",
                        "The route urgent matches.",
                        now,
                        "",
                        Samples.alertDocument(id, 1, "ann", now).toString().getBytes(UTF_8));
        try (Admin admin = Admin.create(kafka);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.alterConsumerGroupOffsets(
                            "night-webhook-" + destination,
                            Map.of(new TopicPartition(Topics.PAGES, 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(Topics.PAGES, 0, id.getBytes(UTF_8), page.bytes()))
                    .get();
        }
    }

    /** What a receiver was told, when it has been told so much. */
    List<WebhookReceiver.Delivery> told(WebhookReceiver receiver, int count) throws Exception {
        return Eventually.within(PATIENCE, receiver::deliveries, each -> each.size() >= count);
    }

    @Override
    public void close() {
        service.close();
        pager.close();
        lead.close();
        chat.close();
    }

    private double decided(String decision) {
        return meters.counter("tripline.alerting.paging.decisions", "decision", decision).count();
    }

    private AlertingService started() {
        AlertingService made =
                new AlertingService(
                        ModuleConfigs.alerting(settings),
                        settings.paging(),
                        settings.kafka(),
                        meters,
                        () -> now);
        made.start();
        return made;
    }

    private static String destination(WebhookReceiver receiver) {
        return "{kind: json, url: '%s', secret: %s, allow-private: true}"
                .formatted(receiver.uri(), WebhookReceiver.SECRET);
    }
}
