package io.tripline.ingest.source;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.MacAddress;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Packets that Linux's netfilter logs, whether iptables, nftables, ufw or firewalld set the rule.
 *
 * @see <a href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/net/netfilter/nf_log_syslog.c">The
 *     kernel's nf_log_syslog</a>
 */
public final class Netfilter implements LogSource {
    private static final Set<String> MAPPED =
            Set.of(
                    "DPT", "DST", "IN", "LEN", "MAC", "MACDST", "MACSRC", "OUT", "PROTO", "SPT",
                    "SRC");

    private static final Set<String> WRITERS =
            Set.of("kernel", "ulogd", "ulogd2", "nft", "iptables", "firewall", "ufw");

    /** Fourteen octets: to whom, from whom, and the protocol. */
    private static final int MAC_LENGTH = 41;

    /** IPv4, ARP, a VLAN's tag and IPv6, as they end the addresses of Ethernet. */
    private static final Set<String> PROTOCOLS = Set.of("08:00", "08:06", "81:00", "86:dd");

    /** What UniFi's gateways put behind a rule's name. */
    private static final String DESCRIPTION = "DESCR=\"";

    /**
     * How EdgeOS, VyOS and UniFi name a rule in brackets: the rule set, its number and what it does with the packet, {@code
     * WAN_LOCAL-default-D} or the other way round, {@code WAN_LOCAL-D-2147483647}. It accepts, drops (or blocks) or rejects.
     */
    private static final Pattern ROUTER_RULE =
            Pattern.compile(
                    "[^ \\[\\]]{1,100}-(?:(?:\\d{1,10}|default|EST|REL|INV)-([ADR])|([ABDR])-\\d{1,10})");

    /** What nftables allows; iptables' are shorter. */
    private static final int LONGEST_PREFIX = 127;

    @Override
    public String name() {
        return "linux.netfilter";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        String text = raw.text();
        if (raw.json().isEmpty() && text.contains("firewall,") && text.contains(" proto ")) {
            return RouterOs.isPacket(SyslogHeader.ofDevice(raw));
        }
        return raw.json().isEmpty()
                && text.contains(" SRC=")
                && text.contains(" DST=")
                && text.contains(" PROTO=")
                && text.contains("IN=")
                && isOfKernel(raw);
    }

    /** The kernel writes of packets, or ulogd for it, and routers without naming a program. Others only write what they were told. */
    private static boolean isOfKernel(RawRecord raw) {
        String text = raw.text();
        return raw.header()
                .map(
                        header ->
                                header.program() == null
                                        || WRITERS.contains(header.program())
                                        || isPrefixAlone(header))
                .orElseGet(() -> isPrefix(text.substring(0, text.indexOf("IN=")).strip()));
    }

    /** Where the line names neither host nor program, what a rule writes in front stands in their place: {@code DENY: IN=eth0}. */
    private static boolean isPrefixAlone(SyslogHeader header) {
        return header.host() == null
                && header.processId() == null
                && header.message().startsWith("IN=");
    }

