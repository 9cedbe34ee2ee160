package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What BIND's named logs of questions. */
final class BindMessages {
    private BindMessages() {}

    /** {@code [view: ]query: name class type flags (server)} behind {@code client @0x... address#port (name): }. */
    static void describe(EcsEvent.Builder event, String text) {
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
            event.set(EcsField.SOURCE_PORT, DnsQuestion.port(Scan.before(port, "/")));
        }
        IpEndpoint.source(event, from);
        String query = Scan.after(behind, "query: ", "\n");
        String failed = Scan.after(behind, "query failed (", "\n");
        int rewritten = behind.indexOf(" rewrite ");
        if (query != null) {
            // name class type flags (server) [ECS network]
            String[] words = query.split(" ", 6);
            DnsQuestion.ask(event, words[0], words.length > 2 ? words[2] : null);
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
            DnsQuestion.ask(event, parts[0], parts[2]);
            event.set(isCode ? EcsField.DNS_RESPONSE_CODE : EcsField.EVENT_REASON, why)
                    .set(EcsField.EVENT_ACTION, "dns-query-failed")
                    .set(EcsField.EVENT_OUTCOME, "failure");
        } else if (rewritten >= 0 && behind.contains(": rpz ")) {
            // A response policy: rpz QNAME NXDOMAIN rewrite name/type/class via policy
            String[] parts = parts(Scan.before(behind.substring(rewritten + 9), " via "));
            DnsQuestion.name(event, parts[0], parts[1]);
            if (!behind.startsWith(" PASSTHRU", rewritten - 9)) {
                DnsQuestion.blocked(event);
            }
        } else if (behind.endsWith("denied")
                || behind.contains("' denied (")
                || behind.contains(": bad zone transfer request: '")) {
            // Old versions do not say of which name.
            String what = Scan.between(behind, "'", "'");
            if (behind.contains("update")) {
                event.set(EcsField.DNS_QUESTION_NAME, what == null ? null : Scan.before(what, "/"));
                DnsQuestion.denied(event, "dns-update-denied");
            } else {
                boolean transfer = behind.contains("zone transfer");
                String[] parts = parts(what);
                DnsQuestion.ask(event, parts[0], transfer ? null : parts[1]);
                DnsQuestion.denied(event, transfer ? "dns-transfer-denied" : "dns-query-denied");
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
}
