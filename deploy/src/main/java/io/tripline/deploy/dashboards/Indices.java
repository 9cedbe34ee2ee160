package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The index patterns of an export, with the fields that their indices have. */
final class Indices {
    private final List<SavedObject> patterns;
    private final Set<String> dashboards;
    private final FieldCatalogue fields;

    Indices(List<SavedObject> objects, FieldCatalogue fields) {
        patterns =
                objects.stream()
                        .filter(each -> each.type().equals(SavedObject.INDEX_PATTERN))
                        .toList();
        dashboards =
                objects.stream()
                        .filter(each -> each.type().equals(SavedObject.DASHBOARD))
                        .map(SavedObject::id)
                        .collect(Collectors.toUnmodifiableSet());
        this.fields = fields;
    }

    boolean isDashboard(String id) {
        return dashboards.contains(id);
    }

    /** The fields behind the index pattern that an object's reference of this name points to. */
    Optional<Map<String, String>> of(SavedObject object, String reference) {
        return object.reference(reference)
                .flatMap(
                        to ->
                                patterns.stream()
                                        .filter(each -> each.id().equals(to.id()))
                                        .findFirst())
                .map(this::of);
    }

    /** The fields of a pattern, its scripted ones among them. */
    Map<String, String> of(SavedObject pattern) {
        Map<String, String> all = new TreeMap<>(fields.of(pattern.title()));
        pattern.inner("fields")
                .ifPresent(
                        scripted ->
                                scripted.forEach(
                                        each -> all.put(each.path("name").asText(), "keyword")));
        return all;
    }

    /** Whether a field of the referred pattern is a scripted one over a field of many values. */
    boolean isListed(SavedObject object, String reference, String field) {
        return object.reference(reference)
                .flatMap(
                        to ->
                                patterns.stream()
                                        .filter(each -> each.id().equals(to.id()))
                                        .findFirst())
                .flatMap(pattern -> pattern.inner("fields"))
                .map(
                        scripted -> {
                            for (JsonNode each : scripted) {
                                if (each.path("name").asText().equals(field)) {
                                    return !isSingle(each.path("script").asText());
                                }
                            }
                            return false;
                        })
                .orElse(false);
    }

    private static boolean isSingle(String script) {
        return EcsField.byName(Link.source(script)).filter(field -> !field.isArray()).isPresent();
    }

    /** The fields behind an index that is named as text; empty unless a pattern has exactly this title. */
    Optional<Map<String, String>> titled(String title) {
        return patterns.stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .map(each -> fields.of(title));
    }

    /** The fields of the mapping alone. */
    Map<String, String> mapped(String title) {
        return fields.of(title);
    }

    /** All fields of all patterns. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        patterns.forEach(each -> all.putAll(of(each)));
        return all;
    }

    String titles() {
        return String.join(", ", patterns.stream().map(SavedObject::title).toList());
    }
}
