package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.engine.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Correlators that share out the entities, as the tasks of the topology do. For rules without timers, as time passes at the end only. */
final class Partitions {
    private static final long END = Long.MAX_VALUE / 2;
    private static final long HOLD = Duration.ofDays(1).toMillis();

    private final RuleSet rules;
    private final Router router;
    private final Bounds bounds;
    private final List<EncodedStore> stores = new ArrayList<>();
    private final List<Correlator> correlators = new ArrayList<>();
    private final Map<String, Alert> last = new LinkedHashMap<>();

    private Partitions(RuleSet rules, Router router, Bounds bounds, int partitions) {
        this.rules = rules;
        this.router = router;
        this.bounds = bounds;
        for (int i = 0; i < partitions; i++) {
            stores.add(new EncodedStore());
            correlators.add(correlator(stores.get(i)));
        }
    }

    /** The alerts as last told, with restarts at random points that leave nothing but what was stored. */
    static Collection<Alert> run(
            RuleSet rules,
            Router router,
            Bounds bounds,
            List<EcsEvent> arrivals,
            int partitions,
            int restarts,
            RandomGenerator random) {
        Partitions all = new Partitions(rules, router, bounds, partitions);
        List<Integer> restartAt = random.ints(restarts, 0, arrivals.size()).boxed().toList();
        for (int n = 0; n < arrivals.size(); n++) {
            if (restartAt.contains(n)) {
                all.restart();
            }
            all.accept(arrivals.get(n));
        }
        all.end();
        all.correlators.forEach(Correlator::close);
        return all.last.values();
    }

    private void restart() {
        for (int i = 0; i < correlators.size(); i++) {
            correlators.get(i).close();
            correlators.set(i, correlator(stores.get(i)));
        }
    }

    private void accept(EcsEvent event) {
        correlators.forEach(Correlator::allRead);
        router.route(event, "logs.auth-0-1").forEach(this::correlate);
        goOn();
    }

    private void goOn() {
        for (Correlator each : List.copyOf(correlators)) {
            each.onward().forEach(this::correlate);
        }
    }

    /** Time goes on without end: what was held back is told, by rules over alerts after those over events. */
    private void end() {
        for (long until = END; until < END + Duration.ofDays(4).toMillis(); until += HOLD) {
            for (Correlator each : correlators) {
                each.tick(until);
                for (Appointment due : each.due()) {
                    each.keep(due).forEach(this::tell);
                }
            }
            goOn();
        }
    }

    private void correlate(Router.Routed routed) {
        int partition = Math.floorMod(routed.key().id().hashCode(), correlators.size());
        correlators
                .get(partition)
                .accept(routed.key(), routed.event(), routed.event().millis())
                .forEach(this::tell);
    }

    private void tell(Alert alert) {
        Alert before = last.put(alert.id(), alert);
        assertThat(alert.revision()).isEqualTo(before == null ? 1 : before.revision() + 1);
    }

    private Correlator correlator(EncodedStore store) {
        return new Correlator(bounds, new Stores(store, store, store), rules, Outcomes.UNCOUNTED);
    }
}
