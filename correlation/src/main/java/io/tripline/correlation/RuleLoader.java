package io.tripline.correlation;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a directory of rules. A rule whose file, EPL or tests are wrong is not loaded; the others are. */
public final class RuleLoader {
    private static final int MAX_FILES = 10_000;

    /** {@code <tactic>/<rule>.yml} */
    private static final int DEPTH = 2;

    private final RuleCompiler compiler = new RuleCompiler();

    /**
     * What came of it.
     *
     * @param rules what may run
     * @param problems why the rest may not, all at once
     */
    public record Loaded(RuleSet rules, List<Problem> problems) {
        public Loaded {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads, compiles and tests every {@code <tactic>/<rule>.yml} of a directory.
     *
     * @throws IOException if the directory cannot be read
     */
    public Loaded load(Path directory) throws IOException {
        Map<String, CompiledRule> rules = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : files(directory)) {
            String name = directory.relativize(file).toString();
            List<Problem> own = new ArrayList<>();
            CompiledRule rule = compile(name, bytes(file), own);
            if (own.isEmpty() && rule != null) {
                own.addAll(new RuleCheck(rule, compiler).failures());
                if (own.isEmpty() && rules.putIfAbsent(rule.id(), rule) != null) {
                    own.add(
                            new Problem(
                                    name, 0, "There is another rule with id " + rule.id() + "."));
                }
            }
            problems.addAll(own);
        }
        return new Loaded(new RuleSet(List.copyOf(rules.values()), compiler), problems);
    }

    /** Reads and compiles one rule and does not run its tests. Problems are added; null if there are some. */
    private @Nullable CompiledRule compile(String name, byte[] content, List<Problem> problems) {
        return switch (RuleReader.read(name, content)) {
            case RuleReading.Refused(List<Problem> all) -> {
                problems.addAll(all);
                yield null;
            }
            case RuleReading.Accepted(Rule rule) ->
                    switch (compiler.compile(rule)) {
                        case RuleCompiler.Compilation.Refused(List<Problem> all) -> {
                            problems.addAll(all);
                            yield null;
                        }
                        case RuleCompiler.Compilation.Compiled(CompiledRule compiled) -> compiled;
                    };
        };
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory, DEPTH)) {
            return all.filter(file -> file.toString().endsWith(".yml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        }
    }

    /** At most one byte more than a rule file may have, so that the reader sees that it is too long. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(RuleReader.MAX_BYTES + 1);
        }
    }
}
