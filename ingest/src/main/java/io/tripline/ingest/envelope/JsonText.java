package io.tripline.ingest.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tripline.contracts.EcsJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stranger's JSON, read within {@link EcsJson#LIMITS}; a key given twice is refused, as readers differ over which counts. */
final class JsonText {
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(EcsJson.LIMITS)
                                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();
    private static final ObjectReader WHOLE =
            MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader ELEMENT = MAPPER.readerFor(JsonNode.class);

    private JsonText() {}

    /** An element of an array, with the text it was read from. */
    record Element(String text, JsonNode node) {}

    /** Whether a text can only be meant as a JSON object or an array of records; a syslog line may begin with a bracket. */
    static boolean looksLikeJson(String text) {
        int first = skipBlank(text, 0);
        if (first == text.length()) {
            return false;
        }
        return switch (text.charAt(first)) {
            case '{' -> true;
            case '[' -> {
                int second = skipBlank(text, first + 1);
                yield second < text.length() && "{[\"]".indexOf(text.charAt(second)) >= 0;
            }
            default -> false;
        };
    }

    static JsonNode parse(String text) throws JsonProcessingException {
        JsonNode usual = JsonScanner.read(text);
        if (usual != null) {
            return usual;
        }
        JsonNode node = WHOLE.readValue(text);
        return mayHoldLoneSurrogates(text) ? repaired(node) : node;
    }

    /** The elements of the array at the top, or of the one in the top object's field of this name. */
    static List<Element> elements(String text, @Nullable String field) throws IOException {
        List<Element> usual = JsonScanner.elements(text, field);
        if (usual != null) {
            return usual;
        }
        List<Element> elements = new ArrayList<>();
        boolean repair = mayHoldLoneSurrogates(text);
        try (JsonParser parser = MAPPER.createParser(text)) {
            parser.nextToken();
            while (field != null && !field.equals(parser.nextFieldName())) {
                parser.nextToken();
                parser.skipChildren();
            }
            if (field != null) {
                parser.nextToken();
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                JsonNode node = ELEMENT.readValue(parser);
                int end = (int) parser.currentLocation().getCharOffset();
                elements.add(
                        new Element(text.substring(start, end), repair ? repaired(node) : node));
            }
        }
        return elements;
    }

    private static int skipBlank(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    private static boolean mayHoldLoneSurrogates(String text) {
        return text.contains("\\ud") || text.contains("\\uD");
    }

    /** The same with U+FFFD for surrogates without their other half, which no UTF-8 can carry on. */
    private static JsonNode repaired(JsonNode node) {
        return switch (node) {
            case TextNode text -> TextNode.valueOf(repaired(text.textValue()));
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(each -> copy.add(repaired(each)));
                yield copy;
            }
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    copy.set(repaired(field.getKey()), repaired(field.getValue()));
                }
                yield copy;
            }
            default -> node;
        };
    }

    private static String repaired(String text) {
        StringBuilder copy = null;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (!Character.isSurrogate(character)) {
                continue;
            }
            boolean pair =
                    Character.isHighSurrogate(character)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
                continue;
            }
            if (copy == null) {
                copy = new StringBuilder(text);
            }
            copy.setCharAt(i, '\ufffd');
        }
        return copy == null ? text : copy.toString();
    }
}
