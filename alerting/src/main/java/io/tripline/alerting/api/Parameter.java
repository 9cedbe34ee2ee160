package io.tripline.alerting.api;

/**
 * A query parameter.
 *
 * @param schema of one value, as JSON
 */
record Parameter(String name, String summary, String schema, Times times) {
    /** How often it is given. */
    enum Times {
        ONCE,
        AT_MOST_ONCE,
        ANY
    }

    static Parameter required(String name, String summary, String schema) {
        return new Parameter(name, summary, schema, Times.ONCE);
    }

    static Parameter one(String name, String summary, String schema) {
        return new Parameter(name, summary, schema, Times.AT_MOST_ONCE);
    }

    static Parameter several(String name, String summary, String schema) {
        return new Parameter(name, summary, schema, Times.ANY);
    }

    boolean repeated() {
        return times == Times.ANY;
    }
}
