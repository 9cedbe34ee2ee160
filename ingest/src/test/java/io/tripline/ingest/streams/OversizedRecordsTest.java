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

    @Test
    void an_event_that_the_broker_finds_too_large_becomes_a_dead_letter() {
        Response response =
                HANDLER.handleError(PLACE, record(Topics.EVENTS), new RecordTooLargeException());

        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.topic()).isEqualTo(Topics.DEAD_LETTERS);
                            assertThat(letter.value()).isEqualTo(RAW);
                            assertThat(letter.timestamp()).isEqualTo(1_000);
                            assertThat(
                                            new String(
                                                    letter.headers()
                                                            .lastHeader(RecordHeaders.ORIGIN)
                                                            .value(),
                                                    UTF_8))
                                    .isEqualTo("logs.auth-1-7");
                        });
    }

    @Test
    void a_dead_letter_that_is_too_large_itself_does_not_stop_the_others() {
        Response response =
                HANDLER.handleError(
                        PLACE, record(Topics.DEAD_LETTERS), new RecordTooLargeException());

        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
    }

    @Test
    void what_may_pass_is_tried_again_and_all_else_stops_the_task() {
        assertThat(
                        HANDLER.handleError(PLACE, record(Topics.EVENTS), new TimeoutException())
                                .result())
                .isEqualTo(Result.RETRY);
        assertThat(
                        HANDLER.handleError(
                                        PLACE,
                                        record(Topics.EVENTS),
                                        new AuthorizationException("no"))
                                .result())
                .isEqualTo(Result.FAIL);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic) {
        return new ProducerRecord<>(topic, RAW);
    }

    private static final ErrorHandlerContext PLACE =
            new ErrorHandlerContext() {
                @Override
                public String topic() {
                    return Topics.LOGS_AUTH;
                }

                @Override
                public int partition() {
                    return 1;
                }

                @Override
                public long offset() {
                    return 7;
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
                    return RAW;
                }

                @Override
                public byte[] sourceRawValue() {
                    return RAW;
                }
            };
}
