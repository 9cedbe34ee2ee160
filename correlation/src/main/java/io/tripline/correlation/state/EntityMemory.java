package io.tripline.correlation.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is remembered of a rule's entity beside its events.
 *
 * @param settledUntil matches until this event time can change no more; a later arrival of an older event is too late
 * @param passed event time that is known to have passed for the entity without an event as new
 * @param shortenedUntil of what is settled, that until this event time is so sooner than the lateness says
 * @param settled the last episode of settled matches, which a new match may still join
 * @param profiles by name: what each profile knows of events no longer kept
 */
public record EntityMemory(
        long settledUntil,
        long passed,
        long shortenedUntil,
        Optional<Settled> settled,
        Map<String, ProfileMemory> profiles) {

    /** An entity never seen. */
    public static final EntityMemory NONE =
            new EntityMemory(
                    Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Optional.empty(), Map.of());

    /** An episode in plain data; evidence is as in {@link Evidence}. */
    public record Settled(
            long begin,
            long end,
            long firstSeen,
            long count,
            SortedMap<String, Object> columns,
            List<io.tripline.correlation.engine.KeptEvent> evidence) {
        static Settled of(Episode episode) {
            return new Settled(
                    episode.begin(),
                    episode.end(),
                    episode.firstSeen(),
                    episode.count(),
                    episode.columns(),
                    episode.evidence().events());
        }

        Episode episode() {
            return new Episode(begin, end, firstSeen, count, columns, new Evidence(evidence));
        }
    }
}
