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

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final URI address;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private JWKSet keys = new JWKSet();
    private Instant fetched = Instant.MIN;
    private Instant tried = Instant.MIN;

    OidcKeys(URI address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
    }

    /** What is known about a key. */
    sealed interface Lookup {
        record Found(JWK key) implements Lookup {}

        record Unknown() implements Lookup {}

        record Unavailable() implements Lookup {}
    }

    synchronized Lookup key(String id) {
        Instant now = clock.instant();
        Optional<JWK> known = Optional.ofNullable(keys.getKeyByKeyId(id));
        if (known.isEmpty() || !isWithin(fetched, FRESH, now)) {
            if (!isWithin(tried, BETWEEN_FETCHES, now)) {
                tried = now;
                fetch(now);
            }
            known = Optional.ofNullable(keys.getKeyByKeyId(id));
        }
        if (!isWithin(fetched, STALE, now)) {
            return new Lookup.Unavailable();
        }
        return known.<Lookup>map(Lookup.Found::new).orElseGet(Lookup.Unknown::new);
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
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(address)
                                    .header("Accept", "application/json")
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
            if (answer.statusCode() != 200) {
                throw new IOException("It answers " + answer.statusCode() + ".");
            }
            keys = JWKSet.parse(new String(answer.body(), UTF_8));
            fetched = now;
        } catch (IOException | ParseException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("address", address)
                    .setCause(e)
                    .log("The identity provider's keys cannot be fetched.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
