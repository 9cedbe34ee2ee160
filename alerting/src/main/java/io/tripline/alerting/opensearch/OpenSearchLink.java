package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.OpenSearchConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch.generic.Bodies;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.GenericSerializable;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5Options;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.HttpAsyncResponseConsumerFactory.HeapBufferedResponseConsumerFactory;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * The connection to OpenSearch. Requests go through the client's generic side: a bulk request's documents pass as the
 * bytes they are. A failed request moves on to the next node; TLS is always verified.
 */
final class OpenSearchLink implements AutoCloseable {
    /** An answer to 50,000 refused documents stays below this; more than this is no answer of OpenSearch's. */
    private static final int MAX_ANSWER_BYTES = 32 << 20;

    private final BulkBodies bodies = new BulkBodies();
    private final OpenSearchTransport transport;
    private final OpenSearchGenericClient client;

    OpenSearchLink(OpenSearchConfig config) {
        ApacheHttpClient5Options.Builder options = ApacheHttpClient5Options.DEFAULT.toBuilder();
        options.setHttpAsyncResponseConsumerFactory(
                new HeapBufferedResponseConsumerFactory(MAX_ANSWER_BYTES));
        // A status of 4xx is an answer, not an exception: whoever asked judges it.
        transport =
                ApacheHttpClient5TransportBuilder.builder(
                                config.url().stream()
                                        .map(OpenSearchLink::host)
                                        .toArray(HttpHost[]::new))
                        .setDefaultHeaders(headers(config))
                        .setRequestConfigCallback(
                                request ->
                                        request.setResponseTimeout(
                                                config.requestTimeout().toMillis(),
                                                TimeUnit.MILLISECONDS))
                        .setHttpClientConfigCallback(
                                http ->
                                        http.setConnectionManager(connections(config).build())
                                                .addExecInterceptorFirst("bulk", bodies))
                        .setOptions(options.build())
                        .build();
        client = new OpenSearchClient(transport).generic();
    }

    /** Sends a request, with a JSON body unless it is null. */
    Answer send(String method, String path, @Nullable String json) throws IOException {
        Body body = json == null ? null : Bodies.json(json);
        return execute(Requests.create(method, path, List.of(), Map.of(), body));
    }

    /** Sends the items as one bulk request. */
    Answer bulk(List<BulkItem> items) throws IOException {
        try (BulkBodies.Ticket ticket = bodies.hand(items)) {
            return execute(new Bulk(ticket.contentType()));
        }
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer execute(Request request) throws IOException {
        try (Response response = client.execute(request)) {
            return new Answer(
                    response.getStatus(),
                    response.getBody().map(Body::bodyAsBytes).orElseGet(() -> new byte[0]));
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ResponseException refused) {
                    // The message, which the client builds from the body, is all it keeps of it.
                    return new Answer(
                            refused.status(), String.valueOf(refused.getMessage()).getBytes(UTF_8));
                }
            }
            if (e instanceof IOException lost) {
                throw lost;
            }
            // The transport wraps what went wrong on the wire in whatever was at hand.
            throw new IOException("The request failed: " + e.getMessage(), e);
        }
    }

    private static HttpHost host(URI node) {
        return new HttpHost(node.getScheme(), node.getHost(), node.getPort());
    }

    private static Header[] headers(OpenSearchConfig config) {
        if (config.user().isEmpty() || config.password().isEmpty()) {
            return new Header[0];
        }
        String credentials = config.user().get() + ":" + config.password().get().reveal();
        return new Header[] {
            new BasicHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)),
                    true)
        };
    }

    private static PoolingAsyncClientConnectionManagerBuilder connections(OpenSearchConfig config) {
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(
                                        config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                                .setSocketTimeout(
                                        (int) config.requestTimeout().toMillis(),
                                        TimeUnit.MILLISECONDS)
                                .build())
                .setMaxConnPerRoute(config.bulksInFlight() + 2)
                .setMaxConnTotal((config.bulksInFlight() + 2) * config.url().size())
                .setTlsStrategy(
                        // Named, as without it httpclient5 5.6 leaves the name to the engine and
                        // tells the engine nothing: any certificate would do for any node.
                        ClientTlsStrategyBuilder.create()
                                .setHostnameVerifier(new DefaultHostnameVerifier())
                                .setSslContext(Certificates.context(config))
                                .buildAsync());
    }

    /** A bulk request, but for its items; its answer holds statuses and errors only. */
    private record Bulk(String contentType) implements Request, GenericSerializable {
        @Override
        public String getMethod() {
            return "POST";
        }

        @Override
        public String getEndpoint() {
            return "/_bulk";
        }

        @Override
        public Map<String, String> getParameters() {
            return Map.of("filter_path", BulkAnswer.FILTER);
        }

        @Override
        public Collection<Map.Entry<String, String>> getHeaders() {
            return List.of();
        }

        @Override
        public Optional<Body> getBody() {
            // Only asked whether there is one.
            return Optional.of(Body.from(new byte[0], contentType));
        }

        @Override
        public String serialize(OutputStream out) {
            return contentType;
        }
    }
}
