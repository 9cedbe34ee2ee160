package io.tripline.alerting.webhook;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver of webhooks that remembers every request and misbehaves when told to; otherwise it answers 204. */
final class Receiver implements AutoCloseable {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Request(Headers headers, byte[] body) {
        String id() {
            return headers.getFirst("webhook-id");
        }
    }

    @FunctionalInterface
    interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Deque<Behaviour> next = new ArrayDeque<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Receiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    void next(Behaviour behaviour) {
        synchronized (next) {
            next.add(behaviour);
        }
    }

    void nextAnswers(int status) {
        next(exchange -> exchange.sendResponseHeaders(status, -1));
    }

    void nextAnswers(int status, String header, String value) {
        next(
                exchange -> {
                    exchange.getResponseHeaders().add(header, value);
                    exchange.sendResponseHeaders(status, -1);
                });
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(
                    new Request(
                            exchange.getRequestHeaders(),
                            exchange.getRequestBody().readAllBytes()));
            Behaviour behaviour;
            synchronized (next) {
                behaviour = next.poll();
            }
            if (behaviour == null) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                behaviour.answer(exchange);
            }
        }
    }
}
