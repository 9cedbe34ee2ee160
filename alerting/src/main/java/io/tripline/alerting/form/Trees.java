package io.tripline.alerting.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;

/** JSON bodies, made as trees so that every value is escaped. */
final class Trees {
    static final String CONTENT_TYPE = "application/json";

    private Trees() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Request request(URI url, Map<String, String> headers, JsonNode body) {
        return new Request(url, CONTENT_TYPE, headers, body.toString().getBytes(UTF_8));
    }
}
