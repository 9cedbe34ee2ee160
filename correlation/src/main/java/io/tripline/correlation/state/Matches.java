package io.tripline.correlation.state;

import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one entity that a rule wants, in order, and what of them matches. Events further apart than the rule's window
 * have nothing to do with each other; a stretch without such a gap is evaluated on its own, and of it only what lies within the
 * rule's {@link Reach} of an event that is added. The matches are a function of the events alone, whatever order they came in.
 */
final class Matches {
    /** Of events that wait, evaluating this part of what was evaluated last is worth evaluating that again. */
    private static final int WORTH = 4;

    /**
     * How many events are evaluated ahead with each that comes to wait. An entity that is full loses a tenth of its events at
     * once and evaluates the others again, so nine with each that comes until the next loss would just do.
     */
    private static final int STEPS = 16;

    /** As how many of these counts one that waits: its rows may hold all events of a window. */
    private static final int STEPS_OF_ONE = 4;

    private final EntityKey key;
    private final Evaluators evaluators;
    private final Feeding feeding;
    private final Slicing slicing;
    private final long window;

    private final KeptEvents kept;
    private final NavigableSet<KeptEvent> events;
    private final TreeMap<KeptEvent, Stretch> stretches = new TreeMap<>();
    private Profiles profiles;

    /** Event time that is known to have passed, though no event of the entity is as new: timers until then came due. */
    private long passed;

    /** Event time at which the newest stretch may next match without an event. */
    private long nextTimer = Appointment.NEVER;

    /** The first of the newest events that were not evaluated yet. */
    private @Nullable KeptEvent unevaluated;

    /** What of their evaluation is done already. */
    private @Nullable Ahead ahead;

    /** How many they are, and how many events were evaluated when they last were. */
    private int postponed;

    private int lastEvaluated;

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

    /** An evaluation that goes on with some events at a time, and what matched in it of those that wait. */
    private static final class Ahead {
        final Evaluators.Slot slot;
        final List<Match> matches = new ArrayList<>();

        /** Time of the newest event to which it did not listen. */
        long silentUntil = Long.MIN_VALUE;

        /** How many it listened to. */
        int heard;

        Ahead(Evaluators.Slot slot) {
            this.slot = slot;
        }
    }

    /** Of these events, which are not evaluated yet. */
    Matches(
            EntityKey key,
            Evaluators evaluators,
            RulePace pace,
            Outcomes outcomes,
            Collection<KeptEvent> stored,
            EntityMemory memory) {
        this.key = key;
        this.evaluators = evaluators;
        this.feeding = new Feeding(key, pace, outcomes, memory.settledUntil());
        this.slicing = new Slicing(key.rule());
        this.window = key.rule().rule().window().toMillis();
        this.passed = memory.passed();
        this.kept = new KeptEvents(key.rule(), stored);
        this.events = kept.all();
        this.profiles = new Profiles(key.rule(), memory.profiles());
    }

    /** Cuts the events into stretches and evaluates all, with what profiles remember beside the events. */
    void evaluateAll(Map<String, ProfileMemory> remembered) {
        evaluators.release(key);
        unevaluated = null;
        ahead = null;
        postponed = 0;
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
        // What they are too few for together, no stretch of them matches.
        if (kept.areEnough()) {
            for (Stretch stretch : List.copyOf(stretches.values())) {
                evaluateFrom(stretch, stretch.first.millis());
            }
        }
        feeding.takenUp();
    }

    /** All events, in order; to look at. */
    NavigableSet<KeptEvent> events() {
        return events;
    }

    /** What they weigh, and which must go to weigh less. */
    KeptEvents kept() {
        return kept;
    }

    /** What the rule's profiles know. */
    Profiles profiles() {
        return profiles;
    }

    /** No match until this event time is among these any more. */
    long settledUntil() {
        return feeding.settledUntil();
    }

    /** Event time that is known to have passed. */
    long passed() {
        return passed;
    }

    /** Event time at which there may next be a match without an event; {@link Appointment#NEVER} if none. */
    long nextTimer() {
        return nextTimer;
    }

