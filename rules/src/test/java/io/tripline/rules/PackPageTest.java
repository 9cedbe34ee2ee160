package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.RuleFolder;
import io.tripline.correlation.lint.Edges;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.TestLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/pack.md} says which rule finds what, and which of its tests fire, stand at the edge and leave somebody innocent in
 * peace. It is written from the rules: {@code -Drules.table=write}.
 */
final class PackPageTest {
    private static final Path RULES = Path.of("").toAbsolutePath();
    private static final Path PAGE = RULES.resolve("../docs/pack.md").normalize();
    private static final Path ATTACKS = RULES.resolve("src/test/resources/attacks.txt");

    /** Who triggers rules without harm in every company, and how the tests call them. */
    private static final Map<String, String> INNOCENT = innocent();

    private static Map<String, String> innocent() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("Scanners", "scanner");
        words.put("Backup accounts", "backup");
        words.put("Monitoring accounts", "monitoring");
        words.put("Jump hosts", "jump host");
        words.put("Offices behind one address, NAT", "behind one address|[(]nat[)]");
        words.put("Service accounts with an expired password", "expired password");
        words.put("Service accounts with an old password", "service.*old password");
        words.put("Travellers with a phone", "traveller");
        words.put("Software deployment", "deployment|agent on all hosts");
        return words;
    }

    private static final Map<String, Rule> PACK = pack();

    private static Map<String, Rule> pack() {
        TestLines lines = new TestLines(IngestConfig::defaults);
        Map<String, Rule> rules = new TreeMap<>();
        try {
            for (Path file : RuleFolder.rules(RULES).files()) {
                String name = RULES.relativize(file).toString().replace('\\', '/');
                if (!(RuleReader.read(name, Files.readAllBytes(file), lines::read)
                        instanceof RuleReading.Accepted(Rule rule))) {
                    throw new IllegalStateException(name + " is no rule.");
                }
                rules.put(rule.id(), rule);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    @Test
    void everyRuleFindsSomethingOnTheListAndEverythingOnTheListHasARule() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        for (Attack attack : attacks()) {
            named.addAll(attack.rules);
        }

        assertThat(named).isEqualTo(new TreeSet<>(PACK.keySet()));
    }

    @Test
    void everybodyInnocentIsLeftInPeaceByATest() {
        for (Map.Entry<String, String> each : INNOCENT.entrySet()) {
            assertThat(inPeace(each.getValue())).as(each.getKey()).isNotEmpty();
        }
    }

    @Test
    void thePageSaysWhatTheRulesSay() throws IOException {
        if ("write".equals(System.getProperty("rules.table"))) {
            Files.writeString(PAGE, page());
        }

        assertThat(PAGE).content().isEqualTo(page());
    }

    /** A line of the list: what is looked for, under its heading, and by which rules. */
    private record Attack(String heading, String what, List<String> rules) {}

    private static List<Attack> attacks() throws IOException {
        List<Attack> attacks = new ArrayList<>();
        String heading = "";
        for (String line : Files.readAllLines(ATTACKS)) {
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int colon = line.lastIndexOf(": ");
                attacks.add(
                        new Attack(
                                heading,
                                line.substring(0, colon),
                                List.of(line.substring(colon + 2).split(", ", -1))));
            }
        }
        return attacks;
    }

    private static String page() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # What the core pack finds, and whom it leaves in peace

                        Written from the rules and from `rules/src/test/resources/attacks.txt` by
                        `./tripline test -pl rules -am -Dtest=PackPageTest -Dsurefire.failIfNoSpecifiedTests=false -Drules.table=write`;
                        a test holds it against them. How a rule is read and written is in [rules.md](rules.md), and how well the pack does on
                        recordings and on a month of ordinary traffic in [detection-quality.md](detection-quality.md).

                        Every test runs as written, and shuffled within the lateness with some events twice. A test **at the edge** is one event, or one step
                        in time, away from one that ends otherwise. A test of somebody **innocent** says who it is, and that nothing is told; *by an exception* are those
                        whom the rule would tell, and of whom the test shows that the exception it recommends silences just them.
                        """);
        String heading = "";
        for (Attack attack : attacks()) {
            if (!attack.heading.equals(heading)) {
                heading = attack.heading;
                page.append("\n## ").append(heading).append("\n\n");
                page.append(
                        "| attack | rule | tests that fire | quiet | at the edge | of somebody innocent |\n|---|---|---|---|---|---|\n");
            }
            for (String id : attack.rules) {
                page.append(row(attack.what, Objects.requireNonNull(PACK.get(id), id)));
            }
        }
        page.append("\n## Who is innocent\n\n");
        for (Map.Entry<String, String> each : INNOCENT.entrySet()) {
            page.append("- **")
                    .append(each.getKey())
                    .append("**: ")
                    .append(String.join(", ", inPeace(each.getValue())))
                    .append('\n');
        }
        page.append("\n## Rule by rule\n");
        PACK.values().forEach(rule -> page.append(section(rule)));
        return page.toString();
    }

    private static String row(String what, Rule rule) {
        List<RuleTest> tests = rule.tests();
        return "| %s | [%s](#%s) | %d | %d | %d | %d |\n"
                .formatted(
                        what,
                        rule.id(),
                        rule.id(),
                        tests.stream().filter(PackPageTest::fires).count(),
                        tests.stream().filter(each -> !fires(each)).count(),
                        Edges.of(tests).size(),
                        tests.stream().filter(each -> !each.innocent().isEmpty()).count());
    }

    private static List<String> inPeace(String words) {
        Predicate<String> wanted = Pattern.compile(words).asPredicate();
        return PACK.values().stream()
                .filter(
                        rule ->
                                rule.tests().stream()
                                        .map(each -> each.innocent().toLowerCase(Locale.ROOT))
                                        .anyMatch(wanted))
                .map(rule -> "[" + rule.id() + "](#" + rule.id() + ")")
                .toList();
    }

    private static String section(Rule rule) {
        List<RuleTest> edges = Edges.of(rule.tests());
        StringBuilder text = new StringBuilder("\n### " + rule.id() + "\n\n");
        text.append('[').append(rule.metadata().title()).append("](../rules/");
        text.append(rule.file()).append(")\n\n");
        text.append(names("Fires", rule, each -> fires(each) && !edges.contains(each)));
        text.append(
                names(
                        "Quiet",
                        rule,
                        each ->
                                !fires(each)
                                        && !edges.contains(each)
                                        && each.innocent().isEmpty()));
        text.append(names("At the edge", rule, edges::contains));
        text.append("- Leaves in peace:\n");
        for (RuleTest each : rule.tests()) {
            if (!each.innocent().isEmpty()) {
                text.append("  - ").append(each.innocent());
                text.append(" *").append(each.name()).append("*\n");
            }
        }
        text.append("- Tells all the same:\n");
        rule.metadata().falsepositives().forEach(each -> text.append("  - " + each + "\n"));
        return text.toString();
    }

    private static String names(String kind, Rule rule, Predicate<RuleTest> wanted) {
        String names =
                rule.tests().stream()
                        .filter(wanted)
                        .map(
                                each ->
                                        each.name()
                                                + (fires(each) || !kind.contains("edge")
                                                        ? ""
                                                        : " (quiet)"))
                        .collect(Collectors.joining("; "));
        return names.isEmpty() ? "" : "- " + kind + ": " + names + "\n";
    }

    private static boolean fires(RuleTest test) {
        return !test.expected().isEmpty();
    }
}
