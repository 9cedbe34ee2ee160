package io.tripline.ingest.envelope;

import java.util.ArrayList;
import java.util.List;

/**
 * Syslog messages as a stream carries them, each behind its length in bytes ({@code 83 <34>1 ...}): what is left of them if
 * whoever received the stream did not know the form.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1">RFC 6587, octet counting</a>
 */
final class CountedMessages {
    /** A megabyte has seven digits. */
    private static final int LONGEST_COUNT = 7;

    private CountedMessages() {}

    /** Whether the text begins with a length and a message's priority behind it. */
    static boolean startIn(String text) {
        return digits(text, 0) > 0;
    }

    /** How many digits of a length stand here, with a message's priority behind them; 0 if it is none. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && at - from <= LONGEST_COUNT && isDigit(text.charAt(at))) {
            at++;
        }
        boolean isCount =
                at > from
                        && at - from <= LONGEST_COUNT
                        && text.charAt(from) != '0'
                        && text.startsWith(" <", at)
                        && at + 2 < text.length()
                        && isDigit(text.charAt(at + 2));
        return isCount ? at - from : 0;
    }

    /** The messages without their lengths. Where a length is wrong, all that follows it is one message. */
    static List<String> of(String text) {
        List<String> messages = new ArrayList<>();
        int at = 0;
        for (int digits = digits(text, at); digits > 0; digits = digits(text, at)) {
            int start = at + digits + 1;
            int end = end(text, start, Integer.parseInt(text.substring(at, at + digits)));
            at = end;
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
            if (at < text.length() && digits(text, at) == 0) {
                messages.add(text.substring(start));
                return messages;
            }
            messages.add(text.substring(start, end));
        }
        return messages;
    }

    /** Behind so many bytes, or the end of a text that has fewer. */
    private static int end(String text, int from, int bytes) {
        int left = bytes;
        int at = from;
        while (at < text.length() && left > 0) {
            int character = text.codePointAt(at);
            left -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            at += Character.charCount(character);
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
