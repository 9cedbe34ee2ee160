package io.tripline.ingest.source;

import static java.util.Map.entry;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.MacAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What formats that many vendors share (CEF, LEEF, key=value) call the things that ECS has fields for, and what follows of
 * them for certain: traffic where two ends are named, a sign-in where it is called one.
 */
final class CommonFields {
    private static final Map<String, EcsField> FIELDS =
            Map.ofEntries(
                    entry("act", EcsField.EVENT_ACTION),
                    entry("action", EcsField.EVENT_ACTION),
                    entry("app", EcsField.NETWORK_PROTOCOL),
                    entry("dvc", EcsField.OBSERVER_IP),
                    entry("destinationTranslatedAddress", EcsField.DESTINATION_NAT_IP),
                    entry("destinationTranslatedPort", EcsField.DESTINATION_NAT_PORT),
                    entry("deviceInboundInterface", EcsField.OBSERVER_INGRESS_INTERFACE_NAME),
                    entry("deviceOutboundInterface", EcsField.OBSERVER_EGRESS_INTERFACE_NAME),
                    entry("dhost", EcsField.DESTINATION_DOMAIN),
                    entry("dmac", EcsField.DESTINATION_MAC),
                    entry("dstMAC", EcsField.DESTINATION_MAC),
                    entry("dstMac", EcsField.DESTINATION_MAC),
                    entry("dntdom", EcsField.DESTINATION_USER_DOMAIN),
                    entry("dstBytes", EcsField.DESTINATION_BYTES),
                    entry("dstPostNAT", EcsField.DESTINATION_NAT_IP),
                    entry("dstPostNATPort", EcsField.DESTINATION_NAT_PORT),
                    entry("duser", EcsField.DESTINATION_USER_NAME),
                    entry("dvchost", EcsField.OBSERVER_HOSTNAME),
                    entry("filePath", EcsField.FILE_PATH),
                    entry("fname", EcsField.FILE_NAME),
                    entry("fsize", EcsField.FILE_SIZE),
                    entry("identHostName", EcsField.SOURCE_DOMAIN),
                    entry("in", EcsField.SOURCE_BYTES),
                    entry("label_affected_user_name", EcsField.USER_TARGET_NAME),
                    entry("label_md5", EcsField.FILE_HASH_MD5),
                    entry("label_rule", EcsField.RULE_NAME),
                    entry("label_rule_name", EcsField.RULE_NAME),
                    entry("label_sha1", EcsField.FILE_HASH_SHA1),
                    entry("label_sha256", EcsField.FILE_HASH_SHA256),
                    entry("message", EcsField.MESSAGE),
                    entry("msg", EcsField.MESSAGE),
                    entry("out", EcsField.DESTINATION_BYTES),
                    entry("policy", EcsField.RULE_NAME),
                    entry("rcvdbyte", EcsField.DESTINATION_BYTES),
                    entry("rcvd", EcsField.DESTINATION_BYTES),
                    entry("reason", EcsField.EVENT_REASON),
                    entry("recv_bytes", EcsField.DESTINATION_BYTES),
                    entry("request", EcsField.URL_ORIGINAL),
                    entry("requestClientApplication", EcsField.USER_AGENT_ORIGINAL),
                    entry("requestMethod", EcsField.HTTP_REQUEST_METHOD),
                    entry("sent", EcsField.SOURCE_BYTES),
                    entry("sent_bytes", EcsField.SOURCE_BYTES),
                    entry("sentbyte", EcsField.SOURCE_BYTES),
                    entry("shost", EcsField.SOURCE_DOMAIN),
                    entry("smac", EcsField.SOURCE_MAC),
                    entry("srcMAC", EcsField.SOURCE_MAC),
                    entry("srcMac", EcsField.SOURCE_MAC),
                    entry("src_mac", EcsField.SOURCE_MAC),
                    entry("sntdom", EcsField.USER_DOMAIN),
                    entry("sourceTranslatedAddress", EcsField.SOURCE_NAT_IP),
                    entry("sourceTranslatedPort", EcsField.SOURCE_NAT_PORT),
                    entry("sproc", EcsField.PROCESS_NAME),
                    entry("suid", EcsField.USER_ID),
                    entry("TrendMicroDsFileMD5", EcsField.FILE_HASH_MD5),
                    entry("TrendMicroDsFileSHA1", EcsField.FILE_HASH_SHA1),
                    entry("TrendMicroDsFileSHA256", EcsField.FILE_HASH_SHA256),
                    entry("userAgent", EcsField.USER_AGENT_ORIGINAL),
                    entry("user_agent", EcsField.USER_AGENT_ORIGINAL),
                    entry("srcBytes", EcsField.SOURCE_BYTES),
                    entry("srcPostNAT", EcsField.SOURCE_NAT_IP),
                    entry("srcPostNATPort", EcsField.SOURCE_NAT_PORT),
                    entry("url", EcsField.URL_ORIGINAL));

