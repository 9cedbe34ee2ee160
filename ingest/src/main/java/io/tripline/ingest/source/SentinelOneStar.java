package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** SentinelOne's alerts of custom rules (STAR), whose id stands within. */
final class SentinelOneStar implements Reshaped.Form {
    @Override
    public Glance glance() {
        return Glance.json("alertInfo");
    }

    @Override
    public boolean fits(RawRecord raw) {
        return raw.json().isPresent()
                && raw.json().get().has("ruleInfo")
                && Json.text(raw.json().get(), "alertInfo", "alertId") != null;
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        ObjectNode alert = JsonNodeFactory.instance.objectNode();
        raw.json()
                .ifPresent(
                        json ->
                                json.properties()
                                        .forEach(
                                                each -> alert.set(each.getKey(), each.getValue())));
        return Optional.of(alert.put("id", Json.text(alert, "alertInfo", "alertId")));
    }
}
