package io.tripline.ingest.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Response;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class OversizedRecordsTest {
    private static final OversizedRecords HANDLER = new OversizedRecords();
    private static final byte[] RAW = "raw".getBytes(UTF_8);

    /** As Kafka Streams hands it over: without the raw record, and at the place of another one. */
    @Test
    void
            an_event_that_the_broker_finds_too_large_becomes_a_dead_letter_that_names_its_raw_record() {
        ProducerRecord<byte[], byte[]> event = record(Topics.EVENTS, "e".repeat(900_000));

        Response response = HANDLER.handleError(PLACE, event, new RecordTooLargeException());

        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.topic()).isEqualTo(Topics.DEAD_LETTERS);
                            assertThat(letter.value()).hasSize(16 * 1024);
                            assertThat(letter.timestamp()).isEqualTo(2_000);
                            assertThat(header(letter, RecordHeaders.ORIGIN))
                                    .isEqualTo("logs.auth-1-7");
                            assertThat(header(letter, RecordHeaders.FAMILY)).isEqualTo("auth");
                            assertThat(header(letter, RecordHeaders.REASON)).isEqualTo("too_large");
                            assertThat(header(letter, RecordHeaders.CUT)).isEqualTo("900000");
                        });
    }

    @Test
    void a_dead_letter_that_is_too_large_itself_is_cut_and_keeps_its_reason() {
        ProducerRecord<byte[], byte[]> refused = record(Topics.DEAD_LETTERS, "é".repeat(900_000));
        refused.headers().add(RecordHeaders.REASON, "unknown_source".getBytes(UTF_8));

        Response response = HANDLER.handleError(PLACE, refused, new RecordTooLargeException());

        assertThat(response.deadLetterQueueRecords())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(header(letter, RecordHeaders.REASON))
                                    .isEqualTo("unknown_source");
                            assertThat(header(letter, RecordHeaders.CUT)).isEqualTo("1800000");
                            assertThat(new String(letter.value(), UTF_8)).doesNotContain("\ufffd");
                        });
    }

    @Test
    void what_no_cut_makes_smaller_does_not_stop_the_others() {
        for (String topic : new String[] {Topics.DEAD_LETTERS, Topics.LEDGER}) {
            ProducerRecord<byte[], byte[]> refused =
                    topic.equals(Topics.LEDGER)
                            ? new ProducerRecord<>(topic, RAW)
                            : record(topic, "small");
            Response response = HANDLER.handleError(PLACE, refused, new RecordTooLargeException());

            assertThat(response.result()).isEqualTo(Result.RESUME);
            assertThat(response.deadLetterQueueRecords()).isEmpty();
        }
    }

    @Test
    void what_may_pass_is_tried_again_and_all_else_stops_the_task() {
        assertThat(
                        HANDLER.handleError(
                                        PLACE, record(Topics.EVENTS, "raw"), new TimeoutException())
                                .result())
                .isEqualTo(Result.RETRY);
        assertThat(
                        HANDLER.handleError(
                                        PLACE,
                                        record(Topics.EVENTS, "raw"),
                                        new AuthorizationException("no"))
                                .result())
                .isEqualTo(Result.FAIL);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, 2_000L, RAW, value.getBytes(UTF_8));
        record.headers().add(RecordHeaders.ORIGIN, "logs.auth-1-7".getBytes(UTF_8));
        record.headers().add(RecordHeaders.FAMILY, "auth".getBytes(UTF_8));
        return record;
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static final ErrorHandlerContext PLACE =
            new ErrorHandlerContext() {
                @Override
                public String topic() {
                    return Topics.LOGS_DEVICE;
                }

                @Override
                public int partition() {
                    return 5;
                }

                @Override
                public long offset() {
                    return 99;
                }

                @Override
                public Headers headers() {
                    return new org.apache.kafka.common.header.internals.RecordHeaders();
                }

                @Override
                public String processorNodeId() {
                    return "events-auth";
                }

                @Override
                public TaskId taskId() {
                    return new TaskId(0, 1);
                }

                @Override
                public long timestamp() {
                    return 1_000;
                }

                @Override
                public byte[] sourceRawKey() {
                    return new byte[0];
                }

                @Override
                public byte[] sourceRawValue() {
                    return new byte[0];
                }
            };
}
