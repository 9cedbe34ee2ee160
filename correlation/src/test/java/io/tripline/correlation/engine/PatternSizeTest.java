package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternSizeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?is).*[ :](mail[.](read|readwrite|send))([., ;].*|$)",
                "[a-f0-9]{32}|[a-f0-9]{40}|[A-Fa-f0-9]{64}",
                "([0-9]{1,3}[.]){3}[0-9]{1,3}",
                "(a+)+$",
                "[]{1000}]{100}",
                "a\\{1000}",
                "(?i).*[.](exe|dll|ps1).*",
                "a{x}{,5}",
                "\\Q[(.*+\\E(a|b)",
                "\\x{2019}s|\\p{Greek}+",
                "[^](]|[]({9999}]|[\\](]|[[:alpha:](]"
            })
    void a_pattern_of_people_is_bounded(String pattern) {
        assertThat(PatternSize.isBounded(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{1,1000}){1,1000}",
                "(.*a){100}b",
                ".*a{500}b",
                "((a{200}){200}){200}",
                "(?:(?:x{999,})y{2}){11,}",
                "[a-z]{99999}",
                "\\Q[\\E(a{1000}){1000}",
                "\\Qa\\E{1000}{1000}",
                "(a{900}[^](]",
                "(a{1000}){1000}[\\](]",
                "(a{1000}){1000}[[:alpha:](]"
            })
    void counts_within_each_other_are_not(String pattern) {
        assertThat(PatternSize.isBounded(pattern)).isFalse();
    }
}
