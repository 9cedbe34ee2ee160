package io.tripline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8::1, 2001:db8::1",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:1:1:1:1:0:1, 2001:db8:1:1:1:1:0:1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "fe80::1%eth0, fe80::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:c000:201, 192.0.2.1",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
    })
    void an_address_is_written_in_its_canonical_form(String text, String canonical) {
        assertThat(IpAddress.parse(text)).map(IpAddress::toString).hasValue(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "010.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.4 ",
                "1.2.3.-4",
                "1..2.3",
                "1.2.3.4:80",
                ":::",
                ":1",
                "1:",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7",
                "::12345",
                "::g",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.04",
                "localhost",
                "example.com"
            })
    void what_is_no_address_is_refused_without_asking_a_name_server(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.169.254",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "2001:db8::1",
                "::ffff:10.0.0.1"
            })
    void private_local_and_reserved_addresses_are_not_public(String text) {
        assertThat(IpAddress.parse(text)).map(IpAddress::isPublic).hasValue(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81.2.69.142",
                "100.128.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.20.0.1",
                "203.0.114.1",
                "223.255.255.255",
                "2a02:ff00::1",
                "2001:4860:4860::8888"
            })
    void addresses_on_the_internet_are_public(String text) {
        assertThat(IpAddress.parse(text)).map(IpAddress::isPublic).hasValue(true);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true",
        "172.15.0.1, false",
        "172.16.0.1, true",
        "172.31.255.255, true",
        "172.32.0.1, false",
        "192.168.0.1, true",
        "192.0.2.1, false",
        "100.64.0.1, false",
        "127.0.0.1, false",
        "fd00::1, true",
        "fe80::1, false",
        "2001:4860:4860::8888, false",
        "::ffff:10.0.0.1, true"
    })
    void private_are_the_networks_that_each_has_to_itself(String text, boolean isPrivate) {
        assertThat(IpAddress.parse(text)).map(IpAddress::isPrivate).hasValue(isPrivate);
    }
}
