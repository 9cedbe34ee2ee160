package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Entra's audit log: what was changed in the directory, by whom.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/directoryaudit">directoryAudit in Microsoft Graph</a>
 * @see <a href="https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities">Audit
 *     activities</a>
 */
public final class EntraAudit implements LogSource {
    private static final Set<String> MAPPED = Set.of("activityDateTime", "tenantId");

    @Override
    public String name() {
        return "entra.audit";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        EntraRecord record = EntraRecord.of(raw);
        return record.isFromGraph()
                ? record.properties().has("activityDisplayName")
                        && record.properties().has("initiatedBy")
                        && record.properties().has("targetResources")
                // Intune's audit log comes under the same category.
                : "AuditLogs".equalsIgnoreCase(record.category())
                        && !record.properties().has("ActivityResultStatus");
    }

    @Override
    public Glance glance() {
        return Glance.json("properties", "activityDisplayName");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        EntraRecord record = EntraRecord.of(raw);
        JsonNode audit = record.properties();
        Instant time = record.time("activityDateTime");
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "An audit record has an ISO 8601 time as activityDateTime or time.");
        }
        String activity = Json.text(audit, "activityDisplayName");
        if (activity == null) {
            activity = Json.text(record.envelope(), "operationName");
        }
        String result = Json.text(audit, "result");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, activity)
                        .set(EcsField.EVENT_PROVIDER, Json.text(audit, "loggedByService"))
                        .set(EcsField.EVENT_OUTCOME, EntraRecord.outcome(result))
                        .set(EcsField.EVENT_REASON, Json.text(audit, "resultReason"));
        String id = Json.text(audit, "id");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        EntraActivity.of(
                        Json.text(audit, "category"),
                        activity == null ? "" : activity,
                        Json.text(audit, "operationType"))
                .on(event);
        initiator(event, audit.path("initiatedBy"), record);
        targets(event, audit.path("targetResources"));
        details(event, audit.path("additionalDetails"));
        record.describeTenant(event);
        VendorFields.add(event, "entra.audit", audit, MAPPED);
        return new Normalized.Parsed(event);
    }

    /** Apps stay in {@code entra.audit.initiated_by}: rules about people must not meet them. */
    private static void initiator(
            EcsEvent.Builder event, JsonNode initiatedBy, EntraRecord record) {
        JsonNode user = initiatedBy.path("user");
        EntraRecord.user(
                event,
                Json.text(user, "id"),
                Json.text(user, "userPrincipalName"),
                Json.text(user, "displayName"));
        event.set(EcsField.USER_ROLES, Json.texts(user, "roles"));
        String address = Json.text(user, "ipAddress");
        IpEndpoint.source(
                event, address == null ? Json.text(record.envelope(), "callerIpAddress") : address);
    }

    /** Some of Entra's services tell the address, and whom they invite, among the details alone. */
    private static void details(EcsEvent.Builder event, JsonNode details) {
        for (JsonNode detail : details) {
            String value = Json.text(detail, "value");
            switch (String.valueOf(Json.text(detail, "key"))) {
                case "User-Agent" -> event.set(EcsField.USER_AGENT_ORIGINAL, value);
                case "ipaddr" -> {
                    if (!event.has(EcsField.SOURCE_ADDRESS)) {
                        IpEndpoint.source(event, value);
                    }
                }
                case "invitedUserEmailAddress" -> {
                    event.set(EcsField.USER_TARGET_EMAIL, value);
                    if (!event.has(EcsField.USER_TARGET_NAME)) {
                        event.set(EcsField.USER_TARGET_NAME, value)
                                .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(value));
                    }
                }
                default -> {}
            }
        }
    }

    /** The first user and group among the targets; a group or role may also be told only by what was changed. */
    private static void targets(EcsEvent.Builder event, JsonNode targets) {
        for (JsonNode target : targets) {
            switch (String.valueOf(Json.text(target, "type"))) {
                case "User" -> {
                    if (!event.has(EcsField.USER_TARGET_ID)) {
                        String principal =
                                EntraRecord.beforeDeletion(
                                        Json.text(target, "userPrincipalName"),
                                        Json.text(target, "id"));
                        event.set(EcsField.USER_TARGET_ID, Json.text(target, "id"))
                                .set(EcsField.USER_TARGET_NAME, principal)
                                .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(principal))
                                .set(
                                        EcsField.USER_TARGET_FULL_NAME,
                                        Json.text(target, "displayName"));
                    }
                }
                case "Group" ->
                        event.setIfAbsent(EcsField.GROUP_ID, Json.text(target, "id"))
                                .setIfAbsent(EcsField.GROUP_NAME, Json.text(target, "displayName"));
                case "Role" -> event.vendor("entra.role.name", Json.text(target, "displayName"));
                case "Device" -> event.setIfAbsent(EcsField.DEVICE_ID, Json.text(target, "id"));
                default -> {}
            }
            for (JsonNode property : target.path("modifiedProperties")) {
                String value = unquoted(Json.text(property, "newValue"));
                value = value == null ? unquoted(Json.text(property, "oldValue")) : value;
                switch (String.valueOf(Json.text(property, "displayName"))) {
                    case "Group.ObjectID" -> event.setIfAbsent(EcsField.GROUP_ID, value);
                    case "Group.DisplayName" -> event.setIfAbsent(EcsField.GROUP_NAME, value);
                    case "Role.DisplayName" -> event.vendor("entra.role.name", value);
                    case "Role.TemplateId" -> event.vendor("entra.role.template_id", value);
                    default -> {}
                }
            }
        }
    }

    /** Values are JSON in a text: a name comes in quotes of its own. */
    static @Nullable String unquoted(@Nullable String text) {
        if (text == null || text.equals("null")) {
            return null;
        }
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
