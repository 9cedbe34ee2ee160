package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Check Point's Log Exporter in its own form of syslog: {@code 1 2026-03-02T08:00:00Z gw-1 CheckPoint 8363 - [action:"Accept"; src:"192.0.2.41";
 * ...]}.
 *
 * @see <a href="https://support.checkpoint.com/results/sk/sk122323">Log Exporter</a>
 * @see <a href="https://support.checkpoint.com/results/sk/sk144192">Log fields</a>
 */
final class CheckPointLog {
    private static final String PROGRAM = "CheckPoint";
    private static final int MOST_PAIRS = 512;

    private static final Set<String> MAPPED =
            KeyValues.names(
                    "action",
                    "administrator",
                    "bytes",
                    "client_ip",
                    "dst",
                    "http_host",
                    "inzone",
                    "method",
                    "objectname",
                    "operation",
                    "origin",
                    "outzone",
                    "policy",
                    "product",
                    "protection_name",
                    "proto",
                    "resource",
                    "rule_name",
                    "rule_uid",
                    "s_port",
                    "service",
                    "service_id",
                    "src",
                    "src_user_name",
                    "time",
                    "user",
                    "user_agent",
                    "xlatedport",
                    "xlatedst",
                    "xlatesport",
                    "xlatesrc");

    private CheckPointLog() {}

    static boolean isOne(RawRecord raw) {
        SyslogHeader header = raw.json().isEmpty() ? raw.header().orElse(null) : null;
        return header != null
                && header.structured()
                && PROGRAM.equals(header.program())
                && start(raw.text()) > 0;
    }

    /** Behind the bracket that opens the pairs, where others have structured data; -1 if there are none. */
    private static int start(String text) {
        int at = text.indexOf(" " + PROGRAM + " ");
        // Its process's number and the kind of message, as the format has them, stand between.
        int number = at < 0 ? -1 : at + PROGRAM.length() + 2;
        int kind = number < 0 ? -1 : text.indexOf(' ', number);
        int bracket = kind < 0 ? -1 : text.indexOf(' ', kind + 1);
        int colon =
                bracket < 0 || !text.startsWith(" [", bracket) ? -1 : text.indexOf(':', bracket);
        if (colon < 0 || !(text.startsWith("\"", colon + 1) || text.startsWith(":\"", colon + 1))) {
            return -1;
        }
        int start = bracket + 2;
        for (int i = start; i < colon; i++) {
            char c = text.charAt(i);
            if (c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return -1;
            }
        }
        return colon > start ? start : -1;
    }

