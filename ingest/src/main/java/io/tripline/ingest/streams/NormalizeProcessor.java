package io.tripline.ingest.streams;

import io.micrometer.core.instrument.Timer;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.LedgerJson;
import io.tripline.contracts.Origin;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.StableId;
import io.tripline.ingest.IngestMeters;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.source.RejectedReason;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends each raw record's outcome where it belongs, and keeps the ledger of them. It keeps the record's timestamp, and none
 * of its headers.
 */
final class NormalizeProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    /** Kafka's brokers take records up to 1 MiB with their headers unless told otherwise. */
    static final int MAX_EVENT_BYTES = 1_000_000;

    /**
     * A longer raw record is in its dead letter only with its beginning: the topic's owner may allow less than ours, and what
     * is so far beyond ingest's own bound is not sent again anyway.
     */
    static final int MAX_LETTER_BYTES = 2 << 20;

    /** How far back a dead letter's own time of arrival is believed: as long as dead letters are kept, and some. */
    private static final Duration MAX_REPLAY_AGE = Duration.ofDays(365);

    /** How old the ledger's published form may be. */
    static final Duration BETWEEN_PUBLICATIONS = Duration.ofSeconds(10);

    private final Family family;
    private final Normalizer normalizer;
    private final IngestMeters meters;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable MinuteLedger ledger;

    NormalizeProcessor(Family family, Normalizer normalizer, IngestMeters meters) {
        this.family = family;
        this.normalizer = normalizer;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> initialized) {
        this.context = initialized;
        this.ledger = new MinuteLedger(initialized.getStateStore(IngestTopology.ledger(family)));
        initialized.schedule(BETWEEN_PUBLICATIONS, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Timer.Sample sample = Timer.start();
        RecordMetadata place = context().recordMetadata().orElseThrow();
        Origin origin = new Origin(place.topic(), place.partition(), place.offset());
        Instant received = received(record);
        RawInput input =
                new RawInput(
                        record.value(),
                        header(record, RecordHeaders.SOURCE),
                        header(record, RecordHeaders.TIMEZONE),
                        family,
                        received,
                        ids(record, origin));
        List<Outcome> all = new ArrayList<>(1);
        for (Outcome outcome : normalizer.normalize(input)) {
            Outcome sent =
                    outcome instanceof Outcome.Event event ? send(record, event, origin) : outcome;
            if (sent instanceof Outcome.Rejected rejected) {
                bury(record, rejected, origin, all.size(), received);
            }
            meters.count(family, sent);
            all.add(sent);
        }
        ledger().count(origin, Instant.ofEpochMilli(record.timestamp()), all);
        sample.stop(meters.latency());
    }

    private void publish(long now) {
        ledger().publish(
                        Instant.ofEpochMilli(now),
                        entry ->
                                context()
                                        .forward(
                                                new Record<>(
                                                        bytes(entry.id()),
                                                        LedgerJson.write(entry),
                                                        now),
                                                IngestTopology.ledger(family)));
    }

    /**
     * By where the record lies; a dead letter's copy by its first letter, so that a second copy gives no second event. What
     * a header claims is hashed with a word of its own, so it names no other record's event.
     */
    private static IntFunction<String> ids(Record<byte[], byte[]> record, Origin origin) {
        return header(record, RecordHeaders.REPLAY_OF)
                .<IntFunction<String>>map(
                        letter ->
                                index ->
                                        StableId.of("dead-letter", letter, Integer.toString(index)))
                .orElse(index -> StableId.ofOrigin(origin, index));
    }

    /** What became of it in the end: an event that cannot be written or is too large is a dead letter. */
    private Outcome send(Record<byte[], byte[]> record, Outcome.Event outcome, Origin origin) {
        byte[] raw = record.value() == null ? new byte[0] : record.value();
        byte[] json;
        try {
            json = bounded(outcome.event());
        } catch (RuntimeException e) {
            return Normalizer.internalError(e, raw, outcome.source());
        }
        if (json.length > MAX_EVENT_BYTES) {
            return new Outcome.Rejected(
                    RejectedReason.TOO_LARGE,
                    "The event has " + json.length + " bytes even without event.original.",
                    raw,
                    outcome.source());
        }
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        add(headers, RecordHeaders.FAMILY, family.label());
        outcome.source().ifPresent(name -> add(headers, RecordHeaders.EVENT_SOURCE, name));
        add(headers, RecordHeaders.ORIGIN, origin.toString());
        context()
                .forward(
                        new Record<>(
                                bytes(outcome.event().id()), json, record.timestamp(), headers),
                        IngestTopology.events(family));
        return outcome;
    }

    /** The event's JSON, without {@code event.original} if it is too large with it: the raw record stays at its origin. */
    private static byte[] bounded(EcsEvent event) {
        byte[] json = EcsJson.write(event);
        return json.length <= MAX_EVENT_BYTES || !event.has(EcsField.EVENT_ORIGINAL)
                ? json
                : EcsJson.write(event.toBuilder().clear(EcsField.EVENT_ORIGINAL).build());
    }

    private void bury(
            Record<byte[], byte[]> record,
            Outcome.Rejected rejected,
            Origin origin,
            int part,
            Instant received) {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        add(headers, RecordHeaders.ORIGIN, origin.toString());
        add(headers, RecordHeaders.PART, Integer.toString(part));
        add(headers, RecordHeaders.REASON, rejected.reason().label());
        add(headers, RecordHeaders.DETAIL, rejected.detail());
        add(headers, RecordHeaders.RECEIVED, received.toString());
        add(headers, RecordHeaders.FAMILY, family.label());
        rejected.source().ifPresent(name -> add(headers, RecordHeaders.EVENT_SOURCE, name));
        // What the shipper said is wanted again when the record is replayed.
        keep(record, RecordHeaders.SOURCE, headers);
        keep(record, RecordHeaders.TIMEZONE, headers);
        keep(record, RecordHeaders.REPLAY_OF, headers);
        byte[] letter = rejected.letter();
        if (letter.length > MAX_LETTER_BYTES) {
            add(headers, RecordHeaders.CUT, Integer.toString(letter.length));
            letter = Beginning.of(letter);
        }
        context()
                .forward(
                        new Record<>(record.key(), letter, record.timestamp(), headers),
                        IngestTopology.deadLetters(family));
    }

    /**
     * When the record first arrived: for a dead letter that comes round again, the time its header gives. A header that
     * claims a later or a much earlier time than Kafka's is not believed, as it moves the bounds of the event's time.
     */
    private static Instant received(Record<byte[], byte[]> record) {
        Instant appended = Instant.ofEpochMilli(record.timestamp());
        Optional<String> claim = header(record, RecordHeaders.RECEIVED);
        if (claim.isEmpty()) {
            return appended;
        }
        try {
            Instant claimed = Instant.parse(claim.get());
            return claimed.isAfter(appended) || claimed.isBefore(appended.minus(MAX_REPLAY_AGE))
                    ? appended
                    : claimed;
        } catch (DateTimeException e) {
            return appended;
        }
    }

    private static Optional<String> header(Record<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static void keep(Record<byte[], byte[]> record, String name, Headers headers) {
        Header header = record.headers().lastHeader(name);
        if (header != null) {
            headers.add(header);
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private MinuteLedger ledger() {
        if (ledger == null) {
            throw new IllegalStateException("Kafka Streams calls init first.");
        }
        return ledger;
    }

    private ProcessorContext<byte[], byte[]> context() {
        if (context == null) {
            throw new IllegalStateException("Kafka Streams calls init first.");
        }
        return context;
    }
}
