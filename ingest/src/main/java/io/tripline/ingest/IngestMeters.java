package io.tripline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.Family;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What ingest counts. For every family, received = sent + ignored + dead; a Kafka record that carries several raw records
 * counts as many times. Labels come from enums and from the names of log sources.
 */
public final class IngestMeters {
    private static final String UNCLAIMED = "none";

    private final MeterRegistry meters;
    private final Timer latency;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> newest = new ConcurrentHashMap<>();

    public IngestMeters(MeterRegistry meters) {
        this.meters = meters;
        this.latency =
                Timer.builder("tripline.ingest.normalize.latency")
                        .description("Time to normalize one Kafka record.")
                        .publishPercentileHistogram()
                        .register(meters);
    }

    /** How long one Kafka record takes. */
    public Timer latency() {
        return latency;
    }

    /** Counts one raw record by what became of it. */
    public void count(Family family, Outcome outcome) {
        counter("received", family, Optional.empty(), "").increment();
        switch (outcome) {
            case Outcome.Event(EcsEvent event, Optional<String> source) -> {
                counter("sent", family, source, "").increment();
                newest(source.orElse(UNCLAIMED))
                        .accumulateAndGet(event.timestamp().getEpochSecond(), Math::max);
            }
            case Outcome.Ignored ignored ->
                    counter("ignored", family, ignored.source(), ignored.reason().label())
                            .increment();
            case Outcome.Rejected rejected ->
                    counter("dead", family, rejected.source(), rejected.reason().label())
                            .increment();
        }
    }

    /** The time of the newest event of a source: how fresh it is. */
    private AtomicLong newest(String source) {
        return newest.computeIfAbsent(
                source,
                name -> {
                    AtomicLong seconds = new AtomicLong();
                    Gauge.builder("tripline.ingest.newest.event", seconds, AtomicLong::doubleValue)
                            .description("The time of the newest event, in seconds since 1970.")
                            .tag("source", name)
                            .register(meters);
                    return seconds;
                });
    }

    private Counter counter(String name, Family family, Optional<String> source, String reason) {
        return counters.computeIfAbsent(
                new Key(name, family, source.orElse(UNCLAIMED), reason), this::register);
    }

    private Counter register(Key key) {
        Counter.Builder counter =
                Counter.builder("tripline.ingest." + key.name).tag("family", key.family.label());
        if (!key.name.equals("received")) {
            counter.tag("source", key.source);
        }
        if (!key.reason.isEmpty()) {
            counter.tag("reason", key.reason);
        }
        return counter.register(meters);
    }

    private record Key(String name, Family family, String source, String reason) {}
}
