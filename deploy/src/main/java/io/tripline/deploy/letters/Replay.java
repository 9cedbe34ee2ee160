package io.tripline.deploy.letters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Sends dead letters through again. A raw record that failed again and again has many letters: only the newest is sent, so
 * that trying is cheap to repeat. A letter that has become an event since is sent too, and gives the same event.
 */
public final class Replay {
    /** How many records may be on their way at a time. */
    private static final int IN_FLIGHT = 1000;

    private final Producer<byte[], byte[]> producer;
    private final Changes changes;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

    private long sent;
    private long older;
    private long homeless;

    /**
     * A replay by this producer, which stays its owner's.
     *
     * @param changes what the shippers said wrong
     */
    public Replay(Producer<byte[], byte[]> producer, Changes changes) {
        this.producer = producer;
        this.changes = changes;
    }

    /** A replay that ended before its end; what went before it is sent. */
    public static final class UnfinishedException extends KafkaException {
        private static final long serialVersionUID = 1;

        UnfinishedException(long sent, String reason, Throwable cause) {
            super("Sent again: " + sent + ", then " + reason, cause);
        }
    }

    /** What a replay came to: sent, left out for a newer letter of the same record, and those that say nothing of where to. */
    public record Sum(long sent, long older, long homeless) {}

    /** Sends all that are chosen, but for those that a newer letter stands for. */
    public Sum send(DeadLetterBox box, Predicate<DeadLetter> chosen) {
        // A topic of a month of letters does not fit into memory: only what is chosen is held, by
        // hashes, however often the topic is read for it.
        Set<Long> wanted = new HashSet<>();
        box.read(
                letter -> {
                    if (chosen.test(letter)) {
                        wanted.add(letter.hash());
                    }
                });
        Map<Long, String> newest = new HashMap<>();
        box.read(
                letter -> {
                    if (wanted.contains(letter.hash())) {
                        newest.put(letter.hash(), letter.place());
                    }
                });
        box.read(
                letter -> {
                    if (!chosen.test(letter)) {
                        return;
                    }
                    if (letter.place().equals(newest.get(letter.hash()))) {
                        send(letter);
                    } else if (newest.containsKey(letter.hash())) {
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
        Reinjection.of(letter, changes)
                .ifPresentOrElse(
                        record -> {
                            underWay.add(producer.send(record));
                            if (underWay.size() >= IN_FLIGHT) {
                                arrive();
                            }
                        },
                        () -> homeless++);
    }

    private Sum finish() {
        arrive();
        return new Sum(sent, older, homeless);
    }

    /** All that went is counted, also beside what did not. */
    private void arrive() {
        producer.flush();
        Optional<Throwable> refused = Optional.empty();
        for (Future<RecordMetadata> each : underWay) {
            try {
                each.get();
                sent++;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnfinishedException(sent, "it was interrupted", e);
            } catch (ExecutionException e) {
                refused = refused.or(() -> Optional.ofNullable(e.getCause()));
            }
        }
        refused.ifPresent(
                cause -> {
                    throw new UnfinishedException(
                            sent, "Kafka did not take one: " + cause.getMessage(), cause);
                });
        underWay.clear();
    }
}