    /** The uptime and what a rule writes in front: other logs begin with a time or an address, and strangers write behind. */
    private static boolean isPrefix(String text) {
        String prefix = withoutUptime(text);
        return prefix.isEmpty()
                || (prefix.length() <= LONGEST_PREFIX
                        && prefix.indexOf('"') < 0
                        && !Character.isDigit(prefix.charAt(0)));
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
        if (header.time() == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        String line = header.message();
        if (RouterOs.isPacket(header)) {
            return ofRouterOs(header);
        }
        int start = line.indexOf("IN=");
        String packet = outer(start < 0 ? line : line.substring(start));
        KeyValues log = KeyValues.of(packet);
        if (log.text("SRC") == null) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD, "A packet's line has SRC=.");
        }
        String written = withoutUptime(line.substring(0, Math.max(start, 0)).strip());
        String program = header.program();
        if (program != null && !WRITERS.contains(program) && isPrefixAlone(header)) {
            written = program;
        }
        String description = Scan.between(written, DESCRIPTION, "\"");
        String prefix = prefix(Scan.before(written, " " + DESCRIPTION));
        EcsEvent.Builder event =
                packet(header)
                        .set(EcsField.OBSERVER_PRODUCT, "netfilter")
                        .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, log.text("IN"))
                        .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, log.text("OUT"))
                        .set(EcsField.RULE_NAME, prefix)
                        .set(EcsField.RULE_DESCRIPTION, description);
        Flow.endpoints(
                event,
                log.text("SRC"),
                log.number("SPT"),
                log.text("DST"),
                log.number("DPT"),
                log.text("PROTO"));
        Boolean allowed = written.startsWith("[") ? ofRouter(prefix) : null;
        allowed = allowed == null ? decision(prefix) : allowed;
        decided(event, allowed);
        // What nftables' "flags ether" writes.
        event.set(EcsField.DESTINATION_MAC, MacAddress.canonical(log.text("MACDST")))
                .set(EcsField.SOURCE_MAC, MacAddress.canonical(log.text("MACSRC")));
        String macs = log.text("MAC");
        if (macs != null && isEthernet(macs)) {
            event.set(EcsField.DESTINATION_MAC, MacAddress.canonical(macs.substring(0, 17)))
                    .set(EcsField.SOURCE_MAC, MacAddress.canonical(macs.substring(18, 35)));
        }
        event.set(EcsField.NETWORK_DIRECTION, direction(log))
                .set(EcsField.NETWORK_BYTES, log.number("LEN"));
        for (String flag : new String[] {"SYN", "ACK", "FIN", "RST"}) {
            if (packet.contains(" " + flag + " ")) {
                event.vendor("netfilter." + flag.toLowerCase(Locale.ROOT), true);
            }
        }
        log.keep(event, "netfilter", MAPPED);
        return new Normalized.Parsed(event);
    }

    private Normalized ofRouterOs(SyslogHeader header) {
        EcsEvent.Builder event =
                packet(header)
                        .set(EcsField.OBSERVER_VENDOR, "MikroTik")
                        .set(EcsField.OBSERVER_PRODUCT, "RouterOS");
        RouterOs.packet(event, header.message());
        decided(event, decision(event.string(EcsField.RULE_NAME)));
        return new Normalized.Parsed(event);
    }

    /** What every line says: that a packet came to this firewall. */
    private EcsEvent.Builder packet(SyslogHeader header) {
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, header.time())
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.OBSERVER_TYPE, "firewall")
                        .set(EcsField.OBSERVER_HOSTNAME, header.host())
                        .set(EcsField.HOST_NAME, header.host())
                        .set(EcsField.HOST_HOSTNAME, header.host())
                        .set(EcsField.NETWORK_PACKETS, 1L);
        SyslogFields.set(event, header);
        return event;
    }

    private static void decided(EcsEvent.Builder event, @Nullable Boolean allowed) {
        Flow.decided(event, allowed);
        if (allowed == null) {
            event.add(EcsField.EVENT_TYPE, "info");
        }
        event.set(
                EcsField.EVENT_ACTION,
                allowed == null ? "packet" : (allowed ? "packet-allowed" : "packet-denied"));
    }

    /** Some routers write on behind the protocol, with the packet's first octets; a tunnel has no such addresses in front. */
    private static boolean isEthernet(String macs) {
        return macs.length() == MAC_LENGTH
                || (macs.length() > MAC_LENGTH
                        && PROTOCOLS.contains(macs.substring(36, MAC_LENGTH)));
    }

    /** The packet without the one that an ICMP error is about, {@code [SRC=...]}, whose ports are not its own. */
    private static String outer(String text) {
        return Scan.before(text, " [SRC=");
    }

    /** What the rule writes in front: {@code [UFW BLOCK]}. */
    private static @Nullable String prefix(String written) {
        String prefix = written;
        if (prefix.startsWith("[") && prefix.endsWith("]")) {
            prefix = prefix.substring(1, prefix.length() - 1);
        }
        while (prefix.endsWith(":") || prefix.endsWith("-")) {
            prefix = prefix.substring(0, prefix.length() - 1).strip();
        }
        return prefix.isEmpty() ? null : prefix;
    }

    private static String withoutUptime(String text) {
        int closing = text.indexOf(']');
        return text.startsWith("[") && closing > 0 && isUptime(text.substring(1, closing).strip())
                ? text.substring(closing + 1).strip()
                : text;
    }

    private static boolean isUptime(String text) {
        return text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static @Nullable Boolean ofRouter(@Nullable String rule) {
        Matcher router = ROUTER_RULE.matcher(rule == null ? "" : rule);
        if (!router.matches()) {
            return null;
        }
        String verdict = router.group(1) == null ? router.group(2) : router.group(1);
        return "A".equals(verdict);
    }

    /** The log says no verdict: whoever set the rule says it in the prefix, if anywhere. */
    private static @Nullable Boolean decision(@Nullable String prefix) {
        String words = prefix == null ? "" : prefix.toLowerCase(Locale.ROOT);
        if (words.contains("drop")
                || words.contains("block")
                || words.contains("reject")
                || words.contains("den")) {
            return false;
        }
        boolean allows =
                words.contains("allow") || words.contains("accept") || words.contains("pass");
        return allows ? Boolean.TRUE : null;
    }

    private static @Nullable String direction(KeyValues log) {
        boolean in = log.has("IN");
        boolean out = log.has("OUT");
        if (in == out) {
            return null;
        }
        return in ? "ingress" : "egress";
    }
}
