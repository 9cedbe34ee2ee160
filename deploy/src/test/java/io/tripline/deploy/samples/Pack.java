package io.tripline.deploy.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.contracts.StableId;
import io.tripline.correlation.Replay;
import io.tripline.correlation.RuleFolder;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All rules of the project over raw records, by the same code as in production. Their own tests are run elsewhere. */
final class Pack implements AutoCloseable {
    private static final Path RULES = Path.of("..", "rules");
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    512,
                    1_000_000);

    /** Compiled once; a run of the pack has no state but its own. */
    private static final RuleSet COMPILED = rules();

    private final Replay replay;
    private final GeoEnrichment geo;
    private final Normalizer normalizer;
    private final Set<String> datasets = new TreeSet<>();
    private long events;

    Pack(Instant received) {
        this.replay = new Replay(COMPILED, BOUNDS);
        this.geo = GeoEnrichment.open(Optional.empty(), Optional.empty());
        this.normalizer =
                new Normalizer(
                        IngestConfig.defaults().with(IngestConfig.Timestamp.UNBOUNDED),
                        geo,
                        InstantSource.fixed(received));
    }

    private static RuleSet rules() {
        RuleLoader loader = new RuleLoader();
        List<CompiledRule> rules = new ArrayList<>();
        try {
            for (Path file : RuleFolder.rules(RULES).files()) {
                RuleLoader.Candidate candidate =
                        loader.candidate(file, String.valueOf(file.getFileName()));
                assertThat(candidate.problems()).isEmpty();
                candidate.rule().ifPresent(rules::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RuleSet(rules, loader.compiler());
    }

    /** Takes records in the order of their arrival, each as from its topic. */
    Pack read(Stream<SampleRecord> records) {
        records.forEach(record -> accept(record.value(), record.topic(), record.time()));
        return this;
    }

    void accept(byte[] value, String topic, Instant time) {
        RawInput input =
                new RawInput(
                        value,
                        Optional.empty(),
                        Optional.empty(),
                        Family.ofTopic(topic),
                        time,
                        _ ->
                                StableId.of(
                                        time.toString(),
                                        new String(value, StandardCharsets.ISO_8859_1)));
        for (Outcome outcome : normalizer.normalize(input)) {
            if (outcome instanceof Outcome.Event(EcsEvent event, Optional<String> _)) {
                replay.accept(event);
                events++;
                event.string(EcsField.EVENT_DATASET).ifPresent(datasets::add);
            }
        }
    }

    /** How many events there were. */
    long events() {
        return events;
    }

    /** The log sources that they came from. */
    Set<String> datasets() {
        return datasets;
    }

    /** The alerts that stand. */
    List<Alert> alerts() {
        return replay.alerts();
    }

    @Override
    public void close() {
        replay.close();
        geo.close();
    }
}
