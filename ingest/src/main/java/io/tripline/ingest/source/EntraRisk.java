package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Microsoft Entra ID Protection: risks it detected, of people and of workloads, and how risky it holds each.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/riskdetection">riskDetection in Microsoft Graph</a>
 * @see <a href="https://learn.microsoft.com/graph/api/resources/riskyuser">riskyUser in Microsoft Graph</a>
 */
public final class EntraRisk implements LogSource {
    private static final Set<String> DETECTIONS =
            Set.of("UserRiskEvents", "ServicePrincipalRiskEvents");
    private static final Set<String> STATES = Set.of("RiskyUsers", "RiskyServicePrincipals");

    /** Higher is worse; {@code hidden} tells nothing without a licence. */
    private static final Map<String, Long> SEVERITIES = Map.of("low", 1L, "medium", 2L, "high", 3L);

    /** Before the one that was used, in the JSON that a risk's details are in a text. */
    private static final String USER_AGENT = "\"Key\":\"userAgent\",\"Value\":\"";

    private static final Set<String> MAPPED =
            Set.of(
                    "ipAddress",
                    "location",
                    "tenantId",
                    "userDisplayName",
                    "userId",
                    "userPrincipalName");

    @Override
    public String name() {
        return "entra.risk";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        EntraRecord record = EntraRecord.of(raw);
        String category = record.category();
        return record.isFromGraph()
                ? record.properties().has("riskLevel")
                        && record.properties().has("riskState")
                        && (record.properties().has("riskEventType")
                                || record.properties().has("riskLastUpdatedDateTime"))
                        && !record.properties().has("appDisplayName")
                : category != null && (DETECTIONS.contains(category) || STATES.contains(category));
    }

    @Override
    public Glance glance() {
        return Glance.json("properties", "riskLevel");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        EntraRecord record = EntraRecord.of(raw);
        JsonNode risk = record.properties();
        String type = Json.text(risk, "riskEventType");
        Instant time =
                type == null
                        ? record.time("riskLastUpdatedDateTime")
                        : record.time("detectedDateTime", "activityDateTime");
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "A risk has an ISO 8601 time as detectedDateTime, riskLastUpdatedDateTime or"
                            + " time.");
        }
        String level = Json.text(risk, "riskLevel");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_REASON, Json.text(risk, "riskDetail"))
                        .set(EcsField.EVENT_SEVERITY, level == null ? null : SEVERITIES.get(level));
        if (type == null) {
            event.set(EcsField.EVENT_KIND, "state")
                    .set(EcsField.EVENT_CATEGORY, "iam")
                    .set(EcsField.EVENT_TYPE, List.of("user", "info"))
                    .set(EcsField.EVENT_ACTION, "risk-state");
        } else {
            event.set(EcsField.EVENT_KIND, "alert")
                    .set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                    .set(EcsField.EVENT_TYPE, "info")
                    .set(EcsField.EVENT_ACTION, type)
                    .set(
                            EcsField.EVENT_START,
                            EntraRecord.instant(Json.text(risk, "activityDateTime")));
        }
        String id = Json.text(risk, "id");
        if (id != null) {
            // The same risk comes again when its state changes.
            event.set(
                    EcsField.EVENT_ID,
                    StableId.of(
                            name(),
                            id,
                            String.valueOf(Json.text(risk, "riskState")),
                            String.valueOf(Json.text(risk, "lastUpdatedDateTime")),
                            String.valueOf(Json.text(risk, "riskLastUpdatedDateTime"))));
        }
        String userId = Json.text(risk, "userId");
        boolean isUserState = type == null && Json.text(risk, "userPrincipalName") != null;
        EntraRecord.user(
                event,
                userId == null && isUserState ? id : userId,
                Json.text(risk, "userPrincipalName"),
                Json.text(risk, "userDisplayName"));
        IpEndpoint.source(event, Json.text(risk, "ipAddress"));
        String details = Json.text(risk, "additionalInfo");
        event.set(
                EcsField.USER_AGENT_ORIGINAL,
                details == null ? null : Scan.after(details, USER_AGENT, "\""));
        place(event, risk.path("location"));
        record.describeTenant(event);
        VendorFields.add(event, "entra.risk", risk, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void place(EcsEvent.Builder event, JsonNode location) {
        String country = Json.text(location, "countryOrRegion");
        boolean isCode = country != null && country.matches("[A-Z]{2}");
        event.set(
                        isCode
                                ? EcsField.SOURCE_GEO_COUNTRY_ISO_CODE
                                : EcsField.SOURCE_GEO_COUNTRY_NAME,
                        country)
                .set(EcsField.SOURCE_GEO_CITY_NAME, Json.text(location, "city"))
                .set(EcsField.SOURCE_GEO_REGION_NAME, Json.text(location, "state"))
                .set(
                        EcsField.SOURCE_GEO_LOCATION,
                        VendorFields.place(
                                Json.decimal(location, "geoCoordinates", "latitude"),
                                Json.decimal(location, "geoCoordinates", "longitude")));
    }
}
