package io.tripline.deploy.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of {@code deploy/monitoring}, and the reference of metrics. */
public final class Monitoring {
    static final Path PROJECT = Path.of(System.getProperty("tripline.project"));
    static final Path DIRECTORY = PROJECT.resolve("deploy").resolve("monitoring");

    /** The reference; {@code MetricsTest} writes it and holds it against running services. */
    public static final Path REFERENCE = PROJECT.resolve("docs").resolve("metrics.md");

    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| ([^|]*) \\|.*");

    private Monitoring() {}

    /** The expressions of alert rules, by the alert's name. */
    static Map<String, String> alerts() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (JsonNode group : yaml("tripline-alerts.yml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                all.put(rule.path("alert").asText(), rule.path("expr").asText());
            }
        }
        return all;
    }

    /** The expressions of the Grafana dashboard, by the panel's title and the letter of the query. */
    static Map<String, String> panels() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (JsonNode panel : grafana().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.put(
                        panel.path("title").asText() + " " + target.path("refId").asText(),
                        target.path("expr").asText());
            }
        }
        return all;
    }

    /** All metrics that alert rules and the dashboard name. */
    public static Set<String> used() throws IOException {
        Set<String> used = new TreeSet<>();
        alerts().values().forEach(each -> used.addAll(PromQl.read(each).metrics()));
        panels().values().forEach(each -> used.addAll(PromQl.read(each).metrics()));
        return used;
    }

    /** What the reference says there is: the labels, by the name that is asked for. */
    public static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> all = new TreeMap<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = new TreeSet<>();
                for (String label : row.group(3).split(",", -1)) {
                    if (!label.isBlank()) {
                        labels.add(label.strip().replace("`", ""));
                    }
                }
                String name = row.group(1);
                switch (row.group(2)) {
                    case "histogram" -> {
                        Set<String> bucket = new TreeSet<>(labels);
                        bucket.add("le");
                        all.put(name + "_bucket", bucket);
                        all.put(name + "_sum", labels);
                        all.put(name + "_count", labels);
                    }
                    case "summary" -> {
                        all.put(name + "_sum", labels);
                        all.put(name + "_count", labels);
                    }
                    default -> all.put(name, labels);
                }
            }
        }
        return all;
    }

    static JsonNode grafana() throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(DIRECTORY.resolve("grafana-tripline.json")));
    }

    static JsonNode yaml(String name) throws IOException {
        return new YAMLMapper().readTree(Files.readString(DIRECTORY.resolve(name)));
    }
}
