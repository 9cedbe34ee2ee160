package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.TestRules;
import io.tripline.correlation.state.Census;
import io.tripline.correlation.state.EntityKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
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
                    List.of(
                            forgetful.census(ENTITIES, 0),
                            few.census(ENTITIES, 7),
                            all.census(ENTITIES, 1_000));
            long now = 0;
            Set<Long> counts = new TreeSet<>();
            for (int i = 0; i < 4_000; i++) {
                now += random.nextLong(Census.MOST_BEHIND / 10);
                long time = now;
                EntityKey key = key(random.nextInt(ENTITIES));
                int what = random.nextInt(100);
                if (what == 0) {
                    long before = time - random.nextLong(2 * Census.MOST_BEHIND);
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

    /** As long as a rule is far from full, nobody will soon be asked to leave, and each sign of life costs a write. */
    @Test
    void of_a_rule_that_is_half_full_it_knows_to_the_hour_who_was_silent_longest() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census(ENTITIES, ENTITIES);
            long hour = Census.MOST_BEHIND_IF_FULL;
            for (int i = 0; i <= ENTITIES / 2; i++) {
                census.heard(key(i), 0);
            }

            census.heard(key(0), hour + 1);

            assertThat(census.takeEldest(key(1), ENTITIES / 2))
                    .hasSize(ENTITIES / 2)
                    .doesNotContain(key(0).id());
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
