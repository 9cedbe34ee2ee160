package io.tripline.deploy.dashboards;

/**
 * A pointer from one saved object to another. Dashboards finds it by name: whatever says {@code somethingRefName} in the
 * object means the reference of that name.
 */
record Reference(String name, String type, String id) {
    static final String INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index";

    static Reference index(String name, String pattern) {
        return new Reference(name, SavedObject.INDEX_PATTERN, pattern);
    }
}
