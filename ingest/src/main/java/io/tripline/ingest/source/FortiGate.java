package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.MacAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fortinet's FortiGate, all log types, as {@code key=value}.
 *
 * @see <a href="https://docs.fortinet.com/document/fortigate/7.4.0/fortios-log-message-reference">FortiOS log message
 *     reference</a>
 */
public final class FortiGate implements LogSource {
    private static final int LENGTH_OF_ID = 10;
    private static final int MOST_ANSWERS = 64;

    private static final Set<String> MAPPED =
            KeyValues.names(
                    "action",
                    "agent",
                    "app",
                    "attack",
                    "attackid",
                    "date",
                    "devid",
                    "devname",
                    "dstintf",
                    "dstip",
                    "dst_int",
                    "dstname",
                    "dst_port",
                    "dstport",
                    "duration",
                    "eapuser",
                    "eventtime",
                    "filename",
                    "filesize",
                    "group",
                    "hostname",
                    "httpmethod",
                    "ipaddr",
                    "level",
                    "logid",
                    "msg",
                    "policy_id",
                    "policyid",
                    "policyname",
                    "poluuid",
                    "proto",
                    "qclass",
                    "qname",
                    "qtype",
                    "rcvdbyte",
                    "rcvdpkt",
                    "reason",
                    "ref",
                    "referralurl",
                    "remip",
                    "sentbyte",
                    "sentpkt",
                    "src_int",
                    "src_port",
                    "srcintf",
                    "srcip",
                    "srcmac",
                    "srcname",
                    "srcport",
                    "time",
                    "tranip",
                    "tranport",
                    "transip",
                    "transport",
                    "tz",
                    "url",
                    "user",
                    "virus");

    @Override
    public String name() {
        return "fortinet.fortigate";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        String text = raw.text();
        if (!raw.json().isEmpty() || !isName(text, "type=")) {
            return false;
        }
        boolean isOne =
                isName(text, "logid=")
                        ? (isName(text, "devid=") && isName(text, "vd="))
                                || isStructured(raw)
                                || isDownloaded(raw)
                        : FortinetAppliance.isOne(raw);
        return isOne && Marker.in(raw, "CEF:") < 0 && isPairs(raw);
    }

    /** As it stands in the files that the device itself or an analyzer hands out, which do not say whose they are. */
    private static boolean isDownloaded(RawRecord raw) {
        String message = SyslogHeader.ofDevice(raw).message();
        String id = KeyValues.of(Scan.before(message, " srcip=")).text("logid");
        return message.startsWith("date=")
                && message.startsWith(" time=", "date=2026-03-02".length())
                && isName(raw.text(), "subtype=")
                && isName(raw.text(), "vd=")
                && id != null
                && id.length() == LENGTH_OF_ID
                && Scan.number(id) != null;
    }

    /** As {@code set format rfc5424} has it, without date, time and device, which the header tells. */
    private static boolean isStructured(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        String id = Scan.after(raw.text(), " logid=\"", "\"");
        return header.program() == null
                && header.message().startsWith("eventtime=", behindNil(header.message()))
                && isName(raw.text(), "subtype=")
                && id != null
                && id.length() == LENGTH_OF_ID
                && Scan.number(id) != null;
    }

    /** A relay that writes the older header leaves the program that FortiOS does not name. */
    private static int behindNil(String message) {
        return message.startsWith("- ") ? 2 : 0;
    }

