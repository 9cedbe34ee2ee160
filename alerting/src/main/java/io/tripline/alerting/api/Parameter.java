package io.tripline.alerting.api;

/**
 * A query parameter.
 *
 * @param schema of one value, as JSON
 * @param repeated whether it may be given several times
 */
record Parameter(String name, String summary, String schema, boolean repeated) {
    static Parameter one(String name, String summary, String schema) {
        return new Parameter(name, summary, schema, false);
    }

    static Parameter several(String name, String summary, String schema) {
        return new Parameter(name, summary, schema, true);
    }
}
