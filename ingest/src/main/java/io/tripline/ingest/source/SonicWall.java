package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What SonicWall's firewalls mean by their names and numbers ({@code m=}).
 *
 * @see <a href="https://www.sonicwall.com/techdocs/pdf/sonicos-6-5-1-log-events-reference-guide.pdf">SonicOS log events
 *     reference guide</a>
 */
final class SonicWall {
    private SonicWall() {}

    /** {@code id=firewall sn=}, where another word may have been set for the first, and blanks follow it. */
    static boolean isOne(RawRecord raw) {
        String text = raw.text();
        int at = Marker.in(raw, "id=");
        int serial = at < 0 ? -1 : text.indexOf(' ', at);
        while (serial >= 0 && text.startsWith(" ", serial)) {
            serial++;
        }
        return serial > 0 && text.startsWith("sn=", serial) && text.indexOf(" time=\"", serial) > 0;
    }

    /** The pairs, with the addresses of IPv6 and of translation, which stand elsewhere, where others have them. */
    static KeyValues pairs(String message) {
        Map<String, String> pairs = new LinkedHashMap<>(singlyQuoted(message));
        for (String end : new String[] {"src", "dst"}) {
            String sixth = pairs.remove(end + "V6");
            String place = pairs.get(end);
            if (sixth != null && IpAddress.canonical(sixth) != null) {
                String port = place == null ? "" : part(place, 1);
                if (!port.isEmpty()) {
                    pairs.putIfAbsent(end + "Port", port);
                }
                pairs.put(end, sixth);
            }
        }
        translated(pairs, "natSrc", "sourceTranslatedAddress", "sourceTranslatedPort");
        translated(pairs, "natDst", "destinationTranslatedAddress", "destinationTranslatedPort");
        return new KeyValues(pairs);
    }

    /** {@code appName='General HTTPS'}: of later versions, some values stand in single quotes. */
    private static Map<String, String> singlyQuoted(String message) {
        Map<String, String> pairs = KeyValues.of(message).values();
        if (message.indexOf("='") < 0) {
            return pairs;
        }
        Map<String, String> whole = new LinkedHashMap<>();
        pairs.forEach(
                (name, value) -> {
                    String begun = " " + name + "=" + value;
                    int at = value.startsWith("'") ? message.indexOf(begun) : -1;
                    int from = at + name.length() + 3;
                    int end = at < 0 ? -1 : message.indexOf('\'', from);
                    whole.put(name, end < 0 ? value : message.substring(from, end));
                });
        return whole;
    }

    private static void translated(
            Map<String, String> pairs, String name, String address, String port) {
        String place = pairs.remove(name);
        if (place != null) {
            KeyValues.put(pairs, address, part(place, 0));
            KeyValues.put(pairs, port, part(place, 1));
        }
    }

    private static String part(String place, int n) {
        String[] parts = place.split(":", 4);
        return parts.length > n ? parts[n] : "";
    }

    /** What follows of the number, beside what the words tell. */
    static void describe(EcsEvent.Builder event, KeyValues log) {
        String number = log.or("m", "");
        switch (number) {
            case "98" -> type(event, "start");
            case "537" -> type(event, "end");
            // What the content filter refused; what was visited.
            case "14" -> {
                Flow.decided(event, false);
                page(event, log);
            }
            case "97" -> page(event, log);
            // Intrusion prevention.
            case "608", "609" -> {
                boolean denied = number.equals("609") || log.or("fw_action", "").equals("drop");
                event.set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                        .set(EcsField.EVENT_TYPE, List.of("info", denied ? "denied" : "allowed"))
                        .set(EcsField.RULE_ID, log.text("sid"))
                        .setIfAbsent(EcsField.RULE_NAME, log.text("ipscat", "msg"));
            }
            // A setting that somebody changed, with what it was and is.
            case "1382" -> {
                event.set(EcsField.EVENT_CATEGORY, "configuration")
                        .set(EcsField.EVENT_TYPE, "change")
                        .set(EcsField.EVENT_ACTION, "configuration-changed")
                        .set(EcsField.EVENT_OUTCOME, Flow.outcome(true));
            }
            default -> {}
        }
    }

    private static void type(EcsEvent.Builder event, String type) {
        if (event.has(EcsField.EVENT_TYPE)) {
            event.add(EcsField.EVENT_TYPE, type);
        }
    }

    private static void page(EcsEvent.Builder event, KeyValues log) {
        String host = log.text("dstname");
        String path = log.or("arg", "");
        WebAccess.host(event, host);
        event.setIfAbsent(EcsField.URL_ORIGINAL, whole(host, path))
                .setIfAbsent(EcsField.DESTINATION_DOMAIN, host);
        Flow.path(event, path);
    }

    private static @Nullable String whole(@Nullable String host, String path) {
        return host == null ? null : host + path;
    }
}
