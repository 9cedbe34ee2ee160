package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TopicPartition RAW = new TopicPartition("raw", 0);
    private static final TopicPartition QUIET = new TopicPartition("raw", 1);
    private static final TopicPartition EVENTS = new TopicPartition("events", 0);

    private final Log log = new Log();
    private final Barrier barrier =
            new Barrier(
                    List.of(
                            new Barrier.Stage("ingest", List.of("raw")),
                            new Barrier.Stage("match", List.of("events"))),
                    log);

    @Test
    void where_nothing_waits_time_has_come_to_the_present() {
        assertThat(barrier.look(NOON)).contains(NOON);
        assertThat(barrier.look(NOON.plusSeconds(2))).contains(NOON.plusSeconds(2));
    }

    @Test
    void it_waits_for_every_stage_to_do_what_had_arrived_and_for_nothing_later() {
        log.ends.put(RAW, 10L);
        log.done.put(RAW, 9L);
        assertThat(barrier.look(NOON)).isEmpty();
        assertThat(barrier.waitsFor()).isEqualTo("ingest");

        log.ends.put(RAW, 99L);
        log.done.put(RAW, 10L);
        log.ends.put(EVENTS, 5L);
        assertThat(barrier.look(NOON.plusSeconds(2))).isEmpty();
        assertThat(barrier.waitsFor()).isEqualTo("match");

        log.ends.put(EVENTS, 70L);
        log.done.put(EVENTS, 5L);
        assertThat(barrier.look(NOON.plusSeconds(4))).contains(NOON);
        assertThat(barrier.look(NOON.plusSeconds(6))).isEmpty();
    }

    @Test
    void a_stage_that_never_ran_holds_time_only_if_it_has_work() {
        log.firsts.put(RAW, 3L);
        log.ends.put(RAW, 4L);
        assertThat(barrier.look(NOON)).isEmpty();

        log.firsts.put(RAW, 4L);
        assertThat(barrier.look(NOON.plusSeconds(2))).contains(NOON);
    }

    @Test
    void a_topic_that_was_made_anew_does_not_hold_time_for_ever() {
        log.ends.put(RAW, 100L);
        log.done.put(RAW, 90L);
        assertThat(barrier.look(NOON)).isEmpty();

        log.ends.put(RAW, 2L);
        log.done.put(RAW, 2L);
        assertThat(barrier.look(NOON.plusSeconds(2))).contains(NOON);
    }

    /** A log as the brokers know it. */
    private static final class Log implements Offsets {
        private final Map<TopicPartition, Long> firsts = new HashMap<>();
        private final Map<TopicPartition, Long> ends =
                new HashMap<>(Map.of(RAW, 0L, QUIET, 0L, EVENTS, 0L));
        private final Map<TopicPartition, Long> done = new HashMap<>();

        @Override
        public Map<TopicPartition, Long> ends(Collection<String> topics) {
            return ends.entrySet().stream()
                    .filter(each -> topics.contains(each.getKey().topic()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public Optional<Instant> newest(Collection<String> topics) {
            return Optional.empty();
        }

        @Override
        public Map<TopicPartition, Long> done(String group, Collection<TopicPartition> partitions) {
            return partitions.stream()
                    .collect(
                            Collectors.toMap(
                                    each -> each,
                                    each ->
                                            done.getOrDefault(
                                                    each, firsts.getOrDefault(each, 0L))));
        }
    }
}
