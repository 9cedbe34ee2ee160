package io.tripline.correlation.lint;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.NamedList;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.Rule;
import java.nio.file.Path;
import java.util.List;

/** A rule that could be read and compiled, and its file, as the checks look at them. */
record Subject(Path path, CompiledRule compiled, List<String> lines) {
    Subject {
        lines = List.copyOf(lines);
    }

    Rule rule() {
        return compiled.rule();
    }

    /** The names of the lists that the rule asks. */
    List<String> lists() {
        return compiled.lists().stream().map(NamedList::name).toList();
    }

    /** A problem at the line of one of the file's keys. */
    Problem at(String key, String message) {
        return new Problem(rule().file(), lineOf(key), message);
    }

    /** A problem at a line. */
    Problem at(int line, String message) {
        return new Problem(rule().file(), line, message);
    }

    /** Keys of a rule stand at the beginning of their line; 0 if there is none. */
    private int lineOf(String key) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(key + ":")) {
                return i + 1;
            }
        }
        return 0;
    }
}
