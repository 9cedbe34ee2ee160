package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An entry of Azure's activity log as the REST API, PowerShell and the portal give it: names with their translations, and
 * who called beside the claims.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema">Activity log event
 *     schema</a>
 */
final class AzureRestActivity implements Reshaped.Form {
    private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";

    @Override
    public Glance glance() {
        return Glance.json("eventTimestamp");
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode entry = raw.json().orElse(MissingNode.getInstance());
        return entry.has("eventTimestamp")
                && entry.has("correlationId")
                && entry.path("operationName").has("value")
                && entry.path("category").has("value");
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode entry = raw.json().orElse(MissingNode.getInstance());
        ObjectNode shipped = JsonNodeFactory.instance.objectNode();
        shipped.set("time", entry.path("eventTimestamp"));
        for (String same : new String[] {"resourceId", "correlationId", "level"}) {
            if (entry.has(same)) {
                shipped.set(same, entry.path(same));
            }
        }
        put(shipped, "operationName", entry.path("operationName"));
        put(shipped, "category", entry.path("category"));
        put(shipped, "resultType", entry.path("status"));
        put(shipped, "resultSignature", entry.path("subStatus"));
        JsonNode address = entry.path("httpRequest").path("clientIpAddress");
        if (address.isTextual()) {
            shipped.set("callerIpAddress", address);
        }
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        if (entry.path("claims").isObject()) {
            claims.setAll((ObjectNode) entry.path("claims"));
        }
        String caller = Json.text(entry, "caller");
        if (caller != null && caller.indexOf('@') > 0 && !claims.has(UPN)) {
            claims.put(UPN, caller);
        }
        ObjectNode identity = shipped.putObject("identity");
        identity.set("claims", claims);
        if (entry.path("authorization").isObject()) {
            identity.set("authorization", entry.path("authorization"));
        }
        if (entry.path("properties").isObject()) {
            shipped.set("properties", entry.path("properties"));
        }
        return Optional.of(shipped);
    }

    private static void put(ObjectNode shipped, String name, JsonNode translated) {
        String value = Json.text(translated, "value");
        if (value != null && !value.isEmpty()) {
            shipped.put(name, value);
        }
    }
}
