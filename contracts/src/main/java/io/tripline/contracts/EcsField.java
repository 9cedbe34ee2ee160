package io.tripline.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ECS 9 fields Tripline fills, with their types. The constants stand in the order of their names' segments, so that
 * fields of one object are neighbours and a document can be written in one pass.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-field-reference">ECS field reference</a>
 */
public enum EcsField {
    TIMESTAMP("@timestamp", Type.DATE),
    AGENT_NAME("agent.name", Type.KEYWORD),
    AGENT_TYPE("agent.type", Type.KEYWORD),
    AGENT_VERSION("agent.version", Type.KEYWORD),
    CLIENT_ADDRESS("client.address", Type.KEYWORD),
    CLIENT_IP("client.ip", Type.IP),
    CLIENT_PORT("client.port", Type.LONG),
    CLOUD_ACCOUNT_ID("cloud.account.id", Type.KEYWORD),
    CLOUD_ACCOUNT_NAME("cloud.account.name", Type.KEYWORD),
    CLOUD_AVAILABILITY_ZONE("cloud.availability_zone", Type.KEYWORD),
    CLOUD_INSTANCE_ID("cloud.instance.id", Type.KEYWORD),
    CLOUD_PROJECT_ID("cloud.project.id", Type.KEYWORD),
    CLOUD_PROVIDER("cloud.provider", Type.KEYWORD),
    CLOUD_REGION("cloud.region", Type.KEYWORD),
    CLOUD_SERVICE_NAME("cloud.service.name", Type.KEYWORD),
    DESTINATION_ADDRESS("destination.address", Type.KEYWORD),
    DESTINATION_AS_NUMBER("destination.as.number", Type.LONG),
    DESTINATION_AS_ORGANIZATION_NAME("destination.as.organization.name", Type.KEYWORD),
    DESTINATION_BYTES("destination.bytes", Type.LONG),
    DESTINATION_DOMAIN("destination.domain", Type.KEYWORD),
    DESTINATION_GEO_CITY_NAME("destination.geo.city_name", Type.KEYWORD),
    DESTINATION_GEO_CONTINENT_CODE("destination.geo.continent_code", Type.KEYWORD),
    DESTINATION_GEO_COUNTRY_ISO_CODE("destination.geo.country_iso_code", Type.KEYWORD),
    DESTINATION_GEO_COUNTRY_NAME("destination.geo.country_name", Type.KEYWORD),
    DESTINATION_GEO_LOCATION("destination.geo.location", Type.GEO_POINT),
    DESTINATION_GEO_REGION_ISO_CODE("destination.geo.region_iso_code", Type.KEYWORD),
    DESTINATION_GEO_REGION_NAME("destination.geo.region_name", Type.KEYWORD),
    DESTINATION_IP("destination.ip", Type.IP),
    DESTINATION_MAC("destination.mac", Type.KEYWORD),
    DESTINATION_NAT_IP("destination.nat.ip", Type.IP),
    DESTINATION_NAT_PORT("destination.nat.port", Type.LONG),
    DESTINATION_PACKETS("destination.packets", Type.LONG),
    DESTINATION_PORT("destination.port", Type.LONG),
    DESTINATION_USER_DOMAIN("destination.user.domain", Type.KEYWORD),
    DESTINATION_USER_ID("destination.user.id", Type.KEYWORD),
    DESTINATION_USER_NAME("destination.user.name", Type.KEYWORD),
    DEVICE_ID("device.id", Type.KEYWORD),
    DEVICE_MANUFACTURER("device.manufacturer", Type.KEYWORD),
    DEVICE_MODEL_IDENTIFIER("device.model.identifier", Type.KEYWORD),
    DLL_CODE_SIGNATURE_EXISTS("dll.code_signature.exists", Type.BOOLEAN),
    DLL_CODE_SIGNATURE_STATUS("dll.code_signature.status", Type.KEYWORD),
    DLL_CODE_SIGNATURE_SUBJECT_NAME("dll.code_signature.subject_name", Type.KEYWORD),
    DLL_CODE_SIGNATURE_VALID("dll.code_signature.valid", Type.BOOLEAN),
    DLL_HASH_MD5("dll.hash.md5", Type.KEYWORD),
    DLL_HASH_SHA1("dll.hash.sha1", Type.KEYWORD),
    DLL_HASH_SHA256("dll.hash.sha256", Type.KEYWORD),
    DLL_NAME("dll.name", Type.KEYWORD),
    DLL_PATH("dll.path", Type.KEYWORD),
    DLL_PE_COMPANY("dll.pe.company", Type.KEYWORD),
    DLL_PE_DESCRIPTION("dll.pe.description", Type.KEYWORD),
    DLL_PE_FILE_VERSION("dll.pe.file_version", Type.KEYWORD),
    DLL_PE_IMPHASH("dll.pe.imphash", Type.KEYWORD),
    DLL_PE_ORIGINAL_FILE_NAME("dll.pe.original_file_name", Type.KEYWORD),
    DLL_PE_PRODUCT("dll.pe.product", Type.KEYWORD),
    DNS_ANSWERS_DATA("dns.answers.data", Type.KEYWORD, true),
    DNS_ANSWERS_TYPE("dns.answers.type", Type.KEYWORD, true),
    DNS_HEADER_FLAGS("dns.header_flags", Type.KEYWORD, true),
    DNS_ID("dns.id", Type.KEYWORD),
    DNS_OP_CODE("dns.op_code", Type.KEYWORD),
    DNS_QUESTION_CLASS("dns.question.class", Type.KEYWORD),
    DNS_QUESTION_NAME("dns.question.name", Type.KEYWORD),
    DNS_QUESTION_REGISTERED_DOMAIN("dns.question.registered_domain", Type.KEYWORD),
    DNS_QUESTION_SUBDOMAIN("dns.question.subdomain", Type.KEYWORD),
    DNS_QUESTION_TOP_LEVEL_DOMAIN("dns.question.top_level_domain", Type.KEYWORD),
    DNS_QUESTION_TYPE("dns.question.type", Type.KEYWORD),
    DNS_RESOLVED_IP("dns.resolved_ip", Type.IP, true),
    DNS_RESPONSE_CODE("dns.response_code", Type.KEYWORD),
    DNS_TYPE("dns.type", Type.KEYWORD),
    ECS_VERSION("ecs.version", Type.KEYWORD),
    EMAIL_FROM_ADDRESS("email.from.address", Type.KEYWORD, true),
    EMAIL_MESSAGE_ID("email.message_id", Type.KEYWORD),
    EMAIL_SENDER_ADDRESS("email.sender.address", Type.KEYWORD),
    EMAIL_SUBJECT("email.subject", Type.KEYWORD),
    EMAIL_TO_ADDRESS("email.to.address", Type.KEYWORD, true),
    ERROR_CODE("error.code", Type.KEYWORD),
    ERROR_MESSAGE("error.message", Type.TEXT),
    EVENT_ACTION("event.action", Type.KEYWORD),
    EVENT_CATEGORY("event.category", Type.KEYWORD, true),
    EVENT_CODE("event.code", Type.KEYWORD),
    EVENT_CREATED("event.created", Type.DATE),
    EVENT_DATASET("event.dataset", Type.KEYWORD),
    EVENT_DURATION("event.duration", Type.LONG),
    EVENT_END("event.end", Type.DATE),
    EVENT_ID("event.id", Type.KEYWORD),
    EVENT_INGESTED("event.ingested", Type.DATE),
    EVENT_KIND("event.kind", Type.KEYWORD),
    EVENT_MODULE("event.module", Type.KEYWORD),
    EVENT_ORIGINAL("event.original", Type.KEYWORD),
    EVENT_OUTCOME("event.outcome", Type.KEYWORD),
    EVENT_PROVIDER("event.provider", Type.KEYWORD),
    EVENT_REASON("event.reason", Type.KEYWORD),
    EVENT_REFERENCE("event.reference", Type.KEYWORD),
    EVENT_RISK_SCORE("event.risk_score", Type.DOUBLE),
    EVENT_SEQUENCE("event.sequence", Type.LONG),
    EVENT_SEVERITY("event.severity", Type.LONG),
    EVENT_START("event.start", Type.DATE),
    EVENT_TIMEZONE("event.timezone", Type.KEYWORD),
    EVENT_TYPE("event.type", Type.KEYWORD, true),
    EVENT_URL("event.url", Type.KEYWORD),
    FILE_CODE_SIGNATURE_EXISTS("file.code_signature.exists", Type.BOOLEAN),
    FILE_CODE_SIGNATURE_STATUS("file.code_signature.status", Type.KEYWORD),
    FILE_CODE_SIGNATURE_SUBJECT_NAME("file.code_signature.subject_name", Type.KEYWORD),
    FILE_CODE_SIGNATURE_VALID("file.code_signature.valid", Type.BOOLEAN),
    FILE_DIRECTORY("file.directory", Type.KEYWORD),
    FILE_DRIVE_LETTER("file.drive_letter", Type.KEYWORD),
    FILE_EXTENSION("file.extension", Type.KEYWORD),
    FILE_FORK_NAME("file.fork_name", Type.KEYWORD),
    FILE_HASH_MD5("file.hash.md5", Type.KEYWORD),
    FILE_HASH_SHA1("file.hash.sha1", Type.KEYWORD),
    FILE_HASH_SHA256("file.hash.sha256", Type.KEYWORD),
    FILE_MIME_TYPE("file.mime_type", Type.KEYWORD),
    FILE_NAME("file.name", Type.KEYWORD),
    FILE_OWNER("file.owner", Type.KEYWORD),
    FILE_PATH("file.path", Type.KEYWORD),
    FILE_PE_IMPHASH("file.pe.imphash", Type.KEYWORD),
    FILE_SIZE("file.size", Type.LONG),
    FILE_TYPE("file.type", Type.KEYWORD),
    FILE_X509_ALTERNATIVE_NAMES("file.x509.alternative_names", Type.KEYWORD, true),
    FILE_X509_ISSUER_COMMON_NAME("file.x509.issuer.common_name", Type.KEYWORD, true),
    FILE_X509_ISSUER_DISTINGUISHED_NAME("file.x509.issuer.distinguished_name", Type.KEYWORD),
    FILE_X509_NOT_AFTER("file.x509.not_after", Type.DATE),
    FILE_X509_NOT_BEFORE("file.x509.not_before", Type.DATE),
    FILE_X509_PUBLIC_KEY_ALGORITHM("file.x509.public_key_algorithm", Type.KEYWORD),
    FILE_X509_PUBLIC_KEY_SIZE("file.x509.public_key_size", Type.LONG),
    FILE_X509_SERIAL_NUMBER("file.x509.serial_number", Type.KEYWORD),
    FILE_X509_SIGNATURE_ALGORITHM("file.x509.signature_algorithm", Type.KEYWORD),
    FILE_X509_SUBJECT_COMMON_NAME("file.x509.subject.common_name", Type.KEYWORD, true),
    FILE_X509_SUBJECT_DISTINGUISHED_NAME("file.x509.subject.distinguished_name", Type.KEYWORD),
    FILE_X509_VERSION_NUMBER("file.x509.version_number", Type.KEYWORD),
    GROUP_DOMAIN("group.domain", Type.KEYWORD),
    GROUP_ID("group.id", Type.KEYWORD),
    GROUP_NAME("group.name", Type.KEYWORD),
    HOST_ARCHITECTURE("host.architecture", Type.KEYWORD),
    HOST_DOMAIN("host.domain", Type.KEYWORD),
    HOST_HOSTNAME("host.hostname", Type.KEYWORD),
    HOST_ID("host.id", Type.KEYWORD),
    HOST_IP("host.ip", Type.IP, true),
    HOST_MAC("host.mac", Type.KEYWORD, true),
    HOST_NAME("host.name", Type.KEYWORD),
    HOST_OS_FAMILY("host.os.family", Type.KEYWORD),
    HOST_OS_FULL("host.os.full", Type.KEYWORD),
    HOST_OS_NAME("host.os.name", Type.KEYWORD),
    HOST_OS_PLATFORM("host.os.platform", Type.KEYWORD),
    HOST_OS_TYPE("host.os.type", Type.KEYWORD),
    HOST_OS_VERSION("host.os.version", Type.KEYWORD),
    HOST_TYPE("host.type", Type.KEYWORD),
    HTTP_REQUEST_BODY_BYTES("http.request.body.bytes", Type.LONG),
    HTTP_REQUEST_BYTES("http.request.bytes", Type.LONG),
    HTTP_REQUEST_METHOD("http.request.method", Type.KEYWORD),
    HTTP_REQUEST_MIME_TYPE("http.request.mime_type", Type.KEYWORD),
    HTTP_REQUEST_REFERRER("http.request.referrer", Type.KEYWORD),
    HTTP_RESPONSE_BODY_BYTES("http.response.body.bytes", Type.LONG),
    HTTP_RESPONSE_BYTES("http.response.bytes", Type.LONG),
    HTTP_RESPONSE_MIME_TYPE("http.response.mime_type", Type.KEYWORD),
    HTTP_RESPONSE_STATUS_CODE("http.response.status_code", Type.LONG),
    HTTP_VERSION("http.version", Type.KEYWORD),
    LOG_FILE_PATH("log.file.path", Type.KEYWORD),
    LOG_LEVEL("log.level", Type.KEYWORD),
    LOG_LOGGER("log.logger", Type.KEYWORD),
    LOG_SYSLOG_APPNAME("log.syslog.appname", Type.KEYWORD),
    LOG_SYSLOG_FACILITY_CODE("log.syslog.facility.code", Type.LONG),
    LOG_SYSLOG_FACILITY_NAME("log.syslog.facility.name", Type.KEYWORD),
    LOG_SYSLOG_HOSTNAME("log.syslog.hostname", Type.KEYWORD),
    LOG_SYSLOG_MSGID("log.syslog.msgid", Type.KEYWORD),
    LOG_SYSLOG_PRIORITY("log.syslog.priority", Type.LONG),
    LOG_SYSLOG_PROCID("log.syslog.procid", Type.KEYWORD),
    LOG_SYSLOG_SEVERITY_CODE("log.syslog.severity.code", Type.LONG),
    LOG_SYSLOG_SEVERITY_NAME("log.syslog.severity.name", Type.KEYWORD),
    LOG_SYSLOG_VERSION("log.syslog.version", Type.KEYWORD),
    MESSAGE("message", Type.TEXT),
    NETWORK_APPLICATION("network.application", Type.KEYWORD),
    NETWORK_BYTES("network.bytes", Type.LONG),
    NETWORK_COMMUNITY_ID("network.community_id", Type.KEYWORD),
    NETWORK_DIRECTION("network.direction", Type.KEYWORD),
    NETWORK_IANA_NUMBER("network.iana_number", Type.KEYWORD),
    NETWORK_NAME("network.name", Type.KEYWORD),
    NETWORK_PACKETS("network.packets", Type.LONG),
    NETWORK_PROTOCOL("network.protocol", Type.KEYWORD),
    NETWORK_TRANSPORT("network.transport", Type.KEYWORD),
    NETWORK_TYPE("network.type", Type.KEYWORD),
    NETWORK_VLAN_ID("network.vlan.id", Type.KEYWORD),
    OBSERVER_EGRESS_INTERFACE_NAME("observer.egress.interface.name", Type.KEYWORD),
    OBSERVER_EGRESS_ZONE("observer.egress.zone", Type.KEYWORD),
    OBSERVER_HOSTNAME("observer.hostname", Type.KEYWORD),
    OBSERVER_INGRESS_INTERFACE_NAME("observer.ingress.interface.name", Type.KEYWORD),
    OBSERVER_INGRESS_ZONE("observer.ingress.zone", Type.KEYWORD),
    OBSERVER_IP("observer.ip", Type.IP, true),
    OBSERVER_NAME("observer.name", Type.KEYWORD),
    OBSERVER_PRODUCT("observer.product", Type.KEYWORD),
    OBSERVER_SERIAL_NUMBER("observer.serial_number", Type.KEYWORD),
    OBSERVER_TYPE("observer.type", Type.KEYWORD),
    OBSERVER_VENDOR("observer.vendor", Type.KEYWORD),
    OBSERVER_VERSION("observer.version", Type.KEYWORD),
    ORGANIZATION_ID("organization.id", Type.KEYWORD),
    ORGANIZATION_NAME("organization.name", Type.KEYWORD),
    PROCESS_ARGS("process.args", Type.KEYWORD, true),
    PROCESS_COMMAND_LINE("process.command_line", Type.KEYWORD),
    PROCESS_ENTITY_ID("process.entity_id", Type.KEYWORD),
    PROCESS_EXECUTABLE("process.executable", Type.KEYWORD),
    PROCESS_EXIT_CODE("process.exit_code", Type.LONG),
    PROCESS_HASH_MD5("process.hash.md5", Type.KEYWORD),
    PROCESS_HASH_SHA1("process.hash.sha1", Type.KEYWORD),
    PROCESS_HASH_SHA256("process.hash.sha256", Type.KEYWORD),
    PROCESS_NAME("process.name", Type.KEYWORD),
    PROCESS_PARENT_ARGS("process.parent.args", Type.KEYWORD, true),
    PROCESS_PARENT_COMMAND_LINE("process.parent.command_line", Type.KEYWORD),
    PROCESS_PARENT_ENTITY_ID("process.parent.entity_id", Type.KEYWORD),
    PROCESS_PARENT_EXECUTABLE("process.parent.executable", Type.KEYWORD),
    PROCESS_PARENT_NAME("process.parent.name", Type.KEYWORD),
    PROCESS_PARENT_PID("process.parent.pid", Type.LONG),
    PROCESS_PE_COMPANY("process.pe.company", Type.KEYWORD),
    PROCESS_PE_DESCRIPTION("process.pe.description", Type.KEYWORD),
    PROCESS_PE_FILE_VERSION("process.pe.file_version", Type.KEYWORD),
    PROCESS_PE_IMPHASH("process.pe.imphash", Type.KEYWORD),
    PROCESS_PE_ORIGINAL_FILE_NAME("process.pe.original_file_name", Type.KEYWORD),
    PROCESS_PE_PRODUCT("process.pe.product", Type.KEYWORD),
    PROCESS_PID("process.pid", Type.LONG),
    PROCESS_START("process.start", Type.DATE),
    PROCESS_THREAD_ID("process.thread.id", Type.LONG),
    PROCESS_TITLE("process.title", Type.KEYWORD),
    PROCESS_WORKING_DIRECTORY("process.working_directory", Type.KEYWORD),
    REGISTRY_DATA_STRINGS("registry.data.strings", Type.KEYWORD, true),
    REGISTRY_DATA_TYPE("registry.data.type", Type.KEYWORD),
    REGISTRY_HIVE("registry.hive", Type.KEYWORD),
    REGISTRY_KEY("registry.key", Type.KEYWORD),
    REGISTRY_PATH("registry.path", Type.KEYWORD),
    REGISTRY_VALUE("registry.value", Type.KEYWORD),
    RELATED_HASH("related.hash", Type.KEYWORD, true),
    RELATED_HOSTS("related.hosts", Type.KEYWORD, true),
    RELATED_IP("related.ip", Type.IP, true),
    RELATED_USER("related.user", Type.KEYWORD, true),
    RULE_CATEGORY("rule.category", Type.KEYWORD),
    RULE_DESCRIPTION("rule.description", Type.KEYWORD),
    RULE_ID("rule.id", Type.KEYWORD),
    RULE_NAME("rule.name", Type.KEYWORD),
    RULE_RULESET("rule.ruleset", Type.KEYWORD),
    RULE_UUID("rule.uuid", Type.KEYWORD),
    RULE_VERSION("rule.version", Type.KEYWORD),
    SERVER_ADDRESS("server.address", Type.KEYWORD),
    SERVER_IP("server.ip", Type.IP),
    SERVER_PORT("server.port", Type.LONG),
    SERVICE_ID("service.id", Type.KEYWORD),
    SERVICE_NAME("service.name", Type.KEYWORD),
    SERVICE_STATE("service.state", Type.KEYWORD),
    SERVICE_TYPE("service.type", Type.KEYWORD),
    SOURCE_ADDRESS("source.address", Type.KEYWORD),
    SOURCE_AS_NUMBER("source.as.number", Type.LONG),
    SOURCE_AS_ORGANIZATION_NAME("source.as.organization.name", Type.KEYWORD),
    SOURCE_BYTES("source.bytes", Type.LONG),
    SOURCE_DOMAIN("source.domain", Type.KEYWORD),
    SOURCE_GEO_CITY_NAME("source.geo.city_name", Type.KEYWORD),
    SOURCE_GEO_CONTINENT_CODE("source.geo.continent_code", Type.KEYWORD),
    SOURCE_GEO_COUNTRY_ISO_CODE("source.geo.country_iso_code", Type.KEYWORD),
    SOURCE_GEO_COUNTRY_NAME("source.geo.country_name", Type.KEYWORD),
    SOURCE_GEO_LOCATION("source.geo.location", Type.GEO_POINT),
    SOURCE_GEO_REGION_ISO_CODE("source.geo.region_iso_code", Type.KEYWORD),
    SOURCE_GEO_REGION_NAME("source.geo.region_name", Type.KEYWORD),
    SOURCE_IP("source.ip", Type.IP),
    SOURCE_MAC("source.mac", Type.KEYWORD),
    SOURCE_NAT_IP("source.nat.ip", Type.IP),
    SOURCE_NAT_PORT("source.nat.port", Type.LONG),
    SOURCE_PACKETS("source.packets", Type.LONG),
    SOURCE_PORT("source.port", Type.LONG),
    SOURCE_USER_DOMAIN("source.user.domain", Type.KEYWORD),
    SOURCE_USER_ID("source.user.id", Type.KEYWORD),
    SOURCE_USER_NAME("source.user.name", Type.KEYWORD),
    TAGS("tags", Type.KEYWORD, true),
    THREAT_INDICATOR_IP("threat.indicator.ip", Type.IP),
    THREAT_INDICATOR_NAME("threat.indicator.name", Type.KEYWORD),
    THREAT_INDICATOR_PROVIDER("threat.indicator.provider", Type.KEYWORD),
    THREAT_INDICATOR_TYPE("threat.indicator.type", Type.KEYWORD),
    THREAT_TACTIC_ID("threat.tactic.id", Type.KEYWORD, true),
    THREAT_TACTIC_NAME("threat.tactic.name", Type.KEYWORD, true),
    THREAT_TECHNIQUE_ID("threat.technique.id", Type.KEYWORD, true),
    THREAT_TECHNIQUE_NAME("threat.technique.name", Type.KEYWORD, true),
    TLS_CIPHER("tls.cipher", Type.KEYWORD),
    TLS_CLIENT_ISSUER("tls.client.issuer", Type.KEYWORD),
    TLS_CLIENT_JA3("tls.client.ja3", Type.KEYWORD),
    TLS_CLIENT_SERVER_NAME("tls.client.server_name", Type.KEYWORD),
    TLS_CLIENT_SUBJECT("tls.client.subject", Type.KEYWORD),
    TLS_CURVE("tls.curve", Type.KEYWORD),
    TLS_ESTABLISHED("tls.established", Type.BOOLEAN),
    TLS_NEXT_PROTOCOL("tls.next_protocol", Type.KEYWORD),
    TLS_RESUMED("tls.resumed", Type.BOOLEAN),
    TLS_SERVER_HASH_SHA1("tls.server.hash.sha1", Type.KEYWORD),
    TLS_SERVER_HASH_SHA256("tls.server.hash.sha256", Type.KEYWORD),
    TLS_SERVER_ISSUER("tls.server.issuer", Type.KEYWORD),
    TLS_SERVER_JA3S("tls.server.ja3s", Type.KEYWORD),
    TLS_SERVER_NOT_AFTER("tls.server.not_after", Type.DATE),
    TLS_SERVER_NOT_BEFORE("tls.server.not_before", Type.DATE),
    TLS_SERVER_SUBJECT("tls.server.subject", Type.KEYWORD),
    TLS_VERSION("tls.version", Type.KEYWORD),
    TLS_VERSION_PROTOCOL("tls.version_protocol", Type.KEYWORD),
    TRIPLINE_ALERT_COUNT("tripline.alert.count", Type.LONG),
    TRIPLINE_ALERT_LEVEL("tripline.alert.level", Type.KEYWORD),
    TRIPLINE_ALERT_REVISION("tripline.alert.revision", Type.LONG),
    TRIPLINE_ALERT_STATE("tripline.alert.state", Type.KEYWORD),
    TRIPLINE_ENRICHMENT_ASN("tripline.enrichment.asn", Type.KEYWORD),
    TRIPLINE_ENRICHMENT_GEO("tripline.enrichment.geo", Type.KEYWORD),
    TRIPLINE_ENRICHMENT_IDENTITY("tripline.enrichment.identity", Type.KEYWORD),
    TRIPLINE_GEO_SOURCE("tripline.geo.source", Type.KEYWORD),
    TRIPLINE_IDENTITY("tripline.identity", Type.KEYWORD),
    TRIPLINE_SOURCE_ACCURACY_KM("tripline.source.accuracy_km", Type.DOUBLE),
    URL_DOMAIN("url.domain", Type.KEYWORD),
    URL_EXTENSION("url.extension", Type.KEYWORD),
    URL_FRAGMENT("url.fragment", Type.KEYWORD),
    URL_FULL("url.full", Type.KEYWORD),
    URL_ORIGINAL("url.original", Type.KEYWORD),
    URL_PATH("url.path", Type.KEYWORD),
    URL_PORT("url.port", Type.LONG),
    URL_QUERY("url.query", Type.KEYWORD),
    URL_SCHEME("url.scheme", Type.KEYWORD),
    URL_USERNAME("url.username", Type.KEYWORD),
    USER_CHANGES_NAME("user.changes.name", Type.KEYWORD),
    USER_DOMAIN("user.domain", Type.KEYWORD),
    USER_EFFECTIVE_ID("user.effective.id", Type.KEYWORD),
    USER_EFFECTIVE_NAME("user.effective.name", Type.KEYWORD),
    USER_EMAIL("user.email", Type.KEYWORD),
    USER_FULL_NAME("user.full_name", Type.KEYWORD),
    USER_GROUP_ID("user.group.id", Type.KEYWORD),
    USER_GROUP_NAME("user.group.name", Type.KEYWORD),
    USER_ID("user.id", Type.KEYWORD),
    USER_NAME("user.name", Type.KEYWORD),
    USER_ROLES("user.roles", Type.KEYWORD, true),
    USER_TARGET_DOMAIN("user.target.domain", Type.KEYWORD),
    USER_TARGET_EMAIL("user.target.email", Type.KEYWORD),
    USER_TARGET_FULL_NAME("user.target.full_name", Type.KEYWORD),
    USER_TARGET_GROUP_NAME("user.target.group.name", Type.KEYWORD),
    USER_TARGET_ID("user.target.id", Type.KEYWORD),
    USER_TARGET_NAME("user.target.name", Type.KEYWORD),
    USER_AGENT_DEVICE_NAME("user_agent.device.name", Type.KEYWORD),
    USER_AGENT_NAME("user_agent.name", Type.KEYWORD),
    USER_AGENT_ORIGINAL("user_agent.original", Type.KEYWORD),
    USER_AGENT_OS_NAME("user_agent.os.name", Type.KEYWORD),
    USER_AGENT_OS_VERSION("user_agent.os.version", Type.KEYWORD),
    USER_AGENT_VERSION("user_agent.version", Type.KEYWORD);

