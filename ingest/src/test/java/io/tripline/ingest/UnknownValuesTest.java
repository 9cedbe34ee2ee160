package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.source.EcsCategorization;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.RejectedReason;
import io.tripline.ingest.source.Sources;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vendors add types, actions and words without asking us. In every fixture that becomes an event, each value in turn
 * becomes a word of tomorrow: as long as the source still recognizes the record, it is an event that conforms to ECS, with
 * what is certain of it. Only a time that is none, and XML that is none any more, cost the event.
 */
class UnknownValuesTest {
    private static final Instant RECEIVED = Fixtures.RECEIVED;
    private static final Origin ORIGIN = new Origin("logs.auth", 0, 0);
    private static final String TOMORROW = "of-tomorrow";

    /** In a line: no name of a value, and no part of a longer word. */
    private static final Pattern WORD =
            Pattern.compile("(?<!Name=[\"'][A-Za-z -]{0,60}|</?)\\b[A-Za-z][A-Za-z_]{3,}\\b(?!=)");

    private static final Set<RejectedReason> FORGIVEN =
            Set.of(RejectedReason.INVALID_TIMESTAMP, RejectedReason.MALFORMED_XML);

    /** When, who, from where to where, on what. */
    private static final List<EcsField> CERTAIN =
            List.of(
                    EcsField.TIMESTAMP,
                    EcsField.USER_NAME,
                    EcsField.SOURCE_IP,
                    EcsField.DESTINATION_IP,
                    EcsField.HOST_NAME,
                    EcsField.HOST_IP,
                    EcsField.OBSERVER_NAME);

    /** Where an account or an address is found whatever its role is. */
    private static final Map<EcsField, EcsField> ROLES =
            Map.of(
                    EcsField.USER_NAME, EcsField.RELATED_USER,
                    EcsField.SOURCE_IP, EcsField.RELATED_IP,
                    EcsField.DESTINATION_IP, EcsField.RELATED_IP);

    /** Their records are sentences, or columns by the record's type: with another word in it nobody knows what stands where. */
    private static final Set<String> SENTENCES =
            Set.of(
                    "cisco.asa",
                    "dhcp.server",
                    "dns.server",
                    "linux.auth",
                    "linux.syslog",
                    "openvpn.server",
                    "paloalto.panos",
                    "web.error",
                    "wireguard.kernel");

    /**
     * Words that alone say what stands where: numbered parameters of a Windows log, the argument of a command, the object
     * of an LDAP request, which is an account's only if somebody binds; who impersonates whom; which names are machines';
     * of pairs of a name and a value, the name; that a process begins now, whose start is the time of it; that somebody signs
     * in, whose name stands in the line as it was typed.
     */
    private static final Map<String, Set<String>> DECIDING =
            Map.ofEntries(
                    entry(
                            "cef.events",
                            Set.of(
                                    "Alto",
                                    "Fortigate",
                                    "Fortinet",
                                    "From",
                                    "GLOBALPROTECT",
                                    "Networks",
                                    "Palo",
                                    "SYSTEM",
                                    "user")),
                    entry("crowdstrike.fdr", Set.of("ProcessRollup2")),
                    entry("entra.audit", Set.of("ipaddr")),
                    entry("fortinet.fortigate", Set.of("GMTa", "login")),
                    entry(
                            "google_workspace.activity",
                            Set.of("client_ip", "connection_info", "message_info")),
                    entry("keycloak.events", Set.of("IMPERSONATE")),
                    entry(
                            "keyvalue.lines",
                            Set.of(
                                    "administrator",
                                    "client_ip",
                                    "operation",
                                    "src_user_name",
                                    "user")),
                    entry(
                            "leef.events",
                            Set.of("Alto", "From", "Networks", "Palo", "SYSTEM", "user")),
                    entry("suricata.eve", Set.of("USER")),
                    entry("tailscale.audit", Set.of("NODE")),
                    entry(
                            "windows.events",
                            Set.of(
                                    "Windows",
                                    "TerminalServices",
                                    "RemoteConnectionManager",
                                    "18456",
                                    "MSSQLSERVER",
                                    "OpenSSH",
                                    "sshd",
                                    "sshd-session")),
                    entry(
                            "windows.security",
                            Set.of("4624", "4625", "4732", "5136", "AD FS Auditing")),
                    entry("windows.sysmon", Set.of("1", "3", "22")),
                    entry("zeek.logs", Set.of("ldap", "bind simple", "mysql", "login")));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Normalizer normalizer = Fixtures.normalizer();

