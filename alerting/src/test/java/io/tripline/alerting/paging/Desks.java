package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.Samples;
import io.tripline.alerting.mutes.Mute;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChangeJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A desk with a clock that is set by hand, and its state topic as Kafka would compact it. */
final class Desks {
    private static final Routing.Hears PEOPLE = new Routing.Hears(false, true, true);
    private static final Map<String, Routing.Hears> ALL =
            Map.of("on-call", PEOPLE, "lead", PEOPLE, "chat", PEOPLE);

    Instant now = Samples.APPENDED;
    Mutes mutes = Mutes.NONE;
    final List<Page> pages = new ArrayList<>();
    final Map<String, byte[]> state = new LinkedHashMap<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Routing routing;
    private PagingDesk desk;

    private final int room;
    private final long roomBytes;

    Desks(Routing routing) {
        this(routing, Cases.ROOM);
    }

    Desks(Routing routing, int room) {
        this(routing, room, Cases.ROOM_BYTES);
    }

    Desks(Routing routing, int room, long roomBytes) {
        this.routing = routing;
        this.room = room;
        this.roomBytes = roomBytes;
        desk = made();
    }

    /** Where people are told of everything. */
    static Routing routing(Route... routes) {
        return new Routing(List.of(routes), ZoneOffset.UTC, ALL, Optional.empty());
    }

    private PagingDesk made() {
        return new PagingDesk(routing, () -> mutes, () -> now, meters, new Cases(room, roomBytes));
    }

    void alert(String id, int revision, Alert.State state) {
        take(desk.handle(Samples.alert(id, revision, state)));
    }

    void alert(String id, String who) {
        byte[] document = Samples.alertDocument(id, 1, who, now).toString().getBytes(UTF_8);
        take(desk.handle(record(Topics.ALERTS, id, document)));
    }

    void alert(String id, int severity) {
        ObjectNode document = Samples.alertDocument(id, 1, "ann", now);
        document.withObject("/event").put("severity", severity);
        handle(record(Topics.ALERTS, id, document.toString().getBytes(UTF_8)));
    }

    void handle(Received received) {
        take(desk.handle(received));
    }

    /** Each change says the status. */
    void triage(String id, long version, TriageChange.Status status) {
        triage(id, version, status, OptionalLong.of(version));
    }

    void triage(String id, long version, TriageChange.Status status, OptionalLong statusEdits) {
        triage(
                new TriageChange(
                        TriageChange.Kind.ALERT,
                        id,
                        version,
                        status,
                        Optional.empty(),
                        Optional.empty(),
                        "ann",
                        now,
                        statusEdits));
    }

    void triage(TriageChange change) {
        handle(record(Topics.TRIAGE, change.id(), TriageChangeJson.write(change)));
    }

    void incident(String id, int revision, Incident.Status status, String... alerts) {
        incident(id, revision, status, null, alerts);
    }

    void merged(String id, int revision, String into, String... alerts) {
        incident(id, revision, Incident.Status.MERGED, into, alerts);
    }

    private void incident(
            String id,
            int revision,
            Incident.Status status,
            @Nullable String mergedInto,
            String... alerts) {
        Incident incident =
                new Incident(
                        id,
                        revision,
                        status,
                        mergedInto,
                        new Incident.Gravity(Samples.APPENDED, Samples.APPENDED, 50, "high", 75),
                        "An attack.",
                        alerts.length,
                        List.of(alerts),
                        List.of(),
                        List.of(),
                        Stream.of(alerts).map(Desks::step).toList(),
                        List.of());
        take(desk.handle(record(Topics.INCIDENTS, id, IncidentJson.write(incident))));
    }

    private static Incident.Step step(String alert) {
        return new Incident.Step(
                Samples.APPENDED,
                Samples.APPENDED,
                alert,
                "brute-force",
                "Brute force",
                "high",
                "ann: revision 1",
                1,
                List.of(),
                List.of(),
                List.of("ann"));
    }

    void receipt(Receipt receipt) {
        take(desk.handle(record(Topics.RECEIPTS, receipt.about(), receipt.bytes())));
    }

    void after(Duration time) {
        now = now.plus(time);
        take(desk.due());
    }

    /** What is left after kill -9: the state topic. */
    void killAndRestart() {
        desk = made();
        desk.forget();
        state.forEach(desk::restore);
    }

    /** The same with another configuration. */
    void killAndRestart(Routing other) {
        routing = other;
        killAndRestart();
    }

    List<String> ids() {
        return pages.stream().map(each -> each.destination() + " " + each.id()).toList();
    }

    List<String> kinds() {
        return pages.stream().map(each -> each.destination() + " " + each.kind()).toList();
    }

    /** Covers every alert of these tests. */
    static Mutes maintenance() {
        return new Mutes(
                List.of(
                        new Mute(
                                "maintenance",
                                "ann",
                                "Hosts are patched.",
                                Samples.APPENDED.minusSeconds(1),
                                Samples.APPENDED.plusSeconds(1),
                                List.of("brute-force"),
                                List.of(),
                                Optional.empty())));
    }

    static Received record(String topic, String key, byte[] value) {
        return new Received(
                topic, 0, 1, key.getBytes(UTF_8), value, Samples.APPENDED, null, null, null);
    }

    private void take(List<Outgoing> out) {
        for (Outgoing each : out) {
            byte[] value = each.value();
            if (each.topic().equals(Topics.PAGING)) {
                state.remove(each.key());
                if (value != null) {
                    state.put(each.key(), value);
                }
            } else if (each.topic().equals(Topics.PAGES) && value != null) {
                try {
                    pages.add(Page.read(value));
                } catch (MalformedEventException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** A route that groups for five seconds and tells the lead of what nobody acknowledges within a time. */
    static Route groupingThenLead(Duration within) {
        return new Route(
                "urgent",
                Match.ALL,
                List.of("on-call"),
                List.of(),
                Optional.of(Duration.ofSeconds(5)),
                Optional.empty(),
                Optional.of(new Escalation(within, List.of(List.of("lead")), 0)));
    }
}
