package io.tripline.deploy.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Stands between alerting and OpenSearch: passes everything on, refuses everything, or spoils the answers. */
final class RefusingProxy implements AutoCloseable {
    private static final int PASS_ON = 0;
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "content-length",
                    "host",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings");

    /** What becomes of an answer, whose request was done. */
    private record Spoiler(Duration delay, boolean nonsense, boolean hangsUp) {
        static final Spoiler NONE = new Spoiler(Duration.ZERO, false, false);
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger status = new AtomicInteger(PASS_ON);
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Spoiler spoiler = Spoiler.NONE;
    private final URI target;
    private final HttpServer server;

    RefusingProxy(URI target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on every request is answered with this status. */
    void refuseWith(int httpStatus) {
        refused.set(0);
        status.set(httpStatus);
    }

    void passOn() {
        status.set(PASS_ON);
        spoiler = Spoiler.NONE;
    }

    /** From now on every request is done, and answered this much later. */
    void delay(Duration delay) {
        spoiler = new Spoiler(delay, false, false);
    }

    /** From now on every request is done, and answered with what a stranger might say. */
    void answerNonsense() {
        spoiler = new Spoiler(Duration.ZERO, true, false);
    }

    /** From now on every request is done, and the connection closed without an answer. */
    void hangUp() {
        spoiler = new Spoiler(Duration.ZERO, false, true);
    }

    /** How many requests were refused since {@link #refuseWith}. */
    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int refusal = status.get();
            if (refusal != PASS_ON) {
                refused.incrementAndGet();
                exchange.sendResponseHeaders(refusal, -1);
                return;
            }
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                            .method(
                                    exchange.getRequestMethod(),
                                    body.length == 0
                                            ? BodyPublishers.noBody()
                                            : BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach(
                            (name, values) -> {
                                if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                                    values.forEach(value -> request.header(name, value));
                                }
                            });
            forward(exchange, request.build());
        }
    }

    private void forward(HttpExchange exchange, HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            Spoiler spoils = spoiler;
            if (spoils.hangsUp()) {
                return;
            }
            LockSupport.parkNanos(spoils.delay().toNanos());
            if (spoils.nonsense() && !exchange.getRequestMethod().equals("HEAD")) {
                byte[] page = "<html>It works!</html>".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                return;
            }
            for (String name : List.of("content-type", "content-encoding")) {
                answer.headers()
                        .firstValue(name)
                        .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(
                    answer.statusCode(),
                    head || answer.body().length == 0 ? -1 : answer.body().length);
            if (!head && answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A target that is gone ends the exchange without an answer: the caller sees the connection
        // close.
    }
}
