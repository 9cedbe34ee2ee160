package io.tripline.ingest.source;

import static java.util.Map.entry;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The values that ECS 9 allows for its categorization fields, and the types it expects for each category.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-category-field-values-reference">ECS categorization
 *     fields</a>
 */
public final class EcsCategorization {
    /** A source's events are of these kinds; {@code signal} and {@code pipeline_error} are for those who make them. */
    static final Set<String> KINDS =
            Set.of("alert", "asset", "enrichment", "event", "metric", "state");

    static final Set<String> OUTCOMES = allowed(EcsField.EVENT_OUTCOME);

    static final Map<String, Set<String>> TYPES_BY_CATEGORY =
            Map.ofEntries(
                    entry(
                            "api",
                            Set.of(
                                    "access",
                                    "admin",
                                    "allowed",
                                    "change",
                                    "creation",
                                    "deletion",
                                    "denied",
                                    "end",
                                    "info",
                                    "start",
                                    "user")),
                    entry("authentication", Set.of("end", "info", "start")),
                    entry(
                            "configuration",
                            Set.of("access", "change", "creation", "deletion", "info")),
                    entry("database", Set.of("access", "change", "error", "info")),
                    entry("driver", Set.of("change", "end", "info", "start")),
                    entry("email", Set.of("info")),
                    entry("file", Set.of("access", "change", "creation", "deletion", "info")),
                    entry("host", Set.of("access", "change", "end", "info", "start")),
                    entry(
                            "iam",
                            Set.of(
                                    "admin",
                                    "change",
                                    "creation",
                                    "deletion",
                                    "group",
                                    "info",
                                    "user")),
                    entry("intrusion_detection", Set.of("allowed", "denied", "info")),
                    entry("library", Set.of("start")),
                    entry("malware", Set.of("info")),
                    entry(
                            "network",
                            Set.of(
                                    "access",
                                    "allowed",
                                    "connection",
                                    "denied",
                                    "end",
                                    "info",
                                    "protocol",
                                    "start")),
                    entry(
                            "package",
                            Set.of(
                                    "access",
                                    "change",
                                    "deletion",
                                    "info",
                                    "installation",
                                    "start")),
                    entry("process", Set.of("access", "change", "end", "info", "start")),
                    entry("registry", Set.of("access", "change", "creation", "deletion")),
                    entry("session", Set.of("end", "info", "start")),
                    entry("threat", Set.of("indicator")),
                    entry("vulnerability", Set.of("info")),
                    entry("web", Set.of("access", "error", "info")));

    static final Set<String> TYPES = allowed(EcsField.EVENT_TYPE);

    private static final List<EcsField> REQUIRED =
            List.of(
                    EcsField.TIMESTAMP,
                    EcsField.ECS_VERSION,
                    EcsField.EVENT_DATASET,
                    EcsField.EVENT_ID,
                    EcsField.EVENT_KIND);

    private EcsCategorization() {}

    private static Set<String> allowed(EcsField field) {
        return EcsVocabulary.allowed(field).orElseThrow();
    }

    /**
     * In what an event differs from ECS, one sentence each; empty if in nothing. That only fields of the catalogue stand
     * under ECS's roots, in their types, no {@link EcsEvent} can differ in.
     */
    public static List<String> problems(EcsEvent event) {
        List<String> problems = new ArrayList<>();
        for (EcsField field : REQUIRED) {
            if (!event.has(field)) {
                problems.add(field.fieldName() + " is missing.");
            }
        }
        event.string(EcsField.EVENT_KIND)
                .filter(kind -> !KINDS.contains(kind))
                .ifPresent(kind -> problems.add("event.kind may not be " + kind + "."));
        event.string(EcsField.EVENT_OUTCOME)
                .filter(outcome -> !OUTCOMES.contains(outcome))
                .ifPresent(outcome -> problems.add("event.outcome may not be " + outcome + "."));
        problems.addAll(
                pairProblems(
                        event.strings(EcsField.EVENT_CATEGORY),
                        event.strings(EcsField.EVENT_TYPE)));
        return List.copyOf(problems);
    }

    /**
     * What an event that came as ECS said in a way that its fields do not hold, one sentence each. It is kept under {@code
     * unmapped}, as is what the catalogue does not know, which is no difference; and what is Tripline's own to say.
     */
    public static List<String> differences(EcsEvent event) {
        List<String> problems = new ArrayList<>();
        if (event.vendor().get("unmapped") instanceof Map<?, ?> unmapped) {
            unmapped.forEach((name, value) -> differences((String) name, value, problems));
        }
        return problems;
    }

    private static void differences(String path, Object value, List<String> problems) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, inner) -> differences(path + "." + name, inner, problems));
        } else if (!isOurs(path)
                && Stream.of(EcsField.values())
                        .map(EcsField::fieldName)
                        .anyMatch(name -> name.equals(path) || name.startsWith(path + "."))) {
            problems.add(
                    path
                            + " can't be taken over as it is; its value is kept as unmapped."
                            + path
                            + ".");
        }
    }

    private static boolean isOurs(String path) {
        return path.startsWith("tripline.")
                || path.equals(EcsField.EVENT_ID.fieldName())
                || path.equals(EcsField.EVENT_INGESTED.fieldName());
    }

    /**
     * In what these categories and types do not fit together: each type is to be expected of a category, and where there
     * are types, each category is to have one.
     */
    static List<String> pairProblems(List<String> categories, List<String> types) {
        List<String> problems = new ArrayList<>();
        Set<String> expected = new TreeSet<>();
        for (String category : categories) {
            Set<String> ofCategory = TYPES_BY_CATEGORY.get(category);
            if (ofCategory == null) {
                problems.add("event.category may not be " + category + ".");
            } else {
                expected.addAll(ofCategory);
                if (!types.isEmpty() && types.stream().noneMatch(ofCategory::contains)) {
                    problems.add("No event.type is of the event.category " + category + ".");
                }
            }
        }
        for (String type : types) {
            if (!TYPES.contains(type)) {
                problems.add("event.type may not be " + type + ".");
            } else if (!categories.isEmpty() && !expected.contains(type)) {
                problems.add(
                        "event.type " + type + " is expected of no event.category that is there.");
            }
        }
        return problems;
    }
}
