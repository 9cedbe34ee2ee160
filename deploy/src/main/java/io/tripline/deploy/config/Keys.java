package io.tripline.deploy.config;

import static io.tripline.deploy.config.ValueType.COUNT;
import static io.tripline.deploy.config.ValueType.DURATION;
import static io.tripline.deploy.config.ValueType.MEGABYTES;
import static io.tripline.deploy.config.ValueType.PATH;
import static io.tripline.deploy.config.ValueType.PORT;
import static io.tripline.deploy.config.ValueType.TEXT;
import static io.tripline.deploy.config.ValueType.URL;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The catalogue of configuration keys. The reference in docs/configuration.md is made from it. */
public final class Keys {
    // Kafka and OpenSearch, wherever they run.
    public static final Key<String> BOOTSTRAP_SERVERS =
            Key.of(
                    "kafka.bootstrap.servers",
                    TEXT,
                    "127.0.0.1:9092",
                    "Kafka's addresses. `demo` and `up` start their own Kafka and set this themselves.");
    public static final Key<URI> OPENSEARCH_URL =
            Key.of(
                    "opensearch.url",
                    URL,
                    "http://127.0.0.1:9200",
                    "OpenSearch's address. `demo` and `up` start their own OpenSearch and set this themselves.");
    public static final Key<String> OPENSEARCH_USERNAME =
            Key.of("opensearch.username", TEXT, "", "The account to index with; none if empty.");
    public static final Key<String> OPENSEARCH_PASSWORD =
            Key.secret("opensearch.password", "Its password.");

    // Topics, which a service makes at start if they are missing.
    public static final Key<Integer> TOPIC_PARTITIONS =
            Key.of(
                    "topics.partitions",
                    COUNT,
                    "4",
                    "Partitions of a topic that is made at start: the most instances of a service that share the work.");
    public static final Key<Integer> TOPIC_REPLICATION =
            Key.of(
                    "topics.replication",
                    COUNT,
                    "1",
                    "Copies of a topic that is made at start; 3 on a cluster.");
    public static final Key<Duration> TOPIC_RETENTION =
            Key.of(
                    "topics.retention",
                    DURATION,
                    "7d",
                    "How long raw records, events and alerts stay in Kafka.");
    public static final Key<Duration> DEAD_LETTER_RETENTION =
            Key.of(
                    "topics.dead-letters.retention",
                    DURATION,
                    "30d",
                    "How long dead letters stay in Kafka.");

    // What every service serves over HTTP.
    public static final Key<String> HTTP_HOST =
            Key.of(
                    "http.host",
                    TEXT,
                    "127.0.0.1",
                    "Where /metrics and /health listen. They ask for no password: open them to a trusted network only.");
    public static final Key<Integer> HTTP_INGEST_PORT =
            Key.of("http.ingest.port", PORT, "9464", "The port of ingest's /metrics and /health.");
    public static final Key<Integer> HTTP_CORRELATION_PORT =
            Key.of(
                    "http.correlation.port",
                    PORT,
                    "9465",
                    "The port of correlation's /metrics and /health.");
    public static final Key<Integer> HTTP_ALERTING_PORT =
            Key.of(
                    "http.alerting.port",
                    PORT,
                    "9466",
                    "The port of alerting's /metrics and /health.");

    public static final Key<LogLevel> LOG_LEVEL =
            Key.of(
                    "logging.level",
                    ValueType.oneOf(LogLevel.class),
                    "info",
                    "How much the services log.");

    // What `demo` and `up` start.
    public static final Key<Path> EMBEDDED_DATA =
            Key.of(
                    "embedded.data",
                    PATH,
                    ".tripline",
                    "Where `up` keeps data and logs; a relative path starts at the project.");
    public static final Key<Path> EMBEDDED_DISTRIBUTION =
            Key.of(
                    "embedded.distribution",
                    PATH,
                    "deploy/embedded/target",
                    "Where the build put Kafka and OpenSearch; a relative path starts at the project.");
    public static final Key<Path> EMBEDDED_SHARED =
            Key.of(
                    "embedded.shared",
                    PATH,
                    "/var/lib/tripline",
                    "Where OpenSearch goes when root starts it and its user can't reach the project or the data.");
    public static final Key<Integer> KAFKA_PORT =
            Key.of("embedded.kafka.port", PORT, "9092", "The port of the embedded Kafka.");
    public static final Key<Integer> KAFKA_CONTROLLER_PORT =
            Key.of("embedded.kafka.controller-port", PORT, "9093", "The port of its controller.");
    public static final Key<Integer> KAFKA_HEAP =
            Key.of("embedded.kafka.heap", MEGABYTES, "384", "Its heap.");
    public static final Key<Integer> OPENSEARCH_PORT =
            Key.of(
                    "embedded.opensearch.port",
                    PORT,
                    "9200",
                    "The port of the embedded OpenSearch.");
    public static final Key<Integer> OPENSEARCH_TRANSPORT_PORT =
            Key.of(
                    "embedded.opensearch.transport-port",
                    PORT,
                    "9300",
                    "The port of its transport.");
    public static final Key<Integer> OPENSEARCH_HEAP =
            Key.of("embedded.opensearch.heap", MEGABYTES, "1024", "Its heap.");
    public static final Key<String> OPENSEARCH_USER =
            Key.of(
                    "embedded.opensearch.user",
                    TEXT,
                    "nobody",
                    "Who it runs as when root starts it, because it refuses to be root.");
    public static final Key<Integer> INGEST_HEAP =
            Key.of(
                    "embedded.ingest.heap",
                    MEGABYTES,
                    "256",
                    "The heap of ingest under `demo` and `up`.");
    public static final Key<Integer> CORRELATION_HEAP =
            Key.of(
                    "embedded.correlation.heap",
                    MEGABYTES,
                    "512",
                    "The heap of correlation under `demo` and `up`.");
    public static final Key<Integer> ALERTING_HEAP =
            Key.of(
                    "embedded.alerting.heap",
                    MEGABYTES,
                    "256",
                    "The heap of alerting under `demo` and `up`.");

    /** All of them, in the order of the reference. */
    public static final List<Key<?>> ALL =
            List.of(
                    BOOTSTRAP_SERVERS,
                    OPENSEARCH_URL,
                    OPENSEARCH_USERNAME,
                    OPENSEARCH_PASSWORD,
                    TOPIC_PARTITIONS,
                    TOPIC_REPLICATION,
                    TOPIC_RETENTION,
                    DEAD_LETTER_RETENTION,
                    HTTP_HOST,
                    HTTP_INGEST_PORT,
                    HTTP_CORRELATION_PORT,
                    HTTP_ALERTING_PORT,
                    LOG_LEVEL,
                    EMBEDDED_DATA,
                    EMBEDDED_DISTRIBUTION,
                    EMBEDDED_SHARED,
                    KAFKA_PORT,
                    KAFKA_CONTROLLER_PORT,
                    KAFKA_HEAP,
                    OPENSEARCH_PORT,
                    OPENSEARCH_TRANSPORT_PORT,
                    OPENSEARCH_HEAP,
                    OPENSEARCH_USER,
                    INGEST_HEAP,
                    CORRELATION_HEAP,
                    ALERTING_HEAP);

    private Keys() {}

    /** How much is logged. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
