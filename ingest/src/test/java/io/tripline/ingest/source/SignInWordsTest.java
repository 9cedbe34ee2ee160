package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInWordsTest {
    @ParameterizedTest
    @CsvSource({
        "User authenticated, true",
        "STATUS_AUTHENTICATED, true",
        "User Signed In, true",
        "User logged in from console, true",
        "User logged in., true",
        "Administrator login allowed, true",
        "Administrator login not allowed, false",
        "Login_not_allowed, false",
        "Login no longer allowed, false",
        "Login NotAllowed, false",
        "User login denied, false",
        "User logged in with wrong password, false",
        "User login: incorrect password, false",
        "User authenticated successfully, true",
        "Domino user logged in, true",
        "Blast user logged in, true",
        "Authentication by LDAP: user logged in, true",
        "Session by proxy: alice logged in, true",
        "Login failed, false",
        "Authentication,",
        "User login,"
    })
    void tells_how_a_sign_in_ended(String name, Boolean ended) {
        String small = name.toLowerCase(Locale.ROOT);
        assertThat(SignInWords.isSignIn(small, "", "")).isTrue();
        assertThat(SignInWords.ended(small, "", "")).isEqualTo(ended);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wireless client deauthenticated",
                "Deauthenticated",
                "Client reauthenticated",
                "Authentication failover successful",
                "Last user logged in",
                "No user logged in",
                "Password reset by user logged in from console",
                "Not authenticated successfully",
                "User couldn't be authenticated",
                "User never authenticated",
                "Waiting until the user is authenticated",
                "Maximum number of logged in users reached",
                "Session closed: user logged in elsewhere",
                "User is already logged in",
                "User not logged in"
            })
    void takes_other_words_for_no_sign_in(String name) {
        assertThat(SignInWords.isSignIn(name.toLowerCase(Locale.ROOT), "", "")).isFalse();
    }
}
