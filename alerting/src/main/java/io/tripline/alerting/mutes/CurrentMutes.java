package io.tripline.alerting.mutes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mutes that hold now: those of a file, read again when it changes. A changed file with a mistake in it is refused,
 * and what held before goes on. Safe for several threads.
 */
public final class CurrentMutes implements Supplier<Mutes> {
    private static final Logger log = LoggerFactory.getLogger(CurrentMutes.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final Optional<Path> file;
    private final InstantSource clock;
    private Mutes current = Mutes.NONE;
    private FileTime changed = FileTime.fromMillis(0);
    private Instant looked = Instant.MIN;

    /**
     * The mutes of this file.
     *
     * @throws IllegalArgumentException with all problems, if it is no good at the start
     */
    public CurrentMutes(Optional<Path> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        file.ifPresent(
                each ->
                        require(each, look(each))
                                .ifPresent(
                                        problem -> {
                                            throw new IllegalArgumentException(problem);
                                        }));
    }

    @Override
    public synchronized Mutes get() {
        if (file.isPresent()
                && Duration.between(looked, clock.instant()).abs().compareTo(BETWEEN_LOOKS) >= 0) {
            List<String> problems = look(file.get());
            if (!problems.isEmpty()) {
                log.atWarn()
                        .addKeyValue("problems", problems)
                        .log("Changed mutes are refused; those before go on.");
            }
        }
        return current;
    }

    /** The problems of a file, as one sentence for whoever starts us. */
    public static Optional<String> problem(Path file) {
        return switch (MutesFile.read(file)) {
            case MutesFile.Outcome.Good _ -> Optional.empty();
            case MutesFile.Outcome.Bad bad -> require(file, bad.problems());
        };
    }

    private static Optional<String> require(Path file, List<String> problems) {
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "alerting.mutes: " + file + " is no good: " + String.join(" ", problems));
    }

    private List<String> look(Path path) {
        looked = clock.instant();
        FileTime time;
        try {
            time = Files.getLastModifiedTime(path);
        } catch (IOException e) {
            return List.of("It can't be read.");
        }
        if (time.equals(changed)) {
            return List.of();
        }
        changed = time;
        return switch (MutesFile.read(path)) {
            case MutesFile.Outcome.Good good -> {
                current = good.mutes();
                log.atInfo().addKeyValue("mutes", current.mutes().size()).log("Read the mutes.");
                yield List.of();
            }
            case MutesFile.Outcome.Bad bad -> bad.problems();
        };
    }
}
