package io.tripline.correlation;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleException;
import io.tripline.correlation.rule.RuleFile;
import io.tripline.correlation.streams.CorrelationStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Correlation as a service: reads events and writes alerts until it is closed. */
public final class CorrelationService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CorrelationService.class);

    private final int rules;
    private final CorrelationStreams streams;

    /**
     * Reads and compiles the rules and connects to nothing yet.
     *
     * @param kafka client properties: bootstrap.servers, security
     * @throws IllegalArgumentException if a rule cannot be used; the message tells all problems
     */
    public CorrelationService(
            CorrelationConfig config, Map<String, String> kafka, MeterRegistry meters) {
        CorrelationMeters counts = new CorrelationMeters(meters);
        List<CompiledRule> compiled = compile(config, counts);
        this.rules = compiled.size();
        this.streams =
                new CorrelationStreams(
                        config.streams(), kafka, () -> new Correlation(compiled, config, counts));
    }

    public void start() {
        streams.start();
        log.atInfo().addKeyValue("rules", rules).log("Correlation started.");
    }

    @Override
    public void close() {
        streams.close();
        log.atInfo().log("Correlation stopped.");
    }

    /** Why it never will work again; empty while it may. */
    public Optional<String> notLive() {
        return streams.notLive();
    }

    /** Why it does not work now; empty while it does. */
    public Optional<String> notReady() {
        return streams.notReady();
    }

    private static List<CompiledRule> compile(CorrelationConfig config, CorrelationMeters counts) {
        try {
            List<Rule> trusted = new ArrayList<>();
            for (Rule rule : RuleFile.readAll(config.rules())) {
                List<String> failures = RuleTrial.failures(rule);
                if (failures.isEmpty()) {
                    trusted.add(rule);
                } else {
                    counts.refused(rule.id());
                    log.atError()
                            .addKeyValue("rule", rule.id())
                            .addKeyValue("failures", failures)
                            .log("A rule was not loaded, because its own tests fail.");
                }
            }
            return CompiledRule.compile(trusted);
        } catch (RuleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "correlation.rules cannot be read: " + config.rules() + ".", e);
        }
    }
}
