package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalTextTest {
    @ParameterizedTest
    @CsvSource({
        // Clears the screen and paints it red.
        "a\u001b[2J\u001b[41mb, a\u00b7[2J\u00b7[41mb",
        // The one-character form of the same introducer.
        "a\u009b31mb, a\u00b731mb",
        // Shown from right to left, an extension reads as another.
        "exe\u202egpj, exe\u00b7gpj",
        "be\u0007ll, be\u00b7ll",
        "'two\r\nlines', two\u00b7\u00b7lines",
        "J\u00f6rg \u4e16\u754c, J\u00f6rg \u4e16\u754c"
    })
    void whatSteersATerminalIsShownAsADot(String text, String shown) {
        assertThat(TerminalText.of(text)).isEqualTo(shown);
    }
}
