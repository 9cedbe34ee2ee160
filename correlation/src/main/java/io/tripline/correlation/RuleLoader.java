package io.tripline.correlation;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.NamedLists;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Draft;
import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RawLines;
import io.tripline.correlation.rule.ReviewedException;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a directory of rules. A rule whose file, EPL or tests are wrong is not loaded; the others are. */
public final class RuleLoader {
    private final InstantSource clock;
    private final RawLines rawLines;
    private final ProvenRules proven;
    private final RuleCompiler compiler = new RuleCompiler();
    private final Map<Path, NamedLists> listsByDirectory = new HashMap<>();

    /** By file, what was loaded last. */
    private final Map<String, CompiledRule> accepted = new TreeMap<>();

    /** A loader of rules for now, where there are no log sources. */
    public RuleLoader() {
        this(InstantSource.system());
    }

    /** A loader of rules where there are no log sources: tests with raw lines are left out. */
    public RuleLoader(InstantSource clock) {
        this(clock, RawLines.LEFT_OUT);
    }

    /**
     * A loader that takes the present from a clock. Nothing but what it says of expired exceptions depends on it: whether
     * an exception applies is decided in event time.
     */
    public RuleLoader(InstantSource clock, RawLines rawLines) {
        this(clock, rawLines, ProvenRules.NONE);
    }

    /** The same, where tests need not run again that passed in an earlier start. */
    public RuleLoader(InstantSource clock, RawLines rawLines, ProvenRules proven) {
        this.clock = clock;
        this.rawLines = rawLines;
        this.proven = proven;
    }

    /**
     * What came of it.
     *
     * @param rules what may run
     * @param problems why the rest may not, all at once
     * @param kept files with problems, of which the rule as it was before still runs
     * @param expired exceptions that no longer apply to what happens now
     */
    public record Loaded(
            RuleSet rules,
            List<Problem> problems,
            Set<String> kept,
            List<ReviewedException> expired) {
        public Loaded {
            problems = List.copyOf(problems);
            expired = List.copyOf(expired);
            kept = Set.copyOf(kept);
        }
    }

    /**
     * A file that is meant to be a rule.
     *
     * @param rule the rule, if the file is one and its EPL compiles; its tests have not been run
     * @param draft what the file says, as far as it can be read; empty if nothing can
     * @param ofFile what is wrong with the file, whatever its EPL is
     * @param ofEpl what is wrong with its EPL
     */
    public record Candidate(
            String file,
            Optional<CompiledRule> rule,
            Optional<Draft> draft,
            List<Problem> ofFile,
            List<Problem> ofEpl) {
        public Candidate {
            ofFile = List.copyOf(ofFile);
            ofEpl = List.copyOf(ofEpl);
        }

        /** Why it is no rule, from the file's top to its bottom. */
        public List<Problem> problems() {
            return Problem.inOrder(Stream.concat(ofFile.stream(), ofEpl.stream()).toList());
        }
    }

