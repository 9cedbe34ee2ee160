package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.Occurrence;
import io.tripline.contracts.Alert.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one entity as they were last told. What is told next is the difference to what is true: at once while an
 * alert is young, then at growing steps, and what lies between the steps after a while. So an alert on every event of a
 * flood has as many revisions as its count has digits, and some per minute, and its last revision is the truth.
 */
final class Told {
    /** Is told of every revision, with the one before. */
    interface Onward {
        void goOn(Alert alert, @Nullable Alert before);
    }

    /** So many matches are told one by one. */
    private static final int QUICK = 3;

    /** The next revision is told when there are so many times the matches of the last one, */
    private static final int STEP = 2;

    /** Of so many parts of a wait, it ends with one, so that an entity that is taken up over and over stands in the agenda a few times only. */
    private static final int TURNS = 6;

    private final EntityKey key;
    private final EntityStore store;
    private final long within;
    private final Outcomes outcomes;
    private final Onward onward;
    private final SortedMap<String, Alert> alerts = new TreeMap<>();
    private final Map<String, Long> toldAt = new HashMap<>();
    private long settledUntil;
    private boolean complete;
    private boolean heldLate;
    private long heldUntil = Appointment.NEVER;

    /** What the store has as told and nobody was given yet. */
    private final List<Alert> revisions = new ArrayList<>();

    /**
     * Takes up what the store has.
     *
     * @param settledUntil event time until which all was told
     * @param within how long a revision may wait
     * @param onward who else is told
     */
    Told(
            EntityKey key,
            EntityStore store,
            long settledUntil,
            Duration within,
            Outcomes outcomes,
            Onward onward) {
        this.key = key;
        this.store = store;
        this.settledUntil = settledUntil;
        this.within = within.toMillis();
        this.outcomes = outcomes;
        this.onward = onward;
        store.alerts(key).forEach(alert -> alerts.put(alert.id(), alert));
    }

    /** Whether nothing was told that may still change, and nothing waits to be. */
    boolean isEmpty() {
        return alerts.isEmpty() && heldUntil == Appointment.NEVER;
    }

    /** When to tell what is held back, by the time of ticks. */
    long heldUntil() {
        return heldUntil;
    }

    /** What was told since this was last asked. */
    List<Alert> revisions() {
        List<Alert> all = List.copyOf(revisions);
        revisions.clear();
        return all;
    }

    /** Tells what is new or different about these episodes; some of it may be held back. */
    void tell(List<Episode> changed, boolean late, Moment now) {
        for (Episode episode : changed) {
            Alert before = alerts.get(AlertWriter.id(key, episode));
            if (before != null && isSoon(episode, before, now.at())) {
                hold(episode, before, late, now);
            } else {
                add(episode, late, now.at());
            }
        }
    }

    /** Tells all that is different now: of everything if nobody has looked since it was taken up, or its wait is over. */
    void tellAfterWait(List<Episode> all, Moment now) {
        if (complete && heldUntil > now.ticked()) {
            tell(all, false, now);
            return;
        }
        tellAtOnce(all, now.at());
        complete = true;
        heldUntil = Appointment.NEVER;
        heldLate = false;
    }

    private void tellAtOnce(List<Episode> episodes, long now) {
        for (Episode episode : episodes) {
            add(episode, heldLate, now);
        }
    }

    /**
     * Tells what was told and is true no more. What is settled stands, and what the rule told as it was before: events are kept
     * with the fields that it asked for then, and say nothing sure about it as it is.
     */
    void withdraw(List<Episode> standing, boolean late, long now) {
        Set<String> ids = ids(standing);
        for (Alert before : List.copyOf(alerts.values())) {
            if (before.occurrence().state() == State.RAISED
                    && before.occurrence().lastSeen().toEpochMilli() > settledUntil
                    && before.rule().version().equals(key.rule().version())
                    && !ids.contains(before.id())) {
                outcomes.count(key.rule().id(), Outcomes.Kind.WITHDRAWN);
                remember(revised(before, before.revision() + 1, late, State.WITHDRAWN), now);
            }
        }
    }

