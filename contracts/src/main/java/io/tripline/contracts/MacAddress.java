package io.tripline.contracts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * MAC addresses in the one form that ECS has for them: {@code 00-00-5E-00-53-23}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7042#section-2.1">RFC 7042, 2.1</a>
 */
public final class MacAddress {
    private static final int DIGITS = 12;

    private MacAddress() {}

    /** The address that this text names, with colons, hyphens, dots or nothing between its digits; null if none. */
    public static @Nullable String canonical(@Nullable String text) {
        if (text == null || text.length() > 2 * DIGITS) {
            return null;
        }
        StringBuilder digits = new StringBuilder(DIGITS);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128 && Character.digit(c, 16) >= 0) {
                digits.append(c);
            } else if (c != ':' && c != '-' && c != '.') {
                return null;
            }
        }
        if (digits.length() != DIGITS) {
            return null;
        }
        for (int i = DIGITS - 2; i > 0; i -= 2) {
            digits.insert(i, '-');
        }
        return digits.toString().toUpperCase(Locale.ROOT);
    }
}