    /**
     * Reads, compiles and tests every {@code <tactic>/<rule>.yml} of a directory. Where this loader has loaded the directory
     * before, a rule that did not change is the same object, and of a file that is no good rule any more the rule as it was
     * is kept.
     *
     * @throws IOException if the directory cannot be read
     */
    public Loaded load(Path directory) throws IOException {
        listsByDirectory.clear();
        NamedLists lists = lists(directory);
        Map<String, CompiledRule> rules = new TreeMap<>();
        List<Problem> problems = new ArrayList<>(lists.problems());
        Set<String> kept = new TreeSet<>();
        Map<String, CompiledRule> before = new TreeMap<>(accepted);
        accepted.clear();
        FolderFiles files = RuleFolder.rules(directory);
        problems.addAll(files.problems());
        Map<String, Callable<Tested>> jobs = new LinkedHashMap<>();
        for (Path file : files.files()) {
            String name = directory.relativize(file).toString();
            CompiledRule old = before.get(name);
            byte[] content;
            try {
                content = RuleFolder.bytes(file);
            } catch (IOException e) {
                Problem problem = RuleFolder.unreadable(name, e);
                jobs.put(name, () -> new Tested(null, List.of(problem)));
                continue;
            }
            if (old != null && isSame(old, content, lists)) {
                proven.holds(proven.key(old));
                jobs.put(name, () -> new Tested(old, List.of()));
            } else {
                RuleReading reading = read(name, content);
                jobs.put(name, () -> tested(name, reading, lists));
            }
        }
        Iterator<Tested> results = together(List.copyOf(jobs.values())).iterator();
        for (String name : jobs.keySet()) {
            Tested result = results.next();
            CompiledRule old = before.get(name);
            problems.addAll(result.problems);
            if (result.rule != null) {
                take(directory, name, result.rule, rules, problems);
            } else if (old != null) {
                kept.add(name);
                take(directory, name, old, rules, problems);
            }
        }
        for (Map.Entry<String, CompiledRule> each : before.entrySet()) {
            if (!jobs.containsKey(each.getKey()) && isHidden(each.getKey(), files.problems())) {
                kept.add(each.getKey());
                take(directory, each.getKey(), each.getValue(), rules, problems);
            }
        }
        proven.keep();
        List<ReviewedException> exceptions =
                RuleFolder.exceptions(directory, rules.keySet(), problems);
        List<CompiledRule> excepting =
                rules.values().stream()
                        .map(
                                rule ->
                                        rule.with(
                                                exceptions.stream()
                                                        .filter(
                                                                each ->
                                                                        each.rule()
                                                                                .equals(rule.id()))
                                                        .toList()))
                        .toList();
        Map<String, CompiledRule> byId = new TreeMap<>();
        excepting.forEach(rule -> byId.put(rule.id(), rule));
        accepted.replaceAll((_, rule) -> byId.getOrDefault(rule.id(), rule));
        return new Loaded(
                new RuleSet(excepting, compiler),
                problems,
                kept,
                exceptions.stream()
                        .filter(each -> !each.expires().isAfter(clock.instant()))
                        .toList());
    }

    /**
     * What is wrong with the exceptions beside rules of these ids; that one has expired is, too.
     */
    public List<Problem> exceptionProblems(Path directory, Set<String> rules) {
        List<Problem> problems = new ArrayList<>();
        for (ReviewedException each : RuleFolder.exceptions(directory, rules, problems)) {
            if (!each.expires().isAfter(clock.instant())) {
                problems.add(
                        new Problem(
                                each.file(),
                                0,
                                "The exception of "
                                        + each.owner()
                                        + " has expired and no longer applies. Review it and say until when, or delete it."));
            }
        }
        return problems;
    }

    private static boolean isSame(CompiledRule rule, byte[] content, NamedLists lists) {
        return rule.rule().version().equals(RuleReader.version(content))
                && rule.lists().stream().allMatch(lists::holds);
    }

    /** Whether a rule that was there may still be, behind a link or in a folder that cannot be read now. */
    private static boolean isHidden(String file, List<Problem> problems) {
        return problems.stream()
                .anyMatch(each -> file.equals(each.file()) || file.startsWith(each.file() + "/"));
    }

    private void take(
            Path directory,
            String file,
            CompiledRule rule,
            Map<String, CompiledRule> rules,
            List<Problem> problems) {
        CompiledRule other = rules.putIfAbsent(rule.id(), rule);
        if (other == null) {
            accepted.put(file, rule);
        } else {
            problems.add(
                    new Problem(
                            file,
                            lineOfId(directory.resolve(file)),
                            "The rule in "
                                    + other.rule().file()
                                    + " has the id "
                                    + rule.id()
                                    + " too. Choose another."));
        }
    }

    /** Keys of a rule stand at the beginning of their line; 0 if it cannot be told. */
    private static int lineOfId(Path file) {
        try {
            List<String> lines =
                    new String(RuleFolder.bytes(file), StandardCharsets.UTF_8).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("id:")) {
                    return i + 1;
                }
            }
            return 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** What a file says. Whatever its reader did not foresee is told as its problem, and the other files are read. */
    private RuleReading read(String name, byte[] content) {
        try {
            return RuleReader.read(name, content, rawLines);
        } catch (RuntimeException | StackOverflowError e) {
            return new RuleReading.Refused(List.of(unforeseen(name, e)), Optional.empty());
        }
    }

    /** A rule that does what its tests say; else null, and why. */
    private record Tested(@Nullable CompiledRule rule, List<Problem> problems) {}

    private Tested tested(String name, RuleReading reading, NamedLists lists) {
        try {
            return triedOut(name, reading, lists);
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever is wrong with one rule, the others run.
            return new Tested(null, List.of(unforeseen(name, e)));
        }
    }

    private static Problem unforeseen(String name, Throwable e) {
        return new Problem(
                name,
                0,
                "The rule cannot be read, compiled and tested, and nobody foresaw why: "
                        + e
                        + ". Please report it, with the file.");
    }

