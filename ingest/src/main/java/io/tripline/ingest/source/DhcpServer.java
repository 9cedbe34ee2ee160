package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * ISC's DHCP servers, dhcpd and Kea, as they log by themselves and on pfSense and OPNsense: who asked for an address, and
 * who has which. The client is the source.
 *
 * @see <a href="https://kea.readthedocs.io/en/stable/kea-messages.html">Kea: messages</a>
 */
public final class DhcpServer implements LogSource {
    private static final String KEA = "[kea-dhcp";

    @Override
    public String name() {
        return "dhcp.server";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.shipped().program().filter(DhcpServer::isProgram).isPresent()
                || (raw.json().isEmpty()
                        && (raw.text().contains(KEA) || raw.text().contains("dhcpd"))
                        && SyslogHeader.of(raw)
                                .map(DhcpServer::isFrom)
                                .orElseGet(() -> isOwnFile(raw.text())));
    }

    /** Kea's own file: a time, a severity, and the logger in brackets. */
    private static boolean isOwnFile(String text) {
        int logger = text.indexOf(KEA);
        return logger > 0 && logger == text.indexOf('[') && text.indexOf('"') < 0;
    }

    private static boolean isFrom(SyslogHeader header) {
        return header.program() != null && isProgram(header.program());
    }