    /** Whether nothing is known of the events but themselves, and nothing waits. */
    boolean isPlain() {
        return profiles.isEmpty() && !feeding.hasExcepted() && unevaluated == null;
    }

    /** All matches, in order. */
    void forEach(Consumer<Match> action) {
        stretches.values().forEach(each -> each.matches.forEach(action));
    }

    /** Takes in an event, without evaluating it; the later events of which the rule's profiles say something else now. */
    Collection<KeptEvent> add(KeptEvent event) {
        kept.add(event);
        return profiles.add(event);
    }

    /** Takes in an event in place of another, without evaluating; all must be evaluated then. */
    void replace(@Nullable KeptEvent before, @Nullable KeptEvent now) {
        if (before != null) {
            kept.remove(before);
        }
        if (now != null) {
            kept.add(now);
        }
    }

    /** Lets go of the oldest events beyond a weight, before any was evaluated, and of what may have matched until then. */
    List<KeptEvent> dropBeyond(int most) {
        List<KeptEvent> oldest = kept.beyond(most);
        for (KeptEvent each : oldest) {
            feeding.settle(each.millis());
            kept.remove(each);
            profiles.add(each);
            profiles.fold(each);
        }
        return oldest;
    }

    /** Lets go of the events before this time, which no match to come needs. */
    List<KeptEvent> dropBefore(long millis) {
        List<KeptEvent> old = new ArrayList<>();
        for (KeptEvent event : events) {
            if (event.millis() >= millis) {
                break;
            }
            old.add(event);
        }
        for (KeptEvent event : old) {
            kept.remove(event);
            profiles.fold(event);
        }
        cutStretches();
        return old;
    }

    /** Takes out the matches until this event time, which change no more. */
    List<Match> settle(long until) {
        feeding.settle(until);
        long settledUntil = feeding.settledUntil();
        List<Match> old = new ArrayList<>();
        for (Stretch stretch : stretches.values()) {
            stretch.matches.stream()
                    .filter(match -> match.millis() <= settledUntil)
                    .forEach(old::add);
            stretch.matches.removeIf(match -> match.millis() <= settledUntil);
        }
        return old;
    }

    /** No evaluator stands among these events any more. */
    void release() {
        evaluators.release(key);
    }

    /** The matches that the next event in order adds to those there are; empty if it cannot be said in one step. */
    Optional<List<Match>> step(KeptEvent event) {
        return continued(event)
                .map(
                        slot -> {
                            Stretch stretch = stretches.lastEntry().getValue();
                            stretch.last = event;
                            slot.evaluator.listen(true);
                            int before = stretch.matches.size();
                            feeding.feed(slot, stretch.matches, event, profiles);
                            nextTimer = nextTimer(slot, stretch);
                            return List.copyOf(
                                    stretch.matches.subList(before, stretch.matches.size()));
                        });
    }

    /** The evaluator that stands where this newest event follows, if it is still there. */
    private Optional<Evaluators.Slot> continued(KeptEvent event) {
        Map.Entry<KeptEvent, Stretch> newest = stretches.lastEntry();
        return newest != null
                        && unevaluated == null
                        && event.millis() - newest.getValue().last.millis() <= window
                ? evaluators
                        .standingAt(key, newest.getValue().last)
                        .filter(
                                slot ->
                                        event.millis() >= slot.evaluator.time()
                                                && slicing.isSame(
                                                        slot.evaluator.time(), event.millis()))
                : Optional.empty();
    }

    /** Whether an event has to do with the newest ones, and is not before all of them. */
    boolean isAmongNewest(KeptEvent event) {
        Map.Entry<KeptEvent, Stretch> newest = stretches.lastEntry();
        return newest != null
                && event.compareTo(newest.getValue().first) > 0
                && event.millis() - newest.getValue().last.millis() <= window;
    }

