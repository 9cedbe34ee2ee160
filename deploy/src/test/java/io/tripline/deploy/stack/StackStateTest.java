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

final class StackStateTest {
    private static final long AN_HOUR = 3_600_000;
    private static final Running SELF = Running.of(ProcessHandle.current());

    @TempDir Path data;

    @Test
    void aProcessIsFoundAfterTheClockWasSet() {
        assertThat(new Running(SELF.pid(), SELF.startedMillis() - AN_HOUR, SELF.started()).find())
                .as("where Linux counts: %s", SELF.started())
                .matches(found -> found.isPresent() != SELF.started().isEmpty());
        assertThat(SELF.find()).isPresent();
    }

    @Test
    void anotherProcessWithItsNumberIsNotTakenForIt() {
        assertThat(new Running(SELF.pid(), SELF.startedMillis(), "another boot 17").find())
                .matches(found -> found.isPresent() == SELF.started().isEmpty());
        assertThat(new Running(SELF.pid(), SELF.startedMillis() - AN_HOUR, "").find()).isEmpty();
    }

    @Test
    void theStartIsReadBehindANameWithAnything() {
        String rest = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21";

        assertThat(ProcessStart.ticks("42 (a) b (c) " + rest + "\n")).contains("4711");
        assertThat(ProcessStart.ticks("42 (a) S 1")).isEmpty();
    }

    @Test
    void whatIsWrittenIsFoundAlsoAsAnEarlierVersionWroteIt() throws Exception {
        state().write(data);
        assertThat(StackState.running(data)).contains(state());

        Path file = data.resolve("running.json");
        Files.writeString(file, Files.readString(file).replaceAll(",\"started\":\"[^\"]*\"", ""));
        assertThat(StackState.running(data)).isPresent();
        assertThat(data).isDirectoryNotContaining(each -> each.toString().endsWith(".tmp"));
    }

    @Test
    void aDirectoryThatCantBeWrittenIsSaidInASentence() throws Exception {
        Path file = Files.createFile(data.resolve("file"));

        assertThatThrownBy(() -> state().write(file.resolve("data")))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("can't be written");
    }

    private static StackState state() {
        return new StackState(SELF, Map.of("kafka", SELF), "", "", Map.of(), true);
    }
}
