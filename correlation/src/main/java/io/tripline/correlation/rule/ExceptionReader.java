package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads {@code exceptions/NAME.yml}: strictly, and all problems at once. */
public final class ExceptionReader {
    /** Where a day begins first. Who writes there that an exception is of today means that it holds now. */
    private static final ZoneOffset FIRST = ZoneOffset.ofHours(14);

    private static final Duration LONGEST =
            Duration.ofDays(366).plusSeconds(FIRST.getTotalSeconds());

    private static final int MOST_VALUES = 1_000;

    /** Of 2026-12-31, and of 2026-12-31T08:00:00Z: a year has four digits. */
    private static final int DAY_LENGTH = 10;

    private static final int TIME_LENGTH = 20;

    /** As 10.0.0.0/8 is somebody's own, and no larger block is. */
    private static final int LARGEST_BLOCK = 8;

    /** As fc00::/7 is. */
    private static final int LARGEST_LONG_BLOCK = 7;

    /** Together as many of the largest blocks: all that is nobody's on the Internet (10.0.0.0/8, 127.0.0.0/8, 172.16.0.0/12 ...) is less. */
    private static final int MOST_BLOCKS = 4;

    private static final Pattern BLOCK = Pattern.compile("[0-9a-fA-F]*[.:][0-9a-fA-F.:]*/[0-9]+");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+([.][0-9]+){3}");

    /** What other tools read as any value. */
    private static final Pattern ANYTHING = Pattern.compile("[*%]+|[.][*+]");

    private static final Pattern FILE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*\\.yml");
    private static final List<String> KEYS =
            List.of("rule", "when", "owner", "reason", "reviewed", "expires");

    private ExceptionReader() {}

    /**
     * The exception in a file, if it is one.
     *
     * @param name the file's name without its folder
     * @param rules the ids of the rules that there are
     * @param problems where all is added that is wrong
     */
    public static Optional<ReviewedException> read(
            String name, byte[] content, Collection<String> rules, List<Problem> problems) {
        String file = "exceptions/" + name;
        List<Problem> own = new ArrayList<>();
        Optional<ReviewedException> read = read(file, name, content, rules, own);
        problems.addAll(Problem.inOrder(own));
        return read;
    }

    private static Optional<ReviewedException> read(
            String file,
            String name,
            byte[] content,
            Collection<String> rules,
            List<Problem> problems) {
        if (!FILE.matcher(name).matches()) {
            problems.add(
                    new Problem(
                            file,
                            0,
                            "An exception is a file like nightly-backup.yml, its name in lower case with dashes."));
            return Optional.empty();
        }
        Node root = new YamlFile(file, "An exception", problems).mapping(content);
        if (root == null) {
            return Optional.empty();
        }
        Section section = Section.of(file, problems, root, "An exception");
        section.allow("An exception", KEYS);
        String rule = section.text("rule");
        if (!rule.isEmpty() && !rules.contains(rule)) {
            section.problem(
                    section.placeOf("rule"),
                    "There is no rule " + rule + "." + Suggestion.of(rule, rules));
        }
        Map<EcsField, List<String>> when = when(file, section, "when", problems);
        String owner = section.text("owner");
        String reason = section.text("reason");
        Instant reviewed = time(section, "reviewed", FIRST);
        Instant expires = time(section, "expires", ZoneOffset.UTC);
        boolean known = !reviewed.equals(Instant.EPOCH) && !expires.equals(Instant.EPOCH);
        if (known
                && (!expires.isAfter(reviewed)
                        || Duration.between(reviewed, expires).compareTo(LONGEST) > 0)) {
            section.problem(
                    section.placeOf("expires"),
                    "An exception expires after its review, and within a year of it.");
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ReviewedException(
                        name.replaceAll("\\.yml$", ""),
                        file,
                        rule,
                        when,
                        owner,
                        reason,
                        reviewed,
                        expires));
    }

