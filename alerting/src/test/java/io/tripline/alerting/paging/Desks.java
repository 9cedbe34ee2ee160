package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.Samples;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A desk with a clock that is set by hand, and its state topic as Kafka would compact it. */
final class Desks {
    Instant now = Samples.APPENDED;
    Mutes mutes = Mutes.NONE;
    final List<Page> pages = new ArrayList<>();
    final Map<String, byte[]> state = new LinkedHashMap<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Routing routing;
    private PagingDesk desk;

    Desks(Routing routing) {
        this.routing = routing;
        desk = made();
    }

    private PagingDesk made() {
        return new PagingDesk(routing, () -> mutes, () -> now, new SimpleMeterRegistry());
    }

    void alert(String id, int revision, Alert.State state) {
        take(desk.handle(Samples.alert(id, revision, state)));
    }

    void handle(Received received) {
        take(desk.handle(received));
    }

    void triage(String id, long version, TriageChange.Status status) {
        take(
                desk.handle(
                        record(
                                Topics.TRIAGE,
                                id,
                                TriageChangeJson.write(
                                        new TriageChange(
                                                TriageChange.Kind.ALERT,
                                                id,
                                                version,
                                                status,
                                                Optional.empty(),
                                                Optional.empty(),
                                                "ann",
                                                now)))));
    }

    void incident(Incident incident) {
        take(desk.handle(record(Topics.INCIDENTS, incident.id(), IncidentJson.write(incident))));
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
}
