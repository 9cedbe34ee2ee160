package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenVPN's server: sign-ins, sessions, failed handshakes. A client is named by its address, then {@code user/address}.
 *
 * @see <a href="https://openvpn.net/community-docs/community-articles/openvpn-2-6-manual.html">OpenVPN 2.6 manual</a>
 */
public final class OpenVpn implements LogSource {
    private static final String ACCEPTED =
            "TLS: Username/Password authentication succeeded for username '";

    private static final String SENT = "SENT CONTROL [";
    private static final String REFUSED = "PLUGIN AUTH-PAM: BACKGROUND: user '";
    private static final String REFUSAL = "' failed to authenticate: ";
    private static final String ASSIGNED = "MULTI: primary virtual IP for ";

    @Override
    public String name() {
        return "openvpn.server";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.shipped().program().filter(OpenVpn::isProgram).isPresent()) {
            return true;
        }
        if (raw.json().isPresent()) {
            return false;
        }
        if ((raw.text().contains("openvpn") || raw.text().contains("ovpn-"))
                && SyslogHeader.of(raw).filter(OpenVpn::isFrom).isPresent()) {
            return true;
        }
        OwnFile file = raw.shipped().program().isPresent() ? null : OwnFile.openVpn(raw);
        return file != null
                && (isClient(Scan.before(file.text(), " "))
                        || raw.shipped()
                                .path()
                                .filter(path -> path.contains("openvpn"))
                                .isPresent());
    }

    /** An address with its port, perhaps behind a name: no other log that begins with such a time goes on so. */
    private static boolean isClient(String word) {
        IpEndpoint endpoint = endpoint(word.substring(word.lastIndexOf('/') + 1));
        return endpoint != null && endpoint.port() != null;
    }

    private static boolean isFrom(SyslogHeader header) {
        return header.program() != null && isProgram(header.program());
    }

    /** {@code openvpn}, or with the name of a server behind it. */
    private static boolean isProgram(String program) {
        return program.startsWith("openvpn") || program.startsWith("ovpn-");
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        boolean named = header.program() != null;
        OwnFile file = named ? null : OwnFile.openVpn(raw);
        Instant time = file == null ? header.time() : file.time();
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        String text = file == null ? withoutFileTime(header.message()) : file.text();
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.MESSAGE, text)
                        .set(EcsField.HOST_NAME, header.host())
                        .set(EcsField.HOST_HOSTNAME, header.host())
                        .set(EcsField.PROCESS_NAME, header.program())
                        .set(EcsField.PROCESS_PID, Scan.number(header.processId()));
        SyslogFields.set(event, header);
        client(event, Scan.before(text, " "));
        describe(event, text);
        event.setIfAbsent(EcsField.EVENT_CATEGORY, "network")
                .setIfAbsent(EcsField.EVENT_TYPE, "info")
                .setIfAbsent(EcsField.EVENT_ACTION, "vpn-message");
        return new Normalized.Parsed(event);
    }

    /** A log of its own has a time in front, which syslog has said already: {@code 2026-03-02 08:00:00 }. */
    private static String withoutFileTime(String text) {
        return text.length() > 20
                        && text.charAt(4) == '-'
                        && text.charAt(13) == ':'
                        && text.charAt(19) == ' '
                ? text.substring(20)
                : text;
    }

    /** {@code alice/203.0.113.5:51234} or {@code 203.0.113.5:51234}. */
    private static void client(EcsEvent.Builder event, String word) {
        int slash = word.lastIndexOf('/');
        IpEndpoint endpoint = endpoint(word.substring(slash + 1));
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip())
                    .set(EcsField.SOURCE_ADDRESS, endpoint.ip())
                    .set(EcsField.SOURCE_PORT, endpoint.port());
            Principal.user(event, slash > 0 ? word.substring(0, slash) : null);
        }
    }

    private static void from(EcsEvent.Builder event, @Nullable String text) {
        IpEndpoint from = endpoint(String.valueOf(text));
        if (from != null) {
            event.set(EcsField.SOURCE_IP, from.ip())
                    .set(EcsField.SOURCE_ADDRESS, from.ip())
                    .set(EcsField.SOURCE_PORT, from.port());
        }
    }

    /** An IPv6 address may stand in front of its port without brackets, or alone. */
    private static @Nullable IpEndpoint endpoint(String text) {
        String bare = text.startsWith("[AF_INET6]") ? text.substring(10) : text;
        bare = bare.startsWith("[AF_INET]") ? bare.substring(9) : bare;
        IpEndpoint endpoint = IpEndpoint.parse(bare);
        int colon = bare.lastIndexOf(':');
        if (colon > 0 && bare.indexOf(':') != colon && !bare.startsWith("[")) {
            // 2001:db8::5:51234 reads as an address too; OpenVPN always gives the port.
            String address = IpAddress.canonical(bare.substring(0, colon));
            return address == null
                    ? endpoint
                    : IpEndpoint.parse("[" + address + "]" + bare.substring(colon));
        }
        return endpoint;
    }

    private static void describe(EcsEvent.Builder event, String text) {
        // Behind the client: a name that was typed may say so too.
        String said = text.substring(Math.min(text.indexOf(' ') + 1, text.length()));
        String accepted = said.startsWith(ACCEPTED) ? Scan.between(said, ACCEPTED, "'") : null;
        if (accepted != null) {
            Principal.user(event, accepted);
            authenticated(event);
        } else if ((said.startsWith(SENT) || text.startsWith(SENT))
                && text.contains("]: 'AUTH_FAILED")) {
            // The client is told once or twice of what the server has told already.
            Principal.user(event, named(Scan.between(text, SENT, "]")));
            authentication(event, "failure", "vpn-refusal-sent");
        } else if (text.startsWith(REFUSED) && text.lastIndexOf(REFUSAL) > REFUSED.length()) {
            // The module that asks PAM knows the name, but no address.
            int end = text.lastIndexOf(REFUSAL);
            Principal.user(event, text.substring(REFUSED.length(), end));
            authentication(event, "failure", "vpn-user-refused");
            event.set(EcsField.EVENT_REASON, text.substring(end + REFUSAL.length()));
        } else if (text.contains("authentication failed for")
                || text.contains("Auth Username/Password verification failed")
                || text.contains("could not authenticate")
                || text.contains("AUTH_FAILED")) {
            Principal.user(event, unquoted(text, "user"));
            Flow.signIn(event, false);
            event.set(EcsField.EVENT_ACTION, "vpn-login");
        } else if (text.startsWith("user '") && text.contains("' authenticated")) {
            // pfSense's own check, which knows no address.
            Principal.user(event, unquoted(text, "user"));
            authenticated(event);
        } else if (text.startsWith("openvpn server '")) {
            script(event, text);
        } else if (text.contains("Peer Connection Initiated with ")) {
            Principal.user(event, named(peer(text)));
            from(event, Scan.after(text, "Initiated with ", " "));
            // Of a wrong password it comes, too: who is in is given an address.
            authentication(event, "unknown", "vpn-peer-connected");
        } else if (text.contains("VERIFY ERROR")) {
            Flow.signIn(event, false);
            String subject = Scan.after(text, "CN=", ",");
            event.set(EcsField.EVENT_ACTION, "vpn-certificate-refused")
                    .set(EcsField.EVENT_REASON, Scan.after(text, "error=", ":"));
            Principal.user(event, subject);
        } else if (text.contains("TLS handshake failed") || text.contains("TLS Error")) {
            if (text.startsWith("TLS Error: incoming packet authentication failed from ")) {
                from(event, text.substring(text.lastIndexOf(' ') + 1));
            }
            event.set(EcsField.EVENT_CATEGORY, "network")
                    .set(EcsField.EVENT_TYPE, List.of("connection", "denied"))
                    .set(EcsField.EVENT_OUTCOME, "failure")
                    .set(EcsField.EVENT_ACTION, "vpn-handshake-failed");
        } else if (text.contains("client-instance exiting")
                || text.contains("client-instance restarting")
                || text.contains("Inactivity timeout")) {
            if (isOfSession(text)) {
                Flow.session(event, "end");
                event.set(EcsField.EVENT_ACTION, "vpn-session-ended");
            } else {
                event.set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("connection", "end"))
                        .set(EcsField.EVENT_ACTION, "vpn-connection-ended");
            }
        } else if (text.contains("pool returned IPv4=")) {
            event.set(
                    EcsField.SOURCE_NAT_IP,
                    Scan.before(String.valueOf(Scan.after(text, "IPv4=", " ")), ","));
            signedIn(event, isOfSession(text));
        } else if (text.startsWith(ASSIGNED) && text.lastIndexOf(": ") > ASSIGNED.length()) {
            // Only where the line of the pool, which comes before, could not name the client.
            int end = text.lastIndexOf(": ");
            client(event, text.substring(ASSIGNED.length(), end));
            event.set(EcsField.SOURCE_NAT_IP, text.substring(end + 2));
            signedIn(event, true);
        }
    }

    /** The sign-in, of which one such line comes whatever it was by: an address is given to whoever is in. */
    private static void signedIn(EcsEvent.Builder event, boolean isNamed) {
        if (isNamed) {
            Flow.signedInSession(event);
        }
        event.set(EcsField.EVENT_ACTION, isNamed ? "vpn-session-started" : "vpn-address-assigned");
    }

    /** Whether a client is named that is in, {@code alice/203.0.113.5:51234}; before, it is an address alone. */
    private static boolean isOfSession(String text) {
        return Scan.before(text, " ").indexOf('/') > 0;
    }

    private static @Nullable String named(@Nullable String name) {
        return "UNDEF".equals(name) ? null : name;
    }

    /** {@code openvpn server 'ovpns1' user 'alice' address '203.0.113.5' - connected}, by pfSense's script. */
    private static void script(EcsEvent.Builder event, String text) {
        Principal.user(event, Scan.after(text, " user '", "'"));
        IpEndpoint.source(event, Scan.after(text, " address '", "'"));
        event.vendor("openvpn.server", Scan.after(text, "openvpn server '", "'"));
        switch (text.substring(text.lastIndexOf(' ') + 1)) {
            // The sign-in is the server's own line beside it.
            case "connected" -> {
                event.set(EcsField.EVENT_CATEGORY, List.of("network", "session"))
                        .set(EcsField.EVENT_TYPE, List.of("connection", "info"))
                        .set(EcsField.EVENT_ACTION, "vpn-user-connected");
            }
            case "disconnected" -> {
                Flow.session(event, "end");
                event.set(EcsField.EVENT_ACTION, "vpn-session-ended");
            }
            default -> event.set(EcsField.EVENT_ACTION, "vpn-user-connecting");
        }
    }

    /** The password is right; that its owner is in is told when the session begins. */
    private static void authenticated(EcsEvent.Builder event) {
        authentication(event, "success", "vpn-user-authenticated");
    }

    /** What is no sign-in, but goes before one or says it again. */
    private static void authentication(EcsEvent.Builder event, String outcome, String action) {
        event.set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.EVENT_ACTION, action);
    }

    /** The name in brackets in front of the words, {@code [alice]}. */
    private static @Nullable String peer(String text) {
        String head = Scan.before(text, "Peer Connection Initiated").strip();
        int open = head.lastIndexOf('[');
        return open >= 0 && head.endsWith("]") ? head.substring(open + 1, head.length() - 1) : null;
    }

    /** The name in quotes behind a word, up to the first closing quote. */
    private static @Nullable String unquoted(String text, String word) {
        String name = Scan.after(text, word + " '", "'");
        return name == null ? Scan.after(text, "username '", "'") : name;
    }
}
