package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a sign-in was refused, in the words that Windows' sources have for it and that rules ask for, whatever the vendor's. */
final class SignInReason {
    static final String NO_SUCH_USER = "no such user";
    static final String WRONG_PASSWORD = "wrong password";
    static final String ACCOUNT_DISABLED = "account disabled";
    static final String ACCOUNT_EXPIRED = "account expired";
    static final String ACCOUNT_LOCKED = "account locked out";
    static final String PASSWORD_EXPIRED = "password expired";

    /** By the vendors' words in small letters, of which none means two things. */
    private static final Map<String, String> WORDS =
            Map.ofEntries(
                    // Cisco ASA
                    Map.entry("user was not found", NO_SUCH_USER),
                    Map.entry("invalid password", WRONG_PASSWORD),
                    Map.entry("account disabled", ACCOUNT_DISABLED),
                    Map.entry("account expired", ACCOUNT_EXPIRED),
                    Map.entry("password expired", PASSWORD_EXPIRED),
                    // Defender
                    Map.entry("unknownuser", NO_SUCH_USER),
                    Map.entry("wrongpassword", WRONG_PASSWORD),
                    Map.entry("invalidusernameorpassword", "wrong user name or password"),
                    Map.entry("accountdisabled", ACCOUNT_DISABLED),
                    Map.entry("accountexpired", ACCOUNT_EXPIRED),
                    Map.entry("accountlocked", ACCOUNT_LOCKED),
                    Map.entry("passwordexpired", PASSWORD_EXPIRED),
                    // FortiGate
                    Map.entry("name_invalid", NO_SUCH_USER),
                    Map.entry("sslvpn_login_unknown_user", NO_SUCH_USER),
                    Map.entry("passwd_invalid", WRONG_PASSWORD),
                    Map.entry("sslvpn_login_password_expired", PASSWORD_EXPIRED),
                    // Google Workspace
                    Map.entry("login_failure_invalid_password", WRONG_PASSWORD),
                    Map.entry("login_failure_account_disabled", ACCOUNT_DISABLED));

    private SignInReason() {}

    /** The word of all sources for this vendor's, or this. */
    static @Nullable String of(@Nullable String word) {
        return word == null ? null : WORDS.getOrDefault(word.toLowerCase(Locale.ROOT), word);
    }

    /**
     * Sets why, and keeps the vendor's word where it is another.
     *
     * @param vendorField where the vendor's word is kept
     */
    static void set(EcsEvent.Builder event, @Nullable String word, String vendorField) {
        String reason = of(word);
        event.set(EcsField.EVENT_REASON, reason)
                .vendor(vendorField, Objects.equals(reason, word) ? null : word);
    }
}
