package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Status;
import io.tripline.contracts.TriageChangeJson;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.cli.CommandRun;
import io.tripline.deploy.servers.ChildServers.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * People edit alerts through the API while the pipeline revises them and pages go out, on real servers and with a kill in
 * between.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
final class TriageEndToEndTest {
    private static final String MUTES =
            """
            mutes:
              - name: patch-night
                owner: operations
                reason: Hosts are patched.
                expires: 2026-03-03
                rules: [patched]
            """;
    private static final String HOSTILE =
            "=cmd|' /C calc'!A0 <script>alert(1)</script> {{7*7}} ${jndi:ldap://127.0.0.1:1/x} \u001b[2J\u001b]0;owned\u0007"
                    + "\u202eexe one\ntwo\r\nthree\u0000\u200b end";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");

    private Path directory;
    private WebhookReceiver onCall;
    private WebhookReceiver lead;
    private WebhookReceiver chat;
    private ServerSocket stuck;
    private RunningAlerting alerting;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        onCall = new WebhookReceiver();
        lead = new WebhookReceiver();
        chat = new WebhookReceiver();
        // Accepts connections and never answers.
        stuck = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Files.writeString(directory.resolve("mutes.yml"), MUTES);
        Files.writeString(
                directory.resolve("paging.yml"),
                """
            destinations:
              %s
              %s
              %s
              %s
            routes:
              - name: urgent
                when: {rule: urgent}
                to: [stuck, on-call]
                escalate: {after: 2s, to: [lead], repeat: 1}
              - name: grouped
                when: {rule: [grouped, patched]}
                to: chat
                group: incident
              - name: rest
                when: {rule: other}
                to: chat
            """
                        .formatted(
                                destination("on-call", onCall.uri()),
                                destination("lead", lead.uri()),
                                destination("chat", chat.uri()),
                                destination(
                                        "stuck",
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + stuck.getLocalPort()
                                                        + "/"))));
        alerting =
                RunningAlerting.start(
                        directory,
                        "alerting: {paging: %s, mutes: %s}"
                                .formatted(
                                        directory.resolve("paging.yml"),
                                        directory.resolve("mutes.yml")));
    }

    @AfterAll
    void stop() throws IOException {
        alerting.close();
        onCall.close();
        lead.close();
        chat.close();
        stuck.close();
    }

    @Test
    void anEditOutlivesTheNextRevision() throws Exception {
        raise("edited");

        HttpResponse<String> made =
                alerting.patch(
                        "edited", "{\"status\":\"acknowledged\",\"note\":\"On it.\"}", "\"0\"");
        assertThat(made.statusCode()).isEqualTo(200);
        alerting.publish(Topics.ALERTS, "edited", alert("edited", 2));

        JsonNode alert =
                Eventually.within(
                        PATIENCE,
                        () -> alerting.document("/alerts/edited"),
                        each -> each.at("/tripline/alert/revision").asInt() == 2);
        assertThat(alert.path("message").asText()).isEqualTo("ann: revision 2");
        assertThat(alert.at("/tripline/triage/status").asText()).isEqualTo("acknowledged");
        assertThat(alert.at("/tripline/triage/notes/0/text").asText()).isEqualTo("On it.");
        assertThat(alert.at("/tripline/triage/history/0/by").asText()).isEqualTo("local");
        List<TriageChange> told =
                Eventually.within(PATIENCE, () -> changes("edited"), each -> !each.isEmpty());
        assertThat(told).extracting(TriageChange::status).containsOnly(Status.ACKNOWLEDGED);
    }

    @Test
    void aChangeIsToldThoughTheServiceIsKilledBetweenTheDocumentAndTheTopic() throws Exception {
        raise("killed");
        alerting.servers().process(Server.KAFKA).suspend();
        try {
            // The document is written, and the topic can't be told.
            assertThat(
                            alerting.patch("killed", "{\"status\":\"in_progress\"}", "\"0\"")
                                    .statusCode())
                    .isEqualTo(200);
            alerting.service().kill9();
        } finally {
            alerting.servers().process(Server.KAFKA).resume();
        }
        SearchClient search = new SearchClient(alerting.servers().openSearch());
        // Whether Kafka took what lay in its socket or not, nobody could note that it did.
        assertThat(unpublished(search)).isTrue();

        alerting.service().start();

        assertThat(Eventually.within(PATIENCE, () -> unpublished(search), each -> !each)).isFalse();
        List<TriageChange> told = changes("killed");
        assertThat(told).extracting(TriageChange::status).contains(Status.IN_PROGRESS);
        assertThat(told).extracting(TriageChange::version).containsOnly(1L);
    }

    private static boolean unpublished(SearchClient search) throws Exception {
        return search.alert("killed").at("/tripline/triage/unpublished").asBoolean();
    }

    @Test
    void ofManyWhoEditAtTheSameTimeOneWins() throws Exception {
        raise("contested");
        List<Callable<Integer>> editors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String edit = "{\"assignee\":\"analyst-" + i + "\"}";
            editors.add(() -> alerting.patch("contested", edit, "\"0\"").statusCode());
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService all = Executors.newFixedThreadPool(editors.size())) {
            for (Future<Integer> each : all.invokeAll(editors)) {
                statuses.add(each.get());
            }
        }

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(each -> each == 412)).hasSize(7);
        JsonNode triage = alerting.document("/alerts/contested").at("/tripline/triage");
        assertThat(triage.path("version").asInt()).isEqualTo(1);
        assertThat(triage.path("history")).hasSize(1);
    }

    @Test
    void theCommandsShowAndChange() throws Exception {
        raise("shown");
        Path ours = client(alerting.url(), alerting.token());

        CommandRun acknowledged = CommandRun.of(ours, "alerts", "ack", "shown", "nothing");
        assertThat(acknowledged.text()).contains("shown  acknowledged, version 1");
        assertThat(acknowledged.text()).contains("nothing  not changed: There is no alert");
        assertThat(acknowledged.status()).isEqualTo(ExitCode.FAILED.code());

        assertThat(CommandRun.of(ours, "alerts", "list", "--about", "ann").text())
                .contains("acknowledged", "shown", "tripline alerts show ID");
        assertThat(CommandRun.of(ours, "alerts", "show", "shown").text())
                .contains("HIGH  Brute force", "Why", "Evidence", "Call ann.", "History")
                .doesNotContain("\u001b");
        assertThat(CommandRun.of(ours, "incidents", "list").status()).isZero();

        CommandRun nobody =
                CommandRun.of(client("http://127.0.0.1:1", alerting.token()), "alerts", "list");
        assertThat(nobody.status()).isEqualTo(ExitCode.UNAVAILABLE.code());
        assertThat(nobody.text()).contains("is Tripline running");
        CommandRun stranger =
                CommandRun.of(client(alerting.url(), "tripline_wrong"), "alerts", "list");
        assertThat(stranger.status()).isEqualTo(ExitCode.NO_PERMISSION.code());
        assertThat(stranger.text()).contains("tripline tokens new");
    }

    @Test
    void nobodyAcknowledgesSoTheNextIsToldUntilSomebodyDoes() throws Exception {
        alerting.raise("urgent-1", alert("urgent-1", "urgent", "una"));
        alerting.raise("urgent-2", alert("urgent-2", "urgent", "uri"));
        // One of the route's destinations never answers, and nobody notices.
        assertThat(Eventually.within(PATIENCE, () -> about(onCall), each -> each.size() == 2))
                .containsExactlyInAnyOrder("urgent-1", "urgent-2");
        Eventually.within(PATIENCE, () -> about(lead), each -> each.contains("urgent-1"));
        assertThat(alerting.patch("urgent-1", "{\"status\":\"acknowledged\"}", "*").statusCode())
                .isEqualTo(200);

        // The second goes once round, and then once more.
        Eventually.within(
                PATIENCE,
                () -> about(lead),
                each -> each.stream().filter("urgent-2"::equals).count() == 2);

        assertThat(ids(onCall, "urgent-2")).containsExactly("urgent-2-r1", "urgent-2-r1-e2");
        assertThat(ids(lead, "urgent-2")).containsExactly("urgent-2-r1-e1", "urgent-2-r1-e3");
        assertThat(ids(onCall, "urgent-1")).containsExactly("urgent-1-r1");
        assertThat(ids(lead, "urgent-1")).containsExactly("urgent-1-r1-e1");
        assertThat(onCall.refused()).isEmpty();

        assertThat(tripline("notify", "log", "--about", "urgent-2"))
                .contains("on-call", "lead", "204", "delivered", "Nobody acknowledged: step 3.");
        assertThat(tripline("notify", "explain", "urgent-2"))
                .contains(
                        "Route urgent matches: it tells stuck, on-call.",
                        "goes on to lead",
                        "delivered");
    }

    @Test
    void anIncidentsAlertsAreOnePageAndWhatIsMutedIsNone() throws Exception {
        alerting.raise("patched-1", alert("patched-1", "patched", "gus"));
        alerting.raise("grouped-1", alert("grouped-1", "grouped", "gus"));
        List<WebhookReceiver.Delivery> first =
                Eventually.within(PATIENCE, chat::deliveries, each -> !each.isEmpty());
        assertThat(first).extracting(WebhookReceiver.Delivery::kind).containsExactly("trigger");

        alerting.raise("grouped-2", alert("grouped-2", "grouped", "gus"));
        List<WebhookReceiver.Delivery> all =
                Eventually.within(
                        PATIENCE,
                        chat::deliveries,
                        each -> alerts(each.getLast()).contains("grouped-2"));

        assertThat(all).extracting(WebhookReceiver.Delivery::kind).startsWith("trigger", "update");
        assertThat(all).extracting(WebhookReceiver.Delivery::id).doesNotHaveDuplicates();
        assertThat(about(chat)).containsOnly(about(chat).getFirst());
        assertThat(alerts(all.getLast()))
                .containsExactlyInAnyOrder("patched-1", "grouped-1", "grouped-2");

        // An incident of which every alert is muted.
        alerting.raise("patched-2", alert("patched-2", "patched", "quinn"));
        JsonNode muted = alerting.document("/alerts/patched-2");
        assertThat(muted.at("/tripline/mute/name").asText()).isEqualTo("patch-night");
        Eventually.within(
                PATIENCE,
                () -> alerting.document("/incidents?about=quinn").path("items"),
                each -> each.size() == 1);
        alerting.raise("other-1", alert("other-1", "other", "otto"));
        Eventually.within(PATIENCE, () -> about(chat), each -> each.contains("other-1"));
        assertThat(about(chat)).doesNotContain("patched-1", "patched-2");
        assertThat(chat.deliveries())
                .allSatisfy(each -> assertThat(each.alert().toString()).doesNotContain("quinn"));
        assertThat(tripline("notify", "explain", "patched-2"))
                .contains("It is muted", "patch-night", "nobody was told");
    }

    @Test
    void whatAnAttackerWroteIsKeptAsItIsAndHarmlessToLookAt() throws Exception {
        ObjectNode alert = alert("hostile", "hostile", HOSTILE);
        alert.put("message", HOSTILE);
        ((ObjectNode) alert.at("/tripline/alert/evidence/0/fields"))
                .put("process.command_line", HOSTILE + "x".repeat(700_000));
        alerting.raise("hostile", alert);
        String note = new ObjectMapper().createObjectNode().put("note", HOSTILE).toString();
        assertThat(alerting.patch("hostile", note, "*").statusCode()).isEqualTo(200);

        JsonNode stored = alerting.document("/alerts/hostile");
        assertThat(stored.path("message").asText()).isEqualTo(HOSTILE);
        assertThat(stored.at("/user/name").asText()).isEqualTo(HOSTILE);
        assertThat(stored.at("/tripline/triage/notes/0/text").asText()).isEqualTo(HOSTILE);
        assertThat(stored.at("/tripline/alert/evidence/0/fields/process.command_line").asText())
                .hasSize(HOSTILE.length() + 700_000);
        Path ours = client(alerting.url(), alerting.token());
        for (String[] command :
                new String[][] {
                    {"alerts", "show", "hostile"}, {"alerts", "list"}, {"incidents", "list"}
                }) {
            // An incident follows its alert when it is indexed, and lists follow a refresh.
            String text =
                    Eventually.within(
                            PATIENCE,
                            () -> CommandRun.of(ours, command).text(),
                            found -> found.contains("<script>alert(1)</script>"));
            assertThat(text).contains("<script>alert(1)</script>");
            assertThat(text.codePoints().filter(TriageEndToEndTest::steers).toArray()).isEmpty();
            assertThat(text.length()).isLessThan(100_000);
        }
    }

    /** Whether a terminal would obey it. */
    private static boolean steers(int point) {
        return point != '\n'
                && (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT);
    }

    @Test
    void aTryTellsWhatTheDestinationMadeOfIt() throws Exception {
        assertThat(tripline("notify", "test", "lead")).contains("lead took it (204).");
        assertThat(lead.deliveries().getLast().kind()).isEqualTo("test");
        assertThat(tripline("notify", "test", "nobody"))
                .contains("There is no destination nobody; there are:");
    }

    private String tripline(String... arguments) {
        return CommandRun.of(alerting.configuration(), arguments).text();
    }

    /** A configuration of whoever calls the API. */
    private Path client(String url, String token) throws IOException {
        return Files.writeString(
                directory.resolve("client.yml"),
                "api: {client: {url: '%s', token: %s}}".formatted(url, token));
    }

    private static String destination(String name, URI url) {
        return "%s: {kind: json, url: '%s', secret: %s, allow-private: true, timeout: 2s}"
                .formatted(name, url, WebhookReceiver.SECRET);
    }

    /** Of how many pages each is about, in order of arrival. */
    private static List<String> about(WebhookReceiver receiver) {
        return receiver.deliveries().stream()
                .map(each -> each.alert().at("/event/id").asText())
                .toList();
    }

    private static List<String> ids(WebhookReceiver receiver, String alert) {
        return receiver.deliveries().stream()
                .filter(each -> each.alert().at("/event/id").asText().equals(alert))
                .map(WebhookReceiver.Delivery::id)
                .toList();
    }

    /** The alerts of an incident that somebody was paged about. */
    private static List<String> alerts(WebhookReceiver.Delivery delivery) {
        List<String> alerts = new ArrayList<>();
        delivery.alert().at("/tripline/incident/alerts").forEach(each -> alerts.add(each.asText()));
        return alerts;
    }

    private static ObjectNode alert(String id, int revision) {
        return Samples.alertDocument(id, revision, "ann", EIGHT);
    }

    private static ObjectNode alert(String id, String rule, String who) {
        ObjectNode alert = Samples.alertDocument(id, 1, who, EIGHT);
        alert.withObject("/rule").put("id", rule);
        // Evidence from one address would join all of them.
        ((ObjectNode) alert.at("/tripline/alert/evidence/0/fields")).removeAll();
        return alert;
    }

    private void raise(String id) throws Exception {
        alerting.raise(id, alert(id, 1));
    }

    /** What the topic says about an alert, from its beginning. */
    private List<TriageChange> changes(String id) throws Exception {
        List<TriageChange> changes = new ArrayList<>();
        for (byte[] each : alerting.records(Topics.TRIAGE)) {
            TriageChange change = TriageChangeJson.read(each);
            if (change.id().equals(id)) {
                changes.add(change);
            }
        }
        return changes;
    }
}
