package io.tripline.correlation.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.StableId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads rule files strictly: what it does not know is an error, and all errors are told at once. */
public final class RuleFile {
    private static final YAMLMapper YAML =
            new YAMLMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());
    private static final Set<String> REQUIRED =
            new TreeSet<>(
                    List.of(
                            "title",
                            "id",
                            "level",
                            "tags",
                            "entity",
                            "window",
                            "suppress",
                            "epl",
                            "message",
                            "runbook"));
    private static final Set<String> KEYS =
            new TreeSet<>(
                    List.of(
                            "title",
                            "id",
                            "status",
                            "level",
                            "description",
                            "tags",
                            "falsepositives",
                            "references",
                            "entity",
                            "window",
                            "suppress",
                            "needs",
                            "first_seen",
                            "epl",
                            "message",
                            "values",
                            "runbook",
                            "compliance",
                            "tests"));
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern TECHNIQUE = Pattern.compile("t[0-9]{4}(\\.[0-9]{3})?");
    private static final Instant TEST_START = Instant.parse("2026-03-02T08:00:00Z");

    private final String file;
    private final String text;
    private final List<String> problems = new ArrayList<>();

    private RuleFile(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** All rules in a folder and in the folders of tactics in it, in the order of their ids. */
    public static List<Rule> readAll(Path folder) throws RuleException, IOException {
        List<Path> files;
        // Not deeper: in our own project build output lies two levels down.
        try (Stream<Path> walk = Files.walk(folder, 2)) {
            files =
                    walk.filter(
                                    path ->
                                            path.toString().endsWith(".yml")
                                                    && Files.isRegularFile(path))
                            .sorted()
                            .toList();
        }
        Map<String, Rule> rules = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (Path path : files) {
            String name = folder.relativize(path).toString();
            try {
                Rule rule = read(name, Files.readString(path));
                if (rules.putIfAbsent(rule.id(), rule) != null) {
                    problems.add(name + ": another rule has the id " + rule.id() + " already.");
                }
            } catch (RuleException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new RuleException(problems);
        }
        return List.copyOf(rules.values());
    }

    /** One rule. */
    public static Rule read(String file, String text) throws RuleException {
        return new RuleFile(file, text).read();
    }

    private Rule read() throws RuleException {
        JsonNode root;
        try {
            root = YAML.readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new RuleException(
                    List.of(
                            file
                                    + (e.getLocation() == null
                                            ? ""
                                            : ":" + e.getLocation().getLineNr())
                                    + ": not YAML: "
                                    + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new RuleException(List.of(file + ": " + e.getMessage()));
        }
        if (!root.isObject()) {
            throw new RuleException(List.of(file + ":1: a rule is a map of keys."));
        }
        root.fieldNames()
                .forEachRemaining(
                        key -> {
                            if (!KEYS.contains(key)) {
                                problem(key, "unknown key." + Suggestion.of(key, KEYS));
                            }
                        });
        for (String key : REQUIRED) {
            if (root.path(key).isMissingNode() || root.path(key).isNull()) {
                problem(key, "is missing.");
            }
        }
        Rule rule =
                new Rule(
                        id(root),
                        string(root, "title"),
                        root.path("status").asText("stable"),
                        StableId.of(text),
                        level(root),
                        root.path("description").asText(""),
                        techniques(root.path("tags")),
                        entity(root.path("entity")),
                        duration("window", root.path("window")),
                        duration("suppress", root.path("suppress")),
                        needs(root.path("needs")),
                        firstSeen(root.path("first_seen")),
                        string(root, "epl"),
                        string(root, "message"),
                        values(root.path("values")),
                        string(root, "runbook"),
                        tests(root.path("tests")));
        if (!problems.isEmpty()) {
            throw new RuleException(problems);
        }
        return rule;
    }

    private void problem(String key, String what) {
        problems.add(file + ":" + line(key) + ": " + key + ": " + what);
    }

    private int line(String key) {
        String topKey = key.contains("[") ? key.substring(0, key.indexOf('[')) : key;
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith(topKey + ":")) {
                return i + 1;
            }
        }
        return 1;
    }

    private String string(JsonNode root, String key) {
        JsonNode node = root.path(key);
        if (!node.isMissingNode() && !node.isNull() && !node.isTextual()) {
            problem(key, "must be text.");
        }
        return node.asText("").strip();
    }

    private String id(JsonNode root) {
        String id = string(root, "id");
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            problem("id", "is lower-case words with dashes, like brute-force-success.");
        }
        return id;
    }

    private Level level(JsonNode root) {
        String name = string(root, "level");
        for (Level level : Level.values()) {
            if (level.label().equals(name)) {
                return level;
            }
        }
        if (!name.isEmpty()) {
            problem(
                    "level",
                    "unknown: "
                            + name
                            + "."
                            + Suggestion.of(
                                    name,
                                    Arrays.stream(Level.values()).map(Level::label).toList()));
        }
        return Level.LOW;
    }

    /** A technique stands under the tactic named last before it. */
    private List<Alert.Technique> techniques(JsonNode tags) {
        List<Alert.Technique> techniques = new ArrayList<>();
        Optional<AttackTag.Tactic> tactic = Optional.empty();
        for (JsonNode node : tags) {
            String tag = node.asText();
            if (!tag.startsWith("attack.")) {
                problem("tags", "not an ATT&CK tag: " + tag + ". It begins with attack.");
                continue;
            }
            String name = tag.substring("attack.".length());
            if (TECHNIQUE.matcher(name).matches()) {
                String id = name.toUpperCase(Locale.ROOT);
                Optional<String> title = AttackTag.technique(id);
                if (title.isEmpty()) {
                    problem(
                            "tags",
                            "unknown technique: "
                                    + tag
                                    + "."
                                    + Suggestion.of(id, AttackTag.techniques()));
                } else if (tactic.isEmpty()) {
                    problem("tags", "name a tactic before " + tag + ", as attack.initial-access.");
                } else {
                    techniques.add(
                            new Alert.Technique(
                                    tactic.get().id(), tactic.get().name(), id, title.get()));
                }
            } else {
                tactic = AttackTag.tactic(name);
                if (tactic.isEmpty()) {
                    problem(
                            "tags",
                            "unknown tactic: "
                                    + tag
                                    + "."
                                    + Suggestion.of(name, AttackTag.tactics()));
                }
            }
        }
        if (techniques.isEmpty() && problems.isEmpty()) {
            problem("tags", "name at least one technique, as attack.t1110.");
        }
        return techniques;
    }

    private List<EcsField> entity(JsonNode node) {
        List<EcsField> fields = new ArrayList<>();
        for (JsonNode each : node.isTextual() ? List.of(node) : node) {
            field("entity", each.asText()).ifPresent(fields::add);
        }
        for (EcsField field : fields) {
            if (field.type().javaType() != String.class || field.isArray()) {
                problem("entity", field.fieldName() + " is not one string.");
            }
        }
        return fields;
    }

    private Optional<EcsField> field(String key, String name) {
        Optional<EcsField> field = EcsField.byName(name);
        if (field.isEmpty()) {
            problem(
                    key,
                    "unknown field: "
                            + name
                            + "."
                            + Suggestion.of(
                                    name,
                                    Arrays.stream(EcsField.values())
                                            .map(EcsField::fieldName)
                                            .toList()));
        }
        return field;
    }

    private Duration duration(String key, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(node.asText());
        if (!matcher.matches()) {
            problem(key, "is a duration like 30s, 10m, 24h or 7d, not: " + node.asText() + ".");
            return Duration.ZERO;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private int needs(JsonNode node) {
        if (node.isMissingNode()) {
            return 1;
        }
        only("needs", node, Set.of("events"));
        int events = node.path("events").asInt(0);
        if (events < 1) {
            problem("needs", "events must be a whole number from 1.");
        }
        return events;
    }

    private Optional<Rule.FirstSeen> firstSeen(JsonNode node) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        only("first_seen", node, Set.of("field", "within"));
        Duration within = duration("first_seen", node.path("within"));
        if (within.isZero()) {
            problem("first_seen", "within is missing.");
        }
        Optional<EcsField> field = field("first_seen", node.path("field").asText(""));
        if (field.isPresent()
                && (field.get().isArray() || field.get().type().javaType() != String.class)) {
            problem("first_seen", field.get().fieldName() + " is not one string.");
        }
        return field.map(each -> new Rule.FirstSeen(each, within));
    }

    private void only(String key, JsonNode node, Set<String> names) {
        if (!node.isObject()) {
            problem(key, "must be a map with the keys " + new TreeSet<>(names) + ".");
            return;
        }
        node.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!names.contains(name)) {
                                problem(
                                        key,
                                        "unknown key: " + name + "." + Suggestion.of(name, names));
                            }
                        });
    }

    private Map<String, Object> values(JsonNode node) {
        Map<String, Object> values = new TreeMap<>();
        if (!node.isMissingNode() && !node.isObject()) {
            problem("values", "must be a map of names to columns or constants.");
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            JsonNode value = each.getValue();
            if (value.isContainerNode() || value.isNull()) {
                problem("values", each.getKey() + " must be a column or a constant.");
            } else {
                values.put(each.getKey(), scalar(value));
            }
        }
        return values;
    }

    private static Object scalar(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return value.isBoolean() ? value.booleanValue() : value.asText();
    }

    private List<RuleTest> tests(JsonNode node) {
        List<RuleTest> tests = new ArrayList<>();
        for (JsonNode test : node) {
            only("tests", test, Set.of("name", "events", "expect"));
            String name = test.path("name").asText("");
            List<EcsEvent> events = new ArrayList<>();
            int item = 0;
            for (JsonNode entry : test.path("events")) {
                only("tests", entry, Set.of("at", "repeat", "every", "event"));
                events(name, item++, entry, events);
            }
            List<Map<String, String>> expect = new ArrayList<>();
            for (JsonNode each : test.path("expect")) {
                Map<String, String> entity = new TreeMap<>();
                each.properties()
                        .forEach(value -> entity.put(value.getKey(), value.getValue().asText()));
                expect.add(entity);
            }
            tests.add(new RuleTest(name, events, expect));
        }
        return tests;
    }

    private void events(String test, int item, JsonNode entry, List<EcsEvent> events) {
        Instant time = TEST_START.plus(duration("tests", entry.path("at")));
        Duration every = duration("tests", entry.path("every"));
        for (int i = 0; i < entry.path("repeat").asInt(1); i++) {
            EcsEvent.Builder builder =
                    EcsEvent.builder()
                            .set(EcsField.TIMESTAMP, time.plus(every.multipliedBy(i)))
                            .set(EcsField.EVENT_ID, StableId.of(test, item + "/" + i))
                            .set(EcsField.EVENT_KIND, "event");
            for (Map.Entry<String, JsonNode> each :
                    entry.path("event").isObject()
                            ? entry.path("event").properties()
                            : MissingNode.getInstance().properties()) {
                set(builder, each.getKey(), each.getValue(), i);
            }
            events.add(builder.build());
        }
    }

    private void set(EcsEvent.Builder builder, String name, JsonNode node, int number) {
        Object value =
                node.isTextual()
                        ? node.asText().replace("{n}", Integer.toString(number))
                        : scalar(node);
        Optional<EcsField> known = EcsField.byName(name);
        try {
            if (known.isEmpty()) {
                if (name.contains(".") && !EcsField.isRoot(name.substring(0, name.indexOf('.')))) {
                    builder.vendor(name, value);
                } else {
                    field("tests", name);
                }
            } else if (known.get().type() == EcsField.Type.GEO_POINT) {
                builder.set(
                        known.get(),
                        new GeoPoint(
                                node.path("lat").doubleValue(), node.path("lon").doubleValue()));
            } else if (node.isArray()) {
                node.forEach(each -> builder.add(known.get(), scalar(each)));
            } else {
                builder.set(known.get(), value);
            }
        } catch (IllegalArgumentException e) {
            problem("tests", String.valueOf(e.getMessage()));
        }
    }
}
