package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A record of Microsoft Entra, as Azure Monitor ships it (an envelope with {@code category} and {@code properties}) or
 * as Microsoft Graph returns it (the properties alone).
 *
 * @param envelope the record as it came
 * @param properties what Graph returns
 * @see <a href="https://learn.microsoft.com/entra/identity/monitoring-health/concept-activity-log-schemas">Activity log
 *     schemas in Azure Monitor</a>
 */
record EntraRecord(JsonNode envelope, JsonNode properties) {
    /** What stands for "nobody" where an id belongs. */
    private static final String NO_GUID = "00000000-0000-0000-0000-000000000000";

    static EntraRecord of(RawRecord raw) {
        JsonNode record = raw.json().orElse(MissingNode.getInstance());
        return new EntraRecord(
                record, record.path("properties").isObject() ? record.path("properties") : record);
    }

    /** Azure Monitor's category; null for a record from Graph. */
    @Nullable String category() {
        return envelope.has("properties") ? Json.text(envelope, "category") : null;
    }

    boolean isFromGraph() {
        return !envelope.path("properties").isObject();
    }

    /** The first of these properties that is a time, or the envelope's own. */
    @Nullable Instant time(String... names) {
        for (String name : names) {
            Instant time = Timestamps.iso(Json.text(properties, name));
            if (time != null) {
                return time;
            }
        }
        return isFromGraph() ? null : Timestamps.iso(Json.text(envelope, "time"));
    }

    void describeTenant(EcsEvent.Builder event) {
        String tenant = Json.text(envelope, "tenantId");
        event.set(
                EcsField.ORGANIZATION_ID,
                tenant == null ? Json.text(properties, "tenantId") : tenant);
    }

    static void user(
            EcsEvent.Builder event,
            @Nullable String id,
            @Nullable String principal,
            @Nullable String fullName) {
        event.set(EcsField.USER_ID, NO_GUID.equals(id) ? null : id)
                .set(EcsField.USER_NAME, principal)
                .set(EcsField.USER_DOMAIN, Principal.domain(principal))
                .set(EcsField.USER_FULL_NAME, fullName);
    }

    /** Success and failure in the words of the several schemas. */
    static String outcome(@Nullable String result) {
        return switch (String.valueOf(result).toLowerCase(Locale.ROOT)) {
            case "success" -> "success";
            case "failure", "timeout" -> "failure";
            default -> "unknown";
        };
    }
}
