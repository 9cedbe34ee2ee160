package io.tripline.deploy.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class HangingTransactionsTest {
    private static final int LOOKS = 300;

    @RepeatedTest(20)
    void whateverHappensBetweenTwoAnswersOnlyWhatNobodyElseWillEndIsEndedAndThatSoon() {
        long seed = System.nanoTime();
        World world = new World(seed);
        try (HangingTransactions watch =
                new HangingTransactions(world, new SimpleMeterRegistry())) {
            for (int i = 0; i < LOOKS; i++) {
                watch.look();
                world.looks++;
                // It was not there at the first look, or not the same; at the next two it was.
                assertThat(world.hanging.values())
                        .as("looks ago that they began to hang, seed %d", seed)
                        .allMatch(began -> world.looks - began <= 2);
            }
        }
        assertThat(world.ended).as("seed %d", seed).isNotEmpty();
    }

    @Test
    void oneThatIsNotTheSameAtTheNextLookIsAnother() {
        World world = new World(1);
        world.calm = true;
        TopicPartition partition = new TopicPartition("pages", 0);
        OpenTransaction first = new OpenTransaction(partition, 7, 1, 0, 100);
        OpenTransaction second = new OpenTransaction(partition, 7, 2, 0, 200);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (HangingTransactions watch = new HangingTransactions(world, meters)) {
            world.hanging.put(first, 0);
            watch.look();
            world.hanging.remove(first);
            world.hanging.put(second, 0);
            watch.look();
            assertThat(world.ended).isEmpty();
            watch.look();
        }

        assertThat(world.ended).containsExactly(second);
        assertThat(meters.counter("tripline.hanging.transactions").count()).isEqualTo(1);
    }

    /**
     * Brokers, in which something happens before every answer. A coordinator knows of a partition before its leader does, and
     * until its leader has the marker that ends the transaction; now and then it forgets a transaction with markers missing.
     */
    private static final class World implements Transactions {
        private static final int PRODUCERS = 3;
        private static final int PARTITIONS = 3;

        private final Random random;
        private final Map<Long, Set<TopicPartition>> known = new HashMap<>();
        private final Set<OpenTransaction> open = new LinkedHashSet<>();

        /** Those that were forgotten, and after how many looks. */
        private final Map<OpenTransaction, Integer> hanging = new HashMap<>();

        private final List<OpenTransaction> ended = new ArrayList<>();
        private int looks;
        private long offset;
        private boolean calm;

        private World(long seed) {
            random = new Random(seed);
        }

        @Override
        public Set<OpenTransaction> open() {
            pass();
            Set<OpenTransaction> all = new HashSet<>(open);
            all.addAll(hanging.keySet());
            return all;
        }

        @Override
        public Set<TopicPartition> known(long producer) {
            pass();
            return Set.copyOf(known.getOrDefault(producer, Set.of()));
        }

        @Override
        public void end(OpenTransaction transaction) {
            assertThat(hanging).as("looks: %d", looks).containsKey(transaction);
            hanging.remove(transaction);
            ended.add(transaction);
        }

        @Override
        public void close() {
            // Nothing is connected.
        }

        private void pass() {
            for (int i = calm ? 0 : random.nextInt(4); i > 0; i--) {
                happen(random.nextInt(PRODUCERS));
            }
        }

        private void happen(long producer) {
            TopicPartition partition = new TopicPartition("pages", random.nextInt(PARTITIONS));
            switch (random.nextInt(40)) {
                case 0 -> {
                    // Killed: what its coordinator would have ended nobody will.
                    known.remove(producer);
                    open.stream()
                            .filter(each -> each.producer() == producer)
                            .forEach(each -> hanging.put(each, looks));
                    open.removeAll(hanging.keySet());
                }
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 -> write(producer, partition);
                case 13, 14, 15, 16, 17, 18, 19, 20 ->
                        // A marker.
                        open.removeIf(
                                each ->
                                        each.producer() == producer
                                                && each.partition().equals(partition));
                default -> {
                    if (open.stream().noneMatch(each -> each.producer() == producer)) {
                        known.remove(producer);
                    }
                }
            }
        }

        private void write(long producer, TopicPartition partition) {
            boolean taken =
                    Stream.concat(open.stream(), hanging.keySet().stream())
                            .anyMatch(
                                    each ->
                                            each.producer() == producer
                                                    && each.partition().equals(partition));
            if (!taken) {
                known.computeIfAbsent(producer, _ -> new HashSet<>()).add(partition);
                open.add(new OpenTransaction(partition, producer, 1, 0, offset++));
            }
        }
    }
}