    private Tested triedOut(String name, RuleReading reading, NamedLists lists) {
        Candidate candidate = candidate(reading, name, rule -> compiler.compile(rule, lists));
        List<Problem> problems = new ArrayList<>(candidate.problems());
        CompiledRule rule = candidate.rule.orElse(null);
        if (rule != null) {
            String key = proven.key(rule);
            if (!proven.holds(key)) {
                try (RuleCheck check = new RuleCheck(rule, compiler)) {
                    problems.addAll(check.failures());
                }
                if (problems.isEmpty()) {
                    proven.add(key);
                }
            }
        }
        return new Tested(problems.isEmpty() ? rule : null, problems);
    }

    /** Rules are compiled and tested on all processors: of a whole pack, that is what a start waits for. */
    private static List<Tested> together(List<Callable<Tested>> jobs) throws IOException {
        List<Tested> results = new ArrayList<>();
        int threads = Math.clamp(jobs.size(), 1, Runtime.getRuntime().availableProcessors());
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Tested> each : pool.invokeAll(jobs)) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while rules were tested.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A rule's problems are told, not thrown.", e);
        }
    }

    /**
     * Reads and compiles one file and does not run its tests.
     *
     * @param name by which messages call the file
     * @throws IOException if the file cannot be read
     */
    public Candidate candidate(Path file, String name) throws IOException {
        NamedLists lists = lists(RuleFolder.of(file));
        return candidate(file, name, rule -> compiler.compile(rule, lists));
    }

    /**
     * The same of a rule that is only to be tested: the lists that its tests name hold what they say.
     *
     * @param name by which messages call the file
     * @throws IOException if the file cannot be read
     */
    public Candidate candidateForTests(Path file, String name) throws IOException {
        NamedLists lists = lists(RuleFolder.of(file));
        return candidate(file, name, rule -> compiler.compileForTests(rule, lists));
    }

    /** A rule with the exceptions in its file's directory. */
    public CompiledRule withExceptions(Path file, CompiledRule rule) {
        return rule.with(
                RuleFolder.exceptions(RuleFolder.of(file), Set.of(rule.id()), new ArrayList<>())
                        .stream()
                        .filter(each -> each.rule().equals(rule.id()))
                        .toList());
    }

    private NamedLists lists(Path directory) throws IOException {
        NamedLists lists = listsByDirectory.get(directory);
        if (lists == null) {
            lists = NamedLists.beside(directory);
            listsByDirectory.put(directory, lists);
        }
        return lists;
    }

    /** What would not be read with others is no rule when it is named, either. */
    private Candidate candidate(
            Path file, String name, Function<Rule, RuleCompiler.Compilation> compile)
            throws IOException {
        Candidate candidate = candidate(read(name, RuleFolder.bytes(file)), name, compile);
        String refusal = RuleFolder.refusal(file);
        if (refusal.isEmpty()) {
            return candidate;
        }
        List<Problem> problems = new ArrayList<>(candidate.ofFile);
        problems.addFirst(new Problem(name, 0, refusal));
        return new Candidate(name, Optional.empty(), candidate.draft, problems, candidate.ofEpl);
    }

    private static Candidate candidate(
            RuleReading reading, String name, Function<Rule, RuleCompiler.Compilation> compile) {
        return switch (reading) {
            case RuleReading.Refused(List<Problem> all, Optional<Draft> draft) ->
                    new Candidate(
                            name,
                            Optional.empty(),
                            draft,
                            all,
                            draft.map(each -> problems(compile.apply(each.rule())))
                                    .orElse(List.of()));
            case RuleReading.Accepted(Rule rule) -> {
                RuleCompiler.Compilation compilation = compile.apply(rule);
                yield new Candidate(
                        name,
                        compilation instanceof RuleCompiler.Compilation.Compiled(CompiledRule one)
                                ? Optional.of(one)
                                : Optional.empty(),
                        Optional.of(Draft.of(rule)),
                        List.of(),
                        problems(compilation));
            }
        };
    }

    private static List<Problem> problems(RuleCompiler.Compilation compilation) {
        return switch (compilation) {
            case RuleCompiler.Compilation.Refused(List<Problem> all) -> all;
            case RuleCompiler.Compilation.Compiled _ -> List.of();
        };
    }

    /** What rules of this loader are compiled with. */
    public RuleCompiler compiler() {
        return compiler;
    }
}
