package io.tripline.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** Takes webhooks on loopback and remembers when the first one about each raw record arrived. */
final class AlertReceiver implements Arrivals, AutoCloseable {
    private static final int BODY_LIMIT = 1 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Instant> arrivals = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final HttpServer server;

    AlertReceiver(InstantSource clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    /** Where to send webhooks. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** How many raw records have had a webhook about them. */
    int count() {
        return arrivals.size();
    }

    @Override
    public Optional<Duration> latency(String origin, Instant appended) {
        return Optional.ofNullable(arrivals.get(origin))
                .map(arrived -> Duration.between(appended, arrived));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        Instant now = clock.instant();
        try (exchange) {
            JsonNode alert = json.readTree(exchange.getRequestBody().readNBytes(BODY_LIMIT));
            JsonNode evidence = alert.at("/tripline/alert/evidence");
            arrivals.putIfAbsent(evidence.path(evidence.size() - 1).path("origin").asText(), now);
            exchange.sendResponseHeaders(204, -1);
        }
    }
}
