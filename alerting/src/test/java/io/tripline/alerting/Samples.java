package io.tripline.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.LedgerEntry;
import io.tripline.contracts.LedgerJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Invented records, as they lie on the topics. */
public final class Samples {
    public static final Instant APPENDED = Instant.parse("2026-03-02T08:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /** An event of the family auth. */
    public static Received event(String id, String json) {
        return new Received(
                "events",
                0,
                1,
                id.getBytes(UTF_8),
                json.getBytes(UTF_8),
                APPENDED,
                "auth",
                "sshd",
                "logs.auth-0-17");
    }

    /** An event with nothing but what every event has. */
    public static Received event(String id) {
        return event(
                id,
                "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\""
                        + id
                        + "\",\"kind\":\"event\"}}");
    }

    /** A revision of an alert. */
    public static Received alert(String id, int revision, Alert.State state) {
        return alert(id, revision, state, false);
    }

    /** A revision of an alert, perhaps of a rule that is still tried out. */
    public static Received alert(String id, int revision, Alert.State state, boolean shadow) {
        Alert alert =
                new Alert(
                        id,
                        new Alert.Rule(
                                "brute-force",
                                "Brute force",
                                "v1",
                                "high",
                                73,
                                List.of(),
                                List.of(),
                                shadow),
                        new TreeMap<>(Map.of(EcsField.USER_NAME, "ann")),
                        new Alert.Occurrence(APPENDED, APPENDED, revision, revision, false, state),
                        "ann: revision " + revision,
                        "Call ann.",
                        new TreeMap<>(Map.of("failures", 6L)),
                        List.of(
                                Alert.Evidence.of(
                                        "e1",
                                        APPENDED,
                                        "logs.auth-0-17",
                                        Map.of("source.ip", "192.0.2.1"))));
        return plain("alerts", id, revision, AlertJson.write(alert));
    }

    /** A revision of an incident of one alert. */
    public static Received incident(String id, int revision) {
        Incident incident =
                new Incident(
                        id,
                        revision,
                        Incident.Status.OPEN,
                        null,
                        new Incident.Gravity(APPENDED, APPENDED, 45, "high", 73),
                        "ann: revision " + revision,
                        1,
                        List.of("a1"),
                        List.of(new Incident.Entity(Incident.Kind.PERSON, "ann", 45, 1, false)),
                        List.of(),
                        List.of(
                                new Incident.Step(
                                        APPENDED,
                                        APPENDED,
                                        "a1",
                                        "brute-force",
                                        "Brute force",
                                        "high",
                                        "ann: revision 1",
                                        1,
                                        List.of(),
                                        List.of(),
                                        List.of("ann"))),
                        List.of());
        return plain("incidents", id, revision, IncidentJson.write(incident));
    }

    /** What became of a log source's raw records up to this offset. */
    public static Received account(String source, long lastOffset) {
        LedgerEntry entry =
                new LedgerEntry(
                        source,
                        APPENDED,
                        new LedgerEntry.Reach("logs.auth", 0, 1, lastOffset, lastOffset),
                        new LedgerEntry.Tally(
                                lastOffset,
                                lastOffset - 1,
                                Map.of(),
                                Map.of("not_utf8", 1L),
                                Optional.empty()));
        return plain("ledger", entry.id(), lastOffset, LedgerJson.write(entry));
    }

    /** The record with another value. */
    public static Received withValue(Received received, String value) {
        return new Received(
                received.topic(),
                received.partition(),
                received.offset(),
                received.key(),
                value.getBytes(UTF_8),
                received.appended(),
                received.family(),
                received.source(),
                received.origin());
    }

    private static Received plain(String topic, String id, long offset, byte[] value) {
        return new Received(
                topic, 0, offset, id.getBytes(UTF_8), value, APPENDED, null, null, null);
    }

    /** An alert about a person as it lies in OpenSearch, but for its triage. */
    public static ObjectNode alertDocument(String id, int revision, String who, Instant at) {
        Alert alert =
                new Alert(
                        id,
                        new Alert.Rule(
                                "brute-force",
                                "Brute force",
                                "v1",
                                "high",
                                73,
                                List.of(new Alert.Tactic("TA0006", "Credential Access")),
                                List.of(new Alert.Technique("T1110", "Brute Force"))),
                        new TreeMap<>(Map.of(EcsField.USER_NAME, who)),
                        new Alert.Occurrence(at, at, revision, revision, false, Alert.State.RAISED),
                        who + ": revision " + revision,
                        "Call " + who + ".",
                        new TreeMap<>(Map.of("failures", 6L)),
                        List.of(
                                Alert.Evidence.of(
                                        "e1",
                                        at,
                                        "logs.auth-0-17",
                                        Map.of("source.ip", "192.0.2.1"))));
        try {
            return (ObjectNode) JSON.readTree(AlertJson.write(alert));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page about a revision of an alert, as it is in the outbox. */
    public static Page page(String alert, int revision, Instant created) {
        byte[] document = alert(alert, revision, Alert.State.RAISED).value();
        return new Page(
                alert + "-r" + revision,
                alert,
                Page.Subject.ALERT,
                revision,
                Page.Kind.TRIGGER,
                "on-call",
                "everybody",
                "The route everybody matches.",
                created,
                "",
                document == null ? new byte[0] : document);
    }

    /** A record of the outbox. */
    public static Received outbox(Page page) {
        return new Received(
                "pages",
                0,
                page.revision(),
                page.about().getBytes(UTF_8),
                page.bytes(),
                APPENDED,
                null,
                null,
                null);
    }
}
