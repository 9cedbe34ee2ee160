package io.tripline.contracts;

import java.io.IOException;
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

    /** One for a thread's events, as the room for an event's fields costs more than reading some. */
    private static final ThreadLocal<EcsEvent.Builder> OF_THREAD =
            ThreadLocal.withInitial(EcsEvent::builder);

    private final byte[] json;
    private final EcsSelection selection;
    private final EcsEvent.Builder event = OF_THREAD.get();
    private int at;

    /** Whether the string that was passed over last is plain ASCII without escapes. */
    private boolean plain;

    private EcsScanner(byte[] json, EcsSelection selection) {
        this.json = json;
        this.selection = selection;
        event.clear();
    }

    /** The part, which the thread's next event takes the room of; null if the event is for the parser. */
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
        List<String> values = List.of();
        at++;
        if (!next(']')) {
            do {
                int from = at + 1;
                if (!next('"') || !passString() || !plain) {
                    return false;
                }
                String value = KnownTexts.of(json, from, at - 1);
                if (values.isEmpty()) {
                    values = List.of(value);
                } else {
                    values = values.size() == 1 ? new ArrayList<>(values) : values;
                    values.add(value);
                }
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
        int passed = JsonStrings.pass(json, at);
        if (passed < 0) {
            return false;
        }
        at = JsonStrings.end(passed);
        plain = JsonStrings.isPlain(passed);
        return true;
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
