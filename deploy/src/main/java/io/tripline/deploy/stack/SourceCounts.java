package io.tripline.deploy.stack;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of the raw records of each log source since ingest started, from its metrics page. Each record is counted
 * once, as sent, ignored or dead.
 *
 * @param dead how many, by reason
 * @param ignored how many, by reason
 * @param newest the time of the newest event
 * @param families of the raw topics that they came by
 */
public record SourceCounts(
        long sent,
        Map<String, Long> ignored,
        Map<String, Long> dead,
        Optional<Instant> newest,
        Set<String> families) {

    /** What a record that no source claims is counted under. */
    public static final String UNCLAIMED = "none";

    /** All that arrived: every record is sent, ignored or dead. */
    public long received() {
        return sent + sum(ignored) + sum(dead);
    }

    /** The sum of counts. */
    public static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By log source, from a page in Prometheus's text form. */
    public static Map<String, SourceCounts> of(String page) {
        Map<String, Builder> builders = new TreeMap<>();
        page.lines()
                .filter(line -> line.startsWith("tripline_ingest_"))
                .forEach(line -> read(line, builders));
        Map<String, SourceCounts> counts = new TreeMap<>();
        builders.forEach((source, builder) -> counts.put(source, builder.build()));
        return counts;
    }

    private static void read(String line, Map<String, Builder> builders) {
        int brace = line.indexOf('{');
        int closing = line.indexOf('}');
        String source = label(line, "source");
        if (brace < 0 || closing < brace || source.isEmpty()) {
            return;
        }
        double value;
        try {
            value = Double.parseDouble(line.substring(closing + 1).strip());
        } catch (NumberFormatException e) {
            return;
        }
        Builder builder = builders.computeIfAbsent(source, _ -> new Builder());
        long count = Math.round(value);
        String family = label(line, "family");
        if (!family.isEmpty()) {
            builder.families.add(family);
        }
        switch (line.substring("tripline_ingest_".length(), brace)) {
            case "sent_total" -> builder.sent += count;
            case "ignored_total" -> builder.ignored.merge(label(line, "reason"), count, Long::sum);
            case "dead_total" -> builder.dead.merge(label(line, "reason"), count, Long::sum);
            case "newest_event" -> builder.newest = count;
            default -> {}
        }
    }

    private static String label(String line, String name) {
        int start = line.indexOf(name + "=\"");
        int from = start + name.length() + 2;
        int end = start < 0 ? -1 : line.indexOf('"', from);
        return end < 0 ? "" : line.substring(from, end);
    }

    private static final class Builder {
        private final Map<String, Long> ignored = new TreeMap<>();
        private final Map<String, Long> dead = new TreeMap<>();
        private final Set<String> families = new TreeSet<>();
        private long sent;
        private long newest;

        SourceCounts build() {
            return new SourceCounts(
                    sent,
                    Map.copyOf(ignored),
                    Map.copyOf(dead),
                    newest == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(newest)),
                    Collections.unmodifiableSet(families));
        }
    }
}
