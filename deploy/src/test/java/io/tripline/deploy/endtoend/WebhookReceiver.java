package io.tripline.deploy.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * A webhook receiver that believes nothing: every signature is verified by the Standard Webhooks project's own library,
 * and what does not verify is answered with 401 and counted.
 */
final class WebhookReceiver implements AutoCloseable {
    /** The secret shared with the sender: base64 of 32 bytes that only tests use. */
    static final String SECRET = "whsec_dHJpcGxpbmUtZW5kLXRvLWVuZC10ZXN0LXNlY3JldCE=";

    /**
     * One delivery whose signature verified.
     *
     * @param kind the header that says what to make of it, e.g. trigger
     * @param alert the body, which may also be an incident or a summary
     */
    record Delivery(String id, String kind, JsonNode alert, Instant at) {}

    private final ObjectMapper json = new ObjectMapper();
    private final Webhook webhook = new Webhook(SECRET);
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final boolean anyTime;
    private volatile Predicate<Delivery> failing = _ -> false;

    /** Whose present is the sender's, too: an older signature is refused. */
    WebhookReceiver() throws IOException {
        this(false);
    }

    /**
     * Not yet told anything.
     *
     * @param anyTime whether the sender's clock may be set as it likes; then the library signs, too, and both must agree
     */
    WebhookReceiver(boolean anyTime) throws IOException {
        this.anyTime = anyTime;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
    }

    /** What arrived and verified, in order of arrival. */
    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** Why deliveries were refused; empty if all verified. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** Answers 500 to these, which then have not arrived. */
    void failAt(Predicate<Delivery> failing) {
        this.failing = failing;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(1 << 20);
            try {
                Map<String, List<String>> headers = lowerCased(exchange);
                verify(new String(body, StandardCharsets.UTF_8), headers);
                Delivery delivery =
                        new Delivery(
                                headers.getOrDefault("webhook-id", List.of()).getFirst(),
                                headers.getOrDefault("tripline-page", List.of("")).getFirst(),
                                json.readTree(body),
                                Instant.now());
                if (failing.test(delivery)) {
                    exchange.sendResponseHeaders(500, -1);
                    return;
                }
                deliveries.add(delivery);
                exchange.sendResponseHeaders(204, -1);
            } catch (WebhookVerificationException e) {
                refused.add(String.valueOf(e.getMessage()));
                exchange.sendResponseHeaders(401, -1);
            }
        }
    }

    private void verify(String body, Map<String, List<String>> headers)
            throws WebhookVerificationException {
        if (!anyTime) {
            webhook.verify(body, headers);
            return;
        }
        try {
            String signed =
                    webhook.sign(
                            headers.getOrDefault("webhook-id", List.of()).getFirst(),
                            Long.parseLong(
                                    headers.getOrDefault("webhook-timestamp", List.of())
                                            .getFirst()),
                            body);
            if (!headers.getOrDefault("webhook-signature", List.of()).contains(signed)) {
                throw new WebhookVerificationException("The signatures differ.");
            }
        } catch (WebhookSigningException e) {
            throw new WebhookVerificationException(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, List<String>> lowerCased(HttpExchange exchange) {
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return headers;
    }
}
