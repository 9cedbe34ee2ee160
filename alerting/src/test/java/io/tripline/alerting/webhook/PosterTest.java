package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.paging.Page;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PosterTest {
    @Test
    void anInterruptCancelsTheRequestAndIsPassedOn() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Poster poster =
                        new Poster(
                                DestinationConfig.of(config(server.getLocalPort())),
                                form(server.getLocalPort()),
                                InetAddress::getAllByName,
                                InstantSource.fixed(Samples.APPENDED))) {
            Page page = Samples.page("a1", 1, Samples.APPENDED);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread posting =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            poster.post(page);
                                            interrupted.complete(false);
                                        } catch (InterruptedException e) {
                                            interrupted.complete(true);
                                        }
                                    });
            try (Socket connection = server.accept()) {
                InputStream in = connection.getInputStream();
                assertThat(in.read()).isEqualTo('P');

                posting.interrupt();

                assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
                // Were the request still under way, the connection would stay open.
                connection.setSoTimeout(20_000);
                assertThat(in.readAllBytes()).isNotEmpty();
            }
        }
    }

    private static Form form(int port) {
        return Form.of(
                (DestinationConfig.Web) DestinationConfig.of(config(port)).target(), Map.of());
    }

    private static WebhookConfig config(int port) {
        return new WebhookConfig(
                "on-call",
                URI.create("http://127.0.0.1:" + port + "/hook"),
                List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                true,
                false,
                Duration.ofMinutes(5),
                1,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofHours(1));
    }
}
