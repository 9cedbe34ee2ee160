package io.tripline.alerting.webhook;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer to its end and keeps nothing, so that the connection can be used again; what is longer than the limit
 * is not worth a connection.
 */
final class BoundedDiscard implements BodySubscriber<Void> {
    private static final int LIMIT_BYTES = 64 << 10;

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long read;

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        Flow.Subscription source = subscription;
        for (ByteBuffer each : buffers) {
            read += each.remaining();
        }
        if (source == null) {
            return;
        }
        if (read > LIMIT_BYTES) {
            source.cancel();
            finish();
        } else {
            source.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish();
    }

    @SuppressWarnings("NullAway") // The only value of Void.
    private void finish() {
        done.complete(null);
    }
}
