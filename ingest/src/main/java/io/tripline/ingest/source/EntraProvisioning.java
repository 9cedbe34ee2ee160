package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Entra's provisioning log: accounts and groups that it creates, changes and removes in other systems.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/provisioningobjectsummary">provisioningObjectSummary in
 *     Microsoft Graph</a>
 */
public final class EntraProvisioning implements LogSource {
    private static final Set<String> MAPPED = Set.of("activityDateTime", "tenantId");

    @Override
    public String name() {
        return "entra.provisioning";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        EntraRecord record = EntraRecord.of(raw);
        return record.isFromGraph()
                ? record.properties().has("provisioningStatusInfo")
                        && record.properties().has("targetSystem")
                : "ProvisioningLogs".equalsIgnoreCase(record.category());
    }

    @Override
    public Glance glance() {
        return Glance.json("properties", "provisioningStatusInfo");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        EntraRecord record = EntraRecord.of(raw);
        JsonNode summary = record.properties();
        Instant time = record.time("activityDateTime");
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "A provisioning record has an ISO 8601 time as activityDateTime or time.");
        }
        String action = Json.text(summary, "provisioningAction");
        action = action == null ? Json.text(summary, "action") : action;
        String kind = Json.text(summary, "targetIdentity", "identityType");
        kind = kind == null ? Json.text(summary, "sourceIdentity", "identityType") : kind;
        boolean isGroup = kind != null && kind.toLowerCase(Locale.ROOT).endsWith("group");
        List<String> types = new ArrayList<>();
        String status = either(summary.path("provisioningStatusInfo"), "status", "Status");
        types.add(isGroup ? "group" : "user");
        types.add("skipped".equalsIgnoreCase(status) ? "info" : type(action));
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, action == null ? "provisioning" : action)
                        .set(EcsField.EVENT_CATEGORY, "iam")
                        .set(EcsField.EVENT_TYPE, types)
                        .set(EcsField.EVENT_OUTCOME, EntraRecord.outcome(status));
        JsonNode error = summary.path("provisioningStatusInfo").path("errorInformation");
        event.set(EcsField.ERROR_CODE, Json.text(error, "errorCode"))
                .set(EcsField.EVENT_REASON, Json.text(error, "reason"));
        Long milliseconds = Json.number(summary, "durationInMilliseconds");
        if (milliseconds != null && milliseconds >= 0 && milliseconds < 1L << 40) {
            event.set(EcsField.EVENT_DURATION, milliseconds * 1_000_000);
        }
        String id = Json.text(summary, "id");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        JsonNode source = summary.path("sourceIdentity");
        JsonNode identity =
                name(summary.path("targetIdentity")) == null
                        ? source
                        : summary.path("targetIdentity");
        event.set(isGroup ? EcsField.GROUP_NAME : EcsField.USER_TARGET_FULL_NAME, name(identity))
                .set(
                        isGroup ? EcsField.GROUP_ID : EcsField.USER_TARGET_ID,
                        either(identity, "id", "Id"));
        if (!isGroup) {
            String principal =
                    either(source.path("details"), "userPrincipalName", "UserPrincipalName");
            event.set(EcsField.USER_TARGET_NAME, principal)
                    .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(principal));
        }
        JsonNode initiator = summary.path("initiatedBy");
        if ("user".equalsIgnoreCase(either(initiator, "initiatorType", "Type"))) {
            event.set(EcsField.USER_ID, either(initiator, "id", "Id"))
                    .set(EcsField.USER_FULL_NAME, name(initiator));
        }
        record.describeTenant(event);
        VendorFields.add(event, "entra.provisioning", summary, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static String type(@Nullable String action) {
        return switch (String.valueOf(action).toLowerCase(Locale.ROOT)) {
            case "create" -> "creation";
            case "delete", "stageddelete" -> "deletion";
            case "update", "disable" -> "change";
            default -> "info";
        };
    }

    private static @Nullable String name(JsonNode identity) {
        return either(identity, "displayName", "Name");
    }

    /** Graph and Azure Monitor call the same differently. */
    private static @Nullable String either(JsonNode node, String graph, String monitor) {
        String text = Json.text(node, graph);
        return text == null ? Json.text(node, monitor) : text;
    }
}
