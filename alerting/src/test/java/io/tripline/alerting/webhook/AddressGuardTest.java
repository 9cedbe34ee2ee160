package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.webhook.AddressGuard.Finding;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "192.0.0.8",
                "0.1.2.3",
                "198.18.0.1",
                "255.255.255.255",
                "::1",
                "fd00::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "64:ff9b:1::7f00:1",
                "64:ff9b:1:ffff::203.0.113.7",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "::10.0.0.1",
                "::ffff:0:10.0.0.1",
                "::ffff:0:127.0.0.1"
            })
    void addressesThatAreNotOfTheInternetNeedLeave(String address) throws Exception {
        assertThat(guard(false, address).check("hook.example.com")).isEqualTo(Finding.PRIVATE);
        assertThat(guard(true, address).check("hook.example.com")).isEqualTo(Finding.ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "::ffff:0:169.254.169.254",
                "64:ff9b:1::169.254.169.254",
                "64:ff9b:1:a9fe:a9:fe00::",
                "::169.254.169.254",
                "169.254.1.1",
                "169.254.170.2",
                "169.254.170.23",
                "100.100.100.200",
                "192.0.0.192",
                "64:ff9b::c000:c0",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "fd00:c1::a9fe:a9fe",
                "fe80::1",
                "0.0.0.0",
                "::",
                "224.0.0.1"
            })
    void metadataServicesAndLinkLocalAddressesAreNeverAllowed(String address) throws Exception {
        assertThat(guard(true, address).check("hook.example.com")).isEqualTo(Finding.FORBIDDEN);
        assertThat(guard(false, address).check("hook.example.com")).isEqualTo(Finding.FORBIDDEN);
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7", "2001:db8::7", "100.128.0.1", "172.32.0.1", "198.20.0.1"})
    void addressesOfTheInternetAreAllowed(String address) throws Exception {
        assertThat(guard(false, address).check("hook.example.com")).isEqualTo(Finding.ALLOWED);
    }

    @Test
    void oneBadAddressOfANameIsEnough() throws Exception {
        assertThat(guard(false, "203.0.113.7", "127.0.0.1").check("hook.example.com"))
                .isEqualTo(Finding.PRIVATE);
        assertThat(guard(true, "203.0.113.7", "169.254.169.254").check("hook.example.com"))
                .isEqualTo(Finding.FORBIDDEN);
    }

    @Test
    void aNameWithoutAddressesIsUnknown() {
        AddressGuard guard =
                new AddressGuard(
                        host -> {
                            throw new UnknownHostException(host);
                        },
                        false);

        assertThat(guard.check("nowhere.example.com")).isEqualTo(Finding.UNKNOWN_HOST);
    }

    private static AddressGuard guard(boolean allowPrivate, String... addresses)
            throws UnknownHostException {
        InetAddress[] resolved = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            resolved[i] = InetAddress.getByName(addresses[i]);
        }
        return new AddressGuard(_ -> resolved, allowPrivate);
    }
}
