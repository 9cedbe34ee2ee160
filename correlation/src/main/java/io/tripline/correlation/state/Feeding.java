package io.tripline.correlation.state;

import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.Row;
import io.tripline.correlation.rule.ReviewedException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Feeds an entity's events to evaluators, and takes what matches: nothing that is settled, and nothing under an exception. */
final class Feeding {
    private final EntityKey key;
    private final RulePace pace;
    private final Outcomes outcomes;
    private long settledUntil;

    /** Times of matches that fell under an exception, so that each is counted once however often it is evaluated. */
    private final TreeSet<Long> excepted = new TreeSet<>();

    private boolean takenUp;

    Feeding(EntityKey key, RulePace pace, Outcomes outcomes, long settledUntil) {
        this.key = key;
        this.pace = pace;
        this.outcomes = outcomes;
        this.settledUntil = settledUntil;
    }

    /** No match until this event time is taken any more. */
    long settledUntil() {
        return settledUntil;
    }

    void settle(long until) {
        settledUntil = Math.max(settledUntil, until);
        excepted.headSet(settledUntil, true).clear();
    }

    /** What falls under an exception from now on was not evaluated before. */
    void takenUp() {
        takenUp = true;
    }

    boolean hasExcepted() {
        return !excepted.isEmpty();
    }

    /** Whether anything of this event is looked at. */
    void listen(Evaluators.Slot slot, KeptEvent event, long least) {
        slot.evaluator.listen(event.millis() >= least && event.millis() > settledUntil);
    }

    /** The next event in order. */
    void feed(Evaluators.Slot slot, List<Match> matches, KeptEvent event, Profiles profiles) {
        pace.fed(key.rule().id());
        if (key.rule().hasTimers() && slot.last != null) {
            advance(slot, event.millis(), matches, slot.last, profiles);
        }
        take(slot.evaluator.accept(event, profiles.of(event)), matches, event, profiles);
        slot.last = event;
    }

    /**
     * Lets timers come due.
     *
     * @param last the newest event before that
     */
    void advance(
            Evaluators.Slot slot,
            long until,
            List<Match> matches,
            KeptEvent last,
            Profiles profiles) {
        take(slot.evaluator.advanceTo(until), matches, last, profiles);
    }

    /**
     * Settled matches are counted already: the evaluation only goes through them to reach the others. Rows of one time stand in
     * an order of their own, as Esper finds them in the order of its hash tables.
     */
    private void take(List<Row> rows, List<Match> matches, KeptEvent last, Profiles profiles) {
        List<Match> found = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.millis() > settledUntil && isTold(row, last)) {
                found.add(Match.of(row, last, profiles.shown(last)));
            }
        }
        if (found.size() > 1) {
            found.sort(Match.ORDER);
        }
        matches.addAll(found);
    }

    /** Whether a row falls under no exception. */
    private boolean isTold(Row row, KeptEvent last) {
        ReviewedException exception = key.rule().exceptionFor(key.values(), row, last).orElse(null);
        if (exception != null && excepted.add(row.millis()) && takenUp) {
            outcomes.excepted(key.rule().id(), exception.id());
        }
        return exception == null;
    }
}
