package io.tripline.alerting.paging;

import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cases that the desk remembers; every change of one goes to the topic of paging. Owned by the desk. */
final class Cases {
    /** Those longest unchanged are forgotten first, and a later revision of one is then a page. */
    static final int ROOM = 10_000;

    /** What nobody has touched for so long is forgotten. */
    static final Duration MEMORY = Duration.ofDays(30);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    private static final String KEY = "case:";

    /** In the order of their last change, the oldest first. */
    private final Map<String, Case> byId = new LinkedHashMap<>();

    /** By alert, the incident whose page it is part of. */
    private final Map<String, String> incidents = new HashMap<>();

    private Instant nextCleaning = Instant.EPOCH;

    void clear() {
        byId.clear();
        incidents.clear();
    }

    void restore(byte[] value) throws IOException {
        Case known = Case.read(value);
        byId.put(known.id, known);
        known.members.forEach(each -> incidents.put(each, known.id));
    }

    @Nullable Case of(String id) {
        return byId.get(id);
    }

    /** The incident whose page the alert is part of. */
    Optional<String> incidentOf(String alert) {
        return Optional.ofNullable(incidents.get(alert));
    }

    /** An alert is part of one incident's page: of the last that named it. */
    void addMember(Case incident, String alert) {
        String before = incidents.put(alert, incident.id);
        incident.members.add(alert);
        if (before != null && !before.equals(incident.id)) {
            Case left = byId.get(before);
            if (left != null) {
                left.members.remove(alert);
            }
        }
    }

    /** Those for which it is time that something happens by itself. */
    List<Case> due(Instant now) {
        return byId.values().stream()
                .filter(each -> each.due != null && !now.isBefore(each.due))
                .toList();
    }

    /** Remembers a change. */
    void keep(Case changed, Instant now, List<Outgoing> out) {
        changed.changed = now;
        byId.remove(changed.id);
        byId.put(changed.id, changed);
        out.add(Outgoing.of(Topics.PAGING, KEY + changed.id, changed.bytes(), now));
        while (byId.size() > ROOM) {
            forget(byId.values().iterator().next(), out);
        }
    }

    /** Forgets what is old, if it is time to look. */
    void clean(Instant now, List<Outgoing> out) {
        if (now.isBefore(nextCleaning)) {
            return;
        }
        nextCleaning = now.plus(BETWEEN_CLEANINGS);
        while (!byId.isEmpty()) {
            Case oldest = byId.values().iterator().next();
            if (!oldest.changed.plus(MEMORY).isBefore(now)) {
                break;
            }
            forget(oldest, out);
        }
    }

    private void forget(Case old, List<Outgoing> out) {
        byId.remove(old.id);
        old.members.forEach(each -> incidents.remove(each, old.id));
        out.add(Outgoing.of(Topics.PAGING, KEY + old.id, null, null));
    }
}