    /** Whether it first stands as a name, not in a value in quotes, which others may have written. */
    static boolean isName(String text, String name) {
        int at = text.indexOf(" " + name);
        if (at < 0) {
            return text.startsWith(name);
        }
        boolean quoted = false;
        for (int i = 0; i < at; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return !quoted;
    }

    /** It is pairs from the beginning, behind its own name at most; what it says of others stands in values. */
    private static boolean isPairs(RawRecord raw) {
        String text = SyslogHeader.ofDevice(raw).message();
        int equals = text.indexOf('=');
        return equals > 0 && text.lastIndexOf(' ', equals) <= text.indexOf(' ');
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        KeyValues log = KeyValues.of(header.message());
        if (log.has("log_id") && !log.has("logid")) {
            return FortinetAppliance.normalize(name(), raw, header, log);
        }
        String type = log.text("type");
        if (type == null) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD, "A FortiGate's line has a type.");
        }
        Instant time = time(log, raw.zone());
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The line has neither an eventtime nor a date and time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name());
        SyslogFields.set(event, header);
        describe(event, type, log);
        event.setIfAbsent(EcsField.OBSERVER_NAME, event.value(EcsField.LOG_SYSLOG_HOSTNAME));
        return new Normalized.Parsed(event);
    }

    /** Says what a record of this type is about, by the names that FortiOS has for what it tells. */
    static void describe(EcsEvent.Builder event, String type, KeyValues log) {
        String action = log.text("action");
        String reason = log.text("reason");
        event.set(EcsField.EVENT_CODE, log.text("logid"))
                .set(EcsField.EVENT_ACTION, action == null ? log.text("logdesc") : action)
                .set(EcsField.LOG_LEVEL, log.text("level"))
                .set(EcsField.MESSAGE, log.text("msg", "logdesc"))
                .set(EcsField.OBSERVER_VENDOR, "Fortinet")
                .set(EcsField.OBSERVER_PRODUCT, "FortiGate")
                .set(EcsField.OBSERVER_TYPE, "firewall")
                .set(EcsField.OBSERVER_NAME, log.text("devname"))
                .set(EcsField.OBSERVER_SERIAL_NUMBER, log.text("devid"))
                .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, log.text("srcintf", "src_int"))
                .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, log.text("dstintf", "dst_int"))
                .set(EcsField.RULE_ID, log.text("policyid", "policy_id"))
                .set(EcsField.RULE_UUID, log.text("poluuid"))
                .set(EcsField.RULE_NAME, log.text("policyname"));
        SignInReason.set(event, "none".equals(reason) ? null : reason, "fortinet.firewall.reason");
        user(event, log);
        event.set(EcsField.USER_GROUP_NAME, log.text("group"));
        Flow.endpoints(
                event,
                log.text("srcip", "remip"),
                log.number("srcport", "src_port", "remport"),
                log.text("dstip", "locip"),
                log.number("dstport", "dst_port", "locport"),
                log.text("proto"));
        event.set(EcsField.SOURCE_DOMAIN, log.text("srcname"))
                .set(EcsField.DESTINATION_DOMAIN, log.text("dstname"))
                .set(EcsField.SOURCE_MAC, MacAddress.canonical(log.text("srcmac")))
                .set(EcsField.SOURCE_NAT_IP, IpEndpoint.specified(log.text("transip")))
                .set(EcsField.SOURCE_NAT_PORT, log.number("transport"))
                .set(EcsField.DESTINATION_NAT_IP, IpEndpoint.specified(log.text("tranip")))
                .set(EcsField.DESTINATION_NAT_PORT, log.number("tranport"));
        Flow.traffic(
                event,
                log.number("sentbyte"),
                log.number("rcvdbyte"),
                log.number("sentpkt"),
                log.number("rcvdpkt"));
        switch (type) {
            case "traffic" -> traffic(event, log);
            case "utm",
                    "ips",
                    "virus",
                    "webfilter",
                    "app-ctrl",
                    "anomaly",
                    "dns",
                    "dlp",
                    "waf",
                    "emailfilter",
                    "file-filter",
                    "icap",
                    "ssh",
                    "ssl",
                    "voip" ->
                    inspection(event, log);
            default -> device(event, log);
        }
        log.keep(event, "fortinet.firewall", MAPPED);
    }

    static @Nullable Instant time(KeyValues log, ZoneId zone) {
        Instant time = eventTime(log.or("eventtime", ""));
        return time != null
                ? time
                : SyslogTime.iso(log.or("date", "") + "T" + log.or("time", ""), zone(log, zone));
    }

    /**
     * Seconds since 1970, or, by how many digits there are, thousandths, millionths or, as FortiOS 6.2 and later write
     * it, billionths; null for none of these.
     */
    private static @Nullable Instant eventTime(String text) {
        // Of nineteen digits, one more than a number of ours may have, those to the millisecond.
        Long number = Scan.number(text.length() > 13 ? text.substring(0, 13) : text);
        if (number == null) {
            return null;
        }
        Instant time =
                switch (text.length()) {
                    case 13, 16, 19 -> Instant.ofEpochMilli(number);
                    default -> text.length() < 12 ? Instant.ofEpochSecond(number) : null;
                };
        return Timestamps.readable(time);
    }

    private static ZoneId zone(KeyValues log, ZoneId otherwise) {
        String zone = log.text("tz");
        try {
            return zone == null ? otherwise : ZoneOffset.of(zone);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    /**
     * Who signs in to an IPsec tunnel is named apart from the peer, which may be an address, the name of a certificate or of a
     * group that all share.
     */
    private static void user(EcsEvent.Builder event, KeyValues log) {
        String user = log.text("eapuser", "xauthuser", "user", "unauthuser");
        Principal.user(event, user != null && user.equals(log.text("remip")) ? null : user);
    }

    /** A session's last record, or one on the way: what was done, and how much passed. */
    private static void traffic(EcsEvent.Builder event, KeyValues log) {
        switch (log.or("action", "")) {
            case "deny", "block", "blocked", "dropped", "ip-conn" ->
                    Flow.decided(event, false, "end");
            case "start" -> Flow.decided(event, true, "start");
            case "accept" -> Flow.decided(event, true);
            default -> Flow.decided(event, true, "end");
        }
        Long seconds = log.number("duration");
        String service = log.text("service");
        event.set(EcsField.NETWORK_DIRECTION, direction(log))
                .set(EcsField.NETWORK_APPLICATION, lower(log.text("app")))
                .set(EcsField.NETWORK_PROTOCOL, isProtocol(service) ? lower(service) : null)
                .set(
                        EcsField.EVENT_DURATION,
                        seconds == null || seconds > 1_000_000_000
                                ? null
                                : (Long) (seconds * 1_000_000_000));
        Flow.direction(event);
        if ("block".equals(log.text("utmaction"))) {
            Flow.decided(event, false, "end");
        }
    }

    /** What antivirus, intrusion prevention, and the filters of web, names and applications found. */
    private static void inspection(EcsEvent.Builder event, KeyValues log) {
        String kind = log.or("subtype", log.or("type", ""));
        boolean denied =
                switch (log.or("action", "")) {
                    case "blocked",
                            "block",
                            "dropped",
                            "deny",
                            "reset",
                            "reset_client",
                            "reset_server",
                            "clear_session",
                            "drop_session",
                            "quarantine",
                            "ban",
                            "redirect" ->
                            true;
                    default -> false;
                };
        switch (kind) {
            case "virus" -> {
                event.set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.EVENT_CATEGORY, List.of("malware", "network"))
                        .set(EcsField.RULE_NAME, log.text("virus"));
            }
            case "ips", "anomaly", "waf" ->
                    event.set(EcsField.EVENT_KIND, "alert")
                            .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                            .set(EcsField.RULE_NAME, log.text("attack"))
                            .set(EcsField.RULE_ID, log.text("attackid"));
            case "emailfilter", "spam" ->
                    event.set(EcsField.EVENT_CATEGORY, List.of("email", "network"))
                            .set(EcsField.EMAIL_SENDER_ADDRESS, log.text("from", "sender"))
                            .add(EcsField.EMAIL_TO_ADDRESS, log.text("to", "recipient"))
                            .set(EcsField.EMAIL_SUBJECT, log.text("subject"));
            case "file-filter", "dlp", "cifs" ->
                    event.set(EcsField.EVENT_CATEGORY, List.of("file", "network"));
            case "webfilter" -> event.set(EcsField.EVENT_CATEGORY, List.of("web", "network"));
            default -> event.set(EcsField.EVENT_CATEGORY, "network");
        }
        event.set(EcsField.EVENT_TYPE, List.of("info", denied ? "denied" : "allowed"))
                .set(EcsField.EVENT_REFERENCE, log.text("ref"))
                .set(EcsField.EVENT_SEVERITY, severity(log.text("severity", "crlevel")))
                .set(EcsField.FILE_NAME, log.text("filename"))
                .set(EcsField.FILE_SIZE, log.number("filesize"))
                .set(EcsField.FILE_HASH_SHA256, sha256(log.text("analyticscksum", "filehash")))
                .set(EcsField.NETWORK_DIRECTION, direction(log))
                .set(EcsField.NETWORK_APPLICATION, lower(log.text("app")))
                .set(EcsField.DNS_QUESTION_NAME, log.text("qname"))
                .set(EcsField.DNS_QUESTION_TYPE, log.text("qtype"))
                .set(EcsField.DNS_QUESTION_CLASS, log.text("qclass"))
                .set(EcsField.URL_DOMAIN, log.text("hostname"))
                .set(EcsField.URL_ORIGINAL, log.text("url"))
                .set(EcsField.HTTP_REQUEST_METHOD, log.text("httpmethod"))
                .set(EcsField.HTTP_REQUEST_REFERRER, log.text("referralurl"))
                .set(EcsField.USER_AGENT_ORIGINAL, log.text("agent"))
                .set(EcsField.DESTINATION_DOMAIN, log.text("hostname"));
        for (String answer : log.or("ipaddr", "").split(", ?", MOST_ANSWERS)) {
            event.add(EcsField.DNS_RESOLVED_IP, IpAddress.canonical(answer));
        }
        Flow.path(event, log.text("url"));
    }

    /** What happened to the device itself: sign-ins to it and through it, tunnels, changes. */
    private static void device(EcsEvent.Builder event, KeyValues log) {
        String action = log.or("action", "").toLowerCase(Locale.ROOT);
        Boolean succeeded =
                switch (log.or("status", "").toLowerCase(Locale.ROOT)) {
                    case "success", "succeeded" -> Boolean.TRUE;
                    case "failed",
                            "failure",
                            "negotiate_error",
                            "deny",
                            "denied",
                            "lockout",
                            "timed_out",
                            "timeout" ->
                            Boolean.FALSE;
                    default -> null;
                };
        boolean isVpn = log.or("subtype", "").equals("vpn");
        if (log.or("subtype", "").equals("rest-api")) {
            request(event, log);
            return;
        }
        // A FortiClient that has come or gone.
        boolean isClient = log.has("fctuid");
        switch (action) {
            case "login", "authentication", "ntlm-auth" -> Flow.signIn(event, succeeded);
            // Who may pass from now on: an authentication has told of the sign-in before, or a
            // domain's controller.
            case "auth-logon", "fsso-logon" ->
                    event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "start");
            case "ssl-login-fail", "auth-lockout" -> Flow.signIn(event, false);
            case "logout", "auth-logout", "fsso-logoff" ->
                    event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
            case "tunnel-up" -> {
                // A sign-in is told as the tunnel of the web portal, the tunnel proper on its own.
                if (log.or("reason", "").contains("login")
                        || log.or("tunneltype", "").equals("ssl-web")) {
                    Flow.signIn(event, true);
                } else {
                    Flow.session(event, "start");
                }
            }
            case "tunnel-down" -> Flow.session(event, "end");
            case "negotiate" -> {
                if (log.or("result", "").startsWith("XAUTH authentication ")) {
                    Flow.signIn(event, succeeded);
                } else {
                    happened(event, isVpn, succeeded);
                }
            }
            // The configuration, of which somebody takes a copy or puts another in its place.
            case "backup", "download", "export" ->
                    event.set(EcsField.EVENT_CATEGORY, "configuration")
                            .set(EcsField.EVENT_TYPE, "access")
                            .set(EcsField.EVENT_OUTCOME, outcome(succeeded));
            case "restore", "revert", "factoryreset", "format", "upgrade" ->
                    event.set(EcsField.EVENT_CATEGORY, "configuration")
                            .set(EcsField.EVENT_TYPE, "change")
                            .set(EcsField.EVENT_OUTCOME, outcome(succeeded));
            case "reboot", "shutdown" ->
                    event.set(EcsField.EVENT_CATEGORY, "host").set(EcsField.EVENT_TYPE, "end");
            case "add", "edit", "delete", "move", "rename", "set" -> {
                if (isClient) {
                    // Nothing of the configuration.
                    happened(event, false, succeeded);
                    break;
                }
                event.set(EcsField.EVENT_CATEGORY, "configuration")
                        .set(
                                EcsField.EVENT_TYPE,
                                switch (action) {
                                    case "add" -> "creation";
                                    case "delete" -> "deletion";
                                    default -> "change";
                                });
                administrator(event, log);
            }
            default -> happened(event, isVpn, succeeded);
        }
        event.set(EcsField.EVENT_SEVERITY, severity(log.text("severity", "crlevel")));
        if (log.text("srcip", "remip") == null) {
            String from = Scan.between(log.or("ui", ""), "(", ")");
            IpEndpoint.source(event, from == null && isClient ? log.text("ip") : from);
        }
    }

    /** What somebody, or the pages that administrators use, asked of the device's own interface. */
    private static void request(EcsEvent.Builder event, KeyValues log) {
        Long status = log.number("status");
        boolean reads = log.or("method", "GET").equals("GET");
        event.set(EcsField.EVENT_CATEGORY, "configuration")
                .set(EcsField.EVENT_TYPE, reads ? "access" : "change")
                .set(
                        EcsField.EVENT_OUTCOME,
                        status == null ? null : Flow.outcome(status >= 200 && status < 400))
                .set(EcsField.HTTP_REQUEST_METHOD, log.text("method"))
                .set(EcsField.HTTP_RESPONSE_STATUS_CODE, status)
                .set(EcsField.URL_ORIGINAL, log.text("url"));
        Flow.path(event, log.text("url"));
        IpEndpoint.source(event, Scan.between(log.or("ui", ""), "(", ")"));
    }

    private static void happened(
            EcsEvent.Builder event, boolean isVpn, @Nullable Boolean succeeded) {
        event.set(EcsField.EVENT_CATEGORY, isVpn ? "network" : "host")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EVENT_OUTCOME, outcome(succeeded));
    }

    private static @Nullable String outcome(@Nullable Boolean succeeded) {
        return succeeded == null ? null : Flow.outcome(succeeded);
    }

    /** Accounts of administrators, of users and of those who use the API are changed as any other setting, and so are groups. */
    private static void administrator(EcsEvent.Builder event, KeyValues log) {
        switch (log.or("cfgpath", "")) {
            case "system.admin", "system.api-user" ->
                    ConfiguredAccount.administrator(event, log.text("cfgobj"));
            case "user.local" -> ConfiguredAccount.user(event, log.text("cfgobj"));
            case "user.group" -> ConfiguredAccount.group(event, log.text("cfgobj"));
            default -> {}
        }
    }

    private static @Nullable String direction(KeyValues log) {
        String from = log.or("srcintfrole", "");
        String to = log.or("dstintfrole", "");
        boolean fromUs = from.equals("lan") || from.equals("dmz");
        boolean toUs = to.equals("lan") || to.equals("dmz");
        if ((!fromUs && !from.equals("wan")) || (!toUs && !to.equals("wan"))) {
            return null;
        }
        if (fromUs) {
            return toUs ? "internal" : "outbound";
        }
        return toUs ? "inbound" : "external";
    }

    private static @Nullable Long severity(@Nullable String name) {
        return name == null
                ? null
                : switch (name.toLowerCase(Locale.ROOT)) {
                    case "critical" -> 5L;
                    case "high" -> 4L;
                    case "medium" -> 3L;
                    case "low" -> 2L;
                    case "info", "information" -> 1L;
                    default -> null;
                };
    }

    /** A service is named after its protocol, or after its port. */
    private static boolean isProtocol(@Nullable String service) {
        return service != null && service.indexOf('/') < 0 && !service.contains(" ");
    }

    private static @Nullable String sha256(@Nullable String hash) {
        return hash != null && hash.length() == 64 ? lower(hash) : null;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
