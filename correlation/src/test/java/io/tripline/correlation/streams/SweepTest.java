package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.StableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final Duration KEPT = Duration.ofDays(3);
    private static final int ENTITIES = 3_000;

    private final List<String> gone = new ArrayList<>();

    @Test
    void it_goes_on_where_it_stopped_until_it_is_through() {
        try (DiskStores stores = DiskStores.fresh()) {
            Sweep sweep = begun(stores);

            AtomicInteger parts = new AtomicInteger(3);
            sweep.goOn(() -> parts.getAndDecrement() > 0);
            assertThat(sweep.isUnderWay()).isTrue();
            assertThat(gone).isNotEmpty().hasSizeLessThan(ENTITIES / 10);

            sweep.goOn(() -> true);
            assertThat(sweep.isUnderWay()).isFalse();
            assertThat(gone).hasSize(ENTITIES).doesNotHaveDuplicates();
        }
    }

    @Test
    void it_begins_again_when_six_hours_have_passed_and_not_while_one_is_under_way() {
        try (DiskStores stores = DiskStores.fresh()) {
            Sweep sweep = begun(stores);
            long time = 2 * KEPT.toMillis();
            sweep.passTime(time + Duration.ofHours(7).toMillis());
            sweep.goOn(() -> true);

            sweep.passTime(time + Duration.ofHours(6).toMillis() - 1);
            assertThat(sweep.isUnderWay()).isFalse();
            sweep.passTime(time + Duration.ofHours(6).toMillis());
            assertThat(sweep.isUnderWay()).isTrue();
        }
    }

    @Test
    void before_it_is_known_what_was_read_it_does_nothing() {
        try (DiskStores stores = DiskStores.fresh()) {
            assertThat(new Sweep(stores.census(), gone::add).isUnderWay()).isFalse();
        }
    }

    /** One that is to let all go. */
    private Sweep begun(DiskStores stores) {
        KafkaCensus census = stores.census();
        for (int i = 0; i < ENTITIES; i++) {
            census.heard("counting", StableId.of("entity-" + i), 0, KEPT);
        }
        Sweep sweep = new Sweep(census, gone::add);
        sweep.passTime(2 * KEPT.toMillis());
        return sweep;
    }
}
