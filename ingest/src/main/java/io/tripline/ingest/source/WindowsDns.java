package io.tripline.ingest.source;

import static java.util.Map.entry;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DNS queries as Sysmon and the DNS client log them. The results come in one text, {@code type:  5 alias.example.com;::ffff:192.0.2.1;}: addresses
 * bare, all else with its type in front.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--9000-11999-">DNS_ERROR_RCODE</a>
 */
final class WindowsDns {
    private static final int MAX_RESULTS = 64;

    private static final Map<String, String> RESPONSE_CODES =
            Map.of(
                    "0", "NOERROR",
                    "9001", "FORMERR",
                    "9002", "SERVFAIL",
                    "9003", "NXDOMAIN",
                    "9004", "NOTIMP",
                    "9005", "REFUSED",
                    "9006", "YXDOMAIN",
                    "9007", "YXRRSET",
                    "9008", "NXRRSET",
                    "9009", "NOTAUTH");

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    entry("1", "A"),
                    entry("2", "NS"),
                    entry("5", "CNAME"),
                    entry("6", "SOA"),
                    entry("12", "PTR"),
                    entry("15", "MX"),
                    entry("16", "TXT"),
                    entry("28", "AAAA"),
                    entry("33", "SRV"),
                    entry("64", "SVCB"),
                    entry("65", "HTTPS"),
                    entry("251", "IXFR"),
                    entry("252", "AXFR"),
                    entry("255", "ANY"));

    private WindowsDns() {}

    static void fill(EcsEvent.Builder event, WindowsEvent sysmon) {
        String status = sysmon.value("QueryStatus");
        event.set(EcsField.DNS_QUESTION_NAME, sysmon.value("QueryName"))
                .set(EcsField.NETWORK_PROTOCOL, "dns")
                .vendor("winlog.dns.status", status);
        if (status != null) {
            event.set(EcsField.DNS_RESPONSE_CODE, RESPONSE_CODES.get(status))
                    .set(EcsField.EVENT_OUTCOME, status.equals("0") ? "success" : "failure");
        }
        String results = sysmon.value("QueryResults");
        if (results != null) {
            answers(event, results);
        }
    }

    /** Adds what was answered, as Windows and who watches it there write it. */
    static void answers(EcsEvent.Builder event, String results) {
        // Of very many, the last is the rest.
        Arrays.stream(results.split(";", MAX_RESULTS + 1))
                .limit(MAX_RESULTS)
                .forEach(each -> add(event, each.strip()));
    }

    /** The name of a type of records; null if it is not known. */
    static @Nullable String type(@Nullable String number) {
        return number == null ? null : TYPES.get(number);
    }

    private static void add(EcsEvent.Builder event, String result) {
        if (result.startsWith("type:")) {
            String rest = result.substring(5).strip();
            int space = rest.indexOf(' ');
            String type = space < 0 ? rest : rest.substring(0, space);
            event.add(EcsField.DNS_ANSWERS_TYPE, TYPES.get(type))
                    .add(EcsField.DNS_ANSWERS_DATA, space < 0 ? null : rest.substring(space + 1));
            return;
        }
        @Nullable String ip = IpAddress.canonical(result);
        if (ip != null) {
            event.add(EcsField.DNS_RESOLVED_IP, ip)
                    .add(EcsField.DNS_ANSWERS_DATA, ip)
                    .add(EcsField.DNS_ANSWERS_TYPE, ip.indexOf(':') < 0 ? "A" : "AAAA");
        } else if (result.length() > 1) {
            event.add(EcsField.DNS_ANSWERS_DATA, result);
        }
    }
}
