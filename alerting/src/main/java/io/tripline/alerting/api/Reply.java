package io.tripline.alerting.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer.
 *
 * @param did what was changed, for the audit log; empty if nothing
 */
record Reply(
        int status, String contentType, Map<String, String> headers, JsonNode body, String did) {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    static Reply ok(JsonNode body) {
        return new Reply(200, JSON, Map.of(), body, "");
    }

    static Reply of(Problem problem) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", problem.type().urn());
        body.put("title", problem.type().title());
        body.put("status", problem.type().status());
        body.put("detail", problem.detail());
        return new Reply(problem.type().status(), PROBLEM, Map.of(), body, "");
    }

    Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, more, body, did);
    }

    Reply status(int other) {
        return new Reply(other, contentType, headers, body, did);
    }

    Reply did(String what) {
        return new Reply(status, contentType, headers, body, what);
    }
}
