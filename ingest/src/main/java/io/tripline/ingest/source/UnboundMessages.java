package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Set;

/** What unbound logs of questions and answers. */
final class UnboundMessages {
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

    private UnboundMessages() {}

    /** {@code info: address name. type class [code seconds cached bytes]}. */
    static void describe(EcsEvent.Builder event, String text) {
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
            DnsQuestion.ask(event, words[1], words[2]);
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
        DnsQuestion.ask(event, words[0], words.length > 1 ? words[1] : null);
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
        event.set(EcsField.SOURCE_PORT, DnsQuestion.port(client[1]));
        DnsQuestion.name(event, words[at + 3], words[at + 4]);
        event.set(EcsField.DNS_QUESTION_CLASS, words[at + 5]);
        if (policy ? !words[at + 1].equals("rpz-passthru") : REFUSING.contains(words[at + 1])) {
            DnsQuestion.blocked(event);
        }
    }
}
