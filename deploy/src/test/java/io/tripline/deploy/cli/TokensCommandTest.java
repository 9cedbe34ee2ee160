package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensCommandTest {
    @TempDir Path directory;

    @Test
    void everyTokenHasALineOfItsOwnInAFileOfItsOwner() throws IOException {
        Path file = directory.resolve("tokens");

        TokensCommand.append(file, "ann");
        TokensCommand.append(file, "bo");

        assertThat(file).content().isEqualTo("ann\nbo\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** It would be a line that nobody can read, and the API would let nobody in. */
    @Test
    void aLastLineWithoutItsEndDoesNotBecomePartOfTheNewOne() throws IOException {
        Path file = Files.writeString(directory.resolve("tokens"), "# ours\nann");

        TokensCommand.append(file, "bo");

        assertThat(file).content().isEqualTo("# ours\nann\nbo\n");
    }
}
