package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Types, versions, ids, and that what points to what goes both ways. */
final class ReferenceChecks {
    /** Attributes that hold JSON as text, and with it names of references. */
    private static final List<String> INNER =
            List.of(
                    "panelsJSON",
                    "optionsJSON",
                    "visState",
                    "uiStateJSON",
                    "kibanaSavedObjectMeta.searchSourceJSON",
                    "fields",
                    "fieldFormatMap");

    /** Names that a reference had before there were references, and that Dashboards no longer follows. */
    private static final Set<String> INLINE = Set.of("indexPattern", "savedSearchId");

    private final List<SavedObject> objects;
    private final Findings findings;
    private final Map<String, Long> ids;

    ReferenceChecks(List<SavedObject> objects, Findings findings) {
        this.objects = objects;
        this.findings = findings;
        ids =
                objects.stream()
                        .collect(Collectors.groupingBy(SavedObject::name, Collectors.counting()));
    }

    void run() {
        Set<String> shown = new HashSet<>();
        for (SavedObject each : objects) {
            each.references().forEach(to -> shown.add(to.type() + " " + to.id()));
        }
        for (SavedObject object : objects) {
            head(object);
            Set<String> named = new TreeSet<>();
            object.attributes().properties().forEach(each -> names(object, each.getValue(), named));
            for (String attribute : INNER) {
                inner(object, attribute, named);
            }
            references(object, named);
            boolean drawn =
                    object.type().equals(SavedObject.VISUALIZATION)
                            || object.type().equals(SavedObject.SEARCH);
            if (drawn && !shown.contains(object.name())) {
                findings.add(
                        Check.ORPHAN,
                        object,
                        "No dashboard shows it.",
                        "put it on a dashboard, or leave it out.");
            }
        }
    }

    private void head(SavedObject object) {
        String version = SavedObject.VERSIONS.get(object.type());
        if (version == null) {
            findings.add(
                    Check.TYPE,
                    object,
                    "OpenSearch Dashboards does not have the type "
                            + object.type()
                            + ", or we do not use it.",
                    "use one of "
                            + String.join(", ", new TreeSet<>(SavedObject.VERSIONS.keySet()))
                            + ".");
        } else if (!version.equals(object.version())) {
            findings.add(
                    Check.VERSION,
                    object,
                    "Its migrationVersion is '" + object.version() + "'.",
                    "the form we write is that of " + version + ".");
        }
        if (ids.getOrDefault(object.name(), 0L) > 1) {
            findings.add(
                    Check.DUPLICATE,
                    object,
                    "The id is there twice, and the import would fail as a whole.",
                    "give one of the panels another title.");
        }
        if (object.title().isEmpty() || object.id().isEmpty()) {
            findings.add(Check.INNER_JSON, object, "It has no title or no id.", "give it both.");
        }
    }

    private void inner(SavedObject object, String attribute, Set<String> named) {
        JsonNode text = object.attributes().at("/" + attribute.replace('.', '/'));
        if (text.isMissingNode()) {
            return;
        }
        object.inner(attribute)
                .ifPresentOrElse(
                        json -> names(object, json, named),
                        () ->
                                findings.add(
                                        Check.INNER_JSON,
                                        object,
                                        attribute,
                                        "It must be JSON written as one text.",
                                        "let the builder write it."));
    }

    private void names(SavedObject object, JsonNode node, Set<String> named) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (each.getKey().endsWith("RefName")) {
                named.add(each.getValue().asText());
            }
            boolean meta = each.getKey().equals("index") && node.has("filter");
            if (INLINE.contains(each.getKey()) || meta) {
                findings.add(
                        Check.REFERENCE,
                        object,
                        "It names "
                                + each.getKey()
                                + " outright, which Dashboards does not follow.",
                        "name a reference, "
                                + each.getKey()
                                + "RefName, and add it to references.");
            }
        }
        node.forEach(each -> names(object, each, named));
    }

    private void references(SavedObject object, Set<String> named) {
        Set<String> seen = new HashSet<>();
        for (Reference to : object.references()) {
            if (!seen.add(to.name())) {
                problem(object, to.name(), "There are two references of this name.", "leave one.");
            }
            if (!named.contains(to.name())) {
                problem(
                        object,
                        to.name(),
                        "Nothing names this reference.",
                        "remove it, or name it.");
            }
            if (!ids.containsKey(to.type() + " " + to.id())) {
                problem(
                        object,
                        to.name(),
                        "It points to "
                                + to.type()
                                + " "
                                + to.id()
                                + ", which is not in the export.",
                        "add the object, or mend the id.");
            }
            boolean panel = to.name().startsWith("panel_");
            boolean drawn = !to.type().equals(SavedObject.INDEX_PATTERN);
            if (panel != drawn) {
                problem(
                        object,
                        to.name(),
                        "It points to a " + to.type() + ".",
                        "panels point to visualizations and searches, all else to index patterns.");
            }
        }
        for (String name : named) {
            if (!seen.contains(name)) {
                problem(
                        object,
                        name,
                        "There is no reference of this name; the panel would stay empty, and no one would be told.",
                        "add it to references.");
            }
        }
    }

    private void problem(SavedObject object, String part, String what, String mend) {
        findings.add(Check.REFERENCE, object, part, what, mend);
    }
}
