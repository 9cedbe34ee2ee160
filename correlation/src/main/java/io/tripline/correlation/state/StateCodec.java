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
    /** The first byte of a memory. Version 1 had none and began with its JSON's brace. */
    private static final byte VERSION = 2;

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
        if (memory.shortenedUntil() != Long.MIN_VALUE) {
            root.put("shortenedUntil", memory.shortenedUntil());
        }
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
        ObjectNode profiles = root.putObject("profiles");
        memory.profiles().forEach((name, each) -> profiles.set(name, ProfileJson.write(each)));
        try {
            byte[] json = JSON.writeValueAsBytes(root);
            return ByteBuffer.allocate(1 + json.length).put(VERSION).put(json).array();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written.", e);
        }
    }

    /**
     * Reads what {@link #write(EntityMemory)} wrote, in this version or an earlier one.
     *
     * @throws UnreadableStateException if a later version wrote it
     */
    public static EntityMemory readMemory(byte[] bytes) {
        boolean unversioned = bytes.length > 0 && bytes[0] == '{';
        if (!unversioned && (bytes.length == 0 || bytes[0] != VERSION)) {
            throw new UnreadableStateException(
                    "An entity's memory is not in the form that this version writes (version "
                            + VERSION
                            + ") or an earlier one; a later version wrote it, and only that or a newer one may go on.");
        }
        int begin = unversioned ? 0 : 1;
        try {
            JsonNode root = JSON.readTree(bytes, begin, bytes.length - begin);
            Map<String, ProfileMemory> profiles = new HashMap<>();
            root.path("profiles")
                    .properties()
                    .forEach(
                            each -> profiles.put(each.getKey(), ProfileJson.read(each.getValue())));
            root.path("lastSeen")
                    .properties()
                    .forEach(
                            each ->
                                    profiles.put(
                                            each.getKey(),
                                            ProfileJson.readLastSeen(each.getValue())));
            return new EntityMemory(
                    root.required("settledUntil").asLong(),
                    root.path("passed").asLong(Long.MIN_VALUE),
                    root.path("shortenedUntil").asLong(Long.MIN_VALUE),
                    settled(root),
                    profiles);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnreadableStateException("An entity's memory is damaged.", e);
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
