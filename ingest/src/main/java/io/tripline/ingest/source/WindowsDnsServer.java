package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows' DNS server, as its event tracing and its audit log tell of it. As in the log of its packets, whoever asks is the
 * source, also of the answer.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows-server/networking/dns/dns-logging-and-diagnostics">DNS logging and
 *     diagnostics</a>
 */
final class WindowsDnsServer {
    private static final long DNS_PORT = 53;

    /** By their numbers. https://www.rfc-editor.org/rfc/rfc6895#section-2.3 */
    private static final List<String> RESPONSE_CODES =
            List.of(
                    "NOERROR",
                    "FORMERR",
                    "SERVFAIL",
                    "NXDOMAIN",
                    "NOTIMP",
                    "REFUSED",
                    "YXDOMAIN",
                    "YXRRSET",
                    "NXRRSET",
                    "NOTAUTH",
                    "NOTZONE");

    private WindowsDnsServer() {}

    static void fill(EcsEvent.Builder event, WindowsEvent windows) {
        String name = windows.firstOf("QNAME", "NAME");
        event.set(EcsField.DNS_QUESTION_NAME, withoutRoot(name))
                .set(
                        EcsField.DNS_QUESTION_TYPE,
                        WindowsDns.type(
                                windows.value(windows.value("QNAME") == null ? "Type" : "QTYPE")))
                .set(EcsField.DNS_ID, windows.value("XID"));
        String action = event.string(EcsField.EVENT_ACTION);
        String transport = windows.value("TCP");
        if (transport == null || action == null) {
            // What an administrator does, or a client's update that is carried out already.
            String source = WindowsDetails.ip(windows.value("SourceIP"));
            event.set(EcsField.SOURCE_IP, source).set(EcsField.SOURCE_ADDRESS, source);
            return;
        }
        boolean tcp = transport.equals("1");
        event.set(EcsField.NETWORK_PROTOCOL, "dns")
                .set(EcsField.NETWORK_TRANSPORT, tcp ? "tcp" : "udp")
                .set(EcsField.NETWORK_IANA_NUMBER, tcp ? "6" : "17");
        boolean received = windows.value("Source") != null;
        boolean answer = action.endsWith("-answer");
        ends(event, windows, received != answer);
        event.set(EcsField.DNS_TYPE, answer ? "answer" : "query");
        Long code = WindowsCodes.number(windows.value("RCODE"));
        if (code != null && code >= 0 && code < RESPONSE_CODES.size()) {
            event.set(EcsField.DNS_RESPONSE_CODE, RESPONSE_CODES.get(code.intValue()))
                    .set(EcsField.EVENT_OUTCOME, Flow.outcome(code == 0));
        }
        event.set(EcsField.EVENT_REASON, windows.value("Reason"));
    }

    /** @param isClient whether the other end is who asked this server, and not whom it asks itself */
    private static void ends(EcsEvent.Builder event, WindowsEvent windows, boolean isClient) {
        String other = WindowsDetails.ip(windows.firstOf("Source", "Destination"));
        String own = IpEndpoint.specified(WindowsDetails.ip(windows.value("InterfaceIP")));
        String asks = isClient ? other : own;
        String asked = isClient ? own : other;
        event.set(EcsField.SOURCE_IP, asks)
                .set(EcsField.SOURCE_ADDRESS, asks)
                .set(
                        EcsField.SOURCE_PORT,
                        isClient ? WindowsDetails.port(windows.value("Port")) : null)
                .set(EcsField.DESTINATION_IP, asked)
                .set(EcsField.DESTINATION_ADDRESS, asked)
                .set(EcsField.DESTINATION_PORT, asked == null ? null : DNS_PORT);
    }

    private static @Nullable String withoutRoot(@Nullable String name) {
        return name != null && name.length() > 1 && name.endsWith(".")
                ? name.substring(0, name.length() - 1)
                : name;
    }
}
