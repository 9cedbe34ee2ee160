package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every name server is asked, and how it refuses. */
final class DnsQuestion {
    private DnsQuestion() {}

    /** A question of a client. */
    static void ask(EcsEvent.Builder event, @Nullable String name, @Nullable String type) {
        name(event, name, type);
        event.set(EcsField.DNS_TYPE, "query")
                .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                .set(EcsField.EVENT_ACTION, "dns-query");
    }

    /** What was asked, of which another line tells that it was. */
    static void name(EcsEvent.Builder event, @Nullable String name, @Nullable String type) {
        boolean rooted = name != null && name.length() > 1 && name.endsWith(".");
        event.set(
                        EcsField.DNS_QUESTION_NAME,
                        name != null && rooted ? name.substring(0, name.length() - 1) : name)
                .set(EcsField.DNS_QUESTION_TYPE, type);
    }

    /** Who asked may not. */
    static void denied(EcsEvent.Builder event, String action) {
        event.set(EcsField.EVENT_TYPE, List.of("protocol", "denied"))
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.EVENT_OUTCOME, "failure");
    }

    /** A list, or a policy, kept the client from it. */
    static void blocked(EcsEvent.Builder event) {
        event.set(EcsField.DNS_TYPE, "answer")
                .set(EcsField.EVENT_TYPE, List.of("protocol", "denied"))
                .set(EcsField.EVENT_ACTION, "dns-blocked");
    }

    /** A port, or null for what is none. */
    static @Nullable Long port(String text) {
        Long port = Scan.number(text);
        return port != null && port > 0 && port <= 65_535 ? port : null;
    }
}
