package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A question in Dashboards' query language (DQL). */
record Query(String text) {
    static final Query ALL = new Query("");

    /** The language's name in saved objects. */
    static final String LANGUAGE = "kuery";

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("query", text).put("language", LANGUAGE);
    }

    /** A search source without an index. */
    ObjectNode searchSource() {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        source.set("query", json());
        source.putArray("filter");
        return source;
    }

    /** A search source on the index that the reference {@link Reference#INDEX} names. */
    ObjectNode indexedSource() {
        ObjectNode source = searchSource();
        source.put("indexRefName", Reference.INDEX);
        return source;
    }
}
