package io.tripline.alerting.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that give nothing, against a server with less patience than ours. */
@Timeout(30)
class ConnectionWatchTest {
    private final CountDownLatch slowWork = new CountDownLatch(1);
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        connector.addBean(new ConnectionWatch(connector, Duration.ofMillis(300), 5));
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        if (request.getHttpURI().getPath().equals("/slow")) {
                            slowWork.await();
                        }
                        callback.succeeded();
                        return true;
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        slowWork.countDown();
        server.stop();
    }

    @Test
    void aHeadThatComesByteByByteIsNotWaitedForAndOneThatIsAnsweredSlowlyIs() throws Exception {
        try (Socket dawdler = connected();
                Socket working = connected()) {
            working.getOutputStream()
                    .write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            write(dawdler, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
            while (!isClosed(dawdler)) {
                write(dawdler, "a");
            }

            slowWork.countDown();
            assertThat(new String(working.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void anAddressHasNoMoreConnectionsThanItsShareAndGetsThemBack() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sockets.add(connected());
            assertThat(answers(sockets.getLast())).isTrue();
        }
        try (Socket tooMany = connected()) {
            assertThat(answers(tooMany)).isFalse();
        }

        for (Socket each : sockets) {
            each.close();
        }
        boolean again = false;
        while (!again) {
            try (Socket later = connected()) {
                again = answers(later);
            }
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(100);
        return socket;
    }

    private static boolean answers(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        write(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketException reset) {
            return false;
        }
    }

    private static void write(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        } catch (IOException closed) {
            // What is asked next tells.
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
