package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;

/**
 * WireGuard's messages in the kernel's log, which Linux writes when dynamic debugging is on for the module. They name
 * peers by number and address, never a person.
 *
 * @see <a href="https://www.wireguard.com/quickstart/#debug-info">WireGuard: debug info</a>
 */
public final class WireGuard implements LogSource {
    private static final String WORD = "wireguard: ";

    @Override
    public String name() {
        return "wireguard.kernel";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty()
                && raw.text().contains(WORD)
                && SyslogHeader.of(raw)
                        .filter(header -> "kernel".equals(header.program()))
                        .isPresent();
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        String text = Scan.after(header.message(), WORD, "\n");
        if (header.time() == null || text == null) {
            return new Normalized.Rejected(
                    header.time() == null
                            ? RejectedReason.INVALID_TIMESTAMP
                            : RejectedReason.UNPARSABLE_LINE,
                    "The line has no time, or nothing of WireGuard's.");
        }
        int colon = text.indexOf(": ");
        String message = colon < 0 ? text : text.substring(colon + 2);
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, header.time())
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.MESSAGE, message)
                        .set(EcsField.HOST_NAME, header.host())
                        .set(EcsField.HOST_HOSTNAME, header.host())
                        .set(
                                EcsField.OBSERVER_INGRESS_INTERFACE_NAME,
                                colon < 0 ? null : text.substring(0, colon))
                        .set(EcsField.NETWORK_TRANSPORT, "udp")
                        .vendor("wireguard.peer", Scan.number(Scan.after(message, "peer ", " ")));
        SyslogFields.set(event, header);
        IpEndpoint from =
                IpEndpoint.parse(
                        message.endsWith(")")
                                ? message.substring(
                                        message.lastIndexOf('(') + 1, message.length() - 1)
                                : Scan.between(message, "(", ")"));
        from = from == null ? IpEndpoint.parse(Scan.after(message, " from ", "\n")) : from;
        if (from != null) {
            event.set(EcsField.SOURCE_IP, from.ip())
                    .set(EcsField.SOURCE_ADDRESS, from.ip())
                    .set(EcsField.SOURCE_PORT, from.port());
        }
        describe(event, message);
        return new Normalized.Parsed(event);
    }

    private static void describe(EcsEvent.Builder event, String message) {
        event.set(EcsField.EVENT_CATEGORY, "network");
        if (message.startsWith("Receiving handshake") || message.startsWith("Keypair ")) {
            boolean built = message.contains(" created for ");
            boolean gone = message.contains(" destroyed for ");
            event.set(
                            EcsField.EVENT_TYPE,
                            built ? List.of("connection", "start") : List.of("protocol"))
                    .set(
                            EcsField.EVENT_ACTION,
                            built
                                    ? "keypair-created"
                                    : (gone ? "keypair-destroyed" : "handshake-received"))
                    .set(EcsField.EVENT_OUTCOME, built ? "success" : null);
        } else if (message.contains("did not complete")) {
            event.set(EcsField.EVENT_TYPE, List.of("connection", "end"))
                    .set(EcsField.EVENT_ACTION, "handshake-unanswered")
                    .set(EcsField.EVENT_OUTCOME, "failure");
        } else if (message.startsWith("Invalid ") || message.contains("unallowed src IP")) {
            event.set(EcsField.EVENT_TYPE, List.of("connection", "denied"))
                    .set(EcsField.EVENT_ACTION, "packet-refused")
                    .set(EcsField.EVENT_OUTCOME, "failure");
        } else {
            event.set(EcsField.EVENT_TYPE, "info").set(EcsField.EVENT_ACTION, "vpn-message");
        }
    }
}
