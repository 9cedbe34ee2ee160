package io.tripline.alerting.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The <a href="https://spec.openapis.org/oas/v3.1.1">OpenAPI 3.1</a> document of the routes. */
final class OpenApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What may go wrong with every request. */
    private static final List<Problem.Type> ALWAYS =
            List.of(
                    Problem.Type.BAD_REQUEST,
                    Problem.Type.UNAUTHENTICATED,
                    Problem.Type.FORBIDDEN,
                    Problem.Type.TOO_MANY_REQUESTS,
                    Problem.Type.INTERNAL,
                    Problem.Type.UNAVAILABLE);

    private static final String SCHEMAS =
            """
            {
              "Problem": {"type": "object", "required": ["type", "title", "status", "detail"], "properties": {
                "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                "detail": {"type": "string"}, "request": {"type": "string"}}},
              "Me": {"type": "object", "required": ["name", "role"], "properties": {
                "name": {"type": "string"},
                "role": {"type": "string", "enum": ["viewer", "analyst", "admin"]}}},
              "Document": {"type": "object", "description": "An alert or incident as it lies in OpenSearch: ECS, what the pipeline says under tripline, and what people say under tripline.triage.",
                "required": ["@timestamp", "event", "tripline"], "properties": {
                "@timestamp": {"type": "string", "format": "date-time"},
                "event": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
                "message": {"type": "string"},
                "tripline": {"type": "object"}}},
              "Page": {"type": "object", "required": ["items", "next", "total", "total_is_exact"], "properties": {
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Document"}},
                "next": {"type": ["string", "null"]},
                "total": {"type": "integer"},
                "total_is_exact": {"type": "boolean"}}},
              "Events": {"type": "object", "required": ["items", "missing", "total"], "properties": {
                "items": {"type": "array", "items": {"type": "object"}},
                "missing": {"type": "array", "items": {"type": "string"}, "description": "Ids of events that are not in OpenSearch, not yet or no longer."},
                "total": {"type": "integer"}}},
              "Triage": {"type": "object", "required": ["status", "disposition", "assignee", "tags", "notes", "history", "version", "changed_at"], "properties": {
                "status": {"type": "string", "enum": ["new", "acknowledged", "in_progress", "closed"]},
                "disposition": {"type": ["string", "null"], "enum": ["true_positive", "benign", "false_positive", "duplicate", null]},
                "assignee": {"type": ["string", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "notes": {"type": "array", "items": {"type": "object", "required": ["at", "by", "text"], "properties": {
                  "at": {"type": "string", "format": "date-time"}, "by": {"type": "string"}, "text": {"type": "string"}}}},
                "history": {"type": "array", "items": {"type": "object", "required": ["at", "by", "what", "from", "to"], "properties": {
                  "at": {"type": "string", "format": "date-time"}, "by": {"type": "string"}, "what": {"type": "string"},
                  "from": {"type": "string"}, "to": {"type": "string"}}}},
                "version": {"type": "integer"},
                "changed_at": {"type": ["string", "null"]}}},
              "Change": {"type": "object", "additionalProperties": false, "description": "What is not named stays; null takes a value away. What is closed needs a disposition.", "properties": {
                "status": {"type": "string", "description": "To say once more that it is acknowledged, in_progress or closed is a change too: what came since and paged anew is taken in hand by it.", "enum": ["new", "acknowledged", "in_progress", "closed"]},
                "disposition": {"type": ["string", "null"], "enum": ["true_positive", "benign", "false_positive", "duplicate", null]},
                "assignee": {"type": ["string", "null"], "maxLength": 256},
                "tags": {"type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 256}},
                "note": {"type": "string", "maxLength": 10000}}},
              "Note": {"type": "object", "additionalProperties": false, "required": ["text"], "properties": {
                "text": {"type": "string", "maxLength": 10000}}},
              "Changes": {"type": "object", "required": ["changes"], "properties": {
                "changes": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "object", "required": ["id"], "description": "A Change, the id of what it changes, and the version that was seen (whichever, if there is none).", "properties": {
                  "id": {"type": "string"}, "version": {"type": "integer"}}}}}},
              "Results": {"type": "object", "required": ["results"], "properties": {
                "results": {"type": "array", "items": {"type": "object", "required": ["id", "status"], "properties": {
                  "id": {"type": "string"}, "status": {"type": "integer"},
                  "triage": {"$ref": "#/components/schemas/Triage"},
                  "problem": {"$ref": "#/components/schemas/Problem"}}}}}},
              "OpenApi": {"type": "object", "required": ["openapi", "paths"]}
            }
            """;

    private OpenApi() {}

    static ObjectNode document(List<Route> routes) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Tripline triage")
                .put("version", "1")
                .put(
                        "description",
                        "Alerts and incidents, and what people make of them. Every request carries Authorization: Bearer"
                                + " and a service token or one of the identity provider.");
        ObjectNode paths = root.putObject("paths");
        for (Route route : routes) {
            ObjectNode path =
                    paths.get(route.path()) instanceof ObjectNode known
                            ? known
                            : paths.putObject(route.path());
            path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        ObjectNode components = root.putObject("components");
        components.set("schemas", parse(SCHEMAS));
        components
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer");
        root.putArray("security").addObject().putArray("bearer");
        return root;
    }

    private static ObjectNode operation(Route route) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("operationId", route.name());
        operation.put("summary", route.summary());
        operation.put("description", "Needs the role " + route.role().label() + ".");
        ArrayNode parameters = operation.putArray("parameters");
        if (route.path().contains("{id}")) {
            parameters
                    .addObject()
                    .put("name", "id")
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string")
                    .put("pattern", ApiServer.ID);
        }
        if (route.takesIfMatch()) {
            parameters
                    .addObject()
                    .put("name", "If-Match")
                    .put("in", "header")
                    .put("required", route.problems().contains(Problem.Type.PRECONDITION_REQUIRED))
                    .putObject("schema")
                    .put("type", "string");
        }
        for (Parameter each : route.parameters()) {
            ObjectNode parameter =
                    parameters
                            .addObject()
                            .put("name", each.name())
                            .put("in", "query")
                            .put("description", each.summary());
            if (each.times() == Parameter.Times.ONCE) {
                parameter.put("required", true);
            }
            if (each.repeated()) {
                parameter
                        .putObject("schema")
                        .put("type", "array")
                        .set("items", parse(each.schema()));
            } else {
                parameter.set("schema", parse(each.schema()));
            }
        }
        route.body()
                .ifPresent(
                        schema -> {
                            ObjectNode body = operation.putObject("requestBody");
                            body.put("required", true);
                            body.putObject("content")
                                    .putObject("application/json")
                                    .set("schema", reference(schema));
                        });
        ObjectNode answers = operation.putObject("responses");
        ObjectNode good = answers.putObject(Integer.toString(route.status()));
        good.put("description", "Done.");
        if (route.answer().equals("Triage")) {
            good.putObject("headers").putObject("ETag").putObject("schema").put("type", "string");
        }
        good.putObject("content")
                .putObject("application/json")
                .set("schema", reference(route.answer()));
        List<Problem.Type> problems = new ArrayList<>(ALWAYS);
        problems.addAll(route.problems());
        for (Problem.Type each :
                Stream.of(Problem.Type.values()).filter(problems::contains).toList()) {
            ObjectNode answer = answers.putObject(Integer.toString(each.status()));
            answer.put("description", each.title() + ".");
            answer.putObject("content")
                    .putObject("application/problem+json")
                    .set("schema", reference("Problem"));
        }
        return operation;
    }

    private static ObjectNode reference(String schema) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + schema);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Our own JSON is well-formed.", e);
        }
    }
}
