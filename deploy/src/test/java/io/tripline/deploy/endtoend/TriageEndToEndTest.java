package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.paging.Receipt.Outcome;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Status;
import io.tripline.contracts.TriageChangeJson;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.cli.CommandRun;
import io.tripline.deploy.endtoend.FaultyReceivers.Fault;
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
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");

    private Path directory;
    private WebhookReceiver onCall;
    private WebhookReceiver lead;
    private WebhookReceiver chat;
    private WebhookReceiver sound;
    private ServerSocket stuck;
    private FaultyReceivers faulty;
    private RunningAlerting alerting;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        onCall = new WebhookReceiver();
        lead = new WebhookReceiver();
        chat = new WebhookReceiver();
        // Accepts connections and never answers.
        stuck = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        sound = new WebhookReceiver();
        faulty = new FaultyReceivers(directory);
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        Files.writeString(directory.resolve("mutes.yml"), MUTES);
        Files.writeString(
                directory.resolve("paging.yml"),
                """
            fallback: sound
            destinations:
              %s
              %s
              %s
              %s
              %s
            %s
            hours:
              calm: {from: "%s", to: "%s"}
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
              - name: faulty
                when: {rule: faulty}
                to: [fails, stalls, drips, floods, cuts, forges, lures, steals, sound]
              - name: limited
                when: {rule: limited}
                to: sound
                limit: {pages: 1, per: 3s}
              - name: calm
                when: {rule: calm}
                to: sound
                quiet: calm
            """
                        .formatted(
                                destination("on-call", onCall.uri()),
                                destination("lead", lead.uri()),
                                destination("chat", chat.uri()),
                                destination(
                                        "stuck",
                                        URI.create(
                                                "http://127.0.0.1:" + stuck.getLocalPort() + "/")),
                                destination("sound", sound.uri()),
                                faulty.destinations().stripTrailing(),
                                HOUR.format(now.minusHours(1)),
                                HOUR.format(now.plusHours(2))));
        alerting =
                RunningAlerting.start(
                        directory,
                        "alerting: {paging: %s, mutes: %s}\nlogging: {level: debug}"
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
        sound.close();
        faulty.close();
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
        CommandRun.of(ours, "alerts", "note", "shown", "The password is hunter2.");
        assertThat(CommandRun.of(ours, "alerts", "redact", "shown", "1").text())
                .contains("shown  acknowledged, version 3");
        assertThat(CommandRun.of(ours, "alerts", "show", "shown").text())
                .contains("(taken away)")
                .doesNotContain("hunter2");
        assertThat(CommandRun.of(ours, "alerts", "redact", "shown", "2").text())
                .contains("shown  not changed: ");
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
        // Who was told of an incident was told of its alerts.
        String incident = about(chat).getFirst();
        assertThat(tripline("notify", "explain", "grouped-2"))
                .contains("It is part of incident " + incident, "chat", "update", "delivered");
        assertThat(tripline("notify", "explain", incident))
                .contains("grouped-1", "patched-1", "trigger", "delivered");
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

    @Test
    void noReceiverThatFailsBlocksAnotherIsAskedForEverOrMakesUsTellASecret() throws Exception {
        for (int i = 1; i <= 3; i++) {
            String id = "faulty-" + i;
            alerting.publish(Topics.ALERTS, id, alert(id, "faulty", "fay"));
        }
        // Five failures in a row open a destination's breaker; of nobody else.
        List<Fault> failing = Stream.of(Fault.values()).filter(Fault::mayPass).toList();
        String metrics =
                Eventually.within(
                        PATIENCE,
                        () -> alerting.told("/metrics"),
                        found ->
                                failing.stream()
                                        .allMatch(each -> isOpen(found, each.destination())));
        assertThat(failing).allMatch(each -> isOpen(metrics, each.destination()));
        assertThat(isOpen(metrics, "sound")).isFalse();
        alerting.publish(Topics.ALERTS, "faulty-4", alert("faulty-4", "faulty", "fay"));
        Eventually.within(
                PATIENCE, () -> triggered(sound, "faulty-"), each -> each.contains("faulty-4"));
        assertThat(triggered(sound, "faulty-"))
                .containsExactlyInAnyOrder("faulty-1", "faulty-2", "faulty-3", "faulty-4");
        assertThat(alerting.told("/health/ready")).doesNotContain("waits");

        // Each ends, with its reason, and somebody else hears of it.
        int pages = 4 * Fault.values().length;
        List<Receipt> undelivered =
                Eventually.within(PATIENCE, this::undelivered, each -> each.size() == pages);
        assertThat(undelivered).hasSize(pages);
        for (Fault fault : Fault.values()) {
            assertThat(undelivered)
                    .filteredOn(each -> each.destination().equals(fault.destination()))
                    .hasSize(4)
                    .anySatisfy(each -> assertThat(each.reason()).isEqualTo(fault.reason))
                    .allSatisfy(
                            each -> {
                                assertThat(each.reason()).isIn(fault.reason, "not_tried");
                                assertThat(each.outcome())
                                        .isEqualTo(
                                                fault.mayPass()
                                                        ? Outcome.EXPIRED
                                                        : Outcome.REJECTED);
                                assertThat(each.attempts()).isLessThan(100);
                            });
            if (fault == Fault.FORGES) {
                assertThat(faulty.requests(fault)).isZero();
            } else {
                assertThat(faulty.requests(fault)).isBetween(4, 400);
            }
        }
        Map<String, JsonNode> notices =
                Eventually.within(
                        PATIENCE,
                        this::notices,
                        each ->
                                each.size() == Fault.values().length
                                        && each.values().stream()
                                                .allMatch(all -> all.path("count").asInt() == 4));
        assertThat(notices)
                .hasSize(Fault.values().length)
                .allSatisfy(
                        (_, each) ->
                                assertThat(each.path("alerts").findValuesAsText("event.id"))
                                        .containsExactlyInAnyOrder(
                                                "faulty-1", "faulty-2", "faulty-3", "faulty-4"));
        List<WebhookReceiver.Delivery> told = of(sound, "undelivered", "");
        assertThat(told).extracting(WebhookReceiver.Delivery::id).doesNotHaveDuplicates();
        // One at once, one of all, and perhaps one between: not one for every page.
        assertThat(told).hasSizeLessThanOrEqualTo(3 * Fault.values().length);
        // Every attempt carried the same id.
        assertThat(faulty.ids())
                .containsExactlyInAnyOrder(
                        "faulty-1-r1", "faulty-2-r1", "faulty-3-r1", "faulty-4-r1");
        assertThat(faulty.lured()).as("redirects that were followed").isZero();
        assertThat(faulty.flooded())
                .as("bytes of ten megabytes that were read")
                .isLessThan(8 << 20);

        assertThat(tripline("notify", "explain", "faulty-4"))
                .containsPattern("cuts .*expired")
                .containsPattern("sound .*undelivered-cuts-\\d+ .*delivered");

        StringBuilder written = new StringBuilder(Files.readString(alerting.log()));
        for (String path : List.of("/metrics", "/health/ready", "/health/live")) {
            written.append(alerting.told(path));
        }
        for (String topic :
                List.of(Topics.PAGES, Topics.RECEIPTS, Topics.PAGING, Topics.DEAD_LETTERS)) {
            alerting.records(topic).stream()
                    .filter(each -> each != null)
                    .forEach(each -> written.append(new String(each, UTF_8)));
        }
        written.append(alerting.document("/alerts/faulty-1"))
                .append(tripline("notify", "log"))
                .append(tripline("notify", "explain", "faulty-1"));
        String all = written.toString();
        assertThat(all.contains("A destination did not take a page")).isTrue();
        assertThat(FaultyReceivers.SECRETS).filteredOn(all::contains).isEmpty();
        assertThat(all.contains(alerting.token())).isFalse();
    }

    /** By destination, the newest word on what all together it was not told. */
    private Map<String, JsonNode> notices() {
        Map<String, JsonNode> notices = new TreeMap<>();
        for (WebhookReceiver.Delivery each : of(sound, "undelivered", "")) {
            JsonNode told = each.alert().at("/tripline/undelivered");
            if (!told.isMissingNode()) {
                notices.put(told.path("destination").asText(), told);
            }
        }
        return notices;
    }

    private static boolean isOpen(String metrics, String destination) {
        return metrics.contains(
                "tripline_alerting_webhook_breaker_open{destination=\"" + destination + "\"} 1.0");
    }

    private List<Receipt> undelivered() throws Exception {
        List<Receipt> undelivered = new ArrayList<>();
        for (byte[] each : alerting.records(Topics.RECEIPTS)) {
            Receipt receipt = Receipt.read(each);
            if (receipt.about().startsWith("faulty-") && receipt.outcome() != Outcome.DELIVERED) {
                undelivered.add(receipt);
            }
        }
        return undelivered;
    }

    @Test
    void whatARouteMayNotTellNowIsHeldBackAndSummedUp() throws Exception {
        for (int i = 1; i <= 3; i++) {
            alerting.publish(
                    Topics.ALERTS, "limited-" + i, alert("limited-" + i, "limited", "lia"));
        }
        alerting.raise("calm-1", alert("calm-1", "calm", "cal"));

        List<WebhookReceiver.Delivery> summaries =
                Eventually.within(
                        PATIENCE, () -> of(sound, "summary", ""), each -> !each.isEmpty());

        assertThat(triggered(sound, "limited-")).hasSize(1);
        assertThat(summaries).hasSize(1);
        assertThat(summaries.getFirst().alert().path("message").asText())
                .isEqualTo("2 alerts were held back by the route limited: 2 × Brute force.");
        assertThat(triggered(sound, "calm-")).isEmpty();
        assertThat(alerting.told("/metrics"))
                .contains("tripline_alerting_paging_decisions_total{decision=\"held_back\"} 3.0");
        assertThat(tripline("notify", "explain", "calm-1"))
                .contains("Route calm matches", "It is in its quiet hours until");
    }

    /** What a receiver got of a kind, about what begins like this. */
    private static List<WebhookReceiver.Delivery> of(
            WebhookReceiver receiver, String kind, String about) {
        return receiver.deliveries().stream()
                .filter(each -> each.kind().equals(kind))
                .filter(each -> each.alert().at("/event/id").asText().startsWith(about))
                .toList();
    }

    private static List<String> triggered(WebhookReceiver receiver, String about) {
        return of(receiver, "trigger", about).stream()
                .map(each -> each.alert().at("/event/id").asText())
                .toList();
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
