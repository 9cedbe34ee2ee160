package io.tripline.alerting.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.RetentionConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.GeoPoint;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.TestProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on a real OpenSearch, and what only its mapping can show. It lies here, beside alerting's package-private
 * types, because this is the module that can start a server.
 */
class RealOpenSearchTest extends OpenSearchContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = UUID.randomUUID().toString();

    @TempDir static Path directory;
    private static @Nullable ChildServers servers;

    @BeforeAll
    static void start() {
        servers = TestProcesses.servers(directory);
        servers.restart(Server.OPENSEARCH);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(servers).close();
        Objects.requireNonNull(servers).discardData();
    }

    @Override
    URI url() {
        return Objects.requireNonNull(servers).openSearch();
    }

    @Override
    JsonNode source(String index, String id) throws Exception {
        links.link.send("POST", "/" + index + "/_refresh", null);
        Answer answer =
                links.link.send(
                        "POST",
                        "/" + index + "/_search",
                        "{\"query\":{\"ids\":{\"values\":[\"" + id + "\"]}}}");
        JsonNode hits = JSON.readTree(answer.body()).at("/hits/hits");
        assertThat(hits).hasSize(1);
        return hits.get(0).get("_source");
    }

    @Override
    void acknowledge(String index, String id) throws Exception {
        Answer answer =
                links.link.send(
                        "POST",
                        "/" + index + "/_update/" + id,
                        "{\"doc\":{\"tripline\":{\"triage\":{\"status\":\"acknowledged\"},"
                                + "\"pages\":[{\"destination\":\"on-call\"}]}}}");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Override
    String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    @Nested
    class OfTriage extends RealTriage {
        @Override
        URI openSearch() {
            return url();
        }
    }

    @Test
    void whatIsDeliveredAgainAfterARolloverIsThereOnce() throws Exception {
        String id = unique("again");
        String late = unique("late");
        EcsEvent event = event(id).build();
        links.delivery.deliver(List.of(item(event)));

        for (int rollover = 0; rollover < 2; rollover++) {
            assertThat(links.link.send("POST", "/events-auth/_rollover", null).isSuccess())
                    .isTrue();
            for (int delivery = 0; delivery < 2; delivery++) {
                links.delivery.deliver(List.of(item(event), item(event(late).build())));
            }
        }

        // Each asserts that there is one document.
        source("events-auth", id);
        source("events-auth", late);
        assertThat(links.deadLetters.letters).isEmpty();
    }

    @Test
    void aDeadLetterOfAnyBytesIsThereOnce() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Received received =
                new Received(
                        "dead-letters",
                        0,
                        RUN.hashCode(),
                        null,
                        bytes,
                        Instant.parse("2026-03-02T08:00:00Z"),
                        "auth",
                        null,
                        "logs.auth-0-5",
                        new Received.Letter("not_utf8", "It is no UTF-8.", "2026-03-02T08:00:01Z"));
        for (int delivery = 0; delivery < 2; delivery++) {
            BulkItems.Made made = BulkItems.deadLetter(received, () -> {});
            links.delivery.deliver(List.of(((BulkItems.Made.Item) made).item()));
        }

        JsonNode source = source(DeadLetterDocument.STREAM, DeadLetterDocument.id(received));
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(source.at("/event/reason").asText()).isEqualTo("not_utf8");
        assertThat(source.at("/tripline/dead_letter/bytes").asInt()).isEqualTo(3_000_000);
    }

    @Test
    void noValueHoweverLongHasItsDocumentRejected() throws Exception {
        String id = unique("long");
        EcsEvent.Builder event = event(id);
        String megabyte = "x".repeat(1_000_000);
        for (EcsField field : EcsField.values()) {
            boolean text =
                    field.type() == EcsField.Type.KEYWORD || field.type() == EcsField.Type.TEXT;
            if (text && !event.has(field)) {
                event.set(field, "y".repeat(40_000));
            }
        }
        event.set(EcsField.EVENT_ORIGINAL, megabyte);
        event.vendor("okta.debugContext.data", megabyte);
        event.vendor("okta.small", "here");
        event.vendor("winlog.list", List.of("a", "z".repeat(40_000)));

        links.delivery.deliver(List.of(item(event.build())));

        assertThat(links.deadLetters.letters).isEmpty();
        JsonNode source = source("events-auth", id);
        assertThat(source.at("/event/original").asText()).hasSize(1_000_000);
        assertThat(source.at("/tripline/unindexed").get("okta.debugContext.data").asText())
                .hasSize(1_000_000);
        assertThat(source.at("/okta/small").asText()).isEqualTo("here");
    }

    @Test
    void everyTypeOfFieldCanBeSearched() throws Exception {
        String id = unique("types");
        EcsEvent event =
                event(id)
                        .set(EcsField.SOURCE_IP, "192.0.2.77")
                        .set(EcsField.SOURCE_GEO_LOCATION, new GeoPoint(51.5, -0.1))
                        .set(EcsField.SOURCE_PORT, 4711L)
                        .set(EcsField.EVENT_RISK_SCORE, 0.5)
                        .set(EcsField.TLS_RESUMED, true)
                        .set(EcsField.MESSAGE, "Accepted password for ann")
                        .set(
                                EcsField.EVENT_CREATED,
                                Instant.parse("2026-03-02T08:00:00.123456789Z"))
                        .vendor("okta.client.zone", "office")
                        .build();

        links.delivery.deliver(List.of(item(event)));

        source("events-auth", id);
        for (String query :
                List.of(
                        "{\"term\":{\"source.ip\":\"192.0.2.0/24\"}}",
                        "{\"geo_distance\":{\"distance\":\"10km\",\"source.geo.location\":\"51.5,-0.1\"}}",
                        "{\"range\":{\"source.port\":{\"gt\":4000}}}",
                        "{\"range\":{\"event.risk_score\":{\"lt\":0.6}}}",
                        "{\"term\":{\"tls.resumed\":true}}",
                        "{\"match\":{\"message\":\"PASSWORD\"}}",
                        "{\"range\":{\"event.created\":{\"gte\":\"2026-03-02T08:00:00Z\"}}}",
                        "{\"term\":{\"okta.client.zone\":\"office\"}}")) {
            assertThat(found(id, query)).as(query).isEqualTo(1);
        }
    }

    @Test
    void receiptsOfPagesStandInTheAlertOnceAlsoIfTheyComeBeforeIt() throws Exception {
        String id = unique("paged");

        links.delivery.deliver(List.of(links.receipt(receipt(id, "on-call"))));
        links.delivery.deliver(List.of(links.alert(Samples.alert(id, 1, Alert.State.RAISED))));
        links.delivery.deliver(
                List.of(links.receipt(receipt(id, "on-call")), links.receipt(receipt(id, "chat"))));

        JsonNode alert = source(BulkItems.ALERTS, id);
        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(alert.path("message").asText()).isEqualTo("ann: revision 1");
        assertThat(alert.at("/tripline/triage/status").asText()).isEqualTo("new");
        assertThat(alert.at("/tripline/pages").size()).isEqualTo(2);
        assertThat(alert.at("/tripline/pages/0/outcome").asText()).isEqualTo("delivered");
        assertThat(alert.at("/tripline/pages/0/status").asInt()).isEqualTo(204);
    }

    private static Received receipt(String alert, String destination) {
        Receipt receipt =
                new Receipt(
                        alert + "-r1",
                        alert,
                        Page.Subject.ALERT,
                        Page.Kind.TRIGGER,
                        destination,
                        "all",
                        "The route all matches.",
                        Receipt.Outcome.DELIVERED,
                        204,
                        "",
                        1,
                        Samples.APPENDED,
                        Samples.APPENDED);
        return new Received(
                "receipts",
                0,
                1,
                alert.getBytes(StandardCharsets.UTF_8),
                receipt.bytes(),
                Samples.APPENDED,
                null,
                null,
                null);
    }

    @Test
    void malformedAddressesAreKeptAndDoNotRejectTheDocument() throws Exception {
        String id = unique("malformed");
        String json =
                "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"ID\",\"created\":\"soon\"},"
                        + "\"source\":{\"ip\":\"010.0.0.1%eth0\",\"port\":\"http\"}}";

        links.delivery.deliver(List.of(links.event(Samples.event(id, json.replace("ID", id)))));

        assertThat(links.deadLetters.letters).isEmpty();
        assertThat(source("events-auth", id).at("/source/port").asText()).isEqualTo("http");
    }

    @Test
    void unknownFieldsAreStoredAndNeverMapped() throws Exception {
        String id = unique("dynamic");
        String json = "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"neverRUN\":{\"seen\":1}}";

        links.delivery.deliver(List.of(links.event(Samples.event(id, json.replace("RUN", RUN)))));

        source("events-auth", id);
        Answer mapping = links.link.send("GET", "/events-auth/_mapping", null);
        assertThat(new String(mapping.body(), StandardCharsets.UTF_8)).doesNotContain("never");
    }

    @Test
    void aBrokenDocumentIsADeadLetterAndItsNeighboursAreIndexed() throws Exception {
        String good = unique("good");
        String bad = unique("bad");

        links.delivery.deliver(
                List.of(
                        links.event(Samples.event(bad, "{\"@timestamp\": tru")),
                        links.event(Samples.event(good)),
                        links.event(Samples.event(unique("timeless"), "{\"source\":{}}"))));

        source("events-auth", good);
        assertThat(links.deadLetters.letters).hasSize(2);
        assertThat(links.deadLetters.letters.getFirst().detail())
                .startsWith("mapper_parsing_exception: failed to parse (json_parse_exception");
    }

    @Test
    void aReadOnlyBlockIsBackPressureUntilItIsLifted() throws Exception {
        String id = unique("blocked");
        links.link.send(
                "PUT",
                "/events-device/_settings",
                "{\"index.blocks.read_only_allow_delete\":true}");
        BulkDelivery delivery =
                mended(
                        "PUT",
                        "/events-device/_settings",
                        "{\"index.blocks.read_only_allow_delete\":null}");
        Received event = Samples.event(id);

        delivery.deliver(
                List.of(
                        links.event(
                                new Received(
                                        "events",
                                        0,
                                        0,
                                        event.key(),
                                        event.value(),
                                        Samples.APPENDED,
                                        "device",
                                        null,
                                        null))));

        source("events-device", id);
        assertThat(links.count("retried", "reason", "blocked")).isEqualTo(1);
        assertThat(links.deadLetters.letters).isEmpty();
    }

    /** As somebody leaves it who adds an index by hand. */
    @Test
    void anAliasWithoutAnIndexToWriteToIsWaitedForUntilItHasOne() throws Exception {
        String id = unique("alert");
        String first = BulkItems.ALERTS + "-000001";
        String second = BulkItems.ALERTS + "-000002";
        String actions =
                "{\"actions\":[{\"add\":{\"index\":\"%s\",\"alias\":\"%s\",\"is_write_index\":%s}},"
                        + "{\"add\":{\"index\":\"%s\",\"alias\":\"%s\",\"is_write_index\":false}}]}";
        links.link.send("PUT", "/" + second, null);
        assertThat(
                        links.link
                                .send(
                                        "POST",
                                        "/_aliases",
                                        actions.formatted(
                                                first,
                                                BulkItems.ALERTS,
                                                "false",
                                                second,
                                                BulkItems.ALERTS))
                                .isSuccess())
                .isTrue();
        BulkDelivery delivery =
                mended(
                        "POST",
                        "/_aliases",
                        actions.formatted(
                                first, BulkItems.ALERTS, "true", second, BulkItems.ALERTS));

        delivery.deliver(List.of(links.alert(Samples.alert(id, 1, Alert.State.RAISED))));

        source(BulkItems.ALERTS, id);
        assertThat(links.count("retried", "reason", "missing")).isEqualTo(1);
        assertThat(links.deadLetters.letters).isEmpty();
        links.link.send("DELETE", "/" + second, null);
    }

    /** A delivery after whose first failure somebody does this. */
    private BulkDelivery mended(String method, String path, String body) {
        return new BulkDelivery(
                links.link,
                links.deadLetters,
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1)),
                _ -> {
                    try {
                        links.link.send(method, path, body);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                links.metrics);
    }

    @Test
    void anOldIndexIsRolledOverAndDeletedWithItsEventsWhenItWasClosedForLong() throws Exception {
        String old = unique("old");
        String young = unique("young");
        links.delivery.deliver(List.of(network(old)));
        links.link.send("POST", "/events-network/_refresh", null);

        retention(rollingOverAfter(Duration.ofMillis(1)), Instant.now()).enforce();
        links.delivery.deliver(List.of(network(young)));

        assertThat(indices("events-network")).hasSize(2);
        source("events-network", old);
        source("events-network", young);
        retention(rollingOverAfter(Duration.ofDays(3_650)), Instant.now().plus(Duration.ofDays(91)))
                .enforce();
        // The last one takes new events, however old it is.
        assertThat(indices("events-network")).hasSize(1);
        source("events-network", young);
        assertThat(
                        JSON.readTree(
                                        links.link
                                                .send(
                                                        "POST",
                                                        "/events-network/_search",
                                                        "{\"query\":{\"ids\":{\"values\":[\"%s\"]}}}"
                                                                .formatted(old))
                                                .body())
                                .at("/hits/hits"))
                .isEmpty();
    }

    @Test
    void alertsThatAreOldAreDeleted() throws Exception {
        String id = unique("alert");
        links.delivery.deliver(List.of(links.alert(Samples.alert(id, 1, Alert.State.RAISED))));
        source(BulkItems.ALERTS, id);

        retention(
                        RetentionConfig.defaults(),
                        Samples.APPENDED.plus(Duration.ofDays(400)).plusSeconds(1))
                .enforce();

        links.link.send("POST", "/" + BulkItems.ALERTS + "/_refresh", null);
        assertThat(links.link.send("GET", "/" + BulkItems.ALERTS + "/_doc/" + id, null).status())
                .isEqualTo(404);
    }

    private static RetentionConfig rollingOverAfter(Duration age) {
        return new RetentionConfig(
                age, 20_000, Duration.ofDays(90), Duration.ofDays(400), Duration.ofMinutes(10));
    }

    private Retention retention(RetentionConfig config, Instant now) {
        return new Retention(links.link, config, () -> now, links.meters);
    }

    private JsonNode indices(String stream) throws Exception {
        return JSON.readTree(links.link.send("GET", "/_data_stream/" + stream, null).body())
                .at("/data_streams/0/indices");
    }

    private BulkItem network(String id) {
        Received event = Samples.event(id);
        return links.event(
                new Received(
                        "events",
                        0,
                        0,
                        event.key(),
                        event.value(),
                        Samples.APPENDED,
                        "network",
                        null,
                        null));
    }

    private int found(String id, String query) throws Exception {
        Answer answer =
                links.link.send(
                        "POST",
                        "/events-auth/_search",
                        "{\"query\":{\"bool\":{\"filter\":[{\"ids\":{\"values\":[\"%s\"]}},%s]}}}"
                                .formatted(id, query));
        return JSON.readTree(answer.body()).at("/hits/total/value").asInt();
    }

    private BulkItem item(EcsEvent event) {
        return links.event(
                Samples.event(
                        event.id(), new String(EcsJson.write(event), StandardCharsets.UTF_8)));
    }

    private static EcsEvent.Builder event(String id) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.parse("2026-03-02T08:00:00.123456789Z"))
                .set(EcsField.EVENT_ID, id)
                .set(EcsField.EVENT_KIND, "event");
    }
}
