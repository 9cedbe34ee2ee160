package io.tripline.alerting.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An OpenSearch on which somebody has moved things; {@code RealOpenSearchTest} prepares a real one. */
class SchemaTest {
    private static final String ALIAS = "GET /_alias/tripline-alerts";

    private final CannedOpenSearch server = new CannedOpenSearch();
    private final Links links = new Links(server.url());
    private final Schema schema = new Schema(links.link, links.config);

    @BeforeEach
    void everythingIsThere() {
        for (String template :
                List.of(
                        "tripline-events",
                        "tripline-alerts",
                        "tripline-incidents",
                        "tripline-ledger",
                        "tripline-dead-letters")) {
            server.answer("PUT /_index_template/" + template, "{}");
        }
        for (String stream :
                List.of(
                        "events-auth",
                        "events-device",
                        "events-network",
                        "tripline-dead-letters")) {
            server.answer(
                    "GET /_data_stream/" + stream,
                    "{\"data_streams\":[{\"indices\":[{\"index_name\":\".ds-%s-000001\"}]}]}"
                            .formatted(stream));
            server.answer("PUT /.ds-" + stream + "-000001/_mapping", "{}");
        }
        for (String alias : List.of("tripline-alerts", "tripline-incidents", "tripline-ledger")) {
            server.answer("GET /_alias/" + alias, behind(alias, alias + "-000001", false));
            server.answer("PUT /" + alias + "-000001/_mapping", "{}");
        }
    }

    @AfterEach
    void close() {
        links.close();
        server.close();
    }

    @Test
    void anIndexAloneBehindItsAliasIsWrittenTo() throws Exception {
        assertThat(schema.prepare()).isEmpty();
    }

    @Test
    void ofSeveralIndicesTheOneThatIsWrittenToGetsTheNewFields() throws Exception {
        server.answer(
                ALIAS,
                "{%s,%s}"
                        .formatted(
                                inner("tripline-alerts", "tripline-alerts-000001", true),
                                inner("tripline-alerts", "tripline-alerts-000002", false)));

        assertThat(schema.prepare()).isEmpty();
        assertThat(server.requests)
                .contains("PUT /tripline-alerts-000001/_mapping")
                .doesNotContain("PUT /tripline-alerts-000002/_mapping");
    }

    @Test
    void whoeverAnswersWithoutAnIndexIsAskedAgain() throws Exception {
        server.answer(ALIAS, "{}");
        assertThat(schema.prepare().orElseThrow())
                .contains("GET /_alias/tripline-alerts", "opensearch.url");

        server.answer("GET /_data_stream/events-auth", "{\"data_streams\":[]}");
        assertThat(schema.prepare().orElseThrow()).contains("GET /_data_stream/events-auth");
    }

    /** As after an index was added to the alias by hand: OpenSearch would refuse every alert. */
    @Test
    void anAliasOfSeveralIndicesOfWhichNoneIsWrittenToNeedsAPerson() throws Exception {
        server.answer(
                ALIAS,
                "{%s,%s}"
                        .formatted(
                                inner("tripline-alerts", "tripline-alerts-000001", false),
                                inner("tripline-alerts", "tripline-alerts-000002", false)));

        assertThat(schema.prepare())
                .hasValueSatisfying(
                        each ->
                                assertThat(each)
                                        .contains("The alias tripline-alerts", "is_write_index"));
    }

    private static String behind(String alias, String index, boolean written) {
        return "{" + inner(alias, index, written) + "}";
    }

    private static String inner(String alias, String index, boolean written) {
        return "\"%s\":{\"aliases\":{\"%s\":{%s}}}"
                .formatted(index, alias, written ? "\"is_write_index\":true" : "");
    }
}
