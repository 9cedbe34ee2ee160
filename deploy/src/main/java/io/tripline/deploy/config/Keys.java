package io.tripline.deploy.config;

import static io.tripline.deploy.config.ValueType.BOOLEAN;
import static io.tripline.deploy.config.ValueType.COUNT;
import static io.tripline.deploy.config.ValueType.DURATION;
import static io.tripline.deploy.config.ValueType.LIST;
import static io.tripline.deploy.config.ValueType.MEGABYTES;
import static io.tripline.deploy.config.ValueType.PATH;
import static io.tripline.deploy.config.ValueType.PORT;
import static io.tripline.deploy.config.ValueType.TEXT;
import static io.tripline.deploy.config.ValueType.URLS;
import static io.tripline.deploy.config.ValueType.ZONE;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
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
    public static final Key<List<URI>> OPENSEARCH_URL =
            Key.of(
                    "opensearch.url",
                    URLS,
                    "http://127.0.0.1:9200",
                    "OpenSearch's nodes, tried in turn. `demo` and `up` start their own and set this themselves.");
    public static final Key<String> OPENSEARCH_USER =
            Key.of("opensearch.user", TEXT, "", "The account to index with; none if empty.");
    public static final Key<String> OPENSEARCH_PASSWORD =
            Key.secret("opensearch.password", "Its password.");
    public static final Key<Path> OPENSEARCH_CA_FILE =
            Key.of(
                    "opensearch.ca-file",
                    PATH,
                    "",
                    "Certificates (PEM) that sign the nodes'; those Java trusts if empty.");
    public static final Key<Path> OPENSEARCH_CERTIFICATE_FILE =
            Key.of(
                    "opensearch.certificate-file",
                    PATH,
                    "",
                    "Our own certificate (PEM, with what signs it), for nodes that ask for one.");
    public static final Key<Path> OPENSEARCH_KEY_FILE =
            Key.of(
                    "opensearch.key-file",
                    PATH,
                    "",
                    "Its private key (PEM, BEGIN PRIVATE KEY, not encrypted).");
    public static final Key<Duration> OPENSEARCH_CONNECT_TIMEOUT =
            Key.of(
                    "opensearch.connect-timeout",
                    DURATION,
                    "5s",
                    "The longest wait for a connection.");
    public static final Key<Duration> OPENSEARCH_REQUEST_TIMEOUT =
            Key.of(
                    "opensearch.request-timeout",
                    DURATION,
                    "60s",
                    "The longest wait for an answer.");
    public static final Key<Integer> OPENSEARCH_SHARDS =
            Key.of("opensearch.shards", COUNT, "1", "Primary shards of every index.");
    public static final Key<String> OPENSEARCH_REPLICAS =
            Key.of(
                    "opensearch.auto-expand-replicas",
                    TEXT,
                    "0-1",
                    "Copies as the index setting: 0-1 is green on one node and safe on two.");
    public static final Key<Duration> OPENSEARCH_REFRESH =
            Key.of(
                    "opensearch.refresh-interval",
                    DURATION,
                    "5s",
                    "How soon events can be searched.");
    public static final Key<Integer> OPENSEARCH_BULK_DOCUMENTS =
            Key.of(
                    "opensearch.bulk-documents",
                    COUNT,
                    "5000",
                    "A bulk request is sent when it holds this many documents,");
    public static final Key<Integer> OPENSEARCH_BULK_BYTES =
            Key.of("opensearch.bulk-bytes", COUNT, "4194304", "or this many bytes,");
    public static final Key<Duration> OPENSEARCH_FLUSH =
            Key.of(
                    "opensearch.flush-interval",
                    DURATION,
                    "250ms",
                    "or when its first document has waited this long.");
    public static final Key<Integer> OPENSEARCH_BULKS =
            Key.of(
                    "opensearch.bulks-in-flight",
                    COUNT,
                    "3",
                    "Bulk requests at the same time; when all are busy, reading pauses.");
    public static final Key<Duration> OPENSEARCH_RETRY_FIRST =
            Key.of(
                    "opensearch.retry-first",
                    DURATION,
                    "200ms",
                    "The wait after a first failure; it doubles.");
    public static final Key<Duration> OPENSEARCH_RETRY_LONGEST =
            Key.of(
                    "opensearch.retry-longest",
                    DURATION,
                    "15s",
                    "The longest wait between two tries, which never end.");

    // From raw records to events.
    public static final Key<Integer> INGEST_MAX_RECORD_BYTES =
            Key.of(
                    "ingest.max-record-bytes",
                    COUNT,
                    "1048576",
                    "A longer raw record is a dead letter, unread.");
    public static final Key<ZoneId> INGEST_TIMEZONE =
            Key.of(
                    "ingest.timezone",
                    ZONE,
                    "UTC",
                    "The zone of times that name none, where neither the shipper nor a header says.");
    public static final Key<String> INGEST_SOURCE_AUTH =
            Key.of(
                    "ingest.sources.auth",
                    TEXT,
                    "",
                    "The log source of all of logs.auth; recognized record by record if empty.");
    public static final Key<String> INGEST_SOURCE_DEVICE =
            Key.of(
                    "ingest.sources.device",
                    TEXT,
                    "",
                    "The log source of all of logs.device; recognized record by record if empty.");
    public static final Key<String> INGEST_SOURCE_NETWORK =
            Key.of(
                    "ingest.sources.network",
                    TEXT,
                    "",
                    "The log source of all of logs.network; recognized record by record if empty.");
    public static final Key<Path> INGEST_MAPPINGS =
            Key.of(
                    "ingest.mappings",
                    PATH,
                    "",
                    "A mapping file for logs of your own, or a folder of such files *.yml; see docs/sources.md.");
    public static final Key<List<String>> INGEST_WITHOUT_ORIGINAL =
            Key.of(
                    "ingest.without-original",
                    LIST,
                    "",
                    "Log sources whose events do not keep the raw record in event.original.");
    public static final Key<Duration> INGEST_MAX_FUTURE =
            Key.of(
                    "ingest.timestamp.max-future",
                    DURATION,
                    "5m",
                    "A clock that runs ahead by more is wrong: such a record is a dead letter.");
    public static final Key<Duration> INGEST_MAX_AGE =
            Key.of(
                    "ingest.timestamp.max-age",
                    DURATION,
                    "365d",
                    "An older record is a mistaken date: a dead letter.");
    public static final Key<Path> INGEST_GEO_CITY =
            Key.of(
                    "ingest.geo.city",
                    PATH,
                    "",
                    "A city database in MaxMind's format; the one that comes with the embedded OpenSearch if empty.");
    public static final Key<Path> INGEST_GEO_ASN =
            Key.of(
                    "ingest.geo.asn",
                    PATH,
                    "",
                    "A network operator (ASN) database in MaxMind's format; the one that comes with the embedded OpenSearch if empty.");
    public static final Key<Path> INGEST_IDENTITIES =
            Key.of(
                    "ingest.identities",
                    PATH,
                    "",
                    "Who has which accounts: a CSV file with the columns person,account, read anew when it changes; see docs/sources.md. Nobody is known if empty.");
    public static final Key<String> INGEST_APPLICATION =
            Key.of(
                    "ingest.streams.application-id",
                    TEXT,
                    "tripline-ingest",
                    "The consumer group; instances that share it share the work.");
    public static final Key<Integer> INGEST_THREADS =
            Key.of(
                    "ingest.streams.threads",
                    COUNT,
                    "1",
                    "Threads of one instance; at most one per partition has work.");
    public static final Key<Path> INGEST_STATE =
            Key.of(
                    "ingest.streams.state-directory",
                    PATH,
                    "data/ingest",
                    "Where Kafka Streams keeps its lock. `demo` and `up` keep it with their data.");

    // From events to alerts.
    public static final Key<Path> CORRELATION_RULES =
            Key.of(
                    "correlation.rules",
                    PATH,
                    "rules",
                    "The folder of rule files; a relative one starts at the working directory, or at the project if there is none there. A rule whose own tests fail is not loaded.");
    public static final Key<Duration> CORRELATION_LATENESS =
            Key.of(
                    "correlation.lateness",
                    DURATION,
                    "24h",
                    "How much older than an entity's newest event an event may be and still count.");
    public static final Key<Duration> CORRELATION_TIMER_GRACE =
            Key.of(
                    "correlation.timer-grace",
                    DURATION,
                    "1m",
                    "How much longer a rule's timer waits for an event that is still on its way.");
    public static final Key<Duration> CORRELATION_REVISE_WITHIN =
            Key.of(
                    "correlation.revise-within",
                    DURATION,
                    "1m",
                    "How long a further match of an alert that has many may wait to be told; its first ones never do.");
    public static final Key<Integer> CORRELATION_EVENTS_PER_ENTITY =
            Key.of(
                    "correlation.events-per-entity",
                    COUNT,
                    "10000",
                    "A rule sees at most this many events of an entity, the newest; beyond that it says so."
                            + " One of more than 1,024 characters counts as one for each begun 1,024.");
    public static final Key<Integer> CORRELATION_ENTITIES_PER_RULE =
            Key.of(
                    "correlation.entities-per-rule",
                    COUNT,
                    "2000000",
                    "Each partition keeps at most this many entities of a rule, those heard of last; beyond that it says so.");
    public static final Key<Integer> CORRELATION_LIVE_ENTITIES =
            Key.of(
                    "correlation.live-entities",
                    COUNT,
                    "64",
                    "How many busy entities per thread keep an Esper runtime of their own.");
    public static final Key<Integer> CORRELATION_CACHED_EVENTS =
            Key.of(
                    "correlation.cached-events",
                    COUNT,
                    "250000",
                    "Events that are held in memory besides the state stores, about 0.7 KB each; large ones count as several,"
                            + " as for `correlation.events-per-entity`.");
    public static final Key<String> CORRELATION_APPLICATION =
            Key.of(
                    "correlation.streams.application-id",
                    TEXT,
                    "tripline-correlation",
                    "The consumer group; instances that share it share the work.");
    public static final Key<Integer> CORRELATION_THREADS =
            Key.of(
                    "correlation.streams.threads",
                    COUNT,
                    "1",
                    "Threads of one instance; at most one per partition has work.");
    public static final Key<Path> CORRELATION_STATE =
            Key.of(
                    "correlation.streams.state-directory",
                    PATH,
                    "data/correlation",
                    "Where Kafka Streams keeps its state. `demo` and `up` keep it with their data.");
    public static final Key<Duration> CORRELATION_COMMIT =
            Key.of(
                    "correlation.streams.commit-interval",
                    DURATION,
                    "500ms",
                    "How often work is made final at least. With an alert it is at once, in a storm of them every 50 ms.");

    public static final Key<Duration> OPENSEARCH_ROLLOVER_AGE =
            Key.of(
                    "opensearch.rollover.age",
                    DURATION,
                    "7d",
                    "A data stream gets a new index when its last one is older than this.");
    public static final Key<Integer> OPENSEARCH_ROLLOVER_MEGABYTES =
            Key.of(
                    "opensearch.rollover.megabytes",
                    COUNT,
                    "20000",
                    "Or when it is larger than this.");
    public static final Key<Duration> OPENSEARCH_RETENTION_EVENTS =
            Key.of(
                    "opensearch.retention.events",
                    DURATION,
                    "90d",
                    "An index of events or dead letters is deleted this long after the next one was made.");
    public static final Key<Duration> OPENSEARCH_RETENTION_ALERTS =
            Key.of(
                    "opensearch.retention.alerts",
                    DURATION,
                    "400d",
                    "Alerts and incidents are deleted when they are older than this.");
    public static final Key<Duration> OPENSEARCH_RETENTION_INTERVAL =
            Key.of(
                    "opensearch.retention.interval",
                    DURATION,
                    "10m",
                    "How often is looked whether something is to be rolled over or deleted.");

    // From alerts to people.
    public static final Key<String> ALERTING_GROUP_PREFIX =
            Key.of(
                    "alerting.group-prefix",
                    TEXT,
                    "tripline",
                    "Begins the names of alerting's consumer groups; two installations on one Kafka need two.");
    public static final Key<Path> ALERTING_MUTES =
            Key.of(
                    "alerting.mutes",
                    PATH,
                    "",
                    "A YAML file of mutes and maintenance windows, read again when it changes; see docs/mutes.md.");

    public static final Key<Path> ALERTING_PAGING =
            Key.of(
                    "alerting.paging",
                    PATH,
                    "",
                    "The file that says who is paged about what (docs/paging.md); every webhook is told everything if empty.");

    public static final Key<Boolean> ALERTING_PAGES =
            Key.of(
                    "alerting.pages",
                    BOOLEAN,
                    "true",
                    "Whether anybody is told: false is for trying things out. `demo` sets it to false, but with `--page`.");

    // From alerts to incidents.
    public static final Key<Duration> INCIDENTS_WINDOW =
            Key.of(
                    "incidents.window",
                    DURATION,
                    "24h",
                    "Alerts of one entity are one incident while no more event time than this lies between them.");
    public static final Key<Duration> INCIDENTS_SPAN =
            Key.of(
                    "incidents.span",
                    DURATION,
                    "3d",
                    "An incident takes no alert that begins later than this after its first; the next incident goes on.");
    public static final Key<Duration> INCIDENTS_HALF_LIFE =
            Key.of(
                    "incidents.half-life",
                    DURATION,
                    "24h",
                    "In this much event time an alert's points in the score halve.");
    public static final Key<Integer> INCIDENTS_SHARED_ABOVE =
            Key.of(
                    "incidents.shared-above",
                    COUNT,
                    "5",
                    "An address or host with alerts about more persons than this within the window (a VPN's egress, a domain controller) joins only alerts of the same rule.");
    public static final Key<Integer> INCIDENTS_SHARED_ACCOUNT_ABOVE =
            Key.of(
                    "incidents.shared-account-above",
                    COUNT,
                    "20",
                    "Likewise an account at more hosts or addresses than this.");
    public static final Key<List<String>> INCIDENTS_SHARED =
            Key.of(
                    "incidents.shared",
                    LIST,
                    "system,local service,network service,anonymous logon,root,administrator,admin,guest,nobody,unknown,dwm-*,umfd-*",
                    "Accounts, hosts, addresses and networks (CIDR) that never join alerts; * at the end stands for anything.");
    public static final Key<List<String>> INCIDENTS_CRITICAL =
            Key.of(
                    "incidents.critical",
                    LIST,
                    "",
                    "Persons, hosts, addresses and networks whose alerts give half as many points again; routes can ask for them (criticality: critical).");
    public static final Key<Integer> INCIDENTS_MOST_ALERTS =
            Key.of(
                    "incidents.most-alerts",
                    COUNT,
                    "20000",
                    "Alerts held in memory because others may still join them; beyond twice as many the oldest are forgotten.");

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
    public static final Key<List<String>> EMBEDDED_JAVA_OPTIONS =
            Key.of(
                    "embedded.java-options",
                    LIST,
                    "",
                    "Further options of every JVM under `demo` and `up`; `[-XX:TieredStopAtLevel=1]`, which `demo` takes by itself, halves what a start costs and slows what follows.");
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
    public static final Key<String> EMBEDDED_OPENSEARCH_USER =
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
                    OPENSEARCH_USER,
                    OPENSEARCH_PASSWORD,
                    OPENSEARCH_CA_FILE,
                    OPENSEARCH_CERTIFICATE_FILE,
                    OPENSEARCH_KEY_FILE,
                    OPENSEARCH_CONNECT_TIMEOUT,
                    OPENSEARCH_REQUEST_TIMEOUT,
                    OPENSEARCH_SHARDS,
                    OPENSEARCH_REPLICAS,
                    OPENSEARCH_REFRESH,
                    OPENSEARCH_BULK_DOCUMENTS,
                    OPENSEARCH_BULK_BYTES,
                    OPENSEARCH_FLUSH,
                    OPENSEARCH_BULKS,
                    OPENSEARCH_RETRY_FIRST,
                    OPENSEARCH_RETRY_LONGEST,
                    OPENSEARCH_ROLLOVER_AGE,
                    OPENSEARCH_ROLLOVER_MEGABYTES,
                    OPENSEARCH_RETENTION_EVENTS,
                    OPENSEARCH_RETENTION_ALERTS,
                    OPENSEARCH_RETENTION_INTERVAL,
                    INGEST_MAX_RECORD_BYTES,
                    INGEST_TIMEZONE,
                    INGEST_SOURCE_AUTH,
                    INGEST_SOURCE_DEVICE,
                    INGEST_SOURCE_NETWORK,
                    INGEST_MAPPINGS,
                    INGEST_WITHOUT_ORIGINAL,
                    INGEST_MAX_FUTURE,
                    INGEST_MAX_AGE,
                    INGEST_GEO_CITY,
                    INGEST_GEO_ASN,
                    INGEST_IDENTITIES,
                    INGEST_APPLICATION,
                    INGEST_THREADS,
                    INGEST_STATE,
                    CORRELATION_RULES,
                    CORRELATION_LATENESS,
                    CORRELATION_TIMER_GRACE,
                    CORRELATION_REVISE_WITHIN,
                    CORRELATION_EVENTS_PER_ENTITY,
                    CORRELATION_ENTITIES_PER_RULE,
                    CORRELATION_LIVE_ENTITIES,
                    CORRELATION_CACHED_EVENTS,
                    CORRELATION_APPLICATION,
                    CORRELATION_THREADS,
                    CORRELATION_STATE,
                    CORRELATION_COMMIT,
                    ALERTING_GROUP_PREFIX,
                    ALERTING_PAGING,
                    ALERTING_MUTES,
                    ALERTING_PAGES,
                    INCIDENTS_WINDOW,
                    INCIDENTS_SPAN,
                    INCIDENTS_HALF_LIFE,
                    INCIDENTS_SHARED_ABOVE,
                    INCIDENTS_SHARED_ACCOUNT_ABOVE,
                    INCIDENTS_SHARED,
                    INCIDENTS_CRITICAL,
                    INCIDENTS_MOST_ALERTS,
                    TopicKeys.PARTITIONS,
                    TopicKeys.REPLICATION,
                    TopicKeys.RETENTION,
                    TopicKeys.DEAD_LETTER_RETENTION,
                    TopicKeys.ALTER_RETENTION,
                    HTTP_HOST,
                    HTTP_INGEST_PORT,
                    HTTP_CORRELATION_PORT,
                    HTTP_ALERTING_PORT,
                    ApiKeys.HOST,
                    ApiKeys.PORT_NUMBER,
                    ApiKeys.TOKENS_FILE,
                    ApiKeys.REQUESTS,
                    ApiKeys.CERTIFICATE,
                    ApiKeys.CERTIFICATE_KEY,
                    ApiKeys.ISSUER,
                    ApiKeys.AUDIENCE,
                    ApiKeys.JWKS_URL,
                    ApiKeys.ALGORITHMS,
                    ApiKeys.NAME_CLAIM,
                    ApiKeys.ROLES_CLAIM,
                    ApiKeys.ROLES,
                    ApiKeys.CLIENT_URL,
                    ApiKeys.CLIENT_TOKEN,
                    ApiKeys.CLIENT_CA_FILE,
                    LOG_LEVEL,
                    EMBEDDED_DATA,
                    EMBEDDED_DISTRIBUTION,
                    EMBEDDED_JAVA_OPTIONS,
                    EMBEDDED_SHARED,
                    KAFKA_PORT,
                    KAFKA_CONTROLLER_PORT,
                    KAFKA_HEAP,
                    OPENSEARCH_PORT,
                    OPENSEARCH_TRANSPORT_PORT,
                    OPENSEARCH_HEAP,
                    EMBEDDED_OPENSEARCH_USER,
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
