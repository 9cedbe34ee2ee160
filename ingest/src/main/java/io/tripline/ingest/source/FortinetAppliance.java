package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Fortinet's other devices (FortiManager, FortiAnalyzer, FortiMail, FortiWeb) tell of themselves and of what passes them, which
 * call a record's number {@code log_id}, as FortiGate did up to FortiOS 4.
 *
 * @see <a href="https://docs.fortinet.com/document/fortimanager/7.4.0/log-message-reference">FortiManager and FortiAnalyzer
 *     log message reference</a>
 */
final class FortinetAppliance {
    private static final int LONGEST_ZONE = 8;

    /** By how their serial numbers begin. */
    private static final Map<String, String> PRODUCTS =
            Map.of(
                    "FA", "FortiAnalyzer",
                    "FL", "FortiAnalyzer",
                    "FE", "FortiMail",
                    "FG", "FortiGate",
                    "FM", "FortiManager",
                    "FV", "FortiWeb");

    /** Records of these types tell of nobody who signs in to the device, whatever is in what passes it; FortiOS 4 has most. */
    private static final Set<String> OF_WHAT_PASSES =
            Set.of(
                    "anomaly",
                    "antispam",
                    "app-ctrl",
                    "attack",
                    "content",
                    "dlp",
                    "dns",
                    "emailfilter",
                    "encrypt",
                    "ips",
                    "netscan",
                    "spam",
                    "statistics",
                    "traffic",
                    "utm",
                    "virus",
                    "voip",
                    "waf",
                    "webfilter");

    private static final Set<String> MAPPED =
            KeyValues.names(
                    "action",
                    "client_ip",
                    "date",
                    "desc",
                    "devid",
                    "device_id",
                    "devname",
                    "dst",
                    "dst_ip",
                    "dst_port",
                    "eventtime",
                    "from",
                    "http_agent",
                    "http_host",
                    "http_method",
                    "http_url",
                    "level",
                    "log_id",
                    "msg",
                    "operation",
                    "policy",
                    "pri",
                    "proto",
                    "src",
                    "src_port",
                    "subject",
                    "time",
                    "to",
                    "tz",
                    "user",
                    "virus");

    private FortinetAppliance() {}

    static boolean isOne(RawRecord raw) {
        String text = raw.text();
        return FortiGate.isName(text, "log_id=")
                && (FortiGate.isName(text, "device_id=") || FortiGate.isName(text, "devid="))
                && SyslogHeader.ofDevice(raw).message().startsWith("date=");
    }

