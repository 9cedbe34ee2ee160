package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsSecurityTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a mutation puts in: other types, other signs, the edges of the forms. */
    private static final List<String> PIECES =
            List.of(
                    "null",
                    "[]",
                    "{}",
                    "-1",
                    "1e999",
                    "true",
                    "\"\"",
                    "\"-\"",
                    "\"",
                    ",",
                    ":",
                    "{",
                    "}",
                    "<",
                    ">",
                    "&",
                    "</Event>",
                    "<Data>",
                    "<![CDATA[",
                    "<!DOCTYPE x>",
                    "<?x?>",
                    "\u0000",
                    "\u202e",
                    "\ud800",
                    "0x",
                    "0xffffffffffffffffff",
                    "%%",
                    "%",
                    "\\",
                    "CN=",
                    "@",
                    ".",
                    "::",
                    "999.1.1.1",
                    "99999999999999999999");

    private final WindowsSecurity source = new WindowsSecurity();

    @TestFactory
    Stream<DynamicTest> fixtures() throws IOException {
        return SourceFixtures.of(source);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260302, 4624})
    void no_mutation_of_a_record_makes_it_throw(long seed) throws IOException {
        Random random = new Random(seed);
        int events = 0;
        for (String text : fixtureTexts()) {
            for (int i = 0; i < 100; i++) {
                String mutated = mutated(text, random);
                RawRecord raw = raw(mutated);
                assertThatCode(() -> source.recognizes(raw)).as(mutated).doesNotThrowAnyException();
                if (write(raw)) {
                    events++;
                }
            }
        }
        assertThat(events).as("mutations that are still events").isPositive();
    }

    @Test
    void an_event_is_one_event_in_both_forms() {
        String json =
                """
                {"@timestamp":"2026-03-02T08:15:30.123Z","winlog":{"channel":"Security","event_id":4634,
                "computer_name":"DC01.corp.example.com","record_id":77,"event_data":{}}}
                """;
        String xml =
                """
                <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
                <EventID>4634</EventID><TimeCreated SystemTime="2026-03-02T08:15:30.1239999Z"/>
                <EventRecordID>77</EventRecordID><Channel>Security</Channel>
                <Computer>dc01.corp.example.com</Computer></System></Event>
                """;
        assertThat(id(raw(json))).isNotEqualTo("none").isEqualTo(id(raw(xml)));
    }

    @Test
    void xml_is_read_alike_on_many_threads() {
        List<String> ids =
                IntStream.range(0, 4_000)
                        .parallel()
                        .mapToObj(i -> id(raw(logoff(i % 100))) + " " + i % 100)
                        .distinct()
                        .toList();
        assertThat(ids).hasSize(100).noneMatch(id -> id.startsWith("none"));
    }

    @Test
    void xml_longer_than_any_windows_event_is_refused_unread() {
        String xml = "<Event>" + "x".repeat(WindowsEventXml.MAX_LENGTH);
        assertThat(source.normalize(raw(xml)))
                .isInstanceOfSatisfying(
                        Normalized.Rejected.class,
                        rejected ->
                                assertThat(rejected.reason()).isEqualTo(RejectedReason.TOO_LARGE));
    }

    @Test
    void values_beyond_the_bound_are_left_to_the_original() {
        StringBuilder xml = new StringBuilder("<Event><System><EventID>1</EventID>");
        xml.append("<TimeCreated SystemTime='2026-03-02T08:15:30Z'/></System><EventData>");
        for (int i = 0; i < 5_000; i++) {
            xml.append("<Data Name='n").append(i).append("'>v</Data>");
        }
        xml.append("</EventData></Event>");
        assertThat(source.normalize(raw(xml.toString()))).isInstanceOf(Normalized.Parsed.class);
        assertThatCode(
                        () ->
                                assertThat(WindowsEventXml.read(xml.toString()).data())
                                        .hasSize(WindowsEvent.MAX_VALUES))
                .doesNotThrowAnyException();
    }

    /** The reader's table of names finds the 10,000th of them only after looking at all before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<NAME/>",
                "<x NAME=''/>",
                "<Data xmlns:NAME='u'/>",
                "<NAME:Data xmlns:NAME='u'/>",
                "<?NAME?>"
            })
    void names_that_are_made_to_collide_are_refused_before_they_cost_time(String form) {
        StringBuilder xml = new StringBuilder("<Event><System/><UserData><x>");
        for (int i = 0; xml.length() < WindowsEventXml.MAX_LENGTH - 200; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            xml.append(form.replace("NAME", name));
        }
        xml.append("</x></UserData></Event>");
        assertThatThrownBy(() -> WindowsEventXml.read(xml.toString()))
                .isInstanceOf(XMLStreamException.class)
                .hasMessageMatching("(?s).*(Too many names|instructions).*");
    }

    @Test
    void a_name_that_is_longer_than_any_is_refused_before_it_is_copied_for_each_below_it() {
        String name = "n".repeat(1_000);
        String xml = "<Event><" + name + "><Data/></" + name + "></Event>";
        assertThatThrownBy(() -> WindowsEventXml.read(xml)).hasMessageContaining("too long");
    }

    private static String logoff(int recordId) {
        return "<Event><System><EventID>4634</EventID><TimeCreated SystemTime='2026-03-02T08:15:30Z'/>"
                + "<EventRecordID>"
                + recordId
                + "</EventRecordID><Channel>Security</Channel><Computer>dc01</Computer></System></Event>";
    }

    private Object id(RawRecord raw) {
        Object id =
                source.normalize(raw) instanceof Normalized.Parsed(var event)
                        ? event.value(EcsField.EVENT_ID)
                        : null;
        return id == null ? "none" : id;
    }

    /** Whether it is an event, which then must be one that can be written. */
    private boolean write(RawRecord raw) {
        return switch (source.normalize(raw)) {
            case Normalized.Parsed(var event) -> {
                event.setIfAbsent(EcsField.EVENT_ID, "from-origin");
                yield EcsJson.write(event.build()).length > 0;
            }
            case Normalized.Ignored _ -> false;
            case Normalized.Rejected _ -> false;
        };
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(mutated.length());
            int to = Math.min(mutated.length(), from + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> mutated.delete(from, to);
                case 1 -> mutated.insert(from, mutated.substring(from, to));
                case 2 -> mutated.insert(from, PIECES.get(random.nextInt(PIECES.size())));
                default -> value(mutated, from, PIECES.get(random.nextInt(PIECES.size())));
            }
            if (mutated.isEmpty()) {
                return "";
            }
        }
        return mutated.toString();
    }

    /** Puts another value in the place of the next JSON string value, so that the text stays JSON. */
    private static void value(StringBuilder text, int from, String value) {
        int start = text.indexOf(":\"", from);
        int end = start < 0 ? -1 : text.indexOf("\"", start + 2);
        if (end > 0) {
            text.replace(start + 1, end + 1, value);
        }
    }

    private static List<String> fixtureTexts() throws IOException {
        JsonNode cases =
                new ObjectMapper(new YAMLFactory())
                        .readTree(
                                Files.readAllBytes(
                                        Path.of(
                                                "src/test/resources/fixtures/windows.security.yml")));
        List<String> texts = new ArrayList<>();
        cases.forEach(
                each -> {
                    JsonNode raw = each.path("raw");
                    texts.add(raw.isTextual() ? raw.asText() : raw.toString());
                });
        return texts;
    }

    private static RawRecord raw(String text) {
        return new RawRecord(
                text,
                json(text),
                Family.AUTH,
                Instant.parse("2026-03-02T12:00:00Z"),
                ZoneOffset.UTC,
                RawRecord.Shipped.BARE);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