    /** The version of ECS that names and types follow, as in {@code ecs.version}. */
    public static final String CATALOGUE_VERSION = "9.0.0";

    /** How a field's value is held in an {@link EcsEvent} and indexed. */
    public enum Type {
        /** A string that is matched whole. */
        KEYWORD(String.class),
        /** A string that is searched by words. */
        TEXT(String.class),
        /** An IPv4 or IPv6 address in its canonical text form. */
        IP(String.class),
        LONG(Long.class),
        DOUBLE(Double.class),
        BOOLEAN(Boolean.class),
        /** An instant, written as ISO 8601 in UTC. */
        DATE(java.time.Instant.class),
        GEO_POINT(GeoPoint.class);

        private final Class<?> javaType;

        Type(Class<?> javaType) {
            this.javaType = javaType;
        }

        /** The class of one value. */
        public Class<?> javaType() {
            return javaType;
        }
    }

    private static final Map<String, EcsField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(EcsField::fieldName, field -> field));

    /** ECS field sets of which the catalogue uses nothing yet; their names are taken all the same. */
    private static final Set<String> UNUSED_ROOTS =
            Set.of(
                    "as",
                    "code_signature",
                    "container",
                    "data_stream",
                    "elf",
                    "faas",
                    "geo",
                    "hash",
                    "interface",
                    "labels",
                    "macho",
                    "orchestrator",
                    "os",
                    "package",
                    "pe",
                    "risk",
                    "span",
                    "trace",
                    "transaction",
                    "vlan",
                    "volume",
                    "vulnerability",
                    "x509");

    private static final Set<String> ROOTS =
            Arrays.stream(values())
                    .map(field -> field.segments.getFirst())
                    .collect(Collectors.toUnmodifiableSet());

    private final String fieldName;
    private final Type type;
    private final boolean array;
    private final List<String> segments;

    EcsField(String fieldName, Type type) {
        this(fieldName, type, false);
    }

    EcsField(String fieldName, Type type, boolean array) {
        this.fieldName = fieldName;
        this.type = type;
        this.array = array;
        this.segments = List.of(fieldName.split("\\."));
    }

    /** The dotted name, e.g. {@code source.geo.location}. */
    public String fieldName() {
        return fieldName;
    }

    /** The type of one value. */
    public Type type() {
        return type;
    }

    /** Whether the field holds a list of values. */
    public boolean isArray() {
        return array;
    }

    /** The name's parts: {@code source}, {@code geo}, {@code location}. */
    public List<String> segments() {
        return segments;
    }

    /** The one form in which events have a value of this field that is text; null if this is none. */
    public @Nullable String canonical(String text) {
        if (type == Type.IP) {
            return IpAddress.canonical(text);
        }
        return isAddress() ? MacAddress.canonical(text) : text;
    }

    /** Whether its values are addresses, of the network or of hardware, which events have in one form. */
    public boolean isAddress() {
        return type == Type.IP || fieldName.endsWith(".mac");
    }

    /** The field's place in an array with one element per field. */
    @SuppressWarnings("EnumOrdinal") // An index within one process; nothing stores it.
    public int slot() {
        return ordinal();
    }

    /** The field of this dotted name, if the catalogue has it. */
    public static Optional<EcsField> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Whether this is the name of an object or field at the top of a document, which no vendor may use. */
    public static boolean isRoot(String segment) {
        return ROOTS.contains(segment) || UNUSED_ROOTS.contains(segment);
    }
}
