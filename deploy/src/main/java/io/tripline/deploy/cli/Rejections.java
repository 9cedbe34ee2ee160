package io.tripline.deploy.cli;

import io.tripline.ingest.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The records of an input that no event came of, by reason: silence about them would be taken for peace. */
final class Rejections {
    private final Map<String, Long> byReason = new TreeMap<>();

    /** Counts it, if it is one. */
    void count(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            byReason.merge(rejected.reason().label(), 1L, Long::sum);
        }
    }

    Map<String, Long> byReason() {
        return byReason;
    }

    /** A line for a person, with its end; empty if there are none. */
    String text(String file) {
        if (byReason.isEmpty()) {
            return "";
        }
        String reasons =
                byReason.entrySet().stream()
                        .map(each -> "%,d %s".formatted(each.getValue(), each.getKey()))
                        .collect(Collectors.joining(", "));
        String which =
                file.equals("-")
                        ? "tripline normalize shows"
                        : "tripline normalize " + file + " shows";
        return "Rejected: %s. A record stands on one line; %s each with its reason.%n"
                .formatted(reasons, which);
    }
}
