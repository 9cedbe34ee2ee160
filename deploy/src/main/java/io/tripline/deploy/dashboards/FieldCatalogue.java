package io.tripline.deploy.dashboards;

import io.tripline.alerting.opensearch.IndexedFields;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The fields that there are, by the name of the index.
 *
 * @param byIndex the types by dotted name, by index
 */
public record FieldCatalogue(Map<String, Map<String, String>> byIndex) {
    private static final Set<String> META = Set.of("_id", "_index", "_source");

    /** Types that no aggregation takes. */
    private static final Set<String> NOT_COUNTED =
            Set.of("match_only_text", "text", "flat_object", IndexedFields.UNINDEXED);

    public FieldCatalogue {
        byIndex = Map.copyOf(byIndex);
    }

    /** What our services map. */
    public static FieldCatalogue ofMappings() {
        return new FieldCatalogue(IndexedFields.byIndex());
    }

    /** The fields of all indices that this title, which can hold wildcards and commas, stands for. */
    Map<String, String> of(String title) {
        Map<String, String> fields = new TreeMap<>();
        for (String part : title.split(",", -1)) {
            Pattern pattern = Pattern.compile(Pattern.quote(part.strip()).replace("*", "\\E.*\\Q"));
            byIndex.forEach(
                    (index, types) -> {
                        if (pattern.matcher(index).matches()) {
                            fields.putAll(types);
                        }
                    });
        }
        return fields;
    }

    /** Whether the field can be shown in a list. */
    static boolean isShown(Map<String, String> fields, String name) {
        return META.contains(name) || fields.containsKey(name);
    }

    static boolean isSearched(Map<String, String> fields, String name) {
        return fields.containsKey(name) && !IndexedFields.UNINDEXED.equals(fields.get(name));
    }

    /** Whether values of the field can be counted, ordered and put into a table. */
    static boolean isCounted(Map<String, String> fields, String name) {
        String type = fields.get(name);
        return type != null && !NOT_COUNTED.contains(type);
    }

    /** The names most like this one, for a message. */
    static String near(Map<String, String> fields, String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        TreeSet<String> near = new TreeSet<>();
        for (String each : fields.keySet()) {
            if (each.equals(last) || each.endsWith("." + last)) {
                near.add(each);
            }
        }
        return near.isEmpty()
                ? "take one of the mapping"
                : "did you mean " + String.join(" or ", near.stream().limit(3).toList()) + "?";
    }
}
