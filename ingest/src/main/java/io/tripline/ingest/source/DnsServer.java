package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.MacAddress;
import java.time.Instant;
import java.util.List;
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

    private static final String ERROR = "error is ";
    private static final String REBIND = "possible DNS-rebind attack detected: ";

    /** Types of unbound's local zones that keep a client from the name, and are for nothing else. */
    private static final Set<String> REFUSING =
            Set.of(
                    "always_deny",
                    "always_nodata",
                    "always_null",
                    "always_nxdomain",
                    "always_refuse",
                    "deny",
                    "inform_deny",
                    "refuse");

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
        return file != null && (file.text().contains("client ") || OwnFile.isBind(file.text()));
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
                        .set(EcsField.NETWORK_PROTOCOL, "dns");
        // With a time in ISO 8601, BIND's file looks like syslog.
        if (bind == null) {
            event.set(EcsField.HOST_NAME, header.host()).set(EcsField.HOST_HOSTNAME, header.host());
            SyslogFields.set(event, header);
        }
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
            // 192.0.2.7#51234/key name, where the request is signed
            String port = Scan.before(Scan.before(behind.substring(hash + 1), " "), ":");
            event.set(EcsField.SOURCE_PORT, port(Scan.before(port, "/")));
        }
        IpEndpoint.source(event, from);
        String query = Scan.after(behind, "query: ", "\n");
        String failed = Scan.after(behind, "query failed (", "\n");
        int rewritten = behind.indexOf(" rewrite ");
        if (query != null) {
            // name class type flags (server) [ECS network]
            String[] words = query.split(" ", 6);
            question(event, words[0], words.length > 2 ? words[2] : null);
            event.set(EcsField.DNS_QUESTION_CLASS, words.length > 1 ? words[1] : null)
                    .set(
                            EcsField.DESTINATION_IP,
                            words.length > 4
                                    ? IpAddress.canonical(Scan.between(words[4], "(", ")"))
                                    : null);
        } else if (failed != null) {
            // name/class/type; why is a code of DNS, or what stood in its way.
            String why = Scan.before(failed, ")");
            String[] parts = parts(Scan.after(failed, ") for ", " "));
            boolean isCode = why.chars().allMatch(c -> c >= 'A' && c <= 'Z');
            question(event, parts[0], parts[2]);
            event.set(isCode ? EcsField.DNS_RESPONSE_CODE : EcsField.EVENT_REASON, why)
                    .set(EcsField.EVENT_ACTION, "dns-query-failed")
                    .set(EcsField.EVENT_OUTCOME, "failure");
        } else if (rewritten >= 0 && behind.contains(": rpz ")) {
            // A response policy: rpz QNAME NXDOMAIN rewrite name/type/class via policy
            String[] parts = parts(Scan.before(behind.substring(rewritten + 9), " via "));
            asked(event, parts[0], parts[1]);
            if (!behind.startsWith(" PASSTHRU", rewritten - 9)) {
                blocked(event);
            }
        } else if (behind.endsWith("denied")
                || behind.contains("' denied (")
                || behind.contains(": bad zone transfer request: '")) {
            // Old versions do not say of which name.
            String what = Scan.between(behind, "'", "'");
            if (behind.contains("update")) {
                event.set(EcsField.DNS_QUESTION_NAME, what == null ? null : Scan.before(what, "/"));
                denied(event, "dns-update-denied");
            } else {
                boolean transfer = behind.contains("zone transfer");
                String[] parts = parts(what);
                question(event, parts[0], transfer ? null : parts[1]);
                denied(event, transfer ? "dns-transfer-denied" : "dns-query-denied");
            }
        } else if (behind.contains("XFR started") || behind.contains("XFR ended")) {
            event.set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                    .set(EcsField.EVENT_ACTION, "dns-transfer")
                    .set(EcsField.DNS_QUESTION_NAME, Scan.after(behind, "'", "/"));
        }
    }

    /** {@code name/type/class}, or the other way round; there may be slashes in the name. */
    private static @Nullable String[] parts(@Nullable String text) {
        if (text == null) {
            return new @Nullable String[] {null, null, null};
        }
        int last = text.lastIndexOf('/');
        int middle = last < 0 ? -1 : text.lastIndexOf('/', last - 1);
        return middle < 0
                ? new @Nullable String[] {Scan.before(text, "/"), null, null}
                : new @Nullable String[] {
                    text.substring(0, middle),
                    text.substring(middle + 1, last),
                    text.substring(last + 1)
                };
    }

    private static void denied(EcsEvent.Builder event, String action) {
        event.set(EcsField.EVENT_TYPE, List.of("protocol", "denied"))
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.EVENT_OUTCOME, "failure");
    }

    /** A list, or a policy, kept the client from it. */
    private static void blocked(EcsEvent.Builder event) {
        event.set(EcsField.DNS_TYPE, "answer")
                .set(EcsField.EVENT_TYPE, List.of("protocol", "denied"))
                .set(EcsField.EVENT_ACTION, "dns-blocked");
    }

    /** {@code info: address name. type class [code seconds cached bytes]}. */
    private static void unbound(EcsEvent.Builder event, String text) {
        if (unanswered(event, text)) {
            return;
        }
        String line = Scan.after(text, "info: ", "\n");
        // log-tag-queryreply
        line = line == null ? Scan.after(text, "query: ", "\n") : line;
        line = line == null ? Scan.after(text, "reply: ", "\n") : line;
        String[] words = line == null ? new String[0] : line.split(" ", 9);
        IpEndpoint from = words.length < 4 ? null : IpEndpoint.parse(words[0]);
        if (from == null) {
            localAction(event, words);
            return;
        }
        IpEndpoint.source(event, words[0]);
        if (words[3].equals("CLASS0")) {
            // It did not read what was asked, and writes null.
            event.set(EcsField.EVENT_TYPE, List.of("protocol", "info"));
        } else {
            question(event, words[1], words[2]);
            event.set(EcsField.DNS_QUESTION_CLASS, words[3]);
        }
        if (words.length > 4) {
            event.set(EcsField.DNS_TYPE, "answer")
                    .set(EcsField.DNS_RESPONSE_CODE, words[4])
                    .set(EcsField.EVENT_ACTION, "dns-answer")
                    .set(EcsField.EVENT_OUTCOME, Flow.outcome(words[4].equals("NOERROR")));
        }
    }

    /** {@code SERVFAIL <name. type class>: why} (log-servfail), {@code validation failure <name. type class>: why}. */
    private static boolean unanswered(EcsEvent.Builder event, String text) {
        int open = text.indexOf(" <");
        int close = text.indexOf(">: ", Math.max(open, 0));
        String before = open < 0 ? "" : text.substring(0, open);
        if (close < 0
                || !(before.endsWith(": SERVFAIL") || before.endsWith(": validation failure"))) {
            return false;
        }
        String[] words = text.substring(open + 2, close).split(" ", 3);
        question(event, words[0], words.length > 1 ? words[1] : null);
        event.set(EcsField.DNS_QUESTION_CLASS, words.length > 2 ? words[2] : null)
                .set(EcsField.DNS_RESPONSE_CODE, "SERVFAIL")
                .set(EcsField.EVENT_ACTION, "dns-query-failed")
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.EVENT_REASON, text.substring(close + 3));
        return true;
    }

    /** {@code zone. action address@port name. type class}, or {@code rpz: applied [list] zone. action ...}. */
    private static void localAction(EcsEvent.Builder event, String[] words) {
        boolean policy = words.length > 4 && words[0].equals("rpz:") && words[1].equals("applied");
        int at = !policy ? 0 : words[2].endsWith("]") ? 3 : 2;
        if (words.length < at + 6 || words[at + 2].indexOf('@') < 0) {
            return;
        }
        String[] client = words[at + 2].split("@", 2);
        if (IpEndpoint.parse(client[0]) == null) {
            return;
        }
        IpEndpoint.source(event, client[0]);
        event.set(EcsField.SOURCE_PORT, port(client[1]));
        asked(event, words[at + 3], words[at + 4]);
        event.set(EcsField.DNS_QUESTION_CLASS, words[at + 5]);
        if (policy ? !words[at + 1].equals("rpz-passthru") : REFUSING.contains(words[at + 1])) {
            blocked(event);
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
        // A client may ask for a name with blanks: what the server itself says stands last.
        String rest = name == null ? "" : text.substring(text.indexOf(' ', text.indexOf(verb)) + 1);
        int from = rest.lastIndexOf(" from ");
        int to = rest.lastIndexOf(" to ");
        int is = joint.equals("is") || isAnswer(verb) ? rest.lastIndexOf(" is ") : -1;
        String code =
                rest.startsWith(ERROR) ? Scan.before(rest.substring(ERROR.length()), " ") : "";
        if (verb.startsWith("query[") && name != null) {
            question(
                    event,
                    from < 0 ? rest : rest.substring(0, from),
                    type(Scan.between(verb, "[", "]")));
            IpEndpoint.source(event, from < 0 ? null : rest.substring(from + " from ".length()));
        } else if ((verb.equals("gravity") || verb.equals("regex") || verb.equals("exactly"))
                && isRefusal(name)) {
            // Pi-hole: gravity blocked name is 0.0.0.0
            question(event, joint, null);
            blocked(event);
        } else if (rest.equals("query is duplicate")) {
            event.set(EcsField.EVENT_TYPE, List.of("protocol", "info"));
        } else if (verb.equals("forwarded") && to > 0) {
            String[] server = rest.substring(to + " to ".length()).split("#", 2);
            question(event, rest.substring(0, to), null);
            event.set(EcsField.EVENT_ACTION, "dns-forwarded")
                    .set(EcsField.DESTINATION_IP, IpAddress.canonical(server[0]))
                    .set(EcsField.DESTINATION_PORT, server.length > 1 ? port(server[1]) : null);
        } else if (isCode(code)) {
            // Which question that answers, nothing says.
            event.set(EcsField.DNS_TYPE, "answer")
                    .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                    .set(EcsField.EVENT_ACTION, "dns-answer")
                    .set(EcsField.DNS_RESPONSE_CODE, code)
                    .set(EcsField.EVENT_OUTCOME, "failure")
                    .vendor("dnsmasq.answered_from", verb);
        } else if (text.startsWith(REBIND)) {
            // A public name with an address of the inside: it does not hand out the answer.
            question(event, text.substring(REBIND.length()), null);
            blocked(event);
            event.set(EcsField.EVENT_REASON, "possible DNS-rebind attack");
        } else if (is > 0) {
            String value = rest.substring(is + " is ".length());
            question(event, rest.substring(0, is), null);
            boolean missing = value.startsWith("NXDOMAIN");
            boolean empty = missing || value.startsWith("NODATA");
            event.set(EcsField.DNS_TYPE, "answer")
                    .set(EcsField.EVENT_ACTION, "dns-answer")
                    .set(EcsField.DNS_RESPONSE_CODE, missing ? "NXDOMAIN" : null)
                    .set(EcsField.EVENT_OUTCOME, Flow.outcome(!missing))
                    .vendor("dnsmasq.answered_from", verb);
            Flow.answer(event, value.startsWith("<") || empty ? null : value);
        }
    }

    /** From where it has an answer; a file is named by its path. */
    private static boolean isAnswer(String verb) {
        return switch (verb) {
            case "reply", "cached", "cached-stale", "config", "DHCP" -> true;
            default -> verb.startsWith("/");
        };
    }

    /** {@code SERVFAIL}; what is an answer's for a name that is called so has a dot or a small letter. */
    private static boolean isCode(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= 'A' && c <= 'Z');
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

    /**
     * {@code DHCPACK(eth0) 192.0.2.41 00:00:5e:00:53:23 laptop}; with {@code log-dhcp}, the transaction's number stands in
     * front. Behind the hardware address an answer has the client's name, what a client sent has what was wrong with it.
     */
    private static void dhcp(EcsEvent.Builder event, String line) {
        String first = Scan.before(line, " ");
        String text = Scan.number(first) == null ? line : line.substring(first.length()).strip();
        String[] words = text.split(" +", 4);
        int bracket = words[0].indexOf('(');
        if (!words[0].startsWith("DHCP") || bracket < 0) {
            return;
        }
        String verb = words[0].substring(0, bracket);
        event.set(EcsField.NETWORK_PROTOCOL, "dhcp")
                .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, Scan.between(words[0], "(", ")"));
        int at = words.length > 1 && IpEndpoint.parse(words[1]) != null ? 2 : 1;
        if (at == 2) {
            IpEndpoint.source(event, words[1]);
        }
        String rest = text.substring(words[0].length()).strip();
        rest = at == 2 ? rest.substring(words[1].length()).strip() : rest;
        String mac = MacAddress.canonical(Scan.before(rest, " "));
        String behind = mac == null ? "" : rest.substring(Scan.before(rest, " ").length()).strip();
        boolean answered = verb.equals("DHCPACK") || verb.equals("DHCPOFFER");
        event.set(EcsField.SOURCE_MAC, mac)
                .set(EcsField.SOURCE_DOMAIN, answered && !behind.isEmpty() ? behind : null)
                .set(EcsField.EVENT_REASON, answered || behind.isEmpty() ? null : behind);
        DhcpServer.said(event, verb, !answered && !behind.isEmpty());
    }

    private static void question(
            EcsEvent.Builder event, @Nullable String name, @Nullable String type) {
        asked(event, name, type);
        event.set(EcsField.DNS_TYPE, "query")
                .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                .set(EcsField.EVENT_ACTION, "dns-query");
    }

    /** What was asked, of which another line tells that it was. */
    private static void asked(
            EcsEvent.Builder event, @Nullable String name, @Nullable String type) {
        boolean rooted = name != null && name.length() > 1 && name.endsWith(".");
        event.set(
                        EcsField.DNS_QUESTION_NAME,
                        name != null && rooted ? name.substring(0, name.length() - 1) : name)
                .set(EcsField.DNS_QUESTION_TYPE, type);
    }

    private static @Nullable Long port(String text) {
        Long port = Scan.number(text);
        return port != null && port > 0 && port <= 65_535 ? port : null;
    }

    private static boolean isRefusal(@Nullable String word) {
        return "blacklisted".equals(word) || "blocked".equals(word) || "denied".equals(word);
    }
}
