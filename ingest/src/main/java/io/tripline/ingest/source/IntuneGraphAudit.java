package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An entry of Intune's audit log as Microsoft Graph returns it.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent">auditEvent in Microsoft
 *     Graph</a>
 */
final class IntuneGraphAudit implements Reshaped.Form {
    @Override
    public Glance glance() {
        return Glance.json("activityType");
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode entry = raw.json().orElse(MissingNode.getInstance());
        return entry.has("activityType")
                && entry.has("activityDateTime")
                && entry.has("componentName")
                && entry.has("activityResult")
                && entry.path("actor").isObject();
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode entry = raw.json().orElse(MissingNode.getInstance());
        ObjectNode shipped = JsonNodeFactory.instance.objectNode();
        shipped.put("category", "AuditLogs");
        move(entry, "activityDateTime", shipped, "time");
        move(entry, "displayName", shipped, "operationName");
        move(entry, "activityType", shipped, "operationName");
        move(entry, "activityResult", shipped, "resultType");
        move(entry, "correlationId", shipped, "correlationId");
        ObjectNode properties = shipped.putObject("properties");
        move(entry, "id", properties, "AuditEventId");
        move(entry, "componentName", properties, "ComponentName");
        move(entry, "category", properties, "Category");
        JsonNode who = entry.path("actor");
        ObjectNode actor = properties.putObject("Actor");
        move(who, "auditActorType", actor, "ActorType");
        move(who, "applicationId", actor, "Application");
        move(who, "applicationDisplayName", actor, "ApplicationName");
        move(who, "servicePrincipalName", actor, "ServicePrincipalName");
        move(who, "userPrincipalName", actor, "UPN");
        move(who, "userId", actor, "ObjectId");
        move(who, "ipAddress", actor, "IpAddress");
        targets(entry.path("resources"), properties);
        return Optional.of(shipped);
    }

    private static void targets(JsonNode resources, ObjectNode properties) {
        ArrayNode names = properties.putArray("TargetDisplayNames");
        ArrayNode ids = properties.putArray("TargetObjectIds");
        ArrayNode targets = properties.putArray("Targets");
        for (JsonNode resource : resources) {
            names.add(resource.path("displayName"));
            ids.add(resource.path("resourceId"));
            ObjectNode target = targets.addObject();
            move(resource, "displayName", target, "Name");
            move(resource, "auditResourceType", target, "Type");
            ArrayNode changes = target.putArray("ModifiedProperties");
            for (JsonNode property : resource.path("modifiedProperties")) {
                ObjectNode change = changes.addObject();
                move(property, "displayName", change, "Name");
                move(property, "oldValue", change, "Old");
                move(property, "newValue", change, "New");
            }
        }
    }

    /** Passes over what says nothing. */
    private static void move(JsonNode from, String name, ObjectNode to, String called) {
        if (Json.text(from, name) != null) {
            to.set(called, from.path(name));
        }
    }
}
