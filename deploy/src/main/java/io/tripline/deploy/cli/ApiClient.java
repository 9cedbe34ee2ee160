package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.Secret;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.Loopback;
import io.tripline.deploy.config.ApiKeys;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.stack.ApiToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Calls the triage API for the commands; what goes wrong is told with its mend. */
final class ApiClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A page of alerts with long fields stays below. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI api;
    private final Secret token;
    private final HttpClient http;

    private ApiClient(URI api, Secret token, HttpClient http) {
        this.api = api;
        this.token = token;
        this.http = http;
    }

    /** The one that the configuration leads to. */
    static ApiClient of(Settings settings) {
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        settings.find(ApiKeys.CLIENT_CA_FILE).ifPresent(file -> http.sslContext(trust(file)));
        URI api = url(settings);
        boolean here = settings.find(ApiKeys.CLIENT_URL).isEmpty() || Loopback.isHostOf(api);
        if (!"https".equals(api.getScheme()) && !Loopback.isHostOf(api)) {
            throw new CannotRunException(
                    ExitCode.CONFIGURATION,
                    "A token is not sent over http to another machine: let api.client.url be https, with api.client.ca-file if your own authority signs.");
        }
        return new ApiClient(api, token(settings, here), http.build());
    }

    /** Where the API is. */
    static URI url(Settings settings) {
        return settings.find(ApiKeys.CLIENT_URL)
                .orElseGet(
                        () -> {
                            String host = settings.get(ApiKeys.HOST);
                            String address =
                                    host.contains(":") && !host.startsWith("[")
                                            ? "[" + host + "]"
                                            : host;
                            return URI.create(
                                    (settings.find(ApiKeys.CERTIFICATE).isPresent()
                                                    ? "https://"
                                                    : "http://")
                                            + (host.equals("0.0.0.0") || host.equals("::")
                                                    ? "127.0.0.1"
                                                    : address)
                                            + ":"
                                            + settings.get(ApiKeys.PORT_NUMBER));
                        });
    }

    /** An answer: the document, and the version of what it is about. */
    record Answer(int status, JsonNode json, Optional<String> etag) {}

    /** Asks; parameters with empty values are left out. */
    JsonNode get(String path, List<Map.Entry<String, String>> parameters)
            throws InterruptedException {
        String query =
                parameters.stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        return required(send("GET", path + (query.isEmpty() ? "" : "?" + query), null, null))
                .json();
    }

    /** Asks, and tells the version too. */
    Answer get(String path) throws InterruptedException {
        return required(send("GET", path, null, null));
    }

    /** Sends a document; what the API refuses is an answer for whoever asked to judge. */
    Answer send(String method, String path, @Nullable JsonNode body, @Nullable String ifMatch)
            throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(api.resolve("/api/v1" + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token.reveal())
                        .header("Accept", "application/json");
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body.toString()));
        }
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            request.build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            return judged(
                    new Answer(
                            answer.statusCode(),
                            JSON.readTree(answer.body()),
                            answer.headers().firstValue("ETag")));
        } catch (ConnectException e) {
            throw unavailable(
                    "Nothing answers at "
                            + api
                            + ": is Tripline running (tripline status), with api.tokens-file or api.oidc.issuer set? Another"
                            + " address is set with api.client.url.",
                    e);
        } catch (SSLException e) {
            throw unavailable(
                    "The API at "
                            + api
                            + " does not prove who it is ("
                            + e.getMessage()
                            + "): set api.client.ca-file to what signs its certificate.",
                    e);
        } catch (IOException e) {
            throw unavailable(
                    "The API at " + api + " does not answer well: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    /** An id as part of a path; what cannot be one is no id. */
    static String part(String id) {
        return encoded(id);
    }

    /** What an answer that is a problem says. */
    static String detail(Answer answer) {
        return answer.json().path("detail").asText("It answers " + answer.status() + ".");
    }

    private Answer judged(Answer answer) {
        return switch (answer.status()) {
            case 401 ->
                    throw new CannotRunException(
                            ExitCode.NO_PERMISSION,
                            "The API at "
                                    + api
                                    + " does not take the token: "
                                    + detail(answer)
                                    + " Give another one with TRIPLINE_API_CLIENT_TOKEN_FILE; `tripline tokens new` makes one.");
            case 403 -> throw new CannotRunException(ExitCode.NO_PERMISSION, detail(answer));
            case 429 -> throw unavailable(detail(answer), null);
            case 503 -> throw unavailable(detail(answer), null);
            default -> {
                if (answer.status() >= 500) {
                    throw unavailable(
                            "The API failed: "
                                    + detail(answer)
                                    + " Request "
                                    + answer.json().path("request").asText()
                                    + ".",
                            null);
                }
                yield answer;
            }
        };
    }

    private static Answer required(Answer answer) {
        if (answer.status() >= 400) {
            throw new CannotRunException(ExitCode.FAILED, detail(answer));
        }
        return answer;
    }

    private static CannotRunException unavailable(String sentence, @Nullable Exception cause) {
        return cause == null
                ? new CannotRunException(ExitCode.UNAVAILABLE, sentence)
                : new CannotRunException(ExitCode.UNAVAILABLE, sentence, cause);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The token that {@code up} keeps is an administrator's here, and nobody's elsewhere. */
    private static Secret token(Settings settings, boolean here) {
        Optional<String> given = settings.find(ApiKeys.CLIENT_TOKEN);
        if (given.isPresent()) {
            return Secret.of(given.get());
        }
        if (!here) {
            throw new CannotRunException(
                    ExitCode.NO_PERMISSION,
                    "There is no token to call "
                            + settings.find(ApiKeys.CLIENT_URL).map(URI::getHost).orElse("")
                            + " with: set TRIPLINE_API_CLIENT_TOKEN_FILE to a file that holds one. That of `tripline up` is for the API on this machine only.");
        }
        Path file = ApiToken.in(UpCommand.data(settings)).tokenFile();
        try {
            return Secret.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_PERMISSION,
                    "There is no token to call the API with: `tripline up` keeps one in "
                            + file
                            + "; elsewhere set TRIPLINE_API_CLIENT_TOKEN_FILE to a file that holds one.",
                    e);
        }
    }

    private static SSLContext trust(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number++, each);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CannotRunException(
                    ExitCode.CONFIGURATION,
                    "api.client.ca-file must be a readable file of PEM certificates: " + file,
                    e);
        }
    }
}
