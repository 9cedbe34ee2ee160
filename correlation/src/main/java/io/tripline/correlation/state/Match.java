package io.tripline.correlation.state;

import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Row;
import io.tripline.correlation.engine.Shortened;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One output row of a rule's EPL, and when it came about.
 *
 * @param millis event time of the event that completed it, or when its timer came due
 */
record Match(long millis, SortedMap<String, Object> columns, Evidence evidence) {
    /** By time, then by the last event, then by all that is told of it. */
    static final Comparator<Match> ORDER =
            Comparator.comparingLong(Match::millis)
                    .thenComparing(match -> match.evidence().events().getLast())
                    .thenComparing(match -> match.evidence().events().toString())
                    .thenComparing(match -> match.columns().toString());

    /**
     * The match that a row is.
     *
     * @param last the event before it, which stands for a row that holds none
     */
    static Match of(Row row, KeptEvent last, SortedMap<String, Object> decided) {
        SortedMap<String, Object> columns = new TreeMap<>(row.columns());
        // A function may join the texts of a whole window to one, and no more is ever told of it.
        columns.replaceAll((_, value) -> Shortened.asTold(value));
        columns.putAll(decided);
        return new Match(
                row.millis(),
                columns,
                Evidence.of(row.events().isEmpty() ? List.of(last) : row.events()));
    }
}
