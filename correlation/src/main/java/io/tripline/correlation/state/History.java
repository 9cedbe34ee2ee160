package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Need;
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

    /** Of events that wait, evaluating this part of what was evaluated last is worth evaluating that again. */
    private static final int WORTH = 4;

    private final EntityKey key;
    private final Bounds bounds;
    private final EntityStore store;
    private final Evaluators evaluators;
    private final Coverage coverage;
    private final Outcomes outcomes;
    private final Told told;
    private final long window;
    private final long sliceLength;

    private final TreeSet<KeptEvent> events = new TreeSet<>();
    private final TreeMap<KeptEvent, Stretch> stretches = new TreeMap<>();
    private Profiles profiles;
    private final Need.Tally tally;
    private long settledUntil;
    private @Nullable Episode settled;

    /** Event time that is known to have passed, though no event of the entity is as new: timers until then came due. */
    private long passed;

    /** Event time at which the newest stretch may next match without an event. */
    private long nextTimer = Appointment.NEVER;

    /** The first of the newest events that were not evaluated yet. */
    private @Nullable KeptEvent unevaluated;

    /** How many they are, and how many events were evaluated when they last were. */
    private int postponed;

    private int lastEvaluated;

    /** When the newest event arrived, if it did since the entity was taken up. */
    private long arrived = Long.MIN_VALUE;

    /** When the agenda says to take this entity up, as far as it is known. */
    long appointment = Appointment.NEVER;

    /** How new the newest alert was, for a rule over alerts. */
    private final NewestBefore seldom = new NewestBefore();

    /** When the census last noted it. */
    long heard;

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
            Coverage coverage,
            Outcomes outcomes,
            Told.Onward onward) {
        this.key = key;
        this.bounds = bounds;
        this.store = store;
        this.evaluators = evaluators;
        this.coverage = coverage;
        this.outcomes = outcomes;
        this.window = key.rule().rule().window().toMillis();
        this.sliceLength = Reach.Slices.length(window);
        EntityMemory memory = store.memory(key);
        this.settledUntil = memory.settledUntil();
        this.passed = memory.passed();
        this.settled = memory.settled().map(EntityMemory.Settled::episode).orElse(null);
        this.tally = key.rule().need().tally();
        this.events.addAll(store.events(key));
        events.forEach(tally::add);
        this.profiles = new Profiles(key.rule(), memory.profiles());
        boolean bounded = bound();
        this.told = new Told(key, store, settledUntil, bounds.reviseWithin(), outcomes, onward);
        if (bounded) {
            memory = memory();
            store.remember(key, memory);
        }
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
            evaluateFrom(stretch, stretch.first.millis());
        }
    }

    CompiledRule rule() {
        return key.rule();
    }

    /** Event time of the newest event; far in the past if there is none. */
    long newest() {
        return events.isEmpty() ? UNKNOWN : events.last().millis();
    }

    /**
     * Events that came while nothing was evaluated may be too many even to try. What was told of the oldest stands. Whether
     * any had to go.
     */
    private boolean bound() {
        int surplus = events.size() - 2 * bounds.eventsPerEntity();
        if (surplus <= 0) {
            return false;
        }
        for (int i = 0; i < surplus; i++) {
            KeptEvent oldest = Objects.requireNonNull(events.pollFirst());
            settledUntil = Math.max(settledUntil, oldest.millis());
            profiles.add(oldest);
            profiles.fold(oldest);
            tally.remove(oldest);
            store.forget(key, oldest);
        }
        lose(Coverage.Limit.EVENTS_PER_ENTITY, bounds.eventsPerEntity(), surplus);
        return true;
    }

    private void lose(Coverage.Limit limit, long bound, long count) {
        outcomes.count(key.rule().id(), Outcomes.Kind.LOST_COVERAGE);
        coverage.lose(key.rule(), limit, bound, count, events.last().millis());
    }

    /** What is left of it when it is let go from memory; empty if there is more to it than its events. */
    Optional<Dormant> dormant() {
        boolean isQuiet =
                !key.rule().hasTimers()
                        && !key.rule().isOverAlerts()
                        && profiles.isEmpty()
                        && told.isEmpty()
                        && episodes.isEmpty()
                        && excepted.isEmpty()
                        && unevaluated == null
                        && appointment == Appointment.NEVER
                        && !events.isEmpty();
        return isQuiet
                ? Optional.of(
                        new Dormant(
                                key.rule(),
                                events.size(),
                                events.first().millis(),
                                events.last().millis(),
                                settledUntil,
                                passed,
                                heard))
                : Optional.empty();
    }

    /** How much it holds in memory, in events. */
    int size() {
        return events.size() + profiles.size();
    }

    /**
     * Adds an event; the revisions that follow from it.
     *
     * @param now when it arrived
     * @param read how new the newest event was when everything that had arrived had been read
     */
    void add(KeptEvent event, Moment now, long read) {
        if (key.rule().isOverAlerts()) {
            replace(event, now);
            return;
        }
        if (events.contains(event)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.DUPLICATE);
            keepOne(event, now);
            return;
        }
        boolean older = !events.isEmpty() && event.compareTo(events.last()) < 0;
        boolean late = older || event.millis() < passed;
        if (isTooOld(event, read)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
            return;
        }
        if (event.millis() <= settledUntil) {
            outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
            if (read != UNKNOWN && !events.isEmpty()) {
                // It is settled sooner than the lateness says, as its events were too many.
                lose(Coverage.Limit.LATENESS, bounds.lateness().toSeconds(), 1);
            }
            return;
        }
        if (late) {
            outcomes.count(key.rule().id(), Outcomes.Kind.LATE);
        }
        store.keep(key, event);
        events.add(event);
        Collection<KeptEvent> answered = profiles.add(event);
        tally.add(event);
        arrived = Math.max(arrived, now.at());
        Optional<Evaluators.Slot> next = older ? Optional.empty() : continued(event);
        if (next.isPresent()) {
            step(next.get(), event, now);
        } else if (mayWait(event, now)) {
            postpone(event, late, now);
        } else {
            boolean changed = catchUp();
            changed |= reconsider(event, answered);
            if (changed) {
                tell(late, now);
            }
        }
        prune(read, now.at());
    }

    /** Tells what is different since matches changed. */
    private void tell(boolean late, Moment now) {
        episodes = episodes();
        told.tell(episodes, late, now);
        told.withdraw(episodes, late, now.at());
    }

    /** What was told since this was last asked. */
    List<Alert> revisions() {
        return told.revisions();
    }

    /**
     * Of two records of the same event, that which lies first by name and number of topic and partition is shown, whichever
     * was read first. They may differ, as places and owners of addresses are looked up when a record is read.
     */
    private void keepOne(KeptEvent copy, Moment now) {
        KeptEvent kept = Objects.requireNonNull(events.floor(copy));
        if (copy.origin().compareTo(kept.origin()) >= 0 || kept.millis() <= settledUntil) {
            return;
        }
        events.remove(kept);
        tally.remove(kept);
        events.add(copy);
        tally.add(copy);
        store.keep(key, copy);
        takeUpAgain();
        tell(true, now);
    }

    /** Evaluates all, of events of which some are others now. */
    private void takeUpAgain() {
        evaluators.release(key);
        unevaluated = null;
        postponed = 0;
        takeUp(store.memory(key).profiles());
    }

    /**
     * For a rule over alerts: takes in an alert's revision in place of the one before, or lets the alert go. The set of alerts
     * in their last revisions is what everything follows from. They are few, so all of them are evaluated again.
     */
    private void replace(KeptEvent revision, Moment now) {
        long read = seldom.newest(newest(), now.ticked());
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
            return;
        }
        if (revision.millis() <= settledUntil
                || isTooOld(revision, read)
                || (before != null && before.millis() <= settledUntil)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
            return;
        }
        if (before != null) {
            events.remove(before);
            tally.remove(before);
            store.forget(key, before);
        }
        boolean late = !events.isEmpty() && revision.compareTo(events.last()) < 0;
        if (!isWithdrawn) {
            events.add(revision);
            tally.add(revision);
            store.keep(key, revision);
        }
        arrived = Math.max(arrived, now.at());
        takeUpAgain();
        tell(late, now);
        if (!events.isEmpty()) {
            prune(read, now.at());
        }
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
                        .filter(
                                slot ->
                                        event.millis() >= slot.evaluator.time()
                                                && isSameSlice(
                                                        slot.evaluator.time(), event.millis()))
                : Optional.empty();
    }

    /** When to take this entity up next though nothing is heard of it, by the time of ticks. */
    long wakeAt() {
        return Math.min(timersAt(), told.heldUntil());
    }

    private long timersAt() {
        return nextTimer == Appointment.NEVER
                ? Appointment.NEVER
                : Math.max(nextTimer, arrived) + bounds.timerGrace().toMillis();
    }

    /**
     * Everything that arrived before this time has been seen: timers that waited for it come due, and what was held back is
     * told.
     */
    void keep(Appointment due, long until) {
        if (appointment == due.at()) {
            appointment = Appointment.NEVER;
        }
        if (timersAt() <= until) {
            passTime(until);
        }
        if (catchUp()) {
            episodes = episodes();
        }
        told.tellAfterWait(episodes, new Moment(until, until));
        told.withdraw(episodes, false, until);
    }

    private void passTime(long until) {
        Stretch newest = stretches.lastEntry().getValue();
        passed = Math.max(passed, until - bounds.timerGrace().toMillis());
        Optional<Evaluators.Slot> standing = evaluators.standingAt(key, newest.last);
        if (standing.isPresent()
                && isSameSlice(standing.get().evaluator.time(), passedAt(newest))) {
            letPass(standing.get(), newest, newest.matches);
        } else {
            evaluateFrom(newest, newest.last.millis());
        }
        episodes = episodes();
        store.remember(key, memory());
    }

    /** Brings the newest stretch's evaluation to the time that has passed, at most to where nothing of it can matter. */
    private void letPass(Evaluators.Slot slot, Stretch newest, List<Match> matches) {
        if (passed > newest.last.millis()) {
            addMatches(slot.evaluator.advanceTo(passedAt(newest)), matches, newest.last);
        }
        nextTimer = nextTimer(slot, newest);
    }

    /** To what time the newest stretch is evaluated. */
    private long passedAt(Stretch newest) {
        long last = newest.last.millis();
        return key.rule().hasTimers() ? Math.clamp(passed, last, last + window) : last;
    }

    private long nextTimer(Evaluators.Slot slot, Stretch newest) {
        if (!key.rule().hasTimers()) {
            return Appointment.NEVER;
        }
        // In the next slice, another evaluation decides.
        long border = (slice(slot.evaluator.time()) + 1) * sliceLength;
        long next = Math.min(border, slot.evaluator.nextTimer().orElse(Appointment.NEVER));
        return next > newest.last.millis() + window ? Appointment.NEVER : next;
    }

    private long slice(long millis) {
        return Math.floorDiv(millis, sliceLength);
    }

    /** Whether one evaluation is for both times. */
    private boolean isSameSlice(long one, long other) {
        return !(key.rule().reach() instanceof Reach.Slices) || slice(one) == slice(other);
    }

    /** The next event in order: what was true stays true, and at most the last episode grows. */
    private void step(Evaluators.Slot slot, KeptEvent event, Moment now) {
        Stretch stretch = stretches.lastEntry().getValue();
        stretch.last = event;
        int before = stretch.matches.size();
        feed(slot, stretch.matches, event);
        nextTimer = nextTimer(slot, stretch);
        List<Match> added = stretch.matches.subList(before, stretch.matches.size());
        if (added.isEmpty()) {
            return;
        }
        int same = Math.max(0, episodes.size() - 1);
        added.forEach(match -> join(episodes, match));
        told.tell(episodes.subList(same, episodes.size()), event.millis() < passed, now);
    }

    /**
     * Whether an event can wait: a match with it would join the open episode, of which the next revision is held back anyway.
     * So an attack's many events are not each evaluated with all the others of their window.
     */
    private boolean mayWait(KeptEvent event, Moment now) {
        Map.Entry<KeptEvent, Stretch> newest = stretches.lastEntry();
        if (newest == null || episodes.isEmpty() || key.rule().hasTimers()) {
            return false;
        }
        Stretch stretch = newest.getValue();
        Episode open = episodes.getLast();
        return event.compareTo(stretch.first) > 0
                && event.millis() - stretch.last.millis() <= window
                && event.millis() >= open.begin()
                && event.millis() - open.end() <= key.rule().rule().suppress().toMillis()
                && told.isHoldingBack(open, now);
    }

    /** Lets an event wait, or evaluates all that wait once a revision may be due with them and they are enough to be worth it. */
    private void postpone(KeptEvent event, boolean late, Moment now) {
        Stretch newest = stretches.lastEntry().getValue();
        if (newest.last.compareTo(event) < 0) {
            newest.last = event;
        }
        if (unevaluated == null || event.compareTo(unevaluated) < 0) {
            unevaluated = event;
        }
        evaluators.release(key);
        postponed++;
        if (postponed < lastEvaluated / WORTH || !told.isStep(episodes.getLast(), postponed)) {
            told.holdBack(late, now);
        } else if (catchUp()) {
            tell(late, now);
        }
    }

    /** Evaluates the events that wait; whether matches changed. */
    private boolean catchUp() {
        KeptEvent first = unevaluated;
        if (first == null) {
            return false;
        }
        unevaluated = null;
        postponed = 0;
        Stretch newest = stretches.lastEntry().getValue();
        return evaluateAround(newest, first, newest.last);
    }

    /**
     * Any other event: what it reaches is evaluated again. Whether matches changed.
     *
     * @param answered later events of which the rule's profiles say something else now, in order
     */
    private boolean reconsider(KeptEvent event, Collection<KeptEvent> answered) {
        boolean changed = place(event);
        for (Run run : runs(answered)) {
            changed |= evaluateAround(run.stretch, run.first, run.last);
        }
        return changed;
    }

    /** Events of one stretch, each within a window of the one before: one evaluation does for all. */
    private record Run(Stretch stretch, KeptEvent first, KeptEvent last) {}

    private List<Run> runs(Collection<KeptEvent> answered) {
        List<Run> runs = new ArrayList<>();
        for (KeptEvent each : answered) {
            Run before = runs.isEmpty() ? null : runs.getLast();
            boolean joins =
                    before != null
                            && each.compareTo(before.stretch.last) <= 0
                            && each.millis() - before.last.millis() <= window;
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
                changed = evaluateFrom(before.getValue(), before.getValue().last.millis());
            }
        }
        KeptEvent newest = event;
        Map.Entry<KeptEvent, Stretch> after = stretches.higherEntry(event);
        if (after != null && after.getKey().millis() - stretch.last.millis() <= window) {
            stretch.last = after.getValue().last;
            stretches.remove(after.getKey());
            stretch.matches.addAll(after.getValue().matches);
            if (key.rule().reach() instanceof Reach.Slices) {
                // Its slices may begin with events of the stretch before now.
                newest = after.getKey();
            }
        }
        return evaluateAround(stretch, event, newest) || changed;
    }

    /** Evaluates what events of a stretch make a difference to; whether matches changed. */
    private boolean evaluateAround(Stretch stretch, KeptEvent first, KeptEvent newest) {
        if ((stretch.matches.isEmpty() && !tally.isEnough())
                || (first.equals(stretch.last) && !key.rule().need().mayComplete(first))) {
            return unmatched(stretch);
        }
        NavigableSet<KeptEvent> all = events.subSet(stretch.first, true, stretch.last, true);
        return switch (key.rule().reach()) {
            case Reach.Slices(int windows) ->
                    evaluateSlices(
                            stretch,
                            timersBefore(stretch, first),
                            newest.millis() + windows * window);
            case Reach.Window _ ->
                    evaluate(
                            stretch,
                            from(all, first, 0, first.millis() - window),
                            first.millis(),
                            newest.millis() + window);
            case Reach.Last(int before) -> {
                KeptEvent last = newest;
                for (int i = 0; i < before && last.compareTo(stretch.last) < 0; i++) {
                    last = Objects.requireNonNull(all.higher(last));
                }
                yield evaluate(
                        stretch,
                        from(all, first, before, first.millis()),
                        first.millis(),
                        last.millis());
            }
        };
    }

    /** Events were added to a stretch that give no match: nothing changed, and nobody stands there or waits. */
    private boolean unmatched(Stretch stretch) {
        if (isNewest(stretch)) {
            evaluators.release(key);
            nextTimer = Appointment.NEVER;
        }
        return false;
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
            case Reach.Slices _ -> {
                long start = startOf(slice(stretch.last.millis()));
                yield start <= stretch.first.millis()
                        ? all.size()
                        : all.tailSet(KeptEvent.before(start), true).size();
            }
            case Reach.Last(int before) -> before;
            case Reach.Window _ ->
                    all.tailSet(from(all, stretch.last, 0, stretch.last.millis() - window), true)
                            .size();
        };
    }

    /** Evaluates a stretch from some time on to its end; whether its matches changed. */
    private boolean evaluateFrom(Stretch stretch, long millis) {
        return key.rule().reach() instanceof Reach.Slices
                ? evaluateSlices(stretch, millis, Long.MAX_VALUE)
                : evaluate(stretch, stretch.first, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Evaluates the slices of a stretch that these times are in; whether its matches changed. */
    private boolean evaluateSlices(Stretch stretch, long first, long last) {
        boolean changed = false;
        long end = Math.min(last, endOf(stretch));
        for (long slice = slice(first); slice <= slice(end); slice++) {
            KeptEvent begin =
                    Objects.requireNonNull(events.ceiling(KeptEvent.before(startOf(slice))));
            KeptEvent from = begin.compareTo(stretch.first) < 0 ? stretch.first : begin;
            changed |= evaluate(stretch, from, slice * sliceLength, (slice + 1) * sliceLength - 1);
        }
        return changed;
    }

    /** When the evaluation of a slice begins. */
    private long startOf(long slice) {
        return slice * sliceLength - ((Reach.Slices) key.rule().reach()).windows() * window;
    }

    /** The last time at which a stretch may match as far as time has passed. */
    private long endOf(Stretch stretch) {
        if (!key.rule().hasTimers()) {
            return stretch.last.millis();
        }
        return isNewest(stretch) ? passedAt(stretch) : stretch.last.millis() + window;
    }

    private boolean isNewest(Stretch stretch) {
        return stretches.higherEntry(stretch.last) == null;
    }

    /** The newest event says that time has passed: timers since the one before came due. */
    private long timersBefore(Stretch stretch, KeptEvent event) {
        KeptEvent before =
                key.rule().hasTimers() && event.equals(stretch.last) ? events.lower(event) : null;
        return before == null || before.compareTo(stretch.first) < 0
                ? event.millis()
                : before.millis();
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
        boolean newest =
                all.getLast().equals(stretch.last)
                        && isNewest(stretch)
                        && most >= passedAt(stretch);
        if (newest) {
            lastEvaluated = all.size();
        }
        List<Match> matches = new ArrayList<>();
        boolean isEmpty = all.getLast().millis() < least && !key.rule().hasTimers();
        if (!isEmpty && key.rule().need().isMet(all, least)) {
            matches = evaluated(stretch, all, newest, most);
        } else if (newest) {
            evaluators.release(key);
            nextTimer = Appointment.NEVER;
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

    /** The matches of these events of a stretch, by Esper. */
    private List<Match> evaluated(Stretch stretch, List<KeptEvent> all, boolean newest, long most) {
        List<Match> matches = new ArrayList<>();
        Evaluators.Slot slot = evaluators.toEvaluate(key, reached(stretch), newest);
        slot.evaluator.begin(all.getFirst().millis());
        for (KeptEvent event : all) {
            feed(slot, matches, event);
        }
        if (key.rule().hasTimers()) {
            if (newest) {
                letPass(slot, stretch, matches);
            } else {
                long end = Math.min(most, stretch.last.millis() + window);
                addMatches(slot.evaluator.advanceTo(end), matches, all.getLast());
                slot.release();
            }
        }
        return matches;
    }

    private void feed(Evaluators.Slot slot, List<Match> matches, KeptEvent event) {
        if (key.rule().hasTimers() && slot.last != null) {
            addMatches(slot.evaluator.advanceTo(event.millis()), matches, slot.last);
        }
        addMatches(slot.evaluator.accept(event, profiles.of(event)), matches, event);
        slot.entity = key.id();
        slot.last = event;
    }

    /**
     * Settled matches are counted already: the evaluation only goes through them to reach the others. Rows of one time stand in
     * an order of their own, as Esper finds them in the order of its hash tables.
     */
    private void addMatches(List<Row> rows, List<Match> matches, KeptEvent last) {
        List<Match> found = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.millis() > settledUntil) {
                found.add(Match.of(row, last, profiles.shown(last)));
            }
        }
        if (found.size() > 1) {
            found.sort(Match.ORDER);
        }
        for (Match match : found) {
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

    /**
     * Lets go of events that neither a late event nor a match can need any more, in batches, and of the oldest above the
     * bound. Their matches are settled, and of alerts that can change no more all is told.
     */
    private void prune(long read, long at) {
        excepted.headSet(settledUntil, true).clear();
        long newest = events.last().millis();
        long horizon = horizon(read);
        long keepFrom = neededFrom(horizon);
        boolean full = events.size() > bounds.eventsPerEntity();
        if (full) {
            int surplus = events.size() - bounds.eventsPerEntity() * 9 / 10;
            KeptEvent firstKept = events.stream().skip(surplus).findFirst().orElseThrow();
            keepFrom = Math.max(keepFrom, firstKept.millis());
            horizon = Math.max(horizon, Math.min(newest, wholeFrom(keepFrom)));
            if (keepFrom > newest - window) {
                lose(Coverage.Limit.EVENTS_PER_ENTITY, bounds.eventsPerEntity(), surplus);
            } else {
                outcomes.count(key.rule().id(), Outcomes.Kind.SHORTENED_LATENESS);
            }
        } else if (!bounds.mayLetGo(events.first().millis(), read, key.rule().reachesBack())) {
            return;
        }
        if (catchUp()) {
            episodes = episodes();
        }
        settle(horizon, at);
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
            tally.remove(event);
            store.forget(key, event);
        }
        cutStretches();
        if (full) {
            evaluators.release(key);
        }
        store.remember(key, memory());
    }

    /** The time of the first event that matters to what may match after this time. */
    private long neededFrom(long horizon) {
        return key.rule().reach() instanceof Reach.Slices
                ? startOf(slice(horizon))
                : horizon - window;
    }

    /** If events are kept from this time on, the time after which nothing is missing. */
    private long wholeFrom(long keepFrom) {
        long whole = keepFrom + window;
        if (key.rule().reach() instanceof Reach.Slices(int windows)) {
            long border = (slice(keepFrom + windows * window - 1) + 1) * sliceLength;
            // A flood that is younger than a slice leaves less to choose from.
            return border <= events.last().millis() ? border - 1 : whole;
        }
        return whole;
    }

    private void settle(long horizon, long at) {
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
        List<Episode> before = episodes;
        episodes = episodes();
        told.close(before, episodes, settledUntil, at);
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
                profiles.remembered(oldest(), this::forgotten));
    }

    private void forgotten() {
        outcomes.count(key.rule().id(), Outcomes.Kind.FORGOTTEN_VALUE);
        coverage.lose(
                key.rule(),
                Coverage.Limit.VALUES_PER_PROFILE,
                ProfileIndex.MAX_VALUES,
                1,
                events.isEmpty() ? settledUntil : events.last().millis());
    }

    /** No event before this time is asked about any more. */
    private long oldest() {
        long first = events.isEmpty() ? settledUntil : events.first().millis();
        return settledUntil == Long.MIN_VALUE ? first : Math.min(settledUntil, first);
    }
}
