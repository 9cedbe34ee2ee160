package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.Samples;
import io.tripline.contracts.Alert;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 6 and 7 of the list: whatever OpenSearch answers, each id is there once or a dead letter. */
@Timeout(60)
class BulkDeliveryTest {
    private final StandInOpenSearch server = new StandInOpenSearch();
    private final Links links = new Links(server.url());

    @AfterEach
    void close() {
        links.close();
        server.close();
    }

    @Test
    void onlyTheItemsThatFailedAreSentAgain() throws Exception {
        links.delivery.deliver(links.events("known"));
        server.fail("busy", 429, "rejected_execution_exception", "full");
        server.fail("down", 503, "unavailable_shards_exception", "no primary");
        server.fail("bad", 400, "mapper_parsing_exception", "failed to parse");

        links.delivery.deliver(links.events("new", "known", "busy", "bad", "down"));

        assertThat(server.requests)
                .containsExactly(
                        List.of("known"),
                        List.of("new", "known", "busy", "bad", "down"),
                        List.of("busy", "down"));
        assertThat(server.documents).containsOnlyKeys("known", "new", "busy", "down");
        assertThat(links.settled).containsExactly("known", "new", "known", "bad", "busy", "down");
        assertThat(links.count("indexed", "family", "auth")).isEqualTo(4);
        assertThat(links.count("known", "family", "auth")).isEqualTo(1);
        assertThat(links.count("retried", "reason", "busy")).isEqualTo(1);
        assertThat(links.count("retried", "reason", "server_error")).isEqualTo(1);
    }

    @Test
    void whatOpenSearchRefusesIsADeadLetterWithItsReasonAndWithoutTheContent() throws Exception {
        server.fail(
                "bad",
                400,
                "mapper_parsing_exception",
                "failed to parse field [x] of type [date]. Preview of field's value: 'hunter2'");

        links.delivery.deliver(links.events("bad"));

        KeptLetters.Letter letter = links.deadLetters.letters.getFirst();
        assertThat(letter.reason()).isEqualTo("index_rejected");
        assertThat(letter.detail())
                .isEqualTo("mapper_parsing_exception: failed to parse field [x] of type [date].");
        assertThat(letter.received().value()).isEqualTo(Samples.event("bad").value());
        assertThat(links.count("dead", "reason", "index_rejected")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "403, cluster_block_exception, blocked",
        "429, cluster_block_exception, blocked",
        "403, security_exception, denied",
        "404, index_not_found_exception, missing"
    })
    void aBlockOrAMissingIndexIsBackPressureAndNeverADeadLetter(
            int status, String type, String reason) throws Exception {
        server.fail("a", status, type, "index [events-auth] blocked by: flood-stage watermark");

        links.delivery.deliver(links.events("a"));

        assertThat(server.documents).containsOnlyKeys("a");
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(links.count("retried", "reason", reason)).isEqualTo(1);
        assertThat(links.delivery.trouble()).isEmpty();
    }

    /** What a real OpenSearch 3 says to any document at such a place. */
    @ParameterizedTest
    @CsvSource({
        "index_closed_exception, closed",
        "illegal_argument_exception, no write index is defined for alias [tripline-alerts].",
        "illegal_argument_exception, pipeline with id [geo] does not exist",
        "validation_exception, Validation Failed: 1: this action would add [2] total shards;"
    })
    void aPlaceThatTakesNothingIsNoDocumentsFault(String type, String reason) throws Exception {
        server.fail("a", 400, type, reason);

        links.delivery.deliver(links.events("a"));

        assertThat(server.documents).containsOnlyKeys("a");
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(links.count("retried", "reason", "missing")).isEqualTo(1);
    }

