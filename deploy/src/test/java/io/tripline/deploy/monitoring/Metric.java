package io.tripline.deploy.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric of Prometheus' text format.
 *
 * @param samples the names under which it is asked for
 */
public record Metric(
        String name, String type, String help, Set<String> labels, Set<String> samples) {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? .*");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");

    public Metric {
        labels = Set.copyOf(labels);
        samples = Set.copyOf(samples);
    }

    /** The metrics of an answer of {@code /metrics}, by name. */
    public static Map<String, Metric> read(String exposition) {
        Map<String, String> help = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        Map<String, Set<String>> samples = new TreeMap<>();
        String current = "";
        for (String line : exposition.lines().toList()) {
            List<String> words = List.of(line.split(" ", 4));
            if (line.startsWith("# HELP ")) {
                help.put(words.get(2), words.size() > 3 ? words.get(3).strip() : "");
            } else if (line.startsWith("# TYPE ")) {
                current = words.get(2);
                types.put(current, words.get(3));
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (sample.matches()) {
                    samples.computeIfAbsent(current, _ -> new TreeSet<>()).add(sample.group(1));
                    Set<String> keys = labels.computeIfAbsent(current, _ -> new TreeSet<>());
                    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                    while (label.find()) {
                        keys.add(label.group(1));
                    }
                }
            }
        }
        Map<String, Metric> all = new TreeMap<>();
        types.forEach(
                (name, type) ->
                        all.put(
                                name,
                                new Metric(
                                        name,
                                        type,
                                        help.getOrDefault(name, ""),
                                        labels.getOrDefault(name, Set.of()),
                                        samples.getOrDefault(name, Set.of()))));
        return all;
    }

    /** The labels without those that Prometheus makes of a histogram. */
    List<String> ownLabels() {
        List<String> own = new ArrayList<>(new TreeSet<>(labels));
        own.remove("le");
        own.remove("quantile");
        return own;
    }
}
