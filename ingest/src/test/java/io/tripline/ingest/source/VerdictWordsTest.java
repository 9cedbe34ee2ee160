package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictWordsTest {
    @ParameterizedTest
    @CsvSource({
        "accept;log, true",
        "Access_Allowed, true",
        "allow-all, true",
        "allowed(1), true",
        "Blocked-URL, false",
        "Blocked., false",
        "BlockedByPolicy, false",
        "Blocklist_match:permitted, true",
        "blocked:password guessing, false",
        "cannot_pass, false",
        "Connection_Discarded, false",
        "Deny/Reset, false",
        "denyAll, false",
        "Denies, false",
        "Disallowed, false",
        "Dropping packet, false",
        "IDS:Reset, false",
        "not_allowed, false",
        "Not allowed, false",
        "notAllowed, false",
        "not_blocked, true",
        "pass, true",
        "Password spray attack: blocked, false",
        "REQ_BLOCKED_SESSION, false",
        "reset-both, false"
    })
    void tells_whether_something_was_let_through(String decision, boolean allowed) {
        assertThat(VerdictWords.allowed(decision)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Blocklist updated",
                "Denial_of_Service:Detected",
                "Dropbox upload",
                "No drops seen",
                "PassTheHash",
                "PassTheTicket",
                "Not seen before",
                "Pass-the-Hash detected",
                "Passive_DNS:query",
                "password_reset",
                "Resets the password",
                "Reset password",
                "Traffic"
            })
    void says_nothing_of_other_words(String decision) {
        assertThat(VerdictWords.allowed(decision)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Accept-Encoding header anomaly,",
        "BlockList hit,",
        "Blocked-URL, false",
        "Connection denied,",
        "Deny: rule 5, false",
        "DropBox upload,",
        "Dropped packet, false",
        "Pass-through authentication failed,",
        "ResetMfa,",
        "Traffic allowed,"
    })
    void takes_no_part_of_a_word_in_a_name_for_what_was_done(String name, Boolean allowed) {
        assertThat(VerdictWords.allowedByName(name)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "x", ":x", "reset:", "not ", "aB"})
    void takes_time_by_the_length(String part) {
        String decision = part.repeat(900_000 / part.length());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> VerdictWords.allowed(decision));
    }
}
