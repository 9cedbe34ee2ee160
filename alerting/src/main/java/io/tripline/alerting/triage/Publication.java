package io.tripline.alerting.triage;

import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the topic what was changed, at least once. The document itself says that the topic has still to be told: a change
 * whose telling failed, or whose process was killed, is found again.
 */
public final class Publication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publication.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    /** More edits at a time are left for the next look. */
    private static final int AT_A_TIME = 32;

    private static final int FOUND_AT_A_TIME = 100;

    /** Against a document that is written all the time; the next look tries again. */
    private static final int TRIES = 5;

    private final Documents documents;
    private final Changes changes;
    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final ExecutorService tellers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread watch = Thread.ofPlatform().name("triage-watch").unstarted(this::watch);

    public Publication(Documents documents, Changes changes) {
        this.documents = documents;
        this.changes = changes;
    }

    /** Begins to look for changes that were left behind. */
    public void start() {
        watch.start();
    }

    /** Tells of a change without having anybody wait for it. */
    void soon(Kind kind, String id) {
        if (!free.tryAcquire()) {
            return;
        }
        try {
            tellers.execute(
                    () -> {
                        try {
                            tellOrLog(kind, id);
                        } finally {
                            free.release();
                        }
                    });
        } catch (RejectedExecutionException closed) {
            // The next start finds it.
            free.release();
        }
    }

    private void tellOrLog(Kind kind, String id) {
        try {
            tell(kind, id);
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("kind", kind.label())
                    .setCause(e)
                    .log("A triage change is not published yet; it is tried again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells of everything that was left behind; returns how many documents that were. */
    int catchUp() throws IOException, InterruptedException {
        int told = 0;
        RuntimeException unreadable = null;
        for (Kind kind : Kind.values()) {
            for (String id : documents.unpublished(kind, FOUND_AT_A_TIME)) {
                try {
                    tell(kind, id);
                    told++;
                } catch (RuntimeException e) {
                    // A document that somebody else wrote: the others do not wait for its mend.
                    unreadable = e;
                }
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return told;
    }

    private void tell(Kind kind, String id) throws IOException, InterruptedException {
        long told = 0;
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Stored> found = documents.read(kind, id);
            if (found.isEmpty() || !found.get().unpublished()) {
                return;
            }
            Stored stored = found.get();
            Triage triage = stored.triage();
            if (triage.version() > told) {
                changes.tell(triage.change(kind, id));
                told = triage.version();
            }
            if (documents.write(id, triage, false, stored.position()).isPresent()) {
                return;
            }
        }
    }

    private void watch() {
        boolean failed = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                catchUp();
                failed = false;
            } catch (IOException | RuntimeException e) {
                if (!failed) {
                    log.atWarn()
                            .setCause(e)
                            .log("Triage changes cannot be published yet; it is tried again.");
                }
                failed = true;
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        tellers.shutdownNow();
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tellers.close();
    }
}
