package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Matching and correlating as Kafka runs them, in one thread and with trouble. Matching is at least once: killed, it goes
 * back to an older offset and sends again what it has sent. A task of correlating is exactly once: killed, its store, its
 * offset and what readers see are those of its last commit, and everything after is done again.
 */
public final class Cluster implements AutoCloseable {
    private static final String ORIGIN = "logs.auth-0-1";

    /** Of a copy that is read before the record that is shown. */
    private static final String LATER_ORIGIN = "logs.auth-1-9";

    /** In one case of so many, time does not jump. */
    private static final int STEADY = 10;

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** Of time that does not jump, the last part is told by the minute. */
    private static final long MOST_BY_THE_MINUTE = Duration.ofDays(1).toMillis();

    /** A task has fewer records left after each minute of such time. */
    private static final int MOST_BEHIND = 60;

    /** One copy in so many says its time more exactly than the record that is shown. */
    private static final int EXACT = 4;

    private final Shape shape;
    private final RandomGenerator random;
    private final EventCache cache;
    private final Evaluators evaluators;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<String, Alert> alerts = new LinkedHashMap<>();

    /** Whether time goes on by the minute, and else in jumps. */
    private final boolean isSteady;

    private Deployment rules;
    private long newest;

    /** The time of the last tick. */
    private long told;

    /**
     * How it is laid out and how much goes wrong.
     *
     * @param small how many events are evaluated again rather than kept in a runtime of their own
     * @param recordsBetweenCommits on average
     * @param recordsBetweenTicks on average; each lets up to two hours pass that events may still come from, 0 for none
     * @param recordsBetweenTroubles on average; 0 if nothing goes wrong
     */
    public record Shape(
            Bounds bounds,
            int small,
            int partitions,
            int recordsBetweenCommits,
            int recordsBetweenTicks,
            int recordsBetweenTroubles) {}

    /** An event in Kafka, and where its raw record lies. */
    public record Published(EcsEvent event, String origin) {}

    /** Rules in force, and the filters compiled from them. */
    public record Deployment(RuleSet rules, Router router) {
        public static Deployment of(RuleSet rules) {
            return new Deployment(rules, new Router(rules, Outcomes.UNCOUNTED));
        }
    }

    public Cluster(Deployment rules, Shape shape, RandomGenerator random) {
        this.rules = rules;
        this.shape = shape;
        this.random = random;
        this.isSteady = random.nextInt(STEADY) == 0;
        this.cache = new EventCache(shape.bounds.cachedEvents());
        this.evaluators =
                new UsedEvaluators(
                        rules.rules.compiler(), shape.bounds.liveEntities(), shape.small);
        IntStream.range(0, shape.partitions).forEach(i -> tasks.add(new Task(i)));
    }

    /** All processes end, and start again with other rules. */
    void redeploy(Deployment other) {
        for (Task task : tasks) {
            if (random.nextBoolean()) {
                task.commit();
            }
        }
        rules = other;
        tasks.forEach(Task::crash);
    }

