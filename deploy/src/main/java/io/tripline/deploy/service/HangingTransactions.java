package io.tripline.deploy.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that stand open on a partition and of which their coordinator knows nothing more. A broker that is
 * killed at the wrong moment can leave one (Kafka 4.3.1, seen in a test that does so): it stands for ever, and nobody reads
 * committed records behind it. A store with such a changelog is never restored, pages go to nobody, and the desk that
 * decides on them forgets what stands behind it. It does what an operator would do with {@code kafka-transactions.sh
 * find-hanging} and {@code abort}.
 */
public final class HangingTransactions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);

    /**
     * One that is the same after so long hangs, or its coordinator knows of it: Kafka Streams' time out after ten seconds,
     * others after a minute.
     */
    private static final Duration EVERY = Duration.ofSeconds(30);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final Counter ended;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("hanging-transactions").factory());
    private Set<OpenTransaction> seen = Set.of();
    private boolean told;

    /** Not yet looking. */
    public HangingTransactions(Transactions transactions, MeterRegistry meters) {
        this.transactions = transactions;
        this.ended =
                Counter.builder("tripline.hanging.transactions")
                        .description(
                                "Transactions that stood open after a failure of a broker and were ended.")
                        .register(meters);
    }

    /** Looks again and again. */
    void start() {
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look();
                            } catch (RuntimeException e) {
                                seen = Set.of();
                                tell(e);
                            }
                        },
                        EVERY.toMillis(),
                        EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Once as a warning, and not of a look that the end cut short: without the right to look it fails for ever, and Kafka may be away for a moment. */
    private void tell(RuntimeException e) {
        (told || thread.isShutdown() ? log.atDebug() : log.atWarn())
                .setCause(e)
                .log(
                        "Looking for hanging transactions failed and is tried again. If Kafka denies it: give the right to describe topics and transactions, or look with kafka-transactions.sh find-hanging when records are not read.");
        told = true;
    }

    /** Ends those that stood there at the last look, too, and that nobody else will end. */
    public void look() {
        Set<OpenTransaction> open = transactions.open();
        Set<OpenTransaction> forgotten = new HashSet<>(open);
        forgotten.removeIf(
                each ->
                        !seen.contains(each)
                                || transactions.known(each.producer()).contains(each.partition()));
        if (!forgotten.isEmpty()) {
            // One that ended while the coordinator was asked is not open any more.
            forgotten.retainAll(transactions.open());
            forgotten.forEach(this::end);
        }
        seen = open;
    }

    private void end(OpenTransaction open) {
        try {
            transactions.end(open);
            ended.increment();
            log.atError()
                    .addKeyValue("partition", open.partition())
                    .addKeyValue("offset", open.startOffset())
                    .log(
                            "A transaction stood open that its coordinator had forgotten, and was ended; what it wrote from this offset on is left out.");
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("partition", open.partition())
                    .addKeyValue("offset", open.startOffset())
                    .setCause(e)
                    .log(
                            "A transaction stands open that its coordinator has forgotten. Nothing behind it is read: end it with kafka-transactions.sh abort --topic --partition --start-offset.");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                log.atWarn().log("Looking for hanging transactions did not end in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transactions.close();
    }
}
