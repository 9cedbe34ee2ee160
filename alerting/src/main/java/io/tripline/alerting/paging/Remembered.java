package io.tripline.alerting.paging;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the desk remembers of an alert that nobody was told of by itself, for a person. */
public final class Remembered {
    private Remembered() {}

    /** Under which the topic {@code paging} holds it. */
    public static String key(String id) {
        return Cases.KEY + id;
    }

    /**
     * What became of it; empty where somebody was told, or it is not ours.
     *
     * @param receipts all that there are of summaries
     */
    public static Optional<String> says(byte[] value, Collection<Receipt> receipts) {
        Case known;
        try {
            known = Case.read(value);
        } catch (IOException | RuntimeException e) {
            // An older or newer service's.
            return Optional.empty();
        }
        if (!known.told.isEmpty()) {
            return Optional.empty();
        }
        if (!known.incident.isEmpty()) {
            return Optional.of("Its pages are those of the incident " + known.incident + ".");
        }
        if (known.waiting) {
            return Optional.of(
                    "It waits for its incident"
                            + (known.due == null ? "." : " until " + known.due + "."));
        }
        return Optional.of(
                "The route "
                        + known.route
                        + " held it back, for its quiet hours or its limit: it is summed up with others"
                        + " when they are over, and is no page of its own. "
                        + summary(known, receipts));
    }

    /** Whether the summary that counts it has arrived: the first since. */
    private static String summary(Case held, Collection<Receipt> receipts) {
        List<Receipt> since =
                receipts.stream()
                        .filter(each -> each.kind() == Page.Kind.SUMMARY)
                        .filter(each -> each.route().equals(held.route))
                        .filter(each -> !each.created().isBefore(held.changed))
                        .sorted(Comparator.comparing(Receipt::created))
                        .toList();
        if (since.isEmpty()) {
            return "There is no receipt of a summary since " + held.changed + ".";
        }
        Receipt first = since.getFirst();
        return "The first summary since, of "
                + first.created()
                + ": "
                + since.stream()
                        .filter(each -> each.id().equals(first.id()))
                        .map(each -> each.destination() + " " + each.outcome().label())
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
