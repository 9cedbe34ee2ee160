package io.tripline.correlation;

import io.tripline.contracts.EcsJson;
import io.tripline.contracts.StableId;
import io.tripline.correlation.engine.CompiledRule;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules whose tests passed, remembered from one start to the next: the same rule with the same lists gives the same in the
 * same program, so its tests need not run again. Whatever changes, the rule's file, a list, what a log source makes of a raw
 * line, or any file of the program, makes another key; a failure is never remembered.
 */
public final class ProvenRules {
    /** Nothing is remembered. */
    static final ProvenRules NONE = new ProvenRules(null, "");

    private static final Logger log = LoggerFactory.getLogger(ProvenRules.class);
    private static final int MAX_BYTES = 1024 * 1024;

    private final @Nullable Path file;
    private final String program;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** Those that were asked for or added: what nobody asks for is forgotten. */
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private ProvenRules(@Nullable Path file, String program) {
        this.file = file;
        this.program = program;
        if (file != null && Files.isRegularFile(file)) {
            read(file);
        }
    }

    /** Those of this program that a file remembers; a file that is damaged or cannot be read remembers none. */
    public static ProvenRules in(Path file) {
        return in(file, program());
    }

    static ProvenRules in(Path file, String program) {
        return program.isEmpty() ? NONE : new ProvenRules(file, program);
    }

    private void read(Path from) {
        try (InputStream in = Files.newInputStream(from)) {
            new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(known::add);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", from)
                    .setCause(e)
                    .log("It cannot be read which rules are proven; all are tested.");
        }
    }

    /** What a rule and its tests are, in this program. */
    String key(CompiledRule rule) {
        List<String> parts = new ArrayList<>(List.of(program, rule.version()));
        rule.rule()
                .tests()
                .forEach(
                        test ->
                                test.events()
                                        .forEach(
                                                event ->
                                                        parts.add(
                                                                new String(
                                                                        EcsJson.write(event),
                                                                        StandardCharsets.UTF_8))));
        return StableId.of(parts.toArray(String[]::new));
    }

    boolean holds(String key) {
        boolean holds = known.contains(key);
        if (holds) {
            used.add(key);
        }
        return holds;
    }

    void add(String key) {
        if (file != null) {
            known.add(key);
            used.add(key);
        }
    }

    /** Writes them down, at once; that it fails only makes the next start longer. */
    void keep() {
        if (file == null) {
            return;
        }
        try {
            WholeFile.write(file, new TreeSet<>(used));
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("It cannot be written which rules are proven; the next start tests all.");
        }
    }

    /** Every file of the class path by name, size and time of change, and the Java it runs on; empty if one can't be seen. */
    private static String program() {
        List<String> parts = new ArrayList<>(List.of(Runtime.version().toString()));
        try {
            for (String entry :
                    System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                if (!Files.exists(path)) {
                    continue;
                }
                try (Stream<Path> all = Files.walk(path)) {
                    for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                        parts.add(
                                each
                                        + " "
                                        + Files.size(each)
                                        + " "
                                        + Files.getLastModifiedTime(each));
                    }
                }
            }
            return StableId.of(parts.toArray(String[]::new));
        } catch (IOException e) {
            return "";
        }
    }
}
