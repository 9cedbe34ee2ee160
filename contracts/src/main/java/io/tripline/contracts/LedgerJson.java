package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.LedgerEntry.Reach;
import io.tripline.contracts.LedgerEntry.Tally;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The JSON form of a {@link LedgerEntry}: ECS first, the rest under {@code tripline.ledger}. The same in ingest's state, on
 * the topic and in OpenSearch.
 */
public final class LedgerJson {
    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build());

    private LedgerJson() {}

    /** Writes an entry as UTF-8 JSON, one line. By hand, as ingest does it for every raw record. */
    public static byte[] write(LedgerEntry entry) {
        Reach reach = entry.reach();
        Tally tally = entry.tally();
        StringBuilder json = new StringBuilder(512);
        json.append("{\"@timestamp\":\"").append(entry.minute()).append("\",\"event\":{\"id\":");
        quoted(json, entry.id());
        json.append(",\"kind\":\"metric\",\"dataset\":");
        quoted(json, entry.source());
        json.append("},\"tripline\":{\"ledger\":{\"topic\":");
        quoted(json, reach.topic());
        json.append(",\"partition\":").append(reach.partition());
        json.append(",\"first_offset\":").append(reach.firstOffset());
        json.append(",\"last_offset\":").append(reach.lastOffset());
        json.append(",\"kafka_records\":").append(reach.kafkaRecords());
        json.append(",\"received\":").append(tally.received());
        json.append(",\"events\":").append(tally.events());
        json.append(",\"ignored\":").append(Tally.sum(tally.ignored()));
        json.append(",\"dead\":").append(Tally.sum(tally.dead()));
        tally.newest()
                .ifPresent(time -> json.append(",\"newest_event\":\"").append(time).append('"'));
        reasons(json, "ignored_by", tally.ignored());
        reasons(json, "dead_by", tally.dead());
        return json.append("}}}").toString().getBytes(UTF_8);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws MalformedEventException if the bytes are no entry
     */
    public static LedgerEntry read(byte[] json) throws MalformedEventException {
        try {
            JsonNode root = JSON.readTree(json);
            JsonNode ledger = root.at("/tripline/ledger");
            if (!ledger.isObject()) {
                throw new IllegalArgumentException("There is no tripline.ledger.");
            }
            return new LedgerEntry(
                    root.at("/event/dataset").asText(),
                    Instant.parse(root.path("@timestamp").asText()),
                    new Reach(
                            ledger.path("topic").asText(),
                            ledger.path("partition").asInt(),
                            ledger.path("first_offset").asLong(),
                            ledger.path("last_offset").asLong(),
                            ledger.path("kafka_records").asLong()),
                    new Tally(
                            ledger.path("received").asLong(),
                            ledger.path("events").asLong(),
                            counts(ledger.path("ignored_by")),
                            counts(ledger.path("dead_by")),
                            Optional.ofNullable(ledger.path("newest_event").textValue())
                                    .map(Instant::parse)));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("The ledger's entry is not in our JSON form.", e);
        }
    }

    private static void reasons(StringBuilder json, String name, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        json.append(",\"").append(name).append("\":{");
        String comma = "";
        for (Map.Entry<String, Long> each : new TreeMap<>(counts).entrySet()) {
            json.append(comma);
            quoted(json, each.getKey());
            json.append(':').append(each.getValue());
            comma = ",";
        }
        json.append('}');
    }

    private static Map<String, Long> counts(JsonNode node) {
        Map<String, Long> counts = new TreeMap<>();
        node.properties().forEach(each -> counts.put(each.getKey(), each.getValue().asLong()));
        return counts;
    }

    private static void quoted(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