    static Normalized normalize(String dataset, RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        KeyValues log = pairs(raw.text());
        Long seconds = log.number("time");
        Instant time = seconds == null ? null : Timestamps.readable(Instant.ofEpochSecond(seconds));
        time = time == null ? header.time() : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        String origin = log.text("origin");
        String action = log.text("operation", "action");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, dataset)
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.OBSERVER_VENDOR, "Check Point")
                        .set(EcsField.OBSERVER_PRODUCT, log.text("product"))
                        .set(EcsField.OBSERVER_HOSTNAME, header.host())
                        .set(
                                EcsField.OBSERVER_IP,
                                origin == null ? null : IpAddress.canonical(origin))
                        .set(EcsField.RULE_NAME, log.text("rule_name"))
                        .set(EcsField.RULE_UUID, log.text("rule_uid"))
                        .set(EcsField.OBSERVER_INGRESS_ZONE, log.text("inzone"))
                        .set(EcsField.OBSERVER_EGRESS_ZONE, log.text("outzone"));
        SyslogFields.set(event, header);
        event.clear(EcsField.LOG_SYSLOG_APPNAME);
        Flow.endpoints(
                event,
                log.text("src", "client_ip"),
                log.number("s_port"),
                log.text("dst"),
                log.number("service"),
                log.text("proto"));
        event.set(EcsField.SOURCE_NAT_IP, translated(log.text("xlatesrc")))
                .set(EcsField.SOURCE_NAT_PORT, port(log.number("xlatesport")))
                .set(EcsField.DESTINATION_NAT_IP, translated(log.text("xlatedst")))
                .set(EcsField.DESTINATION_NAT_PORT, port(log.number("xlatedport")))
                .set(EcsField.NETWORK_PROTOCOL, log.text("service_id"))
                .set(EcsField.NETWORK_BYTES, log.number("bytes"))
                .set(EcsField.URL_ORIGINAL, log.text("resource"))
                .set(EcsField.HTTP_REQUEST_METHOD, log.text("method"))
                .set(EcsField.USER_AGENT_ORIGINAL, log.text("user_agent"));
        WebAccess.host(event, log.text("http_host"));
        Principal.user(event, log.text("administrator", "user", "src_user_name"));
        if (log.has("operation") && (log.has("administrator") || log.has("audit_status"))) {
            administration(event, log);
        } else {
            passed(event, log, log.or("action", ""));
        }
        log.keep(event, "checkpoint", MAPPED);
        return new Normalized.Parsed(event);
    }

    /** What somebody did on the management server, or on a gateway itself. */
    private static void administration(EcsEvent.Builder event, KeyValues log) {
        String operation = log.or("operation", "");
        boolean failed = log.or("audit_status", "").equals("Failure");
        switch (operation) {
            case "Log In" -> {
                Flow.signIn(event, !failed);
                if (log.or("product", "").equals("Expert Shell")) {
                    // Of who has signed in before.
                    event.set(EcsField.EVENT_TYPE, "info");
                }
                SignInReason.set(
                        event,
                        Scan.after(log.or("additional_info", ""), "failed to log in: ", "\n"),
                        "checkpoint.reason");
            }
            case "Log Out" ->
                    event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
            default -> {
                String type =
                        switch (Scan.before(operation, " ")) {
                            case "Create", "Add" -> "creation";
                            case "Delete", "Remove" -> "deletion";
                            default -> "change";
                        };
                event.set(EcsField.EVENT_CATEGORY, "configuration")
                        .set(EcsField.EVENT_TYPE, type)
                        .set(EcsField.EVENT_OUTCOME, failed ? "failure" : "success");
                account(event, log);
            }
        }
    }

    private static void account(EcsEvent.Builder event, KeyValues log) {
        switch (log.or("objecttype", "")) {
            case "Administrator" -> ConfiguredAccount.administrator(event, log.text("objectname"));
            case "User" -> ConfiguredAccount.user(event, log.text("objectname"));
            case "User Group" -> ConfiguredAccount.group(event, log.text("objectname"));
            default -> event.vendor("checkpoint.objectname", log.text("objectname"));
        }
    }

    private static void passed(EcsEvent.Builder event, KeyValues log, String action) {
        Boolean allowed =
                switch (action) {
                    case "Accept", "Allow", "Encrypt", "Decrypt", "Bypass", "Detect", "Monitor" ->
                            Boolean.TRUE;
                    case "Drop", "Reject", "Block", "Prevent", "Quarantine" -> Boolean.FALSE;
                    default -> null;
                };
        String finding = log.text("protection_name");
        if (action.equals("Log In") || action.equals("Failed Log In")) {
            Flow.signIn(event, action.equals("Log In"));
            if (log.or("product", "").equals("Identity Awareness")) {
                // Who has which address, as learnt from elsewhere.
                event.set(EcsField.EVENT_TYPE, "info");
            }
        } else if (action.equals("Log Out")) {
            event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
        } else if (finding != null) {
            boolean isMalware = log.has("malware_action") || log.has("malware_family");
            event.set(EcsField.EVENT_KIND, "alert")
                    .set(
                            EcsField.EVENT_CATEGORY,
                            List.of(isMalware ? "malware" : "intrusion_detection", "network"))
                    .set(
                            EcsField.EVENT_TYPE,
                            allowed == null
                                    ? List.of("info")
                                    : List.of("info", allowed ? "allowed" : "denied"))
                    .set(EcsField.EVENT_SEVERITY, log.number("severity"))
                    .set(EcsField.RULE_NAME, finding);
        } else if (event.has(EcsField.SOURCE_IP) || event.has(EcsField.DESTINATION_IP)) {
            Flow.decided(event, allowed);
            Flow.direction(event);
        } else {
            event.set(EcsField.EVENT_CATEGORY, "host").set(EcsField.EVENT_TYPE, "info");
        }
    }

    /** {@code name:"value"; name::"value"}, up to the bracket; a backslash takes the next sign as it is. Of two of one name the first counts. */
    private static KeyValues pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        StringBuilder value = new StringBuilder();
        int at = start(text);
        while (at > 0 && at < text.length() && pairs.size() < MOST_PAIRS) {
            int colon = text.indexOf(':', at);
            int quote = colon < 0 ? -1 : text.indexOf('"', colon);
            if (quote < 0 || quote > colon + 2) {
                break;
            }
            String name = text.substring(at, colon).strip();
            value.setLength(0);
            int i = quote + 1;
            while (i < text.length() && text.charAt(i) != '"') {
                if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                    i++;
                }
                value.append(text.charAt(i++));
            }
            KeyValues.put(pairs, name, value.toString());
            // Behind the quote, and the semicolon with its blank.
            at = i + 1;
            while (at < text.length() && "; ".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == ']') {
                break;
            }
        }
        return new KeyValues(pairs);
    }

    private static @Nullable String translated(@Nullable String address) {
        String known = IpEndpoint.specified(address);
        return known == null ? null : IpAddress.canonical(known);
    }

    private static @Nullable Long port(@Nullable Long number) {
        return number == null || number == 0 ? null : number;
    }
}