    private static final String[] SOURCE = {
        "src", "srcip", "src_ip", "source_ip", "srcaddr", "source", "sourceip"
    };
    private static final String[] DESTINATION = {
        "dst",
        "dstip",
        "dst_ip",
        "dest_ip",
        "destination_ip",
        "dstaddr",
        "destination",
        "destinationip"
    };
    private static final String[] SOURCE_PORT = {"spt", "srcPort", "srcport", "src_port", "sport"};
    private static final String[] DESTINATION_PORT = {
        "dpt", "dstPort", "dstport", "dst_port", "dest_port", "dport"
    };
    private static final String[] PROTOCOL = {"proto", "protocol"};
    private static final String[] USER = {
        "suser", "usrName", "user", "username", "user_name", "usr", "dbUser"
    };
    private static final String[] TIME = {
        "rt", "end", "start", "devTime", "time", "timestamp", "eventtime"
    };

    private static final Set<String> ENDS =
            Set.copyOf(
                    Stream.of(SOURCE, DESTINATION, SOURCE_PORT, DESTINATION_PORT, PROTOCOL, USER)
                            .flatMap(Arrays::stream)
                            .toList());

    private CommonFields() {}

    /** Fills an event from these; what ECS has no field for, and what is of another form, stays under the prefix. */
    static void fill(EcsEvent.Builder event, KeyValues log, String prefix, String name) {
        log.values().forEach((key, value) -> field(event, prefix, key, value));
        // SonicWall and others write the port, and the interface, behind the address.
        String[] source = parts(Scan.first(log.text(SOURCE), address(log.text("shost"))));
        String[] destination = parts(Scan.first(log.text(DESTINATION), address(log.text("dhost"))));
        Flow.endpoints(
                event,
                source[0],
                Scan.first(log.number(SOURCE_PORT), Scan.number(source[1])),
                destination[0],
                Scan.first(log.number(DESTINATION_PORT), Scan.number(destination[1])),
                protocol(log.text(PROTOCOL)));
        Object sent = event.value(EcsField.SOURCE_BYTES);
        Object received = event.value(EcsField.DESTINATION_BYTES);
        if (sent instanceof Long one && received instanceof Long other && one + other >= 0) {
            event.set(EcsField.NETWORK_BYTES, one + other);
        }
        String user = log.text(USER);
        // SonicWall's word for whom no directory could name: Unknown (SSO failed).
        Principal.user(event, user != null && user.startsWith("Unknown (") ? null : user);
        if (!event.has(EcsField.USER_NAME)) {
            Principal.user(event, event.string(EcsField.DESTINATION_USER_NAME));
        }
        categorize(event, log, name);
    }

    /** When it happened, by the first of the usual names that holds a time; null if none does. */
    static @Nullable Instant time(KeyValues log, ZoneId zone) {
        for (String name : TIME) {
            Instant time = time(log.text(name), zone);
            if (time != null) {
                return time;
            }
        }
        String date = log.text("date");
        ZoneId named = TimeZoneWord.zone(log.or("timezone", log.or("tz", "")));
        return date == null
                ? null
                : SyslogTime.iso(date + "T" + log.or("time", ""), named == null ? zone : named);
    }

    /** ISO 8601, milliseconds since 1970, or {@code MMM dd yyyy HH:mm:ss}, with a zone behind a blank or without. */
    private static @Nullable Instant time(@Nullable String stated, ZoneId own) {
        if (stated == null || stated.length() > 48) {
            return null;
        }
        int blank = stated.lastIndexOf(' ');
        String word = stated.substring(blank + 1);
        boolean hasZone = blank > 0 && TimeZoneWord.isOne(word);
        ZoneId named = hasZone ? TimeZoneWord.zone(word) : null;
        ZoneId zone = named == null ? own : named;
        String text = hasZone ? stated.substring(0, blank) : stated;
        Long number = Scan.number(text);
        if (number != null) {
            return number > 100_000_000_000L
                    ? Timestamps.readable(Instant.ofEpochMilli(number))
                    : (number > 100_000_000
                            ? Timestamps.readable(Instant.ofEpochSecond(number))
                            : null);
        }
        int month = SyslogTime.month(text, 0);
        if (month > 0 && text.length() >= 20) {
            Long day = Scan.number(text.substring(4, 6).strip());
            Long year = Scan.number(text.substring(7, 11));
            return day == null || year == null
                    ? null
                    : SyslogTime.of(
                            year.intValue(),
                            month,
                            day.intValue(),
                            text.substring(12),
                            Instant.EPOCH,
                            zone);
        }
        return text.length() > 10 ? SyslogTime.iso(text.replace(' ', 'T'), zone) : null;
    }

