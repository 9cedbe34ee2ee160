package io.tripline.ingest.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What servers write in place of characters that would break a line: Apache's {@code \"}, {@code \\} and {@code \xc3\xb6},
 * nginx's {@code \x22}, Squid's {@code %c3%b6}. What makes no UTF-8, and control characters, stay as they are written.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format">nginx: log_format</a>
 * @see <a href="https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#format-notes">Apache: format notes</a>
 */
final class Escaped {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;

    private Escaped() {}

    /** {@code \"}, {@code \\} and {@code \xc3}. */
    static String byBackslash(String text) {
        return text.indexOf('\\') < 0 ? text : read(text, '\\', "x");
    }

    /** {@code \\} and {@code %c3}. */
    static String byPercent(String text) {
        return text.indexOf('%') < 0 ? byBackslash(text) : byBackslash(read(text, '%', ""));
    }

    private static String read(String text, char escape, String before) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            int digits = at + 1 + before.length();
            int value =
                    text.charAt(at) == escape && text.startsWith(before, at + 1)
                            ? hexadecimal(text, digits)
                            : -1;
            if (value >= FIRST_PRINTABLE && value != DELETE) {
                bytes.write(value);
                at = digits + 2;
            } else {
                boolean quotes =
                        escape == '\\'
                                && (text.startsWith("\\\\", at) || text.startsWith("\\\"", at));
                int start = quotes ? at + 1 : at;
                int end = text.offsetByCodePoints(start, 1);
                bytes.writeBytes(text.substring(start, end).getBytes(StandardCharsets.UTF_8));
                at = end;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static int hexadecimal(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
