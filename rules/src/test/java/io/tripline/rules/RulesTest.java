package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.RuleCheck;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.TestLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every rule's own tests through the engine: as written, and shuffled and doubled. */
final class RulesTest {
    private static final Path RULES = Path.of("").toAbsolutePath();
    private static final int SHUFFLES = 3;

    /** Loading runs every rule's tests as written; once is enough. */
    private static final RuleLoader.Loaded LOADED = load();

    private static RuleLoader.Loaded load() {
        try {
            return new RuleLoader(
                            InstantSource.system(), new TestLines(IngestConfig::defaults)::read)
                    .load(RULES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_file_is_a_rule_whose_tests_pass() {
        assertThat(LOADED.problems()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> every_rule_passes_its_tests_in_any_order_and_with_duplicates() {
        return LOADED.rules().rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.id(), () -> shuffle(rule)));
    }

    private static void shuffle(CompiledRule rule) {
        try (RuleCheck check = new RuleCheck(rule, LOADED.rules().compiler())) {
            for (int seed = 1; seed <= SHUFFLES; seed++) {
                assertThat(check.failures(new Random(seed))).as("seed %d", seed).isEmpty();
            }
        }
    }
}
