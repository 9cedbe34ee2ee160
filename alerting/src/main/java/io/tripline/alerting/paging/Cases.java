package io.tripline.alerting.paging;

import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cases that the desk remembers; every change of one goes to the topic of paging. Owned by the desk. */
final class Cases {
    /** Beyond it those are forgotten of which nothing is due, and a later revision of one is then a page. */
    static final int ROOM = 10_000;

    /** Likewise beyond so much of what all topics' readers and the rest have: an alert with its evidence is tens of KB. */
    static final long ROOM_BYTES = Runtime.getRuntime().maxMemory() / 4;

    /** What a case costs beside its document. */
    private static final int OVERHEAD = 2_000;

    /** What each alert of an incident costs, with what finds the incident by it. */
    private static final int MEMBER = 250;

    /** What nobody has touched for so long is forgotten. */
    static final Duration MEMORY = Duration.ofDays(30);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
    static final String KEY = "case:";

    /** In the order of their last change, the oldest first. */
    private final Map<String, Case> byId = new LinkedHashMap<>();

    /** By alert, the incident whose page it is part of. */
    private final Map<String, String> incidents = new HashMap<>();

    /** Those of which nothing is due that are over, or that nobody was told of. In the order of their last change. */
    private final Set<String> over = new LinkedHashSet<>();

    /** Those of which nothing is due, but of whose end somebody would hear. In the order of their last change. */
    private final Set<String> calm = new LinkedHashSet<>();

    private final int room;
    private final long roomBytes;
    private long bytes;
    private Instant nextCleaning = Instant.EPOCH;

    Cases(int room, long roomBytes) {
        this.room = room;
        this.roomBytes = roomBytes;
    }

    /** How many there may be. */
    int room() {
        return room;
    }

    void clear() {
        byId.clear();
        bytes = 0;
        over.clear();
        calm.clear();
        incidents.clear();
    }

    void restore(byte[] value) throws IOException {
        Case known = Case.read(value);
        Case before = byId.put(known.id, known);
        weigh(known, before);
        sort(known);
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

    /** Those to which something happens by itself some time. */
    List<Case> timed() {
        return byId.values().stream().filter(each -> !each.isCalm()).toList();
    }

    /** Those of whose growth it is time to tell. */
    List<Case> updatesDue(Instant now) {
        return byId.values().stream()
                .filter(each -> each.updateDue != null && !now.isBefore(each.updateDue))
                .toList();
    }

    /** Remembers a change. */
    void keep(Case changed, Instant now, List<Outgoing> out) {
        changed.changed = now;
        weigh(changed, byId.remove(changed.id));
        byId.put(changed.id, changed);
        sort(changed);
        out.add(Outgoing.of(Topics.PAGING, KEY + changed.id, changed.bytes(), now));
    }

    /** A case for which there is no room: one of which nothing is due, if there is any; else the one longest unchanged. */
    Optional<Case> excess() {
        return byId.size() <= room && bytes <= roomBytes
                ? Optional.empty()
                : Stream.of(over, calm, byId.keySet())
                        .flatMap(each -> each.stream().limit(1))
                        .findFirst()
                        .map(byId::get);
    }

    /** Forgets what is old, if it is time to look. */
    void clean(Instant now, List<Outgoing> out) {
        boolean isAhead = nextCleaning.isAfter(now.plus(BETWEEN_CLEANINGS));
        if (!isAhead && now.isBefore(nextCleaning)) {
            return;
        }
        nextCleaning = now.plus(BETWEEN_CLEANINGS);
        for (Case each : List.copyOf(byId.values())) {
            if (!each.changed.plus(MEMORY).isBefore(now)) {
                break;
            }
            if (each.isCalm()) {
                forget(each, out);
            }
        }
    }

    private void weigh(Case changed, @Nullable Case before) {
        bytes -= before == null ? 0 : before.weight;
        changed.weight = OVERHEAD + changed.document.length + MEMBER * changed.members.size();
        bytes += changed.weight;
    }

    private void sort(Case changed) {
        over.remove(changed.id);
        calm.remove(changed.id);
        if (changed.isCalm()) {
            (changed.isOpen() && !changed.told.isEmpty() ? calm : over).add(changed.id);
        }
    }

    void forget(Case old, List<Outgoing> out) {
        Case before = byId.remove(old.id);
        bytes -= before == null ? 0 : before.weight;
        over.remove(old.id);
        calm.remove(old.id);
        old.members.forEach(each -> incidents.remove(each, old.id));
        out.add(Outgoing.of(Topics.PAGING, KEY + old.id, null, null));
    }
}
