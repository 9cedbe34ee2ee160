package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads rule files: strictly, bounded, and all problems at once. */
public final class RuleReader {
    /** A rule file is read by people; one that is longer is not. */
    public static final int MAX_BYTES = YamlFile.MAX_BYTES;

    private static final Duration MAX_WINDOW = Duration.ofDays(10);
    static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]*");
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
                    "not-evaluated",
                    "test-lists",
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
        Node root = new YamlFile(file, "A rule", problems).mapping(content);
        if (root == null) {
            return new RuleReading.Refused(problems);
        }
        Rule rule = rule(Section.of(file, problems, root, "A rule"), version(content));
        return problems.isEmpty()
                ? new RuleReading.Accepted(rule)
                : new RuleReading.Refused(problems);
    }

    private Rule rule(Section rule, String version) {
        rule.allow("A rule", KEYS);
        Rule.Metadata metadata = metadata(rule);
        Rule.Over over =
                rule.has("over")
                        ? rule.oneOf("over", Rule.Over.class, Rule.Over.EVENTS)
                        : Rule.Over.EVENTS;
        List<EntityField> entity = new EntityReader(rule, over).read();
        Map<String, Rule.Profile> profiles = ProfilesReader.read(rule);
        Duration window = rule.duration("window", Duration.ofMinutes(10));
        if (window.compareTo(MAX_WINDOW) > 0) {
            rule.problem(
                    rule.lineOf("window"),
                    "A window is at most 10d; what must be remembered longer goes into profiles.");
        }
        Duration suppress = rule.duration("suppress", Duration.ofHours(1));
        Rule.Epl epl = epl(rule, "epl");
        Map<String, Rule.Value> values = values(rule);
        AlertNames names = new AlertNames(rule, entity, values);
        String message = rule.text("message");
        names.checkPlaceholders("message", message);
        String runbook = rule.text("runbook");
        names.checkPlaceholders("runbook", runbook);
        List<RuleTest> tests = new ArrayList<>();
        TestReader reader = new TestReader(file, problems, FIELD_NAMES, rawLines, over);
        for (Node node : rule.items("tests")) {
            if (reader.isLeftOut(node)) {
                continue;
            }
            RuleTest test = reader.read(node);
            tests.add(test);
            names.checkExpectations(test);
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
                epl,
                message,
                values,
                runbook,
                notEvaluated(rule),
                TestListsReader.read(rule, epl.text()),
                tests,
                version);
    }

    private static Rule.Metadata metadata(Section rule) {
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
        return new Rule.Metadata(
                id,
                rule.text("title"),
                rule.oneOf("status", Status.class, Status.EXPERIMENTAL)
                        .name()
                        .toLowerCase(Locale.ROOT),
                rule.oneOf("level", Level.class, Level.MEDIUM),
                rule.text("description"),
                Attack.tactics(tags),
                Attack.techniques(tags),
                falsepositives,
                rule.texts("references"));
    }

    private static Map<String, Rule.Value> values(Section rule) {
        Map<String, Rule.Value> values = new LinkedHashMap<>();
        rule.node("values")
                .ifPresent(
                        node -> {
                            Section section = rule.inner(node, "The key values");
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

    private static List<Rule.NotEvaluated> notEvaluated(Section rule) {
        List<Rule.NotEvaluated> all = new ArrayList<>();
        rule.node("not-evaluated")
                .map(node -> rule.inner(node, "The key not-evaluated"))
                .ifPresent(
                        section -> {
                            for (String reason : section.keys()) {
                                if (!ID.matcher(reason).matches()) {
                                    section.problem(
                                            section.lineOf(reason),
                                            "A reason is in lower case with dashes, like no-place.");
                                }
                                section.optionalText(reason)
                                        .ifPresent(
                                                _ ->
                                                        all.add(
                                                                new Rule.NotEvaluated(
                                                                        reason,
                                                                        epl(section, reason))));
                            }
                        });
        return all;
    }

    /** The text of a block begins on the line below its key. */
    private static Rule.Epl epl(Section section, String key) {
        boolean block =
                section.node(key).orElse(null) instanceof ScalarNode scalar
                        && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        return new Rule.Epl(section.text(key), section.lineOf(key) + (block ? 1 : 0));
    }
}
