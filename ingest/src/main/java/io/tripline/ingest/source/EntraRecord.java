package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

    private static final int ID_DIGITS = 32;

    /** How .NET writes a time by itself, and event hubs get it; in UTC. */
    private static final DateTimeFormatter DOT_NET =
            DateTimeFormatter.ofPattern("[M/d/yyyy h:mm:ss a][M/d/yyyy H:mm:ss]", Locale.ENGLISH);

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
            Instant time = instant(Json.text(properties, name));
            if (time != null) {
                return time;
            }
        }
        return isFromGraph() ? null : instant(Json.text(envelope, "time"));
    }

    /** A time as Entra's services write it: of ISO 8601, some of them with an hour of one digit, or in .NET's own form. */
    static @Nullable Instant instant(@Nullable String text) {
        if (text == null || text.length() < 14 || text.length() > 40) {
            return null;
        }
        boolean isShort = text.charAt(10) == 'T' && text.charAt(12) == ':';
        Instant iso =
                Timestamps.iso(isShort ? text.substring(0, 11) + '0' + text.substring(11) : text);
        if (iso != null || text.indexOf('/') < 0) {
            return iso;
        }
        try {
            return Timestamps.readable(
                    LocalDateTime.parse(text, DOT_NET).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return null;
        }
    }

    void describeTenant(EcsEvent.Builder event) {
        String tenant = Json.text(envelope, "tenantId");
        event.set(
                EcsField.ORGANIZATION_ID,
                tenant == null ? Json.text(properties, "tenantId") : tenant);
    }

    /** Who is deleted has a name that begins with the digits of his id, so that another may have it. Others choose such names. */
    static @Nullable String beforeDeletion(@Nullable String principal, @Nullable String id) {
        String digits = id == null ? "" : id.replace("-", "");
        return principal != null
                        && digits.length() == ID_DIGITS
                        && principal.regionMatches(true, 0, digits, 0, ID_DIGITS)
                ? principal.substring(ID_DIGITS)
                : principal;
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