    static Normalized normalize(
            String dataset, RawRecord raw, SyslogHeader header, KeyValues read) {
        KeyValues log =
                OF_WHAT_PASSES.contains(read.or("type", ""))
                        ? read
                        : FortinetTypedName.own(header.message(), read);
        Instant time = FortiGate.time(log, zone(log, raw.zone()));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The line has neither an eventtime nor a date and time.");
        }
        String serial = log.text("device_id", "devid");
        String action = log.text("operation", "action", "desc");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, dataset)
                        .set(EcsField.EVENT_CODE, log.text("log_id"))
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.LOG_LEVEL, log.text("pri", "level"))
                        .set(EcsField.MESSAGE, log.text("msg", "desc"))
                        .set(EcsField.OBSERVER_VENDOR, "Fortinet")
                        .set(EcsField.OBSERVER_PRODUCT, product(serial))
                        .set(EcsField.OBSERVER_NAME, log.text("devname"))
                        .set(EcsField.OBSERVER_SERIAL_NUMBER, serial);
        SyslogFields.set(event, header);
        event.setIfAbsent(EcsField.OBSERVER_NAME, event.value(EcsField.LOG_SYSLOG_HOSTNAME));
        Principal.user(event, log.text("user"));
        Flow.endpoints(
                event,
                log.text("src", "client_ip"),
                log.number("src_port"),
                log.text("dst", "dst_ip"),
                log.number("dst_port"),
                log.text("proto"));
        event.set(EcsField.EMAIL_SENDER_ADDRESS, log.text("from"))
                .add(EcsField.EMAIL_TO_ADDRESS, log.text("to"))
                .set(EcsField.EMAIL_SUBJECT, log.text("subject"));
        switch (log.or("type", "")) {
            case "traffic" -> decided(event, log);
            case "attack" -> attack(event, log);
            case "virus" ->
                    event.set(EcsField.EVENT_KIND, "alert")
                            .set(EcsField.EVENT_CATEGORY, List.of("malware", "email"))
                            .set(EcsField.EVENT_TYPE, "info")
                            .set(EcsField.RULE_NAME, log.text("virus"));
            case "spam", "statistics", "encrypt" ->
                    event.set(EcsField.EVENT_CATEGORY, "email").set(EcsField.EVENT_TYPE, "info");
            default -> device(event, log, lower(action));
        }
        log.keep(event, "fortinet.appliance", MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void decided(EcsEvent.Builder event, KeyValues log) {
        String decision = lower(log.text("status", "action"));
        Boolean allowed =
                switch (decision) {
                    case "deny", "denied", "block", "blocked", "drop", "dropped" -> Boolean.FALSE;
                    case "accept", "allow", "pass", "close" -> Boolean.TRUE;
                    default -> null;
                };
        Flow.decided(event, allowed);
    }

    /** What a web application's firewall found. */
    private static void attack(EcsEvent.Builder event, KeyValues log) {
        String action = lower(log.text("action"));
        boolean denied =
                action.contains("deny")
                        || action.contains("block")
                        || action.contains("drop")
                        || action.contains("reset");
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                .set(EcsField.EVENT_TYPE, List.of("info", denied ? "denied" : "allowed"))
                .set(EcsField.RULE_NAME, log.text("signature_subclass", "main_type"))
                .set(EcsField.RULE_ID, log.text("signature_id"))
                .set(EcsField.HTTP_REQUEST_METHOD, upper(log.text("http_method")))
                .set(EcsField.USER_AGENT_ORIGINAL, log.text("http_agent"))
                .set(EcsField.URL_ORIGINAL, log.text("http_url"))
                .set(EcsField.RULE_RULESET, log.text("policy"));
        WebAccess.host(event, log.text("http_host"));
        Flow.path(event, log.text("http_url"));
    }

    /** Sign-ins to the device, and what administrators changed. */
    private static void device(EcsEvent.Builder event, KeyValues log, String action) {
        // Of FortiManager both are called "User login/logout successful".
        String result = lower(log.text("status", "desc"));
        boolean failed = result.contains("fail") || action.contains("fail");
        Boolean succeeded =
                failed ? Boolean.FALSE : result.contains("success") ? Boolean.TRUE : null;
        if (action.startsWith("login")) {
            Flow.signIn(event, succeeded);
        } else if (action.startsWith("logout")) {
            event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
        } else {
            String type =
                    switch (Scan.before(action, " ")) {
                        case "add", "create", "clone" -> "creation";
                        case "delete", "remove" -> "deletion";
                        case "edit", "set", "modify", "move", "rename", "install", "restore" ->
                                "change";
                        default -> null;
                    };
            boolean isSetting = type != null && !"system".equals(lower(log.text("user")));
            event.set(EcsField.EVENT_CATEGORY, isSetting ? "configuration" : "host")
                    .set(EcsField.EVENT_TYPE, isSetting ? type : "info")
                    .set(
                            EcsField.EVENT_OUTCOME,
                            succeeded == null || isSetting ? null : Flow.outcome(succeeded));
        }
        if (event.string(EcsField.SOURCE_IP) == null) {
            // The way behind which the address stands is the device's word; in the message it is
            // the last, behind the name that was typed.
            String from = Scan.between(log.or("userfrom", log.or("ui", "")), "(", ")");
            String told = log.or("msg", "");
            IpEndpoint.source(
                    event,
                    from != null || !told.endsWith(")") ? from : Scan.afterLast(told, "(", ")"));
        }
    }

    /** FortiWeb names its zone as POSIX does, {@code GMT+8} for what is eight hours behind. */
    private static ZoneId zone(KeyValues log, ZoneId otherwise) {
        String zone = log.or("timezone_dayst", "");
        int sign = Math.max(zone.lastIndexOf('+'), zone.lastIndexOf('-'));
        if (sign < 0 || zone.length() > LONGEST_ZONE) {
            return otherwise;
        }
        String hours = zone.substring(sign + 1);
        try {
            return ZoneOffset.of((zone.charAt(sign) == '+' ? "-" : "+") + hours);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    private static @Nullable String product(@Nullable String serial) {
        return serial == null || serial.length() < 3
                ? null
                // A FortiWeb without a licence calls itself FAAB00UNLICENSED.
                : serial.startsWith("FA") && serial.charAt(2) != 'Z'
                        ? null
                        : PRODUCTS.get(serial.substring(0, 2));
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String upper(@Nullable String text) {
        return text == null ? null : text.toUpperCase(Locale.ROOT);
    }
}
