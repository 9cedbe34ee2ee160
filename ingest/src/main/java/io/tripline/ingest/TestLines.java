package io.tripline.ingest;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.Family;
import io.tripline.contracts.StableId;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.enrich.Identities;
import io.tripline.ingest.source.SourceNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Normalizes the raw lines in tests of rules as production does, but for enrichment by tables of places and persons: what they
 * say changes from one to the next, and a test must not. For one thread.
 */
public final class TestLines {
    private final Supplier<IngestConfig> configs;
    private final GeoEnrichment noPlaces = GeoEnrichment.open(Optional.empty(), Optional.empty());
    private @Nullable IngestConfig known;

    /**
     * A reader of raw lines.
     *
     * @param configs asked once, for the first raw line: to make all log sources takes longer than most tests
     */
    public TestLines(Supplier<IngestConfig> configs) {
        this.configs = configs;
    }

    /**
     * The events that a raw line of a log source gives.
     *
     * @param received stands in for the time of arrival
     * @param problems takes, in a sentence, why there are none
     */
    public List<EcsEvent> read(
            String source, String raw, Instant received, Consumer<String> problems) {
        IngestConfig config = config();
        if (config.named(source).isEmpty()) {
            problems.accept(SourceNames.unknown(source, config.all()));
            return List.of();
        }
        RawInput input =
                new RawInput(
                        raw.getBytes(StandardCharsets.UTF_8),
                        Optional.of(source),
                        Optional.empty(),
                        Family.DEVICE,
                        received,
                        index -> StableId.of(source, Integer.toString(index)));
        List<EcsEvent> events = new ArrayList<>();
        for (Outcome outcome :
                new Normalizer(config, noPlaces, InstantSource.fixed(received)).normalize(input)) {
            switch (outcome) {
                case Outcome.Event event -> events.add(event.event());
                case Outcome.Ignored ignored ->
                        problems.accept(
                                "The raw line is ignored by %s: %s."
                                        .formatted(source, ignored.reason().label()));
                case Outcome.Rejected rejected ->
                        problems.accept(
                                "The raw line is no event of %s: %s (%s)"
                                        .formatted(
                                                source,
                                                rejected.reason().label(),
                                                rejected.detail()));
            }
        }
        return events;
    }

    private IngestConfig config() {
        IngestConfig config = known;
        if (config == null) {
            config = configs.get().with(IngestConfig.Timestamp.UNBOUNDED).with(Identities.NONE);
            known = config;
        }
        return config;
    }
}
