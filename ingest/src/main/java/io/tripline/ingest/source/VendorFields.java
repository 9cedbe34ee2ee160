package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.GeoPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's JSON taken over into its own name space: what ECS has no field for is kept under the vendor's names, in
 * snake case. Nulls, empty strings and empty objects and lists are left out.
 */
final class VendorFields {
    /** A vendor has some hundred names, and every record has most of them. Who sends ever new ones fills this once. */
    private static final int REMEMBERED = 4_096;

    /** In characters. Events with names of more than twice that are not read again ({@code EcsJson}). */
    private static final int LONGEST = 128;

    private static final Map<String, String> SNAKES = new ConcurrentHashMap<>();

    private VendorFields() {}

    /** Takes all fields of this object over as {@code prefix.field}, but for those that are mapped elsewhere. */
    static void add(
            EcsEvent.Builder event, String prefix, JsonNode object, Set<String> mappedElsewhere) {
        object.properties()
                .forEach(
                        field -> {
                            if (!mappedElsewhere.contains(field.getKey())) {
                                add(event, prefix, field.getKey(), field.getValue());
                            }
                        });
    }

    /** Takes one field over as {@code prefix.field}. */
    static void add(EcsEvent.Builder event, String prefix, String field, JsonNode value) {
        String name = snakeCase(field);
        if (!name.isEmpty()) {
            event.vendor(prefix, name, plain(value));
        }
    }

    /** The place on Earth these coordinates name; null for none, and for (0, 0), which means "not known". */
    static @Nullable GeoPoint place(@Nullable Double latitude, @Nullable Double longitude) {
        if (latitude == null
                || longitude == null
                || !GeoPoint.isValid(latitude, longitude)
                || (latitude == 0 && longitude == 0)) {
            return null;
        }
        return new GeoPoint(latitude, longitude);
    }

    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> map = new TreeMap<>();
                node.properties()
                        .forEach(
                                field -> {
                                    String name = snakeCase(field.getKey());
                                    Object value = plain(field.getValue());
                                    if (!name.isEmpty() && value != null) {
                                        map.put(name, value);
                                    }
                                });
                yield map.isEmpty() ? null : map;
            }
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                node.forEach(
                        each -> {
                            Object value = plain(each);
                            if (value != null) {
                                list.add(value);
                            }
                        });
                yield list.isEmpty() ? null : list;
            }
            case NUMBER -> number(node);
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue().isEmpty() ? null : node.textValue();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    /** A number that fits neither a long nor a double stays the text it was. */
    private static Object number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.asText();
        }
        return Double.isFinite(node.doubleValue()) ? (Object) node.doubleValue() : node.asText();
    }

    /**
     * {@code rawUserAgent} as {@code raw_user_agent}, {@code isMFA} as {@code is_mfa}. What is neither a letter nor a
     * digit becomes one underscore, so that no name from outside holds a dot; a name of nothing else is empty. Of a name that is
     * longer than any vendor's, the beginning is left.
     */
    static String snakeCase(String name) {
        if (name.length() > LONGEST) {
            return toSnakeCase(name.substring(0, LONGEST));
        }
        if (isSnakeCase(name)) {
            return name;
        }
        String known = SNAKES.get(name);
        if (known == null) {
            known = toSnakeCase(name);
            if (SNAKES.size() < REMEMBERED) {
                SNAKES.put(name, known);
            }
        }
        return known;
    }

    /** Lower-case words and numbers with one underscore between them. */
    private static boolean isSnakeCase(String name) {
        boolean afterWord = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isWord = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!isWord && !(c == '_' && afterWord)) {
                return false;
            }
            afterWord = isWord;
        }
        return afterWord;
    }

    private static String toSnakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isWord = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean isUpper = c >= 'A' && c <= 'Z';
            if (isUpper) {
                boolean afterSmall = i > 0 && !isUpper(name, i - 1);
                boolean beforeSmall = i > 0 && isLower(name, i + 1);
                if (afterSmall || beforeSmall) {
                    underscore(snake);
                }
                snake.append((char) (c + ('a' - 'A')));
            } else if (isWord) {
                snake.append(c);
            } else {
                underscore(snake);
            }
        }
        while (!snake.isEmpty() && snake.charAt(snake.length() - 1) == '_') {
            snake.setLength(snake.length() - 1);
        }
        return snake.toString();
    }

    private static void underscore(StringBuilder snake) {
        if (!snake.isEmpty() && snake.charAt(snake.length() - 1) != '_') {
            snake.append('_');
        }
    }

    private static boolean isUpper(String name, int at) {
        return name.charAt(at) >= 'A' && name.charAt(at) <= 'Z';
    }

    private static boolean isLower(String name, int at) {
        return at < name.length() && name.charAt(at) >= 'a' && name.charAt(at) <= 'z';
    }
}
