package io.tripline.alerting.mutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentMutesTest {
    private static final String ONE =
            """
            mutes:
              - {name: one, owner: ann, reason: tried, expires: 2027-01-01, rules: [x]}
            """;

    @TempDir Path directory;
    private Instant now = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void withoutAFileNothingIsMuted() {
        assertThat(new CurrentMutes(Optional.empty(), () -> now).get()).isEqualTo(Mutes.NONE);
    }

    @Test
    void aChangedFileIsReadAndABrokenOneRefused() throws Exception {
        Path file = write(ONE, 1);
        CurrentMutes mutes = new CurrentMutes(Optional.of(file), () -> now);
        assertThat(mutes.get().mutes()).extracting(Mute::name).containsExactly("one");

        write(ONE.replace("name: one", "name: two"), 2);
        assertThat(mutes.get().mutes()).extracting(Mute::name).containsExactly("one");
        now = now.plusSeconds(10);
        assertThat(mutes.get().mutes()).extracting(Mute::name).containsExactly("two");

        write("mutes: 7", 3);
        now = now.plusSeconds(10);
        assertThat(mutes.get().mutes()).extracting(Mute::name).containsExactly("two");
    }

    @Test
    void aBrokenFileAtTheStartIsRefusedWithAllItsProblems() throws Exception {
        Path file = write("mutes: [{name: x}]", 1);

        assertThatThrownBy(() -> new CurrentMutes(Optional.of(file), () -> now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("alerting.mutes: ")
                .hasMessageContaining("owner")
                .hasMessageContaining("expires");
        assertThat(CurrentMutes.problem(directory.resolve("absent"))).isPresent();
    }

    private Path write(String text, int second) throws IOException {
        Path file = Files.writeString(directory.resolve("mutes.yml"), text);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }
}
