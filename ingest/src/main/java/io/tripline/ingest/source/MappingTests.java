package io.tripline.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the tests inside a mapping file: a raw record each beside the fields that its event must have, {@code ignored: true},
 * or {@code rejected: reason}. Every event must be in ECS's terms too, and every record that is recognized by content.
 */
final class MappingTests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");

    private MappingTests() {}

    /** What fails, one sentence each. */
    static List<String> failures(MappedSource source, JsonNode tests, String file) {
        List<String> failures = new ArrayList<>();
        int number = 0;
        for (JsonNode test : tests) {
            String name =
                    file + ": tests[" + number++ + "] (" + test.path("about").asText("") + "): ";
            check(source, test, problem -> failures.add(name + problem));
        }
        return failures;
    }

    private static void check(MappedSource source, JsonNode test, Consumer<String> failures) {
        JsonNode raw = test.path("raw");
        String text = raw.isTextual() ? raw.asText() : raw.toString();
        RawRecord record =
                new RawRecord(
                        text,
                        json(text),
                        Family.DEVICE,
                        RECEIVED,
                        ZoneOffset.UTC,
                        RawRecord.Shipped.BARE);
        switch (source.normalize(record)) {
            case Normalized.Ignored _ -> {
                if (!test.path("ignored").asBoolean(false)) {
                    failures.accept("it is ignored.");
                }
            }
            case Normalized.Rejected(RejectedReason reason, String detail) -> {
                if (!test.path("rejected").asText().equals(reason.label())) {
                    failures.accept("it is rejected, " + reason.label() + ": " + detail);
                }
            }
            case Normalized.Parsed(EcsEvent.Builder builder) -> {
                builder.setIfAbsent(EcsField.EVENT_ID, "from-origin")
                        .set(EcsField.ECS_VERSION, EcsField.CATALOGUE_VERSION);
                EcsEvent event = builder.build();
                if (!test.path("event").isObject()) {
                    failures.accept("it is an event.");
                }
                EcsCategorization.problems(event).forEach(failures);
                compare(tree(event), test.path("event"), "", failures);
            }
        }
    }

    /** Every field that is wanted has its value; fields may be written with dots. */
    private static void compare(
            JsonNode event, JsonNode wanted, String prefix, Consumer<String> failures) {
        for (Map.Entry<String, JsonNode> each : wanted.properties()) {
            String name = prefix + each.getKey();
            JsonNode there = Mapping.Place.of(each.getKey()).in(event);
            if (each.getValue().isObject()) {
                compare(there, each.getValue(), name + ".", failures);
            } else if (!same(there, each.getValue())) {
                failures.accept(
                        name
                                + " is "
                                + (there.isMissingNode() ? "missing" : there)
                                + ", not "
                                + each.getValue()
                                + ".");
            }
        }
    }

    private static boolean same(JsonNode there, JsonNode wanted) {
        if (wanted.isNull()) {
            return there.isMissingNode();
        }
        if (there.isArray() && !wanted.isArray()) {
            return there.size() == 1 && same(there.get(0), wanted);
        }
        return (there.isValueNode() && wanted.isValueNode())
                ? there.asText().equals(wanted.asText())
                : there.equals(wanted);
    }

    private static JsonNode tree(EcsEvent event) {
        try {
            return JSON.readTree(EcsJson.write(event));
        } catch (IOException e) {
            throw new IllegalStateException("What EcsJson writes is JSON.", e);
        }
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
