package io.tripline.alerting.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an identity provider signs with, from its JWKS address (RFC 7517). They are fetched anew after a while,
 * and when a token names one that is not known, but never more often than twice a minute, whoever calls with what.
 */
final class OidcKeys implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OidcKeys.class);

    /** How long a key that was taken away is still believed. */
    static final Duration FRESH = Duration.ofMinutes(10);

    /** How long the last keys are believed while the provider does not answer. */
    static final Duration STALE = Duration.ofHours(1);

    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

    /** For the whole of an answer. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MAX_BYTES = 256 * 1024;

    private final URI address;
    private final InstantSource clock;
    private final Duration patience;
    private final HttpClient http;
    private final Lock fetching = new ReentrantLock();
    private volatile Known known = new Known(new JWKSet(), Instant.MIN);

    /** Guarded by {@link #fetching}. */
    private Instant tried = Instant.MIN;

    private record Known(JWKSet keys, Instant fetched) {
        Optional<JWK> key(String id) {
            return Optional.ofNullable(keys.getKeyByKeyId(id));
        }
    }

    OidcKeys(URI address, InstantSource clock, Duration patience) {
        this.address = address;
        this.clock = clock;
        this.patience = patience;
        http =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** What is known about a key. */
    sealed interface Lookup {
        record Found(JWK key) implements Lookup {}

        record Unknown() implements Lookup {}

        record Unavailable() implements Lookup {}
    }

    Lookup key(String id) {
        Instant now = clock.instant();
        Known before = known;
        boolean isThere = before.key(id).isPresent() && isWithin(before.fetched(), STALE, now);
        if (!isThere || !isWithin(before.fetched(), FRESH, now)) {
            fetchIfDue(now, isThere);
        }
        Known after = known;
        if (!isWithin(after.fetched(), STALE, now)) {
            return new Lookup.Unavailable();
        }
        return after.key(id).<Lookup>map(Lookup.Found::new).orElseGet(Lookup.Unknown::new);
    }

    /** One fetches for all; who can do with the keys of before does not wait for it. */
    private void fetchIfDue(Instant now, boolean canDoWithout) {
        if (canDoWithout) {
            if (!fetching.tryLock()) {
                return;
            }
        } else {
            fetching.lock();
        }
        try {
            if (!isWithin(tried, BETWEEN_FETCHES, now)) {
                tried = now;
                fetch(now);
            }
        } finally {
            fetching.unlock();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private static boolean isWithin(Instant since, Duration span, Instant now) {
        return since.equals(Instant.MIN)
                ? false
                : Duration.between(since, now).abs().compareTo(span) < 0;
    }

    private void fetch(Instant now) {
        // The request's own timeout ends with the head of the answer.
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(
                        HttpRequest.newBuilder(address)
                                .header("Accept", "application/json")
                                .build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> answer = asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException("It answers " + answer.statusCode() + ".");
            }
            known = new Known(JWKSet.parse(new String(answer.body(), UTF_8)), now);
        } catch (IOException
                | ExecutionException
                | TimeoutException
                | ParseException
                | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("address", address)
                    .setCause(e)
                    .log("The identity provider's keys cannot be fetched.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            asked.cancel(true);
        }
    }
}
