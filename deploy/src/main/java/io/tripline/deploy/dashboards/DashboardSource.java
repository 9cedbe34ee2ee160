package io.tripline.deploy.dashboards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that the folder of dashboards says: index patterns, and dashboards with their panels. */
public record DashboardSource(List<IndexPattern> patterns, List<Dashboard> dashboards) {
    /** The generated file that Dashboards imports. */
    public static final String EXPORT = "tripline.ndjson";

    private static final String PATTERNS = "index-patterns.yml";

    public DashboardSource {
        patterns = List.copyOf(patterns);
        dashboards = List.copyOf(dashboards);
    }

    /**
     * Reads the folder.
     *
     * @throws DashboardsException naming the place that is wrong
     */
    public static DashboardSource read(Path directory) {
        Map<String, IndexPattern> patterns = new LinkedHashMap<>();
        SourceNode.read(directory.resolve(PATTERNS))
                .map()
                .forEach(
                        (alias, node) ->
                                patterns.put(alias, IndexPattern.read(alias, node, patterns)));
        DashboardReader reader = new DashboardReader(directory, patterns);
        try (Stream<Path> files = Files.list(directory)) {
            return new DashboardSource(
                    List.copyOf(patterns.values()),
                    files.filter(each -> each.toString().endsWith(".yml"))
                            .filter(each -> !each.endsWith(PATTERNS))
                            .sorted()
                            .map(reader::read)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is referred to stands before what refers to it. */
    List<SavedObject> savedObjects() {
        List<SavedObject> all = new ArrayList<>();
        patterns.forEach(each -> all.add(each.savedObject()));
        for (Dashboard each : dashboards) {
            each.panels().forEach(panel -> all.add(panel.object()));
            all.add(each.savedObject());
        }
        return all;
    }

    /** The content of {@link #EXPORT}. */
    public String export() {
        return savedObjects().stream()
                .map(each -> each.line() + "\n")
                .collect(Collectors.joining());
    }
}
