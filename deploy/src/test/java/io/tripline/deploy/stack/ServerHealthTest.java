package io.tripline.deploy.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tripline.deploy.servers.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerHealthTest {
    private static final String BLOCKED =
            "{'tripline-events-000001':{'settings':{'index':{'blocks':{'read_only_allow_delete':'true'}}}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{}|ready",
                "408|{}|red",
                "200|blocked|its disk is full: it writes no more"
            })
    void openSearchIsAsked(int health, String settings, String told) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/_cluster/health", health, "{}");
        answer(server, "/_all/_settings", 200, settings.equals("blocked") ? BLOCKED : settings);
        server.start();
        try {
            assertThat(
                            ServerHealth.openSearch(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + server.getAddress().getPort()))
                                    .orElse("ready"))
                    .isEqualTo(told);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatDoesNotListenDoesNotAnswer() throws Exception {
        assertThat(
                        ServerHealth.openSearch(
                                URI.create("http://127.0.0.1:" + Ports.free(1).getFirst())))
                .contains("does not answer");
    }

    private static void answer(HttpServer server, String path, int status, String body) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        byte[] bytes = body.replace('\'', '"').getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
    }
}
