package io.tripline.deploy.stack;

import io.tripline.deploy.servers.Await;
import io.tripline.deploy.servers.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** What a service says about itself on its health page. */
public record ServiceHealth(URI endpoint) {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(3);

    /** Why it is not ready; empty if it is. */
    public Optional<String> notReady() throws InterruptedException {
        try {
            HttpResponse<String> answer = ask("/health/ready");
            return answer.statusCode() == 200
                    ? Optional.empty()
                    : Optional.of(answer.body().strip());
        } catch (IOException e) {
            return Optional.of("does not answer");
        }
    }

    /** Its metrics in Prometheus's text form; empty if it does not answer. */
    public Optional<String> metrics() throws InterruptedException {
        try {
            HttpResponse<String> answer = ask("/metrics");
            return Optional.of(answer.body()).filter(_ -> answer.statusCode() == 200);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    HttpResponse<String> ask(String page) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_PATIENCE).build()) {
            return http.send(
                    HttpRequest.newBuilder(endpoint.resolve(page)).timeout(ANSWER_PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Waits until it answers and does not say that only a restart helps it. */
    void awaitLive(ChildProcess process, Duration patience) {
        Await.ready(process, patience, this::isLive);
    }

    private boolean isLive() throws InterruptedException {
        try {
            return ask("/health/live").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void awaitReady(ChildProcess process, Duration patience) {
        Await.ready(process, patience, () -> notReady().isEmpty());
    }
}
