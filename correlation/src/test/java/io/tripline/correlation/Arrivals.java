package io.tripline.correlation;

import io.tripline.contracts.EcsEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ways in which the same events may arrive. */
public final class Arrivals {
    private Arrivals() {}

    private static final int EXACTLY_AS_LATE = 8;

    /** Each event arrives up to the lateness after it happened, some just then and after what happens then; a part of them twice. */
    public static List<EcsEvent> disturbed(
            List<EcsEvent> events, Duration lateness, RandomGenerator random) {
        record Arrival(Instant at, boolean isLate, EcsEvent event) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (EcsEvent event : events) {
            int times = random.nextInt(5) == 0 ? 2 : 1;
            for (int i = 0; i < times; i++) {
                long delay = random.nextInt(3) == 0 ? delay(lateness.toMillis(), random) : 0;
                arrivals.add(new Arrival(event.timestamp().plusMillis(delay), delay > 0, event));
            }
        }
        arrivals.sort(Comparator.comparing(Arrival::at).thenComparing(Arrival::isLate));
        return arrivals.stream().map(Arrival::event).toList();
    }

    private static long delay(long lateness, RandomGenerator random) {
        return random.nextInt(EXACTLY_AS_LATE) == 0 ? lateness : random.nextLong(lateness);
    }
}