    private static boolean isProgram(String program) {
        return program.equals("dhcpd") || program.startsWith("kea-dhcp");
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        String text = header.message();
        Instant time = ownTime(raw, text, header.time());
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "dhcp-message")
                        .set(EcsField.MESSAGE, text)
                        .set(EcsField.HOST_NAME, header.host())
                        .set(EcsField.HOST_HOSTNAME, header.host())
                        .set(EcsField.PROCESS_NAME, header.program())
                        .set(EcsField.PROCESS_PID, Scan.number(header.processId()))
                        .set(EcsField.NETWORK_PROTOCOL, "dhcp");
        SyslogFields.set(event, header);
        int kea = text.indexOf(KEA);
        if (kea >= 0) {
            kea(event, text.substring(text.indexOf(']', kea) + 1).strip());
        } else if (text.startsWith("DHCP")) {
            dhcpd(event, text);
        } else {
            dhcpd6(event, text);
        }
        return new Normalized.Parsed(event);
    }

    /** Kea's own files begin with a time that looks like no syslog's: {@code 2026-03-02 08:00:00.123 INFO}. */
    private static @Nullable Instant ownTime(
            RawRecord raw, String text, @Nullable Instant otherwise) {
        return text.length() > 23
                        && text.charAt(4) == '-'
                        && text.charAt(10) == ' '
                        && text.charAt(19) == '.'
                ? SyslogTime.iso(text.substring(0, 10) + "T" + text.substring(11, 23), raw.zone())
                : otherwise;
    }

    /** {@code DHCP4_LEASE_ALLOC [hwtype=1 MAC], cid=[...], tid=0x...: lease IP has been allocated for 3600 seconds}. */
    private static void kea(EcsEvent.Builder event, String text) {
        String id = Scan.before(text, " ");
        event.set(EcsField.EVENT_CODE, id).set(EcsField.MESSAGE, text);
        String mac = Scan.after(text, "hwtype=", "]");
        int blank = mac == null ? -1 : mac.indexOf(' ');
        client(event, mac == null ? null : mac.substring(blank + 1));
        address(event, Scan.after(text, "lease ", " "));
        address(event, Scan.after(text, "address ", " "));
        address(event, Scan.after(text, "DHCPDECLINE for addr ", " "));
        String action = id.substring(id.indexOf('_') + 1);
        switch (action) {
            case "LEASE_ALLOC", "LEASE_REUSE" ->
                    lease(event, "dhcp-lease-allocated", true, "start");
            case "LEASE_RENEW" -> lease(event, "dhcp-lease-renewed", true, "info");
            case "LEASE_ADVERT", "LEASE_OFFER" -> lease(event, "dhcp-lease-offered", null, "info");
            case "RELEASE", "LEASE_RELEASE", "RELEASE_EXPIRED", "RELEASE_DELETED" ->
                    lease(event, "dhcp-lease-released", true, "end");
            case "DECLINE_LEASE", "DECLINE" -> lease(event, "dhcp-lease-declined", false, "info");
            default -> {
                boolean failed =
                        id.endsWith("_FAIL")
                                || id.endsWith("_FAILED")
                                || id.endsWith("_ERROR")
                                || id.contains("_NAK")
                                || id.contains("NO_LEASE");
                event.set(EcsField.EVENT_ACTION, id.toLowerCase(Locale.ROOT).replace('_', '-'))
                        .set(EcsField.EVENT_OUTCOME, failed ? "failure" : null);
            }
        }
    }

    /** {@code DHCPACK on IP to MAC (host) via em0}, {@code DHCPREQUEST for IP (server) from MAC (host) via em0: why}. */
    private static void dhcpd(EcsEvent.Builder event, String text) {
        String verb = Scan.before(text, " ");
        address(event, Scan.after(text, " on ", " "));
        address(event, Scan.after(text, " for ", " "));
        address(event, Scan.after(text, " of ", " "));
        String whom = Scan.after(text, " to ", " via ");
        whom = whom == null ? Scan.after(text, " from ", " via ") : whom;
        if (whom != null) {
            client(event, Scan.before(whom, " "));
            String name = Scan.between(whom, "(", ")");
            if (MacAddress.canonical(Scan.before(whom, " ")) == null) {
                // Who has an address already is named by it: DHCPINFORM from 192.0.2.41 via em0.
                address(event, Scan.before(whom, " "));
            }
            if (MacAddress.canonical(name) != null) {
                client(event, name);
            } else {
                event.set(EcsField.SOURCE_DOMAIN, name);
            }
        }
        String via = Scan.after(text, " via ", " ");
        event.set(
                EcsField.OBSERVER_INGRESS_INTERFACE_NAME,
                via == null ? null : Scan.before(via, ":"));
        int why = text.lastIndexOf(": ");
        event.set(EcsField.EVENT_REASON, why < 0 ? null : text.substring(why + 2));
        // DHCPACK to ADDRESS answers a DHCPINFORM: the client has its address from elsewhere.
        boolean informed = text.startsWith("DHCPACK to ");
        said(event, informed ? "DHCPINFORM" : verb, why >= 0 || text.endsWith("(not found)"));
    }

    /** What a server of DHCP says it was sent, or has sent. */
    static void said(EcsEvent.Builder event, String verb, boolean failed) {
        switch (verb) {
            case "DHCPACK" -> lease(event, "dhcp-lease-allocated", true, "start");
            case "DHCPOFFER" -> lease(event, "dhcp-lease-offered", null, "info");
            case "DHCPNAK" -> lease(event, "dhcp-lease-refused", false, "info");
            case "DHCPDECLINE" -> lease(event, "dhcp-lease-declined", false, "info");
            case "DHCPRELEASE" -> lease(event, "dhcp-lease-released", !failed, "end");
            default -> {
                event.set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                        .set(EcsField.EVENT_ACTION, verb.toLowerCase(Locale.ROOT))
                        .set(EcsField.EVENT_OUTCOME, failed ? "failure" : null);
            }
        }
    }

    /** {@code Reply NA: address IP to client with duid ...}, {@code Client ... releases address IP}. */
    private static void dhcpd6(EcsEvent.Builder event, String text) {
        if (text.startsWith("Reply NA: address ")) {
            address(event, Scan.after(text, " address ", " "));
            said(event, "DHCPACK", false);
        } else if (text.startsWith("Advertise NA: address ")) {
            address(event, Scan.after(text, " address ", " "));
            said(event, "DHCPOFFER", false);
        } else if (text.startsWith("Client ") && text.contains(" releases address ")) {
            address(event, Scan.after(text, " address ", " "));
            said(event, "DHCPRELEASE", false);
        }
    }

    private static void lease(
            EcsEvent.Builder event, String action, @Nullable Boolean succeeded, String type) {
        event.set(
                        EcsField.EVENT_TYPE,
                        type.equals("info")
                                ? List.of("protocol", "info")
                                : List.of("connection", "protocol", type))
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.EVENT_OUTCOME, succeeded == null ? null : Flow.outcome(succeeded));
    }

    private static void client(EcsEvent.Builder event, @Nullable String mac) {
        event.set(EcsField.SOURCE_MAC, MacAddress.canonical(mac));
    }

    private static void address(EcsEvent.Builder event, @Nullable String text) {
        if (text != null && !event.has(EcsField.SOURCE_IP)) {
            String bare =
                    text.endsWith(",") || text.endsWith(":")
                            ? text.substring(0, text.length() - 1)
                            : text;
            if (IpEndpoint.parse(bare) != null) {
                IpEndpoint.source(event, bare);
            }
        }
    }
}
