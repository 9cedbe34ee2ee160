package io.tripline.contracts;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What became of one log source's raw records that arrived in one partition of a raw topic within one minute. It only ever
 * grows: of two with one id, the one that reaches further is the newer truth.
 *
 * @param source the log source's name, {@code none} for what no source claimed
 * @param minute of arrival, its beginning
 */
public record LedgerEntry(String source, Instant minute, Reach reach, Tally tally) {
    /**
     * The Kafka records that were counted. Each belongs to the entry of one source, that of its first raw record, so that
     * over all entries of a partition they add up to its offsets.
     *
     * @param firstOffset of the records that were counted, also those whose first raw record is another source's
     * @param lastOffset likewise
     */
    public record Reach(
            String topic, int partition, long firstOffset, long lastOffset, long kafkaRecords) {}

    /**
     * The raw records: received = events + ignored + dead.
     *
     * @param ignored how many, by reason
     * @param dead how many, by reason
     * @param newest the latest of the events' own times, which the source's clock says; empty if there is no event, or if none
     *     was noted
     */
    public record Tally(
            long received,
            long events,
            Map<String, Long> ignored,
            Map<String, Long> dead,
            Optional<Instant> newest) {
        public Tally {
            ignored = Map.copyOf(ignored);
            dead = Map.copyOf(dead);
        }

        /** Whether nothing is missing and nothing is counted twice. */
        public boolean balances() {
            return received == events + sum(ignored) + sum(dead);
        }

        /** Both together, e.g. of two minutes. */
        public Tally plus(Tally other) {
            return new Tally(
                    received + other.received,
                    events + other.events,
                    plus(ignored, other.ignored),
                    plus(dead, other.dead),
                    Stream.of(newest, other.newest)
                            .flatMap(Optional::stream)
                            .max(Comparator.naturalOrder()));
        }

        private static Map<String, Long> plus(Map<String, Long> one, Map<String, Long> other) {
            Map<String, Long> both = new TreeMap<>(one);
            other.forEach((reason, count) -> both.merge(reason, count, Long::sum));
            return both;
        }

        static long sum(Map<String, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * The same however often the records are counted. The first offset is in it since a minute that was thought to be over
     * may go on in a second entry.
     */
    public String id() {
        return String.join(
                "-",
                reach.topic,
                Integer.toString(reach.partition),
                minute.toString(),
                source,
                Long.toString(reach.firstOffset));
    }
}
