package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads rule files: strictly, bounded, and all problems at once. */
public final class RuleReader {
    /** A rule file is read by people; one that is longer is not. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_DEPTH = 12;
    private static final Duration MAX_WINDOW = Duration.ofDays(7);
    private static final Duration MAX_WITHIN = Duration.ofDays(90);
    static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    static final List<String> KEYS =
            List.of(
                    "title",
                    "id",
                    "status",
                    "level",
                    "description",
                    "author",
                    "date",
                    "tags",
                    "falsepositives",
                    "references",
                    "over",
                    "entity",
                    "profiles",
                    "window",
                    "suppress",
                    "epl",
                    "message",
                    "values",
                    "runbook",
                    "tests");

    /** Keys that every rule has. */
    static final List<String> REQUIRED =
            List.of(
                    "title",
                    "id",
                    "status",
                    "level",
                    "description",
                    "tags",
                    "falsepositives",
                    "entity",
                    "window",
                    "suppress",
                    "epl",
                    "message",
                    "runbook",
                    "tests");

    /** Keys that hold text. */
    static final List<String> TEXTS =
            List.of("title", "description", "author", "epl", "message", "runbook");

    static final List<String> FIELD_NAMES =
            Arrays.stream(EcsField.values()).map(EcsField::fieldName).toList();

    private enum Status {
        EXPERIMENTAL,
        TEST,
        STABLE,
        DEPRECATED
    }

    private final String file;
    private final List<Problem> problems;
    private final RawLines rawLines;

    RuleReader(String file, List<Problem> problems) {
        this(file, problems, RawLines.LEFT_OUT);
    }

    private RuleReader(String file, List<Problem> problems, RawLines rawLines) {
        this.file = file;
        this.problems = problems;
        this.rawLines = rawLines;
    }

    /** Reads one file's content, without those of its tests that have raw lines. */
    public static RuleReading read(String file, byte[] content) {
        return read(file, content, RawLines.LEFT_OUT);
    }

    /** Reads one file's content. */
    public static RuleReading read(String file, byte[] content, RawLines rawLines) {
        return new RuleReader(file, new ArrayList<>(), rawLines).read(content);
    }

