package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The columns of one form of one of Zeek's logs, from {@code zeek-columns.txt}: a row becomes what Zeek's JSON would say. */
final class ZeekColumns {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_LIST = 256;

    /** The forms of each log, the newest first. */
    private static final Map<String, List<ZeekColumns>> FORMS = read();

    /** Zeek's own name for the log that a record is of. */
    private static final String PATH = "_path";

    private final String[] names;
    private final Kind[] kinds;
    private final Map<String, Integer> places = new HashMap<>();

    /** How many columns stand before the bar. */
    private final int certain;

    private enum Kind {
        TEXT(' '),
        NUMBER('#'),
        DECIMAL('.'),
        FLAG('?'),
        TEXTS('*'),
        DECIMALS('~'),
        COMMUNITY_ID('=');

        private final char mark;

        Kind(char mark) {
            this.mark = mark;
        }

        /** The kind of a column that is written with its mark behind its name. */
        static Kind of(String column) {
            for (Kind kind : values()) {
                if (column.charAt(column.length() - 1) == kind.mark) {
                    return kind;
                }
            }
            return TEXT;
        }
    }

    private ZeekColumns(List<String> columns, int certain) {
        this.certain = certain;
        names = new String[columns.size()];
        kinds = new Kind[columns.size()];
        for (int i = 0; i < names.length; i++) {
            String column = columns.get(i);
            kinds[i] = Kind.of(column);
            names[i] = kinds[i] == Kind.TEXT ? column : column.substring(0, column.length() - 1);
            places.put(names[i], i);
        }
    }

    /** The logs whose columns are known. */
    static Set<String> logs() {
        return FORMS.keySet();
    }

    /**
     * The form of a log that such a row has: the newest of as many columns, else the newest, whose cells behind the bar can be
     * the row's; null if the log is not known.
     */
    static @Nullable ZeekColumns of(String log, String[] cells) {
        List<ZeekColumns> forms = FORMS.get(log);
        if (forms == null) {
            return null;
        }
        for (ZeekColumns form : forms) {
            if (form.names.length == cells.length && form.fits(cells)) {
                return form;
            }
        }
        for (ZeekColumns form : forms) {
            if (form.fits(cells)) {
                return form;
            }
        }
        return forms.getFirst();
    }

