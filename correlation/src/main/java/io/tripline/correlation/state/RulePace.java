package io.tripline.correlation.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How much time each rule takes of a partition's. One that keeps it busy, and not by the number of its events alone, is set
 * aside for a while: its events are only stored then, and are evaluated together when it is let in again.
 */
public final class RulePace {
    /** Rules are judged once in so long. */
    private static final long PERIOD = Duration.ofMinutes(1).toNanos();

    /** This part of the period is too much for one rule, */
    static final long PERCENT = 50;

    /** if an event takes it longer than this on average. */
    private static final long SLOW = Duration.ofMillis(1).toNanos();

    /** How long a rule is set aside. */
    static final Duration ASIDE = Duration.ofMinutes(5);

    /**
     * So long, of a processor's time, a rule may be at one entity's events at once. Kafka gives up a transaction that lasts
     * longer than 10 s, and the next attempt would take as long: nothing of the partition would ever be done.
     */
    static final Duration MOST_AT_ONCE = Duration.ofSeconds(4);

    /** What takes less than this is not looked at any closer: a processor's time costs a microsecond to ask. */
    private static final long QUICK = Duration.ofMillis(100).toNanos();

    private final LongSupplier nanos;
    private final LongSupplier cpuNanos;
    private final Duration mostAtOnce;

    /** When the thread turned to the entity that it is at. */
    private long turned;

    /** Its processor's time then, once it is known that this is not quick. */
    private OptionalLong cpuTurned = OptionalLong.empty();

    private final Map<String, Work> works = new HashMap<>();
    private final Map<String, Long> asideUntil = new HashMap<>();
    private long begun;
    private long cpuBegun;

    private static final class Work {
        long nanos;
        long times;
    }

    /**
     * One for a partition.
     *
     * @param nanos a ticker as {@link System#nanoTime}
     * @param cpuNanos how long the partition's thread was at work: a rule that waits for a processor is not slow
     */
    public RulePace(LongSupplier nanos, LongSupplier cpuNanos) {
        this(nanos, cpuNanos, MOST_AT_ONCE);
    }

    RulePace(LongSupplier nanos, LongSupplier cpuNanos, Duration mostAtOnce) {
        this.nanos = nanos;
        this.cpuNanos = cpuNanos;
        this.mostAtOnce = mostAtOnce;
        this.begun = nanos.getAsLong();
        this.cpuBegun = cpuNanos.getAsLong();
    }

    /** One that takes no time, so that offline a result does not depend on the speed of a machine. */
    public static RulePace unlimited() {
        return new RulePace(() -> 0, () -> 0);
    }

    long now() {
        return nanos.getAsLong();
    }

    /** The thread turns to another entity. */
    void turn(long now) {
        turned = now;
        cpuTurned = OptionalLong.empty();
    }

    /**
     * Called for each event that a rule is given.
     *
     * @throws RuleTooSlowException if it has been at this entity for too long
     */
    void fed(String rule) {
        if (nanos.getAsLong() - turned < QUICK) {
            return;
        }
        long cpu = cpuNanos.getAsLong();
        if (cpuTurned.isEmpty()) {
            cpuTurned = OptionalLong.of(cpu);
        } else if (cpu - cpuTurned.getAsLong() > mostAtOnce.toNanos()) {
            throw new RuleTooSlowException(rule, mostAtOnce);
        }
    }

    boolean isAside(String rule) {
        Long until = asideUntil.get(rule);
        if (until == null) {
            return false;
        }
        if (nanos.getAsLong() - until < 0) {
            return true;
        }
        asideUntil.remove(rule);
        return false;
    }

    /** Notes that a rule worked for so long; whether it is set aside for that from now on. */
    boolean worked(String rule, long since, long now) {
        Work work = works.computeIfAbsent(rule, _ -> new Work());
        work.nanos += now - since;
        work.times++;
        if (now - begun < PERIOD) {
            return false;
        }
        long tooMuch = (now - begun) / 100 * PERCENT;
        long cpu = cpuNanos.getAsLong();
        boolean tooSlow =
                work.nanos >= tooMuch
                        && work.nanos / work.times > SLOW
                        && cpu - cpuBegun >= tooMuch;
        if (tooSlow) {
            asideUntil.put(rule, now + ASIDE.toNanos());
        }
        works.clear();
        begun = now;
        cpuBegun = cpu;
        return tooSlow;
    }
}
