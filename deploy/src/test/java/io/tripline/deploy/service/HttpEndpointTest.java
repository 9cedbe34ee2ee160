package io.tripline.deploy.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.servers.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpEndpointTest {
    private final AtomicReference<Optional<String>> notLive =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> notReady =
            new AtomicReference<>(Optional.empty());
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final int port = Ports.free(1).getFirst();
    private final HttpEndpoint endpoint = open();

    @AfterEach
    void close() {
        endpoint.close();
        meters.close();
    }

    @Test
    void healthIsGoodWhileNothingIsWrong() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aServiceThatCanNotWorkAtPresentIsAliveAndSaysWhyItIsNotReady() throws Exception {
        notReady.set(Optional.of("OpenSearch does not answer."));

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("OpenSearch does not answer.");
    }

    @Test
    void aServiceThatOnlyARestartHelpsIsNeitherLiveNorReady() throws Exception {
        notLive.set(Optional.of("A stream thread died."));

        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("A stream thread died.");
    }

    @Test
    void metersAreServedAsPrometheusReadsThem() throws Exception {
        meters.counter("tripline.ingest.received", "family", "auth").increment(3);

        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        each -> assertThat(each).startsWith("text/plain; version=0.0.4"));
        assertThat(metrics.body()).contains("tripline_ingest_received_total{family=\"auth\"} 3.0");
    }

    @Test
    void nothingElseIsServed() throws Exception {
        assertThat(get("/metrics/../etc").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
    }

    @Test
    void aTakenPortIsNamedWithItsKey() {
        assertThatThrownBy(this::open)
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining(Integer.toString(port))
                .hasMessageContaining("http.ingest.port");
    }

    private HttpEndpoint open() {
        return HttpEndpoint.open(
                "127.0.0.1", port, "http.ingest.port", meters, notLive::get, notReady::get);
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
