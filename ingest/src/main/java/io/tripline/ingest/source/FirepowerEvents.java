package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** FTD's own events by their numbers: {@code Name: value, Name: value}. */
final class FirepowerEvents {
    private static final int MOST_PAIRS = 128;

    /** What stands for a user where there is none. */
    private static final Set<String> NOBODY =
            Set.of("", "Unknown", "Not Found", "Failed Authentication");

    /** What the cloud says of files that are not known to be malware. */
    private static final Set<String> HARMLESS =
            Set.of("Clean", "Neutral", "Unknown", "Unavailable");

    private static final Set<String> NO_THREAT = Set.of("Unknown", "Invalid ID");

    /** What stands in a field of ECS. */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "ACPolicy",
                    "AccessControlRuleName",
                    "ApplicationProtocol",
                    "Classification",
                    "ConnectionDuration",
                    "DstIP",
                    "DstPort",
                    "EgressInterface",
                    "EgressZone",
                    "HTTPResponse",
                    "IngressInterface",
                    "IngressZone",
                    "InitiatorBytes",
                    "InitiatorPackets",
                    "Message",
                    "Protocol",
                    "ResponderBytes",
                    "ResponderPackets",
                    "SID",
                    "SrcIP",
                    "SrcPort",
                    "URI",
                    "URL",
                    "User");

    private FirepowerEvents() {}

    /** Says what an event is about. */
    static void describe(String id, String text, EcsEvent.Builder event) {
        Map<String, String> pairs = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length() && pairs.size() < MOST_PAIRS) {
            int end = endOfPair(text, at);
            int colon = text.indexOf(": ", at);
            if (colon > at && colon < end) {
                KeyValues.put(pairs, text.substring(at, colon), unquoted(text, colon + 2, end));
            }
            at = end + 2;
        }
        KeyValues log = new KeyValues(pairs);
        String action = log.or("AccessControlRuleAction", log.or("InlineResult", ""));
        boolean allowed =
                !action.startsWith("Block")
                        && !action.contains("locked")
                        && !action.equals("Dropped");
        Flow.endpoints(
                event,
                log.text("SrcIP"),
                log.number("SrcPort"),
                log.text("DstIP"),
                log.number("DstPort"),
                log.text("Protocol"));
        Flow.traffic(
                event,
                log.number("InitiatorBytes"),
                log.number("ResponderBytes"),
                log.number("InitiatorPackets"),
                log.number("ResponderPackets"));
        String user = log.or("User", "");
        Principal.user(event, NOBODY.contains(user) || user.startsWith("No Auth") ? null : user);
        String file = log.or("FileAction", "");
        switch (id) {
            case "430001" ->
                    event.set(EcsField.EVENT_KIND, "alert")
                            .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                            .set(
                                    EcsField.EVENT_TYPE,
                                    List.of("info", allowed ? "allowed" : "denied"))
                            .set(EcsField.EVENT_ACTION, "intrusion-detected")
                            .set(EcsField.RULE_ID, log.text("SID"))
                            .set(EcsField.RULE_CATEGORY, log.text("Classification"))
                            .set(EcsField.RULE_DESCRIPTION, log.text("Message"));
            case "430002" -> {
                Flow.decided(event, allowed, "start");
                Flow.direction(event);
                event.set(EcsField.EVENT_ACTION, "connection-built");
            }
            case "430003" -> {
                Flow.decided(event, allowed, "end");
                Flow.direction(event);
                event.set(EcsField.EVENT_ACTION, "connection-ended");
            }
            default -> {
                // The cloud is asked about every file of a kind: 430005 tells what it answered.
                boolean isMalware =
                        id.equals("430005")
                                && (file.contains("Block")
                                        || !HARMLESS.contains(log.or("SHA_Disposition", "")));
                event.set(EcsField.EVENT_KIND, isMalware ? "alert" : "event")
                        .set(
                                EcsField.EVENT_CATEGORY,
                                isMalware
                                        ? List.of("malware", "file", "network")
                                        : List.of("file", "network"))
                        .set(
                                EcsField.EVENT_TYPE,
                                List.of("info", file.contains("Block") ? "denied" : "allowed"))
                        .set(
                                EcsField.EVENT_ACTION,
                                isMalware ? "malware-detected" : "file-detected");
            }
        }
        String threat = log.or("ThreatName", "");
        String host = log.text("ReferencedHost");
        Long seconds = log.number("ConnectionDuration");
        event.setIfAbsent(
                        EcsField.RULE_NAME,
                        log.or("AccessControlRuleName", NO_THREAT.contains(threat) ? "" : threat))
                .set(
                        EcsField.EVENT_DURATION,
                        seconds == null || seconds > 1_000_000_000
                                ? null
                                : (Long) Duration.ofSeconds(seconds).toNanos())
                .set(EcsField.HTTP_RESPONSE_STATUS_CODE, log.number("HTTPResponse"))
                .set(EcsField.RULE_RULESET, log.text("ACPolicy"))
                .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, log.text("IngressInterface"))
                .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, log.text("EgressInterface"))
                .set(EcsField.OBSERVER_INGRESS_ZONE, log.text("IngressZone"))
                .set(EcsField.OBSERVER_EGRESS_ZONE, log.text("EgressZone"))
                .set(EcsField.NETWORK_PROTOCOL, lower(log.text("ApplicationProtocol")))
                .set(EcsField.DNS_QUESTION_NAME, log.text("DNSQuery"))
                .set(EcsField.URL_ORIGINAL, log.text("URL", "URI"))
                .set(EcsField.USER_AGENT_ORIGINAL, log.text("UserAgent"))
                .set(EcsField.FILE_NAME, log.text("FileName"))
                .set(EcsField.FILE_SIZE, log.number("FileSize"))
                .set(EcsField.FILE_HASH_SHA256, lower(log.text("FileSHA256")));
        WebAccess.host(event, host);
        log.keep(event, "cisco.ftd", ELSEWHERE);
    }

    /** At the next comma; a rule's message stands in quotes and may have commas of its own. */
    private static int endOfPair(String text, int from) {
        int quote = text.indexOf(": \"", from);
        int comma = text.indexOf(", ", from);
        if (quote >= 0 && (comma < 0 || quote < comma)) {
            int closing = text.indexOf('"', quote + 3);
            comma = closing < 0 ? comma : text.indexOf(", ", closing);
        }
        return comma < 0 ? text.length() : comma;
    }

    private static String unquoted(String text, int from, int to) {
        String value = text.substring(from, to).strip();
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
