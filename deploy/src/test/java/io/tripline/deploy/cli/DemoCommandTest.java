package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir Path directory;

    @Test
    void aMadeUpAttackWakesOnlyWhoAskedForIt() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("tripline.yml"),
                        "webhooks: [{name: on-call, url: 'https://example.com/', secret: whsec_"
                                + "A".repeat(32)
                                + "}]\n");
        Settings configured = ConfigReader.read(file, Map.of());

        assertThat(DemoCommand.settings(configured, false).webhooks()).isEmpty();
        assertThat(DemoCommand.settings(configured, true).webhooks()).hasSize(1);
    }
}
