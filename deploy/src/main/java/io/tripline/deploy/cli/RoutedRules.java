package io.tripline.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.paging.Route;
import io.tripline.contracts.Spelling;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the rules that routes ask for against those that there are. Rules come and go while all runs, so that it only warns. */
final class RoutedRules {
    private static final int MOST_FOLDERS = 8;
    private static final long MOST_BYTES = 256 << 10;
    private static final Pattern ID = Pattern.compile("(?m)^id:\\s*[\"']?([A-Za-z0-9_.-]+)");

    private RoutedRules() {}

    /** A sentence for each pattern that no rule meets; none where no rules lie, as where only alerting runs. */
    static List<String> warnings(Settings settings) {
        Path folder = ModuleConfigs.rules(settings);
        Set<String> ids = ids(folder);
        List<String> warnings = new ArrayList<>();
        if (ids.isEmpty()) {
            return warnings;
        }
        for (Route route : settings.paging().routing().routes()) {
            for (String pattern : route.when().rules()) {
                Pattern wanted = pattern(pattern);
                if (ids.stream().noneMatch(id -> wanted.matcher(id).matches())) {
                    warnings.add(
                            "Warning: the route "
                                    + route.name()
                                    + " asks for the rule "
                                    + pattern
                                    + ", which is none of the "
                                    + ids.size()
                                    + " in "
                                    + folder
                                    + Spelling.nearest(pattern, ids)
                                            .map(each -> "; did you mean " + each + "?")
                                            .orElse("."));
                }
            }
        }
        return warnings;
    }

    private static Set<String> ids(Path folder) {
        Set<String> ids = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return ids;
        }
        try (Stream<Path> files = Files.walk(folder, MOST_FOLDERS)) {
            for (Path each : files.filter(RoutedRules::isRule).toList()) {
                Matcher id = ID.matcher(Files.readString(each, UTF_8));
                if (id.find()) {
                    ids.add(id.group(1));
                }
            }
        } catch (IOException e) {
            // What cannot be read is correlation's to tell.
            return Set.of();
        }
        return ids;
    }

    private static boolean isRule(Path file) {
        return file.toString().endsWith(".yml")
                && Files.isRegularFile(file)
                && file.toFile().length() <= MOST_BYTES;
    }

    private static Pattern pattern(String wildcard) {
        return Pattern.compile(
                Arrays.stream(wildcard.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.CASE_INSENSITIVE);
    }
}
