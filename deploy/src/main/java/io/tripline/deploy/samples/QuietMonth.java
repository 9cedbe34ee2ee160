package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A week to get to know the company and a month after it, at Nordlys AS and its twin: 50 people, more than 80 hosts,
 * every log source. Nobody attacks, but much looks like it: journeys, nights on call, scanners, backups, a morning after a
 * change of passwords, new phones, holidays, services with an expired password. The same start and seed give the same
 * bytes. Rules are tuned to the month, never the month to rules.
 */
public final class QuietMonth {
    /** In the first days everything is new; what rules say then is what they would say of a new installation. */
    public static final int LEAD_IN_DAYS = 7;

    /** The days that are to be quiet. */
    public static final int QUIET_DAYS = 30;

    private static final int DAYS = LEAD_IN_DAYS + QUIET_DAYS;

    /** Work is thinner than on the sample day, so that a month takes seconds and not minutes. */
    private static final double DENSITY = 0.12;

    private static final Branch TWIN = new Branch(1);

    private final Instant start;
    private final long seed;
    private final boolean isAttacked;

    private QuietMonth(Instant start, long seed, boolean isAttacked) {
        this.start = start;
        this.seed = seed;
        this.isAttacked = isAttacked;
    }

    /** The month whose lead-in begins at this instant, midnight of a Monday. */
    public static QuietMonth from(Instant start, long seed) {
        return new QuietMonth(start, seed, false);
    }

    /** The same month with attacks in it, which {@link #planted} lists. */
    public QuietMonth attacked() {
        return new QuietMonth(start, seed, true);
    }

    /** When the lead-in is over. */
    public Instant quietFrom() {
        return start.plus(Duration.ofDays(LEAD_IN_DAYS));
    }

    /** What the attacks must raise, each once. */
    public List<PlantedAlert> planted() {
        return isAttacked ? MonthAttack.expected() : List.of();
    }

    /** All records, day by day in the order of time. */
    public Stream<SampleRecord> records() {
        return Stream.concat(before(), IntStream.range(0, DAYS).boxed().flatMap(this::day));
    }

    /** What an attack rests on that happened before the month. */
    private Stream<SampleRecord> before() {
        if (!isAttacked) {
            return Stream.empty();
        }
        Diary diary = diary(MonthAttack.LAST_SIGN_IN, 0);
        new MonthAttack(diary, Lines.in(diary), MonthAttack.LAST_SIGN_IN).write();
        return diary.inOrder().stream().map(Diary.Entry::record);
    }

    private Stream<SampleRecord> day(int day) {
        return Stream.concat(
                        written(day, 0, isAttacked).stream(),
                        written(day, 1, false).stream().map(TWIN::rename))
                .sorted(Comparator.comparing(SampleRecord::time));
    }

    private List<SampleRecord> written(int day, int branch, boolean withAttack) {
        Diary diary = diary(day, branch);
        Lines lines = Lines.in(diary);
        new MonthDay(diary, lines, day).write();
        if (withAttack) {
            new MonthAttack(diary, lines, day).write();
        }
        return diary.inOrder().stream().map(Diary.Entry::record).toList();
    }

    private Diary diary(int day, int branch) {
        Instant end = start.plus(Duration.ofDays(day + 1L));
        return new Diary(end, seed * 1_000 + day * 2L + branch, DENSITY);
    }
}
