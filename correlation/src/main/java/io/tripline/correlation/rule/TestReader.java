package io.tripline.correlation.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads one case of a rule's {@code tests}. */
final class TestReader {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");
    static final List<String> KEYS =
            List.of("name", "innocent", "except", "defaults", "timeline", "expect");
    static final List<String> ENTRY_KEYS =
            List.of("at", "repeat", "every", "late", "id", "event", "raw", "source");

    static final List<String> ALERT_KEYS = List.of("entity", "values", "count", "evidence");

    private static final int MAX_EVENTS = 2_000;

    /** Of all tests of a rule: more would take longer than anyone waits, and more memory than there is. */
    private static final int MAX_EVENTS_OF_RULE = 20_000;

    private final String file;
    private final List<Problem> problems;
    private final List<String> fieldNames;
    private final RawLines rawLines;
    private final Rule.Over over;
    private long eventsOfRule;

    /** Made for the first raw line that is written as YAML. */
    private static final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper();

        static String of(@Nullable Object tree) {
            return MAPPER.valueToTree(tree).toString();
        }
    }

    private record Arrival(Instant at, int number, EcsEvent event) {}

    /**
     * What an entry says an event is.
     *
     * @param fields of an event that is written out; of a raw line, what is set over what it gives
     * @param raw the raw line; empty if the event is written out
     * @param id of the event; empty for one of its own
     */
    private record Given(
            Section entry, Map<String, Node> fields, String source, String raw, String id) {}

    TestReader(
            String file,
            List<Problem> problems,
            List<String> fieldNames,
            RawLines rawLines,
            Rule.Over over) {
        this.file = file;
        this.problems = problems;
        this.fieldNames = fieldNames;
        this.rawLines = rawLines;
        this.over = over;
    }

    /** Whether a test has raw lines where nothing can read them. */
    boolean isLeftOut(Node node) {
        return !rawLines.areRead()
                && Section.of(file, new ArrayList<>(), node, "A test").items("timeline").stream()
                        .map(each -> Section.of(file, new ArrayList<>(), each, "An entry"))
                        .anyMatch(each -> each.has("raw"));
    }

    RuleTest read(Node node) {
        Section test = Section.of(file, problems, node, "A test");
        test.allow("A test", KEYS);
        Map<String, Node> defaults = new LinkedHashMap<>();
        test.node("defaults").ifPresent(each -> collect(each, "", defaults, "An event"));
        List<Arrival> arrivals = new ArrayList<>();
        int before = problems.size();
        for (Node entry : test.items("timeline")) {
            addEntry(entry, defaults, arrivals);
        }
        boolean read = problems.size() == before && !test.misspelt().contains("timeline");
        if (arrivals.isEmpty() && read) {
            test.problem(test.place(), "A test needs a timeline with at least one event.");
        }
        arrivals.sort(Comparator.comparing(Arrival::at).thenComparingInt(Arrival::number));
        List<RuleTest.Expected> expected =
                expected(
                        test,
                        read
                                ? Optional.of(
                                        arrivals.stream().map(each -> each.event.id()).toList())
                                : Optional.empty());
        String innocent = test.optionalText("innocent").orElse("");
        if (!innocent.isEmpty() && !expected.isEmpty()) {
            test.problem(
                    test.placeOf("innocent"),
                    "Whoever is innocent is left in peace: such a test expects none.");
        }
        return new RuleTest(
                test.text("name"),
                test.place().line(),
                innocent,
                test.has("except") ? List.of(exception(test)) : List.of(),
                arrivals.stream().map(Arrival::event).toList(),
                expected);
    }

    /** As one in a file would be that does not expire while the test goes on. */
    private ReviewedException exception(Section test) {
        return new ReviewedException(
                "of-the-test",
                file,
                "",
                ExceptionReader.when(file, test, "except", problems),
                "the test",
                "It is what the rule's author recommends.",
                START,
                NEVER);
    }

    private void addEntry(Node node, Map<String, Node> defaults, List<Arrival> arrivals) {
        Section entry = Section.of(file, problems, node, "An entry of the timeline");
        entry.allow("An entry of the timeline", ENTRY_KEYS);
        if (entry.isMissing("at")) {
            entry.problem(entry.place(), "The key at is missing; it is a time like 30s.");
        }
        Duration at = entry.optionalDuration("at").orElse(Duration.ZERO);
        Duration every = entry.optionalDuration("every").orElse(Duration.ofSeconds(1));
        Duration late = entry.optionalDuration("late").orElse(Duration.ZERO);
        long repeat = entry.optionalCount("repeat").orElse(1L);
        if (arrivals.size() + repeat > MAX_EVENTS) {
            entry.problem(entry.place(), "A test has at most " + MAX_EVENTS + " events.");
            return;
        }
        eventsOfRule += repeat;
        if (eventsOfRule > MAX_EVENTS_OF_RULE) {
            if (eventsOfRule - repeat <= MAX_EVENTS_OF_RULE) {
                entry.problem(
                        entry.place(),
                        "The tests of a rule have at most "
                                + MAX_EVENTS_OF_RULE
                                + " events together.");
            }
            return;
        }
        Given given = given(entry, defaults);
        for (int i = 0; i < repeat; i++) {
            Instant time = START.plus(at).plus(every.multipliedBy(i));
            List<EcsEvent> events = events(given, time, arrivals.size() + 1, i + 1);
            if (events.isEmpty()) {
                return;
            }
            // A raw line may hold many events.
            eventsOfRule += events.size() - 1;
            if (arrivals.size() + events.size() > MAX_EVENTS || eventsOfRule > MAX_EVENTS_OF_RULE) {
                entry.problem(
                        entry.place(),
                        "A test has at most "
                                + MAX_EVENTS
                                + " events, and those of a rule together "
                                + MAX_EVENTS_OF_RULE
                                + ".");
                return;
            }
            for (EcsEvent event : events) {
                arrivals.add(new Arrival(time.plus(late), arrivals.size() + 1, event));
            }
        }
    }

    private Given given(Section entry, Map<String, Node> defaults) {
        // A log source of JSON has its lines more readably as YAML.
        String raw =
                entry.node("raw").orElse(null) instanceof MappingNode mapping
                        ? Json.of(tree(mapping))
                        : entry.optionalText("raw").orElse("");
        if (!raw.isEmpty() && entry.isMissing("source")) {
            entry.problem(
                    entry.placeOf("raw"),
                    "A raw line needs the name of its log source, like source: linux.auth.");
        }
        if (entry.has("source") && entry.isMissing("raw")) {
            entry.problem(
                    entry.placeOf("source"),
                    "The key source stands beside a raw line, and none is here.");
        }
        // Defaults are for events that are written out: a raw line says itself what happened.
        Map<String, Node> fields = new LinkedHashMap<>(raw.isEmpty() ? defaults : Map.of());
        entry.node("event").ifPresent(each -> collect(each, "", fields, "An event"));
        return new Given(
                entry,
                fields,
                entry.optionalText("source").orElse(""),
                raw,
                entry.optionalText("id").orElse(""));
    }

    /** One event, or those of a raw line; none, and a problem, if there is something wrong. */
    private List<EcsEvent> events(Given given, Instant time, int number, int turn) {
        if (given.raw.isEmpty()) {
            EcsEvent.Builder event = EcsEvent.builder().set(EcsField.EVENT_KIND, "event");
            return finished(given, event, time, number, turn).map(List::of).orElse(List.of());
        }
        List<EcsEvent> read =
                given.source.isEmpty()
                        ? List.of()
                        : rawLines.read(
                                given.source,
                                withTurn(given.raw, turn),
                                time,
                                each -> given.entry.problem(given.entry.placeOf("raw"), each));
        List<EcsEvent> events = new ArrayList<>();
        for (EcsEvent each : read) {
            // When it was read says nothing here, and would make two lines differ that are the
            // same.
            EcsEvent.Builder event = each.toBuilder().set(EcsField.EVENT_INGESTED, null);
            finished(given, event, time, number + events.size(), turn).ifPresent(events::add);
        }
        return events;
    }

    /** With time, id and the fields of the entry; empty, and a problem, if one of them is wrong. */
    private Optional<EcsEvent> finished(
            Given given, EcsEvent.Builder event, Instant time, int number, int turn) {
        int before = problems.size();
        event.set(EcsField.TIMESTAMP, time)
                .set(
                        EcsField.EVENT_ID,
                        given.id.isEmpty() ? "event-" + number : withTurn(given.id, turn));
        if (over == Rule.Over.ALERTS) {
            event.set(EcsField.EVENT_KIND, "alert")
                    .set(EcsField.TRIPLINE_ALERT_COUNT, 1L)
                    .set(EcsField.TRIPLINE_ALERT_REVISION, 1L)
                    .set(EcsField.TRIPLINE_ALERT_STATE, "raised");
        }
        given.fields.forEach(
                (name, node) -> {
                    try {
                        set(event, name, node, turn);
                    } catch (IllegalArgumentException e) {
                        given.entry.problem(Place.of(node), String.valueOf(e.getMessage()));
                    }
                });
        return problems.size() == before ? Optional.of(event.build()) : Optional.empty();
    }

    private void set(EcsEvent.Builder event, String name, Node node, int turn) {
        EcsField field = EcsField.byName(name).orElse(null);
        if (field != null && field.type() == EcsField.Type.GEO_POINT) {
            event.set(field, point(name, node));
            return;
        }
        Object value = numbered(Section.plain(node), turn);
        if (field == null) {
            int dot = name.indexOf('.');
            if (dot < 0 || EcsField.isRoot(name.substring(0, dot))) {
                throw new IllegalArgumentException(
                        "ECS has no field " + name + "." + Suggestion.of(name, fieldNames));
            }
            event.vendor(name, value);
        } else if (field.type() == EcsField.Type.DATE) {
            event.set(field, time(name, value));
        } else if (field.type() == EcsField.Type.DOUBLE && value instanceof Long whole) {
            event.set(field, (double) whole);
        } else if (field.type() == EcsField.Type.LONG
                && value instanceof String digits
                && digits.matches("-?(0|[1-9][0-9]{0,17})")) {
            event.set(field, Long.valueOf(digits));
        } else if (field.type().javaType() == String.class
                && !field.isArray()
                && value instanceof Number
                && node instanceof ScalarNode written) {
            // As it is written: 1.10 is a version.
            event.set(field, written.getValue());
        } else if (!fits(field, value)) {
            throw new IllegalArgumentException(
                    "The field "
                            + name
                            + " is "
                            + kind(field)
                            + ", not "
                            + value
                            + "."
                            + (field.type().javaType() == String.class && value instanceof Boolean
                                    ? " In quotes it is a text: '" + value + "'."
                                    : ""));
        } else {
            event.set(field, inForm(field, value));
        }
    }

    /** As ingest would have it: an address can be written in many ways, and events have it in one. */
    private static @Nullable Object inForm(EcsField field, @Nullable Object value) {
        return switch (value) {
            case String text when field.isAddress() -> {
                String form = field.canonical(text);
                if (form == null) {
                    throw new IllegalArgumentException(
                            "The field "
                                    + field.fieldName()
                                    + " is an address like "
                                    + (field.type() == EcsField.Type.IP
                                            ? "203.0.113.7"
                                            : "00-00-5E-00-53-23")
                                    + ", not "
                                    + text
                                    + ".");
                }
                yield form;
            }
            case List<?> list -> list.stream().map(each -> inForm(field, each)).toList();
            case null, default -> value;
        };
    }

    private static Instant time(String name, @Nullable Object value) {
        try {
            return Instant.parse(String.valueOf(value));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "The field "
                            + name
                            + " is a time like 2026-01-01T00:00:00Z, not "
                            + value
                            + ".",
                    e);
        }
    }

    /** Null takes a field away that the defaults set. */
    private static boolean fits(EcsField field, @Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (field.isArray()) {
            return value instanceof String
                    || (value instanceof List<?> list
                            && list.stream().allMatch(String.class::isInstance));
        }
        return field.type().javaType().isInstance(value);
    }

    private static String kind(EcsField field) {
        if (field.isArray()) {
            return "a list of texts";
        }
        return switch (field.type()) {
            case KEYWORD, TEXT -> "a text";
            case IP -> "an address";
            case LONG -> "a whole number";
            case DOUBLE -> "a number";
            case BOOLEAN -> "true or false";
            case DATE -> "a time";
            case GEO_POINT -> "[latitude, longitude]";
        };
    }

    /** A node as maps, lists and scalars. */
    private static @Nullable Object tree(Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key) {
                        map.put(key.getValue(), tree(tuple.getValueNode()));
                    }
                }
                yield map;
            }
            case SequenceNode list -> list.getValue().stream().map(TestReader::tree).toList();
            default -> Section.plain(node);
        };
    }

    /** {@code {n}} in a text is the turn of a repeated event, from 1. */
    private static @Nullable Object numbered(@Nullable Object value, int turn) {
        return switch (value) {
            case String text -> withTurn(text, turn);
            case List<?> list -> list.stream().map(each -> numbered(each, turn)).toList();
            case null, default -> value;
        };
    }

    private static String withTurn(String text, int turn) {
        return text.replace("{n}", Integer.toString(turn));
    }

    private static GeoPoint point(String name, Node node) {
        if (Section.plain(node) instanceof List<?> list
                && list.size() == 2
                && list.get(0) instanceof Number latitude
                && list.get(1) instanceof Number longitude) {
            return new GeoPoint(latitude.doubleValue(), longitude.doubleValue());
        }
        throw new IllegalArgumentException(
                "The field " + name + " is [latitude, longitude] in degrees.");
    }

    /** Fields by dotted name; nested mappings are joined with dots. */
    private void collect(Node node, String prefix, Map<String, Node> fields, String what) {
        if (!(node instanceof MappingNode mapping)) {
            problems.add(
                    new Problem(
                            file,
                            Place.of(node),
                            what + " is a mapping of fields to values, like {user.name: alice}."));
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                if (key.getValue().equals(Section.MERGE)) {
                    problems.add(new Problem(file, Place.of(key), Section.NO_MERGE));
                    continue;
                }
                String name = prefix + key.getValue();
                if (tuple.getValueNode() instanceof MappingNode inner) {
                    collect(inner, name + ".", fields, what);
                } else {
                    fields.put(name, tuple.getValueNode());
                }
            }
        }
    }

    /** What a test expects; ids of its events are looked up where all of them are known. */
    private List<RuleTest.Expected> expected(Section test, Optional<List<String>> ids) {
        if (test.node("expect").orElse(null) instanceof ScalarNode scalar
                && scalar.getValue().equals("none")) {
            return List.of();
        }
        if (test.node("expect").orElse(null) instanceof ScalarNode) {
            test.problem(
                    test.placeOf("expect"), "The key expect must be a list of alerts, or none.");
            return List.of();
        }
        if (test.isMissing("expect")) {
            test.problem(test.place(), "The key expect is missing: a list of alerts, or none.");
        }
        List<RuleTest.Expected> expected = new ArrayList<>();
        for (Node node : test.items("expect")) {
            Section alert = Section.of(file, problems, node, "An expected alert");
            alert.allow("An expected alert", ALERT_KEYS);
            Map<EcsField, String> entity = new HashMap<>();
            Map<String, Node> entityNodes = new LinkedHashMap<>();
            alert.node("entity")
                    .ifPresent(each -> collect(each, "", entityNodes, "The entity of an alert"));
            entityNodes.forEach(
                    (name, value) ->
                            EcsField.byName(name)
                                    .ifPresentOrElse(
                                            field -> entity.put(field, entityValue(field, value)),
                                            () ->
                                                    alert.problem(
                                                            Place.of(value),
                                                            "ECS has no field "
                                                                    + name
                                                                    + "."
                                                                    + Suggestion.of(
                                                                            name, fieldNames))));
            Map<String, Object> values = new HashMap<>();
            alert.node("values")
                    .ifPresent(
                            each -> {
                                Section section =
                                        Section.of(file, problems, each, "The expected values");
                                for (String name : section.keys()) {
                                    Object value =
                                            section.node(name).map(Section::plain).orElse(null);
                                    if (value != null) {
                                        values.put(name, value);
                                    }
                                }
                            });
            Optional<Long> count = alert.optionalCount("count");
            boolean named = alert.node("evidence").orElse(null) instanceof SequenceNode;
            List<String> events = named ? alert.texts("evidence") : List.of();
            for (String id : events) {
                if (ids.isPresent() && !ids.get().contains(id)) {
                    alert.problem(
                            alert.placeOf("evidence"),
                            "The timeline has no event with the id "
                                    + id
                                    + "; they are event-1, event-2 and so on, or as id says."
                                    + Suggestion.of(id, ids.get()));
                }
            }
            expected.add(
                    new RuleTest.Expected(
                            entity,
                            values,
                            count,
                            named ? Optional.empty() : evidence(alert),
                            events));
        }
        return expected;
    }

    private static String entityValue(EcsField field, Node node) {
        String text =
                field.type().javaType() == String.class && node instanceof ScalarNode scalar
                        ? scalar.getValue()
                        : String.valueOf(Section.plain(node));
        String form = field.canonical(text);
        return form == null ? text : form;
    }

    /** How many events an alert rests on; empty, and a problem, if a test cannot have so many. */
    private static Optional<Integer> evidence(Section alert) {
        Optional<Long> count = alert.optionalCount("evidence");
        if (count.isPresent() && count.get() > MAX_EVENTS) {
            alert.problem(
                    alert.placeOf("evidence"),
                    "The key evidence is a number of events from 0 to "
                            + MAX_EVENTS
                            + ", as a test has no more, or a list of their ids.");
            return Optional.empty();
        }
        return count.map(Math::toIntExact);
    }
}
