package io.tripline.alerting.opensearch;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event that is delivered once more after a rollover, and OpenSearch that does not say well what it has already. */
@Timeout(60)
class EarlierCopiesTest {
    private static final String OLD = ".ds-events-auth-000001";
    private static final String YOUNG = ".ds-events-auth-000002";
    private static final String REMOVE = "POST /" + YOUNG + "/_delete_by_query";

    private final CannedOpenSearch server = new CannedOpenSearch();
    private final Links links = new Links(server.url());

    @BeforeEach
    void rollOver() {
        server.answer(
                "POST /_bulk",
                """
                {"items":[{"create":{"_index":"%1$s","_id":"known","status":201}},
                          {"create":{"_index":"%1$s","_id":"new","status":201}}]}
                """
                        .formatted(YOUNG));
        server.answer(
                "GET /_data_stream/events-auth",
                """
                {"data_streams":[{"indices":[{"index_name":"%s"},{"index_name":"%s"}]}]}
                """
                        .formatted(OLD, YOUNG));
        // Made after the samples happened.
        server.answer(
                "GET /" + YOUNG + "/_settings/index.creation_date",
                "{\"%s\":{\"settings\":{\"index\":{\"creation_date\":\"%d\"}}}}"
                        .formatted(YOUNG, Samples.APPENDED.plusSeconds(3_600).toEpochMilli()));
        server.answer("POST /" + OLD + "/_refresh", "{}");
        server.answer(
                "POST /" + OLD + "/_search",
                "{\"_shards\":{\"failed\":0},\"hits\":{\"hits\":[{\"_id\":\"known\"}]}}");
        server.answer("POST /" + YOUNG + "/_refresh", "{}");
        server.answer(REMOVE, "{\"deleted\":1,\"failures\":[]}");
    }

    @AfterEach
    void close() {
        links.close();
        server.close();
    }

    @Test
    void whatAnOlderIndexHasIsTakenOutOfTheYounger() throws Exception {
        links.delivery.deliver(links.events("known", "new"));

        assertThat(server.bodies.get(REMOVE)).contains("known").doesNotContain("new");
        assertThat(links.settled).containsExactly("known", "new");
        assertThat(links.count("known", "family", "auth")).isEqualTo(1);
        assertThat(links.count("indexed", "family", "auth")).isEqualTo(1);
        assertThat(links.pauses).isEmpty();
    }

    /** OpenSearch reads no more than 4 KB of a request's line. */
    @Test
    void manyOlderIndicesAreAskedInSeveralRequests() throws Exception {
        List<String> older =
                IntStream.rangeClosed(1, 120).mapToObj(".ds-events-auth-%06d"::formatted).toList();
        String last = ".ds-events-auth-000121";
        server.answer(
                "POST /_bulk",
                "{\"items\":[{\"create\":{\"_index\":\"%s\",\"_id\":\"known\",\"status\":201}}]}"
                        .formatted(last));
        server.answer(
                "GET /_data_stream/events-auth",
                Stream.concat(older.stream(), Stream.of(last))
                        .map("{\"index_name\":\"%s\"}"::formatted)
                        .collect(joining(",", "{\"data_streams\":[{\"indices\":[", "]}]}")));
        server.answer(
                "GET /" + last + "/_settings/index.creation_date",
                "{\"%s\":{\"settings\":{\"index\":{\"creation_date\":\"%d\"}}}}"
                        .formatted(last, Samples.APPENDED.plusSeconds(3_600).toEpochMilli()));
        for (int from = 0; from < older.size(); from += 50) {
            String some = String.join(",", older.subList(from, Math.min(older.size(), from + 50)));
            server.answer("POST /" + some + "/_refresh", "{}");
            server.answer(
                    "POST /" + some + "/_search",
                    from == 50
                            ? "{\"hits\":{\"hits\":[{\"_id\":\"known\"}]}}"
                            : "{\"hits\":{\"hits\":[]}}");
        }
        server.answer("POST /" + last + "/_refresh", "{}");
        server.answer("POST /" + last + "/_delete_by_query", "{\"deleted\":1}");

        links.delivery.deliver(links.events("known"));

        assertThat(links.count("known", "family", "auth")).isEqualTo(1);
        assertThat(links.pauses).isEmpty();
        assertThat(server.requests).allMatch(each -> each.length() < 4_000);
    }

    /** Events of now do not wait for what an older index says of late ones. */
    @Test
    void whatCannotBeInAnOlderIndexWaitsForNone() throws Exception {
        server.once("POST /" + OLD + "/_search", 503, "{}");
        server.once(
                "POST /_bulk",
                200,
                "{\"items\":[{\"create\":{\"_index\":\"%s\",\"status\":201}},{\"create\":{\"_index\":\"%s\",\"status\":201}}]}"
                        .formatted(YOUNG, OLD));
        server.once(
                "POST /_bulk",
                200,
                "{\"items\":[{\"create\":{\"_index\":\"%s\",\"status\":201}}]}".formatted(YOUNG));

        links.delivery.deliver(links.events("known", "new"));

        assertThat(links.settled).containsExactly("new", "known");
        assertThat(links.count("retried", "reason", "server_error")).isEqualTo(1);
    }

    /** Until it is known, nothing is settled: it is sent again, and what is there twice is found then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /_data_stream/events-auth | 503 | {} | server_error",
                "GET /_data_stream/events-auth | 403 | {} | denied",
                "GET /.ds-events-auth-000002/_settings/index.creation_date | 500 | {} | server_error",
                "POST /.ds-events-auth-000001/_refresh | 429 | {} | busy",
                "POST /.ds-events-auth-000001/_search | 503 | {} | server_error",
                "POST /.ds-events-auth-000001/_search | 200 | {\"timed_out\":true} | server_error",
                "POST /.ds-events-auth-000001/_search | 200 | {\"_shards\":{\"failed\":1}} | server_error",
                "POST /.ds-events-auth-000001/_search | 200 | <html>proxy</html> | connection",
                "POST /.ds-events-auth-000002/_refresh | 503 | {} | server_error",
                "POST /.ds-events-auth-000002/_delete_by_query | 503 | {} | server_error",
                "POST /.ds-events-auth-000002/_delete_by_query | 200 | {\"version_conflicts\":1} | server_error",
                "POST /.ds-events-auth-000002/_delete_by_query | 200 | {\"failures\":[{}]} | server_error"
            })
    void aLookUpThatFailsIsDoneAgainBeforeAnythingIsSettled(
            String request, int status, String answer, String reason) throws Exception {
        server.once(request, status, answer);

        links.delivery.deliver(links.events("known", "new"));

        assertThat(links.pauses).hasSize(1);
        assertThat(server.requests.stream().filter("POST /_bulk"::equals)).hasSize(2);
        assertThat(server.bodies.get(REMOVE)).contains("known").doesNotContain("new");
        assertThat(links.settled).containsExactly("known", "new");
        assertThat(links.count("retried", "reason", reason)).isEqualTo(2);
        assertThat(links.delivery.trouble()).isEmpty();
        assertThat(links.deadLetters.letters).isEmpty();
    }
}
