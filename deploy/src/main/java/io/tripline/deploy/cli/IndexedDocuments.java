package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.MalformedEventException;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What lies in an index of OpenSearch, asked for past the API: for the stack that we started ourselves. */
final class IndexedDocuments {
    private static final int MOST = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private IndexedDocuments() {}

    /** Reads a document's bytes. */
    interface Form<T> {
        T read(byte[] bytes) throws MalformedEventException;
    }

    /**
     * As many as are shown; none where there is no such index.
     *
     * @param query in Lucene's syntax
     */
    static <T> List<T> of(URI openSearch, String index, String query, Form<T> form)
            throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            // What was indexed a moment ago can be found only after a refresh.
            http.send(
                    HttpRequest.newBuilder(openSearch.resolve("/" + index + "/_refresh"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            HttpResponse<byte[]> found =
                    http.send(
                            HttpRequest.newBuilder(
                                            openSearch.resolve(
                                                    "/"
                                                            + index
                                                            + "/_search?q="
                                                            + query
                                                            + "&size="
                                                            + MOST))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            List<T> documents = new ArrayList<>();
            for (JsonNode hit : JSON.readTree(found.body()).at("/hits/hits")) {
                documents.add(form.read(JSON.writeValueAsBytes(hit.path("_source"))));
            }
            return documents;
        } catch (IOException | MalformedEventException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "OpenSearch at "
                            + openSearch
                            + " does not give what is in "
                            + index
                            + ": "
                            + e.getMessage()
                            + ".",
                    e);
        }
    }
}
