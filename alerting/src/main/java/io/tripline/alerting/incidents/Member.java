package io.tripline.alerting.incidents;

import io.tripline.contracts.Alert;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * What an incident needs to know of an alert's revision.
 *
 * @param stands whether the alert was not withdrawn, and its rule is past being tried out
 * @param entities those that may join, and whether each is central
 * @param firstStep the first line of its runbook
 */
record Member(
        String id,
        int revision,
        boolean stands,
        Instant first,
        Instant last,
        Alert.Rule rule,
        String message,
        long count,
        SortedMap<EntityKey, Boolean> entities,
        String firstStep) {

    /** By when it began; the id settles what began at once, so that there is one order. */
    static final Comparator<Member> ORDER =
            Comparator.comparing(Member::first).thenComparing(Member::id);

    private static final int LONGEST_MESSAGE = 500;

    static Member of(Alert alert, Entities entities) {
        Alert.Occurrence occurrence = alert.occurrence();
        return new Member(
                alert.id(),
                alert.revision(),
                occurrence.state() == Alert.State.RAISED && !alert.rule().shadow(),
                occurrence.firstSeen(),
                occurrence.lastSeen().isBefore(occurrence.firstSeen())
                        ? occurrence.firstSeen()
                        : occurrence.lastSeen(),
                alert.rule(),
                alert.message().length() <= LONGEST_MESSAGE
                        ? alert.message()
                        : alert.message().substring(0, LONGEST_MESSAGE) + "…",
                occurrence.count(),
                entities.of(alert),
                firstStep(alert.runbook()));
    }

    private static String firstStep(String runbook) {
        String line =
                runbook.lines()
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse("");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }

    List<String> names() {
        return entities.keySet().stream().map(EntityKey::value).distinct().toList();
    }
}
