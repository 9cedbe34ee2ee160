package io.tripline.correlation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.engine.Match;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON form of an entity's state. A match names its events by id where the history holds them. */
final class StateCodec {
    private static final JsonMapper JSON = new JsonMapper();

    private StateCodec() {}

    static byte[] write(EntityState state) {
        try {
            ObjectNode root = JSON.createObjectNode();
            ArrayNode history = root.putArray("history");
            Set<String> ids = new HashSet<>();
            for (EntityState.Sighting each : state.history()) {
                ids.add(each.event().id());
                ObjectNode sighting = history.addObject();
                sighting.set("event", JSON.readTree(EcsJson.write(each.event())));
                sighting.put("origin", each.origin());
            }
            ObjectNode seen = root.putObject("seen");
            state.seen().forEach((value, time) -> seen.put(value, time.toString()));
            ArrayNode matches = root.putArray("matches");
            for (Match each : state.matches()) {
                ObjectNode match = matches.addObject();
                match.put("time", each.time().toString());
                match.set("columns", JSON.valueToTree(each.columns()));
                ArrayNode events = match.putArray("events");
                for (EcsEvent event : each.events()) {
                    if (ids.contains(event.id())) {
                        events.add(event.id());
                    } else {
                        events.add(JSON.readTree(EcsJson.write(event)));
                    }
                }
            }
            ArrayNode raised = root.putArray("raised");
            for (EntityState.Raised each : state.raised().values()) {
                ObjectNode node = raised.addObject();
                node.set("alert", JSON.readTree(AlertJson.write(each.alert())));
                node.put("fingerprint", each.fingerprint());
                node.put("until", each.until().toString());
            }
            return JSON.writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EntityState read(byte[] bytes) {
        try {
            JsonNode root = JSON.readTree(bytes);
            EntityState state = EntityState.empty();
            for (JsonNode each : root.path("history")) {
                state.history()
                        .add(
                                new EntityState.Sighting(
                                        event(each.path("event")), each.path("origin").asText()));
            }
            for (Map.Entry<String, JsonNode> each : root.path("seen").properties()) {
                state.seen().put(each.getKey(), Instant.parse(each.getValue().asText()));
            }
            Map<String, EcsEvent> byId = new HashMap<>();
            state.history().forEach(each -> byId.put(each.event().id(), each.event()));
            for (JsonNode each : root.path("matches")) {
                List<EcsEvent> events = new ArrayList<>();
                for (JsonNode event : each.path("events")) {
                    events.add(
                            event.isTextual()
                                    ? Objects.requireNonNull(byId.get(event.asText()))
                                    : event(event));
                }
                state.matches()
                        .add(
                                new Match(
                                        Instant.parse(each.path("time").asText()),
                                        events,
                                        columns(each.path("columns"))));
            }
            for (JsonNode each : root.path("raised")) {
                EntityState.Raised raised =
                        new EntityState.Raised(
                                AlertJson.read(JSON.writeValueAsBytes(each.path("alert"))),
                                each.path("fingerprint").asText(),
                                Instant.parse(each.path("until").asText()));
                state.raised().put(raised.alert().id(), raised);
            }
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("A state holds what was never written.", e);
        }
    }

    private static EcsEvent event(JsonNode node) throws IOException, MalformedEventException {
        return EcsJson.read(JSON.writeValueAsBytes(node));
    }

    private static SortedMap<String, Object> columns(JsonNode node) {
        SortedMap<String, Object> columns = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            JsonNode value = each.getValue();
            if (value.isIntegralNumber()) {
                columns.put(each.getKey(), value.longValue());
            } else if (value.isNumber()) {
                columns.put(each.getKey(), value.doubleValue());
            } else if (value.isBoolean()) {
                columns.put(each.getKey(), value.booleanValue());
            } else {
                columns.put(each.getKey(), value.asText());
            }
        }
        return columns;
    }
}
