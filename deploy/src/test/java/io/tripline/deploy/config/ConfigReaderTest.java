package io.tripline.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tripline.alerting.AlertingConfig;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.deploy.config.Keys.LogLevel;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.source.Sources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
    private static final String ON_CALL_KEY = "whsec_" + "b25jYWxsb25jYWxsb25jYWxsb25jYWxs";
    private static final String CHAT_KEY = "whsec_" + "Y2hhdGNoYXRjaGF0Y2hhdGNoYXRjaGF0";

    @TempDir Path directory;

    @Test
    void everyKeyHasADefaultOrMayBeLeftOut() {
        Settings settings = ConfigReader.read(null, Map.of());

        assertThat(settings.get(Keys.OPENSEARCH_URL))
                .containsExactly(URI.create("http://127.0.0.1:9200"));
        assertThat(settings.get(TopicKeys.RETENTION)).isEqualTo(Duration.ofDays(7));
        assertThat(settings.get(Keys.HTTP_HOST)).isEqualTo("127.0.0.1");
        assertThat(settings.get(Keys.LOG_LEVEL)).isEqualTo(LogLevel.INFO);
        assertThat(settings.find(Keys.OPENSEARCH_PASSWORD)).isEmpty();
        assertThat(settings.kafka())
                .containsExactly(Map.entry("bootstrap.servers", "127.0.0.1:9092"));
        assertThat(settings.webhooks()).isEmpty();
        assertThat(settings.file()).isEmpty();
    }

    @Test
    void aFileMayNestOrDotItsKeys() throws IOException {
        Path file =
                file(
                        """
                        http:
                          host: 0.0.0.0
                          ingest.port: 19464
                        topics.retention: 12h
                        kafka:
                          bootstrap.servers: [one.example.com:9092, two.example.com:9092]
                          security.protocol: SASL_SSL
                        """);

        Settings settings = ConfigReader.read(file, Map.of());

        assertThat(settings.get(Keys.HTTP_HOST)).isEqualTo("0.0.0.0");
        assertThat(settings.get(Keys.HTTP_INGEST_PORT)).isEqualTo(19464);
        assertThat(settings.get(TopicKeys.RETENTION)).isEqualTo(Duration.ofHours(12));
        assertThat(settings.kafka())
                .containsEntry("bootstrap.servers", "one.example.com:9092,two.example.com:9092")
                .containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        Path file = file("http.host: 192.0.2.1\nkafka.security.protocol: SSL\n");

        Settings settings =
                ConfigReader.read(
                        file,
                        Map.of(
                                "TRIPLINE_HTTP_HOST",
                                "192.0.2.2",
                                "TRIPLINE_KAFKA_SECURITY_PROTOCOL",
                                "SASL_SSL",
                                "PATH",
                                "/usr/bin"));

        assertThat(settings.get(Keys.HTTP_HOST)).isEqualTo("192.0.2.2");
        assertThat(settings.kafka()).containsEntry("security.protocol", "SASL_SSL");
    }

    /** All but the one whose file has a test of its own, {@link PagingReaderTest}. */
    static Stream<Key<?>> keys() {
        return Keys.ALL.stream().filter(key -> !key.equals(Keys.ALERTING_PAGING));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyCanBeSetByItsVariable(Key<?> key) {
        String other = otherThan(key);
        // What is refused alone: a user without password, a certificate without key, half an API.
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "TRIPLINE_OPENSEARCH_CERTIFICATE_FILE",
                                "own.pem",
                                "TRIPLINE_OPENSEARCH_KEY_FILE",
                                "own.key",
                                "TRIPLINE_OPENSEARCH_USER",
                                "u",
                                "TRIPLINE_OPENSEARCH_PASSWORD",
                                "p",
                                "TRIPLINE_API_TLS_CERTIFICATE",
                                "certificate.pem",
                                "TRIPLINE_API_TLS_KEY",
                                "key.pem",
                                "TRIPLINE_API_OIDC_ISSUER",
                                "https://login.example.com",
                                "TRIPLINE_API_OIDC_AUDIENCE",
                                "tripline",
                                "TRIPLINE_API_OIDC_JWKS_URL",
                                "https://login.example.com/keys",
                                "TRIPLINE_API_OIDC_ROLES",
                                "soc=analyst"));
        environment.put("TRIPLINE_API_TOKENS_FILE", "tokens");
        Settings before = ConfigReader.read(null, environment);
        environment.put(key.variable(), other);

        Settings settings = ConfigReader.read(null, environment);

        assertThat(settings.find(key)).isPresent();
        assertThat(settings.find(key)).isNotEqualTo(before.find(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    api.host: 0.0.0.0                | api.host is not this machine's loopback address, so the API needs TLS
                    api: {host: 192.0.2.7, tls: {certificate: a.pem, key: b.pem}} | api.host is not this machine's loopback address, so somebody must be able to prove who they are
                    api.tls.key: key.pem             | api.tls.certificate and api.tls.key must be set together
                    api.oidc.issuer: https://a.example.com | api.oidc.jwks-url must be set with api.oidc.issuer
                    """)
    void anApiThatWouldLetInWhoeverComesIsRefused(String line, String problem) throws IOException {
        ConfigurationException refusal =
                catchThrowableOfType(
                        ConfigurationException.class,
                        () -> ConfigReader.read(file(line), Map.of()));

        assertThat(refusal).hasMessageContaining(problem);
    }

    /** Two keys with one variable could not both be set. */
    @Test
    void everyKeyHasAVariableOfItsOwn() {
        assertThat(Keys.ALL.stream().map(Key::variable)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    http.ingest.port: 0             | http.ingest.port: "0" is not a whole number from 1 to 65535; the default is 9464.
                    http.ingest.port: many          | http.ingest.port: "many" is not a whole number from 1 to 65535; the default is 9464.
                    topics.retention: a week        | topics.retention: "a week" is not a duration such as 500ms, 30s, 10m, 24h, 7d or PT1H30M; the default is 7d.
                    opensearch.url: localhost       | opensearch.url is not an http or https URL; the default is http://127.0.0.1:9200.
                    embedded.kafka.heap: 1          | embedded.kafka.heap: "1" is not a whole number from 64 to 1000000; the default is 384.
                    logging.level: loud             | logging.level: "loud" is none of error, warn, info, debug; the default is info.
                    http.ingest.prot: 1             | There is no key http.ingest.prot; did you mean http.ingest.port?
                    kafka.bootstrap.server: a:1     | There is no key kafka.bootstrap.server; did you mean kafka.bootstrap.servers?
                    http.host: [a, b]               | http.host takes one value, not a list.
                    http.host: !!java.lang.Runtime {} | http.host takes a value, not keys below it.
                    surprise: {}                    | There is no key surprise.
                    opensearch.url: [{a: b}]        | opensearch.url takes a list of plain values.
                    topics.retention: 999999999999d | topics.retention: "999999999999d" is not from 0s to 36500d; the default is 7d.
                    surprise: 1                     | There is no key surprise.
                    topics.retention: ""            | topics.retention is set to nothing; the default is 7d.
                    opensearch.url: []              | opensearch.url is set to nothing; the default is http://127.0.0.1:9200.
                    webhooks: here                  | webhooks must be a list, each entry with name, url and secret.
                    """)
    void aWrongLineIsRefusedInASentence(String line, String problem) throws IOException {
        assertThat(problems(line + "\n", Map.of())).containsExactly(problem);
    }

    /** Compose files set variables to nothing; the stack trace that came of it named no key. */
    @Test
    void aVariableWithoutValueIsRefusedWhereTheKeyNeedsOne() throws IOException {
        assertThat(problems("", Map.of("TRIPLINE_HTTP_HOST", "", "TRIPLINE_OPENSEARCH_USER", "")))
                .containsExactly("http.host is set to nothing; the default is 127.0.0.1.");
    }

    @Test
    void aListMayBeEmptyThoughItsDefaultIsNot() throws IOException {
        assertThat(ConfigReader.read(file("incidents: {shared: []}\n"), Map.of()))
                .satisfies(each -> assertThat(each.get(Keys.INCIDENTS_SHARED)).isEmpty());
        assertThat(ConfigReader.read(null, Map.of("TRIPLINE_INCIDENTS_SHARED", "")))
                .satisfies(each -> assertThat(each.get(Keys.INCIDENTS_SHARED)).isEmpty());
    }

    @Test
    void aCommaInAnElementOfAListIsItsOwn() throws IOException {
        Path file = file("embedded.java-options: ['-Xlog:gc*:file=x,y', -Xint, '']\n");

        assertThat(ConfigReader.read(file, Map.of()).get(Keys.EMBEDDED_JAVA_OPTIONS))
                .containsExactly("-Xlog:gc*:file=x,y", "-Xint");
        assertThat(
                        ConfigReader.read(file, Map.of("TRIPLINE_EMBEDDED_JAVA_OPTIONS", "-a,-b"))
                                .get(Keys.EMBEDDED_JAVA_OPTIONS))
                .containsExactly("-a", "-b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "1_000", "0777", "1e3", "0x1F", "true", "0.0"})
    void aPasswordThatLooksLikeANumberIsItsDigits(String password) throws IOException {
        Path file = file("opensearch:\n  user: u\n  password: " + password + "\n");

        assertThat(ConfigReader.read(file, Map.of()).get(Keys.OPENSEARCH_PASSWORD))
                .isEqualTo(password);
    }

    @Test
    void whatFollowsInASecondDocumentIsNotPassedOver() throws IOException {
        assertThat(problems("---\nhttp.host: 127.0.0.1\n---\nlogging.level: debug\n", Map.of()))
                .singleElement()
                .asString()
                .contains("has a second document (---)");
    }

    @Test
    void variablesOfCommandsAndOfKubernetesAreNoConfiguration() {
        Settings settings =
                ConfigReader.read(
                        null,
                        Map.ofEntries(
                                Map.entry("TRIPLINE_DASHBOARDS_PASSWORD", "x"),
                                Map.entry("TRIPLINE_DASHBOARDS_USER", "x"),
                                Map.entry("TRIPLINE_DASHBOARDS_PASSWORD_FILE", "x"),
                                Map.entry("TRIPLINE_SSHD_PORT", "22500"),
                                Map.entry("TRIPLINE_ALERTING_SERVICE_HOST", "192.0.2.1"),
                                Map.entry("TRIPLINE_ALERTING_SERVICE_PORT", "9466"),
                                Map.entry("TRIPLINE_ALERTING_SERVICE_PORT_HTTP", "9466"),
                                Map.entry("TRIPLINE_ALERTING_PORT", "tcp://192.0.2.1:9466"),
                                Map.entry(
                                        "TRIPLINE_ALERTING_PORT_9466_TCP", "tcp://192.0.2.1:9466"),
                                Map.entry("TRIPLINE_ALERTING_PORT_9466_TCP_ADDR", "192.0.2.1"),
                                Map.entry("TRIPLINE_ALERTING_PORT_9466_TCP_PORT", "9466"),
                                Map.entry("TRIPLINE_ALERTING_PORT_9466_TCP_PROTO", "tcp"),
                                // Of a service tripline-api.
                                Map.entry("TRIPLINE_API_PORT", "tcp://192.0.2.1:9467")));

        assertThat(settings.get(ApiKeys.PORT_NUMBER)).isEqualTo(9467);
    }

    @Test
    void whereNobodyIsToBePagedTheConfigurationIsCheckedAndNobodyIsThere() throws IOException {
        String webhook =
                "webhooks: [{name: on-call, url: 'https://example.com/', secret: %s}]\nalerting.pages: false\n";

        assertThat(problems(webhook.formatted("short"), Map.of())).isNotEmpty();
        Settings settings = ConfigReader.read(file(webhook.formatted(ON_CALL_KEY)), Map.of());
        assertThat(settings.webhooks()).isEmpty();
        assertThat(settings.paging().destinations()).isEmpty();
    }

    @Test
    void problemsOfMappingsHideNoOthers() throws IOException {
        Path mapping = Files.writeString(directory.resolve("own.yml"), "name: 7\n");

        assertThat(
                        problems(
                                "ingest.mappings: "
                                        + mapping
                                        + "\ningest.streams.threads: 0\nopensearch.shards: 99\n",
                                Map.of()))
                .anyMatch(each -> each.startsWith("ingest.mappings: "))
                .anyMatch(each -> each.startsWith("ingest.streams.threads"))
                .anyMatch(each -> each.startsWith("opensearch.shards"));
    }

    @Test
    void allProblemsOfTheTableOfPersonsAreToldWithTheOthers() throws IOException {
        Path table =
                Files.writeString(
                        directory.resolve("people.csv"),
                        "person,account\nann@example.com,ann\nbob@example.com,ann\n,root\n");

        assertThat(
                        problems(
                                "ingest.identities: " + table + "\ningest.streams.threads: 0\n",
                                Map.of()))
                .anyMatch(each -> each.startsWith("ingest.identities: people.csv, line 3: ann is"))
                .anyMatch(each -> each.startsWith("ingest.identities: people.csv, line 4: "))
                .anyMatch(each -> each.startsWith("ingest.streams.threads"));
    }

    /** `rules test` and `run` mean the same rules. */
    @Test
    void aRelativeFolderOfRulesIsHereOrElseOfTheProject() {
        Path project = directory.resolve("project");
        Settings here = ConfigReader.read(null, Map.of("TRIPLINE_CORRELATION_RULES", "src"));
        Settings there = ConfigReader.read(null, Map.of("TRIPLINE_CORRELATION_RULES", "sigma"));

        assertThat(ModuleConfigs.rules(here, project)).isEqualTo(Path.of("src"));
        assertThat(ModuleConfigs.rules(there, project)).isEqualTo(project.resolve("sigma"));
    }

    @Test
    void allProblemsComeAtOnce() throws IOException {
        assertThat(
                        problems(
                                "http.ingest.port: 0\nlogging.level: loud\n",
                                Map.of("TRIPLINE_HTTP_HOTS", "x")))
                .hasSize(3)
                .anyMatch(each -> each.contains("did you mean TRIPLINE_HTTP_HOST"));
    }

    @Test
    void aKeyThatIsGivenTwiceIsAProblemAndIsNotQuoted() throws IOException {
        assertThat(
                        problems(
                                "opensearch.password: hunter2\nopensearch.password: hunter3\n",
                                Map.of()))
                .singleElement()
                .asString()
                .contains("gives a key twice")
                .doesNotContain("hunter");
    }

    @Test
    void aSecretComesFromAFileAndIsNeverPrinted() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "correct horse\n");

        Settings settings =
                ConfigReader.read(
                        null,
                        Map.of(
                                "TRIPLINE_OPENSEARCH_USER",
                                "tripline",
                                "TRIPLINE_OPENSEARCH_PASSWORD_FILE",
                                secret.toString()));

        assertThat(settings.get(Keys.OPENSEARCH_PASSWORD)).isEqualTo("correct horse");
        assertThat(settings).asString().doesNotContain("horse");
        assertThat(problems("", Map.of("TRIPLINE_OPENSEARCH_PASSWORD_FILE", "/nonexistent/x")))
                .containsExactly(
                        "TRIPLINE_OPENSEARCH_PASSWORD_FILE: the file that it names (no folder of it is there;"
                                + " a secret itself does not belong here) can't be read.");
    }

    @Test
    void theModulesOwnDefaultsHoldWhereNothingIsSet() {
        Settings settings = ConfigReader.read(null, Map.of());

        assertThat(ModuleConfigs.alerting(settings)).isEqualTo(AlertingConfig.defaults());
        IngestConfig ingest = ModuleConfigs.ingest(settings);
        IngestConfig defaults = IngestConfig.defaults();
        assertThat(ingest.maxRecordBytes()).isEqualTo(defaults.maxRecordBytes());
        assertThat(ingest.timestamp()).isEqualTo(defaults.timestamp());
        assertThat(ingest.streams()).isEqualTo(defaults.streams());
    }

    @Test
    void whatTheModulesRefuseComesTogetherToo() throws IOException {
        assertThat(problems("ingest.max-record-bytes: 7\nopensearch.user: tripline\n", Map.of()))
                .hasSize(2)
                .anyMatch(each -> each.startsWith("ingest.max-record-bytes must be"))
                .anyMatch(each -> each.startsWith("opensearch.user"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://admin:hunter2@x:9200/ y",
                "ftp://admin:hunter2@x/",
                "admin:hunter2"
            })
    void anAddressIsNotQuotedAsItMayCarryAPassword(String url) throws IOException {
        assertThat(problems("", Map.of("TRIPLINE_OPENSEARCH_URL", url)))
                .singleElement()
                .asString()
                .startsWith("opensearch.url is not")
                .doesNotContain("hunter2");
    }

    @Test
    void aDirectoryIsNoConfiguration() {
        assertThat(
                        catchThrowableOfType(
                                        ConfigurationException.class,
                                        () -> ConfigReader.read(directory, Map.of()))
                                .problems())
                .containsExactly(directory + " is a directory, not a file of keys and values.");
    }

    @Test
    void whatIsReadWrongHidesNothingOfWhatTheModulesRefuse() throws IOException {
        assertThat(
                        problems(
                                """
                                surprise: 1
                                logging.level: loud
                                opensearch.password: x
                                opensearch.shards: 99
                                opensearch.bulks-in-flight: 99
                                opensearch.retry-longest: 1ms
                                ingest.streams.threads: 0
                                ingest.max-record-bytes: 7
                                correlation.lateness: 30d
                                correlation.live-entities: 0
                                alerting.group-prefix: "a b"
                                """,
                                Map.of()))
                .hasSize(11)
                .anyMatch(each -> each.contains("surprise"))
                .anyMatch(each -> each.startsWith("logging.level"))
                .anyMatch(each -> each.startsWith("opensearch.user and opensearch.password"))
                .anyMatch(each -> each.startsWith("opensearch.shards"))
                .anyMatch(each -> each.startsWith("opensearch.bulks-in-flight"))
                .anyMatch(each -> each.startsWith("opensearch.retry-longest"))
                .anyMatch(each -> each.startsWith("ingest.streams.threads"))
                .anyMatch(each -> each.startsWith("ingest.max-record-bytes"))
                .anyMatch(each -> each.startsWith("correlation.lateness"))
                .anyMatch(each -> each.startsWith("correlation.live-entities"))
                .anyMatch(each -> each.startsWith("alerting.group-prefix"));
    }

    @Test
    void everythingThatAlertingRefusesOfAWebhookIsTold() throws IOException {
        assertThat(
                        problems(
                                """
                                webhooks:
                                  - name: on-call
                                    url: https://admin:hunter2@example.com/
                                    secret: short
                                    concurrency: 999
                                    timeout: 0s
                                  - name: on-call
                                    url: https://example.com/
                                    secret: %s
                                    color: red
                                """
                                        .formatted(ON_CALL_KEY),
                                Map.of()))
                .hasSize(6)
                .noneMatch(each -> each.contains("hunter2"))
                .anyMatch(each -> each.startsWith("webhooks.on-call.url"))
                .anyMatch(each -> each.startsWith("webhooks.on-call.secrets"))
                .anyMatch(each -> each.startsWith("webhooks.on-call.concurrency"))
                .anyMatch(each -> each.startsWith("webhooks.on-call.timeout"))
                .anyMatch(each -> each.contains("webhooks[1].color"))
                .anyMatch(each -> each.contains("given once"));
    }

    @Test
    void aWebhookTakesItsSigningKeyFromTheEnvironment() throws IOException {
        Path file =
                file(
                        """
                        webhooks:
                          - name: on-call
                            url: https://hooks.example.com/t/0123456789
                          - name: chat
                            url: http://127.0.0.1:8080/
                            secret: %s
                            allow-private: true
                            timeout: 3s
                        """
                                .formatted(CHAT_KEY));

        List<WebhookConfig> webhooks =
                ConfigReader.read(file, Map.of("TRIPLINE_WEBHOOKS_ON_CALL_SECRET", ON_CALL_KEY))
                        .webhooks();

        assertThat(webhooks).extracting(WebhookConfig::name).containsExactly("on-call", "chat");
        assertThat(webhooks.getFirst().secrets()).containsExactly(Secret.of(ON_CALL_KEY));
        assertThat(webhooks.getLast().secrets()).containsExactly(Secret.of(CHAT_KEY));
        assertThat(webhooks.getLast().allowPrivate()).isTrue();
        assertThat(webhooks.getLast().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(webhooks).asString().doesNotContain("whsec_");
    }

    @Test
    void everyProblemOfAWebhookIsTold() throws IOException {
        assertThat(
                        problems(
                                """
                                webhooks:
                                  - name: On Call
                                    url: ftp://example.com
                                    sekret: x
                                    allow-private: maybe
                                """,
                                Map.of("TRIPLINE_WEBHOOKS_CHAT_SECRET", "x")))
                .containsExactly(
                        "There is no key webhooks[0].sekret; did you mean secret?",
                        "webhooks[0].name must be lower-case letters, digits and dashes, such as on-call.",
                        "webhooks[0].url is not an http or https URL.",
                        "webhooks[0] has no secret to sign with: set secret-file, or"
                                + " TRIPLINE_WEBHOOKS_NAME_SECRET (with its name) in the environment.",
                        "webhooks[0].allow-private is neither true nor false.",
                        "TRIPLINE_WEBHOOKS_CHAT_SECRET is the secret of no webhook: there is none named chat.");
    }

    @Test
    void aSecretBesideItsFileIsRefused() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "whsec_" + "A".repeat(32));
        assertThat(
                        problems(
                                """
                                webhooks:
                                  - {name: on-call, url: "https://example.com/", secret: whsec_%s, secret-file: %s}
                                """
                                        .formatted("B".repeat(32), key),
                                Map.of()))
                .containsExactly(
                        "webhooks[0].secret must not stand beside secret-file, as only one of them can be meant.");
    }

    private List<String> problems(String content, Map<String, String> environment)
            throws IOException {
        Path file = file(content);
        return catchThrowableOfType(
                        ConfigurationException.class,
                        () -> ConfigReader.read(file, new HashMap<>(environment)))
                .problems();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("tripline.yml"), content);
    }

    /** A good value that is not the default: by key where the module wants more than the type says. */
    private static String otherThan(Key<?> key) {
        String byName =
                switch (key.name()) {
                    case "ingest.max-record-bytes", "opensearch.bulk-bytes" -> "65536";
                    case "opensearch.auto-expand-replicas" -> "1-all";
                    case "opensearch.bulks-in-flight" -> "5";
                    case "opensearch.shards" -> "2";
                    case "ingest.sources.auth",
                            "ingest.sources.device",
                            "ingest.sources.network",
                            "ingest.without-original" ->
                            Sources.all().getFirst().name();
                    // A folder without mapping files.
                    case "ingest.mappings" -> "src";
                    case "ingest.identities" -> "src/test/resources/identities.csv";
                    case "ingest.timezone" -> "Europe/Oslo";
                    case "api.oidc.issuer", "api.oidc.jwks-url" -> "https://other.example.com";
                    case "api.oidc.algorithms" -> "PS256";
                    case "api.oidc.roles" -> "readers=viewer,admins=admin";
                    case "opensearch.retry-first", "correlation.streams.commit-interval" -> "300ms";
                    case "incidents.span" -> "4d";
                    // A file without a mute.
                    case "alerting.mutes" -> "/dev/null";
                    case "correlation.events-per-entity",
                            "incidents.most-alerts",
                            "correlation.entities-per-rule",
                            "correlation.cached-events" ->
                            "7777";
                    default -> "";
                };
        return byName.isEmpty()
                ? Stream.of("77", "warn", "77m", "http://search.example.com", "true", "false")
                        .filter(each -> accepts(key, each))
                        .findFirst()
                        .orElseThrow()
                : byName;
    }

    private static boolean accepts(Key<?> key, String text) {
        try {
            var _ = key.type().parser().apply(text);
            return !text.equals(key.defaultText());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
