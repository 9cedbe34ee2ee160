package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Set;

/**
 * Who signs in to AWS, or to an application by Amazon Cognito, and what goes before or comes of it.
 *
 * @see <a href="https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html">IAM Identity
 *     Center: sign-in events</a>
 */
final class AwsSignIn {
    /** What people do at the access portal of IAM Identity Center, before and after they are in an account, and its tokens. */
    private static final Set<String> ACCESS_PORTAL =
            Set.of(
                    "Authenticate",
                    "CreateToken",
                    "CreateTokenWithIAM",
                    "Federate",
                    "Logout",
                    "RegisterClient",
                    "StartDeviceAuthorization");

    /** What the account's owner does with his password and his address at the console's door. */
    private static final Set<String> OF_ACCOUNT =
            Set.of("EmailUpdated", "PasswordRecoveryCompleted", "PasswordUpdated");

    private static final Set<String> AT_COGNITO =
            Set.of(
                    "AdminInitiateAuth",
                    "AdminRespondToAuthChallenge",
                    "InitiateAuth",
                    "RespondToAuthChallenge");

    private static final Set<String> REFUSED =
            Set.of(
                    "CodeMismatchException",
                    "NotAuthorizedException",
                    "PasswordResetRequiredException",
                    "UserNotConfirmedException",
                    "UserNotFoundException");

    private AwsSignIn() {}

    /** Whether the record is of this, and is said so. */
    static boolean categorize(
            EcsEvent.Builder event, JsonNode trail, String name, String service, boolean failed) {
        switch (service) {
            case "signin.amazonaws.com" -> {
                if (OF_ACCOUNT.contains(name)) {
                    set(event, "iam", "user", "change");
                } else {
                    set(event, "authentication", isSignIn(name, failed) ? "start" : "info");
                }
            }
            case "sso.amazonaws.com", "sso-oauth.amazonaws.com" -> {
                if (!ACCESS_PORTAL.contains(name)) {
                    return false;
                }
                boolean ends = name.equals("Logout");
                set(event, ends ? "session" : "authentication", ends ? "end" : "info");
            }
            case "sts.amazonaws.com" -> {
                if (!isSession(name)) {
                    return false;
                }
                event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "session"))
                        .set(EcsField.EVENT_TYPE, "start");
            }
            case "cognito-idp.amazonaws.com" -> {
                if (!AT_COGNITO.contains(name)) {
                    return false;
                }
                // Whether one that goes well ends in a session or in a challenge, the record does
                // not tell.
                boolean isRefused = REFUSED.contains(String.valueOf(Json.text(trail, "errorCode")));
                set(event, "authentication", isRefused ? "start" : "info");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * At IAM Identity Center each proof is told, a password and then a code, and at the end that all were right; of one that
     * is wrong nothing comes any more.
     */
    private static boolean isSignIn(String name, boolean failed) {
        return switch (name) {
            case "ConsoleLogin", "UserAuthentication" -> true;
            case "CredentialVerification" -> failed;
            default -> false;
        };
    }

    private static boolean isSession(String name) {
        return name.startsWith("AssumeRole")
                || name.equals("AssumeRoot")
                || name.startsWith("GetSessionToken")
                || name.startsWith("GetFederationToken");
    }

    private static void set(EcsEvent.Builder event, String category, String... types) {
        event.set(EcsField.EVENT_CATEGORY, category).set(EcsField.EVENT_TYPE, List.of(types));
    }
}
