package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named texts of a line, as devices write them: {@code key=value} with values bare or in double quotes, or columns that a
 * format names. Empty values, and the dashes that stand for none, are left out; of two values of one name the first counts.
 */
record KeyValues(Map<String, String> values) {
    /** More than any device writes in a line; the rest of a longer line is not read. */
    private static final int MAX_FIELDS = 512;

    /** The name of columns that nobody wants. */
    private static final String UNUSED = "-";

    private static final int USUAL_FIELDS = 64;

    /** Names of late, by {@link #slot}. Threads may overwrite each other's, which costs a name's reading and no more. */
    private static final @Nullable String[] SEEN = new String[4096];

    private static final int LONGEST_NAME = 64;

    /** Pairs parted by blanks; words that are no pair are passed over. */
    static KeyValues of(String text) {
        return of(text, ' ');
    }

    /** Pairs parted by this character. */
    static KeyValues of(String text, char separator) {
        Map<String, String> values = LinkedHashMap.newLinkedHashMap(USUAL_FIELDS);
        StringBuilder quoted = new StringBuilder();
        boolean escapes = text.indexOf('\\') >= 0;
        int at = 0;
        int equals = text.indexOf('=');
        while (equals >= 0 && values.size() < MAX_FIELDS) {
            // What stands between words.
            while (at < equals && text.charAt(at) == separator) {
                at++;
            }
            int start = at;
            String name = seen(text, start, equals);
            if (name == null) {
                while (at < equals && isNamePart(text.charAt(at))) {
                    at++;
                }
                if (at == start || at < equals) {
                    // No pair: on to the next word, but for a sign in front of a name.
                    at = at == start ? at + 1 : skipTo(text, at, separator);
                    equals = at <= equals ? equals : text.indexOf('=', at);
                    continue;
                }
                name = remembered(text, start, equals);
            }
            at = equals + 1;
            String value;
            int closing =
                    escapes || at == text.length() || text.charAt(at) != '"'
                            ? -1
                            : text.indexOf('"', at + 1);
            if (closing > 0) {
                value = text.substring(at + 1, closing);
                at = closing + 1;
            } else if (at < text.length() && text.charAt(at) == '"') {
                quoted.setLength(0);
                at = unquote(text, at + 1, quoted);
                value = quoted.toString();
            } else {
                int end = skipTo(text, at, separator);
                value = text.substring(at, end);
                at = end;
            }
            put(values, name, value);
            equals = text.indexOf('=', at);
        }
        return new KeyValues(values);
    }

    /** A set of names that is quick to ask. */
    static Set<String> names(String... names) {
        return Collections.unmodifiableSet(new HashSet<>(Arrays.asList(names)));
    }

    /** The name between these places, if it was seen before: no look at each of its characters is needed then. */
    private static @Nullable String seen(String text, int from, int to) {
        if (from >= to || to - from > LONGEST_NAME) {
            return null;
        }
        String seen = SEEN[slot(text, from, to)];
        return seen != null && seen.length() == to - from && text.startsWith(seen, from)
                ? seen
                : null;
    }

    /** The name between these places, which the next line finds again. */
    private static String remembered(String text, int from, int to) {
        String name = text.substring(from, to);
        if (name.length() <= LONGEST_NAME) {
            name = name.intern();
            SEEN[slot(text, from, to)] = name;
        }
        return name;
    }

    /** By the length and some of the characters: names of one device differ in these. */
    private static int slot(String text, int from, int to) {
        int length = to - from;
        int hash = text.charAt(from);
        hash = 31 * hash + text.charAt(from + length / 3);
        hash = 31 * hash + text.charAt(from + length / 2);
        hash = 31 * hash + text.charAt(from + 3 * length / 4);
        hash = 31 * hash + text.charAt(to - 1);
        hash = 31 * hash + length;
        return (hash ^ hash >>> 12) & (SEEN.length - 1);
    }

    /**
     * One line of comma-separated values (RFC 4180), by the names of its columns; more columns than names are left, and so
     * is what is named {@link #UNUSED}.
     */
    static KeyValues ofColumns(String line, String[] names) {
        Map<String, String> values = LinkedHashMap.newLinkedHashMap(names.length);
        StringBuilder quoted = new StringBuilder();
        int column = 0;
        int at = 0;
        while (at <= line.length() && column < names.length) {
            boolean isQuoted = at < line.length() && line.charAt(at) == '"';
            if (isQuoted) {
                quoted.setLength(0);
                at = uncell(line, at + 1, quoted);
            }
            int end = skipTo(line, at, ',');
            String name = names[column];
            if (!name.equals(UNUSED)) {
                put(
                        values,
                        name,
                        isQuoted
                                ? quoted.append(line, at, end).toString()
                                : line.substring(at, end));
            }
            column++;
            at = end + 1;
        }
        return new KeyValues(values);
    }

    /** Reads up to the closing quote of a cell and gives the place behind it; two quotes are one. */
    private static int uncell(String line, int from, StringBuilder into) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                if (at == line.length() || line.charAt(at) != '"') {
                    return at;
                }
                at++;
            }
            into.append(c);
        }
        return at;
    }

    /** As its values were before their separator was written so in them. */
    KeyValues replaced(String written, String separator) {
        values.replaceAll((_, value) -> value.replace(written, separator));
        return this;
    }

    static void put(Map<String, String> values, String name, String value) {
        if (name.length() <= LONGEST_NAME && !name.isEmpty() && !isNone(value)) {
            values.putIfAbsent(name, value);
        }
    }

    /** The value of the first of these names that has one; null if none has. */
    @Nullable String text(String... names) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The whole number under the first of these names that has a value; null if it is none. */
    @Nullable Long number(String... names) {
        return Scan.number(text(names));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value, or a text in its stead. */
    String or(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** Keeps what is not mapped elsewhere under the vendor's name space. */
    void keep(EcsEvent.Builder event, String prefix, Set<String> mappedElsewhere) {
        values.forEach(
                (name, value) -> {
                    String key = mappedElsewhere.contains(name) ? "" : VendorFields.snakeCase(name);
                    if (!key.isEmpty()) {
                        event.vendor(prefix, key, value);
                    }
                });
    }

    /** By its length first, as nearly all are something. */
    private static boolean isNone(String value) {
        return switch (value.length()) {
            case 0 -> true;
            case 1 -> value.equals("-");
            case 3 -> value.equalsIgnoreCase("N/A");
            case 5 -> value.equals("<n/a>");
            case 6 -> value.equals("(null)");
            default -> false;
        };
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-';
    }

    private static int skipTo(String text, int from, char separator) {
        int end = text.indexOf(separator, from);
        return end < 0 ? text.length() : end;
    }

    /** Reads up to the closing quote and gives the place behind it; a backslash takes the next character as it is. */
    private static int unquote(String text, int from, StringBuilder into) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return at;
            }
            if (c == '\\'
                    && at < text.length()
                    && (text.charAt(at) == '"' || text.charAt(at) == '\\')) {
                c = text.charAt(at++);
            }
            into.append(c);
        }
        return at;
    }
}
