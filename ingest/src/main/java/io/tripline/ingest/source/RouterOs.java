package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * MikroTik's RouterOS, which puts a log's topics where others name a program: packets, {@code firewall,info input: in:ether1
 * out:(unknown 0), ...}, and who signs in, {@code system,info,account user admin logged in from 192.0.2.7 via winbox}.
 *
 * @see <a href="https://help.mikrotik.com/docs/spaces/ROS/pages/328094/Log">RouterOS: log</a>
 */
final class RouterOs {
    private static final String PACKET = "firewall,";
    private static final String SYSTEM = "system,";
    private static final String IN = ": in:";
    private static final String FAILED = "login failure for user ";
    private static final String ENTERED = " logged in";
    private static final String LEFT = " logged out";
    private static final int LONGEST_RULE = 256;

    private RouterOs() {}

    /** Whether it is a packet's line; a program is none of its names. */
    static boolean isPacket(SyslogHeader header) {
        String message = header.message();
        int in = message.indexOf(IN);
        return header.program() == null
                && message.startsWith(PACKET)
                && in > 0
                && in < LONGEST_RULE
                && message.indexOf("->", in) > 0;
    }

    /** Fills in a packet. */
    static void packet(EcsEvent.Builder event, String message) {
        int in = message.indexOf(IN);
        // What the rule writes, and the chain: "DROP-SSH input".
        String written = message.substring(Math.min(message.indexOf(' ') + 1, in), in);
        String packet = message.substring(in + 2);
        int chain = written.lastIndexOf(' ');
        event.set(EcsField.RULE_NAME, chain < 0 ? null : written.substring(0, chain))
                .vendor("netfilter.chain", written.substring(chain + 1))
                .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, face(packet, "in:", " "))
                .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, face(packet, " out:", ","))
                .set(EcsField.SOURCE_MAC, MacAddress.canonical(Scan.after(packet, "src-mac ", ",")))
                .set(EcsField.NETWORK_BYTES, Scan.number(Scan.after(packet, ", len ", " ")));
        String protocol = Scan.after(packet, " proto ", ",");
        for (String part : packet.split(", ", 16)) {
            int to = part.indexOf("->");
            if (to > 0 && !part.startsWith("NAT ")) {
                IpEndpoint source = IpEndpoint.parse(part.substring(0, to));
                IpEndpoint destination = IpEndpoint.parse(part.substring(to + 2));
                Flow.endpoints(
                        event,
                        source == null ? null : source.ip(),
                        source == null ? null : source.port(),
                        destination == null ? null : destination.ip(),
                        destination == null ? null : destination.port(),
                        protocol == null ? null : Scan.before(protocol, " ("));
                return;
            }
        }
    }

    private static @Nullable String face(String packet, String name, String until) {
        String face = Scan.after(packet, name, until);
        return face == null || face.startsWith("(unknown") ? null : face;
    }

    /** Whether it tells who signs in or out. */
    static boolean isSignIn(SyslogHeader header) {
        return header.program() == null && signIn(header.message(), EcsEvent.builder());
    }

    /** {@code login failure for user NAME from IP via ssh}: the name was typed, the rest of the line was not. */
    static boolean signIn(String message, EcsEvent.Builder event) {
        if (!message.startsWith(SYSTEM)) {
            return false;
        }
        String said = message.substring(message.indexOf(' ') + 1);
        int via = said.lastIndexOf(" via ");
        int from = said.lastIndexOf(" from ", Math.max(via, 0));
        int end = from < 0 ? via : from;
        if (end < 0) {
            return false;
        }
        String name;
        if (said.startsWith(FAILED) && end >= FAILED.length()) {
            LinuxAction.CONSOLE_LOGIN.on(event, "failure");
            name = said.substring(FAILED.length(), end);
        } else if (said.startsWith("user ") && said.startsWith(ENTERED, end - ENTERED.length())) {
            LinuxAction.CONSOLE_LOGIN.on(event, "success");
            name = said.substring("user".length(), end - ENTERED.length()).strip();
        } else if (said.startsWith("user ") && said.startsWith(LEFT, end - LEFT.length())) {
            LinuxAction.SESSION_CLOSED.on(event, null);
            name = said.substring("user".length(), end - LEFT.length()).strip();
        } else {
            return false;
        }
        event.set(EcsField.USER_NAME, name.isEmpty() ? null : name)
                .vendor("linux.login.tty", said.substring(via + " via ".length()));
        if (from >= 0) {
            IpEndpoint.source(event, said.substring(from + " from ".length(), via));
        }
        return true;
    }
}