    /** Lets one of the newest events wait until all that wait are evaluated together; how many they are. */
    int postpone(KeptEvent event) {
        Stretch newest = stretches.lastEntry().getValue();
        if (newest.last.compareTo(event) < 0) {
            newest.last = event;
        }
        if (unevaluated == null || event.compareTo(unevaluated) < 0) {
            unevaluated = event;
        }
        evaluators.releaseBehind(key, event);
        postponed++;
        goAhead(newest, unevaluated);
        return postponed;
    }

    /**
     * Evaluates some of the events that will have to be when those that wait are, so that nobody then waits for ten thousand at
     * once. It changes when they are evaluated, and nothing else.
     */
    private void goAhead(Stretch newest, KeptEvent waiting) {
        if (key.rule().reach() instanceof Reach.Last
                || !slicing.isSame(waiting.millis(), newest.last.millis())) {
            return;
        }
        KeptEvent from = beginning(newest, waiting);
        if (!isAhead(from, waiting.millis())) {
            ahead = evaluators.own(key).map(Ahead::new).orElse(null);
            if (ahead != null) {
                ahead.slot.begin(key, from);
            }
        }
        if (ahead != null) {
            go(ahead, from, waiting.millis());
        }
    }

    private void go(Ahead evaluation, KeptEvent from, long waiting) {
        Evaluators.Slot slot = evaluation.slot;
        KeptEvent next = slot.last == null ? from : events.higher(slot.last);
        int steps = STEPS;
        while (steps > 0 && next != null && postponed - evaluation.heard > evaluators.unsettled()) {
            boolean waits = next.millis() >= waiting;
            feeding.listen(slot, next, waiting);
            feeding.feed(slot, evaluation.matches, next, profiles);
            if (waits) {
                evaluation.heard++;
            } else {
                evaluation.silentUntil = next.millis();
            }
            steps -= waits ? STEPS_OF_ONE : 1;
            next = events.higher(next);
        }
    }

    /** Whether what is done ahead of an evaluation is part of one from this event on, which looks at what is as new as that. */
    private boolean isAhead(KeptEvent from, long least) {
        return ahead != null
                && evaluators.own(key).filter(ahead.slot::equals).isPresent()
                && ahead.slot.entity.equals(key.id())
                && from.equals(ahead.slot.first)
                && ahead.silentUntil < least;
    }

    /** With which event an evaluation begins that is about this one and what follows. */
    private KeptEvent beginning(Stretch stretch, KeptEvent event) {
        return key.rule().reach() instanceof Reach.Slices
                ? beginning(stretch, slicing.slice(event.millis()))
                : firstSince(stretch, event.millis() - window);
    }

    private KeptEvent beginning(Stretch stretch, long slice) {
        return firstSince(stretch, slicing.startOf(slice));
    }

    private KeptEvent firstSince(Stretch stretch, long millis) {
        KeptEvent first = Objects.requireNonNull(events.ceiling(KeptEvent.before(millis)));
        return first.compareTo(stretch.first) < 0 ? stretch.first : first;
    }

    /** Whether so many wait that it is worth evaluating again what they stand among. */
    boolean areEnoughWaiting() {
        return postponed >= lastEvaluated / WORTH;
    }

    /** Evaluates the events that wait; whether matches changed. */
    boolean catchUp() {
        KeptEvent first = unevaluated;
        if (first == null) {
            return false;
        }
        unevaluated = null;
        postponed = 0;
        Stretch newest = stretches.lastEntry().getValue();
        boolean changed = evaluateAround(newest, first, newest.last);
        ahead = null;
        return changed;
    }

    /** Lets timers come due until this event time. */
    void passTime(long until) {
        Stretch newest = stretches.lastEntry().getValue();
        passed = Math.max(passed, until);
        Optional<Evaluators.Slot> standing = evaluators.standingAt(key, newest.last);
        if (standing.isPresent()
                && slicing.isSame(standing.get().evaluator.time(), passedAt(newest))) {
            letPass(standing.get(), newest, newest.matches);
        } else {
            evaluateFrom(newest, newest.last.millis());
        }
    }

