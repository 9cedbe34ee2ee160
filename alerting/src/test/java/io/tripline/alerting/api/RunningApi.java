package io.tripline.alerting.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.ApiConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.access.OidcConfig;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.access.ServiceToken;
import io.tripline.alerting.triage.KeptDocuments;
import io.tripline.alerting.triage.Publication;
import io.tripline.alerting.triage.TriageDesk;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The API over documents in memory, with a token for every role. */
final class RunningApi implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    final KeptDocuments documents = new KeptDocuments();
    final List<TriageChange> told = new CopyOnWriteArrayList<>();
    final ApiServer server;
    private final Publication publication = new Publication(documents, told::add);
    private final HttpClient http;
    private final Map<Role, String> tokens;
    private final String scheme;

    RunningApi(Path directory) {
        this(directory, 1_000, Optional.empty(), Optional.empty(), HttpClient.newHttpClient());
    }

    RunningApi(
            Path directory,
            int requestsPerSecond,
            Optional<OidcConfig> oidc,
            Optional<ApiConfig.Tls> tls,
            HttpClient http) {
        this.http = http;
        scheme = tls.isPresent() ? "https" : "http";
        ServiceToken.Fresh vera = token("vera", Role.VIEWER, NOW.plusSeconds(3600));
        ServiceToken.Fresh ann = token("ann", Role.ANALYST, NOW.plusSeconds(3600));
        ServiceToken.Fresh ada = token("ada", Role.ADMIN, NOW.plusSeconds(3600));
        tokens =
                Map.of(
                        Role.VIEWER,
                        vera.secret().reveal(),
                        Role.ANALYST,
                        ann.secret().reveal(),
                        Role.ADMIN,
                        ada.secret().reveal());
        Path file = directory.resolve("tokens");
        try {
            Files.writeString(
                    file,
                    vera.kept().line()
                            + "\n"
                            + ann.kept().line()
                            + "\n"
                            + ada.kept().line()
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server =
                new ApiServer(
                        new ApiConfig(
                                "127.0.0.1", 0, Optional.of(file), oidc, tls, requestsPerSecond),
                        documents,
                        new TriageDesk(documents, publication, InstantSource.fixed(NOW)),
                        new SimpleMeterRegistry(),
                        InstantSource.fixed(NOW));
        server.start();
    }

    /** One more on the same port. */
    static void second(RunningApi first, Path directory) {
        try (ApiServer server =
                new ApiServer(
                        new ApiConfig(
                                "127.0.0.1",
                                first.server.port(),
                                Optional.of(directory.resolve("tokens")),
                                Optional.empty(),
                                Optional.empty(),
                                1),
                        first.documents,
                        new TriageDesk(
                                first.documents, first.publication, InstantSource.fixed(NOW)),
                        new SimpleMeterRegistry(),
                        InstantSource.fixed(NOW))) {
            server.start();
        }
    }

    private static ServiceToken.Fresh token(String name, Role role, Instant expires) {
        return ServiceToken.fresh(name, role, expires, new SecureRandom());
    }

    /** An answer of the API. */
    record Answer(int status, Map<String, List<String>> headers, String text, JsonNode json) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    String token(Role role) {
        return tokens.getOrDefault(role, "");
    }

    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    }

    Answer get(String path) throws Exception {
        return send(request(path, Role.VIEWER).build());
    }

    Answer send(String method, String path, String body, String... headers) throws Exception {
        return send(Role.ANALYST, method, path, body, headers);
    }

    Answer send(Role role, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                request(path, role)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    HttpRequest.Builder request(String path, Role role) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token(role));
    }

    Answer send(HttpRequest request) throws Exception {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers().map(),
                answer.body(),
                answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body()));
    }

    /** An alert about somebody. */
    void raise(String id, String who, Instant at) {
        documents.put(Kind.ALERT, id, Samples.alertDocument(id, 1, who, at));
    }

    @Override
    public void close() {
        server.close();
        publication.close();
        http.close();
    }
}