    /** What a real OpenSearch 3 says where scripts are limited or switched off, whatever is in the document. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "circuit_breaking_exception | [script] Too many dynamic script compilations within | busy",
                "general_script_exception | Failed to compile inline script [...] using lang [painless] | busy",
                "illegal_argument_exception | cannot execute [inline] scripts | blocked"
            })
    void aScriptThatOpenSearchDoesNotCompileIsNoDocumentsFault(
            String type, String reason, String retried) throws Exception {
        server.nextAnswers(
                200,
                """
                {"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception",
                "reason":"failed to execute script","caused_by":{"type":"%s","reason":"%s"}}}}]}"""
                        .formatted(type, reason));

        links.delivery.deliver(links.events("a"));

        assertThat(server.documents).containsOnlyKeys("a");
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(links.count("retried", "reason", retried)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>400 The plain HTTP request was sent to HTTPS port</html>",
                "{\"error\":\"Bad Request\"}",
                "{\"error\":{}}"
            })
    void aRequestThatAProxyRefusesIsNoDocumentsFault(String body) throws Exception {
        server.nextAnswers(400, body);

        links.delivery.deliver(links.events("a"));

        assertThat(server.documents).containsOnlyKeys("a");
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(links.count("retried", "reason", "nonsense")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 502, 503, 504})
    void aRequestThatFailsAsAWholeIsSentAgainAsAWhole(int status) throws Exception {
        server.nextAnswers(status, "{\"error\":\"no\"}");

        links.delivery.deliver(links.events("a", "b"));

        assertThat(server.requests).hasSize(2);
        assertThat(server.documents).containsOnlyKeys("a", "b");
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(links.pauses).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>proxy</html>",
                "{}",
                "{\"items\":[]}",
                "{\"items\":[{\"create\":{\"status\":201}}]}",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]}",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}",
                "{\"items\":[1,2]}"
            })
    void anAnswerThatDoesNotFitTheRequestProvesNothing(String nonsense) throws Exception {
        server.nextAnswers(200, nonsense);

        links.delivery.deliver(links.events("a", "b"));

        assertThat(server.documents).containsOnlyKeys("a", "b");
        assertThat(links.settled).containsExactly("a", "b");
        assertThat(links.count("retried", "reason", "nonsense")).isEqualTo(2);
    }

    @Test
    void aConnectionCutInTheMiddleOfAnAnswerIsTriedAgain() throws Exception {
        server.next(
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"items\":[".getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                });

        links.delivery.deliver(links.events("a"));

        assertThat(server.documents).containsOnlyKeys("a");
        assertThat(links.count("retried", "reason", "connection")).isEqualTo(1);
    }

    @Test
    void oneItemThatSpoilsTheWholeRequestIsFoundByHalving() throws Exception {
        for (int i = 0; i < 3; i++) {
            // Refused as long as "bad" is part of it: of five, of the latter three, alone.
            server.nextAnswers(
                    400, "{\"error\":{\"type\":\"action_request_validation_exception\"}}");
        }

        links.delivery.deliver(links.events("bad", "a", "b", "c"));

        assertThat(server.requests.subList(0, 3))
                .containsExactly(
                        List.of("bad", "a", "b", "c"), List.of("bad", "a"), List.of("bad"));
        assertThat(server.documents).containsOnlyKeys("a", "b", "c");
        assertThat(links.deadLetters.letters).hasSize(1);
    }

    @Test
    void waitsGrowWhileOpenSearchIsDown() throws Exception {
        for (int i = 0; i < 8; i++) {
            server.nextAnswers(503, "");
        }

        links.delivery.deliver(links.events("a"));

        assertThat(links.pauses).hasSize(8);
        assertThat(links.pauses.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(200));
        assertThat(links.pauses.getLast())
                .isBetween(Duration.ofMillis(7500), Duration.ofSeconds(15));
    }

    @Test
    void aConflictBetweenTwoRevisionsIsNoDelivery() throws Exception {
        server.fail("a1", 409, "version_conflict_engine_exception", "conflict");

        links.delivery.deliver(List.of(links.alert(Samples.alert("a1", 1, Alert.State.RAISED))));

        assertThat(server.documents).containsOnlyKeys("a1");
        assertThat(links.count("retried", "reason", "conflict")).isEqualTo(1);
    }
}
