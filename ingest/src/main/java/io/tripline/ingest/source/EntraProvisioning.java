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
        types.add(isGroup ? "group" : "user");
        types.add(
                switch (String.valueOf(action).toLowerCase(Locale.ROOT)) {
                    case "create" -> "creation";
                    case "delete", "stageddelete" -> "deletion";
                    case "update", "disable" -> "change";
                    default -> "info";
                });
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, action == null ? "provisioning" : action)
                        .set(EcsField.EVENT_CATEGORY, "iam")
                        .set(EcsField.EVENT_TYPE, types)
                        .set(
                                EcsField.EVENT_OUTCOME,
                                EntraRecord.outcome(
                                        Json.text(summary, "provisioningStatusInfo", "status")));
        JsonNode error = summary.path("provisioningStatusInfo").path("errorInformation");
        event.set(EcsField.ERROR_CODE, Json.text(error, "errorCode"))
                .set(EcsField.EVENT_REASON, Json.text(error, "reason"));
        Long milliseconds = Json.number(summary, "durationInMilliseconds");
        if (milliseconds != null && milliseconds >= 0 && milliseconds < 1L << 40) {
            event.set(EcsField.EVENT_DURATION, milliseconds * 1_000_000);
        }
        String id = Json.text(summary, "id");
        event.set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id));
        JsonNode identity =
                summary.path("targetIdentity").hasNonNull("displayName")
                        ? summary.path("targetIdentity")
                        : summary.path("sourceIdentity");
        event.set(
                        isGroup ? EcsField.GROUP_NAME : EcsField.USER_TARGET_FULL_NAME,
                        Json.text(identity, "displayName"))
                .set(
                        isGroup ? EcsField.GROUP_ID : EcsField.USER_TARGET_ID,
                        Json.text(identity, "id"));
        if ("user".equalsIgnoreCase(Json.text(summary, "initiatedBy", "initiatorType"))) {
            event.set(EcsField.USER_ID, Json.text(summary, "initiatedBy", "id"))
                    .set(EcsField.USER_FULL_NAME, Json.text(summary, "initiatedBy", "displayName"));
        }
        record.describeTenant(event);
        VendorFields.add(event, "entra.provisioning", summary, MAPPED);
        return new Normalized.Parsed(event);
    }
}
