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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads rule files: strictly, bounded, and all problems at once. */
public final class RuleReader {
    /** A rule file is read by people; one that is longer is not. */
    public static final int MAX_BYTES = YamlFile.MAX_BYTES;

    /** Of EPL: as many conditions as fit into it compile; of 1,500 calls of wildcard, Esper's compiler made what Java refuses. */
    private static final int MAX_EPL = 32 * 1024;

    private static final Duration MAX_WINDOW = Duration.ofDays(10);

    /** In place of a window that cannot be read: no EPL looks back further. */
    private static final Duration ANY_WINDOW = Duration.ofDays(3660);

    /** In EPL, or what it may stand in and is none. */
    private static final Pattern COMMENT =
            Pattern.compile(
                    "'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"|`[^`]*+`|/\\*.*?\\*/|//",
                    Pattern.DOTALL);

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
    private final Set<String> doubtful = new TreeSet<>();
    private List<String> lines = List.of();

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
        lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        Node root = new YamlFile(file, "A rule", problems).mapping(content);
        if (root == null) {
            return new RuleReading.Refused(problems, Optional.empty());
        }
        Rule rule = rule(Section.of(file, problems, root, "A rule"), version(content));
        return problems.isEmpty()
                ? new RuleReading.Accepted(rule)
                : new RuleReading.Refused(
                        Problem.inOrder(problems), Optional.of(new Draft(rule, doubtful)));
    }

    /** The value of a key, which is doubtful if a problem comes up on the way. */
    private <T> T value(String key, Supplier<T> reader) {
        int before = problems.size();
        T value = reader.get();
        if (problems.size() > before) {
            doubtful.add(key);
        }
        return value;
    }

    private Rule rule(Section rule, String version) {
        rule.allow("A rule", KEYS);
        doubtful.addAll(rule.misspelt());
        Rule.Metadata metadata = metadata(rule);
        Rule.Over over =
                rule.has("over")
                        ? value("over", () -> rule.oneOf("over", Rule.Over.class, Rule.Over.EVENTS))
                        : Rule.Over.EVENTS;
        List<EntityField> entity = value("entity", () -> new EntityReader(rule, over).read());
        Duration window = value("window", () -> window(rule));
        Duration suppress = value("suppress", () -> rule.duration("suppress", Duration.ofHours(1)));
        Rule.Epl epl = value("epl", () -> wholeEpl(rule));
        List<Rule.NotEvaluated> notEvaluated = value("not-evaluated", () -> notEvaluated(rule));
        Map<String, Rule.Profile> profiles = value("profiles", () -> ProfilesReader.read(rule));
        if (doubtful.contains("profiles")) {
            profiles = ProfilesReader.asked(profiles, epl, notEvaluated);
        }
        Map<String, Rule.Value> values = value("values", () -> values(rule));
        AlertNames names = new AlertNames(rule, entity, values, doubtful);
        String message = value("message", () -> named(rule, "message", names));
        String runbook = value("runbook", () -> named(rule, "runbook", names));
        List<RuleTest> tests = value("tests", () -> tests(rule, over, names));
        return new Rule(
                file,
                metadata,
                over,
                entity,
                profiles,
                doubtful.contains("window") ? ANY_WINDOW : window,
                suppress,
                epl,
                message,
                values,
                runbook,
                notEvaluated,
                value("test-lists", () -> TestListsReader.read(rule, epl.text())),
                tests,
                version);
    }

    private static Duration window(Section rule) {
        Duration window = rule.duration("window", MAX_WINDOW);
        if (window.compareTo(MAX_WINDOW) > 0) {
            rule.problem(
                    rule.placeOf("window"),
                    "A window is at most 10d; what must be remembered longer goes into profiles.");
        }
        return window;
    }

    private static String named(Section rule, String key, AlertNames names) {
        String text = rule.text(key);
        names.checkPlaceholders(key, text);
        return text;
    }

    /** Those that can be read. */
    private List<RuleTest> tests(Section rule, Rule.Over over, AlertNames names) {
        int before = problems.size();
        List<Node> nodes = rule.items("tests");
        if (nodes.isEmpty() && problems.size() == before && !rule.misspelt().contains("tests")) {
            rule.problem(
                    rule.placeOf("tests"),
                    "A rule has tests: one that fires, one that does not, one at the edge.");
        }
        List<RuleTest> tests = new ArrayList<>();
        TestReader reader = new TestReader(file, problems, FIELD_NAMES, rawLines, over);
        for (Node node : nodes) {
            if (reader.isLeftOut(node)) {
                continue;
            }
            int good = problems.size();
            RuleTest test = reader.read(node);
            names.checkExpectations(test);
            if (problems.size() == good) {
                tests.add(test);
            }
        }
        return tests;
    }

    private Rule.Metadata metadata(Section rule) {
        List<String> tags = value("tags", () -> tags(rule));
        String id = value("id", () -> id(rule));
        List<String> falsepositives = value("falsepositives", () -> falsepositives(rule));
        rule.optionalText("author");
        rule.optionalText("date");
        return new Rule.Metadata(
                id,
                value("title", () -> rule.text("title")),
                value("status", () -> rule.oneOf("status", Status.class, Status.EXPERIMENTAL))
                        .name()
                        .toLowerCase(Locale.ROOT),
                value("level", () -> rule.oneOf("level", Level.class, Level.MEDIUM)),
                value("description", () -> rule.text("description")),
                Attack.tactics(tags),
                Attack.techniques(tags),
                falsepositives,
                value("references", () -> rule.texts("references")));
    }

    private List<String> tags(Section rule) {
        int before = problems.size();
        List<String> tags = rule.texts("tags");
        for (String tag : tags) {
            String problem = Attack.problemWith(tag);
            if (!problem.isEmpty()) {
                rule.problem(rule.placeOf("tags"), problem);
            }
        }
        if (Attack.techniques(tags).isEmpty()
                && problems.size() == before
                && !rule.misspelt().contains("tags")) {
            rule.problem(
                    rule.placeOf("tags"), "The tags must name a technique, like attack.t1110.001.");
        }
        return tags;
    }

    private static String id(Section rule) {
        String id = rule.text("id");
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            rule.problem(
                    rule.placeOf("id"), "An id is in lower case with dashes, like brute-force.");
        }
        return id;
    }

    private List<String> falsepositives(Section rule) {
        int before = problems.size();
        List<String> falsepositives = rule.texts("falsepositives");
        if (falsepositives.isEmpty()
                && problems.size() == before
                && !rule.misspelt().contains("falsepositives")) {
            rule.problem(
                    rule.placeOf("falsepositives"),
                    "The key falsepositives must say who triggers the rule innocently.");
        }
        return falsepositives;
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
                                            section.placeOf(name),
                                            "A value is a column's name or a constant.");
                                } else if (value instanceof String text
                                        && section.node(name)
                                                .filter(Section::isNumber)
                                                .isPresent()) {
                                    section.problem(
                                            section.placeOf(name),
                                            "A constant is a number like 5 or 0.5, and "
                                                    + text
                                                    + " is none that can be compared. A text stands in quotes.");
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

    private List<Rule.NotEvaluated> notEvaluated(Section rule) {
        List<Rule.NotEvaluated> all = new ArrayList<>();
        rule.node("not-evaluated")
                .map(node -> rule.inner(node, "The key not-evaluated"))
                .ifPresent(
                        section -> {
                            for (String reason : section.keys()) {
                                if (!ID.matcher(reason).matches()) {
                                    section.problem(
                                            section.placeOf(reason),
                                            "A reason is in lower case with dashes, like no-place.");
                                }
                                section.optionalText(reason)
                                        .filter(_ -> !isTooLong(section, reason))
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

    /** Outside of a block, YAML takes a # after a blank for a comment, and EPL has windows there. */
    private Rule.Epl wholeEpl(Section rule) {
        if (rule.node("epl").orElse(null) instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
            Mark end = scalar.getEndMark();
            String rest =
                    end.getLine() < lines.size()
                            ? lines.get(end.getLine())
                                    .substring(
                                            Math.min(
                                                    end.getColumn(),
                                                    lines.get(end.getLine()).length()))
                            : "";
            if (rest.strip().startsWith("#")) {
                rule.problem(
                        Place.of(end),
                        "YAML takes what follows # here for a comment, and the EPL ends before it. Write epl: | and the EPL below it, indented.");
                return none(rule, "epl");
            }
        }
        return isTooLong(rule, "epl") ? none(rule, "epl") : epl(rule, "epl");
    }

    private static boolean isTooLong(Section section, String key) {
        boolean tooLong =
                section.node(key).orElse(null) instanceof ScalarNode scalar
                        && scalar.getValue().length() > MAX_EPL;
        if (tooLong) {
            section.problem(
                    section.placeOf(key),
                    "EPL has at most "
                            + MAX_EPL
                            + " characters, and this has more. Write several values as user.name in ('alice', 'bob'), or as a list with in_list.");
        }
        return tooLong;
    }

    private static Rule.Epl none(Section section, String key) {
        return new Rule.Epl("", section.placeOf(key).line(), 0);
    }

    /** The text of a block begins on the line below its key. */
    private Rule.Epl epl(Section section, String key) {
        boolean block =
                section.node(key).orElse(null) instanceof ScalarNode scalar
                        && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        if (isOneLine(section, key)) {
            section.problem(
                    section.placeOf(key),
                    "YAML makes one line of this, and EPL takes all that follows // in it for a comment. Write "
                            + key
                            + ": | and the EPL below it, indented.");
            return none(section, key);
        }
        String text = section.text(key);
        int line = section.placeOf(key).line() + (block ? 1 : 0);
        return new Rule.Epl(text, line, column(text, line));
    }

    /** Where the text's lines begin, if its first one stands in the file as it is: YAML folds lines, and quotes have escapes. */
    private int column(String text, int line) {
        String first = text.lines().findFirst().orElse("");
        return first.isEmpty() || line > lines.size() ? 0 : lines.get(line - 1).indexOf(first) + 1;
    }

    /** Whether several lines become one, in which a comment that was at the end of its line goes on. */
    private static boolean isOneLine(Section section, String key) {
        return section.node(key).orElse(null) instanceof ScalarNode scalar
                && scalar.getScalarStyle() != ScalarStyle.LITERAL
                && scalar.getStartMark().getLine() != scalar.getEndMark().getLine()
                && COMMENT.matcher(scalar.getValue())
                        .results()
                        .anyMatch(each -> each.group().equals("//"));
    }
}