    static List<String> sources() {
        return Sources.all().stream().map(LogSource::name).toList();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void a_word_of_tomorrow_costs_no_event(String source) throws IOException {
        List<String> dead = new ArrayList<>();
        Set<String> lost = new TreeSet<>();
        int[] events = {0};
        for (JsonNode fixture : Fixtures.of(source)) {
            if (!fixture.has("event") || !fixture.path("recognized").asBoolean(true)) {
                continue;
            }
            String text = Fixtures.text(fixture);
            List<Outcome> known = normalize(text);
            changed(
                    text,
                    (replaced, record) -> {
                        List<Outcome> outcomes = normalize(record);
                        for (Outcome outcome : outcomes) {
                            if (!outcome.source().equals(Optional.of(source))) {
                                continue;
                            }
                            switch (outcome) {
                                case Outcome.Event event -> {
                                    events[0]++;
                                    assertThat(EcsCategorization.problems(event.event()))
                                            .as(record)
                                            .isEmpty();
                                    if (outcomes.size() == 1
                                            && known.size() == 1
                                            && known.getFirst() instanceof Outcome.Event before) {
                                        lost.addAll(
                                                lost(
                                                        source,
                                                        replaced,
                                                        before.event(),
                                                        event.event()));
                                    }
                                }
                                case Outcome.Ignored _ -> {}
                                case Outcome.Rejected rejected -> {
                                    if (!FORGIVEN.contains(rejected.reason())) {
                                        dead.add(rejected.detail() + " " + record);
                                    }
                                }
                            }
                        }
                    });
        }
        assertThat(dead).as("dead letters of %s", source).isEmpty();
        assertThat(lost).as("what words of tomorrow changed in %s", source).isEmpty();
        assertThat(events[0]).as("events of %s", source).isPositive();
    }

    private List<Outcome> normalize(String record) {
        return normalizer.normalize(
                RawInput.of(record.getBytes(UTF_8), Family.AUTH, RECEIVED, ORIGIN));
    }

    /**
     * What is certain of an event, and yet is gone though it does not come from what was replaced. In which role an
     * account or an address stands may depend on the word, that it is there does not.
     */
    private static List<String> lost(
            String source, String replaced, EcsEvent before, EcsEvent after) {
        List<String> lost = new ArrayList<>();
        if (DECIDING.getOrDefault(source, Set.of()).contains(replaced)) {
            return lost;
        }
        for (EcsField field : CERTAIN) {
            Object was = before.value(field);
            if (was == null || was.equals(after.value(field)) || tells(replaced, was.toString())) {
                continue;
            }
            boolean isInAnotherRole =
                    ROLES.containsKey(field)
                            && (SENTENCES.contains(source)
                                    || has(after, ROLES.get(field), was.toString()));
            if (!isInAnotherRole) {
                lost.add(
                        field.fieldName()
                                + " was "
                                + was
                                + " is "
                                + after.value(field)
                                + " without "
                                + replaced);
            }
        }
        Object action = before.value(EcsField.EVENT_ACTION);
        if (action != null && !after.has(EcsField.EVENT_ACTION) && !SENTENCES.contains(source)) {
            lost.add("event.action was " + action + " is none without " + replaced);
        }
        return lost;
    }

    private static boolean has(EcsEvent event, EcsField field, String value) {
        return event.value(field) instanceof List<?> values
                && values.stream()
                        .anyMatch(
                                each ->
                                        each.toString()
                                                .toLowerCase(Locale.ROOT)
                                                .contains(value.toLowerCase(Locale.ROOT)));
    }

    /** Whether the value is, or is part of, what was replaced; a time may have been written in any form. */
    private static boolean tells(String replaced, String value) {
        String word = replaced.toLowerCase(Locale.ROOT);
        String text = value.toLowerCase(Locale.ROOT);
        return word.contains(text)
                || text.contains(word)
                || (text.startsWith("20") && Character.isDigit(word.charAt(0)));
    }

    private static void changed(String text, BiConsumer<String, String> reader) {
        JsonNode json = json(text);
        if (json == null) {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                reader.accept(
                        word.group(),
                        text.substring(0, word.start())
                                + "OF_TOMORROW"
                                + text.substring(word.end()));
            }
            return;
        }
        leaves(json, replaced -> reader.accept(replaced, json.toString()));
    }

    private static @Nullable JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Puts a word in the place of each text in turn, and another number in the place of each number. */
    private static void leaves(JsonNode node, Consumer<String> reader) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(names(object))) {
                JsonNode value = object.get(name);
                JsonNode other = other(value);
                if (other == null) {
                    leaves(value, reader);
                } else {
                    object.set(name, other);
                    reader.accept(value.asText());
                    object.set(name, value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                JsonNode other = other(value);
                if (other == null) {
                    leaves(value, reader);
                } else {
                    array.set(i, other);
                    reader.accept(value.asText());
                    array.set(i, value);
                }
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static @Nullable JsonNode other(JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(TOMORROW);
        }
        return value.isIntegralNumber() ? JSON.getNodeFactory().numberNode(987_654) : null;
    }
}
