package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What all visualizations have in common. */
final class Visualization {
    private Visualization() {}

    /** One that asks for nothing itself, or names its index as text: text, controls, TSVB, Vega. */
    static SavedObject alone(
            String id, String title, String kind, ObjectNode params, List<Reference> references) {
        return object(
                id,
                title,
                kind,
                params,
                JsonNodeFactory.instance.arrayNode(),
                "{}",
                JsonNodeFactory.instance.objectNode(),
                references);
    }

    /** One that aggregates what a query finds in an index pattern. */
    static SavedObject aggregating(
            String id,
            String title,
            String kind,
            ObjectNode params,
            ArrayNode aggregations,
            IndexPattern of,
            Query where) {
        return object(
                id,
                title,
                kind,
                params,
                aggregations,
                where.indexedSource().toString(),
                Levels.colours(),
                List.of(Reference.index(Reference.INDEX, of.id())));
    }

    private static SavedObject object(
            String id,
            String title,
            String kind,
            ObjectNode params,
            ArrayNode aggregations,
            String searchSource,
            ObjectNode uiState,
            List<Reference> references) {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("title", title).put("type", kind);
        state.set("params", params);
        state.set("aggs", aggregations);
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        attributes.put("title", title);
        attributes.put("visState", state.toString());
        attributes.put("uiStateJSON", uiState.toString());
        attributes.put("description", "").put("version", 1);
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", searchSource);
        return SavedObject.of(SavedObject.VISUALIZATION, id, attributes, references);
    }
}
