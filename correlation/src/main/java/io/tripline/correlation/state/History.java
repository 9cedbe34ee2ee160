package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity of a rule: its events, and what follows from them. Events -> matches -> episodes -> alerts is a function of the
 * events alone, whatever order they came in; what is told is the difference to what was told.
 */
final class History {
    /** So long ago that nothing is too late. */
    static final long UNKNOWN = Long.MIN_VALUE / 2;

    private final EntityKey key;
    private final Bounds bounds;
    private final EntityStore store;
    private final Coverage coverage;
    private final Outcomes outcomes;
    private final Told told;
    private final Matches matches;

    /** What all matches that are settled were last part of. */
    private @Nullable Episode settled;

    /** Until when it is settled sooner than the lateness says, as its events were too many. */
    private long shortenedUntil;

    /** When the newest event arrived, if it did since the entity was taken up. */
    private long arrived = Long.MIN_VALUE;

    /** When the agenda says to take this entity up, as far as it is known. */
    long appointment = Appointment.NEVER;

    /** How new the newest alert was, for a rule over alerts. */
    private final NewestBefore seldom = new NewestBefore();

    /** When the census noted it, as far as it is known. */
    long noted = Long.MIN_VALUE;

    /** Of all matches, in order; brought up to date before alerts are told. */
    private List<Episode> episodes = new ArrayList<>();

    /**
     * Takes up an entity where the store has it.
     *
     * @param halved to what weight its events have to come down, as they took too long before
     */
    History(
            EntityKey key,
            Bounds bounds,
            EntityStore store,
            Evaluators evaluators,
            RulePace pace,
            Optional<Integer> halved,
            Coverage coverage,
            Outcomes outcomes,
            Told.Onward onward) {
        this.key = key;
        this.bounds = bounds;
        this.store = store;
        this.coverage = coverage;
        this.outcomes = outcomes;
        EntityMemory memory = store.memory(key);
        this.settled = memory.settled().map(EntityMemory.Settled::episode).orElse(null);
        this.shortenedUntil = memory.shortenedUntil();
        this.matches = new Matches(key, evaluators, pace, outcomes, store.events(key), memory);
        boolean bounded = bound(halved);
        this.told =
                new Told(
                        key,
                        store,
                        matches.settledUntil(),
                        bounds.reviseWithin(),
                        outcomes,
                        onward);
        if (bounded) {
            memory = memory();
            store.remember(key, memory);
        }
        matches.evaluateAll(memory.profiles());
        episodes = episodes();
    }

    CompiledRule rule() {
        return key.rule();
    }

    /** Event time of the newest event; far in the past if there is none. */
    long newest() {
        KeptEvent newest = matches.kept().newest();
        return newest == null ? UNKNOWN : newest.millis();
    }

    /**
     * Events that came while nothing was evaluated may be too many even to try, and those that took too long are, which was
     * told then. What was told of the oldest stands. Whether any had to go.
     */
    private boolean bound(Optional<Integer> halved) {
        List<KeptEvent> surplus = matches.dropBeyond(halved.orElse(2 * bounds.eventsPerEntity()));
        if (surplus.isEmpty()) {
            return false;
        }
        surplus.forEach(oldest -> store.forget(key, oldest));
        shortenedUntil = matches.settledUntil();
        if (halved.isEmpty()) {
            lose(Coverage.Limit.EVENTS_PER_ENTITY, bounds.eventsPerEntity(), surplus.size());
        }
        return true;
    }

    private void lose(Coverage.Limit limit, long bound, long count) {
        outcomes.count(key.rule().id(), Outcomes.Kind.LOST_COVERAGE);
        coverage.lose(key.rule(), limit, bound, count, newestOrSettled());
    }

