package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.form.TemplateForm;
import io.tripline.alerting.paging.Page;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form against a receiver that refuses what the vendor's documentation does not allow. */
@Timeout(60)
class VendorTest {
    private static final String HOSTILE =
            "<!channel> <script>alert(1)</script> ${jndi:ldap://127.0.0.1:1/x} \"\\ \r\nPOST /x \u001b[31m \u202e"
                    + " {{7*7}} *_~`[x](https://example.com) \ufffe\uffff ";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> LINKS =
            Map.of("Alert", "https://tripline.example.com/alerts/{id}");

    @ParameterizedTest
    @EnumSource
    void takes_every_kind_of_page_about_ordinary_alerts(Vendor vendor) throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            for (Page.Kind kind : Page.Kind.values()) {
                assertThat(post(running, vendor, page(kind, ordinary())))
                        .as(kind.name() + " " + running.problems)
                        .isInstanceOf(Attempt.Accepted.class);
            }
            assertThat(running.problems).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takes_every_kind_of_page_about_incidents(Vendor vendor) throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            for (Page.Kind kind : List.of(Page.Kind.TRIGGER, Page.Kind.UPDATE, Page.Kind.RESOLVE)) {
                assertThat(post(running, vendor, page(kind, incident("high", "ann", "bo"))))
                        .as(kind.name() + " " + running.problems)
                        .isInstanceOf(Attempt.Accepted.class);
                assertThat(post(running, vendor, page(kind, incident("high", HOSTILE.repeat(50)))))
                        .as(kind.name() + " " + running.problems)
                        .isInstanceOf(Attempt.Accepted.class);
            }
            assertThat(running.bodies.getFirst().toString())
                    .contains("ann", "bo", "Brute force: ann: revision 1")
                    // What is to be done about the gravest.
                    .contains("Lock ann.")
                    .doesNotContain("1. Lock", "Wait.");
        }
    }

    @Test
    void an_incident_that_grows_stays_one_alert_of_alertmanager() throws Exception {
        try (Vendor.Running running = Vendor.ALERTMANAGER.new Running()) {
            post(running, Vendor.ALERTMANAGER, page(Page.Kind.TRIGGER, incident("high", "ann")));
            post(
                    running,
                    Vendor.ALERTMANAGER,
                    page(Page.Kind.RESOLVE, incident("critical", "ann", "bo")));

            assertThat(running.bodies.get(1).at("/0/labels"))
                    .isEqualTo(running.bodies.getFirst().at("/0/labels"));
            assertThat(running.bodies.get(1).at("/0/annotations/severity").asText())
                    .isEqualTo("critical");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_what_another_destination_was_not_told_and_which_of_it_is_gravest(Vendor vendor)
            throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            assertThat(post(running, vendor, undelivered("ann: guessed")))
                    .as(running.problems.toString())
                    .isInstanceOf(Attempt.Accepted.class);
            assertThat(post(running, vendor, undelivered(HOSTILE.repeat(50))))
                    .as(running.problems.toString())
                    .isInstanceOf(Attempt.Accepted.class);

            assertThat(running.bodies.getFirst().toString())
                    .contains("12 for on-call")
                    .contains("Since 2026-03-02 03:00:00 UTC, 12 times until 03:40:00")
                    .contains("CRITICAL ann: guessed")
                    .contains("Look after on-call")
                    .contains("https://tripline.example.com/alerts/a7");
        }
    }

    @Test
    void notices_of_what_was_not_delivered_stay_one_alert_of_alertmanager() throws Exception {
        try (Vendor.Running running = Vendor.ALERTMANAGER.new Running()) {
            post(running, Vendor.ALERTMANAGER, page(Page.Kind.UNDELIVERED, ordinary()));
            post(running, Vendor.ALERTMANAGER, undelivered("ann: guessed"));

            assertThat(running.bodies.get(1).at("/0/labels"))
                    .isEqualTo(running.bodies.getFirst().at("/0/labels"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takes_what_an_attacker_has_written_as_long_as_he_likes(Vendor vendor) throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            for (Page.Kind kind : Page.Kind.values()) {
                assertThat(post(running, vendor, page(kind, hostile())))
                        .as(kind.name() + " " + running.problems)
                        .isInstanceOf(Attempt.Accepted.class);
            }
            for (JsonNode each : running.bodies) {
                assertThat(each.toString()).doesNotContain("\\u001b").doesNotContain("\u202e");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_what_happened_to_whom_since_when_with_evidence_what_to_do_and_where_to_look(
            Vendor vendor) throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            post(running, vendor, page(Page.Kind.TRIGGER, ordinary()));

            assertThat(running.bodies.getFirst().toString())
                    .contains("Somebody guessed the password of ann.")
                    .contains("192.0.2.1")
                    .contains("Since 2026-03-02 08:00:00 UTC")
                    .contains("08:00:07")
                    .contains("Call ann.")
                    .doesNotContain("Then reset")
                    .contains("https://tripline.example.com/alerts/a1");
        }
    }

    @Test
    void pagerduty_triggers_acknowledges_and_resolves_one_dedup_key() throws Exception {
        try (Vendor.Running running = Vendor.PAGERDUTY.new Running()) {
            for (Page.Kind kind :
                    List.of(Page.Kind.TRIGGER, Page.Kind.ACKNOWLEDGE, Page.Kind.RESOLVE)) {
                post(running, Vendor.PAGERDUTY, page(kind, ordinary()));
            }

            assertThat(running.bodies)
                    .extracting(each -> each.path("event_action").asText())
                    .containsExactly("trigger", "acknowledge", "resolve");
            assertThat(running.bodies)
                    .extracting(each -> each.path("dedup_key").asText())
                    .containsOnly("tripline-a1");
        }
    }

    @Test
    void opsgenie_is_created_acknowledged_and_closed_under_one_alias() throws Exception {
        try (Vendor.Running running = Vendor.OPSGENIE.new Running()) {
            for (Page.Kind kind :
                    List.of(Page.Kind.TRIGGER, Page.Kind.ACKNOWLEDGE, Page.Kind.RESOLVE)) {
                post(running, Vendor.OPSGENIE, page(kind, ordinary()));
            }

            assertThat(running.paths)
                    .containsExactly(
                            "/v2/alerts",
                            "/v2/alerts/tripline-a1/acknowledge?identifierType=alias",
                            "/v2/alerts/tripline-a1/close?identifierType=alias");
        }
    }

    @Test
    void what_is_new_is_a_note_at_opsgenie_where_a_known_alias_would_only_be_counted()
            throws Exception {
        try (Vendor.Running running = Vendor.OPSGENIE.new Running()) {
            post(running, Vendor.OPSGENIE, page(Page.Kind.UPDATE, incident("critical", "ann")));

            assertThat(running.paths)
                    .containsExactly("/v2/alerts/tripline-i1/notes?identifierType=alias");
            assertThat(running.bodies.getFirst().path("note").asText())
                    .contains("CRITICAL: Incident of 1 alerts", "ann: three rules");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PAGERDUTY", "OPSGENIE"})
    void a_name_that_nobody_can_see_leaves_no_field_empty(Vendor vendor) throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            assertThat(
                            post(
                                    running,
                                    vendor,
                                    page(Page.Kind.TRIGGER, alert("m", "\u200b\u2060", "r", 5))))
                    .as(running.problems.toString())
                    .isInstanceOf(Attempt.Accepted.class);

            assertThat(running.problems).isEmpty();
            assertThat(
                            running.bodies.getFirst().at("/payload/source").asText()
                                    + running.bodies.getFirst().path("entity").asText())
                    .isEqualTo("tripline");
        }
    }

    @Test
    void an_alert_whose_level_changes_stays_one_alert_of_alertmanager() throws Exception {
        try (Vendor.Running running = Vendor.ALERTMANAGER.new Running()) {
            post(running, Vendor.ALERTMANAGER, page(Page.Kind.TRIGGER, ordinary()));
            post(running, Vendor.ALERTMANAGER, page(Page.Kind.RESOLVE, ofLevel("critical")));

            assertThat(running.bodies.get(1).at("/0/labels"))
                    .isEqualTo(running.bodies.getFirst().at("/0/labels"));
            assertThat(running.bodies.get(1).at("/0/annotations/severity").asText())
                    .isEqualTo("critical");
        }
    }

    @Test
    void a_template_is_posted_with_its_content_type_and_its_secret() throws Exception {
        try (Receiver receiver = new Receiver()) {
            DestinationConfig.Template target =
                    new DestinationConfig.Template(
                            receiver.url(),
                            "application/x-www-form-urlencoded",
                            "title={{title}}&id={{id}}",
                            Optional.of(Secret.of("Bearer x")));

            assertThat(post(target, page(Page.Kind.TRIGGER, ordinary())))
                    .isInstanceOf(Attempt.Accepted.class);

            Receiver.Request request = receiver.requests.getFirst();
            assertThat(request.headers().getFirst("content-type"))
                    .startsWith("application/x-www-form-urlencoded");
            assertThat(request.headers().get("authorization")).containsExactly("Bearer x");
            assertThat(new String(request.body(), UTF_8))
                    .isEqualTo("title=HIGH%3A+Brute+force&id=a1-r1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_test_leaves_nothing_open(Vendor vendor) throws Exception {
        try (Vendor.Running running = vendor.new Running()) {
            Trial trial =
                    Trial.of(config(vendor.target(running.url())), LINKS, () -> Samples.APPENDED);

            assertThat(trial.taken()).isTrue();
            assertThat(running.problems).isEmpty();
            boolean keeps =
                    List.of(Vendor.PAGERDUTY, Vendor.OPSGENIE, Vendor.ALERTMANAGER)
                            .contains(vendor);
            assertThat(running.bodies).hasSize(keeps ? 2 : 1);
            if (vendor == Vendor.PAGERDUTY) {
                assertThat(running.bodies.get(1).path("event_action").asText())
                        .isEqualTo("resolve");
            }
            for (String identity : List.of("/dedup_key", "/0/labels")) {
                assertThat(running.bodies.getLast().at(identity))
                        .isEqualTo(running.bodies.getFirst().at(identity));
            }
            if (vendor == Vendor.OPSGENIE) {
                assertThat(running.paths.getLast())
                        .contains(running.bodies.getFirst().path("alias").asText() + "/close");
            }
        }
    }

    @Test
    void opsgenie_text_is_no_html() throws Exception {
        try (Vendor.Running running = Vendor.OPSGENIE.new Running()) {
            for (Page.Kind kind : Page.Kind.values()) {
                post(running, Vendor.OPSGENIE, page(kind, hostile()));
            }
            for (JsonNode each : running.bodies) {
                assertThat(
                                each.path("message").asText()
                                        + each.path("description")
                                        + each.path("note"))
                        .doesNotContain("<");
            }
            assertThat(running.bodies.getFirst().path("description").asText())
                    .contains("&lt;script&gt;");
        }
    }

    @Test
    void slack_text_calls_nobody() throws Exception {
        try (Vendor.Running running = Vendor.SLACK.new Running()) {
            post(running, Vendor.SLACK, page(Page.Kind.TRIGGER, hostile()));

            JsonNode body = running.bodies.getFirst();
            assertThat(body.path("text").asText()).contains("&lt;!channel&gt;").doesNotContain("<");
            assertThat(body.findValuesAsText("type")).doesNotContain("mrkdwn");
        }
    }

    @Test
    void a_template_escapes_every_value_for_its_format() throws Exception {
        DestinationConfig.Template template =
                template("application/json", "{\"text\": \"{{title}} {{message}}\"}");

        byte[] body = Form.of(template, LINKS).request(page(Page.Kind.TRIGGER, hostile())).body();

        assertThat(JSON.readTree(body).size()).isEqualTo(1);
        assertThat(
                        new String(
                                Form.of(template("text/html", "<p>{{message}}</p>"), LINKS)
                                        .request(page(Page.Kind.TRIGGER, hostile()))
                                        .body(),
                                UTF_8))
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
        assertThat(
                        new String(
                                Form.of(
                                                template(
                                                        "application/x-www-form-urlencoded",
                                                        "a={{message}}&b=1"),
                                                LINKS)
                                        .request(page(Page.Kind.TRIGGER, hostile()))
                                        .body(),
                                UTF_8))
                .matches("a=[^&]*&b=1");
        assertThat(
                        text(
                                Form.of(
                                                template(
                                                        "application/xml",
                                                        "<m who='{{#who}}{{value}}{{/who}}'>{{message}}</m>"),
                                                LINKS)
                                        .request(page(Page.Kind.TRIGGER, hostile()))
                                        .body()))
                .contains("<script>");
    }

    /** All of an XML document's text; fails where it is not well-formed. */
    private static String text(byte[] xml) throws Exception {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return parsers.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement()
                .getTextContent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"{{{message}}}\"}",
                "{\"a\": \"{{&message}}\"}",
                "{\"a\": \"{{nothing}}\"}",
                "{\"a\": \"{{#who}}\"}",
                "{\"a\": \"{{#who}}{{nothing}}{{/who}}\"}",
                "{\"a\": \"{{#links}}{{address}}{{/links}}\"}",
                "{\"a\": {{message}}}",
                // In an alert the first step is whatever stands in its runbook.
                "{\"a\": 1{{first}}}",
                // Of one line of evidence, or of a page with links, all is well.
                "{\"e\":[{{#evidence}}\"{{.}}\"{{/evidence}}]}",
                "{\"l\":[{{#links}}\"{{url}}\"{{/links}}]}",
                "{\"a\": 1{{^links}}{{nothing}}{{/links}}}",
                "{\"a\": 1{{^who}}, \"b\": {{message}}{{/who}}}",
                "{{#links}}{{#-first}}{\"a\": 1}{{/-first}}{{/links}}",
                // Only where there is evidence about nobody.
                "[{{#who}}1{{^-last}},{{/-last}}{{/who}}{{#evidence}},1{{/evidence}}]",
                "{{=<% %>=}}{\"a\": 1}",
                "{\"a\": \"{{>b}}\"}"
            })
    void a_template_that_would_not_escape_or_is_broken_is_refused(String body) {
        assertThat(TemplateForm.problems(template("Application/JSON", body))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>{{message}}",
                "<a>{{message}}</b>",
                "{{message}}",
                "<a>&nbsp;{{message}}</a>",
                "<!DOCTYPE a SYSTEM \"file:///etc/hostname\"><a>&b;</a>",
                // Two roots, but only of a page with several lines of evidence, and none without.
                "{{#evidence}}<a>{{.}}</a>{{/evidence}}"
            })
    void a_template_that_makes_no_xml_is_refused(String body) {
        assertThat(TemplateForm.problems(template("Application/XML", body)))
                .singleElement()
                .asString()
                .startsWith("the template does not make well-formed XML: ")
                .doesNotContain("\n");
        assertThat(TemplateForm.problems(template("text/html", body))).isEmpty();
    }

    @Test
    void a_good_template_of_xml_has_no_problems() {
        String body =
                "<?xml version=\"1.0\"?><a t='{{title}}'>{{message}}{{#evidence}}<e>{{.}}</e>{{/evidence}}</a>";

        assertThat(TemplateForm.problems(template("text/xml; charset=utf-8", body))).isEmpty();
    }

    @Test
    void a_good_template_has_no_problems_and_may_repeat_what_there_is_more_of() {
        assertThat(
                        TemplateForm.problems(
                                template(
                                        "application/json",
                                        "{\"t\":\"{{title}}\",\"e\":\"{{#evidence}}{{.}} {{/evidence}}{{#who}}{{field}}={{value}} {{/who}}\"}")))
                .isEmpty();
    }

    @Test
    void a_list_of_json_may_be_as_long_as_it_is() throws Exception {
        DestinationConfig.Template template =
                template(
                        "application/json",
                        "[{{#evidence}}\"{{.}}\"{{^-last}}, {{/-last}}{{/evidence}}]");

        assertThat(TemplateForm.problems(template)).isEmpty();
        byte[] body = Form.of(template, LINKS).request(page(Page.Kind.TRIGGER, ordinary())).body();
        assertThat(JSON.readTree(body).size()).isEqualTo(3);
    }

    private static DestinationConfig.Template template(String contentType, String body) {
        return new DestinationConfig.Template(
                URI.create("https://example.com/"), contentType, body, Optional.empty());
    }

    private static Attempt post(Vendor.Running running, Vendor vendor, Page page) throws Exception {
        return post(vendor.target(running.url()), page);
    }

    private static DestinationConfig config(DestinationConfig.Web target) {
        DestinationConfig.Delivery usual = DestinationConfig.Delivery.usual();
        return new DestinationConfig(
                "vendor",
                target,
                new DestinationConfig.Delivery(
                        true,
                        false,
                        usual.timeout(),
                        1,
                        usual.retryFirst(),
                        usual.retryLongest(),
                        usual.giveUpAfter()));
    }

    private static Attempt post(DestinationConfig.Web target, Page page) throws Exception {
        DestinationConfig config = config(target);
        try (Poster poster =
                new Poster(
                        config,
                        Form.of((DestinationConfig.Web) config.target(), LINKS),
                        InetAddress::getAllByName,
                        () -> Samples.APPENDED)) {
            return poster.post(page);
        }
    }

    private static Page page(Page.Kind kind, Alert alert) {
        boolean summary = kind == Page.Kind.SUMMARY || kind == Page.Kind.TEST;
        return new Page(
                "a1-r1",
                "a1",
                summary ? Page.Subject.SUMMARY : Page.Subject.ALERT,
                1,
                kind,
                "vendor",
                "all",
                "The route all matches.",
                Samples.APPENDED,
                kind == Page.Kind.TRIGGER ? "" : alert.message(),
                summary
                        ? "{\"message\":\"3 alerts were held back.\"}".getBytes(UTF_8)
                        : AlertJson.write(alert));
    }

    /** A notice of twelve pages, of which the gravest is named. */
    private static Page undelivered(String message) {
        ObjectNode document = JSON.createObjectNode().put("message", "Twelve pages.");
        ObjectNode own = document.putObject("tripline").putObject("undelivered");
        own.put("destination", "on-call")
                .put("count", 12)
                .put("level", "critical")
                .put("first", "2026-03-02T03:00:00Z")
                .put("last", "2026-03-02T03:40:00Z");
        own.putArray("alerts")
                .addObject()
                .put("event.id", "a7")
                .put("level", "critical")
                .put("message", message);
        return new Page(
                "a1-n2",
                "a1",
                Page.Subject.SUMMARY,
                2,
                Page.Kind.UNDELIVERED,
                "vendor",
                "all",
                "The destination on-call was not told.",
                Samples.APPENDED,
                "",
                document.toString().getBytes(UTF_8));
    }

    private static Page page(Page.Kind kind, Incident incident) {
        return new Page(
                "i1-r1",
                "i1",
                Page.Subject.INCIDENT,
                1,
                kind,
                "vendor",
                "all",
                "The route all matches.",
                Samples.APPENDED,
                "",
                IncidentJson.write(incident));
    }

    private static Incident incident(String level, String... persons) {
        return new Incident(
                "i1",
                1,
                Incident.Status.OPEN,
                null,
                new Incident.Gravity(Samples.APPENDED, Samples.APPENDED, 45, level, 73),
                persons[0] + ": three rules",
                1,
                List.of("a1"),
                Stream.of(persons)
                        .map(each -> new Incident.Entity(Incident.Kind.PERSON, each, 45, 1, false))
                        .toList(),
                List.of(),
                List.of(
                        step("critical", persons, "1. Lock " + persons[0] + "."),
                        step("low", persons, "Wait."),
                        step(level, persons, "")),
                List.of());
    }

    private static Incident.Step step(String level, String[] persons, String first) {
        return new Incident.Step(
                Samples.APPENDED,
                Samples.APPENDED,
                "a1",
                "brute-force",
                "Brute force",
                level,
                persons[0] + ": revision 1",
                1,
                List.of("Credential Access"),
                List.of("T1110"),
                List.of(persons),
                first);
    }

    private static Alert ordinary() {
        return alert(
                "Somebody guessed the password of ann.", "ann", "Call ann.\nThen reset it.", 5);
    }

    private static Alert ofLevel(String level) {
        Alert alert = ordinary();
        Alert.Rule rule = alert.rule();
        return new Alert(
                alert.id(),
                new Alert.Rule(rule.id(), rule.title(), "v2", level, 95, List.of(), List.of()),
                alert.entity(),
                alert.occurrence(),
                alert.message(),
                alert.runbook(),
                alert.values(),
                alert.evidence());
    }

    private static Alert hostile() {
        String much = HOSTILE.repeat(400);
        return alert(much, HOSTILE.repeat(50), much, 100);
    }

    private static Alert alert(String message, String user, String runbook, int events) {
        Instant time = Samples.APPENDED;
        List<Alert.Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            evidence.add(
                    Alert.Evidence.of(
                            "e" + i,
                            time.plusSeconds(7L * i / (events - 1)),
                            "logs.auth-0-" + i,
                            Map.of("source.ip", "192.0.2.1", "user.name", user)));
        }
        return new Alert(
                "a1",
                new Alert.Rule(
                        "brute-force", "Brute force", "v1", "high", 75, List.of(), List.of()),
                new TreeMap<>(Map.of(EcsField.USER_NAME, user)),
                new Alert.Occurrence(time, time.plusSeconds(7), 6, 1, false, Alert.State.RAISED),
                message,
                runbook,
                new TreeMap<>(),
                evidence);
    }
}
