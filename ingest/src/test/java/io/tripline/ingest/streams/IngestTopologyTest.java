package io.tripline.ingest.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.LedgerEntry;
import io.tripline.contracts.LedgerJson;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.IngestMeters;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestTopologyTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final String GOOD =
            "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"event\":{\"kind\":\"event\"},\"message\":\"ok\"}";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Topology topology =
            IngestTopology.of(
                    new Normalizer(
                            IngestConfig.defaults(),
                            GeoEnrichment.open(Optional.empty(), Optional.empty()),
                            InstantSource.fixed(RECEIVED)),
                    new IngestMeters(registry));
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> auth;
    private TestOutputTopic<byte[], byte[]> events;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        driver = new TopologyTestDriver(topology, new Properties());
        auth =
                driver.createInputTopic(
                        Topics.LOGS_AUTH, new ByteArraySerializer(), new ByteArraySerializer());
        events = output(Topics.EVENTS);
        deadLetters = output(Topics.DEAD_LETTERS);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void its_shape_is_the_golden_one() throws Exception {
        Path golden = Path.of("src/test/resources/topology.txt");
        if (Boolean.getBoolean("fixtures.update")) {
            Files.writeString(golden, topology.describe().toString());
        }
        assertThat(topology.describe().toString()).isEqualTo(Files.readString(golden));
    }

    @Test
    void an_event_is_keyed_by_its_id_and_says_where_it_comes_from() throws Exception {
        send(GOOD.getBytes(UTF_8));

        TestRecord<byte[], byte[]> record = events.readRecord();
        EcsEvent event = EcsJson.read(record.value());
        assertThat(new String(record.key(), UTF_8)).isEqualTo(event.id());
        assertThat(record.getRecordTime()).isEqualTo(RECEIVED);
        assertThat(header(record, RecordHeaders.FAMILY)).isEqualTo("auth");
        assertThat(header(record, RecordHeaders.EVENT_SOURCE)).isEqualTo("ecs");
        assertThat(header(record, RecordHeaders.ORIGIN)).isEqualTo("logs.auth-0-0");
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void a_dead_letter_says_why_and_keeps_what_a_replay_needs() {
        TestRecord<byte[], byte[]> raw =
                new TestRecord<>("k".getBytes(UTF_8), "nonsense".getBytes(UTF_8), RECEIVED);
        raw.headers().add(RecordHeaders.SOURCE, "ecs".getBytes(UTF_8));
        auth.pipeInput(raw);

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo("nonsense".getBytes(UTF_8));
        assertThat(header(letter, RecordHeaders.REASON)).isEqualTo("unparsable_line");
        assertThat(header(letter, RecordHeaders.DETAIL)).isNotBlank();
        assertThat(header(letter, RecordHeaders.ORIGIN)).isEqualTo("logs.auth-0-0");
        assertThat(header(letter, RecordHeaders.RECEIVED)).isEqualTo(RECEIVED.toString());
        assertThat(header(letter, RecordHeaders.SOURCE)).isEqualTo("ecs");
        assertThat(header(letter, RecordHeaders.EVENT_SOURCE)).isEqualTo("ecs");
        assertThat(letter.getRecordTime()).isEqualTo(RECEIVED);
    }

    @Test
    void a_replayed_dead_letter_is_judged_by_its_first_arrival() {
        replay(RECEIVED.plusSeconds(400L * 86_400), RECEIVED.plusSeconds(60L * 86_400));

        assertThat(events.getQueueSize()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z"})
    void a_claimed_arrival_that_cannot_be_moves_no_bounds(Instant claimed) {
        replay(RECEIVED.plusSeconds(400L * 86_400), claimed);

        assertThat(events.isEmpty()).isTrue();
        assertThat(header(deadLetters.readRecord(), RecordHeaders.REASON))
                .isEqualTo("invalid_timestamp");
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("not UTF-8", new byte[] {'{', (byte) 0xc3, '}'}, "not_utf8"),
                Arguments.of("overlong", new byte[] {(byte) 0xc0, (byte) 0xaf}, "not_utf8"),
                Arguments.of(
                        "encoded surrogate",
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        "not_utf8"),
                Arguments.of("truncated", bytes("{\"@timestamp\":\"2026-"), "malformed_json"),
                Arguments.of("2 MB line", bytes("x".repeat(2 << 20)), "too_large"),
                Arguments.of("1M deep array", bytes("[".repeat(1_000_000)), "malformed_json"),
                Arguments.of(
                        "170k deep object", bytes("{\"a\":".repeat(170_000)), "malformed_json"),
                Arguments.of("NULs", new byte[100], "no_text"),
                Arguments.of("100k keys", bytes(keys(100_000)), "too_large"),
                Arguments.of("doubled key", bytes(extended("\"message\":\"2\"")), "malformed_json"),
                Arguments.of(
                        "400 digits",
                        bytes(extended("\"n\":" + "9".repeat(400))),
                        "malformed_json"),
                Arguments.of("NaN", bytes(extended("\"n\":NaN")), "malformed_json"),
                Arguments.of("Infinity", bytes(extended("\"n\":-Infinity")), "malformed_json"),
                Arguments.of("1970", bytes(GOOD.replace("2026", "1970")), "invalid_timestamp"),
                Arguments.of("2099", bytes(GOOD.replace("2026", "2099")), "invalid_timestamp"),
                Arguments.of(
                        "beyond Java's time",
                        bytes(GOOD.replace("\"2026-03-02T11:00:00Z\"", "9223372036854775807")),
                        "invalid_timestamp"),
                Arguments.of(
                        "30 February", bytes(GOOD.replace("03-02", "02-30")), "invalid_timestamp"),
                Arguments.of(
                        "a line of no source",
                        bytes("${jndi:ldap://127.0.0.1:1/x}"),
                        "unknown_source"),
                Arguments.of(
                        "long name",
                        bytes(extended("\"" + "n".repeat(300) + "\":1")),
                        "malformed_json"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void bad_input_is_a_dead_letter_and_its_neighbours_are_events(
            String name, byte[] raw, String reason) {
        byte[] before = raw.clone();
        send(GOOD.getBytes(UTF_8));
        send(raw);
        send(GOOD.getBytes(UTF_8));

        assertThat(events.getQueueSize()).as(name).isEqualTo(2);
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, RecordHeaders.REASON)).isEqualTo(reason);
        assertThat(Arrays.equals(letter.value(), before)).as("bytes unchanged").isTrue();
        assertThat(header(letter, RecordHeaders.ORIGIN)).isEqualTo("logs.auth-0-1");
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void of_a_record_far_beyond_the_bound_the_letter_keeps_the_beginning() {
        send(bytes("x".repeat(10 << 20)));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, RecordHeaders.REASON)).isEqualTo("too_large");
        assertThat(header(letter, RecordHeaders.CUT)).isEqualTo(Integer.toString(10 << 20));
        assertThat(letter.value()).hasSize(16 * 1024);
        assertThat(header(letter, RecordHeaders.ORIGIN)).isEqualTo("logs.auth-0-0");
    }

    @Test
    void an_empty_record_and_a_tombstone_are_ignored_and_counted() {
        send(new byte[0]);
        send(null);
        send(GOOD.getBytes(UTF_8));

        assertThat(events.getQueueSize()).isEqualTo(1);
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(count("ignored", "reason", "empty")).isEqualTo(1);
        assertThat(count("ignored", "reason", "tombstone")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${jndi:ldap://127.0.0.1:1/x}",
                "{{7*7}}",
                "<script>alert(1)</script>",
                "'; DROP TABLE users; --",
                "a\r\nPOST /_bulk HTTP/1.1\r\n",
                "{\"delete\":{}}\n",
                "\u001b[2J\u001b[1;31m",
                "=cmd|' /C calc'!A0",
                "\u202egpj.exe",
                "\u0000"
            })
    void an_injection_string_is_only_a_value(String hostile) throws Exception {
        String json =
                extended(
                        "\"user\":{\"name\":"
                                + new com.fasterxml.jackson.databind.ObjectMapper()
                                        .writeValueAsString(hostile)
                                + "}");
        send(bytes(json));

        byte[] written = events.readValue();
        assertThat(new String(written, UTF_8)).doesNotContain("\n", "\r", "\u001b");
        assertThat(EcsJson.read(written).string(EcsField.USER_NAME)).hasValue(hostile);
    }

    @Test
    void an_event_too_large_with_its_raw_record_goes_without() throws Exception {
        send(
                bytes(
                        extended("\"message\":\"" + "m".repeat(700_000) + "\"")
                                .replaceFirst("\"message\":\"ok\",", "")));

        EcsEvent event = EcsJson.read(events.readValue());
        assertThat(event.has(EcsField.EVENT_ORIGINAL)).isFalse();
        assertThat(event.string(EcsField.MESSAGE).orElseThrow()).hasSize(700_000);
    }

    @Test
    void an_event_too_large_even_so_is_a_dead_letter() {
        byte[] raw = bytes(extended("\"user\":{\"name\":\"" + "\u007f".repeat(1_030_000) + "\"}"));
        send(raw);

        assertThat(events.isEmpty()).isTrue();
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, RecordHeaders.REASON)).isEqualTo("too_large");
        assertThat(Arrays.equals(letter.value(), raw)).isTrue();
    }

    @Test
    void the_ledger_balances() {
        List.of(
                        GOOD,
                        "",
                        "nonsense",
                        "[" + GOOD + "," + GOOD + ",{\"a\":1}]",
                        GOOD + "\n{\n" + GOOD)
                .forEach(raw -> send(bytes(raw)));
        send(null);

        assertThat(count("received")).isEqualTo(10);
        assertThat(count("received")).isEqualTo(count("sent") + count("ignored") + count("dead"));
        assertThat(count("sent")).isEqualTo(events.getQueueSize());
        assertThat(count("dead")).isEqualTo(deadLetters.getQueueSize());
    }

    @Test
    void the_ledger_is_published_by_source_and_minute() throws Exception {
        send(bytes(GOOD));
        send(bytes("nonsense"));
        send(bytes(""));

        TestOutputTopic<byte[], byte[]> ledger = output(Topics.LEDGER);
        assertThat(ledger.isEmpty()).isTrue();
        driver.advanceWallClockTime(NormalizeProcessor.BETWEEN_PUBLICATIONS);
        List<LedgerEntry> entries = new ArrayList<>();
        while (!ledger.isEmpty()) {
            TestRecord<byte[], byte[]> record = ledger.readRecord();
            LedgerEntry entry = LedgerJson.read(record.value());
            assertThat(new String(record.key(), UTF_8)).isEqualTo(entry.id());
            entries.add(entry);
        }

        assertThat(entries)
                .containsExactlyInAnyOrder(
                        new LedgerEntry(
                                "ecs",
                                RECEIVED,
                                new LedgerEntry.Reach(Topics.LOGS_AUTH, 0, 0, 0, 1),
                                new LedgerEntry.Tally(
                                        1,
                                        1,
                                        Map.of(),
                                        Map.of(),
                                        Optional.of(Instant.parse("2026-03-02T11:00:00Z")))),
                        new LedgerEntry(
                                "none",
                                RECEIVED,
                                new LedgerEntry.Reach(Topics.LOGS_AUTH, 0, 1, 2, 2),
                                new LedgerEntry.Tally(
                                        2,
                                        0,
                                        Map.of("empty", 1L),
                                        Map.of("unknown_source", 1L),
                                        Optional.empty())));
        driver.advanceWallClockTime(NormalizeProcessor.BETWEEN_PUBLICATIONS);
        assertThat(ledger.isEmpty()).as("nothing changed since").isTrue();
    }

    @Test
    void a_letter_that_is_sent_again_any_number_of_times_gives_one_event() throws Exception {
        String line = "Mar  2 11:00:00 web-1 sshd[1]: Failed password for bob from 203.0.113.5";
        send(bytes(line));
        EcsEvent direct = EcsJson.read(events.readValue());
        again(line, "logs.auth-0-7#0");
        again(line, "logs.auth-0-7#0");
        again(line, "logs.auth-0-8#0");

        EcsEvent first = EcsJson.read(events.readValue());
        EcsEvent second = EcsJson.read(events.readValue());
        EcsEvent other = EcsJson.read(events.readValue());
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(first.id()).isNotEqualTo(direct.id());
        assertThat(first.timestamp()).isEqualTo(direct.timestamp());
    }

    @Test
    void a_letter_that_fails_again_remembers_the_first_and_its_part() {
        send(bytes("{\"a\":1}\n{\"b\":2}\n"));
        TestRecord<byte[], byte[]> first = deadLetters.readRecord();
        TestRecord<byte[], byte[]> second = deadLetters.readRecord();
        assertThat(header(first, RecordHeaders.PART)).isEqualTo("0");
        assertThat(header(second, RecordHeaders.PART)).isEqualTo("1");

        again("{\"b\":2}", "logs.auth-0-0#1");

        assertThat(header(deadLetters.readRecord(), RecordHeaders.REPLAY_OF))
                .isEqualTo("logs.auth-0-0#1");
    }

    private void again(String raw, String letter) {
        TestRecord<byte[], byte[]> copy = new TestRecord<>(null, bytes(raw), RECEIVED);
        copy.headers().add(RecordHeaders.REPLAY_OF, bytes(letter));
        auth.pipeInput(copy);
    }

    private void replay(Instant appended, Instant claimed) {
        TestRecord<byte[], byte[]> raw = new TestRecord<>(null, GOOD.getBytes(UTF_8), appended);
        raw.headers().add(RecordHeaders.RECEIVED, claimed.toString().getBytes(UTF_8));
        auth.pipeInput(raw);
    }

    private void send(byte @Nullable [] raw) {
        auth.pipeInput(new TestRecord<>(null, raw, RECEIVED));
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private long count(String name, String... tags) {
        double sum =
                registry.find("tripline.ingest." + name).tags(tags).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
        return Math.round(sum);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String extended(String rest) {
        return GOOD.substring(0, GOOD.length() - 1) + "," + rest + "}";
    }

    private static String keys(int count) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(Integer.toString(i, 36))
                    .append("\":1");
        }
        return json.append('}').toString();
    }
}
