package io.tripline.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of rules in README.md is what the files say. Write it anew with {@code -Drules.table=write}. */
final class TableTest {
    private static final Path FOLDER = Path.of("").toAbsolutePath();
    private static final Path README = FOLDER.resolve("README.md");
    private static final String BEGIN = "<!-- table: begin -->\n";
    private static final String END = "<!-- table: end -->";

    @Test
    void the_table_lists_every_rule() throws IOException {
        String readme = Files.readString(README);
        String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
        String after = readme.substring(readme.indexOf(END));
        String wanted = before + table() + after;
        if ("write".equals(System.getProperty("rules.table"))) {
            Files.writeString(README, wanted);
        }
        assertThat(Files.readString(README)).isEqualTo(wanted);
    }

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder();
        String folder = "";
        for (Path file : files()) {
            String tactic = String.valueOf(FOLDER.relativize(file).getName(0));
            if (!tactic.equals(folder)) {
                folder = tactic;
                table.append("\n### ").append(tactic).append("\n\n");
                table.append("| rule | tells | level | about | ATT&CK |\n|---|---|---|---|---|\n");
            }
            table.append(row(file));
        }
        return table.append('\n').toString();
    }

    private static String row(Path file) throws IOException {
        String name = String.valueOf(FOLDER.relativize(file)).replace('\\', '/');
        if (!(RuleReader.read(name, Files.readAllBytes(file))
                instanceof RuleReading.Accepted(Rule rule))) {
            throw new IllegalStateException(name + " is no rule.");
        }
        return "| [%s](%s) | %s | %s | %s | %s |\n"
                .formatted(
                        rule.id(),
                        name,
                        rule.metadata().title(),
                        rule.metadata().level().name().toLowerCase(java.util.Locale.ROOT),
                        rule.entity().stream()
                                .map(each -> "`" + each.field().fieldName() + "`")
                                .collect(Collectors.joining(", ")),
                        rule.metadata().techniques().stream()
                                .map(Alert.Technique::id)
                                .collect(Collectors.joining(", ")));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER, 2)) {
            return new ArrayList<>(
                    all.filter(file -> file.toString().endsWith(".yml")).sorted().toList());
        }
    }
}
