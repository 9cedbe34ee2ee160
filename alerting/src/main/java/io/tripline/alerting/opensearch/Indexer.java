package io.tripline.alerting.opensearch;

import io.tripline.alerting.OpenSearchConfig;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Failure;
import io.tripline.alerting.topics.Intake;
import io.tripline.alerting.topics.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects records into bulk requests and has a few of them under way at a time. What it holds is bounded: the requests
 * in flight, and the records of one poll.
 */
final class Indexer implements Intake {
    private static final Logger log = LoggerFactory.getLogger(Indexer.class);

    private final BulkDelivery delivery;
    private final DeadLetters deadLetters;
    private final BiFunction<Received, Runnable, BulkItems.Made> items;
    private final OpenSearchConfig config;
    private final InstantSource clock;
    private final IndexMetrics metrics;
    private final Semaphore free;
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

    /** Full requests that wait for a free place; the last may still grow. Owned by the reader's thread. */
    private final Deque<Batch> waiting = new ArrayDeque<>();

    private volatile Optional<Failure> failure = Optional.empty();

    private static final class Batch {
        private final List<BulkItem> items = new ArrayList<>();
        private final Instant begun;
        private long bytes;

        private Batch(Instant begun) {
            this.begun = begun;
        }
    }

    Indexer(
            BulkDelivery delivery,
            DeadLetters deadLetters,
            BiFunction<Received, Runnable, BulkItems.Made> items,
            OpenSearchConfig config,
            InstantSource clock,
            IndexMetrics metrics) {
        this.delivery = delivery;
        this.deadLetters = deadLetters;
        this.items = items;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.free = new Semaphore(config.bulksInFlight());
    }

    /** Bulk requests under way. */
    int inFlight() {
        return config.bulksInFlight() - free.availablePermits();
    }

    @Override
    public Optional<Failure> failure() {
        return failure;
    }

    @Override
    public void revoked(Collection<Integer> partitions) {
        // What is indexed twice is there once: an old revision does not replace a newer one.
    }

    @Override
    public boolean hasRoom() {
        return waiting.size() <= 1 && free.availablePermits() > 0;
    }

    @Override
    public void accept(Received received, Runnable settled) throws InterruptedException {
        switch (items.apply(received, settled)) {
            case BulkItems.Made.Item made -> add(made.item());
            case BulkItems.Made.Nothing _ -> settled.run();
            case BulkItems.Made.No no -> {
                deadLetters.keep(received, no.refusal().label(), no.refusal().detail());
                metrics.dead(no.refusal());
                settled.run();
            }
        }
    }

    @Override
    public void afterPoll() {
        while (!waiting.isEmpty() && isDue(waiting.getFirst()) && free.tryAcquire()) {
            send(waiting.removeFirst());
        }
    }

    @Override
    public void close() {
        senders.shutdownNow();
        senders.close();
    }

    private void add(BulkItem item) {
        Batch last = waiting.peekLast();
        if (last == null || isFull(last)) {
            last = new Batch(clock.instant());
            waiting.addLast(last);
        }
        last.items.add(item);
        last.bytes += item.size();
    }

    private boolean isFull(Batch batch) {
        return batch.items.size() >= config.bulkDocuments() || batch.bytes >= config.bulkBytes();
    }

    private boolean isDue(Batch batch) {
        return isFull(batch)
                || Duration.between(batch.begun, clock.instant()).compareTo(config.flushInterval())
                        >= 0;
    }

    private void send(Batch batch) {
        senders.execute(
                () -> {
                    try {
                        delivery.deliver(batch.items);
                    } catch (InterruptedException e) {
                        // Closing: what is not settled is read again after the restart.
                        Thread.currentThread().interrupt();
                    } catch (Throwable e) {
                        // A bug, or a dead-letter topic that is gone. Unsettled offsets are never
                        // committed, so nothing is lost; the reader must start over. Nobody else
                        // would hear of an Error on this thread.
                        failure = Optional.of(new Failure("A bulk request ended by " + e, e));
                        log.atError().setCause(e).log("A bulk request failed for good.");
                    } finally {
                        free.release();
                    }
                });
    }
}
