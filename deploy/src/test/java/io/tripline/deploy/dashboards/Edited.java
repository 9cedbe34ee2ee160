package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The shipped export with one thing changed. */
final class Edited {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SavedObject> objects;

    Edited(List<SavedObject> objects) {
        this.objects = new ArrayList<>(objects);
    }

    List<SavedObject> objects() {
        return objects;
    }

    Edited without(String name) {
        objects.removeIf(each -> each.name().equals(name));
        return this;
    }

    Edited with(SavedObject object) {
        objects.add(object);
        return this;
    }

    SavedObject get(String name) {
        return objects.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /** One object replaced by another. */
    Edited object(String name, UnaryOperator<SavedObject> edit) {
        SavedObject before = get(name);
        objects.set(objects.indexOf(before), edit.apply(copy(before)));
        return this;
    }

    /** The JSON inside an attribute changed. */
    Edited inner(String name, String attribute, Consumer<JsonNode> edit) {
        return object(
                name,
                each -> {
                    JsonNode inner = each.inner(attribute).orElseThrow();
                    edit.accept(inner);
                    int dot = attribute.lastIndexOf('.');
                    ObjectNode holder =
                            dot < 0
                                    ? each.attributes()
                                    : (ObjectNode)
                                            each.attributes().path(attribute.substring(0, dot));
                    holder.put(attribute.substring(dot + 1), inner.toString());
                    return each;
                });
    }

    /** The parameters of a visualization changed. */
    Edited params(String id, Consumer<ObjectNode> edit) {
        return inner(
                "visualization " + id,
                "visState",
                state -> edit.accept((ObjectNode) state.path("params")));
    }

    /** The specification of a Vega visualization changed. */
    Edited vega(String id, Consumer<ObjectNode> edit) {
        return params(
                id,
                params -> {
                    ObjectNode spec = json(params.path("spec").asText());
                    edit.accept(spec);
                    params.put("spec", spec.toString());
                });
    }

    /** A panel of a dashboard changed. */
    Edited panel(String dashboard, int index, Consumer<ObjectNode> edit) {
        return inner(
                "dashboard " + dashboard,
                "panelsJSON",
                panels -> edit.accept((ObjectNode) panels.path(index)));
    }

    static SavedObject copy(SavedObject object) {
        return SavedObject.read(object.line());
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
