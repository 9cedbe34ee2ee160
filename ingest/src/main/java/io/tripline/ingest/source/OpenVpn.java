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

    private static final String TOKEN_REFUSED =
            "TLS: Username/auth-token authentication failed for username '";

    private static final String SENT = "SENT CONTROL [";
    private static final String REFUSED = "PLUGIN AUTH-PAM: BACKGROUND: user '";
    private static final String REFUSAL = "' failed to authenticate: ";
    private static final String REFUSED_LDAP = "Incorrect password supplied for LDAP DN \"";
    private static final String CHECKED = "user '";
    private static final String SCRIPT = "openvpn server '";
    private static final String INITIATED = "Peer Connection Initiated with ";
    private static final String POOL = "MULTI_sva: pool returned IPv4=";
    private static final String ASSIGNED = "MULTI: primary virtual IP for ";
    private static final String ASSIGNED_6 = "MULTI: primary virtual IPv6 for ";
    private static final String WITHOUT_ADDRESS =
            "MULTI: no dynamic or static remote --ifconfig address is available for ";

    private static final int LONGEST_SERVER = 40;

    /** In characters: a name has at most 128, an address and its port some 50. */
    private static final int LONGEST_CLIENT = 256;

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
        String text =
                file == null ? withoutFileTime(ofAccessServer(header.message())) : file.text();
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
        int end = endOfClient(text);
        client(event, text.substring(0, end));
        describe(event, text.substring(0, end), text.substring(end).stripLeading());
        event.setIfAbsent(EcsField.EVENT_CATEGORY, "network")
                .setIfAbsent(EcsField.EVENT_TYPE, "info")
                .setIfAbsent(EcsField.EVENT_ACTION, "vpn-message");
        return new Normalized.Parsed(event);
    }

    /** Access Server hands on what its servers say: {@code [-] OVPN 0 OUT: '2026-03-02 08:00:00 ...'}. */
    private static String ofAccessServer(String text) {
        int out = text.startsWith("[") ? text.indexOf(" OUT: '") : -1;
        return out > 0 && out < LONGEST_SERVER && text.endsWith("'")
                ? text.substring(
                        out + " OUT: '".length(),
                        Math.max(out + " OUT: '".length(), text.length() - 1))
                : text;
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

    /**
     * Where the client ends that a line begins with, whose name may have blanks; 0 if it begins with none. The first
     * address counts: who has a name there is in, what stands behind may be anybody's text.
     */
    private static int endOfClient(String text) {
        if (text.startsWith(CHECKED) || text.startsWith(SCRIPT)) {
            return 0;
        }
        for (int end = text.indexOf(' ');
                end > 0 && end <= LONGEST_CLIENT;
                end = text.indexOf(' ', end + 1)) {
            int slash = text.lastIndexOf('/', end);
            IpEndpoint endpoint = endpoint(text.substring(slash + 1, end));
            if (endpoint != null && slash < 0) {
                return end;
            }
            if (endpoint != null && (endpoint.port() != null || endpoint.ip().contains(":"))) {
                return text.substring(0, slash).contains(": ") ? 0 : end;
            }
        }
        return 0;
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

    /** All words are asked for where they begin: names, certificates and a peer's info may say the same. */
    private static void describe(EcsEvent.Builder event, String client, String said) {
        boolean isNamed = client.indexOf('/') > 0;
        if (said.startsWith(ACCEPTED)) {
            Principal.user(event, Scan.between(said, ACCEPTED, "'"));
            authenticated(event);
        } else if (said.startsWith(TOKEN_REFUSED)) {
            Principal.user(event, Scan.between(said, TOKEN_REFUSED, "'"));
            if (isNamed) {
                // It has expired: who is in is asked for the password again.
                authentication(event, "failure", "vpn-user-refused");
            } else {
                refused(event);
            }
        } else if (said.startsWith(SENT)) {
            int end = said.lastIndexOf("]: '");
            if (end >= SENT.length() && said.startsWith("AUTH_FAILED", end + 4)) {
                // The client is told once or twice of what the server has told already.
                Principal.user(event, named(said.substring(SENT.length(), end)));
                authentication(event, "failure", "vpn-refusal-sent");
            }
        } else if (said.startsWith(REFUSED) && said.lastIndexOf(REFUSAL) > REFUSED.length()) {
            // The module that asks PAM knows the name, but no address.
            int end = said.lastIndexOf(REFUSAL);
            Principal.user(event, said.substring(REFUSED.length(), end));
            authentication(event, "failure", "vpn-user-refused");
            event.set(EcsField.EVENT_REASON, said.substring(end + REFUSAL.length()));
        } else if (said.startsWith(REFUSED_LDAP)) {
            // openvpn-auth-ldap, likewise: a common name is hers, but none of an account.
            Principal.user(event, Scan.after(said, REFUSED_LDAP + "uid=", ","));
            authentication(event, "failure", "vpn-user-refused");
        } else if (said.startsWith(CHECKED)) {
            checked(event, said);
        } else if (said.startsWith(SCRIPT)) {
            script(event, said);
        } else if (said.startsWith("TLS Auth Error: Auth Username/Password verification failed")
                || said.startsWith("AUTH: Received control message: AUTH_FAILED")) {
            refused(event);
        } else if (said.startsWith(
                "TLS Auth Error: --client-config-dir authentication failed for ")) {
            Principal.user(event, Scan.between(said, "common name '", "' file='"));
            refused(event);
        } else if (said.startsWith(INITIATED) || isPeer(said)) {
            int at = said.lastIndexOf(INITIATED);
            Principal.user(event, at < 3 ? null : named(said.substring(1, at - 2)));
            from(event, Scan.before(said.substring(at + INITIATED.length()), " "));
            // Of a wrong password it comes, too: who is in is given an address.
            authentication(event, "unknown", "vpn-peer-connected");
        } else if (said.startsWith("VERIFY ERROR")) {
            Flow.signIn(event, false);
            event.set(EcsField.EVENT_ACTION, "vpn-certificate-refused")
                    .set(EcsField.EVENT_REASON, Scan.after(said, "error=", ":"));
            Principal.user(event, Scan.after(said, "CN=", ","));
        } else if (said.startsWith("TLS handshake failed") || said.startsWith("TLS Error")) {
            int from = client.isEmpty() ? said.lastIndexOf(" from [AF_INET") : -1;
            if (from >= 0) {
                from(event, Scan.before(said.substring(from + " from ".length()), " "));
            }
            event.set(EcsField.EVENT_CATEGORY, "network")
                    .set(EcsField.EVENT_TYPE, List.of("connection", "denied"))
                    .set(EcsField.EVENT_OUTCOME, "failure")
                    .set(EcsField.EVENT_ACTION, "vpn-handshake-failed");
        } else if (isEnd(said)) {
            if (isNamed) {
                Flow.session(event, "end");
                event.set(EcsField.EVENT_ACTION, "vpn-session-ended");
            } else {
                event.set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("connection", "end"))
                        .set(EcsField.EVENT_ACTION, "vpn-connection-ended");
            }
        } else if (said.startsWith(POOL)) {
            String address = IpAddress.canonical(Scan.before(said.substring(POOL.length()), ","));
            // A pool of IPv6 alone has another line, which comes without any pool, too.
            signedIn(event, isNamed && address != null);
            event.set(
                    EcsField.SOURCE_NAT_IP,
                    address == null ? ip(Scan.after(said, "IPv6=", " ")) : address);
        } else if (said.startsWith(WITHOUT_ADDRESS)) {
            client(event, said.substring(WITHOUT_ADDRESS.length()));
            signedIn(event, true);
        } else if (said.startsWith(ASSIGNED) || said.startsWith(ASSIGNED_6)) {
            int start = (said.startsWith(ASSIGNED) ? ASSIGNED : ASSIGNED_6).length();
            int end = said.lastIndexOf(": ");
            if (end > start) {
                client(event, said.substring(start, end));
                // Only where the line of the pool, which comes before, could not name the client.
                signedIn(event, client.isEmpty() && said.startsWith(ASSIGNED));
                event.set(EcsField.SOURCE_NAT_IP, ip(said.substring(end + 2)));
            }
        }
    }

    private static @Nullable String ip(@Nullable String text) {
        return text == null ? null : IpAddress.canonical(text.strip());
    }

    /** {@code [alice] Peer Connection Initiated with}. */
    private static boolean isPeer(String said) {
        return said.startsWith("[") && said.lastIndexOf("] " + INITIATED) > 0;
    }

    /** {@code SIGTERM[soft,remote-exit] received, client-instance exiting}, {@code [alice] Inactivity timeout}. */
    private static boolean isEnd(String said) {
        boolean isSignal =
                said.startsWith("SIG")
                        && (said.contains("] received, client-instance exiting")
                                || said.contains("] received, client-instance restarting"));
        return isSignal
                || said.startsWith("Inactivity timeout")
                || (said.startsWith("[") && said.contains("] Inactivity timeout"));
    }

    private static void refused(EcsEvent.Builder event) {
        Flow.signIn(event, false);
        event.set(EcsField.EVENT_ACTION, "vpn-login");
    }

    /** pfSense's own check, which knows no address: {@code user 'alice' authenticated}. */
    private static void checked(EcsEvent.Builder event, String said) {
        int end = said.lastIndexOf("' ");
        if (end < CHECKED.length()) {
            return;
        }
        if (said.startsWith("authenticated", end + 2)) {
            Principal.user(event, said.substring(CHECKED.length(), end));
            authenticated(event);
        } else if (said.startsWith("could not authenticate", end + 2)) {
            Principal.user(event, said.substring(CHECKED.length(), end));
            refused(event);
        }
    }

    /** The sign-in, of which one such line comes whatever it was by: an address is given to whoever is in. */
    private static void signedIn(EcsEvent.Builder event, boolean isSignIn) {
        if (isSignIn) {
            Flow.signedInSession(event);
        }
        event.set(EcsField.EVENT_ACTION, isSignIn ? "vpn-session-started" : "vpn-address-assigned");
    }

    private static @Nullable String named(@Nullable String name) {
        return "UNDEF".equals(name) ? null : name;
    }

    /** {@code openvpn server 'ovpns1' user 'alice' address '203.0.113.5' - connected}, by pfSense's script. */
    private static void script(EcsEvent.Builder event, String text) {
        Principal.user(event, Scan.between(text, " user '", "' address '"));
        IpEndpoint.source(event, Scan.afterLast(text, "' address '", "'"));
        event.vendor("openvpn.server", Scan.after(text, SCRIPT, "'"));
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
}