    /** Brings the newest stretch's evaluation to the time that has passed, at most to where nothing of it can matter. */
    private void letPass(Evaluators.Slot slot, Stretch newest, List<Match> matches) {
        if (passed > newest.last.millis()) {
            feeding.advance(slot, passedAt(newest), matches, newest.last, profiles);
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
        long border = slicing.border(slicing.slice(slot.evaluator.time()) + 1);
        long next = Math.min(border, slot.evaluator.nextTimer().orElse(Appointment.NEVER));
        return next > newest.last.millis() + window ? Appointment.NEVER : next;
    }

    /**
     * Any other event: what it reaches is evaluated again. Whether matches changed.
     *
     * @param answered later events of which the rule's profiles say something else now, in order
     */
    boolean reconsider(KeptEvent event, Collection<KeptEvent> answered) {
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
        if ((stretch.matches.isEmpty() && !kept.areEnough())
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
                            beginning(stretch, first),
                            first.millis(),
                            newest.millis() + window);
            case Reach.Last(int before) -> {
                KeptEvent last = newest;
                for (int i = 0; i < before && last.compareTo(stretch.last) < 0; i++) {
                    last = Objects.requireNonNull(all.higher(last));
                }
                yield evaluate(stretch, from(all, first, before), first.millis(), last.millis());
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

    /** The first event of this one's time, and then so many back. */
    private static KeptEvent from(NavigableSet<KeptEvent> all, KeptEvent event, int back) {
        KeptEvent from = event;
        int left = back;
        for (KeptEvent each : all.headSet(event, false).descendingSet()) {
            if (each.millis() < event.millis() && left-- <= 0) {
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
                long start = slicing.startOf(slicing.slice(stretch.last.millis()));
                yield start <= stretch.first.millis()
                        ? all.size()
                        : all.tailSet(KeptEvent.before(start), true).size();
            }
            case Reach.Last(int before) -> before;
            case Reach.Window _ -> all.tailSet(beginning(stretch, stretch.last), true).size();
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
        for (long slice = slicing.slice(first); slice <= slicing.slice(end); slice++) {
            changed |=
                    evaluate(
                            stretch,
                            beginning(stretch, slice),
                            Math.max(first, slicing.border(slice)),
                            slicing.border(slice + 1) - 1);
        }
        return changed;
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
            matches = evaluated(stretch, all, newest, least, most);
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

    /** The matches of these events of a stretch from some time on, by Esper; those before may be missing. */
    private List<Match> evaluated(
            Stretch stretch, List<KeptEvent> all, boolean newest, long least, long most) {
        Ahead done = newest && isAhead(all.getFirst(), least) ? ahead : null;
        List<Match> matches = done == null ? new ArrayList<>() : done.matches;
        Evaluators.Slot slot = done == null ? begun(stretch, all.getFirst(), newest) : done.slot;
        KeptEvent seen = slot.last;
        try {
            for (KeptEvent event : all) {
                if (seen == null || event.compareTo(seen) > 0) {
                    feeding.listen(slot, event, least);
                    feeding.feed(slot, matches, event, profiles);
                }
            }
        } finally {
            slot.evaluator.listen(true);
        }
        if (key.rule().hasTimers()) {
            if (newest) {
                letPass(slot, stretch, matches);
            } else {
                long end = Math.min(most, stretch.last.millis() + window);
                feeding.advance(slot, end, matches, all.getLast(), profiles);
                slot.release();
            }
        }
        return matches;
    }

    private Evaluators.Slot begun(Stretch stretch, KeptEvent from, boolean newest) {
        Evaluators.Slot slot = evaluators.toEvaluate(key, reached(stretch), newest);
        slot.begin(key, from);
        return slot;
    }

    /** The time of the first event that matters to what may match from this time on. */
    long neededFrom(long horizon) {
        return slicing.neededFrom(horizon);
    }

    /** The same for what the newest event matches. */
    long neededNow() {
        return neededFrom(events.last().millis());
    }

    /** If events are kept from this time on, the time after which nothing is missing. */
    long wholeFrom(long keepFrom) {
        return slicing.wholeFrom(keepFrom, events.last().millis());
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
}
