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
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_PATIENCE).build()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(endpoint.resolve("/health/ready"))
                                    .timeout(ANSWER_PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.empty()
                    : Optional.of(answer.body().strip());
        } catch (IOException e) {
            return Optional.of("does not answer");
        }
    }

    void awaitReady(ChildProcess process, Duration patience) {
        Await.ready(process, patience, () -> notReady().isEmpty());
    }
}
