package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.source.RejectedReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final String ECS =
            "{\"@timestamp\":\"1999-03-02T11:00:00Z\",\"event\":{\"kind\":\"event\"}}";
    private static final Offline OFFLINE =
            new Offline(
                    new Normalizer(
                            IngestConfig.defaults().with(IngestConfig.Timestamp.UNBOUNDED),
                            GeoEnrichment.open(Optional.empty(), Optional.empty()),
                            InstantSource.fixed(RECEIVED)),
                    Family.AUTH,
                    RECEIVED);

    @Test
    void lines_are_numbered_from_one_and_none_is_left_out() throws IOException {
        List<Offline.Row> rows = lines(ECS + "\r\n\nnonsense\n" + ECS);

        assertThat(rows).extracting(Offline.Row::id).containsExactly("1", "2", "3", "4");
        assertThat(rows)
                .extracting(row -> json(row).path("outcome").asText())
                .containsExactly("event", "ignored", "rejected", "event");
        assertThat(json(rows.get(1)).path("reason").asText()).isEqualTo("empty");
        assertThat(json(rows.get(2)).path("reason").asText()).isEqualTo("unknown_source");
        assertThat(json(rows.get(3)).path("event").path("@timestamp").asText())
                .isEqualTo("1999-03-02T11:00:00Z");
    }

    @Test
    void what_gzip_packed_is_unpacked_and_a_mark_of_utf_8_is_passed_over() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("\ufeff" + ECS + "\nnonsense").getBytes(UTF_8));
        }
        String row = "\ufeff{\"raw\":" + new ObjectMapper().writeValueAsString(ECS) + "}";
        List<Offline.Row> rows = new ArrayList<>();

        OFFLINE.lines(new ByteArrayInputStream(packed.toByteArray()), Optional.empty(), rows::add);
        OFFLINE.rows(new ByteArrayInputStream(row.getBytes(UTF_8)), Optional.empty(), rows::add);
        OFFLINE.lines(new ByteArrayInputStream(new byte[] {'a'}), Optional.empty(), rows::add);

        assertThat(rows)
                .extracting(each -> json(each).path("outcome").asText())
                .containsExactly("event", "rejected", "event", "rejected");
    }

    @Test
    void an_event_tells_in_what_it_differs_from_ecs() throws IOException {
        String odd =
                "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"event\":{\"kind\":\"event\","
                        + "\"category\":[\"authentication\"],\"type\":[\"deletion\"]}}";
        List<Offline.Row> rows = lines(ECS + "\nnonsense\n" + odd);

        assertThat(rows.get(0).problems()).isEmpty();
        assertThat(rows.get(1).problems()).isEmpty();
        assertThat(rows.get(2).problems()).hasSize(2).anyMatch(each -> each.contains("deletion"));
        assertThat(
                        new ObjectMapper()
                                .readTree(rows.get(2).toJson(rows.get(2).problems()))
                                .path("problems"))
                .hasSize(2);
        assertThat(json(rows.get(2)).has("problems")).isFalse();
    }

    @Test
    void what_came_as_ecs_in_another_form_than_ecs_is_kept_and_told() throws IOException {
        List<Offline.Row> rows =
                lines(
                        """
                        {"@timestamp":"2026-03-02T11:00:00Z","event":{"kind":"event","id":"7","ingested":"2026-03-02T11:00:00Z","sequence":7},\
                        "user":"alice","source":{"port":"https","ip":"192.0.2.7","geo":"London"},"acme":{"user":"bob"}}""");

        assertThat(rows.getFirst().problems())
                .containsExactlyInAnyOrder(
                        "user can't be taken over as it is; its value is kept as unmapped.user.",
                        "source.port can't be taken over as it is; its value is kept as unmapped.source.port.",
                        "source.geo can't be taken over as it is; its value is kept as unmapped.source.geo.");
        assertThat(json(rows.getFirst()).path("event").path("unmapped").path("user").asText())
                .isEqualTo("alice");
    }

    @Test
    void a_rows_raw_record_is_a_string_or_the_record_itself() throws IOException {
        List<Offline.Row> rows =
                rows(
                        "{\"id\":\"a\",\"raw\":"
                                + new ObjectMapper().writeValueAsString(ECS)
                                + "}\n{\"id\":7,\"raw\": "
                                + ECS
                                + " ,\"source\":null}\n{\"raw\":"
                                + ECS
                                + "}\n");

        assertThat(rows).extracting(Offline.Row::id).containsExactly("a", "7", "3");
        assertThat(rows)
                .allSatisfy(
                        row ->
                                assertThat(
                                                ((Outcome.Event) row.outcome())
                                                        .event()
                                                        .string(EcsField.EVENT_ORIGINAL))
                                        .hasValue(ECS));
    }

    @Test
    void a_row_may_name_its_source() throws IOException {
        assertThat(rows("{\"source\":\"ecs\",\"raw\":\"nonsense\"}"))
                .singleElement()
                .satisfies(row -> assertThat(row.outcome().source()).hasValue("ecs"));
    }

    @Test
    void the_same_row_has_the_same_event_id() throws IOException {
        String row = "{\"id\":\"a\",\"raw\":" + ECS + "}\n";

        List<Offline.Row> rows = rows(row + row);

        assertThat(((Outcome.Event) rows.get(0).outcome()).event().id())
                .isEqualTo(((Outcome.Event) rows.get(1).outcome()).event().id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[1]",
                "{\"raw\":\"x\"",
                "{\"raw\":\"x\"} {}",
                "{\"received\":\"yesterday\",\"raw\":\"x\"}"
            })
    void a_row_that_is_none_is_rejected(String row) throws IOException {
        assertThat(rows(row))
                .singleElement()
                .satisfies(each -> assertReason(each, RejectedReason.MALFORMED_JSON));
    }

    @Test
    void a_row_that_arrived_beyond_all_calendars_is_told_so() throws IOException {
        assertThat(rows("{\"received\":\"+1000000000-12-31T23:59:59Z\",\"raw\":\"x\"}"))
                .singleElement()
                .satisfies(
                        row ->
                                assertThat(json(row).path("detail").asText())
                                        .contains("received", "9999"));
    }

    @Test
    void what_normalize_wrote_is_counted_as_it_was_and_no_line_vanishes() throws IOException {
        String far =
                "{\"id\":\"a\",\"outcome\":\"event\",\"event\":"
                        + ECS.replace("1999", "+1000000000")
                        + "}";
        String text =
                new String(lines(ECS + "\n\nnonsense").getFirst().toJson(), UTF_8)
                        + "\n"
                        + "{\"id\":\"2\",\"outcome\":\"ignored\",\"reason\":\"empty\"}\n"
                        + "{\"id\":\"3\",\"outcome\":\"rejected\",\"reason\":\"not_utf8\",\"detail\":\"x\"}\n\n"
                        + far
                        + "\n{\"id\":\"v\",\"outcome\":\"success\",\"vendor\":1}\n"
                        + "{\"id\":\"v\",\"outcome\":\"rejected\",\"vendor\":1}\n";

        assertThat(anything(text))
                .extracting(row -> json(row).path("outcome").asText())
                .containsExactly(
                        "event",
                        "ignored",
                        "rejected",
                        "ignored",
                        "rejected",
                        "rejected",
                        "rejected");
        assertThat(json(anything(text).get(2)).path("reason").asText()).isEqualTo("not_utf8");
    }

    /** A damaged file, which nobody should take for an empty line. */
    @Test
    void a_line_of_nuls_is_rejected_however_it_is_read() throws IOException {
        String text = "\0\0\n \t\n";

        assertThat(anything(text))
                .extracting(row -> json(row).path("outcome").asText())
                .containsExactly("rejected", "ignored")
                .isEqualTo(
                        lines(text).stream()
                                .map(row -> json(row).path("outcome").asText())
                                .toList());
    }

    @Test
    void a_row_without_a_record_is_rejected() throws IOException {
        assertThat(rows("{\"id\":\"a\"}"))
                .singleElement()
                .satisfies(row -> assertReason(row, RejectedReason.MISSING_FIELD));
    }

    @Test
    void a_line_too_long_is_rejected_without_being_held() throws IOException {
        InputStream endless =
                new InputStream() {
                    private long left = 200_000_000;

                    @Override
                    public int read() {
                        return left-- > 0 ? 'x' : -1;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        int count = (int) Math.min(length, left);
                        java.util.Arrays.fill(into, offset, offset + count, (byte) 'x');
                        left -= count;
                        return count == 0 ? -1 : count;
                    }
                };
        List<Offline.Row> rows = new ArrayList<>();

        OFFLINE.lines(endless, Optional.empty(), rows::add);

        assertThat(rows)
                .singleElement()
                .satisfies(
                        row -> {
                            assertReason(row, RejectedReason.TOO_LARGE);
                            assertThat(((Outcome.Rejected) row.outcome()).letter())
                                    .hasSizeLessThanOrEqualTo(8 << 20);
                        });
    }

    @Test
    void a_log_that_its_file_s_name_tells_is_known() throws IOException {
        // Zeek's rows say nothing of the log they are of.
        String row = "1772438400.000000\t203.0.113.1\n";
        List<Offline.Row> bare = lines(row);
        List<Offline.Row> named = new ArrayList<>();
        OFFLINE.of(Path.of("logs", "known_hosts.log"))
                .lines(new ByteArrayInputStream(row.getBytes(UTF_8)), Optional.empty(), named::add);

        assertThat(json(bare.getFirst()).path("outcome").asText()).isEqualTo("rejected");
        assertThat(json(named.getFirst()).path("event").path("event").path("dataset").asText())
                .isEqualTo("zeek.known_hosts");
    }

    private static void assertReason(Offline.Row row, RejectedReason reason) {
        assertThat(json(row).path("reason").asText()).isEqualTo(reason.label());
    }

    private static List<Offline.Row> lines(String text) throws IOException {
        List<Offline.Row> rows = new ArrayList<>();
        OFFLINE.lines(new ByteArrayInputStream(text.getBytes(UTF_8)), Optional.empty(), rows::add);
        return rows;
    }

    private static List<Offline.Row> rows(String text) throws IOException {
        List<Offline.Row> rows = new ArrayList<>();
        OFFLINE.rows(new ByteArrayInputStream(text.getBytes(UTF_8)), Optional.empty(), rows::add);
        return rows;
    }

    private static List<Offline.Row> anything(String text) throws IOException {
        List<Offline.Row> rows = new ArrayList<>();
        OFFLINE.anything(
                new ByteArrayInputStream(text.getBytes(UTF_8)), Optional.empty(), rows::add);
        return rows;
    }

    private static JsonNode json(Offline.Row row) {
        try {
            return new ObjectMapper().readTree(row.toJson());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