    /** What must hold, under a key of a section: each field with its values. */
    static Map<EcsField, List<String>> when(
            String file, Section section, String key, List<Problem> problems) {
        Map<EcsField, List<String>> when = new EnumMap<>(EcsField.class);
        Node node = section.node(key).orElse(null);
        if (node == null) {
            if (section.isMissing(key)) {
                section.problem(
                        section.place(),
                        "The key "
                                + key
                                + " is missing. Write what must hold, like "
                                + key
                                + ": {user.name: svc-backup}.");
            }
            return when;
        }
        Section conditions = Section.of(file, problems, node, "The key " + key);
        for (String name : conditions.keys()) {
            EcsField field = EcsField.byName(name).orElse(null);
            if (field == null || field == EcsField.TIMESTAMP) {
                conditions.problem(
                        conditions.placeOf(name),
                        "ECS has no field "
                                + name
                                + "."
                                + Suggestion.of(name, RuleReader.FIELD_NAMES));
                continue;
            }
            List<String> values = values(conditions.node(name).orElseThrow());
            if (values.isEmpty()) {
                conditions.problem(
                        conditions.placeOf(name),
                        "The field " + name + " needs a value, or a list of them.");
                continue;
            }
            if (values.size() > MOST_VALUES) {
                conditions.problem(
                        conditions.placeOf(name),
                        "The field "
                                + name
                                + " has "
                                + values.size()
                                + " values, and an exception at most "
                                + MOST_VALUES
                                + ". Put them into a list that the rule asks: not in_list("
                                + name
                                + ", 'known-good').");
                continue;
            }
            if (hasNull(conditions.node(name).orElseThrow())) {
                conditions.problem(
                        conditions.placeOf(name),
                        "An event that lacks "
                                + name
                                + " has no value to be compared, so null would never apply. Leave it out, or write the word in quotes.");
                continue;
            }
            values.stream()
                    .map(each -> refusal(field, each))
                    .filter(each -> !each.isEmpty())
                    .findFirst()
                    .ifPresent(each -> conditions.problem(conditions.placeOf(name), each));
            if (holdTooMuch(values)) {
                conditions.problem(
                        conditions.placeOf(name),
                        "The blocks of "
                                + name
                                + " hold too much of all addresses together, and would silence the rule. They may hold as many as "
                                + MOST_BLOCKS
                                + " blocks of /"
                                + LARGEST_BLOCK
                                + " (IPv6: /"
                                + LARGEST_LONG_BLOCK
                                + ").");
            }
            when.put(field, values.stream().map(each -> inForm(field, each)).toList());
        }
        if (when.isEmpty() && conditions.keys().isEmpty()) {
            section.problem(
                    section.placeOf(key),
                    "An exception without a condition would silence the rule. Name a field.");
        }
        return when;
    }

    /** Why a value silences more than a person can mean, or nothing ever; empty if it does neither. */
    private static String refusal(EcsField field, String value) {
        if (ANYTHING.matcher(value).matches()) {
            return value
                    + " would be any value, and silence the rule. Values are compared as they are; name those that you mean, or leave the field out.";
        }
        Optional<AddressBlock> block = AddressBlock.parse(value);
        if (field.type() == EcsField.Type.IP && block.isEmpty() && BLOCK.matcher(value).matches()) {
            return value + " is no block of addresses like 10.0.0.0/8.";
        }
        if (field.type() == EcsField.Type.IP && (block.isEmpty() || isAbridged(value))) {
            return value
                    + " is neither an address like 203.0.113.7 nor a block like 203.0.113.0/24, and would never apply.";
        }
        if (value.indexOf('/') >= 0
                && block.isPresent()
                && block.get().bits() < largest(block.get().isLong())) {
            return value
                    + " holds too much of all addresses, and would silence the rule. Name blocks of /"
                    + LARGEST_BLOCK
                    + " (IPv6: /"
                    + LARGEST_LONG_BLOCK
                    + ") or smaller.";
        }
        return "";
    }

