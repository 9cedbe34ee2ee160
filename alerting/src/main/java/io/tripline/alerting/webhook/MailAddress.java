package io.tripline.alerting.webhook;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;

/** What mails are from and for. */
public final class MailAddress {
    private MailAddress() {}

    /** Whether mails can be written to it: else every page would fail that names it. */
    public static boolean is(String text) {
        try {
            return new InternetAddress(text).getAddress().equals(text);
        } catch (AddressException e) {
            return false;
        }
    }
}
