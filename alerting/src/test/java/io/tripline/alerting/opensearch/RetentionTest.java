package io.tripline.alerting.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.RetentionConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service asks for; {@code RealOpenSearchTest} shows what a real one makes of it. */
class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final CannedOpenSearch server = new CannedOpenSearch();
    private final Links links = new Links(server.url());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = NOW;
    private final Retention retention =
            new Retention(links.link, RetentionConfig.defaults(), () -> now, meters);

    @BeforeEach
    void nothingToDo() {
        server.answer("GET /_cat/plugins", "[]");
        for (String stream :
                List.of(
                        "events-auth",
                        "events-device",
                        "events-network",
                        "tripline-dead-letters")) {
            server.answer("GET /_cat/indices/" + stream, "[]");
            server.answer("POST /" + stream + "/_rollover", "{\"rolled_over\":false}");
        }
        server.answer("POST /tripline-alerts/_delete_by_query", "{\"deleted\":0}");
        server.answer("POST /tripline-incidents/_delete_by_query", "{\"deleted\":0}");
        server.answer("POST /tripline-ledger/_delete_by_query", "{\"deleted\":0}");
    }

    @AfterEach
    void close() {
        links.close();
        server.close();
    }

    @Test
    void anIndexIsDeletedWhenItWasClosedLongAgoAndNeverTheLastOne() throws Exception {
        server.answer(
                "GET /_cat/indices/events-auth",
                "["
                        + index("events-auth-3", 89, 5)
                        + ","
                        + index("events-auth-1", 300, 5)
                        + ","
                        + index("events-auth-2", 91, 5)
                        + "]");
        server.answer(
                "GET /_cat/indices/events-device", "[" + index("events-device-9", 500, 5) + "]");
        server.answer("DELETE /.ds-events-auth-1", "{}");

        retention.enforce();

        assertThat(server.requests)
                .filteredOn(each -> each.startsWith("DELETE"))
                .containsExactly("DELETE /.ds-events-auth-1");
        assertThat(meters.get("tripline.alerting.indices.deleted").counter().count()).isOne();
    }

    @Test
    void anotherInstanceMayHaveDeletedIt() throws Exception {
        server.answer(
                "GET /_cat/indices/events-auth",
                "[" + index("events-auth-1", 300, 5) + "," + index("events-auth-2", 91, 5) + "]");

        retention.enforce();

        assertThat(server.requests).contains("DELETE /.ds-events-auth-1");
        assertThat(meters.get("tripline.alerting.indices.deleted").counter().count()).isZero();
    }

    @Test
    void anEmptyIndexIsNotRolledOver() throws Exception {
        server.answer("GET /_cat/indices/events-auth", "[" + index("events-auth-1", 30, 0) + "]");
        server.answer(
                "GET /_cat/indices/events-device", "[" + index("events-device-2", 30, 1) + "]");
        server.answer(
                "POST /events-device/_rollover", "{\"rolled_over\":true,\"new_index\":\".ds-3\"}");

        retention.enforce();

        assertThat(server.requests)
                .contains("POST /events-device/_rollover")
                .doesNotContain("POST /events-auth/_rollover");
        assertThat(body("POST /events-device/_rollover").at("/conditions/max_size").asText())
                .isEqualTo("20000mb");
        assertThat(meters.get("tripline.alerting.indices.rolled.over").counter().count()).isOne();
    }

    @Test
    void deadLettersAreDeletedLikeEvents() throws Exception {
        server.answer(
                "GET /_cat/indices/tripline-dead-letters",
                "["
                        + index("tripline-dead-letters-1", 300, 5)
                        + ","
                        + index("tripline-dead-letters-2", 91, 5)
                        + ","
                        + index("tripline-dead-letters-3", 1, 5)
                        + "]");
        server.answer("DELETE /.ds-tripline-dead-letters-1", "{}");

        retention.enforce();

        assertThat(server.requests)
                .contains("DELETE /.ds-tripline-dead-letters-1")
                .doesNotContain("DELETE /.ds-tripline-dead-letters-2");
    }

    /** A full disk: OpenSearch makes no new index until old ones are gone. */
    @Test
    void whatCannotBeRolledOverIsStillDeletedAndSoIsTheRest() throws Exception {
        for (String stream : List.of("events-auth", "events-network")) {
            server.answer(
                    "GET /_cat/indices/" + stream,
                    "[" + index(stream + "-1", 300, 5) + "," + index(stream + "-2", 91, 5) + "]");
            server.answer("DELETE /.ds-" + stream + "-1", "{}");
            server.once("POST /" + stream + "/_rollover", 403, "{\"error\":{}}");
        }

        assertThatThrownBy(retention::enforce)
                .hasMessageContaining("answers 403 to POST /events-auth/_rollover");

        assertThat(server.requests)
                .contains(
                        "DELETE /.ds-events-auth-1",
                        "DELETE /.ds-events-network-1",
                        "POST /tripline-ledger/_delete_by_query");
    }

    @Test
    void whatSomebodyBroughtBackUnderAnotherNameIsLeftAlone() throws Exception {
        server.answer(
                "GET /_cat/indices/events-auth",
                "["
                        + index("restored-.ds-events-auth-1", 300, 5)
                        + ","
                        + index("events-auth-network-1", 299, 5)
                        + ","
                        + index("events-auth-2", 91, 5)
                        + "]");

        retention.enforce();

        assertThat(server.requests).noneMatch(each -> each.startsWith("DELETE"));
    }

    @Test
    void anAgeThatIsNotToldDeletesNothing() throws Exception {
        server.answer(
                "GET /_cat/indices/events-auth",
                "[{\"index\":\".ds-events-auth-1\"},{\"index\":\".ds-events-auth-2\"}]");

        retention.enforceIfDue();

        assertThat(server.requests).noneMatch(each -> each.startsWith("DELETE"));
        assertThat(meters.get("tripline.alerting.retention.failed").counter().count()).isOne();
    }

    @Test
    void aClockThatIsSetBackIsNotWaitedFor() {
        retention.enforceIfDue();
        int first = server.requests.size();
        now = NOW.minus(Duration.ofDays(365));

        retention.enforceIfDue();

        assertThat(server.requests).hasSize(2 * first);
    }

    @Test
    void alertsAreDeletedByTheirOwnTime() throws Exception {
        retention.enforce();

        assertThat(
                        body("POST /tripline-alerts/_delete_by_query")
                                .at("/query/range/@timestamp/lt")
                                .asText())
                .isEqualTo(NOW.minus(Duration.ofDays(400)).toString());
    }

    @Test
    void theLedgerIsKeptAsLongAsTheEventsThatItCounts() throws Exception {
        retention.enforce();

        assertThat(
                        body("POST /tripline-ledger/_delete_by_query")
                                .at("/query/range/@timestamp/lt")
                                .asText())
                .isEqualTo(NOW.minus(RetentionConfig.defaults().events()).toString());
    }

    @Test
    void wherePluginIsThereItGetsAPolicyOnceAndDoesTheWork() throws Exception {
        server.answer("GET /_cat/plugins", "[{\"component\":\"opensearch-index-management\"}]");
        server.answer("PUT /_plugins/_ism/policies/tripline-events", "{}");
        server.answer("POST /_plugins/_ism/add/events-*,tripline-dead-letters", "{}");

        retention.enforce();

        JsonNode policy = body("PUT /_plugins/_ism/policies/tripline-events").get("policy");
        assertThat(policy.at("/states/0/actions/0/rollover/min_index_age").asText())
                .isEqualTo("168h");
        assertThat(policy.at("/ism_template/0/index_patterns").toString())
                .contains(".ds-events-*", ".ds-tripline-dead-letters-*");
        assertThat(policy.at("/states/0/transitions/0/conditions/min_rollover_age").asText())
                .isEqualTo("2160h");
        server.answer("GET /_plugins/_ism/policies/tripline-events", "{}");
        server.requests.clear();
        retention.enforce();
        assertThat(server.requests)
                .noneMatch(each -> each.startsWith("PUT") || each.startsWith("DELETE"))
                .noneMatch(each -> each.endsWith("_rollover"));
    }

    @Test
    void indicesThatDidNotGetThePolicyGetItTheNextTime() throws Exception {
        server.answer("GET /_cat/plugins", "[{\"component\":\"opensearch-index-management\"}]");
        server.answer("PUT /_plugins/_ism/policies/tripline-events", "{}");
        server.once("POST /_plugins/_ism/add/events-*,tripline-dead-letters", 400, "{}");
        assertThatThrownBy(retention::enforce).hasMessageContaining("answers 400");
        server.answer("GET /_plugins/_ism/policies/tripline-events", "{}");
        server.answer("POST /_plugins/_ism/add/events-*,tripline-dead-letters", "{}");
        server.requests.clear();

        retention.enforce();
        retention.enforce();

        assertThat(server.requests)
                .filteredOn(each -> each.startsWith("POST /_plugins/_ism/add"))
                .hasSize(1);
    }

    @Test
    void itLooksAtItsInterval() {
        retention.enforceIfDue();
        int first = server.requests.size();
        now = NOW.plus(Duration.ofMinutes(9));
        retention.enforceIfDue();
        assertThat(server.requests).hasSize(first);
        now = NOW.plus(Duration.ofMinutes(10));
        retention.enforceIfDue();
        assertThat(server.requests).hasSize(2 * first);
    }

    @Test
    void aFailureIsTriedAgainTheNextTime() {
        server.answer("GET /_cat/plugins", "nonsense");
        retention.enforceIfDue();
        server.answer("GET /_cat/plugins", "[]");
        now = NOW.plus(Duration.ofMinutes(10));

        retention.enforceIfDue();

        assertThat(server.requests).contains("POST /tripline-incidents/_delete_by_query");
    }

    private static String index(String name, int daysOld, int documents) {
        return "{\"index\":\".ds-%s\",\"creation.date\":\"%d\",\"docs.count\":\"%d\"}"
                .formatted(name, NOW.minus(Duration.ofDays(daysOld)).toEpochMilli(), documents);
    }

    private JsonNode body(String request) throws Exception {
        return new ObjectMapper().readTree(Objects.requireNonNull(server.bodies.get(request)));
    }
}
