package io.tripline.ingest.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tripline.contracts.JsonStrings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as log sources write it into the nodes that Jackson would make of it, at less cost. It gives up on
 * anything unusual (halves of surrogate pairs, huge numbers, names given twice, great depth or size, what is no JSON), which
 * Jackson then reads or refuses.
 */
final class JsonScanner {
    /** In characters. A larger document is for Jackson, which has limits. */
    private static final int LONGEST = 1 << 20;

    /** A quarter of the tokens that Jackson may read, as a value may have a name, a beginning and an end. */
    private static final int MOST_VALUES = 50_000;

    private static final int DEEPEST = 32;
    private static final int FIRST_ROOM = 64;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_DIGITS = 18;
    private static final int MOST_EXPONENT_DIGITS = 3;

    /** Up to here a double holds every whole number, and so the quotient of two of them is the nearest one. */
    private static final long EXACT = 1L << 53;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18
    };

    private final byte[] json;
    private int at;

    /** What the objects and arrays that are still open hold so far. */
    private @Nullable String[] names = new String[FIRST_ROOM];

    private @Nullable JsonNode[] values = new JsonNode[FIRST_ROOM];
    private int held;
    private int count;

    private JsonScanner(byte[] json) {
        this.json = json;
    }

    /** The document, or null if it is for Jackson. */
    static @Nullable JsonNode read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        JsonScanner scanner = new JsonScanner(text.getBytes(UTF_8));
        scanner.blanks();
        JsonNode node = scanner.value(0);
        scanner.blanks();
        return scanner.at == scanner.json.length ? node : null;
    }

    /**
     * The elements of the array at the top, or of the one in the top object's field of this name; null if it is for
     * Jackson.
     */
    static @Nullable List<JsonText.Element> elements(String text, @Nullable String field) {
        if (text.length() > LONGEST) {
            return null;
        }
        JsonScanner scanner = new JsonScanner(text.getBytes(UTF_8));
        scanner.blanks();
        return field == null || scanner.passTo(field) ? scanner.elements() : null;
    }

    /** To the value of the object's field. */
    private boolean passTo(String field) {
        if (!next('{')) {
            return false;
        }
        do {
            blanks();
            String name = name();
            blanks();
            if (name == null || !next(':')) {
                return false;
            }
            blanks();
            if (name.equals(field)) {
                return true;
            }
            if (value(1) == null) {
                return false;
            }
            blanks();
        } while (next(','));
        return false;
    }

    private @Nullable List<JsonText.Element> elements() {
        List<JsonText.Element> elements = new ArrayList<>();
        if (!next('[')) {
            return null;
        }
        blanks();
        if (next(']')) {
            return elements;
        }
        do {
            blanks();
            int from = at;
            JsonNode node = value(1);
            if (node == null) {
                return null;
            }
            elements.add(new JsonText.Element(new String(json, from, at - from, UTF_8), node));
            blanks();
        } while (next(','));
        return next(']') ? elements : null;
    }

    private @Nullable JsonNode value(int depth) {
        if (at >= json.length || ++count > MOST_VALUES) {
            return null;
        }
        return switch (json[at]) {
            case '"' -> {
                String text = text();
                yield text == null ? null : TextNode.valueOf(text);
            }
            case '{' -> depth < DEEPEST ? object(depth + 1) : null;
            case '[' -> depth < DEEPEST ? array(depth + 1) : null;
            case 't' -> word("true") ? BooleanNode.TRUE : null;
            case 'f' -> word("false") ? BooleanNode.FALSE : null;
            case 'n' -> word("null") ? NullNode.instance : null;
            default -> number();
        };
    }

    private @Nullable JsonNode object(int depth) {
        int first = held;
        at++;
        blanks();
        if (!next('}')) {
            do {
                blanks();
                String name = name();
                if (name == null) {
                    return null;
                }
                blanks();
                if (!next(':')) {
                    return null;
                }
                blanks();
                JsonNode value = value(depth);
                if (value == null) {
                    return null;
                }
                hold(name, value);
                blanks();
            } while (next(','));
            if (!next('}')) {
                return null;
            }
        }
        NodeMap fields =
                NodeMap.of(
                        Arrays.copyOfRange(names, first, held),
                        Arrays.copyOfRange(values, first, held));
        held = first;
        return fields == null ? null : new ObjectNode(JsonNodeFactory.instance, fields);
    }

    private @Nullable JsonNode array(int depth) {
        int first = held;
        at++;
        blanks();
        if (!next(']')) {
            do {
                blanks();
                JsonNode value = value(depth);
                if (value == null) {
                    return null;
                }
                hold(null, value);
                blanks();
            } while (next(','));
            if (!next(']')) {
                return null;
            }
        }
        JsonNode[] elements = Arrays.copyOfRange(values, first, held);
        held = first;
        return new ArrayNode(JsonNodeFactory.instance, Arrays.asList(elements));
    }

    private void hold(@Nullable String name, JsonNode value) {
        if (held == values.length) {
            names = Arrays.copyOf(names, 2 * held);
            values = Arrays.copyOf(values, 2 * held);
        }
        names[held] = name;
        values[held++] = value;
    }

    /** A name in plain ASCII without escapes; null to give up. */
    private @Nullable String name() {
        int from = at + 1;
        if (at >= json.length || json[at] != '"') {
            return null;
        }
        int passed = passString();
        if (passed < 0 || !JsonStrings.isPlain(passed)) {
            return null;
        }
        int length = at - 1 - from;
        return length > LONGEST_NAME ? null : KnownNames.of(json, from, length);
    }

    private @Nullable String text() {
        int from = at + 1;
        int passed = passString();
        if (passed < 0) {
            return null;
        }
        int length = at - 1 - from;
        if (!JsonStrings.isEscaped(passed)) {
            return new String(json, from, length, JsonStrings.isPlain(passed) ? ISO_8859_1 : UTF_8);
        }
        return unescaped(from, at - 1);
    }

    private @Nullable String unescaped(int from, int to) {
        byte[] plain = new byte[to - from];
        int length = 0;
        int i = from;
        while (true) {
            int copied = JsonStrings.copyToBackslash(json, i, to, plain, length);
            length += copied;
            i += copied;
            if (i == to) {
                return new String(plain, 0, length, UTF_8);
            }
            byte c = json[i + 1];
            i += 2;
            switch (c) {
                case '"', '\\', '/' -> {}
                case 'b' -> c = '\b';
                case 'f' -> c = '\f';
                case 'n' -> c = '\n';
                case 'r' -> c = '\r';
                case 't' -> c = '\t';
                case 'u' -> {
                    int character = hexadecimal(i, to);
                    i += 4;
                    if (Character.isHighSurrogate((char) character)
                            && i + 6 <= to
                            && json[i] == '\\'
                            && json[i + 1] == 'u') {
                        int low = hexadecimal(i + 2, to);
                        if (Character.isLowSurrogate((char) low)) {
                            character = Character.toCodePoint((char) character, (char) low);
                            i += 6;
                        }
                    }
                    if (character < 0 || isSurrogate(character)) {
                        return null;
                    }
                    length = utf8(character, plain, length);
                    continue;
                }
                default -> {
                    return null;
                }
            }
            plain[length++] = c;
        }
    }

    private static boolean isSurrogate(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }

    /** Never longer than the six or twelve bytes of its escape. Gives the place behind it. */
    private static int utf8(int character, byte[] into, int from) {
        int at = from;
        if (character < 0x80) {
            into[at++] = (byte) character;
            return at;
        }
        if (character < 0x800) {
            into[at++] = (byte) (0xc0 | character >> 6);
        } else {
            if (character < 0x10000) {
                into[at++] = (byte) (0xe0 | character >> 12);
            } else {
                into[at++] = (byte) (0xf0 | character >> 18);
                into[at++] = (byte) (0x80 | (character >> 12 & 0x3f));
            }
            into[at++] = (byte) (0x80 | (character >> 6 & 0x3f));
        }
        into[at++] = (byte) (0x80 | (character & 0x3f));
        return at;
    }

    private int hexadecimal(int from, int to) {
        if (from + 4 > to) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = json[i] < 0 ? -1 : Character.digit((char) json[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** A number; null to give up. */
    private @Nullable JsonNode number() {
        int start = at;
        boolean negative = next('-');
        int from = at;
        long digits = digits(0);
        int whole = at - from;
        if (whole == 0 || whole > MOST_DIGITS || (whole > 1 && json[from] == '0')) {
            return null;
        }
        if (!next('.')) {
            long value = negative ? -digits : digits;
            return isExponent()
                    ? decimal(start)
                    : value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
        }
        int point = at;
        digits = digits(digits);
        int decimals = at - point;
        if (decimals == 0) {
            return null;
        }
        if (isExponent()) {
            return decimal(start);
        }
        if (whole + decimals <= MOST_DIGITS && digits <= EXACT) {
            double value = digits / POWERS_OF_TEN[decimals];
            return DoubleNode.valueOf(negative ? -value : value);
        }
        return decimal(start);
    }

    /** From behind the digits on: an exponent, if there is one. Jackson has the bound of how many digits there may be. */
    private @Nullable JsonNode decimal(int start) {
        if (isExponent()) {
            at++;
            if (!next('-')) {
                next('+');
            }
            int from = at;
            digits(0);
            if (at == from || at - from > MOST_EXPONENT_DIGITS) {
                return null;
            }
        }
        if (at - start > 2 * MOST_DIGITS) {
            return null;
        }
        double value = Double.parseDouble(new String(json, start, at - start, ISO_8859_1));
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : null;
    }

    private long digits(long before) {
        long value = before;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            value = 10 * value + json[at++] - '0';
        }
        return value;
    }

    private boolean isExponent() {
        return at < json.length && (json[at] == 'e' || json[at] == 'E');
    }

    private boolean word(String word) {
        int end = at + word.length();
        if (end > json.length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (json[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at = end;
        return true;
    }

    /** From the opening quote to behind the closing one; what {@link JsonStrings#pass} gives. */
    private int passString() {
        int passed = JsonStrings.pass(json, at + 1);
        if (passed >= 0) {
            at = JsonStrings.end(passed);
        }
        return passed;
    }

    private void blanks() {
        while (at < json.length
                && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t' || json[at] == '\r')) {
            at++;
        }
    }

    private boolean next(char c) {
        if (at < json.length && json[at] == c) {
            at++;
            return true;
        }
        return false;
    }
}
