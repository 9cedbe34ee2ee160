package io.tripline.deploy.stack;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several starts that are over when all are, or at the first failure: what depends on that one would only wait for it. */
record Together(CompletableFuture<Void> all) {

    static Together of(List<CompletableFuture<Void>> started) {
        CompletableFuture<Void> all =
                CompletableFuture.allOf(started.toArray(CompletableFuture[]::new));
        for (CompletableFuture<Void> each : started) {
            var _ =
                    each.exceptionally(
                            failure -> {
                                all.completeExceptionally(failure);
                                throw new CompletionException(failure);
                            });
        }
        return new Together(all);
    }

    /** Waits for a while; true if all are over, an exception if one failed. */
    boolean isOver(Duration patience) {
        try {
            all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("A process can't be started.", cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException(ExitCode.INTERRUPTED, "Stopped while it started.", e);
        }
    }
}
