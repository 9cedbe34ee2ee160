package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StackRunTest {
    private static final Path USUAL = Path.of("/project/.tripline");

    @Test
    void commandsThatWouldNotFindTheDemosTokenAreToldWithIt() {
        assertThat(StackRun.commands(Path.of("/tmp/demo"), USUAL, Optional.of("i1")))
                .containsExactly(
                        "In another terminal:",
                        "  export TRIPLINE_API_CLIENT_TOKEN_FILE=/tmp/demo/api/token",
                        "  ./tripline incidents list",
                        "  ./tripline incidents show i1",
                        "  ./tripline alerts list");
        assertThat(StackRun.commands(USUAL, USUAL, Optional.empty()))
                .containsExactly(
                        "In another terminal:",
                        "  ./tripline incidents list",
                        "  ./tripline alerts list");
    }
}
