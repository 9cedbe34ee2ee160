package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Falcon's sensors tell of a host's accounts and groups, and Falcon Identity of those of a domain and of sign-ins at its
 * controllers and at a provider of single sign-on.
 */
final class CrowdStrikeAccounts {
    private static final int RID_DIGITS = 8;

    /** The numbers of the groups that every host has, Administrators first; those of a domain and of people are others. */
    private static final long FIRST_BUILT_IN = 544;

    private static final long LAST_BUILT_IN = 583;

    /** What each ticket begins with, by everybody: no sign-in failed. */
    private static final String PREAUTHENTICATION_REQUIRED = "25";

    private CrowdStrikeAccounts() {}

    static boolean has(String what) {
        return what.startsWith("OpenDirectory")
                || what.startsWith("ActiveDirectory")
                || what.startsWith("Sso")
                || isLocal(what);
    }

    /** Whatever its name, who acted and from where is known. */
    static boolean isOfDomain(JsonNode log) {
        return Json.first(
                        log,
                        "SourceEndpointAddressIP4",
                        "SourceEndpointAddressIP6",
                        "SourceEndpointHostName")
                != null;
    }

    private static boolean isLocal(String what) {
        return (what.startsWith("UserAccount") && what.length() > "UserAccount".length())
                || what.startsWith("UserGroup");
    }

    static void describe(EcsEvent.Builder event, JsonNode log, String what) {
        if (isLocal(what)) {
            local(event, log, what);
        } else if (what.startsWith("OpenDirectory")) {
            openDirectory(event, log, what);
        } else if (what.startsWith("ActiveDirectoryAccount")) {
            account(event, log, what);
        } else if (what.startsWith("ActiveDirectoryAudit")) {
            audit(event, log, what);
        } else {
            actor(event, log);
            signIn(event, log, what);
        }
    }

    private static String type(String what) {
        return what.endsWith("Created")
                ? "creation"
                : what.endsWith("Deleted") ? "deletion" : "change";
    }

    private static void iam(EcsEvent.Builder event, String whom, String type) {
        event.set(EcsField.EVENT_CATEGORY, "iam").set(EcsField.EVENT_TYPE, List.of(whom, type));
    }

    /** Of a host's own: the account is made, deleted or joins; who did it they do not say. */
    private static void local(EcsEvent.Builder event, JsonNode log, String what) {
        iam(event, what.startsWith("UserGroup") ? "group" : "user", type(what));
        String domain = Json.text(log, "DomainSid");
        String sid = Json.text(log, "UserSid");
        event.set(EcsField.USER_TARGET_NAME, Json.text(log, "UserName"))
                .set(
                        EcsField.USER_TARGET_ID,
                        sid == null ? sid(domain, Json.text(log, "UserRid")) : sid)
                .set(EcsField.USER_TARGET_DOMAIN, Json.text(log, "LogonDomain"))
                .set(EcsField.GROUP_NAME, Json.text(log, "GroupName"))
                .set(EcsField.GROUP_ID, sid(domain, Json.text(log, "GroupRid")));
    }

