package io.tripline.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Answers as an OpenSearch would that has made everything and takes every document at once, and keeps none. */
final class BulkSink implements AutoCloseable {
    private static final byte[] CREATED = "{\"create\":{\"status\":201}}".getBytes(UTF_8);

    private final AtomicLong documents = new AtomicLong();
    private final HttpServer server;

    BulkSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Documents taken so far. */
    long documents() {
        return documents.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int lines = lines(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            byte[] answer = "{}".getBytes(UTF_8);
            if (path.equals("/_bulk")) {
                answer = created(lines / 2);
            } else if (path.startsWith("/_data_stream/")) {
                answer =
                        "{\"data_streams\":[{\"indices\":[{\"index_name\":\"sink\"}]}]}"
                                .getBytes(UTF_8);
            } else if (path.startsWith("/_alias/")) {
                answer = "{\"sink\":{}}".getBytes(UTF_8);
            } else if (path.startsWith("/_cat/")) {
                answer = "[]".getBytes(UTF_8);
            }
            exchange.getResponseHeaders().set("content-type", "application/json");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : answer.length);
            if (!head) {
                exchange.getResponseBody().write(answer);
            }
            if (path.equals("/_bulk")) {
                documents.addAndGet(lines / 2);
            }
        }
    }

    private static int lines(InputStream body) throws IOException {
        byte[] buffer = new byte[64 << 10];
        int lines = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    lines++;
                }
            }
        }
        return lines;
    }

    private static byte[] created(int items) {
        byte[] head = "{\"items\":[".getBytes(UTF_8);
        byte[] tail = "]}".getBytes(UTF_8);
        byte[] answer =
                new byte
                        [head.length
                                + tail.length
                                + items * CREATED.length
                                + Math.max(0, items - 1)];
        System.arraycopy(head, 0, answer, 0, head.length);
        int at = head.length;
        for (int i = 0; i < items; i++) {
            if (i > 0) {
                answer[at++] = ',';
            }
            System.arraycopy(CREATED, 0, answer, at, CREATED.length);
            at += CREATED.length;
        }
        System.arraycopy(tail, 0, answer, at, tail.length);
        return answer;
    }
}
