package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What strongSwan's daemon says of who comes through IPsec, as on pfSense and OPNsense: {@code 10[IKE] <con1|3> IKE_SA
 * con1[3] established between 192.0.2.1[vpn.example.com]...203.0.113.7[alice]}. The other end is the source.
 *
 * @see <a href="https://docs.strongswan.org/docs/latest/config/logging.html">strongSwan: logging</a>
 */
final class IpsecMessages {
    private static final String ESTABLISHED = "] established between ";
    private static final String DELETING = "] between ";
    private static final String ASSIGNING = "assigning virtual IP ";
    private static final String TO_PEER = " to peer '";
    private static final String FAILED_FOR = " failed for peer ";
    private static final String RADIUS = "RADIUS authentication of '";
    private static final String SUCCESSFUL = " successful";

    private IpsecMessages() {}

    /** Describes a message; false if it tells of nobody who comes or goes. */
    static boolean describe(String message, EcsEvent.Builder event) {
        String said = said(message);
        int between = said.indexOf(ESTABLISHED);
        if (said.startsWith("IKE_SA ") && between > 0) {
            LinuxAction.VPN_LOGIN.on(event, "success");
            peer(said.substring(between + ESTABLISHED.length()), event);
            return true;
        }
        between = said.indexOf(DELETING);
        if (said.startsWith("deleting IKE_SA ") && between > 0) {
            LinuxAction.VPN_SESSION_ENDED.on(event, null);
            peer(said.substring(between + DELETING.length()), event);
            return true;
        }
        int to = said.lastIndexOf(TO_PEER);
        if (said.startsWith(ASSIGNING)
                && to > ASSIGNING.length()
                && said.endsWith("'")
                && to + TO_PEER.length() < said.length()) {
            LinuxAction.VPN_ADDRESS_ASSIGNED.on(event, "success");
            event.set(
                    EcsField.SOURCE_NAT_IP,
                    IpAddress.canonical(said.substring(ASSIGNING.length(), to)));
            user(said.substring(to + TO_PEER.length(), said.length() - 1), event);
            return true;
        }
        return checked(said, event);
    }

    /** What was found of a password or a key, before the tunnel is there; a refusal is told here alone, and with no address. */
    private static boolean checked(String said, EcsEvent.Builder event) {
        int peer = said.indexOf(FAILED_FOR);
        if (said.startsWith("EAP method ") && peer > 0) {
            refused(LinuxAction.VPN_LOGIN, said.substring(peer + FAILED_FOR.length()), event);
            return true;
        }
        for (String start : new String[] {RADIUS, "XAuth authentication of '"}) {
            if (said.startsWith(start)) {
                int end = said.lastIndexOf("' ");
                if (end >= start.length() && said.startsWith("failed", end + 2)) {
                    // Of RADIUS, the method that asked it says so, too.
                    refused(
                            start.equals(RADIUS)
                                    ? LinuxAction.VPN_AUTHENTICATION
                                    : LinuxAction.VPN_LOGIN,
                            said.substring(start.length(), end),
                            event);
                    return true;
                }
                return end >= start.length()
                        && said.startsWith("successful", end + 2)
                        && passed(said.substring(start.length(), end), event);
            }
        }
        String of = "authentication of '";
        int with = said.lastIndexOf("' with ");
        return said.startsWith(of)
                && with >= of.length()
                && said.endsWith(SUCCESSFUL)
                && passed(said.substring(of.length(), with), event);
    }

    private static void refused(LinuxAction action, String name, EcsEvent.Builder event) {
        action.on(event, "failure");
        user(name, event);
    }

    private static boolean passed(String name, EcsEvent.Builder event) {
        LinuxAction.VPN_AUTHENTICATION.on(event, "success");
        user(name, event);
        return true;
    }

    /** Without the thread, the part of the program and the connection in front: {@code 10[IKE] <con1|3> }. */
    private static String said(String message) {
        int part = message.indexOf("] ");
        int open = message.indexOf('[');
        boolean isThread = open >= 0 && open < 4 && part > open && part < 12;
        String said = isThread ? message.substring(part + 2) : message;
        int close = said.startsWith("<") ? said.indexOf("> ") : -1;
        return close > 0 ? said.substring(close + 2) : said;
    }

    /** {@code OWN[ID]...PEER[ID]}: the other end, which may choose how it is called. */
    private static void peer(String text, EcsEvent.Builder event) {
        int ends = text.indexOf("]...");
        int open = ends < 0 ? -1 : text.indexOf('[', ends);
        if (open > 0 && text.endsWith("]")) {
            SshEndpoint.address(text.substring(ends + 4, open), event);
            user(text.substring(open + 1, text.length() - 1), event);
        }
    }

    /** An address or a certificate's distinguished name is no account's. */
    private static void user(@Nullable String name, EcsEvent.Builder event) {
        if (name == null || name.isEmpty() || name.equals("%any")) {
            return;
        }
        if (name.indexOf('=') >= 0 || IpAddress.canonical(name) != null) {
            event.vendor("linux.ipsec.peer_id", name);
        } else {
            Principal.user(event, name);
        }
    }
}
