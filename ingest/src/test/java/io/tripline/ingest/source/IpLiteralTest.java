package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:0:0:0:0:0, 2001:db8::",
        "::, ::",
        "::1, ::1",
        "fe80::1%eth0, fe80::1",
        "[2001:db8::2], 2001:db8::2",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void bringsAnAddressToOneForm(String written, String canonical) {
        assertThat(IpLiteral.canonical(written)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1", "10.1", "010.0.0.1", "256.0.0.1", "192.0.2.1 ", "192.0.2.", "1.2.3.4.5",
                "localhost", "example.com", "::g", "1:2:3:4:5:6:7:8:9", "%eth0", "[]", "UNKNOWN",
                        "-"
            })
    void refusesWhatIsNoAddress(String written) {
        assertThat(IpLiteral.canonical(written)).isNull();
    }
}
