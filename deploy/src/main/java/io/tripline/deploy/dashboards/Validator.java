package io.tripline.deploy.dashboards;

import java.util.List;

/** Checks saved objects for all that {@link Check} says. */
public final class Validator {
    private Validator() {}

    /** What is wrong, one sentence each; empty when all is well. */
    public static List<String> problems(String export, FieldCatalogue fields) {
        List<SavedObject> objects =
                export.lines().filter(line -> !line.isBlank()).map(SavedObject::read).toList();
        return findings(objects, fields).stream().map(Finding::toString).toList();
    }

    static List<Finding> findings(List<SavedObject> objects, FieldCatalogue fields) {
        Findings findings = new Findings();
        new ReferenceChecks(objects, findings).run();
        new LayoutChecks(objects, findings).run();
        Indices indices = new Indices(objects, fields);
        for (SavedObject object : objects) {
            switch (object.type()) {
                case SavedObject.INDEX_PATTERN ->
                        new PatternChecks(object, objects, indices, findings).run();
                case SavedObject.SEARCH -> new SearchChecks(object, indices, findings).run();
                case SavedObject.VISUALIZATION ->
                        new VisualizationChecks(object, indices, findings).run();
                case SavedObject.DASHBOARD ->
                        new FieldChecks(object, findings).source(indices.all());
                default -> {
                    // ReferenceChecks has refused the type.
                }
            }
        }
        return findings.all();
    }
}
