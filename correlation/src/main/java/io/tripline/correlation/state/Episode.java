package io.tripline.correlation.state;

import java.util.SortedMap;

/**
 * Matches of one rule and entity of which each came within the rule's {@code suppress} of the one before: one attack, one
 * alert. Episodes are a pure function of the matches in order, and joining is associative, so that old matches can be
 * folded away.
 *
 * @param begin event time of the first match
 * @param end event time of the last match
 * @param firstSeen event time of the first event of any match
 * @param columns of the last match
 */
record Episode(
        long begin,
        long end,
        long firstSeen,
        long count,
        SortedMap<String, Object> columns,
        Evidence evidence) {

    static Episode of(Match match) {
        return new Episode(
                match.millis(),
                match.millis(),
                match.evidence().events().getFirst().millis(),
                1,
                match.columns(),
                match.evidence());
    }

    /** With no more of its events than is told of them. */
    Episode asTold() {
        return new Episode(begin, end, firstSeen, count, columns, evidence.asTold());
    }

    Episode and(Match match) {
        return new Episode(
                begin,
                match.millis(),
                Math.min(firstSeen, match.evidence().events().getFirst().millis()),
                count + 1,
                match.columns(),
                evidence.and(match.evidence()));
    }
}
