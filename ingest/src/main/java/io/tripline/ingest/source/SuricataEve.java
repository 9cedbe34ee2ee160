package io.tripline.ingest.source;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Suricata's EVE log, all types of events, and its alerts in one line, as Snort writes them, too ({@link FastAlert}).
 *
 * @see <a href="https://docs.suricata.io/en/latest/output/eve/eve-json-format.html">EVE JSON format</a>
 */
public final class SuricataEve implements LogSource {
    private static final Set<String> MAPPED =
            Set.of(
                    "community_id",
                    "dest_ip",
                    "dest_port",
                    "host",
                    "proto",
                    "src_ip",
                    "src_port",
                    "timestamp");

    /** Among TCP's flags: who answers a wish for a connection has it set, who refuses has not. */
    private static final int SYN = 2;

    private static final int RST = 4;

    private static final Long DNS_PORT = 53L;

    private record Kind(List<String> categories, List<String> types) {}

    private static final Kind PROTOCOL =
            new Kind(List.of("network"), List.of("connection", "protocol"));

    private static final Kind FILE =
            new Kind(List.of("file", "network"), List.of("access", "connection", "protocol"));
    private static final Kind MAIL =
            new Kind(List.of("email", "network"), List.of("info", "protocol"));
    private static final Kind NAMES = new Kind(List.of("network"), List.of("protocol", "info"));
    private static final Kind OBSERVED = new Kind(List.of("network"), List.of("info"));
    private static final Kind WEB =
            new Kind(List.of("web", "network"), List.of("access", "connection", "protocol"));

    /** Those of Suricata 4 to 8 that are more than a protocol's talk; sign-ins are told by {@link SuricataProtocols}. */
    private static final Map<String, Kind> KINDS =
            Map.ofEntries(
                    entry(
                            "alert",
                            new Kind(List.of("intrusion_detection", "network"), List.of("info"))),
                    entry("anomaly", OBSERVED),
                    entry("arp", NAMES),
                    entry("dns", NAMES),
                    entry("drop", new Kind(List.of("network"), List.of("connection", "denied"))),
                    entry("email", MAIL),
                    entry("fileinfo", new Kind(List.of("file", "network"), List.of("info"))),
                    entry("flow", new Kind(List.of("network"), List.of("connection", "end"))),
                    entry("ftp_data", FILE),
                    entry("http", WEB),
                    entry("http2", WEB),
                    entry("mdns", NAMES),
                    entry("metadata", OBSERVED),
                    entry("netflow", new Kind(List.of("network"), List.of("connection", "info"))),
                    entry("nfs", FILE),
                    entry("packetinfo", OBSERVED),
                    entry(
                            "pgsql",
                            new Kind(
                                    List.of("database", "network"), List.of("access", "protocol"))),
                    entry("smtp", MAIL),
                    entry("tftp", FILE));

    /** Suricata about itself. */
    private static final Set<String> HOUSEKEEPING = Set.of("engine", "stats");

    /** The protocols whose records are named otherwise than the protocol. */
    private static final Map<String, String> PROTOCOLS =
            Map.of("email", "smtp", "ftp_data", "ftp", "http2", "http", "ikev2", "ike");

    /** What is about packets or flows, whatever their protocol. */
    private static final Set<String> OF_NO_PROTOCOL =
            Set.of(
                    "alert",
                    "anomaly",
                    "drop",
                    "fileinfo",
                    "flow",
                    "metadata",
                    "netflow",
                    "packetinfo");

