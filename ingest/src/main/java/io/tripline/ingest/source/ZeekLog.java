package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the records of one of Zeek's logs are in ECS's terms, from {@code zeek-logs.txt}.
 *
 * @param action null where a record's own name says it
 * @param protocol null where the log is of no protocol
 * @param signatures fields that only this log's records have together; empty if it has none such
 * @param inFile what a record in a file of the log's name has, where it is not of a connection; empty if all are
 * @param fields ECS's field for Zeek's
 */
record ZeekLog(
        String name,
        List<String> categories,
        List<String> types,
        @Nullable String action,
        @Nullable String protocol,
        List<List<String>> signatures,
        List<String> inFile,
        Map<String, EcsField> fields) {
    static final Map<String, ZeekLog> ALL = read();

    static @Nullable ZeekLog named(String name) {
        return ALL.get(name);
    }

    /**
     * The log that a sensor's shorter or additional one is of: Corelight's {@code http_red} has fewer of http's records, and
     * {@code conn_long} those of connections that have not ended.
     */
    static String whole(String path) {
        if (path.equals("conn_long") || path.equals("conn_red")) {
            return "conn";
        }
        String stem = path.endsWith("_red") ? path.substring(0, path.length() - 4) : path;
        return ALL.containsKey(stem) ? stem : path;
    }

    /** The log that has this record's fields; null if none is certain. */
    static @Nullable ZeekLog signedBy(JsonNode json) {
        boolean isOfConnection = new ZeekRecord(json).isOfConnection();
        for (ZeekLog log : ALL.values()) {
            for (List<String> fields : log.signatures) {
                // Many programs number what they log by a uid.
                if (hasAll(json, fields) && (isOfConnection || !fields.contains("uid"))) {
                    return log;
                }
            }
        }
        return null;
    }

    /** Whether a record in a file of this log's name is of it, and not of another program's file of that name. */
    boolean isInFile(JsonNode json) {
        return inFile.isEmpty() ? new ZeekRecord(json).isOfConnection() : hasAll(json, inFile);
    }

    private static boolean hasAll(JsonNode json, List<String> fields) {
        return fields.stream().allMatch(json::has);
    }

    /** The name of the file that a record was read from, up to its first dot, as Zeek names its logs' files. */
    static String file(RawRecord raw) {
        String path = raw.shipped().path().orElse("");
        return Scan.before(
                path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1), ".");
    }

    /** Says of an event that it is of this log. */
    void on(EcsEvent.Builder event) {
        event.set(EcsField.EVENT_CATEGORY, categories)
                .set(EcsField.EVENT_TYPE, types)
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.NETWORK_PROTOCOL, protocol);
    }

    private static Map<String, ZeekLog> read() {
        String table;
        try (InputStream in =
                Objects.requireNonNull(ZeekLog.class.getResourceAsStream("zeek-logs.txt"))) {
            table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, ZeekLog> logs = new LinkedHashMap<>();
        for (String section : table.split("\n\\[", -1)) {
            if (!section.startsWith("#")) {
                ZeekLog log = ofSection(section.lines().toList());
                logs.put(log.name(), log);
            }
        }
        return Collections.unmodifiableMap(logs);
    }

    private static ZeekLog ofSection(List<String> lines) {
        List<String> head = Arrays.asList(lines.getFirst().replace("]", "").split(" +", -1));
        List<List<String>> signatures = new ArrayList<>();
        List<String> inFile = List.of();
        Map<String, EcsField> fields = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = Arrays.asList(line.split(" +", -1));
            if (line.startsWith("? ")) {
                signatures.add(List.copyOf(words.subList(1, words.size())));
            } else if (line.startsWith("/ ")) {
                inFile = List.copyOf(words.subList(1, words.size()));
            } else if (!line.isBlank()) {
                fields.put(words.get(0), EcsField.byName(words.get(1)).orElseThrow());
            }
        }
        return new ZeekLog(
                head.get(0),
                List.of(head.get(1).split(",", -1)),
                List.of(head.get(2).split(",", -1)),
                head.get(3).equals("-") ? null : head.get(3),
                head.get(4).equals("-") ? null : head.get(4),
                List.copyOf(signatures),
                inFile,
                Map.copyOf(fields));
    }
}