    /** From the domain's and what is the account's own in it, which is written in hexadecimal. */
    private static @Nullable String sid(@Nullable String domain, @Nullable String rid) {
        if (domain == null || rid == null || rid.length() != RID_DIGITS) {
            return null;
        }
        try {
            long number = Long.parseLong(rid, 16);
            return (number >= FIRST_BUILT_IN && number <= LAST_BUILT_IN ? "S-1-5-32" : domain)
                    + "-"
                    + number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Of macOS. */
    private static void openDirectory(EcsEvent.Builder event, JsonNode log, String what) {
        boolean isGroup = what.contains("Group") || "1".equals(Json.text(log, "ODRecordType"));
        iam(
                event,
                isGroup ? "group" : "user",
                what.startsWith("OpenDirectoryCreate")
                        ? "creation"
                        : what.startsWith("OpenDirectoryDelete") ? "deletion" : "change");
        String name = Json.first(log, "ODRecordName", "UserNames");
        String error = Json.text(log, "ODErrorCode");
        event.set(isGroup ? EcsField.GROUP_NAME : EcsField.USER_TARGET_NAME, name)
                .set(
                        EcsField.EVENT_OUTCOME,
                        error == null ? null : Flow.outcome(error.equals("0")));
    }

    /** What became of an account of the domain; who did it is told by the controller's audit alone. */
    private static void account(EcsEvent.Builder event, JsonNode log, String what) {
        iam(event, "user", type(what));
        event.set(EcsField.USER_TARGET_NAME, Json.text(log, "SamAccountName"))
                .set(EcsField.USER_TARGET_DOMAIN, Json.text(log, "AccountDomain"))
                .set(
                        EcsField.USER_TARGET_ID,
                        Json.first(log, "AccountObjectSid", "ObjectSid", "UserSid"));
    }

    private static void audit(EcsEvent.Builder event, JsonNode log, String what) {
        boolean isGroup = what.contains("Group");
        iam(
                event,
                isGroup ? "group" : what.contains("Gpo") ? "admin" : "user",
                switch (String.valueOf(Json.text(log, "ActiveDirectoryAuditActionType"))) {
                    case "0" -> "creation";
                    case "1" -> "deletion";
                    default -> type(what);
                });
        actor(event, log);
        String whom = Json.text(log, "PerformedOnAccountName");
        String domain = Json.text(log, "PerformedOnAccountDomain");
        if (isGroup) {
            event.set(EcsField.GROUP_NAME, whom)
                    .set(EcsField.GROUP_DOMAIN, domain)
                    .set(EcsField.USER_TARGET_NAME, Json.text(log, "GroupMemberAccountName"));
        } else {
            event.set(EcsField.USER_TARGET_NAME, whom).set(EcsField.USER_TARGET_DOMAIN, domain);
        }
    }

    /** Who asks or changes something at a controller, and from where. */
    private static void actor(EcsEvent.Builder event, JsonNode log) {
        IpEndpoint.source(
                event,
                CrowdStrikeFdr.address(
                        log, "SourceEndpointAddressIP4", "SourceEndpointAddressIP6"));
        event.set(EcsField.SOURCE_DOMAIN, Json.text(log, "SourceEndpointHostName"));
        Principal.user(
                event,
                Json.first(
                        log,
                        "PerformedByAccountName",
                        "PerformedByAccountObjectName",
                        "SourceAccountSamAccountName",
                        "SourceAccountUserName",
                        "SourceAccountUpn"));
        event.setIfAbsent(EcsField.USER_DOMAIN, Json.text(log, "SourceAccountDomain"))
                .set(
                        EcsField.USER_ID,
                        Json.first(log, "SourceAccountObjectSid", "SourceAccountAzureId"));
    }

    private static void signIn(EcsEvent.Builder event, JsonNode log, String what) {
        event.set(EcsField.DESTINATION_DOMAIN, Json.text(log, "TargetServerHostName"))
                .set(EcsField.USER_AGENT_ORIGINAL, Json.text(log, "ClientUserAgentString"));
        switch (what) {
            case "SsoUserLogon" -> Flow.signIn(event, true);
            case "SsoUserLogonFailure" -> {
                Flow.signIn(event, false);
                event.set(EcsField.EVENT_REASON, SignInReason.of(Json.text(log, "FailureReason")));
            }
            case "ActiveDirectoryAuthenticationFailure" -> {
                String error = Json.text(log, "KerberosErrorCode");
                event.set(EcsField.EVENT_CATEGORY, "authentication")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(
                                EcsField.EVENT_OUTCOME,
                                PREAUTHENTICATION_REQUIRED.equals(error) ? null : "failure");
                event.set(
                        EcsField.EVENT_REASON,
                        error == null
                                ? SignInReason.of(Json.text(log, "FailureReason"))
                                : WindowsKerberos.reason(error));
            }
            // The host's own UserLogon, or UserLogonFailed2, is the sign-in; a service or an
            // application is used after it.
            case "ActiveDirectoryAuthentication",
                    "ActiveDirectoryInteractiveDomainLogon",
                    "ActiveDirectoryServiceAccessRequest",
                    "ActiveDirectoryServiceAccessRequestFailure",
                    "SsoApplicationAccess",
                    "SsoApplicationAccessFailure" ->
                    event.set(EcsField.EVENT_CATEGORY, "authentication")
                            .set(EcsField.EVENT_TYPE, "info")
                            .set(EcsField.EVENT_OUTCOME, Flow.outcome(!what.endsWith("Failure")));
            default ->
                    event.set(EcsField.EVENT_CATEGORY, "network")
                            .set(EcsField.EVENT_TYPE, List.of("protocol", "info"));
        }
    }
}
