package io.tripline.ingest.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** What libaudit puts at the end of a program's message, from the last on. */
    private static final List<String> END = List.of("res", "terminal", "addr", "hostname");

    private AuditFields() {}

    /**
     * The fields by name, without quotes; what is said to be unknown ({@code ?}, {@code (null)}) is left out.
     *
     * @param arguments whether {@code a0}, {@code a1}, ... are a program's arguments, not numbers
     */
    static Map<String, String> read(String text, boolean arguments) {
        Map<String, String> fields = new LinkedHashMap<>();
        int enrichment = text.lastIndexOf(ENRICHMENT);
        read(enrichment < 0 ? text : text.substring(0, enrichment), arguments, true, fields);
        if (enrichment >= 0) {
            read(text.substring(enrichment + 1), arguments, false, fields);
        }
        return fields;
    }

    /**
     * Reads pairs.
     *
     * @param outer whether {@code msg='...'} may come, in which a program's pairs are
     */
    private static void read(
            String text, boolean arguments, boolean outer, Map<String, String> fields) {
        int at = 0;
        while (at < text.length() && fields.size() < MAX_FIELDS) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return;
            }
            // Looked for no further back than the value before: a line may be all values.
            int start = equals;
            while (start > at && text.charAt(start - 1) != ' ') {
                start--;
            }
            String name = text.substring(start, equals).strip().replace('.', '_');
            if (text.startsWith("old ", start - 4) && start - 4 >= at) {
                // Kernels up to 3.13 write {@code old ses=1 new ses=2} for what is old-ses and ses.
                name = "old-" + name;
            }
            char quote = equals + 1 < text.length() ? text.charAt(equals + 1) : ' ';
            boolean isMessage = outer && quote == '\'' && name.equals("msg");
            boolean quoted = quote == '"' || quote == '\'';
            int from = quoted ? equals + 2 : equals + 1;
            // A name or folder in a message may hold a single quote, which is written as it is.
            int end =
                    isMessage ? text.lastIndexOf(quote) : text.indexOf(quoted ? quote : ' ', from);
            end = end < from ? text.length() : end;
            if (!quoted && isOfWords(name)) {
                // What shadow's tools did is written in several words, and by ausearch a command.
                int next = text.indexOf('=', from);
                end = next < 0 ? text.length() : Math.max(end, text.lastIndexOf(' ', next));
            }
            String value =
                    isMessage ? modern(text.substring(from, end)) : text.substring(from, end);
            at = end + 1;
            if (isMessage) {
                read(value, arguments, false, fields);
                ends(value, fields);
            } else if (!name.isEmpty() && !isNone(value)) {
                fields.putIfAbsent(name, quoted ? value : bare(name, value, arguments));
            }
        }
    }

    /** RHEL 5 writes the end of a message in brackets: {@code (hostname=H, addr=A, terminal=T res=R)}. */
    static String modern(String message) {
        int open = message.endsWith(")") ? message.lastIndexOf(" (hostname=") : -1;
        return open < 0
                ? message
                : message.substring(0, open + 1)
                        + message.substring(open + 2, message.length() - 1).replace(", ", " ");
    }

    /** How a message ends, behind all that was typed: {@code hostname=H addr=A terminal=T res=R}, bare and unescaped. */
    private static void ends(String message, Map<String, String> fields) {
        int before = message.length();
        for (String name : END) {
            int at = message.lastIndexOf(" " + name + "=", before - 1);
            int start = at + name.length() + 2;
            if (at < 0 || message.lastIndexOf('"') > at || start > before) {
                continue;
            }
            String value = message.substring(start, before).strip();
            before = at;
            if (isNone(value)) {
                fields.remove(name);
            } else if (value.indexOf(' ') < 0) {
                fields.put(name, value);
            }
        }
    }

    private static boolean isOfWords(String name) {
        return name.equals("op") || name.equals("cmd") || name.equals("proctitle");
    }

    static boolean isNone(String value) {
        return value.isEmpty()
                || value.equals("?")
                || value.equals("(null)")
                || value.equals("(none)");
    }

    /** Values without quotes are numbers and names, and for some fields texts in hexadecimal. */
    private static String bare(String name, String value, boolean arguments) {
        boolean isText =
                switch (name) {
                    case "acct",
                            "cmd",
                            "cmdline",
                            "comm",
                            "cwd",
                            "data",
                            "exe",
                            "file",
                            "name",
                            "ocomm",
                            "path",
                            "proctitle" ->
                            true;
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

    static boolean isUpperHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
    }
}
