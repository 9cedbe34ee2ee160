package io.tripline.correlation.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.correlation.engine.KeptEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of kept events and memories, as in the state stores and on the way there. */
public final class StateCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StateCodec() {}

    /** The origin, framed by its length, and the event's JSON. */
    public static byte[] write(KeptEvent event) {
        byte[] origin = event.origin().getBytes(StandardCharsets.UTF_8);
        byte[] json = EcsJson.write(event.event());
        return ByteBuffer.allocate(Integer.BYTES + origin.length + json.length)
                .putInt(origin.length)
                .put(origin)
                .put(json)
                .array();
    }

    /** Reads what {@link #write(KeptEvent)} wrote. */
    public static KeptEvent readEvent(ByteBuffer bytes) {
        byte[] origin = new byte[bytes.getInt()];
        bytes.get(origin);
        byte[] json = new byte[bytes.remaining()];
        bytes.get(json);
        try {
            return new KeptEvent(EcsJson.read(json), new String(origin, StandardCharsets.UTF_8));
        } catch (MalformedEventException e) {
            throw new IllegalStateException("A kept event is one that we wrote.", e);
        }
    }

    /** Reads what {@link AlertJson#write} wrote. */
    public static Alert readAlert(byte[] bytes) {
        try {
            return AlertJson.read(bytes);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("A kept alert is one that we wrote.", e);
        }
    }

    public static byte[] write(EntityMemory memory) {
        ObjectNode root = JSON.createObjectNode();
        root.put("settledUntil", memory.settledUntil());
        root.put("passed", memory.passed());
        memory.settled()
                .ifPresent(
                        settled -> {
                            ObjectNode node = root.putObject("settled");
                            node.put("begin", settled.begin())
                                    .put("end", settled.end())
                                    .put("firstSeen", settled.firstSeen())
                                    .put("count", settled.count());
                            node.set("columns", JSON.valueToTree(settled.columns()));
                            ArrayNode evidence = node.putArray("evidence");
                            settled.evidence().forEach(each -> evidence.add(write(each)));
                        });
        root.set("lastSeen", JSON.valueToTree(memory.lastSeen()));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written.", e);
        }
    }

    /** Reads what {@link #write(EntityMemory)} wrote. */
    public static EntityMemory readMemory(byte[] bytes) {
        try {
            JsonNode root = JSON.readTree(bytes);
            Map<String, Map<String, Long>> lastSeen = new HashMap<>();
            root.required("lastSeen")
                    .properties()
                    .forEach(
                            name -> {
                                Map<String, Long> values = new HashMap<>();
                                name.getValue()
                                        .properties()
                                        .forEach(
                                                each ->
                                                        values.put(
                                                                each.getKey(),
                                                                each.getValue().asLong()));
                                lastSeen.put(name.getKey(), values);
                            });
            return new EntityMemory(
                    root.required("settledUntil").asLong(),
                    root.required("passed").asLong(),
                    settled(root),
                    lastSeen);
        } catch (IOException e) {
            throw new IllegalStateException("An entity's memory is one that we wrote.", e);
        }
    }

    /** The texts of an appointment, each framed by its length; its time and entity are its key. */
    public static byte[] write(Appointment appointment) {
        List<byte[]> texts = new ArrayList<>();
        texts.add(appointment.rule().getBytes(StandardCharsets.UTF_8));
        appointment.values().forEach(each -> texts.add(each.getBytes(StandardCharsets.UTF_8)));
        ByteBuffer bytes =
                ByteBuffer.allocate(
                        texts.stream().mapToInt(each -> Integer.BYTES + each.length).sum());
        texts.forEach(each -> bytes.putInt(each.length).put(each));
        return bytes.array();
    }

    /** Reads what {@link #write(Appointment)} wrote. */
    public static Appointment readAppointment(long at, String entity, byte[] value) {
        List<String> texts = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        while (bytes.hasRemaining()) {
            byte[] text = new byte[bytes.getInt()];
            bytes.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return new Appointment(at, entity, texts.getFirst(), texts.subList(1, texts.size()));
    }

    private static Optional<EntityMemory.Settled> settled(JsonNode root) throws IOException {
        JsonNode node = root.get("settled");
        if (node == null) {
            return Optional.empty();
        }
        List<KeptEvent> evidence = new ArrayList<>();
        for (JsonNode each : node.required("evidence")) {
            evidence.add(readEvent(ByteBuffer.wrap(each.binaryValue())));
        }
        SortedMap<String, Object> columns = new TreeMap<>();
        node.required("columns")
                .properties()
                .forEach(each -> columns.put(each.getKey(), plain(each.getValue())));
        return Optional.of(
                new EntityMemory.Settled(
                        node.required("begin").asLong(),
                        node.required("end").asLong(),
                        node.required("firstSeen").asLong(),
                        node.required("count").asLong(),
                        columns,
                        evidence));
    }

    private static Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.asBoolean();
            case NUMBER -> node.isIntegralNumber() ? (Object) node.asLong() : node.asDouble();
            default -> node.asText();
        };
    }
}
