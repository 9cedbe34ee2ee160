package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that documents and dashboards tell people to type: each is one that the command line takes. */
final class ToldCommandsTest {
    private static final Path PROJECT = Path.of(System.getProperty("tripline.project"));

    /** In backquotes, or as a line of a script; up to a comment or a pipe. */
    private static final Pattern TOLD =
            Pattern.compile(
                    "(?:`|(?m:^\\s*(?:[A-Z_]+=\\S+ )*))(?:\\./)?tripline ((?:'[^'\\n]*'|\"[^\"\\n]*\"|[^`#|>&'\"\\n])*)");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    static Set<String> told() throws IOException {
        Set<String> told = new TreeSet<>();
        List<Path> files = new ArrayList<>(List.of(PROJECT.resolve("README.md")));
        for (String folder : List.of("docs", "deploy/dashboards", "deploy/monitoring")) {
            try (Stream<Path> all = Files.list(PROJECT.resolve(folder))) {
                all.filter(each -> each.toString().matches(".*\\.(md|yml)")).forEach(files::add);
            }
        }
        for (Path file : files) {
            Matcher each = TOLD.matcher(Files.readString(file));
            while (each.find()) {
                String command = each.group(1).strip();
                if (command.matches("(alerts|incidents|tokens|dashboards) [a-z]+ .+")) {
                    told.add(command);
                }
            }
        }
        return told;
    }

    @ParameterizedTest
    @MethodSource("told")
    void whatPeopleAreToldToTypeIsUnderstood(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(
                    Stream.of(word.group(1), word.group(2), word.group(3))
                            .filter(each -> each != null)
                            .findFirst()
                            .orElseThrow());
        }
        String[] arguments = words.toArray(String[]::new);

        assertThatCode(() -> Tripline.commandLine(arguments).parseArgs(arguments))
                .doesNotThrowAnyException();
    }
}