    static List<String> statuses() {
        return Arrays.stream(Status.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The version of the rule in a file with this content. */
    public static String version(byte[] content) {
        return StableId.of(new String(content, StandardCharsets.UTF_8));
    }

    private RuleReading read(byte[] content) {
        Node root = root(content, "A rule");
        if (root == null) {
            return new RuleReading.Refused(problems);
        }
        Rule rule = rule(Section.of(file, problems, root, "A rule"), version(content));
        return problems.isEmpty()
                ? new RuleReading.Accepted(rule)
                : new RuleReading.Refused(problems);
    }

    /** The mapping that a file's content is; null, and a problem, if it is none. */
    @Nullable Node root(byte[] content, String what) {
        if (content.length > MAX_BYTES) {
            return refused(0, what + " file has at most " + MAX_BYTES + " bytes.");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            return refused(0, what + " file is UTF-8 text.");
        }
        Node root;
        try {
            int before = problems.size();
            refuseAnchors(text, what);
            if (problems.size() > before) {
                return null;
            }
            root = yaml().compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            return refused(line, "This is not YAML: " + e.getProblem() + ".");
        } catch (YAMLException e) {
            return refused(0, "This is not YAML that a rule file may hold: " + firstLine(e) + ".");
        }
        if (root == null) {
            return refused(0, "The file is empty.");
        }
        if (!(root instanceof MappingNode)) {
            return refused(
                    1,
                    what
                            + " must be a mapping of keys to values, like title: ... on its first line.");
        }
        return root;
    }

    private Rule rule(Section rule, String version) {
        rule.allow("A rule", KEYS);
        List<String> tags = rule.texts("tags");
        for (String tag : tags) {
            String problem = Attack.problemWith(tag);
            if (!problem.isEmpty()) {
                rule.problem(rule.lineOf("tags"), problem);
            }
        }
        if (Attack.techniques(tags).isEmpty()) {
            rule.problem(
                    rule.lineOf("tags"), "The tags must name a technique, like attack.t1110.001.");
        }
        String id = rule.text("id");
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            rule.problem(
                    rule.lineOf("id"), "An id is in lower case with dashes, like brute-force.");
        }
        List<String> falsepositives = rule.texts("falsepositives");
        if (falsepositives.isEmpty()) {
            rule.problem(
                    rule.lineOf("falsepositives"),
                    "The key falsepositives must say who triggers the rule innocently.");
        }
        rule.optionalText("author");
        rule.optionalText("date");
        Rule.Metadata metadata =
                new Rule.Metadata(
                        id,
                        rule.text("title"),
                        rule.oneOf("status", Status.class, Status.EXPERIMENTAL)
                                .name()
                                .toLowerCase(java.util.Locale.ROOT),
                        rule.oneOf("level", Level.class, Level.MEDIUM),
                        rule.text("description"),
                        Attack.tactics(tags),
                        Attack.techniques(tags),
                        falsepositives,
                        rule.texts("references"));
        Rule.Over over =
                rule.has("over")
                        ? rule.oneOf("over", Rule.Over.class, Rule.Over.EVENTS)
                        : Rule.Over.EVENTS;
        List<EntityField> entity = entity(rule, over);
        Map<String, Rule.Profile> profiles = profiles(rule);
        Duration window = rule.duration("window", Duration.ofMinutes(10));
        if (window.compareTo(MAX_WINDOW) > 0) {
            rule.problem(
                    rule.lineOf("window"),
                    "A window is at most 7d; what must be remembered longer goes into profiles.");
        }
        Duration suppress = rule.duration("suppress", Duration.ofHours(1));
        String epl = rule.text("epl");
        Map<String, Rule.Value> values = values(rule);
        String message = rule.text("message");
        checkPlaceholders(rule, "message", message, entity, values);
        String runbook = rule.text("runbook");
        checkPlaceholders(rule, "runbook", runbook, entity, values);
        List<RuleTest> tests = new ArrayList<>();
        TestReader reader = new TestReader(file, problems, FIELD_NAMES, rawLines, over);
        for (Node node : rule.items("tests")) {
            if (reader.isLeftOut(node)) {
                continue;
            }
            RuleTest test = reader.read(node);
            tests.add(test);
            checkExpectations(rule, test, entity, values);
        }
        if (rule.items("tests").isEmpty()) {
            rule.problem(
                    rule.lineOf("tests"),
                    "A rule has tests: one that fires, one that does not, one at the edge.");
        }
        return new Rule(
                file,
                metadata,
                over,
                entity,
                profiles,
                window,
                suppress,
                new Rule.Epl(epl, eplLine(rule)),
                message,
                values,
                runbook,
                tests,
                version);
    }

    /** The text of a block begins on the line below its key. */
    private static int eplLine(Section rule) {
        boolean block =
                rule.node("epl").orElse(null) instanceof ScalarNode scalar && !scalar.isPlain();
        return rule.lineOf("epl") + (block ? 1 : 0);
    }

    /** Either a list of fields, or a mapping of a field to the fields its value is taken from. */
    private List<EntityField> entity(Section rule, Rule.Over over) {
        int before = problems.size();
        List<EntityField> entity = new ArrayList<>();
        Node node = rule.node("entity").orElse(null);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    List<EcsField> from = new ArrayList<>();
                    if (tuple.getValueNode() instanceof SequenceNode list) {
                        list.getValue().forEach(each -> addField(rule, each, from, over));
                    }
                    List<EcsField> field = new ArrayList<>();
                    addField(rule, key, field);
                    if (from.isEmpty()) {
                        rule.problem(
                                Section.lineOf(key),
                                "The entity's field must list the fields it is taken from.");
                    } else if (!field.isEmpty()) {
                        entity.add(new EntityField(field.getFirst(), from));
                    }
                }
            }
        } else {
            List<EcsField> fields = new ArrayList<>();
            rule.items("entity").forEach(each -> addField(rule, each, fields));
            fields.forEach(field -> entity.add(new EntityField(field, List.of(field))));
        }
        if (entity.stream().filter(EntityField::mayBeMany).count() > 1) {
            rule.problem(
                    rule.lineOf("entity"),
                    "One field of an entity may be taken from a list, not two.");
        }
        if (entity.isEmpty() && problems.size() == before) {
            rule.problem(
                    rule.lineOf("entity"),
                    "The key entity must list the ECS fields an alert is about, like user.name.");
        }
        return entity;
    }

    private void addField(Section section, Node node, List<EcsField> fields) {
        addField(section, node, fields, Rule.Over.EVENTS);
    }

    /** An alert is put to every one of a list's values. */
    private void addField(Section section, Node node, List<EcsField> fields, Rule.Over over) {
        String name = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        EcsField field = EcsField.byName(name).orElse(null);
        if (field == null) {
            section.problem(
                    Section.lineOf(node),
                    "ECS has no field " + name + "." + Suggestion.of(name, FIELD_NAMES));
        } else if ((field.isArray() && over == Rule.Over.EVENTS)
                || field.type().javaType() != String.class) {
            section.problem(
                    Section.lineOf(node), "The field " + name + " must hold one text or address.");
        } else {
            fields.add(field);
        }
    }

    private Map<String, Rule.Profile> profiles(Section rule) {
        Map<String, Rule.Profile> profiles = new LinkedHashMap<>();
        rule.node("profiles")
                .ifPresent(
                        node -> {
                            Section section = Section.of(file, problems, node, "The key profiles");
                            for (String name : section.keys()) {
                                section.node(name)
                                        .ifPresent(
                                                each -> addProfile(section, name, each, profiles));
                            }
                        });
        return profiles;
    }

    private void addProfile(
            Section section, String name, Node node, Map<String, Rule.Profile> profiles) {
        if (!COLUMN.matcher(name).matches()) {
            section.problem(
                    section.lineOf(name), "A profile's name is in lower case, like new_host.");
            return;
        }
        Section each = Section.of(file, problems, node, "The key profiles." + name);
        each.allow("The key profiles." + name, List.of("of", "within"));
        List<EcsField> of = new ArrayList<>();
        each.node("of")
                .ifPresentOrElse(
                        value -> addField(each, value, of),
                        () -> each.problem(each.line(), "The key of is missing; it is a field."));
        Duration within = each.duration("within", Duration.ofDays(30));
        if (within.compareTo(MAX_WITHIN) > 0 || !within.equals(Duration.ofDays(within.toDays()))) {
            each.problem(each.lineOf("within"), "A profile remembers whole days, from 1d to 90d.");
        }
        if (!of.isEmpty()) {
            profiles.put(name, new Rule.Profile(of.getFirst(), Math.toIntExact(within.toDays())));
        }
    }

    private Map<String, Rule.Value> values(Section rule) {
        Map<String, Rule.Value> values = new LinkedHashMap<>();
        rule.node("values")
                .ifPresent(
                        node -> {
                            Section section = Section.of(file, problems, node, "The key values");
                            for (String name : section.keys()) {
                                Object value = section.node(name).map(Section::plain).orElse(null);
                                if (value == null || value instanceof List<?>) {
                                    section.problem(
                                            section.lineOf(name),
                                            "A value is a column's name or a constant.");
                                } else if (value instanceof String text
                                        && COLUMN.matcher(text).matches()) {
                                    values.put(name, new Rule.Value.Column(text));
                                } else {
                                    values.put(name, new Rule.Value.Constant(value));
                                }
                            }
                        });
        return values;
    }

    private static void checkPlaceholders(
            Section rule,
            String key,
            String text,
            List<EntityField> entity,
            Map<String, Rule.Value> values) {
        Set<String> known = new LinkedHashSet<>(values.keySet());
        entity.forEach(each -> known.add(each.field().fieldName()));
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            // Of an entity that could not be read, any field may be one.
            boolean unsure = entity.isEmpty() && EcsField.byName(name).isPresent();
            if (!known.contains(name) && !unsure) {
                rule.problem(
                        rule.lineOf(key),
                        "The "
                                + key
                                + " names {"
                                + name
                                + "}, which is neither in entity nor in values."
                                + Suggestion.of(name, known));
            }
        }
    }

    /** What an alert of this rule never has, no test can find in it. */
    private static void checkExpectations(
            Section rule, RuleTest test, List<EntityField> entity, Map<String, Rule.Value> values) {
        List<String> fields = entity.stream().map(each -> each.field().fieldName()).toList();
        for (RuleTest.Expected expected : test.expected()) {
            for (EcsField field : expected.entity().keySet()) {
                if (!fields.isEmpty() && !fields.contains(field.fieldName())) {
                    rule.problem(
                            test.line(),
                            "The test \""
                                    + test.name()
                                    + "\" expects the entity to have "
                                    + field.fieldName()
                                    + ", and the rule's entity is "
                                    + String.join(", ", fields)
                                    + ".");
                }
            }
            for (String name : expected.values().keySet()) {
                if (!values.containsKey(name)) {
                    rule.problem(
                            test.line(),
                            "The test \""
                                    + test.name()
                                    + "\" expects a value "
                                    + name
                                    + ", which the rule's values do not have."
                                    + Suggestion.of(name, values.keySet()));
                }
            }
        }
    }

    /** An anchor lets a small file unfold into a large one, and a rule needs none. */
    private void refuseAnchors(String text, String what) {
        for (Event event : yaml().parse(new StringReader(text))) {
            if (event instanceof AliasEvent
                    || (event instanceof NodeEvent node && node.getAnchor() != null)) {
                problems.add(
                        new Problem(
                                file,
                                event.getStartMark().getLine() + 1,
                                what + " file has no anchors or aliases; write the value out."));
                return;
            }
        }
    }

    private @Nullable Node refused(int line, String message) {
        problems.add(new Problem(file, line, message));
        return null;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        return new Yaml(new SafeConstructor(options));
    }

    private static String firstLine(YAMLException e) {
        String message = e.getMessage();
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
