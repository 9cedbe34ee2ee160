package io.tripline.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.service.ServiceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {
    @TempDir Path directory;

    /** End-to-end tests configure ports at least; most people begin with no configuration. */
    @Test
    void nothingNeedsToBeConfigured() {
        Path project = Path.of(System.getProperty("tripline.project"));

        Stack stack = new Stack(ConfigReader.read(null, Map.of()), project, directory);

        assertThat(ServiceName.values()).allMatch(each -> !stack.service(each).alive());
    }

    /** The services read the file themselves, and its webhooks with it. */
    @Test
    void theServicesPageNobodyWhereTheyAreToldSo() {
        Path project = Path.of(System.getProperty("tripline.project"));

        Stack stack =
                new Stack(ConfigReader.read(null, Map.of()).withNobodyToPage(), project, directory);

        assertThat(ConfigReader.read(null, stack.environment()).get(Keys.ALERTING_PAGES)).isFalse();
    }

    /** What depends on it, alerting on OpenSearch, would otherwise be waited for until its patience ends. */
    @Test
    void theFirstFailureEndsAStart() {
        CompletableFuture<Void> openSearch = new CompletableFuture<>();
        CompletableFuture<Void> alerting = new CompletableFuture<>();
        Together all = Together.of(List.of(openSearch, alerting));

        assertThat(all.isOver(Duration.ZERO)).isFalse();
        openSearch.completeExceptionally(new IllegalStateException("node.lock"));

        assertThatThrownBy(() -> all.isOver(Duration.ZERO)).hasMessage("node.lock");
        assertThat(alerting).isNotDone();
    }
}
