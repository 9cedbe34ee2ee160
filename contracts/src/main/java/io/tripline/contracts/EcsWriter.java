package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes events in the form that {@link EcsJson} says, into a buffer that its thread keeps. */
final class EcsWriter {
    private static final int FIRST_BUFFER = 16 * 1024;

    /** A thread that wrote one huge event does not hold its room for ever. */
    private static final int LARGEST_KEPT = 256 * 1024;

    /** In characters. A longer text is worth a copy in bytes, of which eight are looked at together. */
    private static final int SHORT = 24;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A byte in each of eight. */
    private static final long ONES = 0x0101_0101_0101_0101L;

    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** A control character as {@code \}{@code u0000}. */
    private static final int LONGEST_ESCAPE = 6;

    private static final int LONGEST_NUMBER = 32;
    private static final int DEEPEST = 8;
    private static final byte[] HEXADECIMAL = "0123456789ABCDEF".getBytes(US_ASCII);
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] LATITUDE = "{\"lat\":".getBytes(US_ASCII);
    private static final byte[] LONGITUDE = "\"lon\":".getBytes(US_ASCII);

    /** Of each ASCII character, what follows the backslash; zero if it stands for itself. */
    private static final byte[] ESCAPES = escapes();

    /** Of each field, the names that lead to it, in quotes and with a colon. Equal beginnings are one object. */
    private static final byte[][][] NAMES = names();

    private static final ThreadLocal<EcsWriter> OF_THREAD = ThreadLocal.withInitial(EcsWriter::new);

    private byte[] json = new byte[FIRST_BUFFER];
    private int end;

    private EcsWriter() {}

    /** The event in UTF-8. */
    static byte[] write(EcsEvent event) {
        EcsWriter writer = OF_THREAD.get();
        writer.end = 0;
        writer.document(event);
        byte[] written = Arrays.copyOf(writer.json, writer.end);
        if (writer.json.length > LARGEST_KEPT) {
            writer.json = new byte[FIRST_BUFFER];
        }
        return written;
    }

    private void document(EcsEvent event) {
        open('{');
        fields(event);
        for (Map.Entry<String, Object> namespace : event.vendor().entrySet()) {
            named(namespace.getKey(), namespace.getValue());
        }
        close('}');
        // Nothing follows the last value.
        end--;
    }

    @SuppressWarnings(
            "ReferenceEquality") // Equal names at equal places are one object, see names().
    private void fields(EcsEvent event) {
        byte[] @Nullable [] open = new byte[DEEPEST][];
        int depth = 0;
        int n = 0;
        long[] present = event.present();
        for (int word = 0; word < present.length; word++) {
            for (long bits = present[word]; bits != 0; bits &= bits - 1) {
                byte[][] path = NAMES[word * Long.SIZE + Long.numberOfTrailingZeros(bits)];
                int parents = path.length - 1;
                int common = 0;
                while (common < depth && common < parents && open[common] == path[common]) {
                    common++;
                }
                for (; depth > common; depth--) {
                    close('}');
                }
                for (; depth < parents; depth++) {
                    ascii(path[depth]);
                    open('{');
                    open[depth] = path[depth];
                }
                ascii(path[parents]);
                value(event.nthValue(n++));
            }
        }
        for (; depth > 0; depth--) {
            close('}');
        }
    }

    private void named(String name, Object value) {
        text(name);
        put(':');
        value(value);
    }

    /** A value and the comma behind it, which the end of an object or array takes away. */
    private void value(Object value) {
        // Most are, and a switch over types asks more slowly.
        if (value instanceof String text) {
            text(text);
            put(',');
            return;
        }
        switch (value) {
            case Long number -> number(number);
            case Double number -> number(number);
            case Boolean flag -> ascii(flag ? TRUE : FALSE);
            case Instant time -> time(time);
            case GeoPoint point -> {
                ascii(LATITUDE);
                number(point.latitude());
                put(',');
                ascii(LONGITUDE);
                number(point.longitude());
                put('}');
            }
            case List<?> list -> {
                open('[');
                for (int i = 0; i < list.size(); i++) {
                    value(list.get(i));
                }
                close(']');
                return;
            }
            case Map<?, ?> map -> {
                open('{');
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    named((String) entry.getKey(), entry.getValue());
                }
                close('}');
                return;
            }
            default -> throw new IllegalStateException("No event holds a " + value.getClass());
        }
        put(',');
    }

    private void open(char bracket) {
        put(bracket);
    }

    private void close(char bracket) {
        if (json[end - 1] == ',') {
            end--;
        }
        put(bracket);
        put(',');
    }

    private void time(Instant time) {
        room(LONGEST_NUMBER);
        if (EcsJson.isReadable(time)) {
            json[end++] = '"';
            end = UtcTime.write(time, json, end);
            json[end++] = '"';
        } else {
            text(time.toString());
        }
    }

    private void number(double number) {
        String digits = Double.toString(number);
        // There is no infinity in JSON.
        if (Double.isFinite(number)) {
            ascii(digits.getBytes(US_ASCII));
        } else {
            text(digits);
        }
    }

    private void number(long number) {
        if (number == Long.MIN_VALUE) {
            ascii(Long.toString(number).getBytes(US_ASCII));
            return;
        }
        room(LONGEST_NUMBER);
        long rest = number;
        if (rest < 0) {
            json[end++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long above = rest; above >= 10; above /= 10) {
            digits++;
        }
        for (int i = end + digits - 1; i >= end; i--) {
            json[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        end += digits;
    }

    private void text(String text) {
        put('"');
        if (text.length() <= SHORT) {
            characters(text);
        } else {
            bytes(text.getBytes(UTF_8));
        }
        put('"');
    }

    private void bytes(byte[] text) {
        int i = 0;
        while (i + Long.BYTES <= text.length) {
            // Those with a backslash in front of each at worst.
            room(2 * (text.length - i));
            byte[] out = json;
            int at = end;
            long controls = 0;
            for (; i + Long.BYTES <= text.length; i += Long.BYTES) {
                long eight = (long) EIGHT_BYTES.get(text, i);
                controls = (eight - ' ' * ONES) & ~eight & HIGH_BITS;
                if (controls != 0) {
                    break;
                }
                if (hasQuoteOrBackslash(eight)) {
                    // JSON within JSON: whether a byte is one cannot be foretold, so there is no
                    // branch.
                    for (int j = i; j < i + Long.BYTES; j++) {
                        byte c = text[j];
                        out[at] = '\\';
                        at += c == '"' || c == '\\' ? 1 : 0;
                        out[at++] = c;
                    }
                } else {
                    EIGHT_BYTES.set(out, at, eight);
                    at += Long.BYTES;
                }
            }
            end = at;
            if (controls != 0) {
                bytes(text, i, i + Long.BYTES);
                i += Long.BYTES;
            }
        }
        bytes(text, i, text.length);
    }

    private void bytes(byte[] text, int from, int to) {
        room(LONGEST_ESCAPE * (to - from));
        for (int i = from; i < to; i++) {
            if (text[i] < 0) {
                json[end++] = text[i];
            } else {
                end = ascii((char) text[i], json, end);
            }
        }
    }

    private static boolean hasQuoteOrBackslash(long eight) {
        long quotes = eight ^ '"' * ONES;
        long backslashes = eight ^ '\\' * ONES;
        return ((((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes)) & HIGH_BITS)
                != 0;
    }

    private void characters(String text) {
        int length = text.length();
        room(LONGEST_ESCAPE * length);
        byte[] out = json;
        int at = end;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                out[at++] = (byte) c;
            } else if (c < 0x80) {
                at = ascii(c, out, at);
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | c >> 6);
                out[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                out[at++] = (byte) (0xe0 | c >> 12);
                out[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
                out[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int character = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xf0 | character >> 18);
                out[at++] = (byte) (0x80 | (character >> 12 & 0x3f));
                out[at++] = (byte) (0x80 | (character >> 6 & 0x3f));
                out[at++] = (byte) (0x80 | (character & 0x3f));
            } else {
                // UTF-8 has no halves of characters; String.getBytes writes the same.
                out[at++] = '?';
            }
        }
        end = at;
    }

    private static int ascii(char c, byte[] out, int from) {
        byte escape = ESCAPES[c];
        if (escape == 0) {
            out[from] = (byte) c;
            return from + 1;
        }
        out[from] = '\\';
        out[from + 1] = escape;
        if (escape != 'u') {
            return from + 2;
        }
        out[from + 2] = '0';
        out[from + 3] = '0';
        out[from + 4] = HEXADECIMAL[c >> 4];
        out[from + 5] = HEXADECIMAL[c & 0xf];
        return from + LONGEST_ESCAPE;
    }

    private void ascii(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, json, end, text.length);
        end += text.length;
    }

    private void put(char c) {
        room(1);
        json[end++] = (byte) c;
    }

    private void room(int bytes) {
        if (json.length - end < bytes) {
            json = Arrays.copyOf(json, Math.max(2 * json.length, end + bytes));
        }
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        Arrays.fill(escapes, 0, ' ', (byte) 'u');
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }

    private static byte[][][] names() {
        Map<String, byte[]> byPath = new HashMap<>();
        byte[][][] names = new byte[EcsField.values().length][][];
        for (EcsField field : EcsField.values()) {
            List<String> segments = field.segments();
            names[field.slot()] = new byte[segments.size()][];
            for (int i = 0; i < segments.size(); i++) {
                String segment = segments.get(i);
                names[field.slot()][i] =
                        byPath.computeIfAbsent(
                                String.join(".", segments.subList(0, i + 1)),
                                _ -> ('"' + segment + "\":").getBytes(US_ASCII));
            }
        }
        return names;
    }
}
