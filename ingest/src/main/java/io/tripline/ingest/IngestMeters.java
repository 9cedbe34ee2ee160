package io.tripline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.Family;
import io.tripline.ingest.enrich.IdentityWatch;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What ingest counts. For every family and log source, received = sent + ignored + dead; a Kafka record that carries several
 * raw records counts as many times, and what no log source claims is of {@code none}. Labels come from enums and from the names of log sources.
 */
public final class IngestMeters {
    private static final String UNCLAIMED = "none";

    private final MeterRegistry meters;
    private final Timer latency;
    private final Map<Key, Counted> counters = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> newest = new ConcurrentHashMap<>();

    public IngestMeters(MeterRegistry meters) {
        this.meters = meters;
        this.latency =
                Timer.builder("tripline.ingest.normalize.latency")
                        .description("Time to normalize one Kafka record.")
                        .publishPercentileHistogram()
                        .register(meters);
    }

    /** Who has which accounts. */
    static void watched(IdentityWatch identities, MeterRegistry meters) {
        Gauge.builder(
                        "tripline.ingest.identities.accounts",
                        identities,
                        watch -> watch.current().accounts())
                .description("Accounts of which the person is known.")
                .register(meters);
        Gauge.builder(
                        "tripline.ingest.identities.refused",
                        identities,
                        watch -> watch.isRefused() ? 1 : 0)
                .description(
                        "1 while the file of who has which accounts has a mistake in it; what it said before holds.")
                .register(meters);
    }

    /** How long one Kafka record takes. */
    public Timer latency() {
        return latency;
    }

    /** Counts one raw record by what became of it. */
    public void count(Family family, Outcome outcome) {
        String source = outcome.source().orElse(UNCLAIMED);
        switch (outcome) {
            case Outcome.Event(EcsEvent event, Optional<String> _) -> {
                count("sent", family, source, "");
                newest(source).accumulateAndGet(event.timestamp().getEpochSecond(), Math::max);
            }
            case Outcome.Ignored ignored ->
                    count("ignored", family, source, ignored.reason().label());
            case Outcome.Rejected rejected ->
                    count("dead", family, source, rejected.reason().label());
        }
    }

    private void count(String name, Family family, String source, String reason) {
        Counted counted =
                counters.computeIfAbsent(new Key(name, family, source, reason), this::register);
        counted.received.increment();
        counted.became.increment();
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

    private Counted register(Key key) {
        return new Counted(
                counter("received", key, "").register(meters),
                counter(key.name, key, key.reason).register(meters));
    }

    private static Counter.Builder counter(String name, Key key, String reason) {
        Counter.Builder counter =
                Counter.builder("tripline.ingest." + name)
                        .tag("family", key.family.label())
                        .tag("source", key.source);
        return reason.isEmpty() ? counter : counter.tag("reason", reason);
    }

    private record Key(String name, Family family, String source, String reason) {}

    /** The two counters of a raw record; that of all received is one for all that became of them. */
    private record Counted(Counter received, Counter became) {}
}