    private boolean fits(String[] cells) {
        for (int i = certain; i < Math.min(names.length, cells.length); i++) {
            if (!isUnset(cells[i]) && !fits(kinds[i], cells[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Kind kind, String cell) {
        return switch (kind) {
            case NUMBER -> Scan.number(cell) != null;
            case DECIMAL -> decimal(cell).isNumber();
            case FLAG -> cell.equals("T") || cell.equals("F");
            case COMMUNITY_ID -> cell.startsWith("1:");
            case TEXT, TEXTS, DECIMALS -> true;
        };
    }

    /** The row's cells under their names; columns behind the last one known are named by their number. */
    ObjectNode record(String log, String[] cells) {
        if (cells.length <= names.length) {
            return new ObjectNode(NODES, new Row(log, cells));
        }
        Map<String, JsonNode> record = LinkedHashMap.newLinkedHashMap(cells.length + 1);
        record.putAll(new Row(log, Arrays.copyOf(cells, names.length)));
        for (int i = names.length; i < cells.length; i++) {
            if (!isUnset(cells[i])) {
                record.put("column_" + (i + 1), NODES.textNode(unescaped(cells[i])));
            }
        }
        return new ObjectNode(NODES, record);
    }

    private static boolean isUnset(String cell) {
        return cell.isEmpty() || cell.equals("-");
    }

    /** A row's fields, of which each becomes a node when it is first asked for. It cannot be changed. */
    private final class Row extends AbstractMap<String, JsonNode> {
        private final String log;
        private final String[] cells;
        private final @Nullable JsonNode[] nodes;

        /** Nothing for a cell that holds nothing. */
        Row(String log, String[] cells) {
            this.log = log;
            this.cells = cells;
            nodes = new JsonNode[cells.length];
        }

        @Override
        public @Nullable JsonNode get(@Nullable Object key) {
            Integer column = places.get(key);
            if (column != null) {
                return column < cells.length ? node(column) : null;
            }
            return PATH.equals(key) ? NODES.textNode(log) : null;
        }

        private @Nullable JsonNode node(int column) {
            JsonNode node = nodes[column];
            if (node == null && !isUnset(cells[column])) {
                node = value(kinds[column], cells[column]);
                nodes[column] = node;
            }
            return node;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return get(key) != null;
        }

        @Override
        public Set<Map.Entry<String, JsonNode>> entrySet() {
            List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(cells.length + 1);
            entries.add(Map.entry(PATH, NODES.textNode(log)));
            for (int i = 0; i < cells.length; i++) {
                JsonNode node = node(i);
                if (node != null) {
                    entries.add(Map.entry(names[i], node));
                }
            }
            return new AbstractSet<>() {
                @Override
                public Iterator<Map.Entry<String, JsonNode>> iterator() {
                    return Collections.unmodifiableList(entries).iterator();
                }

                @Override
                public int size() {
                    return entries.size();
                }
            };
        }
    }

    /** What is no value of its kind stays a text. */
    private static @Nullable JsonNode value(Kind kind, String cell) {
        return switch (kind) {
            case TEXT, COMMUNITY_ID -> NODES.textNode(unescaped(cell));
            case NUMBER -> {
                Long number = Scan.number(cell);
                yield number == null ? NODES.textNode(unescaped(cell)) : NODES.numberNode(number);
            }
            case DECIMAL -> decimal(cell);
            case FLAG ->
                    switch (cell) {
                        case "T" -> NODES.booleanNode(true);
                        case "F" -> NODES.booleanNode(false);
                        default -> NODES.textNode(unescaped(cell));
                    };
            case TEXTS, DECIMALS -> {
                if (cell.equals("(empty)")) {
                    yield null;
                }
                ArrayNode list = NODES.arrayNode();
                for (String each : cell.split(",", LONGEST_LIST)) {
                    list.add(kind == Kind.TEXTS ? NODES.textNode(unescaped(each)) : decimal(each));
                }
                yield list;
            }
        };
    }

    private static JsonNode decimal(String cell) {
        try {
            double number = Double.parseDouble(cell);
            if (Double.isFinite(number)) {
                return NODES.numberNode(number);
            }
        } catch (NumberFormatException e) {
            // No number: kept as it is.
        }
        return NODES.textNode(unescaped(cell));
    }

    /** Zeek writes what is no printable character as {@code \x09}, and a backslash twice. */
    static String unescaped(String cell) {
        if (cell.indexOf('\\') < 0) {
            return cell;
        }
        StringBuilder text = new StringBuilder(cell.length());
        for (int i = 0; i < cell.length(); i++) {
            int code = cell.startsWith("\\x", i) ? code(cell, i + 2) : -1;
            if (code >= 0) {
                text.append((char) code);
                i += 3;
            } else {
                text.append(cell.charAt(i));
                if (cell.startsWith("\\\\", i)) {
                    i++;
                }
            }
        }
        return text.toString();
    }

    /** The character whose number stands there in two hexadecimal digits; -1 if it is none of ASCII. */
    private static int code(String cell, int at) {
        int high = at + 1 < cell.length() ? Character.digit(cell.charAt(at), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(cell.charAt(at + 1), 16);
        return low >= 0 && high < 8 ? high * 16 + low : -1;
    }

    private static Map<String, List<ZeekColumns>> read() {
        String table;
        try (InputStream in =
                Objects.requireNonNull(ZeekColumns.class.getResourceAsStream("zeek-columns.txt"))) {
            table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, List<ZeekColumns>> forms = new HashMap<>();
        for (String line : table.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            String columns =
                    line.substring(colon + 1)
                            .replace("@", "uid id.orig_h id.orig_p# id.resp_h id.resp_p#")
                            .strip();
            List<String> names = new ArrayList<>(List.of(columns.split(" +", -1)));
            int bar = names.indexOf("|");
            names.remove("|");
            forms.computeIfAbsent(line.substring(0, colon), log -> new ArrayList<>())
                    .add(new ZeekColumns(names, bar < 0 ? names.size() : bar));
        }
        return Map.copyOf(forms);
    }
}
