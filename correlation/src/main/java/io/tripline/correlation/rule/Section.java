package io.tripline.correlation.rule;

import io.tripline.contracts.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a rule file that is read key by key; every mistake is noted with its place, and the reading goes on. */
final class Section {
    /** Ten years: nothing in a rule is longer, and times stay such as can be added up. */
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** A number that every reader of YAML takes for the same: not 0123, 1_000 or 1:30. */
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");

    /** YAML 1.1 puts another mapping's keys there. */
    static final String MERGE = "<<";

    static final String NO_MERGE =
            "A rule file has no merge keys (<<), as what they bring stands elsewhere. Write the keys out; what all events of a test share goes into its defaults.";

    private final String file;
    private final List<Problem> problems;
    private final Place place;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Place> keyPlaces = new LinkedHashMap<>();

    /** Keys that are missing because they are written wrongly, which was told. */
    private final Set<String> misspelt = new HashSet<>();

    private Section(String file, List<Problem> problems, Place place) {
        this.file = file;
        this.problems = problems;
        this.place = place;
    }

    /** The mapping at this node; an empty one, and a problem, if it is something else. */
    static Section of(String file, List<Problem> problems, Node node, String what) {
        Section section = new Section(file, problems, Place.of(node));
        if (!(node instanceof MappingNode mapping)) {
            section.problem(Place.of(node), what + " must be a mapping of keys to values.");
            return section;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                section.problem(Place.of(tuple.getKeyNode()), "A key must be plain text.");
            } else if (key.getValue().equals(MERGE)) {
                section.problem(Place.of(key), NO_MERGE);
            } else if (section.nodes.put(key.getValue(), tuple.getValueNode()) != null) {
                section.problem(Place.of(key), "The key " + key.getValue() + " is there twice.");
            } else {
                section.keyPlaces.put(key.getValue(), Place.of(key));
            }
        }
        return section;
    }

    /** The mapping at a node within this one. */
    Section inner(Node node, String what) {
        return of(file, problems, node, what);
    }

    Place place() {
        return place;
    }

    /** How many problems were found in the file so far. */
    int problems() {
        return problems.size();
    }

    Collection<String> keys() {
        return List.copyOf(nodes.keySet());
    }

    /** Where a key's value is, or the section if the key is missing. */
    Place placeOf(String key) {
        Node node = nodes.get(key);
        return node == null ? place : Place.of(node);
    }

    boolean has(String key) {
        return nodes.containsKey(key);
    }

    void allow(String what, Collection<String> known) {
        keyPlaces.forEach(
                (key, at) -> {
                    if (!known.contains(key)) {
                        problem(at, what + " has no key " + key + "." + Suggestion.of(key, known));
                        Spelling.nearest(key, known)
                                .filter(each -> !has(each))
                                .ifPresent(misspelt::add);
                    }
                });
    }

    /** Keys that are there under a name that is not theirs. */
    Set<String> misspelt() {
        return Set.copyOf(misspelt);
    }

    /** Whether a key is missing and nothing was said that explains it. */
    boolean isMissing(String key) {
        return !has(key) && !misspelt.contains(key);
    }

    void problem(Place at, String message) {
        problems.add(new Problem(file, at, message));
    }

    Optional<Node> node(String key) {
        return Optional.ofNullable(nodes.get(key));
    }

    /** Text that must be there; empty, with a problem, if it is not. */
    String text(String key) {
        Optional<String> text = optionalText(key);
        if (isMissing(key)) {
            problem(place, "The key " + key + " is missing." + example(key));
        }
        return text.orElse("");
    }

    private static String example(String key) {
        return switch (key) {
            case "title" -> " Write what an alert is called, like title: Impossible travel.";
            case "id" -> " Write the file's name without .yml.";
            case "status" -> " Write status: experimental until the rule is trusted.";
            case "level" -> " Write informational, low, medium, high or critical.";
            case "description" -> " Say what the rule detects and what it misses.";
            case "message" -> " Write one sentence for whoever is paged, with {user.name} in it.";
            case "runbook" -> " Say what to do about an alert, in steps.";
            case "epl" -> " Write select ... from Event(...).";
            case "name" -> " Say in a few words what the test tries.";
            case "rule" -> " Write the id of the rule that tells nothing then.";
            case "owner" -> " Write who decided it and is asked when it expires.";
            case "reason" -> " Say why it does no harm.";
            case "reviewed", "expires" -> " Write a day like 2026-12-31.";
            default -> "";
        };
    }

    Optional<String> optionalText(String key) {
        Node node = nodes.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            problem(Place.of(node), "The key " + key + " must hold text.");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue().strip());
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node node : items(key)) {
            if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                texts.add(scalar.getValue().strip());
            } else {
                problem(Place.of(node), "The key " + key + " must be a list of texts.");
            }
        }
        return texts;
    }

    List<Node> items(String key) {
        Node node = nodes.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(Place.of(node), "The key " + key + " must be a list.");
        return List.of();
    }

    /** A duration that must be there and positive. */
    Duration duration(String key, Duration otherwise) {
        if (isMissing(key)) {
            problem(place, "The key " + key + " is missing; it is a duration like 10m or 24h.");
        }
        if (!has(key)) {
            return otherwise;
        }
        Duration duration = optionalDuration(key).orElse(otherwise);
        if (!duration.isPositive()) {
            problem(placeOf(key), "The key " + key + " must be longer than 0s.");
            return otherwise;
        }
        return duration;
    }

    Optional<Duration> optionalDuration(String key) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(text.get());
        if (!matcher.matches()) {
            problem(
                    placeOf(key),
                    "The key " + key + " must be a duration like 30s, 10m, 24h or 30d.");
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                };
        if (duration.compareTo(LONGEST) > 0) {
            problem(placeOf(key), "The key " + key + " is at most " + LONGEST.toDays() + "d.");
            return Optional.empty();
        }
        return Optional.of(duration);
    }

    Optional<Long> optionalCount(String key) {
        Node node = nodes.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (plain(node) instanceof Long count && count >= 0) {
            return Optional.of(count);
        }
        problem(Place.of(node), "The key " + key + " must be a whole number, 0 or more.");
        return Optional.empty();
    }

    <E extends Enum<E>> E oneOf(String key, Class<E> type, E otherwise) {
        String text = text(key);
        List<String> labels = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            String label = each.name().toLowerCase(Locale.ROOT);
            if (label.equals(text)) {
                return each;
            }
            labels.add(label);
        }
        if (!text.isEmpty()) {
            problem(
                    placeOf(key),
                    "The key "
                            + key
                            + " must be one of "
                            + String.join(", ", labels)
                            + "."
                            + Suggestion.of(text, labels));
        }
        return otherwise;
    }

    /** A scalar as YAML's core schema reads it, a list of them, or null. */
    static @Nullable Object plain(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(Section::plain).filter(v -> v != null).toList();
        }
        if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
            return null;
        }
        String text = scalar.getValue();
        try {
            if (scalar.getTag().equals(Tag.INT) && WHOLE.matcher(text).matches()) {
                return Long.parseLong(text);
            }
            if (scalar.getTag().equals(Tag.FLOAT) && Double.isFinite(Double.parseDouble(text))) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException e) {
            return text;
        }
        // NO and on are true or false to YAML 1.1, and to nobody who writes a country or a state.
        boolean isBoolean = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        return scalar.getTag().equals(Tag.BOOL) && isBoolean
                ? (Object) Boolean.parseBoolean(text)
                : text;
    }

    /** Whether YAML takes a scalar for a number, whatever number that is. */
    static boolean isNumber(Node node) {
        return node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
    }
}
