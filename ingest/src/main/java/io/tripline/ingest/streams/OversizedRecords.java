package io.tripline.ingest.streams;

import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.ingest.source.RejectedReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a record that the broker will not take for its size: an event becomes a dead letter. Where the broker
 * takes the dead letter no more than the event, the raw record remains in its topic, and the log names its place; waiting
 * for a broker that will never take it would stop all other records.
 */
public final class OversizedRecords implements ProductionExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(OversizedRecords.class);

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public Response handleError(
            ErrorHandlerContext context,
            ProducerRecord<byte[], byte[]> record,
            Exception exception) {
        if (!(exception instanceof RecordTooLargeException)) {
            return exception instanceof RetriableException ? Response.retry() : Response.fail();
        }
        Origin origin = new Origin(context.topic(), context.partition(), context.offset());
        if (!record.topic().equals(Topics.DEAD_LETTERS) && context.sourceRawValue() != null) {
            return Response.resume(List.of(deadLetter(context, origin)));
        }
        log.atError()
                .addKeyValue("origin", origin)
                .addKeyValue("topic", record.topic())
                .log(
                        "The broker takes no record this large; it remains in its raw topic. Raise max.message.bytes of the topic.");
        return Response.resume();
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(
            ErrorHandlerContext context, Origin origin) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        Topics.DEAD_LETTERS,
                        null,
                        context.timestamp(),
                        context.sourceRawKey(),
                        context.sourceRawValue());
        add(letter, RecordHeaders.ORIGIN, origin.toString());
        add(letter, RecordHeaders.FAMILY, Family.ofTopic(origin.topic()).label());
        add(letter, RecordHeaders.REASON, RejectedReason.TOO_LARGE.label());
        add(letter, RecordHeaders.DETAIL, "The broker takes no event this large.");
        add(letter, RecordHeaders.RECEIVED, Instant.ofEpochMilli(context.timestamp()).toString());
        return letter;
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
