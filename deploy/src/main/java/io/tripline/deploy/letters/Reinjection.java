package io.tripline.deploy.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.paging.Page;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Origin;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A dead letter on its way back: to the topic whose record failed, with what its shipper said, its first arrival and its
 * first letter. So its event has the time and the id that it would have had, however often it is sent.
 */
public final class Reinjection {
    private Reinjection() {}

    /**
     * The record to send; empty if the letter says nothing of where to, or holds only a record's beginning.
     */
    public static Optional<ProducerRecord<byte[], byte[]>> of(DeadLetter letter, Changes changes) {
        Optional<String> topic = topic(letter);
        if (topic.isEmpty() || letter.value() == null || letter.cut().isPresent()) {
            return Optional.empty();
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.get(), letter.key(), letter.value());
        if (letter.isRaw()) {
            put(record, RecordHeaders.REPLAY_OF, letter.first());
            put(record, RecordHeaders.RECEIVED, letter.received());
            put(record, RecordHeaders.SOURCE, changes.source(letter));
            put(record, RecordHeaders.TIMEZONE, changes.timezone(letter));
        } else {
            // An event that OpenSearch refused: it goes where ingest would have put it.
            origin(letter)
                    .ifPresent(
                            each ->
                                    put(
                                            record,
                                            RecordHeaders.FAMILY,
                                            Family.ofTopic(each.topic()).label()));
            put(record, RecordHeaders.EVENT_SOURCE, letter.claimed().orElse(""));
            put(record, RecordHeaders.ORIGIN, letter.origin());
        }
        return Optional.of(record);
    }

    private static Optional<String> topic(DeadLetter letter) {
        if (letter.isRaw()) {
            return letter.family().map(label -> "logs." + label).filter(Topics.RAW::contains);
        }
        byte[] value = letter.value() == null ? new byte[0] : letter.value();
        if (isPage(value)) {
            return Optional.of(Topics.PAGES);
        }
        return isAlert(value)
                ? Optional.of(Topics.ALERTS)
                : Optional.of(Topics.EVENTS).filter(_ -> isEvent(value));
    }

    private static boolean isPage(byte[] value) {
        try {
            return !Page.read(value).id().isEmpty();
        } catch (MalformedEventException e) {
            return false;
        }
    }

    private static boolean isAlert(byte[] value) {
        try {
            return !AlertJson.read(value).id().isEmpty();
        } catch (MalformedEventException e) {
            return false;
        }
    }

    private static boolean isEvent(byte[] value) {
        try {
            return !EcsJson.read(value).id().isEmpty();
        } catch (MalformedEventException e) {
            return false;
        }
    }

    private static Optional<Origin> origin(DeadLetter letter) {
        try {
            return Optional.of(Origin.parse(letter.origin()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void put(ProducerRecord<byte[], byte[]> record, String name, String value) {
        if (!value.isEmpty()) {
            record.headers().add(name, value.getBytes(UTF_8));
        }
    }
}
