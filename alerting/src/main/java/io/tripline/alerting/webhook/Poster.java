package io.tripline.alerting.webhook;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.form.Request;
import io.tripline.alerting.paging.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts a page once and says what came of it. Connects only to addresses that the guard has passed, follows no redirect
 * and reads no more than it must. Apache's client, because Java's own resolves a name where nobody can look.
 */
final class Poster implements Courier {
    /** A longer answer is not worth a connection. */
    private static final int LIMIT_BYTES = 64 << 10;

    /** A head that is longer, or has a longer line, is no answer; without a bound it would fill the memory in the timeout. */
    private static final int MOST_HEADERS = 200;

    private static final int LONGEST_LINE = 16 << 10;

    /** A connection that was unused for so long may be gone. */
    private static final TimeValue UNUSED = TimeValue.ofSeconds(2);

    private final DestinationConfig config;
    private final Form form;
    private final Optional<Signature> signature;
    private final InstantSource clock;
    private final CloseableHttpClient http;

    Poster(
            DestinationConfig config,
            Form form,
            AddressGuard.Resolver resolver,
            InstantSource clock) {
        this.config = config;
        this.form = form;
        this.clock = clock;
        signature =
                config.target() instanceof DestinationConfig.Json json
                        ? Optional.of(new Signature(json.keys()))
                        : Optional.empty();
        Timeout timeout = Timeout.of(config.delivery().timeout());
        int connections = config.delivery().concurrency();
        http =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setConnectionFactory(
                                                ManagedHttpClientConnectionFactory.builder()
                                                        .http1Config(
                                                                Http1Config.custom()
                                                                        .setMaxHeaderCount(
                                                                                MOST_HEADERS)
                                                                        .setMaxLineLength(
                                                                                LONGEST_LINE)
                                                                        .build())
                                                        .build())
                                        .setDnsResolver(
                                                new Guarded(
                                                        new AddressGuard(
                                                                new BoundedResolver(
                                                                        resolver,
                                                                        config.delivery()
                                                                                .timeout()),
                                                                config.delivery().allowPrivate())))
                                        .setMaxConnPerRoute(connections)
                                        .setMaxConnTotal(connections)
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(timeout)
                                                        .setSocketTimeout(timeout)
                                                        .setValidateAfterInactivity(UNUSED)
                                                        .build())
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(timeout)
                                        .setResponseTimeout(timeout)
                                        .build())
                        .setUserAgent("Tripline")
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableAuthCaching()
                        .disableCookieManagement()
                        .disableContentCompression()
                        .build();
    }

    @Override
    public Attempt post(Page page) throws InterruptedException {
        HttpPost post = post(form.request(page), page);
        AtomicBoolean late = new AtomicBoolean();
        // The client's own timeouts are for one read each; an answer that drips would have us wait
        // for ever.
        Thread deadline =
                Thread.ofVirtual().start(() -> cancel(post, config.delivery().timeout(), late));
        Optional<Attempt> judged = Optional.empty();
        try (ClassicHttpResponse answer = http.executeOpen(null, post, null)) {
            // It counts when its head is there, whatever its body then does.
            Attempt attempt = judge(answer);
            judged = Optional.of(attempt);
            discard(answer, post);
            return attempt;
        } catch (AddressGuard.RefusedException e) {
            return later(DeliveryFailure.ADDRESS_REFUSED);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                // Closing: the page is sent again after the restart.
                throw interrupted(e);
            }
            if (judged.isPresent()) {
                return judged.get();
            }
            return later(
                    late.get()
                                    || e instanceof SocketTimeoutException
                                    || e instanceof InterruptedIOException
                            ? DeliveryFailure.TIMEOUT
                            : DeliveryFailure.CONNECTION);
        } finally {
            deadline.interrupt();
        }
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }

    private HttpPost post(Request request, Page page) {
        HttpPost post = new HttpPost(request.url());
        post.setEntity(
                new ByteArrayEntity(request.body(), ContentType.parse(request.contentType())));
        request.headers().forEach(post::addHeader);
        signature.ifPresent(
                keys -> {
                    Instant now = clock.instant();
                    post.addHeader("webhook-id", page.id());
                    post.addHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
                    post.addHeader("webhook-signature", keys.of(page.id(), now, request.body()));
                });
        return post;
    }

    private static void cancel(HttpPost post, Duration timeout, AtomicBoolean late) {
        try {
            Thread.sleep(timeout);
            late.set(true);
            post.cancel();
        } catch (InterruptedException e) {
            // It was done in time.
            Thread.currentThread().interrupt();
        }
    }

    private static InterruptedException interrupted(IOException cause) {
        InterruptedException interrupt = new InterruptedException("A request was given up.");
        interrupt.initCause(cause);
        return interrupt;
    }

    /** Reads the answer to its end, so that the connection can be used again, unless it is too long for that. */
    private static void discard(ClassicHttpResponse answer, HttpPost post) {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return;
        }
        try {
            InputStream body = entity.getContent();
            if (body != null && body.readNBytes(LIMIT_BYTES).length == LIMIT_BYTES) {
                // Closing it would read on.
                post.cancel();
            }
        } catch (IOException e) {
            // The head has said all there is to know.
        }
    }

    private Attempt judge(ClassicHttpResponse answer) {
        int status = answer.getCode();
        if (status >= 200 && status < 300) {
            return new Attempt.Accepted(status);
        }
        return switch (status) {
            // Nearly always a configuration, ours or the receiver's: like an outage, it ends.
            case 401, 403 -> later(DeliveryFailure.UNAUTHORIZED, answer);
            case 404 -> later(DeliveryFailure.NOT_FOUND, answer);
            case 429 -> later(DeliveryFailure.RATE_LIMITED, answer);
            case 408, 425 -> later(DeliveryFailure.SERVER_ERROR, answer);
            default -> {
                if (status >= 500) {
                    yield later(DeliveryFailure.SERVER_ERROR, answer);
                }
                yield new Attempt.Refused(
                        status >= 300 && status < 400
                                ? DeliveryFailure.REDIRECT
                                : DeliveryFailure.REJECTED,
                        status);
            }
        };
    }

    private Attempt later(DeliveryFailure failure, ClassicHttpResponse answer) {
        Header header = answer.getFirstHeader("retry-after");
        return new Attempt.Later(
                failure,
                answer.getCode(),
                header == null || header.getValue() == null
                        ? Optional.empty()
                        : RetryAfter.read(header.getValue(), clock.instant()));
    }

    private static Attempt later(DeliveryFailure failure) {
        return new Attempt.Later(failure, 0, Optional.empty());
    }

    /** What the client connects to is what the guard has passed. */
    private record Guarded(AddressGuard guard) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return guard.resolve(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
