package io.tripline.deploy.letters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters through again. A raw record that failed again and again has many letters: only the newest is sent, so
 * that trying is cheap to repeat. A letter that has become an event since is sent too, and gives the same event.
 */
public final class Replay {
    /** How many records may be on their way at a time. */
    private static final int IN_FLIGHT = 1000;

    private final Producer<byte[], byte[]> producer;
    private final @Nullable String source;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

    private long sent;
    private long older;
    private long homeless;

    /**
     * A replay by this producer, which stays its owner's.
     *
     * @param source the log source to read all with, if what the shippers said was the mistake
     */
    public Replay(Producer<byte[], byte[]> producer, @Nullable String source) {
        this.producer = producer;
        this.source = source;
    }

    /** What a replay came to: sent, left out for a newer letter of the same record, and those that say nothing of where to. */
    public record Sum(long sent, long older, long homeless) {}

    /** Sends all that are chosen, but for those that a newer letter stands for. */
    public Sum send(DeadLetterBox box, Predicate<DeadLetter> chosen) {
        Map<String, String> newest = new HashMap<>();
        box.read(letter -> newest.put(letter.first(), letter.place()));
        box.read(
                letter -> {
                    if (!chosen.test(letter)) {
                        return;
                    }
                    if (letter.place().equals(newest.get(letter.first()))) {
                        send(letter);
                    } else if (newest.containsKey(letter.first())) {
                        older++;
                    }
                });
        return finish();
    }

    /** Sends these, whatever newer ones there are. */
    public Sum send(List<DeadLetter> letters) {
        letters.forEach(this::send);
        return finish();
    }

    private void send(DeadLetter letter) {
        Reinjection.of(letter, source)
                .ifPresentOrElse(
                        record -> {
                            underWay.add(producer.send(record));
                            if (underWay.size() >= IN_FLIGHT) {
                                arrive();
                            }
                            sent++;
                        },
                        () -> homeless++);
    }

    private Sum finish() {
        arrive();
        return new Sum(sent, older, homeless);
    }

    private void arrive() {
        producer.flush();
        for (Future<RecordMetadata> each : underWay) {
            try {
                each.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("The replay was interrupted.", e);
            } catch (ExecutionException e) {
                throw new KafkaException("A record could not be sent.", e.getCause());
            }
        }
        underWay.clear();
    }
}
