package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * The tables of Defender XDR that tell what others' logs do, too: Entra's sign-ins, requests to Microsoft Graph, what was
 * asked of clouds; and what Defender itself kept from an account or a device that is contained.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-aadsignineventsbeta-table">AADSignInEventsBeta</a>
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-graphapiauditevents-table">
 *     GraphApiAuditEvents</a>
 */
final class DefenderCloud {
    private static final int FIRST_ERROR = 400;

    private DefenderCloud() {}

    /** Says what a row is about; false if it is of another table. */
    static boolean describe(EcsEvent.Builder event, String table, String action, JsonNode row) {
        switch (table) {
            case "AADSignInEventsBeta",
                    "EntraIdSignInEvents",
                    "AADSpnSignInEventsBeta",
                    "EntraIdSpnSignInEvents" ->
                    signIn(event, row);
            case "GraphApiAuditEvents" -> {
                Long status = Json.number(row, "ResponseStatusCode");
                event.set(EcsField.EVENT_CATEGORY, "api")
                        .set(EcsField.EVENT_TYPE, "access")
                        .set(EcsField.HTTP_REQUEST_METHOD, Json.text(row, "RequestMethod"))
                        .set(EcsField.URL_ORIGINAL, Json.text(row, "RequestUri"))
                        .set(EcsField.HTTP_RESPONSE_STATUS_CODE, status)
                        .set(
                                EcsField.EVENT_OUTCOME,
                                status == null ? null : Flow.outcome(status < FIRST_ERROR))
                        .set(EcsField.CLOUD_SERVICE_NAME, Json.text(row, "TargetWorkload"));
            }
            case "CloudAuditEvents" -> {
                event.set(EcsField.EVENT_CATEGORY, "api")
                        .set(EcsField.EVENT_TYPE, type(action))
                        .set(EcsField.CLOUD_SERVICE_NAME, Json.text(row, "DataSource"))
                        .set(EcsField.USER_AGENT_ORIGINAL, Json.text(row, "UserAgent"));
                // ActionType is what kind of operation it is.
                String operation = Json.text(row, "OperationName");
                if (operation != null) {
                    event.clear(EcsField.EVENT_ACTION).set(EcsField.EVENT_ACTION, operation);
                }
            }
            // A row for all that one did within some minutes.
            case "CloudStorageAggregatedEvents" -> {
                IpEndpoint.source(event, Json.text(row, "IpAddress"));
                event.set(EcsField.EVENT_CATEGORY, "api")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.CLOUD_SERVICE_NAME, Json.text(row, "DataSource"))
                        .set(EcsField.USER_AGENT_ORIGINAL, Json.text(row, "UserAgentHeader"));
            }
            case "DisruptionAndResponseEvents" -> contained(event, action, row);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String type(String action) {
        return switch (action) {
            case "Create" -> "creation";
            case "Read" -> "access";
            case "Update" -> "change";
            case "Delete" -> "deletion";
            default -> "info";
        };
    }

    /**
     * As Entra's own log has it: an application is no user, whatever it is called, and what a program does later for who has
     * signed in is no sign-in, but by a password.
     */
    private static void signIn(EcsEvent.Builder event, JsonNode row) {
        Long code = Json.number(row, "ErrorCode");
        String kind = String.valueOf(Json.text(row, "LogonType"));
        boolean isAgain = kind.contains("nonInteractiveUser") && !EntraStatus.isAboutPassword(code);
        event.set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, isAgain ? "info" : "start")
                .set(EcsField.EVENT_OUTCOME, EntraStatus.outcome(code))
                .set(EcsField.EVENT_REASON, EntraStatus.reason(code, null))
                .set(EcsField.ERROR_CODE, code == null || code == 0 ? null : code.toString())
                .set(EcsField.CLOUD_SERVICE_NAME, Json.text(row, "Application"))
                .set(EcsField.USER_AGENT_ORIGINAL, Json.text(row, "UserAgent"))
                .setIfAbsent(EcsField.EVENT_ACTION, "sign-in");
    }

    /** Whoever is contained tried something at a device, which told it. */
    private static void contained(EcsEvent.Builder event, String action, JsonNode row) {
        boolean isBlocked = action.endsWith("Blocked");
        IpEndpoint.source(event, Json.text(row, "SourceIPAddress"));
        Principal.user(event, WindowsEvent.present(Json.text(row, "SourceUserName")));
        event.setIfAbsent(
                        EcsField.USER_DOMAIN,
                        WindowsEvent.present(Json.text(row, "SourceUserDomainName")))
                .setIfAbsent(EcsField.USER_ID, WindowsAccounts.sid(Json.text(row, "SourceUserSid")))
                .set(EcsField.SOURCE_PORT, Json.number(row, "SourcePort"))
                .set(EcsField.SOURCE_DOMAIN, Json.text(row, "SourceDeviceName"))
                .setIfAbsent(EcsField.HOST_NAME, Json.text(row, "TargetDeviceName"))
                .setIfAbsent(EcsField.HOST_ID, Json.text(row, "TargetDeviceId"))
                .set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                .set(EcsField.EVENT_TYPE, "info");
        if (isBlocked) {
            event.add(EcsField.EVENT_TYPE, "denied").set(EcsField.EVENT_OUTCOME, "failure");
        }
    }
}
