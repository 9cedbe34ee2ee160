package io.tripline.ingest.source;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Entra's sign-in error codes mean for the outcome of a sign-in.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">AADSTS error codes</a>
 */
final class EntraStatus {
    /**
     * Codes by which Microsoft says that the sign-in stopped to ask for something more (a second factor, a device, a
     * consent, "stay signed in?"), and goes on in a record of its own with the same correlation id. The portal shows
     * them as "Interrupted". ECS's word is "unknown": the record holds an attempt whose result it does not know. They
     * are no failures: one good sign-in leaves several of them. Nor successes: whoever guessed a password and has no
     * second factor gets no further.
     */
    private static final Set<Long> INTERRUPTS =
            Set.of(
                    16000L, // InteractionRequired: which of several accounts
                    16001L, // UserAccountSelectionInvalid: pick another account
                    50058L, // UserInformationNotProvided: not signed in yet
                    50072L, // UserStrongAuthEnrollmentRequiredInterrupt
                    50074L, // UserStrongAuthClientAuthNRequiredInterrupt
                    50076L, // UserStrongAuthClientAuthNRequired
                    50078L, // UserStrongAuthExpired: the second factor once more
                    50079L, // UserStrongAuthEnrollmentRequired
                    50097L, // DeviceAuthenticationRequired
                    50125L, // PasswordResetRegistrationRequiredInterrupt
                    50127L, // BrokerAppNotInstalled
                    50129L, // DeviceIsNotWorkplaceJoined
                    50140L, // KmsiInterrupt
                    50158L, // ExternalSecurityChallenge: sent on to another provider
                    50168L, // ChromeBrowserSsoInterruptRequired
                    50199L, // CmsiInterrupt
                    50206L, // MessagePromptInterrupt: asks whether to connect to a device
                    51006L, // ForceReauthDueToInsufficientAuth
                    70016L, // AuthorizationPending: a device asks again until its code is entered
                    70043L, // BadTokenDueToSignInFrequency: time to sign in anew
                    70044L, // the same for a session
                    700020L, // InteractionRequired
                    90094L, // AdminConsentRequired
                    90095L, // AdminConsentRequiredRequestAccess
                    1000002L, // BindCompleteInterruptError: tells that accounts are bound
                    9002341L, // asks whether single sign-on is permitted
                    65001L); // DelegationDoesNotExist: asks for consent

    /** Why a sign-in failed, where rules ask for it: in the words of all sources. */
    private static final Map<Long, String> COMMON_REASONS =
            Map.of(
                    50034L, SignInReason.NO_SUCH_USER,
                    51004L, SignInReason.NO_SUCH_USER,
                    50055L, SignInReason.PASSWORD_EXPIRED,
                    50144L, SignInReason.PASSWORD_EXPIRED,
                    50057L, SignInReason.ACCOUNT_DISABLED);

    /** What only who hands over a name and a password is told. */
    private static final Set<Long> ABOUT_PASSWORDS =
            Set.of(50034L, 50053L, 50055L, 50056L, 50064L, 50126L, 50144L);

    /** For records that give the code alone, or "Other." as its reason. */
    private static final Map<Long, String> REASONS =
            Map.ofEntries(
                    Map.entry(50053L, "The account is locked or the address is malicious."),
                    Map.entry(50056L, "The account has no password here."),
                    Map.entry(50064L, "Invalid user name or password."),
                    Map.entry(50133L, "The session ended by a change of password."),
                    Map.entry(50173L, "The token was revoked."),
                    Map.entry(53001L, "The device is not joined to the domain."),
                    Map.entry(53002L, "The application is not approved."),
                    Map.entry(53004L, "Registering a second factor is blocked by risk."),
                    Map.entry(53011L, "Blocked by risk at the home tenant."),
                    Map.entry(530035L, "Blocked by security defaults."),
                    Map.entry(65004L, "The user declined to consent."),
                    Map.entry(70008L, "The refresh token is expired or revoked."),
                    Map.entry(700082L, "The refresh token is expired by inactivity."),
                    Map.entry(50105L, "The user is not assigned to the application."),
                    Map.entry(50126L, "Invalid user name or password."),
                    Map.entry(53000L, "The device is not compliant."),
                    Map.entry(53003L, "Blocked by Conditional Access."),
                    Map.entry(500121L, "The second factor was not given."),
                    Map.entry(700016L, "The application does not exist in the tenant."),
                    Map.entry(7000215L, "Invalid client secret."),
                    Map.entry(7000222L, "The client secret is expired."));

    private EntraStatus() {}

    /** The ECS outcome. */
    static String outcome(@Nullable Long errorCode) {
        if (errorCode == null || isInterrupt(errorCode)) {
            return "unknown";
        }
        return errorCode == 0 ? "success" : "failure";
    }

    /** Whether the sign-in goes on elsewhere. */
    static boolean isInterrupt(@Nullable Long errorCode) {
        return errorCode != null && INTERRUPTS.contains(errorCode);
    }

    /** Whether it tells that a password was handed over. */
    static boolean isAboutPassword(@Nullable Long errorCode) {
        return errorCode != null && ABOUT_PASSWORDS.contains(errorCode);
    }

    /** Why it did not succeed: what all sources say, else the record's words if it has any, else ours; null if it did. */
    static @Nullable String reason(@Nullable Long errorCode, @Nullable String failureReason) {
        if (errorCode == null || errorCode == 0) {
            return null;
        }
        String common = COMMON_REASONS.get(errorCode);
        if (common != null) {
            return common;
        }
        boolean isEmpty =
                failureReason == null
                        || failureReason.equals("Other")
                        || failureReason.equals("Other.");
        return isEmpty ? REASONS.get(errorCode) : failureReason;
    }
}
