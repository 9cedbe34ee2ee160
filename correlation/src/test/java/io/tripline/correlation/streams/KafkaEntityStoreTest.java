package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.EntityMemory;
import io.tripline.correlation.state.ProfileMemory;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The store of entities in RocksDB, with more in it than is held in memory, so that files and their filters are asked. */
class KafkaEntityStoreTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int ENTITIES = 6_000;
    private static final EntityMemory MEMORY =
            new EntityMemory(1, 2, 3, Optional.empty(), Map.of());

    /** With three of it per entity, 60 MB: a file is written for each 16 MB. */
    private static final String LONG = "x".repeat(3_000);

    @Test
    void each_entity_has_its_own_events_whatever_file_they_are_in() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaEntityStore store = stores.entities();
            for (int round = 0; round < 3; round++) {
                store.at(round);
                for (int i = 0; i < ENTITIES; i++) {
                    store.keep(key(i), event(i, round));
                }
            }

            for (int i = 0; i < ENTITIES; i += 7) {
                assertThat(store.events(key(i)))
                        .extracting(KeptEvent::id)
                        .containsExactly(i + "-0", i + "-1", i + "-2");
            }
            assertThat(store.events(key(ENTITIES))).isEmpty();
        }
    }

    @Test
    void what_is_forgotten_is_found_in_all_files() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaEntityStore store = stores.entities();
            for (int round = 0; round < 3; round++) {
                store.at(round);
                for (int i = 0; i < ENTITIES; i++) {
                    store.keep(key(i), event(i, round));
                }
            }
            for (int i = 0; i < ENTITIES; i += 3) {
                store.remember(key(i), MEMORY);
            }

            for (int i = 0; i < ENTITIES; i += 2) {
                store.forget(key(i).id());
            }

            for (int i = 0; i < ENTITIES; i++) {
                assertThat(store.events(key(i))).hasSize(i % 2 == 0 ? 0 : 3);
                assertThat(store.memory(key(i)))
                        .isEqualTo(i % 3 == 0 && i % 2 == 1 ? MEMORY : EntityMemory.NONE);
            }
        }
    }

    @Test
    void what_a_changelog_would_refuse_is_refused_before_the_producer_has_it() {
        ProfileMemory endless =
                new ProfileMemory(
                        "host.name",
                        Map.of(
                                "x".repeat(KafkaEntityStore.MOST_BYTES),
                                new ProfileMemory.Value(1, Collections.emptySortedMap())));
        EntityMemory memory = new EntityMemory(1, 1, 1, Optional.empty(), Map.of("host", endless));
        try (DiskStores stores = DiskStores.fresh()) {
            assertThatThrownBy(() -> stores.entities().remember(key(1), memory))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static EntityKey key(int number) {
        return EntityKey.of(
                TestRules.ALL.byId("counting").orElseThrow(), List.of("entity-" + number));
    }

    private static KeptEvent event(int number, int round) {
        return new KeptEvent(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, START.plusSeconds(round))
                        .set(EcsField.EVENT_ID, number + "-" + round)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.MESSAGE, LONG)
                        .build(),
                "");
    }
}
