package io.tripline.alerting.paging;

import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Incidents that nobody is told about, because none of their alerts that are here waits: another may come. Kept in the
 * topic of paging, so that an alert is grouped the same whatever was restarted in between. Owned by the desk.
 */
final class Unclaimed {
    static final String KEY = "incident:";

    /** More come at once only in a flood, and then an alert is a page of its own. */
    static final int ROOM = 200;

    /** Likewise beyond so much: one with many steps is over a hundred KB. */
    static final long ROOM_BYTES = Runtime.getRuntime().maxMemory() / 16;

    /** What one costs of its bytes, which are held as such and read. */
    private static final int COPIES = 3;

    private final long roomBytes;
    private long bytes;

    /** In the order of their last revision. */
    private final Map<String, Entry> byId = new LinkedHashMap<>();

    /**
     * One of them.
     *
     * @param document its bytes as on the topic
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Entry(Incident incident, byte[] document) {
        private long weight() {
            return (long) COPIES * document.length;
        }
    }

    Unclaimed(long roomBytes) {
        this.roomBytes = roomBytes;
    }

    void clear() {
        byId.clear();
        bytes = 0;
    }

    void restore(byte[] value) {
        try {
            Incident incident = IncidentJson.read(value);
            put(new Entry(incident, value));
        } catch (MalformedEventException e) {
            throw new IllegalArgumentException("It is no incident.", e);
        }
    }

    List<Entry> naming(String alert) {
        return byId.values().stream()
                .filter(each -> each.incident().alerts().contains(alert))
                .toList();
    }

    void keep(Incident incident, byte[] document, Instant now, List<Outgoing> out) {
        Entry known = byId.get(incident.id());
        if (known != null && known.incident().revision() >= incident.revision()) {
            return;
        }
        put(new Entry(incident, document));
        out.add(Outgoing.of(Topics.PAGING, KEY + incident.id(), document, now));
        while (byId.size() > ROOM || (bytes > roomBytes && byId.size() > 1)) {
            remove(byId.keySet().iterator().next(), out);
        }
    }

    /** As the newest. */
    private void put(Entry entry) {
        drop(entry.incident().id());
        byId.put(entry.incident().id(), entry);
        bytes += entry.weight();
    }

    private boolean drop(String id) {
        Entry before = byId.remove(id);
        bytes -= before == null ? 0 : before.weight();
        return before != null;
    }

    void remove(String id, List<Outgoing> out) {
        if (drop(id)) {
            out.add(Outgoing.of(Topics.PAGING, KEY + id, null, null));
        }
    }
}
