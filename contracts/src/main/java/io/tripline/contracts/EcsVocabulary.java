package io.tripline.contracts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The values that ECS 9 allows for its categorization fields, and the datasets that Tripline's own log sources give.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-category-field-values-reference">ECS categorization
 *     fields</a>
 */
public final class EcsVocabulary {
    private static final String DATASETS = "datasets.txt";

    private static final Map<EcsField, Set<String>> ALLOWED =
            Map.of(
                    EcsField.EVENT_KIND,
                    Set.of(
                            "alert",
                            "asset",
                            "enrichment",
                            "event",
                            "metric",
                            "pipeline_error",
                            "signal",
                            "state"),
                    EcsField.EVENT_OUTCOME,
                    Set.of("failure", "success", "unknown"),
                    EcsField.EVENT_CATEGORY,
                    Set.of(
                            "api",
                            "authentication",
                            "configuration",
                            "database",
                            "driver",
                            "email",
                            "file",
                            "host",
                            "iam",
                            "intrusion_detection",
                            "library",
                            "malware",
                            "network",
                            "package",
                            "process",
                            "registry",
                            "session",
                            "threat",
                            "vulnerability",
                            "web"),
                    EcsField.EVENT_TYPE,
                    Set.of(
                            "access",
                            "admin",
                            "allowed",
                            "change",
                            "connection",
                            "creation",
                            "deletion",
                            "denied",
                            "device",
                            "end",
                            "error",
                            "group",
                            "indicator",
                            "info",
                            "installation",
                            "protocol",
                            "start",
                            "user"));

    private EcsVocabulary() {}

    /** The values that ECS allows for a field; empty if it allows any. */
    public static Optional<SortedSet<String>> allowed(EcsField field) {
        return Optional.ofNullable(ALLOWED.get(field)).map(TreeSet::new);
    }

    /** The values of {@code event.dataset} that log sources of Tripline give; a mapping of one's own gives others. */
    public static SortedSet<String> datasets() {
        try (InputStream in = EcsVocabulary.class.getResourceAsStream(DATASETS)) {
            if (in == null) {
                throw new IllegalStateException("The list of datasets is on the class path.");
            }
            return new TreeSet<>(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