    /** As events have it; a block stays as it is. */
    private static String inForm(EcsField field, String value) {
        String form = value.indexOf('/') < 0 ? field.canonical(value) : null;
        return form == null ? value : form;
    }

    /** Addresses are compared as they are written, and no event has 10.1 for 10.0.0.1. */
    private static boolean isAbridged(String value) {
        return value.indexOf('/') < 0
                && value.indexOf(':') < 0
                && !ADDRESS.matcher(value).matches();
    }

    private static int largest(boolean isLong) {
        return isLong ? LARGEST_LONG_BLOCK : LARGEST_BLOCK;
    }

    /** Whether blocks that are small enough one by one hold too much together. */
    private static boolean holdTooMuch(List<String> values) {
        Map<Boolean, List<AddressBlock>> blocks =
                values.stream()
                        .filter(each -> each.indexOf('/') >= 0)
                        .flatMap(each -> AddressBlock.parse(each).stream())
                        .filter(each -> each.bits() >= largest(each.isLong()))
                        .collect(Collectors.partitioningBy(AddressBlock::isLong));
        return blocks.entrySet().stream()
                .anyMatch(
                        each ->
                                AddressBlock.share(each.getValue())
                                        > Math.scalb(
                                                (double) MOST_BLOCKS, -largest(each.getKey())));
    }

    /**
     * Those that leave the rules something to tell: where several files that ask one field alone hold too much of all addresses
     * together, the file that makes it too much is left out, in the order of their names.
     */
    public static List<ReviewedException> withoutSilencing(
            List<ReviewedException> exceptions, List<Problem> problems) {
        List<ReviewedException> left = new ArrayList<>();
        Map<String, List<String>> together = new HashMap<>();
        for (ReviewedException each : exceptions) {
            if (each.when().size() == 1) {
                Map.Entry<EcsField, List<String>> only = each.when().entrySet().iterator().next();
                String what = each.rule() + " " + only.getKey();
                List<String> before = together.getOrDefault(what, List.of());
                List<String> all = new ArrayList<>(before);
                all.addAll(only.getValue());
                if (holdTooMuch(all)) {
                    problems.add(
                            new Problem(
                                    each.file(),
                                    0,
                                    "With the exceptions in other files, the blocks of "
                                            + only.getKey().fieldName()
                                            + " hold too much of all addresses together, and would silence the rule "
                                            + each.rule()
                                            + ". Name smaller blocks, or ask a second field."));
                    continue;
                }
                together.put(what, all);
            }
            left.add(each);
        }
        return left;
    }

    private static boolean hasNull(Node node) {
        return node instanceof SequenceNode list
                ? list.getValue().stream().anyMatch(ExceptionReader::hasNull)
                : node.getTag().equals(Tag.NULL)
                        && node instanceof ScalarNode scalar
                        && !scalar.getValue().isBlank();
    }

    private static List<String> values(Node node) {
        return switch (node) {
            case ScalarNode scalar when !scalar.getValue().isBlank() ->
                    List.of(scalar.getValue().strip());
            case SequenceNode list ->
                    list.getValue().stream()
                            .filter(ScalarNode.class::isInstance)
                            .map(each -> ((ScalarNode) each).getValue().strip())
                            .filter(each -> !each.isEmpty())
                            .toList();
            default -> List.of();
        };
    }

    /** A time, or where a day begins in this zone. */
    private static Instant time(Section section, String key, ZoneOffset zone) {
        String text = section.text(key);
        if (text.isEmpty()) {
            return Instant.EPOCH;
        }
        try {
            return switch (text.length()) {
                case DAY_LENGTH -> LocalDate.parse(text).atStartOfDay(zone).toInstant();
                case TIME_LENGTH -> Instant.parse(text);
                default -> throw new DateTimeParseException("It is too long or short.", text, 0);
            };
        } catch (DateTimeParseException e) {
            section.problem(
                    section.placeOf(key),
                    "The key "
                            + key
                            + " must be a day like 2026-12-31 or a time like 2026-12-31T08:00:00Z.");
            return Instant.EPOCH;
        }
    }
}
