package io.tripline.correlation;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.rule.RawLines;
import io.tripline.correlation.streams.CorrelationStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Correlation as a service: reads events until it is closed. */
public final class CorrelationService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CorrelationService.class);

    private final CorrelationStreams streams;
    private final ActiveRules active;
    private final RuleWatch watch;

    /**
     * Loads the rules and connects to nothing yet. A rule that is wrong or whose tests fail is named in the log and left
     * out; the others run.
     *
     * @param kafka client properties: bootstrap.servers, security
     * @param rawLines reads the raw lines in rules' tests
     * @throws UncheckedIOException if the directory of the rules cannot be read
     */
    public CorrelationService(
            CorrelationConfig config,
            Map<String, String> kafka,
            MeterRegistry registry,
            InstantSource clock,
            RawLines rawLines) {
        Path state = config.streams().stateDirectory();
        RuleLoader loader =
                new RuleLoader(clock, rawLines, ProvenRules.in(state.resolve("proven-rules")));
        CorrelationMeters meters = new CorrelationMeters(registry);
        try {
            RuleLoader.Loaded loaded = loader.load(config.rules());
            RuleWatch.tell(loaded);
            meters.rules(loaded);
            this.active = new ActiveRules(loaded.rules());
            this.watch =
                    new RuleWatch(
                            config.rules(),
                            loader,
                            active,
                            meters,
                            new Warming(state.resolve("rules-before")));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "correlation.rules names no directory that can be read: " + config.rules(), e);
        }
        this.streams = new CorrelationStreams(config, kafka, active, meters, registry, clock);
    }

    /** Whether transactions of ours write to a topic; their consumer group is the application's id. */
    public static boolean writesTo(String topic, CorrelationConfig config) {
        return CorrelationStreams.writesTo(topic, config.streams());
    }

    public void start() {
        streams.start();
        watch.start();
        log.atInfo()
                .addKeyValue("rules", active.current().rules().size())
                .log("Correlation started.");
    }

    @Override
    public void close() {
        watch.close();
        streams.close();
        log.atInfo().log("Correlation stopped.");
    }

    /** Why it never will work again; empty while it may. */
    public Optional<String> notLive() {
        return streams.notLive();
    }

    /** Why it does not work now; empty while it does. */
    public Optional<String> notReady() {
        return active.current().rules().isEmpty()
                ? Optional.of("Correlation has no rules; see correlation.rules.")
                : streams.notReady();
    }
}
