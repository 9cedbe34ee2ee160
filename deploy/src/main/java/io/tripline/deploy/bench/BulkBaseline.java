package io.tripline.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.Family;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The limit that end-to-end is held against: how fast this OpenSearch indexes the same documents, under the same mapping,
 * settings and id scheme, when nothing else is asked of the machine.
 */
final class BulkBaseline {
    /** design.md, section 10: two or three connections with 2,500 to 5,000 documents each. */
    private static final int CONNECTIONS = 3;

    private static final int DOCUMENTS_PER_BULK = 2_500;

    /** The index template of events covers these, one per family as in production, so that all is the same. */
    private static final String DATA_STREAM = "events-baseline-";

    private final URI openSearch;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Path> bulks = new ArrayList<>();
    private final ByteArrayOutputStream next = new ByteArrayOutputStream(8 << 20);
    private int documentsInNext;
    private int documents;

    /**
     * A baseline without documents.
     *
     * @param directory where the bulk requests wait, because they are more than the heap holds
     */
    BulkBaseline(URI openSearch, Path directory) {
        this.openSearch = openSearch;
        this.directory = directory;
    }

    /** Adds one to the documents that will be indexed. */
    void add(Family family, String id, byte[] json) throws IOException {
        next.writeBytes(
                ("{\"create\":{\"_index\":\""
                                + DATA_STREAM
                                + family.label()
                                + "\",\"_id\":\""
                                + id
                                + "\"}}\n")
                        .getBytes(UTF_8));
        next.writeBytes(json);
        next.write('\n');
        documents++;
        if (++documentsInNext == DOCUMENTS_PER_BULK) {
            finishBulk();
        }
    }

    /** Documents per second. The first fifth warms up and is not counted; the index is deleted afterwards. */
    double measure() throws IOException, InterruptedException {
        if (documentsInNext > 0) {
            finishBulk();
        }
        dataStreams(() -> HttpRequest.newBuilder().PUT(BodyPublishers.noBody()));
        int warmUp = bulks.size() / 5;
        try {
            send(bulks.subList(0, warmUp));
            long began = System.nanoTime();
            send(bulks.subList(warmUp, bulks.size()));
            double seconds = (System.nanoTime() - began) / 1e9;
            return (documents - warmUp * DOCUMENTS_PER_BULK) / seconds;
        } finally {
            dataStreams(() -> HttpRequest.newBuilder().DELETE());
        }
    }

    private void finishBulk() throws IOException {
        Files.createDirectories(directory);
        Path bulk = directory.resolve(bulks.size() + ".ndjson");
        Files.write(bulk, next.toByteArray());
        bulks.add(bulk);
        next.reset();
        documentsInNext = 0;
    }

    private void dataStreams(Supplier<HttpRequest.Builder> request)
            throws IOException, InterruptedException {
        for (Family family : Family.values()) {
            http.send(
                    request.get()
                            .uri(
                                    openSearch.resolve(
                                            "/_data_stream/" + DATA_STREAM + family.label()))
                            .build(),
                    BodyHandlers.discarding());
        }
    }

    private void send(List<Path> requests) throws IOException, InterruptedException {
        try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (Path bulk : requests) {
                calls.add(() -> http.send(request(bulk), BodyHandlers.ofString()));
            }
            for (Future<HttpResponse<String>> each : connections.invokeAll(calls)) {
                HttpResponse<String> answer = each.get();
                String problem = problem(answer);
                if (!problem.isEmpty()) {
                    throw new IOException(
                            "OpenSearch refused documents of the baseline: " + problem);
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("The baseline's bulk request failed.", e.getCause());
        }
    }

    private static String problem(HttpResponse<String> answer) {
        int error = answer.body().indexOf("\"error\":");
        if (answer.statusCode() == 200 && error < 0) {
            return "";
        }
        String said = answer.body().substring(Math.max(0, error));
        return answer.statusCode() + " " + said.substring(0, Math.min(said.length(), 300));
    }

    private HttpRequest request(Path bulk) throws IOException {
        return HttpRequest.newBuilder(openSearch.resolve("/_bulk"))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(2))
                .POST(BodyPublishers.ofFile(bulk))
                .build();
    }
}
