package io.tripline.deploy.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Where a service is seen from outside: {@code /metrics} for Prometheus, {@code /health/live} and {@code /health/ready}
 * for whoever restarts it or sends it work. The JDK's own server: three fixed answers need no framework, and in three
 * processes Jetty would cost more memory than the answers are worth.
 */
final class HttpEndpoint {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpEndpoint(HttpServer server) {
        this.server = server;
    }

    static HttpEndpoint open(
            String host,
            int port,
            String portKey,
            PrometheusMeterRegistry meters,
            Supplier<Optional<String>> notLive,
            Supplier<Optional<String>> notReady) {
        HttpEndpoint endpoint;
        try {
            endpoint = new HttpEndpoint(HttpServer.create(new InetSocketAddress(host, port), 0));
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.PORT_TAKEN,
                    "Nothing can listen on "
                            + host
                            + ":"
                            + port
                            + " ("
                            + e.getMessage()
                            + "): free the port or set "
                            + portKey
                            + ".",
                    e);
        }
        endpoint.server.setExecutor(endpoint.threads);
        endpoint.get("/metrics", () -> new Answer(200, PROMETHEUS, meters.scrape()));
        endpoint.get("/health/live", () -> health(notLive.get()));
        endpoint.get("/health/ready", () -> health(notLive.get().or(notReady)));
        endpoint.server.start();
        return endpoint;
    }

    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Answer(int status, String contentType, String body) {}

    private static Answer health(Optional<String> trouble) {
        return trouble.map(why -> new Answer(503, PLAIN, why + "\n"))
                .orElseGet(() -> new Answer(200, PLAIN, "ok\n"));
    }

    private void get(String path, Supplier<Answer> answer) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        // A context answers for every path that begins with its own.
                        if (!exchange.getRequestURI().getPath().equals(path)) {
                            send(exchange, new Answer(404, PLAIN, "There is no such page.\n"));
                        } else if (!exchange.getRequestMethod().equals("GET")) {
                            exchange.getResponseHeaders().set("Allow", "GET");
                            send(exchange, new Answer(405, PLAIN, "Only GET works here.\n"));
                        } else {
                            send(exchange, answer.get());
                        }
                    }
                });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
