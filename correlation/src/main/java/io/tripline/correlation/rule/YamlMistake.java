package io.tripline.correlation.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What somebody did who wrote what is no YAML: its parser says what it expected instead. */
final class YamlMistake {
    private YamlMistake() {}

    /** The mistake behind what the parser says of a text, and the mend; if it is none that we know, what the parser says. */
    static String of(MarkedYAMLException e, String text) {
        String problem = String.valueOf(e.getProblem());
        String line = line(text, e.getProblemMark());
        if (problem.contains("TAB")) {
            return "YAML is indented with blanks, not with tabs.";
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return "This is not YAML: a second colon. Put a text with a colon in it into quotes, or indent the line like its neighbours.";
        }
        if (problem.startsWith("found unexpected end of stream")) {
            return "This is not YAML: the text that begins on line "
                    + number(e.getContextMark())
                    + " has no quote at its end.";
        }
        if (problem.startsWith("but found another document")) {
            return "A file holds one document, and --- begins another. Put it into a file of its own, or take the --- out.";
        }
        if (problem.contains("that cannot start any token")) {
            return "This is not YAML: a text that begins with @, ` or % stands in quotes.";
        }
        if (problem.startsWith("could not find expected ':'")) {
            return "This is not YAML: a line that is neither key: value nor indented below one. Indent what belongs to a text under its key: |.";
        }
        String value = line.substring(line.indexOf(':') + 1).strip();
        if (value.startsWith("{") || value.startsWith("[")) {
            return "This is not YAML: a text that begins with "
                    + value.charAt(0)
                    + " stands in quotes, and what is no text ends with its bracket.";
        }
        if (problem.startsWith("expected <block end>")) {
            return "This is not YAML: is a line indented otherwise than its neighbours, or a quote missing here or above? Within \"...\" a quote is written \\\", within '...' it is doubled.";
        }
        return "This is not YAML: " + problem + ".";
    }

    private static String line(String text, @Nullable Mark mark) {
        List<String> lines = text.lines().toList();
        int line = mark == null ? -1 : mark.getLine();
        return line < 0 || line >= lines.size() ? "" : lines.get(line);
    }

    private static int number(@Nullable Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }
}
