package io.tripline.alerting.webhook;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Failure;
import io.tripline.alerting.topics.Intake;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.MalformedEventException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the outbox's pages to one destination over a few lanes. Pages about one alert take the same lane and so stay in order. The
 * destination reads the topic as a consumer group of its own: nothing it does or fails to do touches another one.
 */
final class Pager implements Intake {
    /** Pages that may wait in a lane before reading pauses. */
    static final int LANE_ROOM = 64;

    /** So long the end waits for an answer that is awaited: without it the receiver would be told again. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long BETWEEN_LOOKS_NANOS = Duration.ofMillis(5).toNanos();

    private static final Logger log = LoggerFactory.getLogger(Pager.class);

    private record Queued(Page page, Received received, Runnable settled, AtomicBoolean revoked) {
        boolean isRevoked() {
            return revoked.get();
        }
    }

    private final DestinationConfig config;
    private final Destination destination;
    private final DeadLetters deadLetters;
    private final WebhookMetrics metrics;
    private final List<BlockingQueue<Queued>> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** By partition, what the pages read since its assignment ask before they are sent. */
    private final Map<Integer, AtomicBoolean> revoked = new HashMap<>();

    private volatile boolean ending;
    private volatile Optional<Failure> failure = Optional.empty();

    Pager(
            DestinationConfig config,
            Destination destination,
            DeadLetters deadLetters,
            WebhookMetrics metrics) {
        this.config = config;
        this.destination = destination;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        for (int i = 0; i < config.delivery().concurrency(); i++) {
            BlockingQueue<Queued> lane = new LinkedBlockingQueue<>();
            lanes.add(lane);
            threads.add(
                    Thread.ofVirtual()
                            .name("webhook-" + config.name() + "-" + i)
                            .start(() -> run(lane)));
        }
    }

    @Override
    public boolean hasRoom() {
        return lanes.stream().allMatch(lane -> lane.size() < LANE_ROOM);
    }

    @Override
    public void accept(Received received, Runnable settled) throws InterruptedException {
        byte[] value = received.value();
        Page page;
        try {
            if (value == null) {
                throw new MalformedEventException("The record has no value.");
            }
            page = Page.read(value);
        } catch (MalformedEventException e) {
            deadLetters.keep(
                    received, DeadPage.WEBHOOK_MALFORMED.label(), String.valueOf(e.getMessage()));
            metrics.dead(DeadPage.WEBHOOK_MALFORMED);
            settled.run();
            return;
        }
        if (!page.destination().equals(config.name())) {
            settled.run();
            return;
        }
        lanes.get(Math.floorMod(page.about().hashCode(), lanes.size()))
                .put(
                        new Queued(
                                page,
                                received,
                                settled,
                                revoked.computeIfAbsent(
                                        received.partition(), _ -> new AtomicBoolean())));
    }

    @Override
    public Optional<Failure> failure() {
        return failure;
    }

    @Override
    public void revoked(Collection<Integer> partitions) {
        for (Integer partition : partitions) {
            AtomicBoolean gone = revoked.remove(partition);
            if (gone != null) {
                gone.set(true);
            }
        }
        lanes.forEach(lane -> lane.removeIf(Queued::isRevoked));
    }

    @Override
    public void afterPoll() {
        // Lanes move on by themselves.
    }

    @Override
    public void windDown() {
        ending = true;
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (destination.isUnderWay() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void run(BlockingQueue<Queued> lane) {
        try {
            while (true) {
                Queued next = lane.take();
                destination.deliver(
                        next.page(),
                        next.received(),
                        next.settled(),
                        () -> ending || next.isRevoked());
            }
        } catch (InterruptedException e) {
            // Closing: what is not settled is read again after the restart.
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // Nobody else would hear of an Error on this thread.
            failure =
                    Optional.of(
                            new Failure("A delivery to " + config.name() + " ended by " + e, e));
            log.atError()
                    .addKeyValue("destination", config.name())
                    .setCause(e)
                    .log("A delivery failed for good.");
        }
    }
}
