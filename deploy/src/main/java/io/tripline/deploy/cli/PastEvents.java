package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.correlation.Replay;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/** The events that Kafka holds of a stretch of time, through the rules as production would. */
final class PastEvents implements AutoCloseable {
    /** As often as production finds out that everything is read, in the time of arrival. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Replay replay;
    private final TopicStretch stretch;
    private final TimeSpan span;
    private final Instant lookBack;
    private final Runnable counted;
    private final Runnable unreadable;
    private long tick = Long.MIN_VALUE;

    /**
     * Reads nothing yet.
     *
     * @param counted told of every event
     * @param unreadable told of every record that is none
     */
    PastEvents(
            KafkaAccess kafka,
            Settings settings,
            TimeSpan span,
            RuleSet rules,
            Runnable counted,
            Runnable unreadable) {
        Bounds bounds = ModuleConfigs.correlation(settings).bounds();
        this.span = span;
        this.counted = counted;
        this.unreadable = unreadable;
        Duration longest =
                rules.rules().stream()
                        .map(CompiledRule::horizon)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        this.lookBack = span.from().minus(longest);
        // A record lies where it arrived: not before its event, but for a source whose clock is
        // ahead.
        Instant begin =
                ModuleConfigs.ingest(settings)
                        .timestamp()
                        .maxFuture()
                        .map(lookBack::minus)
                        .orElse(Instant.EPOCH);
        this.consumer = kafka.consumer();
        try {
            this.stretch =
                    new TopicStretch(
                            consumer, Topics.EVENTS, begin, span.to().plus(bounds.lateness()));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
        this.replay = new Replay(rules, bounds);
    }

    /** The alerts that stand when all is read. */
    List<Alert> alerts() {
        stretch.read(this::accept);
        replay.end();
        return replay.alerts();
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        EcsEvent event;
        try {
            event = EcsJson.read(record.value());
        } catch (MalformedEventException e) {
            unreadable.run();
            return;
        }
        if (event.timestamp().isBefore(lookBack) || !event.timestamp().isBefore(span.to())) {
            return;
        }
        counted.run();
        if (record.timestamp() >= tick) {
            replay.allRead();
            tick = record.timestamp() + TICK.toMillis();
        }
        replay.arrive(event, origin(record));
    }

    private static String origin(ConsumerRecord<byte[], byte[]> record) {
        Header origin = record.headers().lastHeader(RecordHeaders.ORIGIN);
        return origin == null || origin.value() == null
                ? ""
                : new String(origin.value(), StandardCharsets.UTF_8);
    }

    /** The alerts that stand on their topic. */
    static List<Alert> liveAlerts(KafkaAccess kafka) {
        Map<String, Alert> last = new HashMap<>();
        TopicScan.of(
                kafka,
                Topics.ALERTS,
                record -> {
                    try {
                        Alert alert = AlertJson.read(record.value());
                        last.merge(
                                alert.id(),
                                alert,
                                (one, two) -> one.revision() > two.revision() ? one : two);
                    } catch (MalformedEventException e) {
                        // Nobody else writes here; whoever did was not us, and nothing can be held
                        // against it.
                        return;
                    }
                });
        return last.values().stream()
                .filter(alert -> alert.occurrence().state() == Alert.State.RAISED)
                .toList();
    }

    @Override
    public void close() {
        replay.close();
        consumer.close();
    }
}
