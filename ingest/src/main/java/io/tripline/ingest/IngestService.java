package io.tripline.ingest;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.enrich.IdentityWatch;
import io.tripline.ingest.streams.IngestStreams;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ingest as a service: reads the raw topics until it is closed. */
public final class IngestService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IngestService.class);

    private final GeoEnrichment geo;
    private final IdentityWatch identities;
    private final IngestStreams streams;

    /**
     * Opens what the service needs and connects to nothing yet.
     *
     * @param kafka client properties: bootstrap.servers, security
     */
    public IngestService(
            IngestConfig config,
            Map<String, String> kafka,
            MeterRegistry meters,
            InstantSource clock) {
        this.geo = GeoEnrichment.open(config.geo().city(), config.geo().asn());
        FunctionCounter.builder("tripline.ingest.geo.failed", geo, GeoEnrichment::failures)
                .description(
                        "Addresses that a damaged database of places could not be asked about.")
                .register(meters);
        this.identities = new IdentityWatch(config.identityFile(), config.identities());
        IngestMeters.watched(identities, meters);
        this.streams =
                new IngestStreams(
                        config.streams(),
                        kafka,
                        new Normalizer(config, geo, identities::current, clock),
                        new IngestMeters(meters),
                        meters,
                        clock);
    }

    public void start() {
        identities.start();
        streams.start();
        log.atInfo().log("Ingest started.");
    }

    @Override
    public void close() {
        streams.close();
        identities.close();
        geo.close();
        log.atInfo().log("Ingest stopped.");
    }

    /** Why it never will work again; empty while it may. */
    public Optional<String> notLive() {
        return streams.notLive();
    }

    /** Why it does not work now; empty while it does. */
    public Optional<String> notReady() {
        return streams.notReady();
    }
}
