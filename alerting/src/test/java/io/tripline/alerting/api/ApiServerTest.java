package io.tripline.alerting.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.triage.KeptDocuments;
import io.tripline.contracts.TriageChange.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API does for somebody who may. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class ApiServerTest {
    @TempDir Path directory;
    private RunningApi api;

    @BeforeEach
    void start() {
        api = new RunningApi(directory);
        api.raise("a1", "ann", RunningApi.NOW);
        api.raise("a2", "bo", RunningApi.NOW.plusSeconds(1));
        api.raise("a3", "ann", RunningApi.NOW.plusSeconds(2));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aListIsNewestFirstAndGoesOnWhereItEnded() throws Exception {
        RunningApi.Answer first = api.get("/api/v1/alerts?limit=2");

        assertThat(first.status()).isEqualTo(200);
        assertThat(ids(first.json())).containsExactly("a3", "a2");
        assertThat(first.json().path("total").asInt()).isEqualTo(3);

        RunningApi.Answer second =
                api.get("/api/v1/alerts?limit=2&cursor=" + first.json().path("next").asText());

        assertThat(ids(second.json())).containsExactly("a1");
        assertThat(second.json().path("next").isNull()).isTrue();
    }

    @Test
    void aCursorOfAnotherSearchIsRefused() throws Exception {
        String cursor = api.get("/api/v1/alerts?limit=1").json().path("next").asText();

        for (String query :
                List.of(
                        "about=ann&cursor=" + cursor,
                        "cursor=x",
                        "cursor=%00",
                        "cursor=MSBhIDEgYg")) {
            assertThat(api.get("/api/v1/alerts?" + query).status()).as(query).isEqualTo(400);
        }
        assertThat(api.get("/api/v1/incidents?cursor=" + cursor).status()).isEqualTo(400);
    }

    @Test
    void aListIsSearched() throws Exception {
        assertThat(ids(api.get("/api/v1/alerts?about=bo").json())).containsExactly("a2");
        assertThat(ids(api.get("/api/v1/alerts?field=user.name:ann").json()))
                .containsExactly("a3", "a1");
        assertThat(
                        ids(
                                api.get(
                                                "/api/v1/alerts?from=2026-03-02T08:00:01Z&until=2026-03-02T08:00:02Z")
                                        .json()))
                .containsExactly("a2");
        assertThat(ids(api.get("/api/v1/alerts?status=new&status=closed&rule=brute-force").json()))
                .hasSize(3);
        assertThat(ids(api.get("/api/v1/alerts?severity_from=74").json())).isEmpty();
        assertThat(
                        ids(
                                api.get(
                                                "/api/v1/alerts?tactic=TA0006&technique=T1110&unassigned=true")
                                        .json()))
                .hasSize(3);
        assertThat(ids(api.get("/api/v1/alerts?q=revision+bo").json())).containsExactly("a2");
        for (String address : List.of("192.0.2.0/24", "2001:db8::/32", "::ffff:192.0.2.1", "::1")) {
            assertThat(api.get("/api/v1/alerts?field=source.ip:" + address).status())
                    .as(address)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=x",
                "limit=1&limit=2",
                "status=solved",
                "status=%22%7D%7D",
                "from=yesterday",
                "signals=yes",
                "severity_from=101",
                "field=ann",
                "field=user.nam:ann",
                "field=:ann",
                "field=message:ann",
                "field=source.ip:*",
                "field=source.ip:a:b",
                "field=source.ip:1.2.3",
                "field=source.ip:010.0.0.1",
                "field=source.ip:256.0.0.1",
                "field=source.ip:192.0.2.0/33",
                "field=_id:a1",
                "query=%7B%22match_all%22:%7B%7D%7D",
                "_source=false",
                "%24where=1"
            })
    void whatIsNoFilterIsRefused(String query) throws Exception {
        RunningApi.Answer answer = api.get("/api/v1/alerts?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("detail").asText()).isNotEmpty();
    }

    @Test
    void oneIsShownWithItsEvidenceAndRawEvents() throws Exception {
        api.documents.events.put(
                "e1", KeptDocuments.parse("{\"event\":{\"id\":\"e1\",\"original\":\"<raw>\"}}"));

        assertThat(api.get("/api/v1/alerts/a1").json().at("/tripline/alert/evidence/0").isObject())
                .isTrue();
        JsonNode events = api.get("/api/v1/alerts/a1/events").json();
        assertThat(events.at("/items/0/event/original").asText()).isEqualTo("<raw>");
        assertThat(events.path("missing")).isEmpty();

        api.documents.events.clear();
        assertThat(api.get("/api/v1/alerts/a1/events").json().at("/missing/0").asText())
                .isEqualTo("e1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/alerts/a9",
                "/api/v1/alerts/a9/triage",
                "/api/v1/alerts/a9/events",
                "/api/v1/alerts/_search%20x",
                "/api/v1/alerts/a1%22",
                "/api/v1/alerts/a1/",
                "/api/v1/alerts/a1/_update",
                "/api/v1/incidents/a1",
                "/api/v1/nothing",
                "/"
            })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        RunningApi.Answer answer = api.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:tripline:problem:not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/alerts/..%2f..%2f_search",
                "/api/v1/alerts/a1%2f_update",
                "/api/v1/alerts/%00",
                "/api/v1/alerts/a1;x=1",
                "/api/v1/alerts/%ff"
            })
    void aPathThatMeansTwoThingsIsRefused(String path) throws Exception {
        RunningApi.Answer answer = api.get(path);

        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void eventsAsLargeAsTheyComeAreGivenAFewAtATimeAndEachOnce() throws Exception {
        ObjectNode alert = Samples.alertDocument("large", 1, "ann", RunningApi.NOW);
        ArrayNode evidence = alert.withObject("/tripline/alert").putArray("evidence");
        for (int i = 0; i < 9; i++) {
            evidence.addObject().put("event.id", "large-" + i);
            api.documents.events.put(
                    "large-" + i,
                    KeptDocuments.parse(
                            "{\"event\":{\"id\":\"large-%d\",\"original\":\"%s\"}}"
                                    .formatted(i, "x".repeat(1 << 20))));
        }
        api.documents.put(Kind.ALERT, "large", alert);

        List<String> seen = new ArrayList<>();
        int pages = 0;
        while (seen.size() < 9) {
            api.get("/api/v1/alerts/large/events?offset=" + seen.size())
                    .json()
                    .path("items")
                    .forEach(each -> seen.add(each.at("/event/id").asText()));
            pages++;
        }

        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 9).mapToObj(each -> "large-" + each).toList());
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aChangeIsMadeOnTheVersionThatWasSeen() throws Exception {
        RunningApi.Answer seen = api.get("/api/v1/alerts/a1/triage");
        assertThat(seen.header("etag")).isEqualTo("\"0\"");

        RunningApi.Answer changed =
                api.send(
                        "PATCH",
                        "/api/v1/alerts/a1/triage",
                        "{\"status\":\"acknowledged\",\"assignee\":\"ann\",\"note\":\"On it.\"}",
                        "If-Match",
                        seen.header("etag"));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).isEqualTo("\"1\"");
        JsonNode now = api.get("/api/v1/alerts/a1").json().at("/tripline/triage");
        assertThat(now.path("status").asText()).isEqualTo("acknowledged");
        assertThat(now.at("/history/0/by").asText()).isEqualTo("ann");
        assertThat(now.at("/notes/0/text").asText()).isEqualTo("On it.");
        assertThat(now.has("unpublished")).isFalse();
    }

    @Test
    void whoeverWasOvertakenIsTold() throws Exception {
        String body = "{\"status\":\"acknowledged\"}";
        api.send("PATCH", "/api/v1/alerts/a1/triage", body, "If-Match", "\"0\"");

        RunningApi.Answer second =
                api.send(
                        "PATCH",
                        "/api/v1/alerts/a1/triage",
                        "{\"status\":\"in_progress\"}",
                        "If-Match",
                        "\"0\"");

        assertThat(second.status()).isEqualTo(412);
        assertThat(second.json().path("detail").asText()).contains("version 1", "changed by ann");
    }

    @Test
    void aChangeWithoutAVersionIsRefusedAndAStarTakesAny() throws Exception {
        String body = "{\"status\":\"acknowledged\"}";

        assertThat(api.send("PATCH", "/api/v1/alerts/a1/triage", body).status()).isEqualTo(428);
        assertThat(
                        api.send("PATCH", "/api/v1/alerts/a1/triage", body, "If-Match", "W/\"0\"")
                                .status())
                .isEqualTo(400);
        assertThat(api.send("PATCH", "/api/v1/alerts/a1/triage", body, "If-Match", "*").status())
                .isEqualTo(200);
    }

    @Test
    void aChangeThatCannotBeMadeSaysWhy() throws Exception {
        RunningApi.Answer answer =
                api.send(
                        "PATCH",
                        "/api/v1/alerts/a1/triage",
                        "{\"status\":\"closed\"}",
                        "If-Match",
                        "*");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("detail").asText()).contains("disposition");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "[]",
                "null",
                "{\"status\":\"solved\"}",
                "{\"status\":null}",
                "{\"status\":1}",
                "{\"colour\":\"red\"}",
                "{\"version\":7}",
                "{\"unpublished\":false}",
                "{\"history\":[]}",
                "{\"tags\":\"vpn\"}",
                "{\"tags\":[1]}",
                "{\"note\":\"\"}",
                "{\"assignee\":\"\"}",
                "{\"status\":\"new\",\"status\":\"closed\"}",
                "{\"status\":\"new\"} {}",
                "{\"status\":[[[[[[[[[[[[]]]]]]]]]]]]}",
                "{\"status\":",
                "{\"note\":1e999999999}"
            })
    void whatIsNoChangeIsRefused(String body) throws Exception {
        RunningApi.Answer answer =
                api.send("PATCH", "/api/v1/alerts/a1/triage", body, "If-Match", "*");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain("colour", "solved");
        assertThat(api.get("/api/v1/alerts/a1/triage").header("etag")).isEqualTo("\"0\"");
    }

    @Test
    void aNoteIsAdded() throws Exception {
        RunningApi.Answer answer =
                api.send("POST", "/api/v1/alerts/a1/notes", "{\"text\":\"=cmd|' /C calc'!A0\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().at("/notes/0/text").asText()).isEqualTo("=cmd|' /C calc'!A0");
        assertThat(api.send("POST", "/api/v1/alerts/a1/notes", "{\"note\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(api.send("POST", "/api/v1/alerts/a1/notes", "{\"text\":7}").status())
                .isEqualTo(400);
    }

    @Test
    void ofManyChangesEachStandsForItself() throws Exception {
        RunningApi.Answer answer =
                api.send(
                        "POST",
                        "/api/v1/alerts/changes",
                        """
                        {"changes": [
                          {"id": "a1", "version": 0, "status": "acknowledged"},
                          {"id": "a2", "version": 7, "status": "acknowledged"},
                          {"id": "a9", "status": "acknowledged"},
                          {"id": "a3", "status": "closed"}]}
                        """);

        assertThat(answer.status()).isEqualTo(200);
        List<Integer> statuses = new ArrayList<>();
        answer.json().path("results").forEach(each -> statuses.add(each.path("status").asInt()));
        assertThat(statuses).containsExactly(200, 412, 404, 422);
        assertThat(answer.json().at("/results/1/problem/type").asText())
                .isEqualTo("urn:tripline:problem:overtaken");
    }

    @Test
    void manyChangesOfWhichOneIsNoneAreAllLeft() throws Exception {
        RunningApi.Answer answer =
                api.send(
                        "POST",
                        "/api/v1/alerts/changes",
                        "{\"changes\":[{\"id\":\"a1\",\"status\":\"acknowledged\"},{\"id\":\"../a2\"}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(api.get("/api/v1/alerts/a1/triage").header("etag")).isEqualTo("\"0\"");
    }

    @Test
    void incidentsAreTriagedInTheSameWay() throws Exception {
        api.documents.put(
                Kind.INCIDENT,
                "i1",
                KeptDocuments.parse(
                        "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"i1\"},\"tripline\":{\"incident\":{\"revision\":1}}}"));

        assertThat(ids(api.get("/api/v1/incidents").json())).containsExactly("i1");
        assertThat(
                        api.send(
                                        "PATCH",
                                        "/api/v1/incidents/i1/triage",
                                        "{\"status\":\"in_progress\"}",
                                        "If-Match",
                                        "\"0\"")
                                .status())
                .isEqualTo(200);
        assertThat(ids(api.get("/api/v1/incidents?status=new").json())).isEmpty();
    }

    @Test
    void aSearchThatOpenSearchRefusesIsTheCallersMatterNotATrouble() throws Exception {
        api.documents.picky(true);

        RunningApi.Answer answer = api.get("/api/v1/alerts?q=x");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains("refuses this search");
    }

    @Test
    void aYearThatNobodyCanSearchIsRefused() throws Exception {
        for (String time : List.of("%2B999999999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z")) {
            assertThat(api.get("/api/v1/alerts?from=" + time).status()).as(time).isEqualTo(400);
        }
        assertThat(api.get("/api/v1/alerts?until=9999-12-31T23:59:59Z").status()).isEqualTo(200);
    }

    @Test
    void whileOpenSearchIsDownTheAnswerSaysSo() throws Exception {
        api.documents.down(true);

        RunningApi.Answer answer = api.get("/api/v1/alerts");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("5");
        assertThat(answer.json().path("detail").asText()).startsWith("OpenSearch does not answer");
        assertThat(api.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void aBugIsToldWithoutItsInsides() throws Exception {
        api.documents.put(
                Kind.ALERT,
                "broken",
                KeptDocuments.parse(
                        "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"broken\"},\"tripline\":{\"triage\":{\"status\":\"odd\"}}}"));

        RunningApi.Answer answer = api.get("/api/v1/alerts/broken");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("Exception", "odd", "at io.");
        assertThat(answer.json().path("request").asText()).isEqualTo(answer.header("x-request-id"));
    }

    @Test
    void whoAmI() throws Exception {
        JsonNode me = api.send(api.request("/api/v1/me", Role.ADMIN).build()).json();

        assertThat(me.path("name").asText()).isEqualTo("ada");
        assertThat(me.path("role").asText()).isEqualTo("admin");
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(each -> ids.add(each.at("/event/id").asText()));
        return ids;
    }
}
