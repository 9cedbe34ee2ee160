package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tripline.alerting.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Colours NONE = new Colours(false);

    /** What people and their programs have been attacked with, in one text. */
    private static final String HOSTILE =
            "=cmd|' /C calc'!A0 <script>alert(1)</script> {{7*7}} ${jndi:ldap://127.0.0.1:1/x} \u001b[2J\u001b]0;owned\u0007\u009b31m"
                    + "\u202eexe\u2066 one\ntwo\r\nthree\u0000\u200b end";

    @Test
    void anAlertIsToldAsAWhole() {
        ObjectNode alert =
                Samples.alertDocument("a1", 1, "ann", Instant.parse("2026-03-02T08:00:00Z"));
        ((ObjectNode) alert.at("/tripline/alert/values")).put("threshold_failures", 5);
        ((ObjectNode) alert.get("tripline"))
                .set(
                        "triage",
                        parse(
                                """
                                {"status": "acknowledged", "assignee": "bo", "tags": ["vpn"], "version": 1,
                                 "notes": [{"at": "2026-03-02T08:02:00Z", "by": "bo", "text": "Called ann."}],
                                 "history": [{"at": "2026-03-02T08:02:00Z", "by": "bo", "what": "status", "from": "new", "to": "acknowledged"}]}
                                """));

        assertThat(Story.ofAlert(alert, NONE))
                .isEqualTo(
                        """
                        HIGH  Brute force  alert a1
                        ann: revision 1

                          when      2026-03-02 08:00:00 to 2026-03-02 08:00:00 UTC, 1 time
                          entity    user.name=ann
                          rule      brute-force  Credential Access  T1110 Brute Force
                          status    acknowledged, bo works on it, tags vpn

                        Why
                          value        threshold
                          failures  6  5

                        Evidence
                          time (UTC)           event  fields
                          2026-03-02 08:00:00  e1     source.ip=192.0.2.1

                        What to do next
                          Call ann.

                        Notes
                          1  2026-03-02 08:02:00  bo
                          Called ann.

                        History
                          time (UTC)           who  what    from  to
                          2026-03-02 08:02:00  bo   status  new   acknowledged
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"accounts": 2, "threshold": 2}                                 | accounts=threshold
                    {"failures": 30, "accounts": 1, "threshold": 30}                | failures=threshold
                    {"failures": 30, "accounts": 40, "threshold": 30}               |
                    {"bytes": 9, "threshold_bytes": 5}                              | bytes=threshold_bytes
                    {"a": 9, "b": 8, "a_threshold": 5, "b_threshold": 6}            | a=a_threshold, b=b_threshold
                    {"failures": 100, "account": "ann", "threshold_outside_ssh": 9} | failures=threshold_outside_ssh
                    """)
    void aThresholdStandsBesideWhatWasHeldAgainstIt(String values, String compared) {
        assertThat(Thresholds.byValue(parse(values)).toString())
                .isEqualTo("{" + (compared == null ? "" : compared) + "}");
    }

    @Test
    void manyFieldsOfAnEventGoOnInTheNextLine() {
        ObjectNode alert = alert();
        ObjectNode fields = (ObjectNode) alert.at("/tripline/alert/evidence/0/fields");
        for (int i = 0; i < 6; i++) {
            fields.put("field" + i, "x".repeat(40));
        }

        assertThat(Story.ofAlert(alert, NONE).lines().filter(each -> each.contains("field")))
                .hasSize(4 + 1)
                .allMatch(each -> each.length() < 140);
    }

    @Test
    void anIncidentShowsWhatEachOfItsAlertsWasSeenBy() {
        ObjectNode alert = alert();
        ArrayNode evidence = (ArrayNode) alert.at("/tripline/alert/evidence");
        JsonNode one = evidence.get(0);
        evidence.removeAll();
        for (int i = 1; i <= 9; i++) {
            evidence.add(((ObjectNode) one.deepCopy()).put("event.id", "event-" + i));
        }

        String story = Story.ofIncident(incident(), Map.of("a1", alert), NONE);

        assertThat(story)
                .contains("\nEvidence\n  Brute force  alert a1\n    2026-03-02 08:00:00  event-1  ")
                .containsSubsequence("event-1", "event-2", "    and 6 more\n", "event-9")
                .doesNotContain("event-3", "event-8");
        assertThat(Story.ofIncident(incident(), Map.of(), NONE)).doesNotContain("Evidence");
    }

    @Test
    void whatALateEventTookTheReasonFromIsNotNew() {
        ObjectNode alert = alert();
        ((ObjectNode) alert.at("/tripline/alert")).put("state", "withdrawn");
        assertThat(Story.table(JSON.createArrayNode().add(alert), false))
                .contains("  withdrawn  bo")
                .doesNotContain("new");

        ((ObjectNode) alert.at("/tripline/triage")).put("status", "in_progress");
        assertThat(Story.table(JSON.createArrayNode().add(alert), false))
                .contains("  in_progress, withdrawn  bo");

        assertThat(Story.table(JSON.createArrayNode().add(incident()), true))
                .contains("  new, merged  ");
    }

    @Test
    void whateverStandsInAFieldIsHarmlessToATerminal() {
        for (JsonNode document : List.of(hostile(alert()), hostile(incident()))) {
            for (String text :
                    List.of(
                            Story.ofAlert(document, NONE),
                            Story.ofIncident(document, Map.of(HOSTILE, document), NONE),
                            Story.table(JSON.createArrayNode().add(document), false),
                            Story.table(JSON.createArrayNode().add(document), true))) {
                assertThat(text.codePoints().filter(StoryTest::steers).toArray()).isEmpty();
                assertThat(text.lines().count()).isLessThan(60);
            }
        }
    }

    @Test
    void aFieldOfAMegabyteLeavesTheStoryOnOneScreen() {
        JsonNode document = replaced(alert(), "x".repeat(1_000_000));

        String story = Story.ofAlert(document, NONE);

        assertThat(story.length()).isLessThan(20_000);
        assertThat(story).contains("(1000000 characters)");
    }

    @Test
    void moreRowsThanFitAreCounted() {
        ObjectNode alert = alert();
        ArrayNode evidence = (ArrayNode) alert.at("/tripline/alert/evidence");
        for (int i = 0; i < 99; i++) {
            evidence.add(evidence.get(0).deepCopy());
        }

        assertThat(Story.ofAlert(alert, NONE)).contains("and 60 more; --json has all.");
    }

    @Test
    void asJsonHostileTextIsTheSameTextAndHarmless() throws Exception {
        JsonNode document = hostile(alert());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutput out = new DataOutput(bytes)) {
            out.line(JSON.writeValueAsBytes(document));
        }

        String line = bytes.toString(StandardCharsets.UTF_8);

        assertThat(JSON.readTree(line)).isEqualTo(document);
        assertThat(
                        line.strip()
                                .codePoints()
                                .filter(each -> each < 0x20 || each == 0x202e || each == 0x9b))
                .isEmpty();
    }

    @Test
    void colourIsForWhoeverWantsIt() {
        assertThat(Colours.isWanted(Map.of("TERM", "xterm"))).isTrue();
        assertThat(Colours.isWanted(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
        assertThat(Colours.isWanted(Map.of("TERM", "dumb"))).isFalse();
        assertThat(Colours.isWanted(Map.of())).isFalse();
        assertThat(Story.ofAlert(alert(), new Colours(true))).startsWith("\u001b[31mHIGH\u001b[0m");
        assertThat(Story.ofAlert(alert(), NONE)).doesNotContain("\u001b");
    }

    private static ObjectNode alert() {
        ObjectNode alert =
                Samples.alertDocument("a1", 1, "ann", Instant.parse("2026-03-02T08:00:00Z"));
        ObjectNode own = (ObjectNode) alert.get("tripline");
        own.set(
                "triage",
                parse(
                        """
                        {"status": "new", "disposition": "benign", "assignee": "bo", "tags": ["vpn"], "version": 1,
                         "notes": [{"at": "2026-03-02T08:02:00Z", "by": "bo", "text": "text"}],
                         "history": [{"at": "2026-03-02T08:02:00Z", "by": "bo", "what": "status", "from": "new", "to": "x"}]}
                        """));
        own.set("mute", parse("{\"owner\":\"bo\",\"reason\":\"x\",\"until\":\"soon\"}"));
        own.set(
                "pages",
                parse(
                        "[{\"at\":\"x\",\"destination\":\"on-call\",\"kind\":\"x\",\"outcome\":\"x\",\"reason\":\"x\",\"why\":\"x\"}]"));
        return alert;
    }

    private static ObjectNode incident() {
        return (ObjectNode)
                parse(
                        """
                        {"@timestamp": "2026-03-02T08:00:00Z", "message": "x", "event": {"id": "i1"},
                         "tripline": {"triage": {"status": "new", "version": 0}, "incident": {
                           "score": 70, "level": "high", "status": "merged", "merged_into": "i2", "alert_count": 1,
                           "first_seen": "2026-03-02T08:00:00Z", "last_seen": "2026-03-02T08:00:00Z",
                           "entities": [{"kind": "person", "value": "ann", "score": 70, "alerts": 1}],
                           "tactics": [{"name": "Credential Access"}],
                           "timeline": [{"at": "2026-03-02T08:00:00Z", "level": "high", "tactics": ["x"], "title": "Brute force", "message": "x", "alert": "a1"}],
                           "explanation": [{"at": "2026-03-02T08:00:00Z", "points": 70, "remaining": 70, "alert": "a1", "reason": "x"}]}}}
                        """);
    }

    private static JsonNode hostile(JsonNode document) {
        return replaced(document, HOSTILE);
    }

    /** The document with every text, and every name of a rule's making, replaced by this one. */
    private static JsonNode replaced(JsonNode node, String text) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            boolean ofARule = object.has("failures");
            object.properties()
                    .forEach(
                            each ->
                                    copy.set(
                                            ofARule ? text + each.getKey() : each.getKey(),
                                            replaced(each.getValue(), text)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> copies = new ArrayList<>();
            array.forEach(each -> copies.add(replaced(each, text)));
            return JSON.createArrayNode().addAll(copies);
        }
        return node.isTextual() ? TextNode.valueOf(text) : node;
    }

    private static boolean steers(int point) {
        return point != '\n'
                && (Character.isISOControl(point)
                        || Character.getType(point) == Character.FORMAT
                        || point == 0x2028
                        || point == 0x2029);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
