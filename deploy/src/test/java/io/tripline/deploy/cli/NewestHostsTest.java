package io.tripline.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class NewestHostsTest {
    private final NewestHosts hosts = new NewestHosts();

    @Test
    void the_newest_hosts_of_a_source_come_first_and_the_rest_is_counted() {
        for (int i = 1; i <= 5; i++) {
            hosts.add(record("linux.auth", event().set(EcsField.HOST_NAME, "web-" + i), i));
        }
        hosts.add(record("linux.auth", event().set(EcsField.HOST_NAME, "web-1"), 6));

        assertThat(hosts.of("linux.auth")).isEqualTo("web-1, web-5, web-4 and 2 more");
        assertThat(hosts.of("okta.system")).isEqualTo("-");
    }

    @Test
    void what_has_no_host_is_from_its_device_or_tenant() {
        hosts.add(record("cisco.asa", event().set(EcsField.OBSERVER_HOSTNAME, "fw-1"), 1));
        hosts.add(record("entra.signin", event().set(EcsField.ORGANIZATION_ID, "contoso"), 1));
        hosts.add(record("duo.log", event(), 1));

        assertThat(hosts.of("cisco.asa")).isEqualTo("fw-1");
        assertThat(hosts.of("entra.signin")).isEqualTo("contoso");
        assertThat(hosts.of("duo.log")).isEqualTo("-");
    }

    @Test
    void what_is_no_event_of_ours_is_passed_over() {
        hosts.add(record("linux.auth", "no event".getBytes(UTF_8), 1));
        hosts.add(new ConsumerRecord<>(Topics.EVENTS, 0, 0, new byte[0], new byte[0]));

        assertThat(hosts.of("linux.auth")).isEqualTo("-");
    }

    private static EcsEvent.Builder event() {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.EPOCH)
                .set(EcsField.EVENT_ID, "e1")
                .set(EcsField.EVENT_KIND, "event");
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String source, EcsEvent.Builder event, long time) {
        return record(source, EcsJson.write(event.build()), time);
    }

    private static ConsumerRecord<byte[], byte[]> record(String source, byte[] value, long time) {
        return new ConsumerRecord<>(
                Topics.EVENTS,
                0,
                0,
                time,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                new byte[0],
                value,
                new org.apache.kafka.common.header.internals.RecordHeaders(
                        new RecordHeader[] {
                            new RecordHeader(RecordHeaders.EVENT_SOURCE, source.getBytes(UTF_8))
                        }),
                Optional.empty());
    }
}
