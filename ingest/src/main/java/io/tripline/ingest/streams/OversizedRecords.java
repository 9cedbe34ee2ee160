package io.tripline.ingest.streams;

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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a record that the broker will not take for its size: its beginning becomes a dead letter that names the
 * raw record, which remains in its topic. Waiting for a broker that will never take it would stop all other records. All
 * that is said is from the refused record itself: of the raw one Kafka Streams keeps nothing so long, and where refusals
 * come late it names another.
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
        boolean isLetter = record.topic().equals(Topics.DEAD_LETTERS);
        byte[] value = record.value() == null ? new byte[0] : record.value();
        boolean isNamed = header(record, RecordHeaders.ORIGIN) != null;
        if (isNamed && (!isLetter || value.length > Beginning.MAX_BYTES)) {
            return Response.resume(List.of(letter(context, record, value, isLetter)));
        }
        log.atError()
                .addKeyValue("origin", isNamed ? text(record, RecordHeaders.ORIGIN) : "none")
                .addKeyValue("topic", record.topic())
                .log(
                        "The broker takes no record this large; what it was made of remains in its topic. Raise max.message.bytes of the topic.");
        return Response.resume();
    }

    private static ProducerRecord<byte[], byte[]> letter(
            ErrorHandlerContext context,
            ProducerRecord<byte[], byte[]> refused,
            byte[] value,
            boolean isLetter) {
        long time = refused.timestamp() == null ? context.timestamp() : refused.timestamp();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        Topics.DEAD_LETTERS, null, time, refused.key(), Beginning.of(value));
        refused.headers().forEach(letter.headers()::add);
        if (!isLetter) {
            add(letter, RecordHeaders.REASON, RejectedReason.TOO_LARGE.label());
            add(
                    letter,
                    RecordHeaders.DETAIL,
                    "The broker takes no event this large. This is the event's beginning; the raw record is at its origin.");
            add(letter, RecordHeaders.RECEIVED, Instant.ofEpochMilli(time).toString());
        }
        add(letter, RecordHeaders.CUT, Integer.toString(value.length));
        return letter;
    }

    private static @Nullable Header header(ProducerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name);
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String name) {
        Header header = header(record, name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
