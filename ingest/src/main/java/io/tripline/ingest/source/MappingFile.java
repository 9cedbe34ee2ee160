package io.tripline.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads mapping files: a log source each, with its tests inside. What is wrong is told all at once. */
public final class MappingFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final String file;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Mapping.Place> numbered = new HashMap<>();
    private boolean ignoresCase;

    private MappingFile(String file) {
        this.file = file;
    }

    /**
     * What mapping files came to: the sources of those that are right, and what is wrong with the others, one sentence
     * each.
     */
    public record Result(List<LogSource> sources, List<String> problems, int tests) {
        public Result {
            sources = List.copyOf(sources);
            problems = List.copyOf(problems);
        }
    }

    /**
     * The sources that these files describe and whose tests pass.
     *
     * @param files their text by their name
     */
    public static Result read(Map<String, String> files) {
        List<LogSource> sources = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int tests = 0;
        for (Map.Entry<String, String> each : files.entrySet()) {
            MappingFile reader = new MappingFile(each.getKey());
            JsonNode tree = reader.tree(each.getValue());
            Mapping mapping = reader.mapping(tree);
            if (tree.isObject() && tree.path("tests").isEmpty()) {
                reader.problem("tests", "a mapping has at least one test");
            }
            if (mapping != null) {
                MappedSource source = new MappedSource(mapping);
                reader.problems.addAll(
                        MappingTests.failures(source, tree.path("tests"), reader.file));
                tests += tree.path("tests").size();
                if (sources.stream().anyMatch(other -> other.name().equals(source.name()))
                        || Sources.named(source.name()).isPresent()) {
                    reader.problem("name", "there is a log source " + source.name() + " already");
                }
                if (reader.problems.isEmpty()) {
                    sources.add(source);
                }
            }
            problems.addAll(reader.problems);
        }
        return new Result(sources, problems, tests);
    }

    /** A source of our own, whose mapping is a resource and whose tests are its fixtures. */
    static MappedSource builtIn(String name) {
        MappingFile reader = new MappingFile(name + ".yml");
        try (var in =
                MappingFile.class.getResourceAsStream(
                        "/io/tripline/ingest/mapping/" + name + ".yml")) {
            Mapping mapping =
                    reader.mapping(
                            YAML.readTree(
                                    Objects.requireNonNull(in, "There is no mapping " + name)));
            if (mapping == null || !reader.problems.isEmpty()) {
                throw new IllegalStateException(String.join(" ", reader.problems));
            }
            return new MappedSource(mapping);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode tree(String text) {
        try {
            JsonNode tree = YAML.readTree(text);
            if (tree != null && tree.isObject()) {
                return tree;
            }
            problem("", "the file is no YAML object");
        } catch (JsonProcessingException e) {
            problem(
                    "",
                    "the file is no YAML, near line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
        }
        return MissingNode.getInstance();
    }

    private @Nullable Mapping mapping(JsonNode tree) {
        if (tree.isMissingNode()) {
            return null;
        }
        MappingShape.check(tree, this::problem);
        ignoresCase = tree.path("ignore-case").booleanValue();
        for (String each : List.of("ignore-case", "local", "syslog")) {
            if (tree.has(each) && !tree.path(each).isBoolean()) {
                problem(each, "it is true or false");
            }
        }
        String name = tree.path("name").asText("");
        if (!name.matches("[a-z0-9_]+(\\.[a-z0-9_]+)+")) {
            problem("name", "a name is lower case with a dot, e.g. acme.vpn");
        }
        Mapping.Format format = format(tree);
        String vendor = tree.path("vendor").asText(Scan.before(name, "."));
        if (EcsField.isRoot(vendor) || !vendor.matches("[a-z0-9_]+(\\.[a-z0-9_]+)*")) {
            problem("vendor", "a name space of a vendor's own is wanted, not " + vendor);
        }
        List<Mapping.Place> time = places(tree.path("time"), "time");
        if (time.isEmpty() && format instanceof Mapping.Format.JsonObject) {
            problem("time", "say which field holds the time");
        }
        Map<EcsField, List<Mapping.Place>> fields = fields(tree.path("fields"), "fields");
        List<Mapping.Case> cases = new ArrayList<>();
        int number = 0;
        for (JsonNode each : tree.path("cases")) {
            String where = "cases[" + number++ + "]";
            cases.add(
                    new Mapping.Case(
                            condition(each.path("if"), where + ".if"),
                            values(each.path("set"), where + ".set"),
                            user(each.path("user"), where + ".user"),
                            fields(each.path("fields"), where + ".fields")));
        }
        List<Mapping.Condition> ignored = new ArrayList<>();
        for (JsonNode each : tree.path("ignore")) {
            ignored.add(condition(each, "ignore"));
        }
        Map<EcsField, Mapping.Lookup> lookups = new LinkedHashMap<>();
        tree.path("lookups")
                .properties()
                .forEach(
                        each ->
                                field("lookups", each.getKey())
                                        .ifPresent(
                                                field ->
                                                        lookups.put(
                                                                field,
                                                                lookup(
                                                                        field,
                                                                        each.getValue(),
                                                                        "lookups."
                                                                                + each.getKey()))));
        Map<EcsField, Object> constants = values(tree.path("constants"), "constants");
        categories(constants, cases);
        Optional<Mapping.Recognition> recognition = recognition(tree.path("recognize"), format);
        Optional<DateTimeFormatter> form = timeForm(tree.path("time-form"));
        Optional<ZoneId> zone = zone(tree.path("zone"));
        if (format == null || !problems.isEmpty()) {
            return null;
        }
        List<Mapping.Place> id = places(tree.path("id"), "id");
        List<Mapping.Place> user = places(tree.path("user"), "user");
        List<Mapping.Place> client = places(tree.path("client"), "client");
        return new Mapping(
                name,
                format,
                vendor,
                recognition,
                time,
                form,
                zone,
                id,
                user,
                client,
                fields,
                constants,
                lookups,
                cases,
                ignored,
                tree.path("syslog").booleanValue(),
                tree.path("local").booleanValue(),
                numbered.size());
    }

    private Mapping.@Nullable Format format(JsonNode tree) {
        String separator = tree.path("separator").asText(" ");
        switch (tree.path("format").asText("")) {
            case "json" -> {
                return new Mapping.Format.JsonObject();
            }
            case "keyvalue" -> {
                if (separator.length() != 1) {
                    problem("separator", "one character is wanted");
                    return null;
                }
                return new Mapping.Format.Pairs(separator.charAt(0));
            }
            case "csv" -> {
                List<String> columns = texts(tree.path("columns"));
                if (columns.isEmpty()) {
                    problem("columns", "say the names of the columns");
                }
                return new Mapping.Format.Columns(columns);
            }
            case "pattern" -> {
                try {
                    Pattern pattern = Pattern.compile(tree.path("pattern").asText(""));
                    if (pattern.namedGroups().isEmpty()) {
                        problem("pattern", "a pattern has named groups, (?P<user>\\S+)");
                    }
                    return new Mapping.Format.Line(pattern);
                } catch (PatternSyntaxException e) {
                    problem("pattern", "RE2 does not take it: " + e.getDescription());
                    return null;
                }
            }
            default -> {
                problem("format", "it is json, keyvalue, csv or pattern");
                return null;
            }
        }
    }

    private Optional<Mapping.Recognition> recognition(
            JsonNode node, Mapping.@Nullable Format format) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        Mapping.Recognition recognition =
                new Mapping.Recognition(
                        places(node.path("fields"), "recognize.fields"),
                        places(node.path("any"), "recognize.any"),
                        condition(node.path("if"), "recognize.if"),
                        texts(node.path("texts")));
        boolean json = format instanceof Mapping.Format.JsonObject;
        if (json && recognition.fields().isEmpty() && recognition.condition().wanted().isEmpty()) {
            problem("recognize", "JSON is recognized by fields or if");
        }
        if (!json && recognition.texts().stream().noneMatch(text -> text.length() >= 4)) {
            problem(
                    "recognize",
                    "lines are recognized by texts, one of them of four characters at least");
        }
        return Optional.of(recognition);
    }

    private Optional<DateTimeFormatter> timeForm(JsonNode node) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DateTimeFormatter.ofPattern(node.asText(""), Locale.ENGLISH));
        } catch (IllegalArgumentException e) {
            problem("time-form", "it is no pattern of java.time, e.g. dd/MM/yyyy HH:mm:ss");
            return Optional.empty();
        }
    }

    private Optional<ZoneId> zone(JsonNode node) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(node.asText("")));
        } catch (DateTimeException e) {
            problem("zone", "it is no time zone, e.g. America/New_York");
            return Optional.empty();
        }
    }

    private Map<EcsField, List<Mapping.Place>> fields(JsonNode node, String where) {
        Map<EcsField, List<Mapping.Place>> fields = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        each ->
                                field(where, each.getKey())
                                        .ifPresent(
                                                field ->
                                                        fields.put(
                                                                field,
                                                                places(
                                                                        each.getValue(),
                                                                        where
                                                                                + "."
                                                                                + each.getKey()))));
        return Map.copyOf(fields);
    }

    private Mapping.Condition condition(JsonNode node, String where) {
        Map<Mapping.Place, List<Mapping.Wanted>> wanted = new LinkedHashMap<>();
        if (!node.isMissingNode() && !node.isObject()) {
            problem(where, "fields with the values that are wanted");
        }
        node.properties()
                .forEach(
                        each -> {
                            List<String> values = texts(each.getValue());
                            if (values.isEmpty()) {
                                problem(
                                        where + "." + each.getKey(),
                                        "a value or a list of values is wanted");
                            }
                            wanted.put(
                                    place(each.getKey()),
                                    values.stream()
                                            .map(text -> wanted(text, where + "." + each.getKey()))
                                            .toList());
                        });
        return new Mapping.Condition(wanted);
    }

    private Mapping.Lookup lookup(EcsField field, JsonNode node, String where) {
        Map<Mapping.Wanted, Object> values = new LinkedHashMap<>();
        node.path("values")
                .properties()
                .forEach(
                        each -> {
                            Object value =
                                    value(
                                            field,
                                            each.getValue(),
                                            where + ".values." + each.getKey());
                            if (value != null) {
                                values.put(wanted(each.getKey(), where + ".values"), value);
                            }
                        });
        List<Mapping.Place> from = places(node.path("from"), where + ".from");
        if (from.isEmpty() || values.isEmpty()) {
            problem(where, "a lookup has from and values");
        }
        Object otherwise =
                node.path("otherwise").isMissingNode()
                        ? null
                        : value(field, node.path("otherwise"), where + ".otherwise");
        return new Mapping.Lookup(from, values, otherwise);
    }

    /** The value as the field holds it, in ECS's terms; null if it is none. */
    private @Nullable Object value(EcsField field, JsonNode node, String where) {
        Object value = FieldValue.of(field, node);
        if (value == null) {
            problem(where, "the field holds " + field.type().name().toLowerCase(Locale.ROOT));
        }
        allowed(field, EcsField.EVENT_OUTCOME, value, EcsCategorization.OUTCOMES, where);
        allowed(field, EcsField.EVENT_KIND, value, EcsCategorization.KINDS, where);
        return value;
    }

    private void allowed(
            EcsField field,
            EcsField restricted,
            @Nullable Object value,
            Set<String> allowed,
            String where) {
        if (field == restricted && value instanceof String text && !allowed.contains(text)) {
            problem(where, "it may not be " + text);
        }
    }

    private Map<EcsField, Object> values(JsonNode node, String where) {
        Map<EcsField, Object> values = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        each ->
                                field(where, each.getKey())
                                        .ifPresent(
                                                field -> {
                                                    Object value =
                                                            value(
                                                                    field,
                                                                    each.getValue(),
                                                                    where + "." + each.getKey());
                                                    if (value != null) {
                                                        values.put(field, value);
                                                    }
                                                }));
        return values;
    }

    /** Whatever cases apply, categories and types have ECS's values and fit together. */
    private void categories(Map<EcsField, Object> constants, List<Mapping.Case> cases) {
        List<String> ofAll = categories(constants);
        ofAll.forEach(problem -> add(file + ": constants: " + problem));
        for (int i = 0; i < cases.size(); i++) {
            String where = file + ": cases[" + i + "].set: ";
            Map<EcsField, Object> together = new LinkedHashMap<>(constants);
            together.putAll(cases.get(i).values());
            categories(together).stream()
                    .filter(problem -> !ofAll.contains(problem))
                    .forEach(problem -> add(where + problem));
        }
    }

    private static List<String> categories(Map<EcsField, Object> values) {
        return EcsCategorization.pairProblems(
                list(values.get(EcsField.EVENT_CATEGORY)), list(values.get(EcsField.EVENT_TYPE)));
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(@Nullable Object value) {
        return value == null ? List.of() : (List<String>) value;
    }

    private Optional<EcsField> field(String where, String name) {
        Optional<EcsField> field = EcsField.byName(name);
        if (field.isEmpty()) {
            problem(
                    where + "." + name,
                    "ECS as Tripline has it knows no such field; "
                            + nearest(
                                    name,
                                    Stream.of(EcsField.values())
                                            .map(EcsField::fieldName)
                                            .toList()));
        }
        return field;
    }

    private Mapping.Wanted wanted(String text, String where) {
        Mapping.Wanted wanted = Mapping.Wanted.of(text, ignoresCase);
        if (wanted.core().indexOf('*') >= 0) {
            problem(
                    where,
                    "a star stands at the beginning or the end of a text, not within " + text);
        }
        return wanted;
    }

    private Mapping.Place place(String dotted) {
        Mapping.Place known = numbered.get(dotted);
        if (known == null) {
            known = Mapping.Place.of(dotted, numbered.size());
            numbered.put(dotted, known);
        }
        return known;
    }

    private List<Mapping.Place> places(JsonNode node, String where) {
        List<String> names = texts(node);
        if (!node.isMissingNode() && names.isEmpty()) {
            problem(where, "the name of a field, or a list of names, is wanted");
        }
        return names.stream().map(this::place).toList();
    }

    /** Of a case; an empty list is one, too. */
    private Optional<List<Mapping.Place>> user(JsonNode node, String where) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(node.isArray() && node.isEmpty() ? List.of() : places(node, where));
    }

    private static List<String> texts(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .filter(text -> !text.isEmpty())
                        .toList()
                : (node.isValueNode() && !node.asText().isEmpty()
                        ? List.of(node.asText())
                        : List.of());
    }

    private void problem(String where, String what) {
        String end = what.endsWith("?") ? "" : ".";
        add(file + ": " + (where.isEmpty() ? "" : where + ": ") + what + end);
    }

    private void add(String problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    static String nearest(String name, List<String> names) {
        String best =
                names.stream()
                        .min(Comparator.comparingInt(each -> Spelling.distance(name, each)))
                        .orElse("");
        return "did you mean " + best + "?";
    }
}
