package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpEndpointTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5,                     203.0.113.5,",
        "203.0.113.5:443,                 203.0.113.5,      443",
        "0.0.0.0,                         0.0.0.0,",
        "255.255.255.255,                 255.255.255.255,",
        "203.0.113.100:65535,             203.0.113.100,    65535",
        "203.0.113.5:0,                   203.0.113.5,",
        "203.0.113.5:65536,               203.0.113.5,",
        "203.0.113.5:-1,                  203.0.113.5,",
        "2001:db8::1,                     2001:db8::1,",
        "[2001:db8::1]:443,               2001:db8::1,      443",
        "[2001:db8::1],                   2001:db8::1,",
        "2001:0DB8:0000:0000:0001:0:0:1,  2001:db8::1:0:0:1,",
        "2001:db8:0:1:1:1:1:1,            2001:db8:0:1:1:1:1:1,",
        "2001:db8:1:1:1:1:0:0,            2001:db8:1:1:1:1::,",
        "::,                              ::,",
        "::1,                             ::1,",
        "fe80::1%eth0,                    fe80::1,",
        "::ffff:192.0.2.7,                192.0.2.7,",
    })
    void takesAddressAndPortApart(String text, String ip, Long port) {
        assertThat(IpEndpoint.parse(text)).isEqualTo(new IpEndpoint(ip, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "010.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.4.",
                "2001:db8::g",
                "2001:db8",
                "[]",
                "[2001:db8::1",
                "host.example.com:443"
            })
    void refusesWhatNamesNoAddress(String text) {
        assertThat(IpEndpoint.parse(text)).isNull();
    }
}
