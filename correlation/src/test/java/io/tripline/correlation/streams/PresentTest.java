package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The time of ticks, where clocks step. */
class PresentTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Log log = new Log();
    private Instant host = NOON;
    private Duration passed = Duration.ofDays(-1);
    private final Present present = present();

    @Test
    void it_is_the_hosts_time_where_nothing_has_ever_arrived() {
        assertThat(present.look(log)).isEqualTo(NOON);
        pass(HOUR);
        assertThat(present.look(log)).isEqualTo(NOON.plus(HOUR));
    }

    @Test
    void it_goes_on_where_nothing_arrives_any_more() {
        log.newest = NOON;
        assertThat(present.look(log)).isEqualTo(NOON);
        pass(HOUR);
        assertThat(present.look(log)).isEqualTo(NOON.plus(HOUR));
        assertThat(present.now()).isEqualTo(NOON.plus(HOUR));
    }

    @Test
    void a_clock_that_steps_forward_and_back_is_not_believed() {
        log.newest = NOON;
        present.look(log);

        host = NOON.plus(HOUR);
        pass(Duration.ofSeconds(2));
        assertThat(present.look(log)).isEqualTo(NOON.plusSeconds(2));
        log.newest = NOON.plusSeconds(3);
        pass(Duration.ofSeconds(2));
        assertThat(present.look(log)).isEqualTo(NOON.plusSeconds(4));

        host = NOON.plusSeconds(6);
        passed = passed.plusSeconds(2);
        assertThat(present.look(log)).isEqualTo(NOON.plusSeconds(6));
    }

    @Test
    void of_two_instances_the_one_whose_clock_is_ahead_does_not_say_what_time_it_is() {
        host = NOON.plus(HOUR);
        Present ahead = present();
        log.newest = NOON;

        assertThat(ahead.look(log)).isEqualTo(NOON);
    }

    @Test
    void a_clock_that_is_behind_makes_time_late_and_no_more() {
        log.newest = NOON.plus(HOUR);
        assertThat(present.look(log)).isEqualTo(NOON);
        pass(HOUR.multipliedBy(2));
        assertThat(present.look(log)).isEqualTo(NOON.plus(HOUR));
    }

    @Test
    void a_record_that_its_sender_stamped_with_the_future_vouches_for_nothing() {
        log.newest = NOON;
        present.look(log);
        log.newest = NOON.plus(Duration.ofDays(36_500));
        pass(Duration.ofSeconds(2));
        assertThat(present.look(log)).isEqualTo(NOON.plusSeconds(2));

        host = NOON.plus(HOUR);
        assertThat(present.look(log)).isEqualTo(NOON.plusSeconds(2));
    }

    /** Else a tick would say of records to come that they were read. */
    @Test
    void a_tick_says_no_more_than_what_had_arrived_while_the_clock_was_ahead() {
        log.newest = NOON;
        host = NOON.plus(HOUR);
        Barrier barrier = new Barrier(List.of(new Barrier.Stage("match", List.of("events"))), log);

        assertThat(barrier.look(present.look(log))).contains(NOON);
    }

    private Present present() {
        return new Present(List.of("logs.auth"), () -> host, () -> passed.toNanos());
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
        host = host.plus(time);
    }

    /** Topics in which nothing is unread. */
    private static final class Log implements Offsets {
        private Instant newest = Instant.MIN;

        @Override
        public Map<TopicPartition, Long> ends(Collection<String> topics) {
            return Map.of();
        }

        @Override
        public Optional<Instant> newest(Collection<String> topics) {
            return newest.equals(Instant.MIN) ? Optional.empty() : Optional.of(newest);
        }

        @Override
        public Map<TopicPartition, Long> done(String group, Collection<TopicPartition> partitions) {
            return Map.of();
        }
    }
}
