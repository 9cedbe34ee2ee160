package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.TestRules;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EntityKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaCensusTest {
    private static final int ENTITIES = 40;

    /** It may forget what it remembered at any moment, after a restart for instance; two stores keep apart. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void it_says_the_same_however_much_it_remembers(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (DiskStores forgetful = DiskStores.fresh();
                DiskStores few = DiskStores.fresh();
                DiskStores all = DiskStores.fresh()) {
            List<KafkaCensus> censuses =
                    List.of(forgetful.census(0), few.census(7), all.census(1_000));
            long now = 0;
            Set<Long> counts = new TreeSet<>();
            for (int i = 0; i < 4_000; i++) {
                now += random.nextLong(Correlator.CENSUS / 10);
                long time = now;
                EntityKey key = key(random.nextInt(ENTITIES));
                int what = random.nextInt(100);
                if (what == 0) {
                    long before = time - random.nextLong(2 * Correlator.CENSUS);
                    censuses.forEach(each -> each.expire(before));
                } else if (what == 1) {
                    int count = random.nextInt(1, 10);
                    same(censuses.stream().map(each -> each.takeEldest(key, count)).toList());
                } else {
                    List<Long> said = censuses.stream().map(each -> each.heard(key, time)).toList();
                    same(said);
                    counts.add(said.getFirst());
                }
            }
            // New ones and known ones, and rules that were full.
            assertThat(counts).contains(0L, 1L, (long) ENTITIES / 2);
        }
    }

    private static void same(List<?> said) {
        assertThat(Set.copyOf(said)).hasSize(1);
    }

    private static EntityKey key(int entity) {
        return EntityKey.of(
                TestRules.ALL.byId("counting").orElseThrow(), List.of("entity-" + entity));
    }
}
