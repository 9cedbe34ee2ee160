package io.tripline.deploy.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PatientPollTest {
    private static final TopicPartition PARTITION = new TopicPartition("events", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    PatientPollTest() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    /** A broker that goes away in the middle left a command waiting for ever. */
    @Test
    void whereNothingComesAnyMoreItEndsWithAReason() {
        consumer.addRecord(new ConsumerRecord<>("events", 0, 0, new byte[0], new byte[0]));
        PatientPoll poll = new PatientPoll(consumer);

        assertThat(poll.next()).hasSize(1);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 1_000; i++) {
                                assertThat(poll.next()).isEmpty();
                            }
                        })
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("none came for 60 s");
    }

    @Test
    void whatComesSlowlyIsWaitedFor() {
        PatientPoll poll = new PatientPoll(consumer);
        for (int offset = 0; offset < 20; offset++) {
            for (int i = 0; i < 100; i++) {
                assertThat(poll.next()).isEmpty();
            }
            consumer.addRecord(new ConsumerRecord<>("events", 0, offset, new byte[0], new byte[0]));
            assertThat(poll.next()).hasSize(1);
        }
    }
}
