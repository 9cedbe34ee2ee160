package io.tripline.deploy.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A YAML file as it is written: a value that looks like a number is its digits, as a password may be {@code 1.10}.
 *
 * @param root missing if there is nothing in the file, or it is not read
 */
record YamlFile(JsonNode root) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * Reads one.
     *
     * @param key whose value the file is, for the problem; empty where it is no key's
     */
    static YamlFile read(Path file, String key, List<String> problems) {
        if (Files.isDirectory(file)) {
            problems.add(file + " is a directory, not a file of keys and values.");
            return new YamlFile(MissingNode.getInstance());
        }
        try (JsonParser parser =
                YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build()
                        .createParser(Files.readAllBytes(file))) {
            if (parser.nextToken() == null) {
                return new YamlFile(MissingNode.getInstance());
            }
            JsonNode root = node(parser);
            if (parser.nextToken() != null) {
                problems.add(
                        file
                                + " has a second document (---) before line "
                                + (parser.currentLocation().getLineNr() + 1)
                                + ", which nobody would read.");
            }
            return new YamlFile(root);
        } catch (JsonProcessingException e) {
            // The parser's own message quotes the file, which may hold secrets.
            problems.add(
                    file
                            + " is not valid YAML"
                            + (e.getLocation() == null
                                    ? ""
                                    : " at line " + e.getLocation().getLineNr())
                            + ", or gives a key twice.");
        } catch (IOException e) {
            problems.add(
                    "The file "
                            + file
                            + (key.isEmpty() ? "" : " (" + key + ")")
                            + " can't be read.");
        }
        return new YamlFile(MissingNode.getInstance());
    }

    /** The parser bounds how deep it goes. */
    private static JsonNode node(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, node(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(node(parser));
                }
                yield array;
            }
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            default -> NODES.textNode(parser.getText());
        };
    }
}
