package io.tripline.deploy.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which indices are looked at together, and where their values lead to.
 *
 * @param alias how the source of dashboards names it
 * @param title the indices, as OpenSearch takes them
 * @param timeField by which the time that is looked at chooses documents; without it all are shown, however old
 */
record IndexPattern(String alias, String title, Optional<String> timeField, List<Link> links) {
    IndexPattern {
        links = List.copyOf(links);
    }

    /**
     * Reads one.
     *
     * @param before those that stand before it, which it may take links from
     */
    static IndexPattern read(String alias, SourceNode source, Map<String, IndexPattern> before) {
        source.only(Set.of("title", "time", "links", "links-of"));
        List<Link> links = new ArrayList<>();
        source.optional("links-of")
                .ifPresent(
                        other ->
                                links.addAll(
                                        Optional.ofNullable(before.get(other))
                                                .orElseThrow(
                                                        () ->
                                                                source.problem(
                                                                        "takes the links of "
                                                                                + other
                                                                                + ", which does not stand before it"))
                                                .links()));
        source.map("links").forEach((name, link) -> links.add(Link.read(name, link)));
        return new IndexPattern(alias, source.text("title"), source.optional("time"), links);
    }

    String id() {
        return "tripline-" + alias;
    }

    SavedObject savedObject() {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        attributes.put("title", title);
        timeField.ifPresent(field -> attributes.put("timeFieldName", field));
        ArrayNode scripted = JsonNodeFactory.instance.arrayNode();
        ObjectNode formats = JsonNodeFactory.instance.objectNode();
        for (Link link : links) {
            if (link.isScripted()) {
                // Without readFromDocValues: it is how Dashboards knows that it has yet to ask for
                // the fields of the mapping. With it, these would be the only fields there are.
                scripted.addObject()
                        .put("count", 0)
                        .put("name", link.name())
                        .put("type", "string")
                        .put("script", link.script())
                        .put("lang", "painless")
                        .put("scripted", true)
                        .put("searchable", true)
                        .put("aggregatable", true);
            }
            if (!link.url().isEmpty()) {
                ObjectNode format = formats.putObject(link.name());
                format.put("id", "url");
                format.putObject("params")
                        .put("type", "a")
                        .put("urlTemplate", link.url())
                        .put("labelTemplate", link.label())
                        .put("openLinkInCurrentTab", false);
            }
        }
        if (!scripted.isEmpty()) {
            attributes.put("fields", scripted.toString());
        }
        if (!formats.isEmpty()) {
            attributes.put("fieldFormatMap", formats.toString());
        }
        return SavedObject.of(SavedObject.INDEX_PATTERN, id(), attributes, List.of());
    }
}
