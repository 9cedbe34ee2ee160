package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.Alerts;
import io.tripline.correlation.Arrivals;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.KeptEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same events give the same alerts: whatever the order, the duplicates, the restarts, the partitions. */
class CorrelatorPropertyTest {
    private static final int CASES = 25;
    private static final Duration LATENESS = Duration.ofHours(6);
    private static final Bounds BOUNDS =
            new Bounds(LATENESS, Duration.ofMinutes(1), 10_000, 2, 400);

    /** Stateless, so one serves all cases. */
    private static final Router ROUTER = new Router(TestRules.ALL, Outcomes.UNCOUNTED);

    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 1; seed <= CASES; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @Test
    void the_random_streams_hold_what_every_rule_looks_for() {
        List<EcsEvent> events = new RandomEvents(new Random(1), days(3)).next(600);
        Collection<Alert> alerts = run(events, 1, 0, new Random(1));

        assertThat(alerts)
                .extracting(alert -> alert.rule().id())
                .contains("counting", "consecutive", "newcomer", "sequence", "absence");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void order_and_duplicates_change_nothing(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = new RandomEvents(random, days(1 + seed % 4)).next(300);

        assertSame(seed, run(Arrivals.disturbed(events, LATENESS, random), 1, 0, random), events);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void restarts_lose_nothing_and_repeat_nothing(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = new RandomEvents(random, days(2)).next(300);

        assertSame(seed, run(Arrivals.disturbed(events, LATENESS, random), 1, 3, random), events);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void partitions_change_nothing(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = new RandomEvents(random, days(2)).next(300);
        List<EcsEvent> arrivals = Arrivals.disturbed(events, LATENESS, random);

        assertSame(seed, run(arrivals, 4, 1, random), events);
        assertSame(seed, run(arrivals, 16, 1, random), events);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_busy_entity_is_the_same_with_a_runtime_of_its_own(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = new RandomEvents(random, Duration.ofHours(3).toMillis()).next(500);

        assertSame(seed, run(Arrivals.disturbed(events, LATENESS, random), 1, 1, random), events);
    }

    private static long days(int days) {
        return Duration.ofDays(days).toMillis();
    }

    private static void assertSame(int seed, Collection<Alert> actual, List<EcsEvent> inOrder) {
        assertThat(Alerts.standing(actual))
                .as("seed %d", seed)
                .isEqualTo(Alerts.standing(run(inOrder, 1, 0, new Random(0))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void time_that_passes_too_early_is_made_good(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events = new RandomEvents(random, days(1)).next(300);
        List<EcsEvent> arrivals = Arrivals.disturbed(events, LATENESS, random);

        assertSame(seed, new Run(2, 2, 60, random).of(arrivals), events);
    }

    private static Collection<Alert> run(
            List<EcsEvent> arrivals, int partitions, int restarts, Random random) {
        return new Run(partitions, restarts, restarts, random).of(arrivals);
    }

    /** Sends events to partitions as the topology does, and restarts at random points with nothing but what was stored. */
    private static final class Run {
        private final Random random;
        private final int restarts;
        private final int ticks;
        private final Map<String, Alert> last = new LinkedHashMap<>();
        private final List<EncodedStore> stores = new ArrayList<>();
        private final List<EncodedAgenda> agendas = new ArrayList<>();
        private final List<Correlator> correlators = new ArrayList<>();

        /**
         * A run that has not begun.
         *
         * @param ticks how often time passes on the way, by up to two hours more than events have come
         */
        Run(int partitions, int restarts, int ticks, Random random) {
            this.random = random;
            this.restarts = restarts;
            this.ticks = ticks;
            for (int i = 0; i < partitions; i++) {
                stores.add(new EncodedStore());
                agendas.add(new EncodedAgenda());
                correlators.add(correlator(i));
            }
        }

        Collection<Alert> of(List<EcsEvent> arrivals) {
            List<Integer> restartAt = random.ints(restarts, 0, arrivals.size()).boxed().toList();
            List<Integer> tickAt = random.ints(ticks, 0, arrivals.size()).boxed().toList();
            long newest = Long.MIN_VALUE;
            for (int n = 0; n < arrivals.size(); n++) {
                if (restartAt.contains(n)) {
                    for (int i = 0; i < correlators.size(); i++) {
                        correlators.get(i).close();
                        correlators.set(i, correlator(i));
                    }
                }
                newest = Math.max(newest, arrivals.get(n).timestamp().toEpochMilli());
                if (tickAt.contains(n)) {
                    passTime(newest + random.nextLong(Duration.ofHours(2).toMillis()));
                }
                for (Router.Routed routed : ROUTER.route(arrivals.get(n), "logs.auth-0-1")) {
                    int partition = Math.floorMod(routed.key().id().hashCode(), correlators.size());
                    tell(correlators.get(partition).accept(routed.key(), routed.event(), newest));
                }
            }
            passTime(Long.MAX_VALUE / 2);
            correlators.forEach(Correlator::close);
            return last.values();
        }

        private void passTime(long until) {
            for (Correlator each : correlators) {
                for (List<Appointment> due = each.due(until);
                        !due.isEmpty();
                        due = each.due(until)) {
                    due.forEach(appointment -> tell(each.keep(appointment, until)));
                }
            }
        }

        private void tell(List<Alert> alerts) {
            for (Alert alert : alerts) {
                Alert before = last.put(alert.id(), alert);
                assertThat(alert.revision()).isEqualTo(before == null ? 1 : before.revision() + 1);
            }
        }

        private Correlator correlator(int partition) {
            return new Correlator(
                    BOUNDS,
                    stores.get(partition),
                    agendas.get(partition),
                    TestRules.ALL,
                    Outcomes.UNCOUNTED);
        }
    }

    /** Holds bytes, as {@link EncodedStore} does. */
    private static final class EncodedAgenda implements Agenda {
        private record Place(long at, String entity) {}

        private final Map<Place, byte[]> appointments =
                new TreeMap<>(Comparator.comparingLong(Place::at).thenComparing(Place::entity));

        @Override
        public List<Appointment> due(long until, int most) {
            return appointments.entrySet().stream()
                    .filter(each -> each.getKey().at <= until)
                    .limit(most)
                    .map(
                            each ->
                                    StateCodec.readAppointment(
                                            each.getKey().at,
                                            each.getKey().entity,
                                            each.getValue()))
                    .toList();
        }

        @Override
        public void add(Appointment appointment) {
            appointments.put(
                    new Place(appointment.at(), appointment.entity()),
                    StateCodec.write(appointment));
        }

        @Override
        public void remove(Appointment appointment) {
            appointments.remove(new Place(appointment.at(), appointment.entity()));
        }
    }

    /** Holds bytes, so that what survives a restart went through the codec. */
    private static final class EncodedStore implements EntityStore {
        private final Map<String, Map<String, byte[]>> events = new LinkedHashMap<>();
        private final Map<String, Map<String, byte[]>> alerts = new LinkedHashMap<>();
        private final Map<String, byte[]> memories = new LinkedHashMap<>();

        @Override
        public List<KeptEvent> events(EntityKey key) {
            return events.getOrDefault(key.id(), Map.of()).values().stream()
                    .map(bytes -> StateCodec.readEvent(ByteBuffer.wrap(bytes)))
                    .toList();
        }

        @Override
        public void keep(EntityKey key, KeptEvent event) {
            events.computeIfAbsent(key.id(), _ -> new LinkedHashMap<>())
                    .put(event.id(), StateCodec.write(event));
        }

        @Override
        public void forget(EntityKey key, KeptEvent event) {
            events.getOrDefault(key.id(), Map.of()).remove(event.id());
        }

        @Override
        public List<Alert> alerts(EntityKey key) {
            return alerts.getOrDefault(key.id(), Map.of()).values().stream()
                    .map(StateCodec::readAlert)
                    .toList();
        }

        @Override
        public void keep(EntityKey key, Alert alert) {
            alerts.computeIfAbsent(key.id(), _ -> new LinkedHashMap<>())
                    .put(alert.id(), AlertJson.write(alert));
        }

        @Override
        public void forget(EntityKey key, Alert alert) {
            alerts.getOrDefault(key.id(), Map.of()).remove(alert.id());
        }

        @Override
        public EntityMemory memory(EntityKey key) {
            byte[] bytes = memories.get(key.id());
            return bytes == null ? EntityMemory.NONE : StateCodec.readMemory(bytes);
        }

        @Override
        public void remember(EntityKey key, EntityMemory memory) {
            memories.put(key.id(), StateCodec.write(memory));
        }
    }
}
