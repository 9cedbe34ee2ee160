package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tripline.alerting.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Receivers that fail in the ways receivers do, all at once and all on loopback, and what they have seen. */
final class FaultyReceivers implements AutoCloseable {
    /** What the service knows and nobody else may read, wherever it writes. */
    static final List<String> SECRETS =
            List.of(
                    WebhookReceiver.SECRET.substring("whsec_".length()),
                    "slack-token-f8f1",
                    "pagerduty-key-05ad",
                    "template-key-77c0",
                    "mail-password-91be");

    private static final int FLOOD_BYTES = 10 << 20;
    private static final long BETWEEN_DROPS_NANOS = 50_000_000;

    /** One of them; its name in lower case is the destination's. */
    enum Fault {
        /** 500, always; by Slack's webhook, whose address is a secret. */
        FAILS("server_error"),
        /** Takes connections and says nothing; by mail. */
        STALLS("timeout"),
        /** Answers a byte now and then, and never to an end. */
        DRIPS("timeout"),
        /** 500, with ten megabytes. */
        FLOODS("server_error"),
        /** Takes the request and hangs up. */
        CUTS("connection"),
        /** Shows a certificate that nobody signed. */
        FORGES("connection"),
        /** Sends us to our own loopback. */
        LURES("redirect"),
        /** Sends us to where clouds give out credentials. */
        STEALS("redirect");

        /** Why it was not delivered, as receipts say. */
        final String reason;

        Fault(String reason) {
            this.reason = reason;
        }

        String destination() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether asking again could help, so that it is done until the time is over. */
        boolean mayPass() {
            return this != LURES && this != STEALS;
        }
    }

    private final Map<Fault, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Set<String> ids = new ConcurrentSkipListSet<>();
    private final AtomicInteger lured = new AtomicInteger();
    private final AtomicLong flooded = new AtomicLong();
    private final HttpServer web;
    private final HttpsServer forging;
    private final List<ServerSocket> sockets = new ArrayList<>();
    private final Map<Fault, Integer> ports = new ConcurrentHashMap<>();

    FaultyReceivers(Path directory) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        web = HttpServer.create(any, 0);
        web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        web.createContext("/fails", exchange -> answer(Fault.FAILS, exchange, 500, ""));
        web.createContext("/floods", this::flood);
        web.createContext(
                "/lures",
                exchange ->
                        answer(
                                Fault.LURES,
                                exchange,
                                307,
                                "http://127.0.0.1:" + web.getAddress().getPort() + "/inside"));
        web.createContext(
                "/steals",
                exchange ->
                        answer(
                                Fault.STEALS,
                                exchange,
                                302,
                                "http://169.254.169.254/latest/meta-data/"));
        web.createContext(
                "/inside",
                exchange -> {
                    lured.incrementAndGet();
                    exchange.close();
                });
        web.start();
        forging = HttpsServer.create(any, 0);
        forging.setHttpsConfigurator(
                new HttpsConfigurator(Certificates.selfSigned(directory).context()));
        forging.createContext("/", exchange -> answer(Fault.FORGES, exchange, 204, ""));
        forging.start();
        listen(Fault.STALLS, _ -> LockSupport.park());
        listen(Fault.CUTS, socket -> socket.getInputStream().read());
        listen(Fault.DRIPS, FaultyReceivers::drip);
    }

    /**
     * The destinations, for the file of paging; undelivered after four seconds. What answers has time for it: a busy machine took
     * more than half a second for a TLS handshake.
     */
    String destinations() {
        String address = "http://127.0.0.1:" + web.getAddress().getPort() + "/";
        return """
              fails: {kind: slack, secret: %1$sfails/slack-token-f8f1, timeout: 3s, %2$s}
              stalls: {kind: email, host: 127.0.0.1, port: %3$d, from: a@example.com, to: [b@example.com], user: ann, secret: mail-password-91be, timeout: 500ms, %2$s}
              drips: {kind: json, url: 'http://127.0.0.1:%4$d/', secret: %5$s, timeout: 500ms, %2$s}
              floods: {kind: template, url: %1$sfloods, template: '{}', secret: template-key-77c0, timeout: 3s, %2$s}
              cuts: {kind: pagerduty, url: 'http://127.0.0.1:%6$d/', secret: pagerduty-key-05ad, timeout: 3s, %2$s}
              forges: {kind: json, url: 'https://localhost:%7$d/', secret: %5$s, timeout: 3s, %2$s}
              lures: {kind: json, url: %1$slures, secret: %5$s, timeout: 3s, %2$s}
              steals: {kind: json, url: %1$ssteals, secret: %5$s, timeout: 3s, %2$s}
            """
                .formatted(
                        address,
                        "allow-private: true, retry-first: 50ms, retry-longest: 300ms, give-up-after: 4s",
                        ports.get(Fault.STALLS),
                        ports.get(Fault.DRIPS),
                        WebhookReceiver.SECRET,
                        ports.get(Fault.CUTS),
                        forging.getAddress().getPort());
    }

    int requests(Fault fault) {
        return requests.getOrDefault(fault, new AtomicInteger()).get();
    }

    /** Every {@code webhook-id} that was seen. */
    Set<String> ids() {
        return Set.copyOf(ids);
    }

    /** How often somebody went where a redirect led. */
    int lured() {
        return lured.get();
    }

    /** Bytes of an answer of ten megabytes that were taken off us, at most. */
    long flooded() {
        return flooded.get();
    }

    @Override
    public void close() throws IOException {
        web.stop(0);
        forging.stop(0);
        for (ServerSocket each : sockets) {
            each.close();
        }
    }

    private void count(Fault fault) {
        requests.computeIfAbsent(fault, _ -> new AtomicInteger()).incrementAndGet();
    }

    private void answer(Fault fault, HttpExchange exchange, int status, String location)
            throws IOException {
        try (exchange) {
            count(fault);
            exchange.getRequestHeaders().getOrDefault("webhook-id", List.of()).forEach(ids::add);
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().add("location", location);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void flood(HttpExchange exchange) throws IOException {
        count(Fault.FLOODS);
        exchange.sendResponseHeaders(500, FLOOD_BYTES);
        long sent = 0;
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] some = new byte[64 << 10];
            for (; sent < FLOOD_BYTES; sent += some.length) {
                out.write(some);
            }
        } finally {
            flooded.accumulateAndGet(sent, Math::max);
        }
    }

    private static void drip(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\nx: ".getBytes(UTF_8));
        while (!socket.isClosed()) {
            out.write('x');
            out.flush();
            LockSupport.parkNanos(BETWEEN_DROPS_NANOS);
        }
    }

    /** What becomes of a connection. */
    private interface Talk {
        void with(Socket socket) throws IOException;
    }

    private void listen(Fault fault, Talk talk) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        sockets.add(server);
        ports.put(fault, server.getLocalPort());
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!server.isClosed()) {
                                try {
                                    Socket socket = server.accept();
                                    count(fault);
                                    Thread.ofVirtual().start(() -> talk(socket, talk));
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
    }

    private static void talk(Socket socket, Talk talk) {
        try (socket) {
            talk.with(socket);
        } catch (IOException e) {
            // Whoever was kept waiting has hung up.
        }
    }
}
