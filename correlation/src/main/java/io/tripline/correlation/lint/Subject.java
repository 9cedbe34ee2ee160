package io.tripline.correlation.lint;

import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.NamedList;
import io.tripline.correlation.engine.Remark;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A rule as far as it could be read, and its file, as the checks look at them.
 *
 * @param lists the names of the lists that the rule asks
 * @param remarks on its EPL; none if it does not compile
 */
record Subject(Path path, Rule rule, List<String> lists, List<Remark> remarks, List<String> lines) {
    /** {@code in_list(source.ip, 'offices')}. */
    private static final Pattern ASKED =
            Pattern.compile("(?:in_list|list_entry)\\s*\\([^'\"]*['\"]([a-z0-9-]+)['\"]");

    Subject {
        lists = List.copyOf(lists);
        remarks = List.copyOf(remarks);
        lines = List.copyOf(lines);
    }

    static Subject of(Path path, RuleLoader.Candidate candidate, Rule rule, List<String> lines) {
        return new Subject(
                path,
                rule,
                candidate
                        .rule()
                        .map(CompiledRule::lists)
                        .map(all -> all.stream().map(NamedList::name).toList())
                        .orElseGet(() -> asked(rule.epl().text())),
                candidate.rule().map(CompiledRule::remarks).orElse(List.of()),
                lines);
    }

    /** Of EPL that does not compile, by its looks. */
    private static List<String> asked(String epl) {
        return ASKED.matcher(epl).results().map(each -> each.group(1)).distinct().toList();
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
