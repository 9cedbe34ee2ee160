package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.Replay;
import io.tripline.correlation.RuleCheck;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Bounds;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.TestLines;
import io.tripline.ingest.enrich.Identities;
import io.tripline.ingest.enrich.IdentityFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs every rule's own tests through the engine: as written, and shuffled and doubled. */
final class RulesTest {
    private static final Path RULES = Path.of("").toAbsolutePath();
    private static final Path FIXTURES =
            RULES.resolve("../ingest/src/test/resources/fixtures").normalize();
    private static final Path SEEN = RULES.resolve("src/test/resources/seen.txt");

    private static final int SHUFFLES = 3;
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

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

    @Test
    void people_read_techniques_by_their_names() {
        assertThat(LOADED.rules().rules())
                .flatExtracting(each -> each.rule().metadata().techniques())
                .allSatisfy(each -> assertThat(each.name()).isNotEqualTo(each.id()));
    }

    /** With the lists as they ship, which tests inside rules do not ask. */
    @Test
    void a_journey_to_a_rented_server_is_told_at_the_low_level_and_one_to_a_home_at_the_high() {
        assertThat(journey("digitalocean, llc", 14_061)).containsExactly("improbable-travel");
        assertThat(journey("cloudflare, inc.", 13_335)).containsExactly("improbable-travel");
        assertThat(journey("china unicom", 4_837)).containsExactly("impossible-travel");
    }

    @Test
    void two_accounts_of_one_person_are_one_entity_where_the_table_of_persons_says_so(
            @TempDir Path folder) throws IOException {
        Path file = folder.resolve("people.csv");
        Files.writeString(file, "person,account\nann@corp.example.com,alind\n");
        IdentityFile.Result.Read table = (IdentityFile.Result.Read) IdentityFile.read(file);

        assertThat(guesses(Identities.NONE)).isEmpty();
        assertThat(guesses(table.identities()))
                .singleElement()
                .satisfies(
                        alert -> {
                            assertThat(alert.entity())
                                    .containsEntry(EcsField.USER_NAME, "ann@corp.example.com");
                            assertThat(alert.evidence())
                                    .extracting(each -> each.fields().get("user.name"))
                                    .contains("ann@corp.example.com", "alind");
                        });
    }

    /** Ten at each of two accounts, of which the rule tells twenty at one. */
    private static List<Alert> guesses(Identities identities) {
        List<CompiledRule> guessing =
                LOADED.rules().rules().stream()
                        .filter(each -> each.id().equals("brute-force-account"))
                        .toList();
        try (Replay replay = new Replay(new RuleSet(guessing, LOADED.rules().compiler()), BOUNDS)) {
            for (int i = 0; i < 20; i++) {
                EcsEvent.Builder guess =
                        signIn("guess-" + i, i, new GeoPoint(51.5142, -0.0931))
                                .set(EcsField.EVENT_OUTCOME, "failure")
                                .set(EcsField.SOURCE_IP, "203.0.113." + i)
                                .set(
                                        EcsField.USER_NAME,
                                        i % 2 == 0 ? "ann@corp.example.com" : "alind");
                identities.enrich(guess);
                replay.accept(guess.build());
            }
            return replay.alerts();
        }
    }

    @Test
    void a_rule_sees_something_of_every_log_source_that_it_names_and_what_it_saw()
            throws IOException, MalformedEventException {
        assumeThat(FIXTURES).as("ingest's fixtures beside this module").isDirectory();
        Seen seen = Seen.by(LOADED.rules(), RULES, FIXTURES);
        if ("write".equals(System.getProperty("rules.table"))) {
            Files.writeString(SEEN, Seen.HEAD + String.join("\n", seen.lines()) + "\n");
        }
        List<List<String>> before =
                Files.readAllLines(SEEN).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> List.of(line.split(" ", -1)))
                        .toList();

        assertThat(seen.nothing())
                .as("add a record to ingest's fixtures, or a raw one to the rule's tests")
                .isEmpty();
        // That there are more fixtures of a source is no change of the rule.
        assertThat(before)
                .as("rule, dataset and records of seen.txt, of which fewer are seen")
                .filteredOn(
                        words ->
                                seen.cell(words.get(0), words.get(1))
                                        .isLessThan(Seen.Cell.of(words)))
                .isEmpty();
        assertThat(seen.lines())
                .as("rules and datasets")
                .extracting(line -> List.of(line.split(" ", -1)).subList(0, 2))
                .isSubsetOf(before.stream().map(words -> words.subList(0, 2)).toList());
    }

    private static List<String> journey(String organization, long network) {
        EcsEvent.Builder home =
                signIn("home", 0, new GeoPoint(51.5142, -0.0931))
                        .set(EcsField.SOURCE_AS_ORGANIZATION_NAME, "andrews & arnold ltd");
        EcsEvent.Builder away =
                signIn("away", 1_800, new GeoPoint(43.88, 125.3228))
                        .set(EcsField.SOURCE_AS_NUMBER, network)
                        .set(EcsField.SOURCE_AS_ORGANIZATION_NAME, organization);
        List<CompiledRule> travel =
                LOADED.rules().rules().stream()
                        .filter(each -> each.id().endsWith("-travel"))
                        .toList();
        try (Replay replay = new Replay(new RuleSet(travel, LOADED.rules().compiler()), BOUNDS)) {
            replay.accept(home.build());
            replay.accept(away.build());
            return replay.alerts().stream().map(each -> each.rule().id()).toList();
        }
    }

    private static EcsEvent.Builder signIn(String id, long seconds, GeoPoint place) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.parse("2026-03-02T08:00:00Z").plusSeconds(seconds))
                .set(EcsField.EVENT_ID, id)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_OUTCOME, "success")
                .set(EcsField.EVENT_CATEGORY, List.of("authentication"))
                .set(EcsField.EVENT_TYPE, List.of("start"))
                .set(EcsField.USER_NAME, "anna.lind@example.com")
                .set(EcsField.SOURCE_GEO_LOCATION, place);
    }

    private static void shuffle(CompiledRule rule) {
        try (RuleCheck check = new RuleCheck(rule, LOADED.rules().compiler())) {
            for (int seed = 1; seed <= SHUFFLES; seed++) {
                assertThat(check.failures(new Random(seed))).as("seed %d", seed).isEmpty();
            }
        }
    }
}