    /**
     * Lets go of alerts that can change no more; what was held back of them is told first.
     *
     * @param before the episodes until now
     * @param open those that may still change
     * @param until event time before which nothing changes
     */
    void close(List<Episode> before, List<Episode> open, long until, long now) {
        Set<String> ids = ids(open);
        tellAtOnce(
                before.stream().filter(each -> !ids.contains(AlertWriter.id(key, each))).toList(),
                now);
        settledUntil = until;
        for (Alert alert : List.copyOf(alerts.values())) {
            // One that was withdrawn may be raised again as long as an episode may begin in its
            // slice, and then its
            // revisions go on: a first one anew would be taken for older than what is known.
            if (!ids.contains(alert.id()) && AlertWriter.lastBegin(key, alert) <= until) {
                alerts.remove(alert.id());
                toldAt.remove(alert.id());
                store.forget(key, alert);
            }
        }
    }

    private Set<String> ids(List<Episode> episodes) {
        Set<String> ids = new TreeSet<>();
        episodes.forEach(episode -> ids.add(AlertWriter.id(key, episode)));
        return ids;
    }

    /** Whether it is too soon to tell of a change again. */
    private boolean isSoon(Episode episode, Alert before, long now) {
        return isYoung(before, now) && episode.count() < STEP * before.occurrence().count();
    }

    /** Whether it was told a while ago at most, and often enough for a while. */
    private boolean isYoung(Alert before, long now) {
        Occurrence told = before.occurrence();
        return told.state() == State.RAISED
                && told.count() >= QUICK
                && now - toldAt.computeIfAbsent(before.id(), _ -> now) < within;
    }

    /** Whether the next change of an episode waits, unless it is large. */
    boolean isHoldingBack(Episode episode, Moment now) {
        Alert before = alerts.get(AlertWriter.id(key, episode));
        return before != null && isYoung(before, now.at());
    }

    /** Whether so many matches more would be a change that does not wait. */
    boolean isStep(Episode episode, int more) {
        Alert before = alerts.get(AlertWriter.id(key, episode));
        return before == null || episode.count() + more >= STEP * before.occurrence().count();
    }

    /** What may have changed is looked at after a wait. */
    void holdBack(boolean late, Moment now) {
        heldLate |= late;
        long turn = Math.max(1, within / TURNS);
        heldUntil = Math.min(heldUntil, Math.ceilDiv(now.ticked() + within, turn) * turn);
    }

    private void hold(Episode episode, Alert before, boolean late, Moment now) {
        if (episode.count() == before.occurrence().count()
                && isSame(AlertWriter.write(key, episode), before)) {
            return;
        }
        outcomes.count(key.rule().id(), Outcomes.Kind.HELD);
        holdBack(late, now);
    }

    private void add(Episode episode, boolean late, long now) {
        Alert alert = AlertWriter.write(key, episode);
        Alert before = alerts.get(alert.id());
        if (before == null && episode.end() <= settledUntil) {
            // It was told, and forgotten since nothing of it may change any more.
            return;
        }
        if (before == null) {
            outcomes.count(
                    key.rule().id(),
                    key.rule().rule().isShadow() ? Outcomes.Kind.SIGNAL : Outcomes.Kind.RAISED);
            remember(revised(alert, 1, late, State.RAISED), now);
        } else if (!isSame(alert, before)) {
            outcomes.count(key.rule().id(), Outcomes.Kind.REVISED);
            boolean wasLate = late || before.occurrence().late();
            remember(revised(alert, before.revision() + 1, wasLate, State.RAISED), now);
        }
    }

    private void remember(Alert alert, long now) {
        onward.goOn(alert, alerts.put(alert.id(), alert));
        toldAt.put(alert.id(), now);
        store.keep(key, alert);
        revisions.add(alert);
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
}
