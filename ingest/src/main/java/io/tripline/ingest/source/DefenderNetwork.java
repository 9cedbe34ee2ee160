package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * The rows of Defender for Endpoint's table DeviceNetworkEvents: connections that the device saw itself make or take, those
 * that its firewall did not let pass, and those that its inspection, which is Zeek's, read the protocol of.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-devicenetworkevents-table">DeviceNetworkEvents</a>
 */
final class DefenderNetwork {
    private static final Pattern BETWEEN_QUOTED = Pattern.compile("\",\\s*\"");
    private static final int MOST_ANSWERS = 64;

    private DefenderNetwork() {}

    static void describe(EcsEvent.Builder event, String action, JsonNode row) {
        boolean blocked = DefenderDevice.isFirewalled(action);
        boolean inspected = action.endsWith("ConnectionInspected");
        boolean inbound =
                action.startsWith(blocked ? "FirewallInbound" : "Inbound")
                        || (inspected && "In".equals(DefenderDevice.additional(row, "direction")));
        if (action.equals("ListeningConnectionCreated")) {
            listening(event, row);
            return;
        }
        String local = address(row, "LocalIP");
        String remote = address(row, "RemoteIP");
        Long localPort = Json.number(row, "LocalPort");
        Long remotePort = Json.number(row, "RemotePort");
        Flow.endpoints(
                event,
                inbound ? remote : local,
                inbound ? remotePort : localPort,
                inbound ? local : remote,
                inbound ? localPort : remotePort,
                Json.text(row, "Protocol"));
        switch (action) {
            case "ConnectionSuccess", "InboundConnectionAccepted" -> {
                Flow.decided(event, null, "start");
                event.set(EcsField.EVENT_OUTCOME, "success");
            }
            case "ConnectionFailed" -> {
                Flow.decided(event, null, "start");
                event.set(EcsField.EVENT_OUTCOME, "failure");
            }
            default -> {
                if (blocked) {
                    Flow.decided(event, false);
                } else {
                    Flow.decided(event, null, "info");
                }
            }
        }
        if (!isEitherWay(action)) {
            event.set(EcsField.NETWORK_DIRECTION, inbound ? "ingress" : "egress");
        }
        if (!inbound) {
            String url = Json.text(row, "RemoteUrl");
            event.set(EcsField.DESTINATION_DOMAIN, url != null && url.indexOf('/') < 0 ? url : null)
                    .set(EcsField.URL_ORIGINAL, url);
        }
        protocol(event, action, row);
    }

    /** A dash where none is known. */
    private static @Nullable String address(JsonNode row, String name) {
        String address = Json.text(row, name);
        return "-".equals(address) ? null : address;
    }

    /** Nobody has come yet. */
    private static void listening(EcsEvent.Builder event, JsonNode row) {
        Flow.endpoints(
                event,
                null,
                null,
                Json.text(row, "LocalIP"),
                Json.number(row, "LocalPort"),
                Json.text(row, "Protocol"));
        event.set(EcsField.EVENT_CATEGORY, "network").set(EcsField.EVENT_TYPE, "info");
    }

    /** A signature or a sign-in that was seen on the wire: who began the connection is not told, or only of the packet. */
    private static boolean isEitherWay(String action) {
        return action.equals("NetworkSignatureInspected")
                || action.endsWith("AuthenticationInspected");
    }

    private static void protocol(EcsEvent.Builder event, String action, JsonNode row) {
        switch (action) {
            case "DnsConnectionInspected" -> {
                event.set(EcsField.NETWORK_PROTOCOL, "dns")
                        .set(EcsField.DNS_QUESTION_NAME, DefenderDevice.additional(row, "query"))
                        .set(
                                EcsField.DNS_QUESTION_TYPE,
                                DefenderDevice.additional(row, "qtype_name"))
                        .set(
                                EcsField.DNS_RESPONSE_CODE,
                                DefenderDevice.additional(row, "rcode_name"));
                for (String answer : answersOf(row.path("AdditionalFields"))) {
                    Flow.answer(event, answer);
                }
            }
            case "HttpConnectionInspected" ->
                    event.set(EcsField.NETWORK_PROTOCOL, "http")
                            .set(
                                    EcsField.HTTP_REQUEST_METHOD,
                                    DefenderDevice.additional(row, "method"))
                            .set(EcsField.URL_DOMAIN, DefenderDevice.additional(row, "host"))
                            .set(EcsField.URL_ORIGINAL, DefenderDevice.additional(row, "uri"))
                            .set(
                                    EcsField.USER_AGENT_ORIGINAL,
                                    DefenderDevice.additional(row, "user_agent"));
            case "SslConnectionInspected" ->
                    event.set(EcsField.NETWORK_PROTOCOL, "tls")
                            .set(
                                    EcsField.TLS_CLIENT_SERVER_NAME,
                                    DefenderDevice.additional(row, "server_name"))
                            .set(
                                    EcsField.TLS_SERVER_SUBJECT,
                                    DefenderDevice.additional(row, "subject"))
                            .set(
                                    EcsField.TLS_SERVER_ISSUER,
                                    DefenderDevice.additional(row, "issuer"));
            case "SshConnectionInspected" -> event.set(EcsField.NETWORK_PROTOCOL, "ssh");
            default -> {
                // Others are named by their action alone.
            }
        }
    }

    /** Of an object, or of a text that is the JSON of one, in which the quotes of a text within are escaped. */
    private static String[] answersOf(JsonNode fields) {
        if (!fields.isTextual()) {
            return answers(fields.path("answers"));
        }
        String list = Scan.after(fields.textValue(), "\"answers\":", "]");
        int first = list == null ? -1 : list.indexOf('[');
        if (list == null || first < 0 || first > 1) {
            return new String[0];
        }
        String quoted = list.substring(first + 1).replace("\\\"", "\"").strip();
        return quoted.length() < 2
                ? new String[0]
                : BETWEEN_QUOTED.split(quoted.substring(1, quoted.length() - 1), MOST_ANSWERS);
    }

    /** A list, or a text that is the JSON of one. */
    private static String[] answers(JsonNode answers) {
        if (answers.isArray()) {
            return Json.texts(answers).toArray(String[]::new);
        }
        String text = Json.text(answers);
        if (text == null) {
            return new String[0];
        }
        String list = text.startsWith("[\"") ? text.substring(2) : text;
        list = list.endsWith("\"]") ? list.substring(0, list.length() - 2) : list;
        return BETWEEN_QUOTED.split(list, MOST_ANSWERS);
    }
}
