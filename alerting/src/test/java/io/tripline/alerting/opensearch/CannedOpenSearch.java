package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers what it is told to, and remembers what it was asked. */
final class CannedOpenSearch implements AutoCloseable {
    /** Method and path, without the query. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** The last body by method and path. */
    final Map<String, String> bodies = new ConcurrentHashMap<>();

    final List<String> authorizations = new CopyOnWriteArrayList<>();

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Deque<Single>> single = new ConcurrentHashMap<>();
    private final HttpServer server;

    private record Single(int status, String body) {}

    CannedOpenSearch() {
        this(plain());
    }

    CannedOpenSearch(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.start();
    }

    /** What is answered to a request; anything else is 404. */
    void answer(String request, String body) {
        answers.put(request, body);
    }

    /** The next answer to a request, once; status 200 with a body, or another without. */
    void once(String request, int status, String body) {
        single.computeIfAbsent(request, _ -> new ConcurrentLinkedDeque<>())
                .add(new Single(status, body));
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            bodies.put(request, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            String authorization = exchange.getRequestHeaders().getFirst("authorization");
            authorizations.add(authorization == null ? "" : authorization);
            Single next = single.getOrDefault(request, new ConcurrentLinkedDeque<>()).poll();
            if (next != null) {
                StandInOpenSearch.answer(exchange, next.status(), next.body().getBytes(UTF_8));
                return;
            }
            String body = answers.get(request);
            StandInOpenSearch.answer(
                    exchange,
                    body == null ? 404 : 200,
                    (body == null ? "{\"error\":{}}" : body).getBytes(UTF_8));
        }
    }

    private static HttpServer plain() {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