    /**
     * What stands in the topic of events for these arrivals: the last of several of one event is the one that is shown, and a
     * part of the others say their time more exactly.
     */
    public static List<Published> published(List<EcsEvent> arrivals) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < arrivals.size(); i++) {
            last.put(arrivals.get(i).id(), i);
        }
        List<Published> published = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            EcsEvent event = arrivals.get(i);
            boolean isShown = last.getOrDefault(event.id(), i) == i;
            published.add(
                    isShown
                            ? new Published(event, ORIGIN)
                            : new Published(copy(event), LATER_ORIGIN));
        }
        return published;
    }

    /** Works off these events, and what is left of earlier ones. */
    public void accept(List<EcsEvent> arrivals) {
        Reading reading =
                new Reading(published(arrivals), shape.recordsBetweenTroubles > 0, random);
        while (true) {
            List<Task> behind = tasks.stream().filter(Task::isBehind).toList();
            if (reading.isDone() && behind.isEmpty()) {
                break;
            }
            if (strikes(shape.recordsBetweenTroubles)) {
                switch (random.nextInt(4)) {
                    case 0 -> reading.goBack();
                    case 1 -> any(tasks).crash();
                    case 2 -> any(tasks).handOver();
                    default -> tasks.forEach(Task::crash);
                }
            } else if (!reading.isDone() && (behind.isEmpty() || random.nextBoolean())) {
                goOn(reading);
            } else if (!behind.isEmpty()) {
                work(any(behind));
            }
        }
    }

    private void goOn(Reading reading) {
        match(reading.next());
        if (shape.recordsBetweenTicks > 0) {
            for (Reading.Told each : reading.told(shape.recordsBetweenTicks, newest)) {
                if (isSteady) {
                    passMinutes(each.until());
                }
                tick(each.until(), each.ticker());
            }
        }
    }

    /** Time goes on without end. The last revision of every alert that readers of committed records have seen then. */
    public Collection<Alert> alerts() {
        // What was held back is told at the second, and what rules over alerts hold of it at the
        // third.
        for (int day = 0; day < 3; day++) {
            passTime(Long.MAX_VALUE / 2 + Duration.ofDays(day).toMillis());
        }
        return alerts.values();
    }

    private void passTime(long until) {
        tick(until, 1);
        do {
            accept(List.of());
            tasks.forEach(Task::commit);
        } while (tasks.stream().anyMatch(Task::isBehind));
    }

    /** Correlating keeps up with time that does not jump. */
    private void passMinutes(long until) {
        long from = Math.max(told, until - MOST_BY_THE_MINUTE);
        for (long minute = from + MINUTE; minute < until; minute += MINUTE) {
            // No ends of topics were noted before it, so it vouches for nothing.
            tick(minute, NewestRead.UNKNOWN_TICKER);
            for (Task task : tasks) {
                int behind = random.nextInt(MOST_BEHIND);
                while (task.behind() > behind) {
                    work(task);
                }
            }
        }
    }

    private void work(Task task) {
        task.process();
        if (strikes(shape.recordsBetweenCommits)) {
            task.commit();
        }
    }

    private void tick(long until, long ticker) {
        told = Math.max(told, until);
        tasks.forEach(task -> task.log.add(new Entry.Tick(until, ticker)));
    }

    private void match(Published record) {
        newest = Math.max(newest, record.event.timestamp().toEpochMilli());
        rules.router.route(record.event, record.origin).forEach(this::send);
    }

    private static EcsEvent copy(EcsEvent event) {
        return Math.floorMod(event.id().hashCode(), EXACT) == 0
                ? event.toBuilder()
                        .set(EcsField.TIMESTAMP, event.timestamp().plusNanos(1_000))
                        .build()
                : event;
    }

    private void send(Router.Routed routed) {
        int partition = Math.floorMod(routed.key().id().hashCode(), tasks.size());
        tasks.get(partition)
                .log
                .add(
                        new Entry.Route(
                                routed.key().rule().id(),
                                ByteBuffer.wrap(StateCodec.write(routed.event())),
                                newest));
    }

    private boolean strikes(int onceIn) {
        return onceIn > 0 && random.nextInt(onceIn) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Override
    public void close() {
        tasks.forEach(task -> task.correlator.close());
    }

    /** A record between matching and correlating. */
    private sealed interface Entry {
        /** An event, and when it was appended. */
        record Route(String rule, ByteBuffer event, long appended) implements Entry {}

        record Tick(long until, long ticker) implements Entry {}
    }

    /** One partition of the routes, and who works on it. */
    private final class Task {
        private final int partition;
        private final List<Entry> log = new ArrayList<>();
        private final EncodedStore store = new EncodedStore();
        private final List<Alert> uncommitted = new ArrayList<>();
        private Correlator correlator;
        private int position;
        private int committed;

        Task(int partition) {
            this.partition = partition;
            this.correlator = correlator();
        }

        private Correlator correlator() {
            return new Correlator(
                    partition,
                    shape.bounds,
                    cache,
                    new Stores(store, store, store),
                    rules.rules,
                    RulePace.unlimited(),
                    evaluators,
                    Outcomes.UNCOUNTED);
        }

        boolean isBehind() {
            return behind() > 0;
        }

        int behind() {
            return log.size() - position;
        }

        void process() {
            switch (log.get(position++)) {
                case Entry.Tick(long until, long ticker) -> {
                    correlator.ticked(ticker);
                    correlator.tick(until);
                }
                case Entry.Route(String rule, ByteBuffer bytes, long appended) -> {
                    KeptEvent event = StateCodec.readEvent(bytes.duplicate());
                    // A rule that has changed may be about something that the event does not hold.
                    rules.rules.byId(rule).stream()
                            .map(each -> EntityKey.of(each, each.entityOf(event.event())))
                            .filter(key -> !key.values().isEmpty())
                            .forEach(key -> uncommitted.addAll(accept(key, event, appended)));
                }
            }
            workOnDue();
        }

        /** Now and then a thread has been at work for too long already. */
        private List<Alert> accept(EntityKey key, KeptEvent event, long appended) {
            return strikes(shape.recordsBetweenTroubles)
                    ? correlator.postpone(key, event, appended)
                    : correlator.accept(key, event, appended);
        }

        /** What time makes due is done a piece at a time, between the records; all of it where none is left. */
        private void workOnDue() {
            int piece = isBehind() ? random.nextInt(3) : Integer.MAX_VALUE;
            while (correlator.hasPostponed() && piece-- > 0) {
                uncommitted.addAll(correlator.keep(correlator.nextPostponed().orElseThrow()));
            }
            for (List<Appointment> due = correlator.due(); !due.isEmpty(); due = correlator.due()) {
                for (Appointment each : due) {
                    if (piece-- <= 0) {
                        return;
                    }
                    uncommitted.addAll(correlator.keep(each));
                }
            }
        }

        void commit() {
            store.commit();
            committed = position;
            for (Alert alert : uncommitted) {
                Alert before = alerts.put(alert.id(), alert);
                assertThat(alert.revision())
                        .as("revisions of %s, none twice and none left out", alert)
                        .isEqualTo(before == null ? 1 : before.revision() + 1);
            }
            uncommitted.clear();
            correlator.onward().forEach(Cluster.this::send);
        }

        void crash() {
            store.abort();
            position = committed;
            uncommitted.clear();
            restart();
        }

        void handOver() {
            commit();
            restart();
        }

        private void restart() {
            correlator.close();
            correlator = correlator();
        }
    }
}
