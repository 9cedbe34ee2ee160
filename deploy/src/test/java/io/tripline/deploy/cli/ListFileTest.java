package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFileTest {
    @TempDir Path directory;

    /** Root learns, and correlation reads in an account of its own. */
    @Test
    void othersMayReadItAsTheyMayReadAnyNewFile() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "x");
        Path list = directory.resolve("lists/learned.txt");

        ListFile.write(list, List.of("192.0.2.1"));

        assertThat(Files.getPosixFilePermissions(list))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void whoMayReadItStaysAsItWas() throws IOException {
        Path list = Files.writeString(directory.resolve("learned.txt"), "old\n");
        Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r-----"));

        ListFile.write(list, List.of("192.0.2.1", "192.0.2.2"));

        assertThat(list).hasContent("192.0.2.1\n192.0.2.2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
                .isEqualTo("rw-r-----");
        assertThat(directory).isDirectoryNotContaining(each -> !each.endsWith("learned.txt"));
    }
}
