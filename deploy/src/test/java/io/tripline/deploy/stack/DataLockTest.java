package io.tripline.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.stack.StackState.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataLockTest {
    @TempDir Path directory;

    @Test
    void oneLauncherHasADirectoryAndTheNextGetsItAfterwards() {
        Path data = directory.resolve("data");
        try (DataLock first = DataLock.take(data)) {
            assertThatThrownBy(() -> DataLock.take(data))
                    .isInstanceOf(CannotRunException.class)
                    .hasMessageContaining("just starting");

            Running self = Running.of(ProcessHandle.current());
            new StackState(self, Map.of(), "", "", Map.of(), true).write(data);
            assertThatThrownBy(() -> DataLock.take(data))
                    .hasMessageContaining("It runs already in " + data)
                    .hasMessageContaining("process " + self.pid());
            assertThat(first).isNotNull();
        }

        DataLock.take(data).close();
    }

    @Test
    void whatCantBeADirectoryIsSaidInASentence() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> DataLock.take(file.resolve("data")))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("embedded.data");
    }
}
