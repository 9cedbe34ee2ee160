package io.tripline.deploy.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoundedLogTest {
    @TempDir Path directory;

    @Test
    void aLogThatIsWrittenIsCutAndGoesOnAtItsBegin() throws Exception {
        Path log = directory.resolve("kafka.log");
        try (OutputStream process = new FileOutputStream(log.toFile(), true)) {
            process.write("first\n".getBytes(UTF_8));
            new BoundedLog(log).keepBounded();
            assertThat(log).hasContent("first");

            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                file.setLength(BoundedLog.BYTES_KEPT + 1);
            }
            new BoundedLog(log).keepBounded();
            process.write("next\n".getBytes(UTF_8));
        }

        assertThat(log).hasContent("next");
        assertThat(directory.resolve("kafka.log.1")).hasSize(BoundedLog.BYTES_KEPT + 1);
    }
}
