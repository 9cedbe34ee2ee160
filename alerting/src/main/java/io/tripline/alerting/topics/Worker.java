package io.tripline.alerting.topics;

import io.tripline.alerting.retry.Pause;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that works with Kafka until it is closed, and starts over when Kafka fails. */
final class Worker implements AutoCloseable {
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final String name;
    private final Work work;
    private final Duration restartPause;
    private final Pause pause;
    private final Thread thread;

    private volatile @Nullable Consumer<byte[], byte[]> reading;
    private volatile boolean closing;
    private volatile boolean begun;
    private volatile Optional<String> trouble;
    private volatile Optional<String> death = Optional.empty();

    /** What is done: returns when it has to start over, or when the worker is closing. */
    interface Work {
        void untilFailure() throws InterruptedException;
    }

    /**
     * One that has not begun.
     *
     * @param name begins sentences about it
     * @param thread the thread's name
     * @param trouble why it does not work at first
     */
    Worker(
            String name,
            String thread,
            String trouble,
            Duration restartPause,
            Pause pause,
            Work work) {
        this.name = name;
        this.trouble = Optional.of(trouble);
        this.restartPause = restartPause;
        this.pause = pause;
        this.work = work;
        this.thread = Thread.ofPlatform().name(thread).unstarted(this::run);
    }

    /** Begins to work. */
    synchronized void start() {
        if (!closing) {
            thread.start();
            // After it, as a worker that has begun and does not live is dead for good.
            begun = true;
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** Whether it has begun, and is not closing. */
    boolean isAtWork() {
        return begun && !closing;
    }

    /** Why it does not work at the moment; empty if it does. */
    void waitsFor(Optional<String> why) {
        trouble = why;
    }

    /** What a poll is waiting in; null when nothing is. */
    void reads(@Nullable Consumer<byte[], byte[]> consumer) {
        reading = consumer;
    }

    /** Why it will not work any more. */
    Optional<String> notLive() {
        return begun && !closing && !thread.isAlive()
                ? Optional.of(name + " ended" + death.map(why -> ": " + why).orElse("."))
                : Optional.empty();
    }

    /** Why it does not work at the moment. */
    Optional<String> notReady() {
        return trouble.map(why -> name + " waits: " + why);
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            if (!begun) {
                return;
            }
        }
        Consumer<byte[], byte[]> polling = reading;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
                thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With its cause: of a callback that failed Kafka says only that one did. */
    private static String reason(KafkaException failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }

    private void run() {
        try {
            while (!closing) {
                try {
                    work.untilFailure();
                } catch (KafkaException e) {
                    if (closing
                            || e instanceof InterruptException
                            || e instanceof WakeupException) {
                        return;
                    }
                    trouble = Optional.of(reason(e));
                    log.atWarn()
                            .addKeyValue("worker", thread.getName())
                            .setCause(e)
                            .log("Kafka failed; the work starts over from what is committed.");
                }
                if (!closing) {
                    pause.last(restartPause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            death = Optional.of(e.toString());
            log.atError()
                    .addKeyValue("worker", thread.getName())
                    .setCause(e)
                    .log("A worker ended by a bug.");
        }
    }
}
