package io.tripline.deploy.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Fills a ledger from the topics: raw records up to what ingest has committed, and what names them on {@code events} and
 * {@code dead-letters}. An event has its raw record's timestamp, so one time bounds them all.
 */
public final class LedgerReader {
    private final TopicScan topics;
    private final Normalizer normalizer;
    private final Map<TopicPartition, Long> committed;

    /**
     * A reader with this consumer, which stays its owner's.
     *
     * @param committed up to where ingest has read each raw partition
     */
    public LedgerReader(
            Consumer<byte[], byte[]> consumer,
            Normalizer normalizer,
            Map<TopicPartition, Long> committed) {
        this.topics = new TopicScan(consumer);
        this.normalizer = normalizer;
        this.committed = Map.copyOf(committed);
    }

    /** The ledger of all raw records that arrived from then on and that ingest is done with. */
    public Ledger since(Instant time) {
        Ledger ledger = new Ledger();
        // Results first: what is written meanwhile is of raw records that are looked at after.
        Map<TopicPartition, Long> rawFrom = topics.from(Topics.RAW, time);
        rawFrom.forEach(
                (partition, offset) ->
                        ledger.begins(partition.topic(), partition.partition(), offset));
        rawFrom.forEach(
                (partition, offset) ->
                        topics.read(
                                partition,
                                offset,
                                committed.getOrDefault(partition, 0L),
                                record -> {
                                    // Shippers' times may go back a little: what is older is not
                                    // asked about.
                                    if (record.timestamp() >= time.toEpochMilli()) {
                                        ledger.arrived(origin(record));
                                    }
                                }));
        topics.all(
                Topics.EVENTS,
                time,
                record ->
                        named(record)
                                .ifPresent(
                                        origin ->
                                                ledger.event(
                                                        origin,
                                                        text(record.key()),
                                                        source(record))));
        topics.all(
                Topics.DEAD_LETTERS,
                time,
                record -> {
                    if (header(record, RecordHeaders.FAMILY).isPresent()) {
                        named(record)
                                .ifPresent(
                                        origin ->
                                                ledger.dead(
                                                        origin,
                                                        header(record, RecordHeaders.PART)
                                                                .orElse(""),
                                                        source(record),
                                                        header(record, RecordHeaders.REASON)
                                                                .orElse("")));
                    }
                });
        if (ledger.missing() > 0) {
            rawFrom.forEach(
                    (partition, offset) ->
                            topics.read(
                                    partition,
                                    offset,
                                    committed.getOrDefault(partition, 0L),
                                    record -> lookAgain(ledger, record)));
        }
        return ledger;
    }

    /** What no event and no letter names may be ignored: normalizing is pure, so it says so again. */
    private void lookAgain(Ledger ledger, ConsumerRecord<byte[], byte[]> record) {
        Origin origin = origin(record);
        if (!ledger.isOpen(origin)) {
            return;
        }
        RawInput input =
                new RawInput(
                        record.value(),
                        header(record, RecordHeaders.SOURCE),
                        header(record, RecordHeaders.TIMEZONE),
                        Family.ofTopic(record.topic()),
                        Instant.ofEpochMilli(record.timestamp()),
                        index -> "again-" + index);
        List<Outcome> outcomes = normalizer.normalize(input);
        if (outcomes.stream().allMatch(Outcome.Ignored.class::isInstance)) {
            for (Outcome outcome : outcomes) {
                if (outcome instanceof Outcome.Ignored ignored) {
                    ledger.ignored(
                            origin, ignored.source().orElse("none"), ignored.reason().label());
                }
            }
        }
    }

    private static Origin origin(ConsumerRecord<byte[], byte[]> record) {
        return new Origin(record.topic(), record.partition(), record.offset());
    }

    private static Optional<Origin> named(ConsumerRecord<byte[], byte[]> record) {
        try {
            return header(record, RecordHeaders.ORIGIN).map(Origin::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "" : new String(key, UTF_8);
    }

    private static String source(ConsumerRecord<byte[], byte[]> record) {
        return header(record, RecordHeaders.EVENT_SOURCE).orElse("none");
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
