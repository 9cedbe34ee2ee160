package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.KeptEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entities of which more are heard than memory holds. The rule wants four failures within ten minutes. */
class DormantTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String ADDRESS = "192.0.2.1";

    private static final Bounds FEW =
            new Bounds(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    1_000,
                    1_000,
                    4,
                    12);

    private final Map<Outcomes.Kind, Integer> counted = new EnumMap<>(Outcomes.Kind.class);
    private final CountingStore store = new CountingStore();
    private final List<Alert> revisions = new ArrayList<>();
    private final Correlator correlator =
            new Correlator(
                    FEW,
                    new Stores(store, Agenda.inMemory(), Census.inMemory(store)),
                    TestRules.ALL,
                    (_, kind) -> counted.merge(kind, 1, Integer::sum));

    /** Counts how often an entity's events are read. */
    private static final class CountingStore extends InMemoryEntityStore {
        int reads;

        @Override
        public List<KeptEvent> events(EntityKey key) {
            reads++;
            return super.events(key);
        }
    }

    @Test
    void an_event_that_stands_alone_is_stored_and_counts_later() {
        failure("first", 0);
        fallAsleep();
        int reads = store.reads;

        failure("alone", 20);

        assertThat(store.reads).isEqualTo(reads);
        failure("second", 21);
        failure("third", 22);
        failure("fourth", 23);
        assertThat(revisions)
                .singleElement()
                .satisfies(alert -> assertThat(alert.values()).containsEntry("failures", 4L));
    }

    @Test
    void an_event_that_was_stored_so_is_not_taken_twice() {
        failure("first", 0);
        fallAsleep();
        failure("alone", 20);

        failure("alone", 20);

        assertThat(counted).containsEntry(Outcomes.Kind.DUPLICATE, 1);
    }

    @Test
    void an_event_within_a_window_of_the_last_one_is_evaluated_with_the_others() {
        failure("first", 60);
        failure("second", 61);
        failure("third", 62);
        fallAsleep();

        failure("fourth", 69);

        assertThat(revisions).hasSize(1);
    }

    @Test
    void a_late_event_hides_nothing_that_is_newer() {
        failure("first", 60);
        failure("second", 61);
        failure("third", 62);
        fallAsleep();

        failure("late", 40);
        failure("fourth", 63);

        assertThat(revisions).hasSize(1);
    }

    @Test
    void what_nobody_needs_any_more_is_let_go_all_the_same() {
        failure("first", 0);
        fallAsleep();
        for (int minute = 20; minute <= 200; minute += 20) {
            failure("m" + minute, minute);
        }

        EntityKey key = key(ADDRESS);
        assertThat(store.events(key).getFirst().millis())
                .isGreaterThan(START.plus(Duration.ofMinutes(80)).toEpochMilli());
    }

    @Test
    void an_entity_that_the_store_let_go_begins_anew() {
        failure("first", 0);
        fallAsleep();
        failure("alone", 20);
        store.forget(key(ADDRESS).id());
        correlator.forget(key(ADDRESS).id());

        failure("second", 21);
        failure("third", 22);
        failure("fourth", 23);

        assertThat(revisions).isEmpty();
    }

    /** Others take up all the memory there is. */
    private void fallAsleep() {
        for (int i = 100; i < 106; i++) {
            failure("other-" + i, "198.51.100." + i, 0);
        }
    }

    private void failure(String id, int minute) {
        failure(id, ADDRESS, minute);
    }

    private void failure(String id, String address, int minute) {
        KeptEvent event =
                new KeptEvent(
                        EcsEvent.builder()
                                .set(EcsField.TIMESTAMP, START.plus(Duration.ofMinutes(minute)))
                                .set(EcsField.EVENT_ID, id)
                                .set(EcsField.EVENT_KIND, "event")
                                .set(EcsField.EVENT_ACTION, "login")
                                .set(EcsField.EVENT_OUTCOME, "failure")
                                .set(EcsField.SOURCE_IP, address)
                                .build(),
                        "");
        correlator.allRead();
        revisions.addAll(correlator.accept(key(address), event, event.millis()));
    }

    private static EntityKey key(String address) {
        return EntityKey.of(TestRules.ALL.byId("counting").orElseThrow(), List.of(address));
    }
}
