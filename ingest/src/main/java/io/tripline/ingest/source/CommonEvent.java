package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ArcSight's Common Event Format, in which very many products log.
 *
 * @see <a
 *     href="https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/pdfdoc/cef-implementation-standard/cef-implementation-standard.pdf">CEF
 *     implementation standard</a>
 */
public final class CommonEvent implements LogSource {
    private static final String START = "CEF:";
    private static final int HEADER_FIELDS = 7;

    @Override
    public String name() {
        return "cef.events";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty() && Marker.in(raw, START) >= 0 && start(raw.text()) >= 0;
    }

    private static int start(String text) {
        int at = text.indexOf(START);
        if (at < 0) {
            return -1;
        }
        // Where CEF is written as a tag of syslog, a blank follows.
        int version = at + START.length();
        while (version < text.length() && text.charAt(version) == ' ') {
            version++;
        }
        return version < text.length()
                        && Character.isDigit(text.charAt(version))
                        && text.indexOf('|', version) > 0
                ? version
                : -1;
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        String text = raw.text().stripTrailing();
        int start = start(text);
        String[] header = new String[HEADER_FIELDS];
        int at = start < 0 ? -1 : header(text, start, header);
        if (at < 0) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has no CEF header of seven fields.");
        }
        KeyValues log = new KeyValues(labelled(extension(text, at)));
        SyslogHeader syslog = SyslogHeader.ofDevice(raw);
        Instant time = CommonFields.time(log, raw.zone());
        time = time == null ? syslog.time() : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "Neither the extension nor the syslog header has a time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CODE, header[4])
                        .set(EcsField.EVENT_SEVERITY, severity(header[6]))
                        .set(EcsField.OBSERVER_VENDOR, header[1])
                        .set(EcsField.OBSERVER_PRODUCT, header[2])
                        .set(EcsField.OBSERVER_VERSION, header[3])
                        .set(EcsField.OBSERVER_HOSTNAME, log.text("dvchost"))
                        .vendor("cef.name", header[5]);
        if (!VendorForms.describe(
                event, header[1], header[2], header[4], header[5], log, raw.zone())) {
            CommonFields.fill(event, log, "cef", header[5]);
        }
        event.setIfAbsent(EcsField.OBSERVER_HOSTNAME, syslog.host())
                .setIfAbsent(EcsField.EVENT_ACTION, header[5])
                .setIfAbsent(EcsField.MESSAGE, header[5]);
        return new Normalized.Parsed(event);
    }

    /** Fills the fields and gives the place behind the last bar; -1 if there are too few. */
    private static int header(String text, int from, String[] fields) {
        StringBuilder field = new StringBuilder();
        int at = from;
        for (int i = 0; i < fields.length; i++) {
            field.setLength(0);
            int start = at;
            while (at < text.length() && text.charAt(at) != '|') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                field.append(text.charAt(at++));
            }
            if (at >= text.length() && i < fields.length - 1) {
                return -1;
            }
            at++;
            fields[i] = field.toString();
            // PAN-OS says no severity of some: the extension stands in its place.
            if (i == fields.length - 1 && fields[i].indexOf('=') > 0) {
                at = start;
                fields[i] = "";
            }
        }
        return Math.min(at, text.length());
    }

    /** {@code key=value key=value}: a value ends where a blank, a name and an equals sign that is not escaped follow. */
    private static Map<String, String> extension(String text, int from) {
        Map<String, String> pairs = new LinkedHashMap<>();
        String name = "";
        int valueStart = from;
        int wordStart = from;
        for (int i = from; i < text.length() && pairs.size() < 512; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                wordStart = -1;
            } else if (c == ' ') {
                wordStart = i + 1;
            } else if (c == '=' && wordStart >= 0 && wordStart < i) {
                put(pairs, name, text, valueStart, wordStart);
                name = text.substring(wordStart, i);
                valueStart = i + 1;
                wordStart = -1;
            } else if (wordStart >= 0 && !isNamePart(c)) {
                wordStart = -1;
            }
        }
        put(pairs, name, text, valueStart, text.length());
        return pairs;
    }

    private static void put(Map<String, String> pairs, String name, String text, int from, int to) {
        if (from <= to) {
            KeyValues.put(pairs, name, unquoted(unescaped(text.substring(from, to).strip())));
        }
    }

    /** Some put a value into quotes, which the format does not know. */
    private static String unquoted(String value) {
        int last = value.length() - 1;
        return last > 0 && value.charAt(0) == '"' && value.indexOf('"', 1) == last
                ? value.substring(1, last)
                : value;
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(i + 1);
                switch (escaped) {
                    case 'n', 'r' -> c = '\n';
                    case '=', '\\', '|' -> c = escaped;
                    default -> i--;
                }
                i++;
            }
            text.append(c);
        }
        return text.toString();
    }

    /** {@code cs1Label=Rule cs1=deny all} is {@code rule=deny all}. */
    private static Map<String, String> labelled(Map<String, String> pairs) {
        Map<String, String> named = new LinkedHashMap<>();
        pairs.forEach(
                (name, value) -> {
                    String label = pairs.get(name + "Label");
                    // Places for addresses of IPv6, which their labels name.
                    String end = end(name);
                    if (end != null && IpAddress.canonical(value) != null) {
                        named.putIfAbsent(end, value);
                    }
                    if (!name.endsWith("Label")
                            || !pairs.containsKey(name.substring(0, name.length() - 5))) {
                        named.putIfAbsent(
                                label == null ? name : "label_" + VendorFields.snakeCase(label),
                                value);
                    }
                });
        return named;
    }

    private static @Nullable String end(String name) {
        return switch (name) {
            case "c6a2" -> "src";
            case "c6a3" -> "dst";
            default -> null;
        };
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-'
                || c == '['
                || c == ']';
    }

    /** From 0 to 10, or one of four words. */
    private static @Nullable Long severity(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "low" -> 2L;
            case "medium" -> 5L;
            case "high" -> 8L;
            case "very-high" -> 10L;
            default -> Scan.number(text.strip());
        };
    }
}
