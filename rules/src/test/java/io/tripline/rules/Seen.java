package io.tripline.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.EcsVocabulary;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.EventFilters;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.TestLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What rules see of log sources: the events of ingest's fixtures, and of the raw records in the rules' own tests, that come through
 * the rules' filters. A rule's other tests are of events that somebody wrote by hand, and pass if no source gives such.
 */
final class Seen {
    /** How {@code seen.txt} begins. */
    static final String HEAD =
            """
            # What each rule sees: rule, dataset, and how many records of ingest's fixtures come through the rule's filters as the lists
            # ship, or more; "raw" where records of the rule's own tests do too. RulesTest fails where fewer do, where a rule sees a source that it did
            # not (does that source tell a second time what another tells?), and where a rule names a dataset of which it sees nothing. Written by
            # ./tripline test -pl rules -am '-Dtest=RulesTest#a_rule_sees*' -Dsurefire.failIfNoSpecifiedTests=false -Drules.table=write
            """;

    private static final Pattern NAMED =
            Pattern.compile("event\\.dataset (?:= ('[^']+')|in \\(([^)]+)\\))");
    private static final Pattern TEXT = Pattern.compile("'([^']+)'");

    private final SortedMap<String, SortedMap<String, Cell>> cells = new TreeMap<>();
    private final List<CompiledRule> rules;

    /**
     * What of a dataset comes through a rule's filters.
     *
     * @param fixtures how many events of ingest's fixtures
     * @param raw whether raw records of the rule's own tests do
     */
    record Cell(int fixtures, boolean raw) {
        static final Cell NONE = new Cell(0, false);

        /** What stands behind rule and dataset in {@code seen.txt}. */
        static Cell of(List<String> words) {
            return new Cell(Integer.parseInt(words.get(2)), words.size() > 3);
        }

        boolean isLessThan(Cell other) {
            return fixtures < other.fixtures || (!raw && other.raw);
        }

        private Cell and(Cell other) {
            return new Cell(fixtures + other.fixtures, raw || other.raw);
        }
    }

    private Seen(List<CompiledRule> rules) {
        this.rules = rules;
    }

    /** Looks at the fixtures and at the raw records of the rules' tests. */
    static Seen by(RuleSet pack, Path folder, Path fixtures)
            throws IOException, MalformedEventException {
        Seen seen = new Seen(pack.over(Rule.Over.EVENTS).rules());
        TestLines lines = new TestLines(IngestConfig::defaults);
        SortedMap<String, List<EcsEvent>> raw = new TreeMap<>();
        List<CompiledRule> tested = new ArrayList<>();
        for (CompiledRule rule : seen.rules) {
            List<EcsEvent> own = own(folder.resolve(rule.rule().file()), lines);
            if (!own.isEmpty()) {
                raw.put(rule.id(), own);
                tested.add(pack.compiler().forTests(rule));
            }
        }
        Set<CompiledRule> all =
                Stream.concat(seen.rules.stream(), tested.stream()).collect(Collectors.toSet());
        try (EventFilters filters = new EventFilters(List.copyOf(all), pack.compiler())) {
            for (EcsEvent event : fixtures(fixtures)) {
                EcsEvent placed = placed(event);
                filters.wanting(placed).stream()
                        .filter(seen.rules::contains)
                        .forEach(rule -> seen.add(rule, placed, new Cell(1, false)));
            }
            for (CompiledRule rule : tested) {
                for (EcsEvent event : raw.getOrDefault(rule.id(), List.of())) {
                    EcsEvent placed = placed(event);
                    if (filters.wanting(placed).contains(rule)) {
                        seen.add(rule, placed, new Cell(0, true));
                    }
                }
            }
        }
        return seen;
    }

    /** What is wrong: rules that see nothing of a dataset of ours that they name, or nothing at all. */
    List<String> nothing() {
        List<String> nothing = new ArrayList<>();
        for (CompiledRule rule : rules) {
            SortedMap<String, Cell> row = cells.getOrDefault(rule.id(), new TreeMap<>());
            named(rule).stream()
                    .filter(each -> !row.containsKey(each))
                    .forEach(each -> nothing.add(rule.id() + " sees nothing of " + each));
            // What stands in a list is the operator's, and no fixture has it.
            if (row.isEmpty() && rule.lists().isEmpty()) {
                nothing.add(rule.id() + " sees nothing");
            }
        }
        return nothing;
    }

    Cell cell(String rule, String dataset) {
        return cells.getOrDefault(rule, new TreeMap<>()).getOrDefault(dataset, Cell.NONE);
    }

    /** A line for each rule and dataset of which it sees something. */
    List<String> lines() {
        return cells.entrySet().stream()
                .flatMap(
                        row ->
                                row.getValue().entrySet().stream()
                                        .map(
                                                each ->
                                                        row.getKey()
                                                                + " "
                                                                + each.getKey()
                                                                + " "
                                                                + each.getValue().fixtures
                                                                + (each.getValue().raw
                                                                        ? " raw"
                                                                        : "")))
                .toList();
    }

    private void add(CompiledRule rule, EcsEvent event, Cell one) {
        if (!rule.entityOf(rule.slim(event)).isEmpty()) {
            cells.computeIfAbsent(rule.id(), _ -> new TreeMap<>())
                    .merge(event.string(EcsField.EVENT_DATASET).orElse("-"), one, Cell::and);
        }
    }

    /** The events of the raw records in a rule's tests. */
    private static List<EcsEvent> own(Path file, TestLines lines) throws IOException {
        List<EcsEvent> own = new ArrayList<>();
        RuleReader.read(
                String.valueOf(file.getFileName()),
                Files.readAllBytes(file),
                (source, raw, received, problems) -> {
                    List<EcsEvent> events = lines.read(source, raw, received, problems);
                    own.addAll(events);
                    return events;
                });
        return own;
    }

    private static List<EcsEvent> fixtures(Path folder)
            throws IOException, MalformedEventException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        List<EcsEvent> events = new ArrayList<>();
        for (Path file : files) {
            for (JsonNode fixture : yaml.readTree(Files.readAllBytes(file))) {
                if (fixture.has("event")) {
                    events.add(EcsJson.read(fixture.get("event").toString().getBytes(UTF_8)));
                }
            }
        }
        return events;
    }

    /** With what ingest's databases of places give; which place it is makes no difference. */
    private static EcsEvent placed(EcsEvent event) {
        EcsEvent.Builder builder = event.toBuilder();
        if (event.has(EcsField.SOURCE_IP)) {
            builder.setIfAbsent(EcsField.SOURCE_GEO_LOCATION, new GeoPoint(51.5142, -0.0931));
            builder.setIfAbsent(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE, "GB");
            builder.setIfAbsent(EcsField.SOURCE_AS_ORGANIZATION_NAME, "Example Access Ltd");
        }
        if (event.has(EcsField.DESTINATION_IP)) {
            builder.setIfAbsent(EcsField.DESTINATION_AS_ORGANIZATION_NAME, "Example Hosting Ltd");
        }
        return builder.build();
    }

    /** Our datasets that the EPL asks for; others' come as ECS, and we have no fixtures of them. */
    private static SortedSet<String> named(CompiledRule rule) {
        SortedSet<String> named = new TreeSet<>();
        Matcher asked = NAMED.matcher(rule.rule().epl().text());
        while (asked.find()) {
            Matcher text = TEXT.matcher(asked.group());
            while (text.find()) {
                named.add(text.group(1));
            }
        }
        named.removeIf(
                each -> !each.startsWith("zeek.") && !EcsVocabulary.datasets().contains(each));
        return named;
    }
}
