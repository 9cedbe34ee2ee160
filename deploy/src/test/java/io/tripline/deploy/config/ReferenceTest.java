package io.tripline.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ReferenceTest {
    /** If it fails: {@code ./tripline configuration > docs/configuration.md}. */
    @Test
    void theDocumentIsWhatTheCatalogueSays() throws IOException {
        Path document = Path.of(System.getProperty("tripline.project"), "docs", "configuration.md");

        assertThat(Files.readString(document)).isEqualTo(Reference.markdown());
    }

    @Test
    void everyKeyOfAWebhookIsNamed() {
        assertThat(Reference.markdown())
                .contains(WebhookReader.KEYS.stream().map(each -> " " + each).toList());
    }
}
