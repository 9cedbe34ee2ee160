package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What dnsmasq logs of questions, answers and leases, and Pi-hole, which is made of it. */
final class DnsmasqMessages {
    private static final String ERROR = "error is ";

    private static final String REBIND = "possible DNS-rebind attack detected: ";

    private DnsmasqMessages() {}

    /** With {@code log-queries=extra}, a serial number and the client stand in front of each. */
    static void describe(EcsEvent.Builder event, String text) {
        String[] words = text.split(" +", 8);
        int at = 0;
        if (words.length > 3 && Scan.number(words[0]) != null && words[1].indexOf('/') > 0) {
            IpEndpoint.source(event, Scan.before(words[1], "/"));
            event.set(
                            EcsField.SOURCE_PORT,
                            DnsQuestion.port(words[1].substring(words[1].indexOf('/') + 1)))
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
            DnsQuestion.ask(
                    event,
                    from < 0 ? rest : rest.substring(0, from),
                    type(Scan.between(verb, "[", "]")));
            IpEndpoint.source(event, from < 0 ? null : rest.substring(from + " from ".length()));
        } else if ((verb.equals("gravity") || verb.equals("regex") || verb.equals("exactly"))
                && isRefusal(name)) {
            // Pi-hole: gravity blocked name is 0.0.0.0
            DnsQuestion.ask(event, joint, null);
            DnsQuestion.blocked(event);
        } else if (rest.equals("query is duplicate")) {
            event.set(EcsField.EVENT_TYPE, List.of("protocol", "info"));
        } else if (verb.equals("forwarded") && to > 0) {
            String[] server = rest.substring(to + " to ".length()).split("#", 2);
            DnsQuestion.ask(event, rest.substring(0, to), null);
            event.set(EcsField.EVENT_ACTION, "dns-forwarded")
                    .set(EcsField.DESTINATION_IP, IpAddress.canonical(server[0]))
                    .set(
                            EcsField.DESTINATION_PORT,
                            server.length > 1 ? DnsQuestion.port(server[1]) : null);
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
            DnsQuestion.ask(event, text.substring(REBIND.length()), null);
            DnsQuestion.blocked(event);
            event.set(EcsField.EVENT_REASON, "possible DNS-rebind attack");
        } else if (is > 0) {
            String value = rest.substring(is + " is ".length());
            DnsQuestion.ask(event, rest.substring(0, is), null);
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

    private static boolean isRefusal(@Nullable String word) {
        return "blacklisted".equals(word) || "blocked".equals(word) || "denied".equals(word);
    }

    /**
     * {@code DHCPACK(eth0) 192.0.2.41 00:00:5e:00:53:23 laptop}; with {@code log-dhcp}, the transaction's number stands in
     * front. Behind the hardware address an answer has the client's name, what a client sent has what was wrong with it.
     */
    static void leased(EcsEvent.Builder event, String line) {
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
}
