package io.tripline.alerting.paging;

import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChangeJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people did with alerts and incidents that paging does not know: they may be unread yet, as after a time without us.
 * Kept in the topic of paging. Owned by the desk.
 */
final class EarlyChanges {
    static final String KEY = "triage:";

    /** Those longest unchanged are forgotten first. */
    static final int ROOM = 1_000;

    /** What is not here after so long does not come: nobody was paged about it. */
    static final Duration MEMORY = Duration.ofHours(1);

    /** In the order of their coming. */
    private final Map<String, TriageChange> byId = new LinkedHashMap<>();

    /** Since when this instance has each; it is looked at after a restart as if it had just come. */
    private final Map<String, Instant> since = new HashMap<>();

    void clear() {
        byId.clear();
        since.clear();
    }

    void restore(byte[] value) {
        try {
            TriageChange change = TriageChangeJson.read(value);
            byId.put(change.id(), change);
        } catch (MalformedEventException e) {
            throw new IllegalArgumentException("It is no change of triage.", e);
        }
    }

    List<TriageChange> all() {
        return List.copyOf(byId.values());
    }

    void keep(TriageChange change, Instant now, List<Outgoing> out) {
        TriageChange known = byId.get(change.id());
        if (known != null && known.version() >= change.version()) {
            return;
        }
        byId.remove(change.id());
        byId.put(change.id(), change);
        since.put(change.id(), now);
        out.add(Outgoing.of(Topics.PAGING, KEY + change.id(), TriageChangeJson.write(change), now));
        if (byId.size() > ROOM) {
            remove(byId.keySet().iterator().next(), out);
        }
    }

    void remove(String id, List<Outgoing> out) {
        since.remove(id);
        if (byId.remove(id) != null) {
            out.add(Outgoing.of(Topics.PAGING, KEY + id, null, null));
        }
    }

    /** Forgets what is old. */
    void clean(Instant now, List<Outgoing> out) {
        for (String each : List.copyOf(byId.keySet())) {
            if (since.computeIfAbsent(each, _ -> now).plus(MEMORY).isBefore(now)) {
                remove(each, out);
            }
        }
    }
}
