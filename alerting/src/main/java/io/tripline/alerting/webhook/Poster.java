package io.tripline.alerting.webhook;

import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.paging.Page;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Posts a page once, signed, and says what came of it. Follows no redirect and reads no more than it must. */
final class Poster implements AutoCloseable {
    private final WebhookConfig config;
    private final AddressGuard guard;
    private final Signature signature;
    private final InstantSource clock;
    private final HttpClient http;

    Poster(WebhookConfig config, AddressGuard.Resolver resolver, InstantSource clock) {
        this.config = config;
        this.guard = new AddressGuard(resolver, config.allowPrivate());
        this.signature = new Signature(config.secrets());
        this.clock = clock;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(config.timeout())
                        .build();
    }

    Attempt post(Page page) throws InterruptedException {
        switch (guard.check(config.url().getHost())) {
            case ALLOWED -> {}
            case PRIVATE, FORBIDDEN -> {
                return later(DeliveryFailure.ADDRESS_REFUSED);
            }
            case UNKNOWN_HOST -> {
                return later(DeliveryFailure.CONNECTION);
            }
        }
        Instant now = clock.instant();
        HttpRequest request =
                HttpRequest.newBuilder(config.url())
                        .timeout(config.timeout())
                        .header("content-type", "application/json")
                        .header("user-agent", "Tripline")
                        .header("webhook-id", page.id())
                        .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                        .header("webhook-signature", signature.of(page.id(), now, page.document()))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(page.document()))
                        .build();
        // The answer counts when its head is there, whatever its body then does.
        AtomicReference<@Nullable ResponseInfo> head = new AtomicReference<>();
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(
                        request,
                        info -> {
                            head.set(info);
                            return new BoundedDiscard();
                        });
        DeliveryFailure failure;
        try {
            // The request's own timeout ends with the head; a body that drips would have us wait
            // for ever.
            answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            failure = DeliveryFailure.CONNECTION;
        } catch (TimeoutException e) {
            answer.cancel(true);
            failure = DeliveryFailure.TIMEOUT;
        } catch (ExecutionException e) {
            failure =
                    e.getCause() instanceof HttpTimeoutException
                            ? DeliveryFailure.TIMEOUT
                            : DeliveryFailure.CONNECTION;
            if (!(e.getCause() instanceof IOException)) {
                throw new IllegalStateException("The request could not be made.", e);
            }
        } catch (InterruptedException e) {
            // Closing: the page is sent again after the restart, so this one had better not arrive.
            answer.cancel(true);
            throw e;
        }
        ResponseInfo info = head.get();
        return info == null ? later(failure) : judge(info);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Attempt judge(ResponseInfo info) {
        int status = info.statusCode();
        if (status >= 200 && status < 300) {
            return new Attempt.Accepted(status);
        }
        return switch (status) {
            // Nearly always a configuration, ours or the receiver's: like an outage, it ends.
            case 401, 403 -> later(DeliveryFailure.UNAUTHORIZED, info);
            case 404 -> later(DeliveryFailure.NOT_FOUND, info);
            case 429 -> later(DeliveryFailure.RATE_LIMITED, info);
            case 408, 425 -> later(DeliveryFailure.SERVER_ERROR, info);
            default -> {
                if (status >= 500) {
                    yield later(DeliveryFailure.SERVER_ERROR, info);
                }
                yield new Attempt.Refused(
                        status >= 300 && status < 400
                                ? DeliveryFailure.REDIRECT
                                : DeliveryFailure.REJECTED,
                        status);
            }
        };
    }

    /** Reads {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
    private Optional<Duration> retryAfter(String text) {
        try {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            Instant until =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration wait = Duration.between(clock.instant(), until);
            return wait.isNegative() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Attempt later(DeliveryFailure failure, ResponseInfo info) {
        return new Attempt.Later(
                failure,
                info.statusCode(),
                info.headers().firstValue("retry-after").flatMap(this::retryAfter));
    }

    private static Attempt later(DeliveryFailure failure) {
        return new Attempt.Later(failure, 0, Optional.empty());
    }
}
