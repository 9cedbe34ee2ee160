package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * What Duo's Trust Monitor found odd: a sign-in, a device that was registered, or an account that needs no second factor.
 *
 * @see <a href="https://duo.com/docs/adminapi#trust-monitor">Duo Admin API: Trust Monitor</a>
 */
final class DuoTrust {
    private DuoTrust() {}

    static boolean fits(JsonNode log) {
        return log.has("sekey") && log.has("surfaced_timestamp");
    }

    static void describe(EcsEvent.Builder event, JsonNode log) {
        JsonNode signIn = log.path("surfaced_auth");
        String type = Json.text(log, "type");
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EVENT_ACTION, "trust_monitor")
                .set(EcsField.EVENT_URL, Json.text(log, "triage_event_uri"))
                .set(EcsField.RULE_NAME, type)
                .set(EcsField.RULE_CATEGORY, "Trust Monitor")
                .set(EcsField.USER_ID, Json.text(log, "enabled_by", "key"))
                .set(EcsField.USER_ID, Json.text(signIn, "user", "key"))
                .set(EcsField.USER_TARGET_NAME, Json.text(log, "enabled_for", "name"))
                .set(EcsField.USER_TARGET_ID, Json.text(log, "enabled_for", "key"));
        Principal.user(event, Json.text(log, "enabled_by", "name"));
        Principal.user(event, Json.text(signIn, "user", "name"));
        IpEndpoint.source(event, Json.text(signIn, "access_device", "ip"));
        event.set(EcsField.EVENT_REASON, Json.text(signIn, "reason"))
                .set(EcsField.MESSAGE, Json.text(log.path("explanations").path(0), "summary"));
    }
}