    @Override
    public String name() {
        return "suricata.eve";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return FastAlert.isOne(raw);
        }
        JsonNode eve = raw.json().get();
        String type = Json.text(eve, "event_type");
        return type != null
                && eve.has("timestamp")
                && (eve.has("flow_id")
                        || (eve.has("src_ip") && eve.has("dest_ip"))
                        || eve.path(type).isObject());
    }

    @Override
    public Glance glance() {
        return new Glance(true, true, Set.of("event_type"));
    }

    @Override
    public boolean isSentBySyslog() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode fast = raw.json().isPresent() ? null : FastAlert.read(raw);
        JsonNode eve = fast == null ? raw.json().orElse(MissingNode.getInstance()) : fast;
        String named = Json.text(eve, "event_type");
        if (named == null && raw.json().isEmpty()) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD, "An EVE record has an event_type.");
        }
        String type = named == null ? "" : named;
        if (HOUSEKEEPING.contains(type)) {
            return new Normalized.Ignored(IgnoredReason.HOUSEKEEPING);
        }
        Instant time = Timestamps.iso(Json.text(eve, "timestamp"));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "timestamp is an ISO 8601 time.");
        }
        boolean isOfSnort = fast != null && FastAlert.isOfSnort(raw);
        Kind kind = named == null ? OBSERVED : KINDS.getOrDefault(type, PROTOCOL);
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, type.equals("alert") ? "alert" : "event")
                        .set(EcsField.EVENT_DATASET, name())
                        // A flow has many records, and Suricata gives none an id.
                        .set(
                                EcsField.EVENT_ID,
                                fast == null || FastAlert.isOfFile(raw)
                                        ? StableId.of(name(), raw.text())
                                        // Of whole seconds, in which two packets set off the same.
                                        : null)
                        .set(EcsField.EVENT_ACTION, named)
                        .set(EcsField.EVENT_CATEGORY, kind.categories())
                        .set(EcsField.EVENT_TYPE, kind.types())
                        .set(EcsField.OBSERVER_VENDOR, isOfSnort ? "Cisco" : "OISF")
                        .set(EcsField.OBSERVER_PRODUCT, isOfSnort ? "Snort" : "Suricata")
                        .set(EcsField.OBSERVER_TYPE, "ids")
                        .set(EcsField.OBSERVER_HOSTNAME, Json.text(eve, "host"))
                        .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, Json.text(eve, "in_iface"));
        endpoints(event, eve);
        event.set(EcsField.NETWORK_PROTOCOL, protocol(eve, type));
        alert(event, eve.path("alert"));
        dns(event, eve.path(type.equals("mdns") ? "mdns" : "dns"));
        http(event, eve.path("http"));
        tls(event, eve.path("tls"));
        flow(event, eve.has("flow") ? eve.path("flow") : eve.path("netflow"), eve, type);
        file(event, eve.path("fileinfo"));
        mail(event, eve);
        SuricataProtocols.fill(event, type, eve);
        if (!event.has(EcsField.USER_NAME) && (kind.equals(PROTOCOL) || type.equals("alert"))) {
            SuricataProtocols.accounts(event, eve);
        }
        VendorFields.add(event, "suricata.eve", Secrets.hiddenInEve(eve, event), MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void endpoints(EcsEvent.Builder event, JsonNode eve) {
        List<String> vlans = Json.texts(eve, "vlan");
        event.set(EcsField.NETWORK_VLAN_ID, vlans.isEmpty() ? null : vlans.getFirst())
                .set(EcsField.NETWORK_COMMUNITY_ID, Json.text(eve, "community_id"));
        String client = isFromServer(eve) ? "dest" : "src";
        String server = isFromServer(eve) ? "src" : "dest";
        Flow.endpoints(
                event,
                Json.text(eve, client + "_ip"),
                Json.number(eve, client + "_port"),
                Json.text(eve, server + "_ip"),
                Json.number(eve, server + "_port"),
                Json.text(eve, "proto"));
    }

    /** Version 4 has the ends of an answer's packet; who asked is the client, as newer ones say. */
    private static boolean isFromServer(JsonNode eve) {
        return "dns".equals(Json.text(eve, "event_type"))
                && "answer".equals(Json.text(eve, "dns", "type"))
                && Objects.equals(Json.number(eve, "src_port"), DNS_PORT)
                && !Objects.equals(Json.number(eve, "dest_port"), DNS_PORT);
    }

    private static @Nullable String protocol(JsonNode eve, String type) {
        String application = Json.text(eve, "app_proto");
        if (application != null) {
            return application.equals("failed") ? null : application;
        }
        return OF_NO_PROTOCOL.contains(type) || !eve.has(type)
                ? null
                : PROTOCOLS.getOrDefault(type, type);
    }

    private static void alert(EcsEvent.Builder event, JsonNode alert) {
        if (!alert.isObject()) {
            return;
        }
        event.set(EcsField.RULE_ID, Json.text(alert, "signature_id"))
                .set(EcsField.RULE_NAME, Json.text(alert, "signature"))
                .set(EcsField.RULE_CATEGORY, Json.text(alert, "category"))
                .set(EcsField.RULE_VERSION, Json.text(alert, "rev"))
                .set(EcsField.MESSAGE, Json.text(alert, "signature"))
                .set(EcsField.EVENT_SEVERITY, Json.number(alert, "severity"));
        for (String id : Json.texts(alert.path("metadata"), "mitre_technique_id")) {
            event.add(EcsField.THREAT_TECHNIQUE_ID, id);
        }
        switch (String.valueOf(Json.text(alert, "action"))) {
            case "allowed" -> event.set(EcsField.EVENT_TYPE, List.of("info", "allowed"));
            case "blocked" -> event.set(EcsField.EVENT_TYPE, List.of("info", "denied"));
            default -> {}
        }
    }

    /** Version 3 of the format has the queries in a list, the older ones one beside the rest. */
    private static void dns(EcsEvent.Builder event, JsonNode dns) {
        if (!dns.isObject()) {
            return;
        }
        JsonNode query = dns.path("queries").isArray() ? dns.path("queries").path(0) : dns;
        String type = Json.text(dns, "type");
        String code = Json.text(dns, "rcode");
        boolean answers = type != null && !type.equals("query") && !type.equals("request");
        event.set(EcsField.DNS_QUESTION_NAME, Json.text(query, "rrname"))
                .set(EcsField.DNS_QUESTION_TYPE, Json.text(query, "rrtype"))
                .set(EcsField.DNS_ID, Json.text(dns, "id"))
                .set(EcsField.DNS_TYPE, answers ? "answer" : "query")
                .set(EcsField.DNS_RESPONSE_CODE, code);
        if (code != null) {
            event.set(EcsField.EVENT_OUTCOME, code.equals("NOERROR") ? "success" : "failure");
        }
        if (!dns.has("answers")) {
            for (JsonNode group : dns.path("grouped")) {
                Json.texts(group).forEach(data -> Flow.answer(event, data));
            }
            // Version 1 has a record for each answer.
            Flow.answer(event, Json.text(dns, "rdata"));
        }
        for (JsonNode answer : dns.path("answers")) {
            Flow.answer(event, Json.text(answer, "rdata"));
            event.add(EcsField.DNS_ANSWERS_TYPE, Json.text(answer, "rrtype"));
        }
    }

    private static void http(EcsEvent.Builder event, JsonNode http) {
        if (!http.isObject()) {
            return;
        }
        Long status = Json.number(http, "status");
        String url = Json.text(http, "url");
        String version = Json.text(http, "protocol");
        event.set(EcsField.HTTP_REQUEST_METHOD, Json.text(http, "http_method"))
                .set(EcsField.HTTP_REQUEST_REFERRER, Json.text(http, "http_refer"))
                .set(EcsField.HTTP_RESPONSE_STATUS_CODE, status)
                .set(EcsField.HTTP_RESPONSE_MIME_TYPE, Json.text(http, "http_content_type"))
                .set(EcsField.HTTP_RESPONSE_BODY_BYTES, Json.number(http, "length"))
                .set(
                        EcsField.HTTP_VERSION,
                        version != null && version.startsWith("HTTP/")
                                ? version.substring("HTTP/".length())
                                : version)
                .set(EcsField.URL_DOMAIN, Json.text(http, "hostname"))
                .set(EcsField.URL_ORIGINAL, url)
                .set(EcsField.USER_AGENT_ORIGINAL, Json.text(http, "http_user_agent"));
        Flow.path(event, url);
        if (status != null && "http".equals(event.string(EcsField.EVENT_ACTION))) {
            event.set(EcsField.EVENT_OUTCOME, status >= 400 ? "failure" : "success");
        }
    }

    private static void tls(EcsEvent.Builder event, JsonNode tls) {
        if (!tls.isObject()) {
            return;
        }
        String version = Json.text(tls, "version");
        int space = version == null ? -1 : version.indexOf(' ');
        String name = Json.text(tls, "sni");
        event.set(EcsField.TLS_CLIENT_SERVER_NAME, name)
                .set(EcsField.DESTINATION_DOMAIN, name)
                .set(EcsField.TLS_RESUMED, Json.flag(tls, "session_resumed"))
                .set(EcsField.TLS_SERVER_SUBJECT, Json.text(tls, "subject"))
                .set(EcsField.TLS_SERVER_ISSUER, Json.text(tls, "issuerdn"))
                .set(EcsField.TLS_CLIENT_JA3, Json.text(tls, "ja3", "hash"))
                .set(EcsField.TLS_SERVER_JA3S, Json.text(tls, "ja3s", "hash"))
                .set(
                        EcsField.TLS_SERVER_NOT_BEFORE,
                        Timestamps.iso(withZone(Json.text(tls, "notbefore"))))
                .set(
                        EcsField.TLS_SERVER_NOT_AFTER,
                        Timestamps.iso(withZone(Json.text(tls, "notafter"))));
        if (version != null && space > 0) {
            event.set(
                            EcsField.TLS_VERSION_PROTOCOL,
                            version.substring(0, space).toLowerCase(Locale.ROOT))
                    .set(EcsField.TLS_VERSION, version.substring(space + 1));
        }
    }

    /** Certificates' times are in UTC and do not say so. */
    private static @Nullable String withZone(@Nullable String text) {
        return text == null || text.endsWith("Z") ? text : text + "Z";
    }

    /** An alert has the ends of its packet, and says of the whole flow who sent how much. */
    private static boolean isAnswer(JsonNode eve, JsonNode flow) {
        String direction = Json.text(eve, "direction");
        if (direction != null) {
            return direction.equals("to_client");
        }
        Long client = Json.number(flow, "src_port");
        return Json.text(flow, "src_ip") != null
                && Objects.equals(Json.text(flow, "src_ip"), Json.text(eve, "dest_ip"))
                && Objects.equals(client, Json.number(eve, "dest_port"));
    }

    private static void flow(EcsEvent.Builder event, JsonNode flow, JsonNode eve, String type) {
        if (!flow.isObject()) {
            return;
        }
        boolean isAnswer = isAnswer(eve, flow);
        Flow.traffic(
                event,
                count(flow, isAnswer ? "bytes_toclient" : "bytes_toserver"),
                count(flow, isAnswer ? "bytes_toserver" : "bytes_toclient"),
                count(flow, isAnswer ? "pkts_toclient" : "pkts_toserver"),
                count(flow, isAnswer ? "pkts_toserver" : "pkts_toclient"));
        Instant start = Timestamps.iso(Json.text(flow, "start"));
        Instant end = Timestamps.iso(Json.text(flow, "end"));
        event.set(EcsField.EVENT_START, start);
        if (type.equals("flow")) {
            Flow.direction(event);
            ended(event, flow, eve.path("tcp"));
        }
        if (type.equals("flow") && start != null && end != null && !end.isBefore(start)) {
            event.set(EcsField.EVENT_END, end);
            Duration duration = Duration.between(start, end);
            if (duration.toDays() < 3660) {
                event.set(EcsField.EVENT_DURATION, duration.toNanos());
            }
        }
    }

    /**
     * A flow that a reset refused is closed as well; of what was never answered, or was seen from its middle on, nobody knows
     * whether it was to be.
     */
    private static void ended(EcsEvent.Builder event, JsonNode flow, JsonNode tcp) {
        Long answered = count(flow, "bytes_toclient");
        Long flags = WindowsCodes.number("0x" + Json.text(tcp, "tcp_flags_tc"));
        if ("drop".equals(Json.text(flow, "action"))) {
            event.add(EcsField.EVENT_TYPE, "denied").set(EcsField.EVENT_OUTCOME, "failure");
        } else if (answered != null && answered > 0) {
            switch (String.valueOf(Json.text(flow, "state"))) {
                case "established" -> event.set(EcsField.EVENT_OUTCOME, "success");
                case "closed" -> {
                    if (flags != null && (flags & (SYN | RST)) != 0) {
                        event.set(EcsField.EVENT_OUTCOME, Flow.outcome((flags & SYN) != 0));
                    }
                }
                default -> {}
            }
        }
    }

    private static @Nullable Long count(JsonNode node, String name) {
        Long count = Json.number(node, name);
        return count == null || count < 0 ? null : count;
    }

    private static void file(EcsEvent.Builder event, JsonNode file) {
        if (!file.isObject()) {
            return;
        }
        String path = Json.text(file, "filename");
        event.set(EcsField.FILE_PATH, path)
                .set(
                        EcsField.FILE_NAME,
                        path == null
                                ? null
                                : path.substring(
                                        Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
                                                + 1))
                .set(EcsField.FILE_SIZE, count(file, "size"))
                .set(EcsField.FILE_HASH_MD5, Json.text(file, "md5"))
                .set(EcsField.FILE_HASH_SHA1, Json.text(file, "sha1"))
                .set(EcsField.FILE_HASH_SHA256, Json.text(file, "sha256"));
    }

    private static void mail(EcsEvent.Builder event, JsonNode eve) {
        if (!eve.has("smtp") && !eve.has("email")) {
            return;
        }
        event.set(EcsField.EMAIL_SENDER_ADDRESS, bare(Json.text(eve, "smtp", "mail_from")))
                .set(EcsField.EMAIL_TO_ADDRESS, recipients(eve))
                .set(EcsField.EMAIL_SUBJECT, Json.text(eve, "email", "subject"))
                .set(EcsField.EMAIL_MESSAGE_ID, Json.text(eve, "email", "message_id"));
    }

    private static List<String> recipients(JsonNode eve) {
        return Json.texts(eve, "smtp", "rcpt_to").stream()
                .map(SuricataEve::bare)
                .filter(each -> each != null && !each.isEmpty())
                .toList();
    }

    private static @Nullable String bare(@Nullable String address) {
        return address != null && address.startsWith("<") && address.endsWith(">")
                ? address.substring(1, address.length() - 1)
                : address;
    }
}
