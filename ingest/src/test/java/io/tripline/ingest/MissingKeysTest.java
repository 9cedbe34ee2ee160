package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.Family;
import io.tripline.ingest.source.EcsCategorization;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.RejectedReason;
import io.tripline.ingest.source.Sources;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vendors leave out what they have no value for. In every JSON fixture that becomes an event, each key in turn is taken out:
 * with its source's name beside it the record is an event all the same, with what is left. Only its time may cost it.
 */
class MissingKeysTest {
    private static final Instant RECEIVED = Fixtures.RECEIVED;

    private static final Set<String> WINDOWS =
            Set.of("Channel", "EventID", "winlog", "winlog.event_id");

    /**
     * Without these nobody knows what the record is: an event of Windows by its number and log, a row of hunting by its
     * table, a record of Zeek by its log or the names of its own, a connection by its ends and id, an event of the
     * replicator among its lists of hosts by its name, a sign-in that says nothing else by its category.
     */
    private static final Map<String, Set<String>> DECIDING =
            Map.ofEntries(
                    Map.entry(
                            "crowdstrike.fdr",
                            Set.of(
                                    "AgentLoadFlags",
                                    "UserSid_readable",
                                    "aid",
                                    "cid",
                                    "event_simpleName")),
                    Map.entry("defender.hunting", Set.of("category", "properties")),
                    Map.entry("entra.signin", Set.of("category")),
                    Map.entry("windows.defender", WINDOWS),
                    Map.entry("windows.events", WINDOWS),
                    Map.entry("windows.powershell", WINDOWS),
                    Map.entry("windows.security", WINDOWS),
                    Map.entry("windows.sysmon", WINDOWS),
                    Map.entry("windows.system", WINDOWS),
                    Map.entry("zeek.conn", Set.of("id", "id.orig_h", "id.resp_h", "uid")),
                    Map.entry(
                            "zeek.logs",
                            Set.of("_path", "established", "rejected", "resumed", "trans_id")),
                    Map.entry("zeek.ssh", Set.of("id", "id.orig_h", "id.resp_h", "uid")));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Normalizer normalizer = Fixtures.normalizer();

    static List<String> sources() {
        return Sources.all().stream().map(LogSource::name).toList();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void a_key_that_is_missing_costs_no_event(String source) throws IOException {
        Set<String> dead = new TreeSet<>();
        for (JsonNode fixture : Fixtures.of(source)) {
            JsonNode record = json(Fixtures.text(fixture));
            if (record == null
                    || !fixture.has("event")
                    || !fixture.path("recognized").asBoolean(true)) {
                continue;
            }
            without(
                    record,
                    "",
                    key -> {
                        for (Outcome outcome : normalize(source, record.toString())) {
                            switch (outcome) {
                                case Outcome.Event event ->
                                        assertThat(EcsCategorization.problems(event.event()))
                                                .as("%s without %s", record, key)
                                                .isEmpty();
                                case Outcome.Ignored _ -> {}
                                case Outcome.Rejected rejected -> {
                                    if (rejected.reason() != RejectedReason.INVALID_TIMESTAMP) {
                                        dead.add(key + ": " + rejected.reason());
                                    }
                                }
                            }
                        }
                    });
        }
        dead.removeIf(
                each ->
                        DECIDING.getOrDefault(source, Set.of())
                                .contains(each.substring(0, each.indexOf(':'))));
        assertThat(dead).as("what %s cannot do without", source).isEmpty();
    }

    private List<Outcome> normalize(String source, String record) {
        return normalizer.normalize(
                new RawInput(
                        record.getBytes(UTF_8),
                        Optional.of(source),
                        Optional.empty(),
                        Family.AUTH,
                        RECEIVED,
                        index -> "from-origin-" + index));
    }

    private static @Nullable JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Takes out each key in turn, within what it holds first. */
    private static void without(JsonNode node, String path, Consumer<String> reader) {
        if (node instanceof ArrayNode) {
            for (JsonNode each : node) {
                without(each, path, reader);
            }
        }
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String key = path.isEmpty() ? name : path + "." + name;
                without(object.get(name), key, reader);
                ObjectNode before = object.deepCopy();
                object.remove(name);
                reader.accept(key);
                object.setAll(before);
            }
        }
    }
}
