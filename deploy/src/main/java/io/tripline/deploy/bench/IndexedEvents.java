package io.tripline.deploy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** How many events OpenSearch has taken, as its own statistics say, whether or not a search finds them yet. */
final class IndexedEvents {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpRequest request;

    IndexedEvents(URI openSearch) {
        request =
                HttpRequest.newBuilder(
                                openSearch.resolve(
                                        "/events-auth,events-device,events-network/_stats/indexing"
                                                + "?ignore_unavailable=true&allow_no_indices=true"))
                        .timeout(PATIENCE)
                        .build();
    }

    long count() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        return json.readTree(answer.body()).at("/_all/primaries/indexing/index_total").asLong();
    }
}
