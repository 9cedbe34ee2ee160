package io.tripline.ingest.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an audit record: {@code key=value} with values bare, in double quotes, or, for what programs add, in
 * single quotes with fields of their own in them. A value that holds blanks or quotes is written in hexadecimal.
 *
 * @see <a href="https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment">Audit event
 *     enrichment</a>
 */
final class AuditFields {
    private static final int MAX_FIELDS = 256;

    /** What stands before the names that auditd has looked up for numbers. */
    private static final char ENRICHMENT = '\u001d';

    private AuditFields() {}

    /**
     * The fields by name, without quotes; what is said to be unknown ({@code ?}, {@code (null)}) is left out.
     *
     * @param arguments whether {@code a0}, {@code a1}, ... are a program's arguments, not numbers
     */
    static Map<String, String> read(String text, boolean arguments) {
        Map<String, String> fields = new LinkedHashMap<>();
        read(text.replace(ENRICHMENT, ' '), arguments, fields);
        return fields;
    }

    private static void read(String text, boolean arguments, Map<String, String> fields) {
        int at = 0;
        while (at < text.length() && fields.size() < MAX_FIELDS) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return;
            }
            int blank = text.lastIndexOf(' ', equals);
            String name = text.substring(Math.max(at, blank + 1), equals).strip().replace('.', '_');
            char quote = equals + 1 < text.length() ? text.charAt(equals + 1) : ' ';
            boolean quoted = quote == '"' || quote == '\'';
            int start = quoted ? equals + 2 : equals + 1;
            int end = text.indexOf(quoted ? quote : ' ', start);
            end = end < 0 ? text.length() : end;
            String value = text.substring(start, end);
            at = end + 1;
            if (quote == '\'' && name.equals("msg")) {
                read(value, arguments, fields);
            } else if (!name.isEmpty()
                    && !value.isEmpty()
                    && !value.equals("?")
                    && !value.equals("(null)")
                    && !value.equals("(none)")) {
                fields.putIfAbsent(name, quoted ? value : bare(name, value, arguments));
            }
        }
    }

    /** Values without quotes are numbers and names, and for some fields texts in hexadecimal. */
    private static String bare(String name, String value, boolean arguments) {
        boolean isText =
                switch (name) {
                    case "acct", "cmd", "comm", "cwd", "data", "exe", "name", "proctitle" -> true;
                    default ->
                            arguments
                                    && name.length() > 1
                                    && name.charAt(0) == 'a'
                                    && name.chars().skip(1).allMatch(Character::isDigit);
                };
        String decoded = isText ? decoded(value) : null;
        return decoded == null ? value : decoded;
    }

    /** What is written as it is, or in hexadecimal. */
    static String text(String value) {
        String decoded = decoded(value);
        return decoded == null ? value : decoded;
    }

    private static @Nullable String decoded(String hex) {
        if (hex.length() < 2 || hex.length() % 2 != 0 || !isUpperHex(hex)) {
            return null;
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))
                            .toString();
            // Arguments are parted by NUL.
            return text.replace('\0', ' ').strip();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isUpperHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
    }
}
