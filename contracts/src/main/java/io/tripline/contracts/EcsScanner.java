package io.tripline.contracts;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of an event in the form that {@link EcsJson#write} gives it, and jumps over the rest eight bytes at a time. It gives
 * up on anything unusual, which the general parser then reads or refuses. Of what is passed over only strings and brackets
 * are looked at.
 */
final class EcsScanner {
    /** In bytes. A larger event is for the parser, which has limits. */
    private static final int LONGEST = 64 * 1024;

    private static final int DEEPEST = 64;
    private static final int MOST_DIGITS = 18;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A byte in each of eight. */
    private static final long ONES = 0x0101_0101_0101_0101L;

    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** All are zero in control characters alone. */
    private static final long CONTROL_BITS = 0xE0E0_E0E0_E0E0_E0E0L;

    private static final int ODD_BITS = 0xAA;

    /** Times the lowest bits of eight bytes: has them in its highest byte. */
    private static final long BESIDE_EACH_OTHER = 0x0102_0408_1020_4080L;

    private final byte[] json;
    private final EcsSelection selection;
    private final EcsEvent.Builder event = EcsEvent.builder();
    private int at;

    /** Whether the string that was passed over last is plain ASCII without escapes. */
    private boolean plain;

    private EcsScanner(byte[] json, EcsSelection selection) {
        this.json = json;
        this.selection = selection;
    }

    /** The part, or null if the event is for the parser. */
    static EcsEvent.@Nullable Builder read(byte[] json, EcsSelection selection)
            throws IOException, MalformedEventException {
        EcsScanner scanner = new EcsScanner(json, selection);
        return json.length <= LONGEST
                        && scanner.next('{')
                        && scanner.object(selection.tree(), 0)
                        && scanner.at == json.length
                ? scanner.event
                : null;
    }

    /** What follows an opening brace; false to give up. */
    private boolean object(FieldTree tree, int depth) throws IOException, MalformedEventException {
        if (depth > DEEPEST) {
            return false;
        }
        if (next('}')) {
            return true;
        }
        do {
            int name = at + 1;
            if (!next('"') || !passString() || !plain) {
                return false;
            }
            int nameEnd = at - 1;
            FieldTree child = tree.child(json, name, nameEnd);
            if (!next(':') || !member(tree, child, name, nameEnd, depth)) {
                return false;
            }
        } while (next(','));
        return next('}');
    }

    private boolean member(
            FieldTree tree, @Nullable FieldTree child, int name, int nameEnd, int depth)
            throws IOException, MalformedEventException {
        if (child == null) {
            return tree.isRoot() && vendor(KnownTexts.of(json, name, nameEnd));
        }
        if (!child.isWanted()) {
            return passValue();
        }
        EcsField field = child.field();
        return field != null ? field(field) : next('{') && object(child, depth + 1);
    }

    /** A vendor's name space; what else is not in the catalogue is for the parser. */
    private boolean vendor(String name) throws IOException, MalformedEventException {
        if (name.indexOf('.') >= 0 || EcsField.isRoot(name) || !is('{')) {
            return false;
        }
        int from = at;
        if (!passValue()) {
            return false;
        }
        if (selection.wants(name)) {
            EcsJson.readVendor(json, from, at, name, event);
        }
        return true;
    }

    private boolean field(EcsField field) throws IOException, MalformedEventException {
        int from = at;
        switch (field.type()) {
            case KEYWORD, TEXT, IP -> {
                if (is('[') && field.isArray() && texts(field)) {
                    return true;
                }
                if (next('"') && passString() && plain) {
                    event.set(
                            field,
                            field == EcsField.EVENT_ID
                                    ? text(from + 1, at - 1)
                                    : KnownTexts.of(json, from + 1, at - 1));
                    return true;
                }
            }
            case DATE -> {
                if (next('"') && passString() && plain) {
                    Instant time = UtcTime.parse(text(from + 1, at - 1));
                    if (time != null && EcsJson.isReadable(time)) {
                        event.set(field, time);
                        return true;
                    }
                }
            }
            case LONG -> {
                if (passNumber() && at - from <= MOST_DIGITS) {
                    event.set(field, number(from, at));
                    return true;
                }
            }
            case DOUBLE, BOOLEAN, GEO_POINT -> {}
        }
        at = from;
        if (!passValue()) {
            return false;
        }
        EcsJson.readField(json, from, at, field, event);
        return true;
    }

    /** The rest of an array of plain texts. */
    private boolean texts(EcsField field) {
        List<String> values = new ArrayList<>();
        at++;
        if (!next(']')) {
            do {
                int from = at + 1;
                if (!next('"') || !passString() || !plain) {
                    return false;
                }
                values.add(KnownTexts.of(json, from, at - 1));
            } while (next(','));
            if (!next(']')) {
                return false;
            }
        }
        event.set(field, values);
        return true;
    }

    private String text(int from, int to) {
        return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private long number(int from, int to) {
        long number = 0;
        for (int i = json[from] == '-' ? from + 1 : from; i < to; i++) {
            number = 10 * number + json[i] - '0';
        }
        return json[from] == '-' ? -number : number;
    }

    /** A whole number without leading zeros. */
    private boolean passNumber() {
        boolean negative = next('-');
        int from = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at > from
                && (json[from] != '0' || (at == from + 1 && !negative))
                && (is(',') || is('}'));
    }

    private boolean passValue() {
        if (next('"')) {
            return passString();
        }
        if (is('{') || is('[')) {
            return passBrackets();
        }
        int from = at;
        while (at < json.length && json[at] != ',' && json[at] != '}' && json[at] != ']') {
            byte c = json[at++];
            boolean mayBePart =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || c == '-'
                            || c == '+'
                            || c == '.'
                            || c == 'E';
            if (!mayBePart) {
                return false;
            }
        }
        return at > from;
    }

    private boolean passBrackets() {
        int open = 0;
        while (at < json.length) {
            switch (json[at++]) {
                case '"' -> {
                    if (!passString()) {
                        return false;
                    }
                }
                case '{', '[' -> open++;
                case '}', ']' -> {
                    if (--open == 0) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    /** From behind the opening quote to behind the closing one. */
    private boolean passString() {
        long seen = 0;
        int i = at;
        while (i + Long.BYTES <= json.length) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            long stop = quotesBackslashesControls(eight);
            if (stop != 0) {
                int skipped = Long.numberOfTrailingZeros(stop) / Byte.SIZE;
                seen |= skipped == 0 ? 0 : eight << (Long.SIZE - skipped * Byte.SIZE);
                i += skipped;
                break;
            }
            seen |= eight;
            i += Long.BYTES;
        }
        while (i < json.length && json[i] != '"') {
            if (json[i] == '\\') {
                return passEscapes(i);
            }
            if (json[i] >= 0 && json[i] < ' ') {
                return false;
            }
            seen |= json[i++];
        }
        at = i + 1;
        plain = (seen & HIGH_BITS) == 0;
        return i < json.length;
    }

    /**
     * From a backslash to behind the closing quote. Raw records inside events are full of them, so which byte they escape is
     * found for eight bytes at once, and no step waits for where the last one ended.
     */
    private boolean passEscapes(int from) {
        plain = false;
        int escapedFirst = 0;
        int i = from;
        while (i + Long.BYTES <= json.length) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            if (zeros(eight & CONTROL_BITS) != 0) {
                return false;
            }
            int backslashes = eightBits(zeros(eight ^ '\\' * ONES));
            // simdjson's (json_escape_scanner.h): the subtraction's carry runs through a row of
            // backslashes, of which each
            // second one escapes.
            int potential = backslashes & ~escapedFirst;
            int ends = (((potential << 1) | ODD_BITS) - potential) ^ ODD_BITS;
            int escaped = ends ^ (backslashes | escapedFirst);
            int closing = eightBits(zeros(eight ^ '"' * ONES)) & ~escaped;
            if (closing != 0) {
                at = i + Integer.numberOfTrailingZeros(closing) + 1;
                return true;
            }
            escapedFirst = ((ends & backslashes) >> (Byte.SIZE - 1)) & 1;
            i += Long.BYTES;
        }
        for (; i < json.length; i++) {
            if (json[i] >= 0 && json[i] < ' ') {
                return false;
            }
            if (escapedFirst == 0 && json[i] == '"') {
                at = i + 1;
                return true;
            }
            escapedFirst = escapedFirst == 0 && json[i] == '\\' ? 1 : 0;
        }
        return false;
    }

    /** The high bit of each of eight bytes that is zero. */
    private static long zeros(long eight) {
        return ~(((eight & ~HIGH_BITS) + ~HIGH_BITS) | eight | ~HIGH_BITS);
    }

    /** The high bits of eight bytes beside each other, that of the first byte lowest. */
    private static int eightBits(long highBits) {
        return (int)
                (((highBits >>> (Byte.SIZE - 1)) * BESIDE_EACH_OTHER) >>> (Long.SIZE - Byte.SIZE));
    }

    /** The high bit of each of eight bytes that ends a plain string; exact for the lowest of them. */
    private static long quotesBackslashesControls(long eight) {
        long quotes = eight ^ '"' * ONES;
        long backslashes = eight ^ '\\' * ONES;
        return (((quotes - ONES) & ~quotes)
                        | ((backslashes - ONES) & ~backslashes)
                        | ((eight - ' ' * ONES) & ~eight))
                & HIGH_BITS;
    }

    private boolean is(char c) {
        return at < json.length && json[at] == c;
    }

    private boolean next(char c) {
        if (is(c)) {
            at++;
            return true;
        }
        return false;
    }
}