    /** What is left of it when it is let go from memory; empty if there is more to it than its events. */
    Optional<Dormant> dormant() {
        NavigableSet<KeptEvent> events = matches.events();
        boolean isQuiet =
                !key.rule().hasTimers()
                        && !key.rule().isOverAlerts()
                        && matches.isPlain()
                        && told.isEmpty()
                        && episodes.isEmpty()
                        && appointment == Appointment.NEVER
                        && !events.isEmpty();
        return isQuiet
                ? Optional.of(
                        new Dormant(
                                key.rule(),
                                matches.kept().weight(),
                                events.first().millis(),
                                events.last().millis(),
                                matches.settledUntil(),
                                matches.passed(),
                                noted))
                : Optional.empty();
    }

    /** How much it holds in memory, in events. */
    int size() {
        return matches.kept().weight() + matches.profiles().size();
    }

    /**
     * Adds an event; the revisions that follow from it.
     *
     * @param now when it arrived
     * @param read how new the newest event was when everything that had arrived had been read
     */
    void add(KeptEvent event, Moment now, long read) {
        if (key.rule().isOverAlerts()) {
            addAlert(event, now);
            return;
        }
        KeptEvent same = matches.kept().same(event);
        if (same != null) {
            outcomes.count(key.rule().id(), Outcomes.Kind.DUPLICATE);
            keepOne(same, event, now);
            return;
        }
        addNew(event, now, read);
    }

    private void addNew(KeptEvent event, Moment now, long read) {
        KeptEvent newest = matches.kept().newest();
        boolean older = newest != null && event.compareTo(newest) < 0;
        boolean late = older || event.millis() < matches.passed();
        if (isTooOld(event, read) || event.millis() <= matches.settledUntil()) {
            refuse(event, read);
            return;
        }
        if (late) {
            outcomes.count(key.rule().id(), Outcomes.Kind.LATE);
        }
        store.keep(key, event);
        Collection<KeptEvent> answered = matches.add(event);
        arrived = Math.max(arrived, now.at());
        Optional<List<Match>> added = older ? Optional.empty() : matches.step(event);
        if (added.isPresent()) {
            grow(added.get(), event, now);
        } else if (mayWait(event, now)) {
            postpone(event, late, now);
        } else if (evaluate(event, older, answered)) {
            tell(late, now);
        }
        prune(read, now.at());
    }