    private static void field(EcsEvent.Builder event, String prefix, String key, String value) {
        if (ENDS.contains(key)) {
            return;
        }
        EcsField field = key.equals("fileHash") ? hash(value) : FIELDS.get(key);
        Object typed = field == null ? null : typed(field, value);
        if (field != null && typed != null) {
            event.setIfAbsent(field, typed);
            return;
        }
        String name = VendorFields.snakeCase(key);
        if (!name.isEmpty()) {
            event.vendor(prefix, name, value);
        }
    }

    /** Of which kind a hash is, by its length; null if it is of none. */
    private static @Nullable EcsField hash(String value) {
        return switch (value.length()) {
            case 32 -> EcsField.FILE_HASH_MD5;
            case 40 -> EcsField.FILE_HASH_SHA1;
            case 64 -> EcsField.FILE_HASH_SHA256;
            default -> null;
        };
    }

    private static @Nullable Object typed(EcsField field, String value) {
        return switch (field) {
            case SOURCE_MAC, DESTINATION_MAC -> MacAddress.canonical(value);
            // Check Point writes it where nothing was translated.
            case SOURCE_NAT_IP, DESTINATION_NAT_IP, OBSERVER_IP ->
                    IpAddress.canonical(IpEndpoint.specified(value));
            case SOURCE_DOMAIN, DESTINATION_DOMAIN ->
                    IpAddress.canonical(value) == null ? value : null;
            case FILE_HASH_MD5, FILE_HASH_SHA1, FILE_HASH_SHA256 -> value.toLowerCase(Locale.ROOT);
            // SonicWall numbers the applications that it knows.
            case NETWORK_PROTOCOL ->
                    Scan.number(value) == null ? value.toLowerCase(Locale.ROOT) : null;
            default -> field.type() == EcsField.Type.LONG ? Scan.number(value) : value;
        };
    }

    private static void categorize(EcsEvent.Builder event, KeyValues log, String eventName) {
        String name = eventName.toLowerCase(Locale.ROOT);
        String category = log.or("cat", "").toLowerCase(Locale.ROOT);
        String action =
                String.valueOf(event.string(EcsField.EVENT_ACTION)).toLowerCase(Locale.ROOT);
        Boolean succeeded =
                SignInWords.outcome(log.or("outcome", log.or("status", log.or("result", ""))));
        // SonicWall's word, and Sophos's, which names no action.
        String done = event.string(EcsField.EVENT_ACTION);
        done = done != null ? done : log.or("fw_action", log.or("log_subtype", ""));
        Boolean allowed =
                done.isEmpty() ? VerdictWords.allowedByName(eventName) : VerdictWords.allowed(done);
        Boolean ended = succeeded != null ? succeeded : SignInWords.ended(name, category, action);
        // SonicWall names who was refused in later versions only. What was blocked is no answer to
        // a sign-in, whatever it was called.
        boolean isRefusedSignIn =
                Boolean.FALSE.equals(ended) && event.has(EcsField.SOURCE_IP) && allowed == null;
        if (SignInWords.isSignIn(name, category, action)
                && (event.has(EcsField.USER_NAME) || isRefusedSignIn)) {
            Flow.signIn(event, ended);
        } else if (SignInWords.isSignOut(name + " " + category + " " + action)
                && event.has(EcsField.USER_NAME)) {
            event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
        } else if (event.has(EcsField.SOURCE_IP) && event.has(EcsField.DESTINATION_IP)) {
            Flow.decided(event, allowed);
        } else if (succeeded != null) {
            event.set(EcsField.EVENT_OUTCOME, Flow.outcome(succeeded));
        }
    }

    private static @Nullable String address(@Nullable String host) {
        return host == null || IpAddress.canonical(host) == null ? null : host;
    }

    /** {@code tcp}, {@code 6}, or with the service behind: {@code tcp/https}. */
    private static @Nullable String protocol(@Nullable String text) {
        return text == null ? null : Scan.before(text, "/");
    }

    private static @Nullable String[] parts(@Nullable String text) {
        if (text == null || IpAddress.canonical(text) != null) {
            return new @Nullable String[] {text, null};
        }
        List<String> parts = List.of(text.split(":", 4));
        return new @Nullable String[] {parts.getFirst(), parts.size() > 1 ? parts.get(1) : null};
    }
}
