package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Census;
import io.tripline.correlation.state.Correlator;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Stores;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaCensusTest {
    private static final int ENTITIES = 40;
    private static final String RULE = "counting";
    private static final Duration KEPT = Duration.ofDays(3);

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
                String key = key(random.nextInt(ENTITIES));
                int what = random.nextInt(100);
                if (what == 0) {
                    long until = time + KEPT.toMillis() - random.nextLong(2 * Census.MOST_BEHIND);
                    same(censuses.stream().map(each -> expired(each, until)).toList());
                } else if (what == 1) {
                    int count = random.nextInt(1, 10);
                    same(censuses.stream().map(each -> each.takeEldest(RULE, count)).toList());
                } else {
                    List<Long> said =
                            censuses.stream()
                                    .map(each -> each.heard(RULE, key, time, KEPT).entities())
                                    .toList();
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
                census.heard(RULE, key(i), 0, KEPT);
            }

            census.heard(RULE, key(0), hour + 1, KEPT);

            assertThat(census.takeEldest(RULE, ENTITIES / 2))
                    .hasSize(ENTITIES / 2)
                    .doesNotContain(key(0));
        }
    }

    @Test
    void each_is_kept_as_long_as_its_rule_wants_and_no_longer() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census();
            census.heard(RULE, key(0), 0, KEPT);
            census.heard("long", key(1), 0, KEPT.multipliedBy(3));

            assertThat(expired(census, KEPT.toMillis())).isEmpty();
            assertThat(expired(census, KEPT.toMillis() + 1)).containsExactly(key(0));
            assertThat(census.has(RULE, key(0))).isFalse();
            assertThat(census.has("long", key(1))).isTrue();
            assertThat(expired(census, 3 * KEPT.toMillis() + 1)).containsExactly(key(1));
        }
    }

    @Test
    void when_its_rule_wants_another_time_the_next_sign_of_life_says_so() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census();
            census.heard(RULE, key(0), 0, KEPT);
            census.heard(RULE, key(0), 1, KEPT.multipliedBy(2));

            assertThat(expired(census, 2 * KEPT.toMillis())).isEmpty();
            assertThat(expired(census, 2 * KEPT.toMillis() + 2)).containsExactly(key(0));
        }
    }

    /** Its value was the time alone at which the entity was heard of. */
    @Test
    void what_an_earlier_version_stored_is_kept_as_long_as_any_rule_may_want_it() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census();
            stores.putCensus(RULE, key(0), ByteBuffer.allocate(Long.BYTES).putLong(7).array());

            assertThat(census.has(RULE, key(0))).isTrue();
            assertThat(expired(census, Census.LONGEST.toMillis())).isEmpty();
            assertThat(expired(census, Census.LONGEST.toMillis() + 8)).containsExactly(key(0));

            stores.putCensus(RULE, key(1), ByteBuffer.allocate(Long.BYTES).putLong(7).array());
            assertThat(census.heard(RULE, key(1), 8, KEPT).entities()).as("no new one").isZero();
            assertThat(expired(census, KEPT.toMillis() + 9)).containsExactly(key(1));
        }
    }

    @Test
    void it_is_looked_through_in_parts_and_the_count_follows() {
        int many = 3_500;
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census();
            for (int i = 0; i < many; i++) {
                census.heard(RULE, key(i), i % 50, KEPT);
            }
            long time = KEPT.toMillis() + 1;

            assertThat(census.expire(KafkaCensus.BEGIN, time).next()).isPresent();
            // The first part let some go already.
            int gone = many - many / 50;
            assertThat(census.takeEldest(RULE, many)).hasSizeBetween(gone, many - 1);
            for (int i = 0; i < many; i++) {
                census.heard(RULE, key(i), i % 50, KEPT);
            }
            assertThat(expired(census, time)).hasSize(many / 50);
            assertThat(census.heard(RULE, "f".repeat(32), 0, KEPT).entities())
                    .isEqualTo(many - many / 50 + 1);
        }
    }

    @Test
    void of_many_the_eldest_of_a_part_leave_and_each_is_in_its_turn() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census(1_000, 0, 25);
            List<String> keys = IntStream.range(0, 100).mapToObj(KafkaCensusTest::key).toList();
            for (int i = 0; i < 100; i++) {
                census.heard(RULE, keys.get(i), i, KEPT);
            }

            List<String> gone = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                List<String> eldest = census.takeEldest(RULE, 5);
                assertThat(eldest).hasSize(5);
                // Each part has 25, of which the 5 eldest are hardly among the youngest of all.
                assertThat(eldest).noneMatch(each -> keys.indexOf(each) >= 80);
                gone.addAll(eldest);
            }
            assertThat(gone).doesNotHaveDuplicates();

            // Fewer than a part: round again, and nobody twice.
            assertThat(census.takeEldest(RULE, 100)).hasSize(25);
            for (int i = 0; i < 3; i++) {
                census.takeEldest(RULE, 100);
            }
            assertThat(census.takeEldest(RULE, 100)).isEmpty();
            assertThat(census.heard(RULE, key(0), 0, KEPT).entities()).isOne();
        }
    }

    /** Who is in memory is not told of each time: what the census does not know adds up to six hours, and to no more. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoever_is_in_memory_is_never_thought_silent_for_more_than_six_hours_too_long(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        RuleSet rules = TestRules.only("counting");
        CompiledRule rule = rules.byId("counting").orElseThrow();
        EntityKey key = EntityKey.of(rule, List.of("192.0.2.1"));
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaCensus census = stores.census();
            long now = 0;
            try (Correlator correlator =
                    new Correlator(
                            CorrelationConfig.defaults().bounds(),
                            new Stores(stores.entities(), stores.agenda(), keeping(census)),
                            rules,
                            Outcomes.UNCOUNTED)) {
                for (int i = 0; i < 50; i++) {
                    now += random.nextLong(Census.MOST_BEHIND * 11 / 10);
                    var _ = correlator.accept(key, success(i, now), now);
                }
            }

            assertThat(expired(census, now + KEPT.toMillis() - Census.MOST_BEHIND)).isEmpty();
            assertThat(expired(census, now + KEPT.toMillis() + 1)).containsExactly(key.id());
        }
    }

    private static KeptEvent success(int number, long millis) {
        return new KeptEvent(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, Instant.ofEpochMilli(millis))
                        .set(EcsField.EVENT_ID, "event-" + number)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.SOURCE_IP, "192.0.2.1")
                        .build(),
                "");
    }

    /** The same census, of which each rule wants the same time. */
    private static Census keeping(KafkaCensus census) {
        return new Census() {
            @Override
            public long mostBehind(String rule) {
                return census.mostBehind(rule);
            }

            @Override
            public Noted heard(String rule, String entity, long now, Duration kept) {
                return census.heard(rule, entity, now, KEPT);
            }

            @Override
            public boolean has(String rule, String entity) {
                return census.has(rule, entity);
            }

            @Override
            public List<String> takeEldest(String rule, long count) {
                return census.takeEldest(rule, count);
            }
        };
    }

    /** In all parts, one after the other. */
    private static Set<String> expired(KafkaCensus census, long time) {
        Set<String> gone = new TreeSet<>();
        Optional<Bytes> next = Optional.of(KafkaCensus.BEGIN);
        while (next.isPresent()) {
            KafkaCensus.Part part = census.expire(next.get(), time);
            gone.addAll(part.gone());
            next = part.next();
        }
        return gone;
    }

    private static void same(List<?> said) {
        assertThat(Set.copyOf(said)).hasSize(1);
    }

    private static String key(int entity) {
        return StableId.of("entity-" + entity);
    }
}
