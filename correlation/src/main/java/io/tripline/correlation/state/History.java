package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.AlertEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Reach;
import io.tripline.correlation.engine.Row;
import io.tripline.correlation.rule.ReviewedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The events of one entity that a rule wants, in order, and what follows from them. Events further apart than the rule's
 * window have nothing to do with each other; a stretch without such a gap is evaluated on its own, and of it only what lies
 * within the rule's {@link Reach} of an event that is added. Matches -> episodes -> alerts is a function of the events alone, whatever order they came in.
 */
final class History {
    /** So long ago that nothing is too late. */
    static final long UNKNOWN = Long.MIN_VALUE / 2;

    private final EntityKey key;
    private final Bounds bounds;
    private final EntityStore store;
    private final Evaluators evaluators;
    private final Outcomes outcomes;
    private final Told told;
    private final long window;

    private final TreeSet<KeptEvent> events = new TreeSet<>();
    private final TreeMap<KeptEvent, Stretch> stretches = new TreeMap<>();
    private Profiles profiles;
    private final SortedMap<String, Alert> raised;
    private long settledUntil;
    private @Nullable Episode settled;

    /** Event time that is known to have passed, though no event of the entity is as new: timers until then came due. */
    private long passed;

    /** Event time at which the newest stretch may next match without an event. */
    private long nextTimer = Appointment.NEVER;

    /** When the newest event arrived, if it did since the entity was taken up. */
    private long arrived = Long.MIN_VALUE;

    /** Is told of every revision, with the one before. */
    interface Told {
        void tell(Alert alert, @Nullable Alert before);
    }

    /** When the agenda says to take this entity up, as far as it is known. */
    long appointment = Appointment.NEVER;

    /** Of all matches, in order; brought up to date before alerts are told. */
    private List<Episode> episodes = new ArrayList<>();

    /** Times of matches that fell under an exception, so that each is counted once however often it is evaluated. */
    private final TreeSet<Long> excepted = new TreeSet<>();

    private boolean takenUp;

    /** Events without a gap, and the matches among them. */
    private static final class Stretch {
        final KeptEvent first;
        KeptEvent last;
        List<Match> matches = new ArrayList<>();

        Stretch(KeptEvent first, KeptEvent last) {
            this.first = first;
            this.last = last;
        }
    }

    /** Takes up an entity where the store has it. Its matches are evaluated when they are first needed. */
    History(
            EntityKey key,
            Bounds bounds,
            EntityStore store,
            Evaluators evaluators,
            Outcomes outcomes,
            Told told) {
        this.key = key;
        this.told = told;
        this.bounds = bounds;
        this.store = store;
        this.evaluators = evaluators;
        this.outcomes = outcomes;
        this.window = key.rule().rule().window().toMillis();
        EntityMemory memory = store.memory(key);
        this.settledUntil = memory.settledUntil();
        this.passed = memory.passed();
        this.settled = memory.settled().map(EntityMemory.Settled::episode).orElse(null);
        this.raised = new TreeMap<>();
        store.alerts(key).forEach(alert -> raised.put(alert.id(), alert));
        this.events.addAll(store.events(key));
        this.profiles = new Profiles(key.rule(), memory.profiles());
        takeUp(memory.profiles());
        episodes = episodes();
        takenUp = true;
    }

    /** Cuts the events into stretches and evaluates all. */
    private void takeUp(Map<String, ProfileMemory> remembered) {
        profiles = new Profiles(key.rule(), remembered);
        events.forEach(profiles::add);
        stretches.clear();
        nextTimer = Appointment.NEVER;
        for (KeptEvent event : events) {
            Map.Entry<KeptEvent, Stretch> before = stretches.lastEntry();
            if (before != null && event.millis() - before.getValue().last.millis() <= window) {
                before.getValue().last = event;
            } else {
                stretches.put(event, new Stretch(event, event));
            }
        }
        for (Stretch stretch : List.copyOf(stretches.values())) {
            evaluate(stretch);
        }
    }

    CompiledRule rule() {
        return key.rule();
    }

