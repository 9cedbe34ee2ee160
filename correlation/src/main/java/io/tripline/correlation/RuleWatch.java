package io.tripline.correlation;

import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.ReviewedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the directory of rules and swaps what changed. It looks again and again rather than be told by the file system,
 * which tells nothing on network drives and of mounted configuration.
 */
final class RuleWatch implements AutoCloseable {
    /** How long a changed rule waits at most before it is read. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(RuleWatch.class);

    /** More files than that in one folder are not looked at. */
    private static final int MAX_FILES = 20_000;

    private static final String KEPT = "A changed rule is refused, and the one before stays.";

    private final Path directory;
    private final RuleLoader loader;
    private final ActiveRules active;
    private final CorrelationMeters meters;
    private final InstantSource clock;
    private final Warming warming;
    private String seen;
    private boolean told;

    /**
     * A watch of a directory that was loaded a moment ago.
     *
     * @param warming what is known of the rules that there were before
     * @throws IOException if it cannot be read
     */
    RuleWatch(
            Path directory,
            RuleLoader loader,
            ActiveRules active,
            CorrelationMeters meters,
            Warming warming)
            throws IOException {
        this(directory, loader, active, meters, warming, InstantSource.system());
    }

    RuleWatch(
            Path directory,
            RuleLoader loader,
            ActiveRules active,
            CorrelationMeters meters,
            Warming warming,
            InstantSource clock)
            throws IOException {
        this.directory = directory;
        this.loader = loader;
        this.active = active;
        this.meters = meters;
        this.warming = warming;
        this.clock = clock;
        warming.started(active.current(), clock.instant());
        meters.warming(warming.count(clock.instant()));
        this.seen = fingerprint(directory);
    }

    private final Thread thread = Thread.ofVirtual().name("rules").unstarted(this::run);

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads and swaps if a file came, went or changed. What is wrong with a rule is told, and the one before stays. */
    void look() {
        meters.warming(warming.count(clock.instant()));
        try {
            String now = fingerprint(directory);
            if (now.equals(seen)) {
                return;
            }
            RuleLoader.Loaded loaded = loader.load(directory);
            tell(loaded);
            meters.rules(loaded);
            warming.swapped(active.current(), loaded.rules(), clock.instant());
            active.swap(loaded.rules());
            meters.warming(warming.count(clock.instant()));
            meters.reloaded();
            seen = now;
            told = false;
            log.atInfo().addKeyValue("rules", loaded.rules().rules().size()).log("Rules reloaded.");
        } catch (IOException | RuntimeException e) {
            // The watch goes on whatever it met: the next change may mend it.
            if (!told) {
                told = true;
                log.atError()
                        .addKeyValue("directory", directory)
                        .setCause(e)
                        .log(
                                "The directory of rules cannot be read, and the rules stay as they are.");
            }
        }
    }

    /** Says in the log what is not loaded and why. */
    static void tell(RuleLoader.Loaded loaded) {
        tellExpired(loaded);
        for (Problem problem : loaded.problems()) {
            boolean kept = loaded.kept().contains(problem.file());
            log.atError()
                    .addKeyValue("file", problem.file())
                    .addKeyValue("line", problem.line())
                    .addKeyValue("column", problem.place().column())
                    .addKeyValue("problem", problem.message())
                    .log(kept ? KEPT : refused(problem.file()));
        }
    }

    /** What it means that a file has a problem. */
    private static String refused(String file) {
        return switch (RuleFolder.kind(file)) {
            case RULE -> "A rule is not loaded.";
            case LIST -> "A list is not read as it is written.";
            case EXCEPTION -> "An exception is refused: what it names is told.";
        };
    }

    /** Says in the log which exceptions no longer apply. */
    private static void tellExpired(RuleLoader.Loaded loaded) {
        for (ReviewedException each : loaded.expired()) {
            log.atWarn()
                    .addKeyValue("exception", each.file())
                    .addKeyValue("rule", each.rule())
                    .addKeyValue("owner", each.owner())
                    .addKeyValue("expired", each.expires())
                    .log("An exception has expired and no longer applies; review it or delete it.");
        }
    }

    /** Changes with any file's name, size or time of change, whatever link leads to it. */
    private static String fingerprint(Path directory) throws IOException {
        List<String> parts = new ArrayList<>();
        FolderFiles.mustBeReadable(directory);
        for (Path each : FolderFiles.entries(directory, "rules", new ArrayList<>())) {
            add(parts, each);
            if (Files.isDirectory(each)) {
                FolderFiles.entries(each, "rules", new ArrayList<>()).stream()
                        .limit(MAX_FILES)
                        .forEach(inner -> add(parts, inner));
            }
        }
        return StableId.of(parts.toArray(String[]::new));
    }

    private static void add(List<String> parts, Path file) {
        parts.add(file.toString());
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            if (seen.isRegularFile()) {
                parts.add(Long.toString(seen.size()));
                parts.add(seen.lastModifiedTime().toString());
            }
        } catch (IOException e) {
            parts.add(e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
