package io.tripline.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The limit that end-to-end is held against: how fast this OpenSearch indexes the same documents, under the same mapping,
 * settings and id scheme, when nothing else is asked of the machine.
 */
final class BulkBaseline {
    /** design.md, section 10: two or three connections with 2,500 to 5,000 documents each. */
    private static final int CONNECTIONS = 3;

    private static final int DOCUMENTS_PER_BULK = 2_500;

    /** The index template of events covers it, so that mapping and settings are the same. */
    private static final String DATA_STREAM = "events-baseline";

    private final URI openSearch;
    private final HttpClient http = HttpClient.newHttpClient();

    BulkBaseline(URI openSearch) {
        this.openSearch = openSearch;
    }

    /** One event as it goes into a bulk request. */
    @SuppressWarnings("ArrayRecordComponent") // OpenSearch takes bytes; nothing compares documents.
    record Document(String id, byte[] json) {}

    /** Documents per second. The first fifth warms up and is not counted; the index is deleted afterwards. */
    double measure(List<Document> documents) throws IOException, InterruptedException {
        List<byte[]> bulks = bulks(documents);
        dataStream(HttpRequest.newBuilder().PUT(BodyPublishers.noBody()));
        int warmUp = bulks.size() / 5;
        try {
            send(bulks.subList(0, warmUp));
            long began = System.nanoTime();
            send(bulks.subList(warmUp, bulks.size()));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            int counted = documents.size() - warmUp * DOCUMENTS_PER_BULK;
            return counted * 1e9 / took.toNanos();
        } finally {
            dataStream(HttpRequest.newBuilder().DELETE());
        }
    }

    private void dataStream(HttpRequest.Builder request) throws IOException, InterruptedException {
        http.send(
                request.uri(openSearch.resolve("/_data_stream/" + DATA_STREAM)).build(),
                BodyHandlers.discarding());
    }

    private static List<byte[]> bulks(List<Document> documents) {
        List<byte[]> bulks = new ArrayList<>();
        for (int from = 0; from < documents.size(); from += DOCUMENTS_PER_BULK) {
            ByteArrayOutputStream body = new ByteArrayOutputStream(4 << 20);
            for (Document document :
                    documents.subList(
                            from, Math.min(documents.size(), from + DOCUMENTS_PER_BULK))) {
                body.writeBytes(
                        ("{\"create\":{\"_id\":\"" + document.id() + "\"}}\n").getBytes(UTF_8));
                body.writeBytes(document.json());
                body.write('\n');
            }
            bulks.add(body.toByteArray());
        }
        return bulks;
    }

    private void send(List<byte[]> bulks) throws IOException, InterruptedException {
        try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
            for (byte[] bulk : bulks) {
                requests.add(() -> http.send(request(bulk), BodyHandlers.ofString()));
            }
            for (Future<HttpResponse<String>> each : connections.invokeAll(requests)) {
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

    private HttpRequest request(byte[] bulk) {
        return HttpRequest.newBuilder(openSearch.resolve("/" + DATA_STREAM + "/_bulk"))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(2))
                .POST(BodyPublishers.ofByteArray(bulk))
                .build();
    }
}
