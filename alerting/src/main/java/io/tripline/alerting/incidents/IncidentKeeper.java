package io.tripline.alerting.incidents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.retry.Pause;
import io.tripline.alerting.topics.Derivation;
import io.tripline.alerting.topics.Derived;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the topic of incidents as a function of the topic of alerts. */
public final class IncidentKeeper implements AutoCloseable {
    private static final String PREFIX = "tripline.alerting.incidents.";

    private final Derivation derivation;
    private final Counter unreadable;
    private volatile Numbers numbers = new Numbers(0, 0, 0);

    private record Numbers(int alerts, long tooLate, long crowdedOut) {}

    public IncidentKeeper(
            IncidentsConfig config,
            String groupPrefix,
            Map<String, String> kafka,
            MeterRegistry meters,
            Pause pause) {
        unreadable =
                Counter.builder(PREFIX + "unreadable")
                        .description("Records that are no alert or no incident.")
                        .register(meters);
        Gauge.builder(PREFIX + "alerts", this, each -> each.numbers.alerts())
                .description("Alerts held, since others may still join them.")
                .register(meters);
        Gauge.builder(PREFIX + "too.late", this, each -> each.numbers.tooLate())
                .description("Revisions of alerts whose incident was closed, since the start.")
                .register(meters);
        Gauge.builder(PREFIX + "crowded.out", this, each -> each.numbers.crowdedOut())
                .description("Alerts forgotten for want of memory, since the start.")
                .register(meters);
        derivation =
                new Derivation(
                        Topics.ALERTS,
                        Topics.INCIDENTS,
                        groupPrefix + "-incidents",
                        kafka,
                        () -> new Keeping(new Incidents(config)),
                        meters,
                        pause);
    }

    /** Begins to work. */
    public void start() {
        derivation.start();
    }

    /** Why incidents will not be kept any more. */
    public Optional<String> notLive() {
        return derivation.notLive();
    }

    /** Why incidents are not kept at the moment. */
    public Optional<String> notReady() {
        return derivation.notReady();
    }

    @Override
    public void close() {
        derivation.close();
    }

    private final class Keeping implements Derived {
        private final Incidents incidents;

        private Keeping(Incidents incidents) {
            this.incidents = incidents;
        }

        @Override
        public void published(Received received) {
            byte[] value = received.value();
            if (value != null) {
                try {
                    incidents.told(IncidentJson.read(value));
                } catch (MalformedEventException e) {
                    unreadable.increment();
                }
            }
        }

        @Override
        public void read(Received received) {
            byte[] value = received.value();
            if (value == null) {
                return;
            }
            try {
                incidents.add(AlertJson.read(value));
            } catch (MalformedEventException e) {
                // Indexing makes a dead letter of it.
                unreadable.increment();
            }
        }

        @Override
        public List<Publication> due() {
            List<Publication> due =
                    incidents.revisions().stream()
                            .map(
                                    each ->
                                            new Publication(
                                                    each.id().getBytes(UTF_8),
                                                    IncidentJson.write(each)))
                            .toList();
            numbers = new Numbers(incidents.alerts(), incidents.tooLate(), incidents.crowdedOut());
            return due;
        }
    }
}