    /** Event time of the newest event; far in the past if there is none. */
    long newest() {
        return events.isEmpty() ? UNKNOWN : events.last().millis();
    }

    /** How much it holds in memory, in events. */
    int size() {
        return events.size() + profiles.size();
    }

    /**
     * Adds an event; the revisions that follow from it.
     *
     * @param at when it arrived
     * @param read how new the newest event was when everything that had arrived had been read
     */
    List<Alert> add(KeptEvent event, long at, long read) {
        if (key.rule().isOverAlerts()) {
            return replace(event, at, read);
        }
        if (events.contains(event)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.DUPLICATE);
            return List.of();
        }
        boolean older = !events.isEmpty() && event.compareTo(events.last()) < 0;
        boolean late = older || event.millis() < passed;
        if (event.millis() <= settledUntil || isTooOld(event, read)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
            return List.of();
        }
        if (late) {
            outcomes.count(key.rule().id(), Outcomes.Kind.LATE);
        }
        store.keep(key, event);
        events.add(event);
        Collection<KeptEvent> changed = profiles.add(event);
        arrived = Math.max(arrived, at);
        Optional<Evaluators.Slot> next = older ? Optional.empty() : continued(event);
        List<Alert> revisions =
                next.isPresent() ? step(next.get(), event) : reconsider(event, changed, late);
        if (prune(read)) {
            store.remember(key, memory());
        }
        return revisions;
    }

    /**
     * For a rule over alerts: takes in an alert's revision in place of the one before, or lets the alert go. The set of alerts
     * in their last revisions is what everything follows from. They are few, so all of them are evaluated again.
     */
    private List<Alert> replace(KeptEvent revision, long at, long read) {
        KeptEvent before =
                events.stream()
                        .filter(each -> each.id().equals(revision.id()))
                        .findFirst()
                        .orElse(null);
        boolean isWithdrawn = AlertEvent.isWithdrawn(revision.event());
        boolean isOlder =
                before == null
                        ? isWithdrawn
                        : AlertEvent.revision(before.event())
                                >= AlertEvent.revision(revision.event());
        if (isOlder) {
            outcomes.count(key.rule().id(), Outcomes.Kind.DUPLICATE);
            return List.of();
        }
        if (revision.millis() <= settledUntil
                || isTooOld(revision, read)
                || (before != null && before.millis() <= settledUntil)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
            return List.of();
        }
        if (before != null) {
            events.remove(before);
            store.forget(key, before);
        }
        boolean late = !events.isEmpty() && revision.compareTo(events.last()) < 0;
        if (!isWithdrawn) {
            events.add(revision);
            store.keep(key, revision);
        }
        arrived = Math.max(arrived, at);
        evaluators.release(key);
        takeUp(store.memory(key).profiles());
        episodes = episodes();
        List<Alert> revisions = new ArrayList<>(tell(episodes, late));
        revisions.addAll(withdraw(late));
        if (!events.isEmpty() && prune(read)) {
            store.remember(key, memory());
        }
        return revisions;
    }

    private boolean isTooOld(KeptEvent event, long read) {
        return !events.isEmpty() && event.millis() < horizon(read);
    }

    /**
     * Events before this time are too late. Partitions are read at different paces: in a backlog, the newest event may be from
     * the end of a week of which most is not yet read, so it does not count until everything is.
     */
    private long horizon(long read) {
        return read - bounds.lateness().toMillis();
    }

    /** The evaluator that stands where this newest event follows, if it is still there. */
    private Optional<Evaluators.Slot> continued(KeptEvent event) {
        Map.Entry<KeptEvent, Stretch> newest = stretches.lastEntry();
        return newest != null && event.millis() - newest.getValue().last.millis() <= window
                ? evaluators
                        .standingAt(key, newest.getValue().last)
                        .filter(slot -> event.millis() >= slot.evaluator.time())
                : Optional.empty();
    }

    /** When to let time pass for this entity next, in arrival time. */
    long wakeAt() {
        return nextTimer == Appointment.NEVER
                ? Appointment.NEVER
                : Math.max(nextTimer, arrived) + bounds.timerGrace().toMillis();
    }

    /** Does what the agenda had this entity for. */
    List<Alert> keep(Appointment due, long until) {
        if (appointment == due.at()) {
            appointment = Appointment.NEVER;
        }
        return passTime(until);
    }

    /**
     * Everything that arrived before this time has been seen: timers that waited for it come due. The revisions that follow
     * from it.
     */
    private List<Alert> passTime(long until) {
        if (wakeAt() > until) {
            return List.of();
        }
        Stretch newest = stretches.lastEntry().getValue();
        passed = Math.max(passed, until - bounds.timerGrace().toMillis());
        Optional<Evaluators.Slot> standing = evaluators.standingAt(key, newest.last);
        if (standing.isPresent()) {
            letPass(standing.get(), newest, newest.matches);
        } else {
            evaluate(newest);
        }
        store.remember(key, memory());
        episodes = episodes();
        List<Alert> revisions = new ArrayList<>(tell(episodes, false));
        revisions.addAll(withdraw(false));
        return revisions;
    }

    /** Brings the newest stretch's evaluation to the time that has passed, at most to where nothing of it can matter. */
    private void letPass(Evaluators.Slot slot, Stretch newest, List<Match> matches) {
        long end = newest.last.millis() + window;
        if (passed > newest.last.millis()) {
            addMatches(slot.evaluator.advanceTo(Math.min(passed, end)), matches, newest.last);
        }
        nextTimer = nextTimer(slot, newest);
    }

    private long nextTimer(Evaluators.Slot slot, Stretch newest) {
        long next = slot.evaluator.nextTimer().orElse(Appointment.NEVER);
        return next > newest.last.millis() + window ? Appointment.NEVER : next;
    }

    /** The next event in order: what was true stays true, and at most the last episode grows. */
    private List<Alert> step(Evaluators.Slot slot, KeptEvent event) {
        Stretch stretch = stretches.lastEntry().getValue();
        stretch.last = event;
        int before = stretch.matches.size();
        feed(slot, stretch.matches, event);
        nextTimer = nextTimer(slot, stretch);
        List<Match> added = stretch.matches.subList(before, stretch.matches.size());
        if (added.isEmpty()) {
            return List.of();
        }
        int same = Math.max(0, episodes.size() - 1);
        added.forEach(match -> join(episodes, match));
        return tell(episodes.subList(same, episodes.size()), false);
    }

    /**
     * Any other event: what it reaches is evaluated again, and all that was told is compared.
     *
     * @param told later events of which the rule's profiles say something else now, in order
     */
    private List<Alert> reconsider(KeptEvent event, Collection<KeptEvent> told, boolean late) {
        boolean changed = place(event);
        for (Run run : runs(told)) {
            if (isLocal() || event.compareTo(run.stretch.first) < 0) {
                changed |= evaluateAround(run.stretch, run.first, run.last);
            }
        }
        if (!changed) {
            return List.of();
        }
        episodes = episodes();
        List<Alert> revisions = new ArrayList<>(tell(episodes, late));
        revisions.addAll(withdraw(late));
        return revisions;
    }

    /** Events of one stretch, each within a window of the one before: one evaluation does for all. */
    private record Run(Stretch stretch, KeptEvent first, KeptEvent last) {}

    private List<Run> runs(Collection<KeptEvent> told) {
        List<Run> runs = new ArrayList<>();
        for (KeptEvent each : told) {
            Run before = runs.isEmpty() ? null : runs.getLast();
            boolean joins =
                    before != null
                            && each.compareTo(before.stretch.last) <= 0
                            && (!isLocal() || each.millis() - before.last.millis() <= window);
            if (joins) {
                before = runs.removeLast();
                runs.add(new Run(before.stretch, before.first, each));
            } else {
                runs.add(new Run(stretches.floorEntry(each).getValue(), each, each));
            }
        }
        return runs;
    }

    /** Puts an event into its stretch, which it may begin, prolong or join with the next; whether matches changed. */
    private boolean place(KeptEvent event) {
        Map.Entry<KeptEvent, Stretch> before = stretches.floorEntry(event);
        Stretch stretch;
        boolean changed = false;
        if (before != null && event.millis() - before.getValue().last.millis() <= window) {
            stretch = before.getValue();
            if (stretch.last.compareTo(event) < 0) {
                stretch.last = event;
            }
        } else {
            stretch = new Stretch(event, event);
            stretches.put(event, stretch);
            if (before != null && key.rule().hasTimers()) {
                changed = evaluate(before.getValue());
            }
        }
        Map.Entry<KeptEvent, Stretch> after = stretches.higherEntry(event);
        if (after != null && after.getKey().millis() - stretch.last.millis() <= window) {
            stretch.last = after.getValue().last;
            stretches.remove(after.getKey());
            if (isLocal()) {
                stretch.matches.addAll(after.getValue().matches);
            } else {
                changed |= !after.getValue().matches.isEmpty();
            }
        }
        return evaluateAround(stretch, event, event) || changed;
    }

    /** Whether an event makes a difference to its neighbours only. */
    private boolean isLocal() {
        return !(key.rule().reach() instanceof Reach.Everything);
    }

    /** Evaluates what events of a stretch make a difference to; whether matches changed. */
    private boolean evaluateAround(Stretch stretch, KeptEvent first, KeptEvent last) {
        NavigableSet<KeptEvent> all = events.subSet(stretch.first, true, stretch.last, true);
        return switch (key.rule().reach()) {
            case Reach.Everything _ -> evaluate(stretch);
            case Reach.Window _ ->
                    evaluate(
                            stretch,
                            from(all, first, 0, first.millis() - window),
                            first.millis(),
                            last.millis() + window);
            case Reach.Last(int before) -> {
                KeptEvent end = last;
                for (int i = 0; i < before && end.compareTo(stretch.last) < 0; i++) {
                    end = Objects.requireNonNull(all.higher(end));
                }
                yield evaluate(
                        stretch,
                        from(all, first, before, first.millis()),
                        first.millis(),
                        end.millis());
            }
        };
    }

    /** The first event that is not before this time, and then so many back. */
    private static KeptEvent from(
            NavigableSet<KeptEvent> all, KeptEvent event, int back, long millis) {
        KeptEvent from = event;
        int left = back;
        for (KeptEvent each : all.headSet(event, false).descendingSet()) {
            if (each.millis() < millis && left-- <= 0) {
                break;
            }
            from = each;
        }
        return from;
    }

    /** How many events must be evaluated for the next one in order where no evaluator stands. */
    private long reached(Stretch stretch) {
        NavigableSet<KeptEvent> all = events.subSet(stretch.first, true, stretch.last, true);
        return switch (key.rule().reach()) {
            case Reach.Everything _ -> all.size();
            case Reach.Last(int before) -> before;
            case Reach.Window _ ->
                    all.tailSet(from(all, stretch.last, 0, stretch.last.millis() - window), true)
                            .size();
        };
    }

    /** Evaluates a stretch from its beginning; whether its matches changed. */
    private boolean evaluate(Stretch stretch) {
        return evaluate(stretch, stretch.first, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /**
     * Evaluates a part of a stretch and replaces its matches; whether they changed.
     *
     * @param from the first event that makes a difference
     * @param least the least time of the events and matches that are looked at
     * @param most the greatest
     */
    private boolean evaluate(Stretch stretch, KeptEvent from, long least, long most) {
        List<KeptEvent> all = new ArrayList<>();
        for (KeptEvent event : events.subSet(from, true, stretch.last, true)) {
            if (event.millis() > most) {
                break;
            }
            all.add(event);
        }
        List<Match> matches = new ArrayList<>();
        boolean newest =
                all.getLast().equals(stretch.last) && stretches.higherEntry(stretch.last) == null;
        Evaluators.Slot slot = evaluators.toEvaluate(key, reached(stretch), newest);
        slot.evaluator.begin(from.millis());
        for (KeptEvent event : all) {
            feed(slot, matches, event);
        }
        if (key.rule().hasTimers()) {
            if (newest) {
                letPass(slot, stretch, matches);
            } else {
                long end = stretch.last.millis() + window;
                addMatches(slot.evaluator.advanceTo(end), matches, stretch.last);
                slot.release();
            }
        }
        matches.removeIf(match -> match.millis() < least);
        List<Match> before = new ArrayList<>();
        List<Match> replaced = new ArrayList<>();
        List<Match> after = new ArrayList<>();
        for (Match match : stretch.matches) {
            (match.millis() < least ? before : match.millis() > most ? after : replaced).add(match);
        }
        if (matches.equals(replaced)) {
            return false;
        }
        before.addAll(matches);
        before.addAll(after);
        stretch.matches = before;
        return true;
    }

    private void feed(Evaluators.Slot slot, List<Match> matches, KeptEvent event) {
        if (key.rule().hasTimers() && slot.last != null) {
            addMatches(slot.evaluator.advanceTo(event.millis()), matches, slot.last);
        }
        addMatches(slot.evaluator.accept(event, profiles.of(event)), matches, event);
        slot.entity = key.id();
        slot.last = event;
    }

    /** Settled matches are counted already: the evaluation only goes through them to reach the others. */
    private void addMatches(List<Row> rows, List<Match> matches, KeptEvent last) {
        for (Row row : rows) {
            if (row.millis() <= settledUntil) {
                continue;
            }
            Match match = Match.of(row, last, profiles.shown(last));
            ReviewedException exception =
                    key.rule()
                            .exceptionFor(key.values(), match.evidence().events(), match.millis())
                            .orElse(null);
            if (exception == null) {
                matches.add(match);
            } else if (excepted.add(match.millis()) && takenUp) {
                outcomes.excepted(key.rule().id(), exception.id());
            }
        }
    }

    private List<Episode> episodes() {
        List<Episode> episodes = new ArrayList<>();
        if (settled != null) {
            episodes.add(settled);
        }
        stretches.values().forEach(each -> each.matches.forEach(match -> join(episodes, match)));
        return episodes;
    }

    private void join(List<Episode> episodes, Match match) {
        long suppress = key.rule().rule().suppress().toMillis();
        if (!episodes.isEmpty() && match.millis() - episodes.getLast().end() <= suppress) {
            episodes.add(episodes.removeLast().and(match));
        } else {
            episodes.add(Episode.of(match));
        }
    }

    /** What is new or different about these episodes, as revisions. */
    private List<Alert> tell(List<Episode> changed, boolean late) {
        List<Alert> revisions = new ArrayList<>();
        for (Episode episode : changed) {
            Alert alert = AlertWriter.write(key, episode);
            Alert before = raised.get(alert.id());
            if (before == null) {
                outcomes.count(
                        key.rule().id(),
                        key.rule().rule().isShadow() ? Outcomes.Kind.SIGNAL : Outcomes.Kind.RAISED);
                revisions.add(revised(alert, 1, late, State.RAISED));
            } else if (!isSame(alert, before)) {
                outcomes.count(key.rule().id(), Outcomes.Kind.REVISED);
                revisions.add(
                        revised(
                                alert,
                                before.revision() + 1,
                                late || before.occurrence().late(),
                                State.RAISED));
            }
        }
        revisions.forEach(this::remember);
        return revisions;
    }

    /** What was told and is true no more, as revisions that say so. */
    private List<Alert> withdraw(boolean late) {
        TreeSet<String> standing = new TreeSet<>();
        episodes.forEach(episode -> standing.add(AlertWriter.id(key, episode)));
        List<Alert> revisions = new ArrayList<>();
        for (Alert before : raised.values()) {
            if (before.occurrence().state() == State.RAISED && !standing.contains(before.id())) {
                outcomes.count(key.rule().id(), Outcomes.Kind.WITHDRAWN);
                revisions.add(revised(before, before.revision() + 1, late, State.WITHDRAWN));
            }
        }
        revisions.forEach(this::remember);
        return revisions;
    }

    private void remember(Alert alert) {
        told.tell(alert, raised.put(alert.id(), alert));
        store.keep(key, alert);
    }

    private static boolean isSame(Alert alert, Alert before) {
        return before.occurrence().state() == State.RAISED
                && revised(alert, before.revision(), before.occurrence().late(), State.RAISED)
                        .equals(before);
    }

    private static Alert revised(Alert alert, int revision, boolean late, State state) {
        Occurrence is = alert.occurrence();
        return new Alert(
                alert.id(),
                alert.rule(),
                alert.entity(),
                new Occurrence(is.firstSeen(), is.lastSeen(), is.count(), revision, late, state),
                alert.message(),
                alert.runbook(),
                alert.values(),
                alert.evidence());
    }

    /**
     * Lets go of events that neither a late event nor a match can need any more, in batches, and of the oldest above the
     * bound. Their matches are settled.
     */
    private boolean prune(long read) {
        excepted.headSet(settledUntil, true).clear();
        long lateness = bounds.lateness().toMillis();
        long newest = events.last().millis();
        long horizon = horizon(read);
        long keepFrom = horizon - window;
        boolean full = events.size() > bounds.eventsPerEntity();
        if (full) {
            int surplus = events.size() - bounds.eventsPerEntity() * 9 / 10;
            KeptEvent firstKept = events.stream().skip(surplus).findFirst().orElseThrow();
            keepFrom = Math.max(keepFrom, firstKept.millis());
            horizon = Math.max(horizon, Math.min(newest, keepFrom + window));
            outcomes.count(
                    key.rule().id(),
                    keepFrom > newest - window
                            ? Outcomes.Kind.LOST_COVERAGE
                            : Outcomes.Kind.SHORTENED_LATENESS);
        } else if (events.first().millis() >= keepFrom - lateness / 4) {
            return false;
        }
        settle(horizon);
        List<KeptEvent> old = new ArrayList<>();
        for (KeptEvent event : events) {
            if (event.millis() >= keepFrom) {
                break;
            }
            old.add(event);
        }
        for (KeptEvent event : old) {
            events.remove(event);
            profiles.fold(event);
            store.forget(key, event);
        }
        cutStretches();
        if (full) {
            evaluators.release(key);
        }
        return true;
    }

    private void settle(long horizon) {
        settledUntil = Math.max(settledUntil, horizon);
        List<Episode> old = new ArrayList<>();
        if (settled != null) {
            old.add(settled);
        }
        for (Stretch stretch : stretches.values()) {
            stretch.matches.stream()
                    .filter(match -> match.millis() <= settledUntil)
                    .forEach(match -> join(old, match));
            stretch.matches.removeIf(match -> match.millis() <= settledUntil);
        }
        settled = old.isEmpty() ? null : old.getLast();
        episodes = episodes();
        TreeSet<String> open = new TreeSet<>();
        episodes.forEach(episode -> open.add(AlertWriter.id(key, episode)));
        for (Alert alert : List.copyOf(raised.values())) {
            if (!open.contains(alert.id())
                    && alert.occurrence().lastSeen().toEpochMilli() <= settledUntil) {
                raised.remove(alert.id());
                store.forget(key, alert);
            }
        }
    }

    /** Stretches of which no event is left go; one that lost its beginning begins later. */
    private void cutStretches() {
        NavigableMap<KeptEvent, Stretch> old = stretches.headMap(events.first(), false);
        for (Stretch stretch : List.copyOf(old.values())) {
            stretches.remove(stretch.first);
            KeptEvent first = events.ceiling(stretch.first);
            if (first != null && first.compareTo(stretch.last) <= 0) {
                Stretch rest = new Stretch(first, stretch.last);
                rest.matches = stretch.matches;
                stretches.put(first, rest);
            }
        }
    }

    private EntityMemory memory() {
        return new EntityMemory(
                settledUntil,
                passed,
                Optional.ofNullable(settled).map(EntityMemory.Settled::of),
                profiles.remembered(
                        oldest(),
                        () -> outcomes.count(key.rule().id(), Outcomes.Kind.FORGOTTEN_VALUE)));
    }

    /** No event before this time is asked about any more. */
    private long oldest() {
        long first = events.isEmpty() ? settledUntil : events.first().millis();
        return settledUntil == Long.MIN_VALUE ? first : Math.min(settledUntil, first);
    }
}