    /** Evaluates an event and those that wait for it; whether matches changed. */
    private boolean evaluate(KeptEvent event, boolean older, Collection<KeptEvent> answered) {
        boolean caughtUp = matches.catchUp();
        if (caughtUp && !older) {
            // Now an evaluator stands where it follows.
            if (matches.step(event).isPresent()) {
                return true;
            }
        }
        return matches.reconsider(event, answered) || caughtUp;
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
    private void keepOne(KeptEvent kept, KeptEvent copy, Moment now) {
        if (!copy.isShownInPlaceOf(kept) || kept.millis() <= matches.settledUntil()) {
            return;
        }
        if (copy.event().equals(kept.event())) {
            kept.showAt(copy.origin());
            store.keep(key, kept);
            told.tell(episodes, true, now);
            return;
        }
        matches.replace(kept, copy);
        store.keep(key, copy);
        matches.evaluateAll(store.memory(key).profiles());
        tell(true, now);
    }

    /**
     * For a rule over alerts. The set of alerts in their last revisions is what everything follows from, so one that was not
     * among them is added as any event is.
     */
    private void addAlert(KeptEvent revision, Moment now) {
        long read = seldom.newest(newest(), now.ran());
        KeptEvent before = matches.kept().alert(revision.id());
        if (before != null) {
            replace(before, revision, now, read);
        } else if (AlertEvent.isWithdrawn(revision.event())) {
            outcomes.count(key.rule().id(), Outcomes.Kind.DUPLICATE);
        } else {
            addNew(revision, now, read);
        }
    }

    /** Takes in an alert's revision in place of the one before, or lets the alert go; all that is left is evaluated again. */
    private void replace(KeptEvent before, KeptEvent revision, Moment now, long read) {
        if (AlertEvent.revision(before.event()) >= AlertEvent.revision(revision.event())) {
            outcomes.count(key.rule().id(), Outcomes.Kind.DUPLICATE);
            return;
        }
        if (revision.millis() <= matches.settledUntil()
                || isTooOld(revision, read)
                || before.millis() <= matches.settledUntil()) {
            refuse(revision, read);
            return;
        }
        matches.replace(before, null);
        NavigableSet<KeptEvent> others = matches.events();
        boolean late = !others.isEmpty() && revision.compareTo(others.last()) < 0;
        store.forget(key, before);
        if (!AlertEvent.isWithdrawn(revision.event())) {
            matches.replace(null, revision);
            store.keep(key, revision);
        }
        arrived = Math.max(arrived, now.at());
        matches.evaluateAll(store.memory(key).profiles());
        tell(late, now);
        if (!matches.events().isEmpty()) {
            prune(read, now.at());
        }
    }

    /** Counts an event that comes too late; as lost where it is not older than the lateness, whatever else was read before it. */
    private void refuse(KeptEvent event, long read) {
        outcomes.count(key.rule().id(), Outcomes.Kind.TOO_LATE);
        if (!isTooOld(event, read) && event.millis() <= shortenedUntil) {
            lose(Coverage.Limit.LATENESS, bounds.lateness().toSeconds(), 1);
        }
    }

    private boolean isTooOld(KeptEvent event, long read) {
        return matches.kept().newest() != null && event.millis() < horizon(read);
    }

    /**
     * Events before this time are too late. Partitions are read at different paces: in a backlog, the newest event may be from
     * the end of a week of which most is not yet read, so it does not count until everything is.
     */
    private long horizon(long read) {
        return read - bounds.lateness().toMillis();
    }

    /** When to take this entity up next though nothing is heard of it, by the time of ticks. */
    long wakeAt() {
        return Math.min(timersAt(), told.heldUntil());
    }

    private long timersAt() {
        return matches.nextTimer() == Appointment.NEVER
                ? Appointment.NEVER
                : Math.max(matches.nextTimer(), arrived) + bounds.timerGrace().toMillis();
    }

    /**
     * Everything that arrived before the last tick has been seen: timers that waited for it come due, and what was held back is
     * told.
     */
    void keep(Appointment due, Moment now) {
        if (appointment == due.at()) {
            appointment = Appointment.NEVER;
        }
        goOn(now);
    }

    /**
     * Events that were only stored are evaluated.
     *
     * @param now when the newest of them arrived: timers wait for that as if it had been evaluated then
     */
    void takeUp(Moment now) {
        arrived = Math.max(arrived, now.at());
        goOn(now);
    }

    private void goOn(Moment now) {
        if (timersAt() <= now.ticked()) {
            matches.passTime(now.ticked() - bounds.timerGrace().toMillis());
            episodes = episodes();
            store.remember(key, memory());
        }
        if (matches.catchUp()) {
            episodes = episodes();
        }
        told.tellAfterWait(episodes, now);
        told.withdraw(episodes, false, now.at());
    }

    /** The next event in order added these: what was true stays true, and at most the last episode grows. */
    private void grow(List<Match> added, KeptEvent event, Moment now) {
        if (added.isEmpty()) {
            return;
        }
        int same = Math.max(0, episodes.size() - 1);
        added.forEach(match -> join(episodes, match));
        told.tell(episodes.subList(same, episodes.size()), event.millis() < matches.passed(), now);
    }

    /**
     * Whether an event can wait: a match with it would join the open episode, of which the next revision is held back anyway.
     * So an attack's many events are not each evaluated with all the others of their window.
     */
    private boolean mayWait(KeptEvent event, Moment now) {
        if (episodes.isEmpty() || key.rule().hasTimers() || !matches.isAmongNewest(event)) {
            return false;
        }
        Episode open = episodes.getLast();
        return event.millis() >= open.begin()
                && event.millis() - open.end() <= key.rule().rule().suppress().toMillis()
                && told.isHoldingBack(open, now);
    }

    /** Lets an event wait, or evaluates all that wait once a revision may be due with them and they are enough to be worth it. */
    private void postpone(KeptEvent event, boolean late, Moment now) {
        int waiting = matches.postpone(event);
        if (!matches.areEnoughWaiting() || !told.isStep(episodes.getLast(), waiting)) {
            told.holdBack(late, now);
        } else if (matches.catchUp()) {
            tell(late, now);
        }
    }

    private List<Episode> episodes() {
        List<Episode> episodes = new ArrayList<>();
        if (settled != null) {
            episodes.add(settled);
        }
        matches.forEach(match -> join(episodes, match));
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
        NavigableSet<KeptEvent> events = matches.events();
        long newest = newest();
        long oldest = Objects.requireNonNull(matches.kept().oldest()).millis();
        // An event exactly as old as the lateness still counts.
        long until = horizon(read) - 1;
        long keepFrom = matches.neededFrom(horizon(read));
        List<KeptEvent> surplus = surplus();
        boolean full = !surplus.isEmpty();
        if (!full && !bounds.mayLetGo(oldest, read, key.rule().reachesBack())) {
            return;
        }
        if (matches.catchUp()) {
            episodes = episodes();
        }
        if (full) {
            KeptEvent firstKept = Objects.requireNonNull(events.higher(surplus.getLast()));
            keepFrom = Math.max(keepFrom, firstKept.millis());
            until = Math.max(until, Math.min(newest, matches.wholeFrom(keepFrom)));
            shortenedUntil = Math.max(shortenedUntil, until);
            if (keepFrom > matches.neededNow()) {
                lose(Coverage.Limit.EVENTS_PER_ENTITY, bounds.eventsPerEntity(), surplus.size());
            } else {
                outcomes.count(key.rule().id(), Outcomes.Kind.SHORTENED_LATENESS);
            }
        }
        if (!full && shortenedUntil <= until) {
            shortenedUntil = Long.MIN_VALUE;
        }
        settle(until, at);
        List<KeptEvent> old = matches.dropBefore(keepFrom);
        if (full) {
            matches.release();
        }
        store.remember(key, memory());
        old.forEach(each -> store.forget(key, each));
    }

    private List<KeptEvent> surplus() {
        int most = bounds.eventsPerEntity();
        return matches.kept().weight() > most ? matches.kept().beyond(most * 9 / 10) : List.of();
    }

    private void settle(long until, long at) {
        List<Episode> old = new ArrayList<>();
        if (settled != null) {
            old.add(settled);
        }
        matches.settle(until).forEach(match -> join(old, match));
        settled = old.isEmpty() ? null : old.getLast().asTold();
        List<Episode> before = episodes;
        episodes = episodes();
        told.close(before, episodes, matches.settledUntil(), at);
    }

    private EntityMemory memory() {
        return new EntityMemory(
                matches.settledUntil(),
                matches.passed(),
                shortenedUntil,
                Optional.ofNullable(settled).map(EntityMemory.Settled::of),
                matches.profiles().remembered(oldest(), this::forgotten));
    }

    private void forgotten() {
        outcomes.count(key.rule().id(), Outcomes.Kind.FORGOTTEN_VALUE);
        coverage.lose(
                key.rule(),
                Coverage.Limit.VALUES_PER_PROFILE,
                ProfileIndex.MAX_VALUES,
                1,
                newestOrSettled());
    }

    private long newestOrSettled() {
        return matches.events().isEmpty() ? matches.settledUntil() : newest();
    }

    /** No event before this time is asked about any more. */
    private long oldest() {
        long settledUntil = matches.settledUntil();
        long first = matches.events().isEmpty() ? settledUntil : matches.events().first().millis();
        return settledUntil == Long.MIN_VALUE ? first : Math.min(settledUntil, first);
    }
}
