package io.tripline.correlation.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    private final LongSupplier nanos;
    private final LongSupplier cpuNanos;
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
        this.nanos = nanos;
        this.cpuNanos = cpuNanos;
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
