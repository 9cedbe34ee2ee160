package io.tripline.deploy.samples;

import java.util.Locale;
import java.util.UUID;

/**
 * Someone who works at Nordlys.
 *
 * @param site where they usually are
 * @param number counts people from 1; their laptop's name, address and ids derive from it
 */
record Person(String firstName, String lastName, Role role, Site site, int number) {
    enum Role {
        OFFICE,
        DEVELOPER,
        ADMINISTRATOR
    }

    String fullName() {
        return firstName + " " + lastName;
    }

    /** The name in Windows and Linux. */
    String account() {
        return (firstName + "." + lastName).toLowerCase(Locale.ROOT);
    }

    /** The name in Okta and Entra. */
    String mail() {
        return account() + "@example.com";
    }

    String oktaId() {
        return String.format(Locale.ROOT, "00u%04dnordlysEXAMPLE", number);
    }

    UUID entraId() {
        return new UUID(0x00000000_0000_4000L, 0x8000_0000_0000_1000L + number);
    }

    UUID deviceId() {
        return new UUID(0x00000000_0000_4000L, 0x8000_0000_0000_2000L + number);
    }

    String sid() {
        return "S-1-5-21-1004336348-1177238915-682003330-" + (1100 + number);
    }

    int uid() {
        return 2000 + number;
    }

    String laptop() {
        return String.format(Locale.ROOT, "nor-lt-%03d", number);
    }

    /** The laptop's address inside the company. */
    String laptopIp() {
        return site.lan() + "." + (50 + number);
    }
}
