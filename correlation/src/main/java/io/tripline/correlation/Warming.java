package io.tripline.correlation;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules that came or changed since there are events, for as long as their window: of the events before, those that the rule as it
 * was did not want are not there, nor fields that it did not ask for. Until then it may miss what began before. A file remembers
 * from one start to the next which rules there were, as they may change while nothing runs. Not thread-safe.
 */
final class Warming {
    private static final Logger log = LoggerFactory.getLogger(Warming.class);

    /** Where it is remembered; nowhere if null. */
    private final @Nullable Path file;

    private final Map<String, Instant> until = new TreeMap<>();

    Warming() {
        this(null);
    }

    /**
     * One that remembers.
     *
     * @param file a line for each rule: its id, its version, and until when it is warming, in milliseconds
     */
    Warming(@Nullable Path file) {
        this.file = file;
    }

    /** Notes which rules are others than at the last start. At the first one, nothing was before any of them. */
    void started(RuleSet now, Instant at) {
        if (file != null && Files.isRegularFile(file)) {
            Map<String, List<String>> known = read(file);
            for (CompiledRule rule : now.rules()) {
                List<String> seen = known.getOrDefault(rule.id(), List.of());
                if (seen.size() != 3 || !seen.get(1).equals(rule.version())) {
                    warm(rule, at);
                } else {
                    until.put(rule.id(), Instant.ofEpochMilli(Long.parseLong(seen.get(2))));
                }
            }
        }
        remember(now);
    }

    /** Notes which rules are others now. */
    void swapped(RuleSet before, RuleSet now, Instant at) {
        until.keySet().removeIf(id -> now.byId(id).isEmpty());
        for (CompiledRule rule : now.rules()) {
            if (!before.holds(rule)) {
                warm(rule, at);
            }
        }
        remember(now);
    }

    private void warm(CompiledRule rule, Instant at) {
        Instant warm = at.plus(rule.rule().window());
        until.put(rule.id(), warm);
        log.atInfo()
                .addKeyValue("rule", rule.id())
                .addKeyValue("until", warm)
                .log(
                        "A rule that is new or changed is warming: it may miss what began before now. Find that with tripline replay.");
    }

    /** How many are warming at this time. */
    long count(Instant at) {
        return until.values().stream().filter(warm -> warm.isAfter(at)).count();
    }

    private static Map<String, List<String>> read(Path file) {
        Map<String, List<String>> known = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                List<String> words = List.of(line.split(" ", -1));
                if (words.size() == 3 && words.get(2).matches("-?[0-9]{1,18}")) {
                    known.put(words.getFirst(), words);
                }
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("It cannot be read which rules there were; all are taken for new.");
        }
        return known;
    }

    private void remember(RuleSet rules) {
        if (file == null) {
            return;
        }
        try {
            WholeFile.write(
                    file,
                    rules.rules().stream()
                            .map(
                                    rule ->
                                            String.join(
                                                    " ",
                                                    rule.id(),
                                                    rule.version(),
                                                    Long.toString(
                                                            until.getOrDefault(
                                                                            rule.id(),
                                                                            Instant.EPOCH)
                                                                    .toEpochMilli())))
                            .toList());
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log(
                            "It cannot be written which rules there are; the next start may take some for new, or not.");
        }
    }
}
