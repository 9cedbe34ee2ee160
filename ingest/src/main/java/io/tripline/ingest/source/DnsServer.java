package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What name servers log of questions and answers: BIND, unbound, dnsmasq and Pi-hole, which is made of it.
 *
 * @see <a href="https://bind9.readthedocs.io/en/latest/reference.html#namedconf-statement-logging">BIND: logging</a>
 * @see <a href="https://unbound.docs.nlnetlabs.nl/en/latest/manpages/unbound.conf.html">unbound.conf: log-queries,
 *     log-replies</a>
 * @see <a href="https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html">dnsmasq: log-queries</a>
 */
public final class DnsServer implements LogSource {
    private static final Set<String> PROGRAMS =
            Set.of("named", "unbound", "dnsmasq", "dnsmasq-dhcp", "pihole-FTL");

    @Override
    public String name() {
        return "dns.server";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.shipped().program().isPresent()) {
            return PROGRAMS.contains(raw.shipped().program().get());
        }
        String text = raw.text();
        if (raw.json().isPresent()) {
            return false;
        }
        if ((text.contains("dnsmasq") || text.contains("named") || text.contains("unbound"))
                && (OwnFile.unbound(raw) != null
                        || SyslogHeader.of(raw)
                                .filter(header -> isFrom(header) || isUnboundsFile(header))
                                .isPresent())) {
            return true;
        }
        OwnFile file = OwnFile.bind(raw);
        return file != null && file.text().contains("client ");
    }

    /** With its time as text, its file reads like syslog, but has two numbers in the brackets. */
    private static boolean isUnboundsFile(SyslogHeader header) {
        return header.program() == null && header.message().startsWith("unbound[");
    }

    private static boolean isFrom(SyslogHeader header) {
        return header.program() != null && PROGRAMS.contains(header.program());
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        OwnFile bind = OwnFile.bind(raw);
        OwnFile file = bind == null ? OwnFile.unbound(raw) : bind;
        Instant time = file == null ? header.time() : file.time();
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        String text = file == null ? header.message() : file.text();
        String program = Optional.ofNullable(header.program()).orElse("");
        if (bind != null) {
            program = "named";
        } else if (program.isEmpty() && text.startsWith("unbound[")) {
            program = "unbound";
            text = text.substring(text.indexOf(' ') + 1);
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "dns-message")
                        .set(EcsField.EVENT_PROVIDER, program.isEmpty() ? null : program)
                        .set(EcsField.MESSAGE, text)
                        .set(EcsField.HOST_NAME, header.host())
                        .set(EcsField.HOST_HOSTNAME, header.host())
                        .set(EcsField.NETWORK_PROTOCOL, "dns");
        SyslogFields.set(event, header);
        switch (program) {
            case "dnsmasq", "pihole-FTL" -> dnsmasq(event, text);
            case "dnsmasq-dhcp" -> dhcp(event, text);
            case "unbound" -> unbound(event, text);
            default -> bind(event, text);
        }
        return new Normalized.Parsed(event);
    }

    /** {@code [view: ]query: name class type flags (server)} behind {@code client @0x... address#port (name): }. */
    private static void bind(EcsEvent.Builder event, String text) {
        int client = text.indexOf("client ");
        if (client < 0) {
            return;
        }
        String behind = text.substring(client + "client ".length());
        if (behind.startsWith("@")) {
            behind = behind.substring(behind.indexOf(' ') + 1);
        }
        String from = Scan.before(Scan.before(behind, " "), ":");
        int hash = behind.indexOf('#');
        if (hash > 0) {
            from = behind.substring(0, hash);
            event.set(
                    EcsField.SOURCE_PORT,
                    port(Scan.before(Scan.before(behind.substring(hash + 1), " "), ":")));
        }
        IpEndpoint.source(event, from);
        String query = Scan.after(behind, "query: ", "\n");
        String failed = Scan.after(behind, "query failed (", "\n");
        if (query != null) {
            String[] words = query.split(" ", 6);
            question(event, words[0], words.length > 2 ? words[2] : null);
            event.set(EcsField.DNS_QUESTION_CLASS, words.length > 1 ? words[1] : null)
                    .set(
                            EcsField.DESTINATION_IP,
                            query.endsWith(")")
                                    ? IpAddress.canonical(
                                            query.substring(
                                                    query.lastIndexOf('(') + 1, query.length() - 1))
                                    : null);
        } else if (failed != null) {
            String what = String.valueOf(Scan.after(failed, ") for ", " "));
            String[] parts = what.split("/", 4);
            question(event, parts[0], parts.length > 2 ? parts[2] : null);
            event.set(EcsField.DNS_RESPONSE_CODE, Scan.before(failed, ")"))
                    .set(EcsField.EVENT_ACTION, "dns-query-failed")
                    .set(EcsField.EVENT_OUTCOME, "failure");
        } else if (behind.endsWith("denied")) {
            String[] parts = String.valueOf(Scan.between(behind, "'", "'")).split("/", 4);
            boolean transfer = behind.contains("zone transfer");
            question(event, parts[0], transfer || parts.length < 2 ? null : parts[1]);
            event.set(EcsField.EVENT_TYPE, List.of("protocol", "denied"))
                    .set(
                            EcsField.EVENT_ACTION,
                            transfer ? "dns-transfer-denied" : "dns-query-denied")
                    .set(EcsField.EVENT_OUTCOME, "failure");
        } else if (behind.contains("AXFR started") || behind.contains("AXFR ended")) {
            event.set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                    .set(EcsField.EVENT_ACTION, "dns-transfer")
                    .set(EcsField.DNS_QUESTION_NAME, Scan.between(behind, "'", "/"));
        }
    }

    /** {@code info: address name. type class [code seconds cached bytes]}. */
    private static void unbound(EcsEvent.Builder event, String text) {
        String line = Scan.after(text, "info: ", "\n");
        // log-tag-queryreply
        line = line == null ? Scan.after(text, "query: ", "\n") : line;
        line = line == null ? Scan.after(text, "reply: ", "\n") : line;
        String[] words = line == null ? new String[0] : line.split(" ", 9);
        IpEndpoint from = words.length < 4 ? null : IpEndpoint.parse(words[0]);
        if (from == null) {
            return;
        }
        IpEndpoint.source(event, words[0]);
        question(event, words[1], words[2]);
        event.set(EcsField.DNS_QUESTION_CLASS, words[3]);
        if (words.length > 4) {
            event.set(EcsField.DNS_TYPE, "answer")
                    .set(EcsField.DNS_RESPONSE_CODE, words[4])
                    .set(EcsField.EVENT_ACTION, "dns-answer")
                    .set(EcsField.EVENT_OUTCOME, Flow.outcome(words[4].equals("NOERROR")));
        }
    }

    /** With {@code log-queries=extra}, a serial number and the client stand in front of each. */
    private static void dnsmasq(EcsEvent.Builder event, String text) {
        String[] words = text.split(" +", 8);
        int at = 0;
        if (words.length > 3 && Scan.number(words[0]) != null && words[1].indexOf('/') > 0) {
            IpEndpoint.source(event, Scan.before(words[1], "/"));
            event.set(EcsField.SOURCE_PORT, port(words[1].substring(words[1].indexOf('/') + 1)))
                    .set(EcsField.DNS_ID, words[0]);
            at = 2;
        }
        String verb = words[at];
        String name = at + 1 < words.length ? words[at + 1] : null;
        String joint = at + 2 < words.length ? words[at + 2] : "";
        String value = at + 3 < words.length ? words[at + 3] : null;
        if (verb.startsWith("query[") && name != null) {
            question(event, name, type(Scan.between(verb, "[", "]")));
            if (joint.equals("from")) {
                IpEndpoint.source(event, value);
            }
        } else if ((verb.equals("gravity") || verb.equals("regex") || verb.equals("exactly"))
                && isRefusal(name)) {
            // Pi-hole: gravity blocked name is 0.0.0.0
            question(event, joint, null);
            event.set(EcsField.DNS_TYPE, "answer")
                    .set(EcsField.EVENT_TYPE, List.of("protocol", "denied"))
                    .set(EcsField.EVENT_ACTION, "dns-blocked");
        } else if (joint.equals("is") && name != null) {
            question(event, name, null);
            boolean missing = value != null && value.startsWith("NXDOMAIN");
            event.set(EcsField.DNS_TYPE, "answer")
                    .set(EcsField.EVENT_ACTION, "dns-answer")
                    .set(EcsField.DNS_RESPONSE_CODE, missing ? "NXDOMAIN" : null)
                    .set(EcsField.EVENT_OUTCOME, Flow.outcome(!missing))
                    .vendor("dnsmasq.answered_from", verb);
            Flow.answer(event, value == null || value.startsWith("<") || missing ? null : value);
        } else if (verb.equals("forwarded") && name != null) {
            question(event, name, null);
            event.set(EcsField.EVENT_ACTION, "dns-forwarded")
                    .set(
                            EcsField.DESTINATION_IP,
                            value == null ? null : IpAddress.canonical(value));
        }
    }

    /** Types without a name of its own are written {@code type=65}. */
    private static @Nullable String type(@Nullable String word) {
        if (word == null || !word.startsWith("type=")) {
            return word;
        }
        return switch (word) {
            case "type=64" -> "SVCB";
            case "type=65" -> "HTTPS";
            default -> "TYPE" + word.substring("type=".length());
        };
    }

    /** {@code DHCPACK(eth0) 192.0.2.41 00:00:5e:00:53:23 laptop}. */
    private static void dhcp(EcsEvent.Builder event, String text) {
        String[] words = text.split(" +", 6);
        int bracket = words[0].indexOf('(');
        if (!words[0].startsWith("DHCP") || bracket < 0) {
            return;
        }
        event.set(EcsField.NETWORK_PROTOCOL, "dhcp")
                .set(EcsField.EVENT_ACTION, words[0].substring(0, bracket).toLowerCase(Locale.ROOT))
                .set(EcsField.EVENT_TYPE, List.of("connection", "protocol", "info"))
                .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, Scan.between(words[0], "(", ")"));
        for (int i = 1; i < words.length; i++) {
            String mac = MacAddress.canonical(words[i]);
            if (mac != null) {
                event.set(EcsField.SOURCE_MAC, mac)
                        .set(EcsField.SOURCE_DOMAIN, i + 1 < words.length ? words[i + 1] : null);
            } else if (IpEndpoint.parse(words[i]) != null) {
                IpEndpoint.source(event, words[i]);
            }
        }
    }

    private static void question(EcsEvent.Builder event, String name, @Nullable String type) {
        boolean rooted = name.length() > 1 && name.endsWith(".");
        event.set(EcsField.DNS_QUESTION_NAME, rooted ? name.substring(0, name.length() - 1) : name)
                .set(EcsField.DNS_QUESTION_TYPE, type)
                .set(EcsField.DNS_TYPE, "query")
                .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                .set(EcsField.EVENT_ACTION, "dns-query");
    }

    private static @Nullable Long port(String text) {
        Long port = Scan.number(text);
        return port != null && port > 0 && port <= 65_535 ? port : null;
    }

    private static boolean isRefusal(@Nullable String word) {
        return "blacklisted".equals(word) || "blocked".equals(word) || "denied".equals(word);
    }
}
