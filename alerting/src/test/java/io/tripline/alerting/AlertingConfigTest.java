package io.tripline.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertingConfigTest {
    private static final Secret KEY = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final URI HOOK = URI.create("https://hooks.example.com/tripline");

    @Test
    void defaultsAreOneNodeOnThisMachineAndNobodyToPage() {
        AlertingConfig defaults = AlertingConfig.defaults();

        assertThat(defaults.opensearch().url())
                .containsExactly(URI.create("http://127.0.0.1:9200"));
        assertThat(defaults.opensearch().bulkDocuments()).isEqualTo(5000);
        assertThat(defaults.webhooks()).isEmpty();
        assertThat(defaults.groupPrefix()).isEqualTo("tripline");
    }

    @Test
    void everyKeyCanBeSet() {
        OpenSearchConfig config =
                new OpenSearchConfig(
                        List.of(URI.create("https://search.example.com:9200")),
                        Optional.of("tripline"),
                        Optional.of(Secret.of("password")),
                        Optional.of(Path.of("ca.pem")),
                        Optional.of(Path.of("own.pem")),
                        Optional.of(Path.of("own.key")),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        3,
                        "1-all",
                        Duration.ofSeconds(30),
                        100,
                        1 << 20,
                        Duration.ofMillis(20),
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));

        assertThat(config.password()).map(Secret::reveal).hasValue("password");
        assertThat(config.toString()).doesNotContain("password]").contains("(secret)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://search.example.com", "https:///x", "https://u:p@search.example.com"})
    void aNodeThatIsNoPlainHttpAddressIsRefused(String url) {
        assertThatThrownBy(() -> opensearch(List.of(URI.create(url)), Optional.empty(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("opensearch.url ");
    }

    @Test
    void aUserWithoutPasswordIsRefused() {
        assertThatThrownBy(() -> opensearch(List.of(HOOK), Optional.of("tripline"), 1))
                .hasMessageStartingWith("opensearch.user ");
    }

    @Test
    void noNodesAndNoShardsAreRefused() {
        assertThatThrownBy(() -> opensearch(List.of(), Optional.empty(), 1))
                .hasMessageStartingWith("opensearch.url ");
        assertThatThrownBy(() -> opensearch(List.of(HOOK), Optional.empty(), 0))
                .hasMessageStartingWith("opensearch.shards ");
    }

    @ParameterizedTest
    @CsvSource({
        "On Call, https://hooks.example.com, webhooks.name",
        "on-call, http://hooks.example.com, webhooks.on-call.url",
        "on-call, https://user@hooks.example.com/, webhooks.on-call.url",
        "on-call, mailto:ann@example.com, webhooks.on-call.url"
    })
    void aDestinationThatCannotBePostedToIsRefused(String name, URI url, String key) {
        assertThatThrownBy(() -> WebhookConfig.of(name, url, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "whsec_", "whsec_aHVudGVyMg==", "whsec_%%%"})
    void aWeakKeyIsRefusedWithoutBeingShown(String key) {
        assertThatThrownBy(() -> WebhookConfig.of("on-call", HOOK, Secret.of(key)))
                .hasMessageStartingWith("webhooks.on-call.secrets ")
                .hasMessageNotContaining(key.equals("whsec_") ? "(never)" : key);
    }

    @Test
    void twoDestinationsOfOneNameAreRefused() {
        WebhookConfig hook = WebhookConfig.of("on-call", HOOK, KEY);

        assertThatThrownBy(
                        () ->
                                new AlertingConfig(
                                        OpenSearchConfig.defaults(),
                                        RetentionConfig.defaults(),
                                        IncidentsConfig.defaults(),
                                        Optional.empty(),
                                        List.of(hook, hook),
                                        "tripline"))
                .hasMessageContaining("twice: on-call");
    }

    private static OpenSearchConfig opensearch(List<URI> url, Optional<String> user, int shards) {
        OpenSearchConfig defaults = OpenSearchConfig.defaults();
        return new OpenSearchConfig(
                url,
                user,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                defaults.connectTimeout(),
                defaults.requestTimeout(),
                shards,
                defaults.autoExpandReplicas(),
                defaults.refreshInterval(),
                defaults.bulkDocuments(),
                defaults.bulkBytes(),
                defaults.flushInterval(),
                defaults.bulksInFlight(),
                defaults.retryFirst(),
                defaults.retryLongest());
    }
}
