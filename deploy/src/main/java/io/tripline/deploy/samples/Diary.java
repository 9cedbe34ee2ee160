package io.tripline.deploy.samples;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Collects the day's records and deals out its times and chances. The same seed gives the same day. */
final class Diary {
    private static final Duration DAY = Duration.ofDays(1);

    private final Instant start;
    private final Instant end;
    private final double density;
    private final SplittableRandom random;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Host, Long> recordIds = new HashMap<>();

    Diary(Instant end, long seed, double density) {
        this.start = end.minus(DAY);
        this.end = end;
        this.density = density;
        this.random = new SplittableRandom(seed);
    }

    /** A record that is written out once all are there, as only then its number is known. */
    private record Draft(Feed feed, Instant time, Supplier<byte[]> value) {
        private Entry entry() {
            return new Entry(feed, new SampleRecord(feed.topic(), value.get(), Map.of(), time));
        }
    }

    /** A record and the feed it belongs to. */
    record Entry(Feed feed, SampleRecord record) {}

    /** The time at this hour of the day, 0 to 24; to the millisecond, which is what most logs keep. */
    Instant at(double hour) {
        return start.plusMillis((long) (hour * 3_600_000));
    }

    /** Some time between these hours. */
    Instant between(double from, double to) {
        return at(random.nextDouble(from, to));
    }

    /** This much later, give or take a quarter. */
    Instant after(Instant time, Duration about) {
        return time.plusMillis((long) (about.toMillis() * random.nextDouble(0.75, 1.25)));
    }

    /** How often something is done that is done this often on a day of usual density. */
    int times(double usually) {
        return (int) Math.max(1, Math.round(usually * density));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int number(int from, int to) {
        return random.nextInt(from, to);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A client's port. */
    int port() {
        return random.nextInt(49_152, 65_536);
    }

    int processId() {
        return random.nextInt(1_000, 65_000);
    }

    /** A version 4 UUID. */
    UUID uuid() {
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /** Letters and digits, as many as asked for. */
    String token(int length) {
        StringBuilder token = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            token.append(Character.forDigit(random.nextInt(36), 36));
        }
        return token.toString();
    }

    /** Writes a line of text. */
    void write(Feed feed, Instant time, String line) {
        write(feed, time, line.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes that need not be text. */
    void write(Feed feed, Instant time, byte[] value) {
        write(new Draft(feed, time, () -> value));
    }

    /** Writes a line that names its number among the host's records, which Windows counts. */
    void write(Host host, Instant time, LongFunction<String> line) {
        write(
                new Draft(
                        host.feed(),
                        time,
                        () ->
                                line.apply(recordIds.merge(host, 100_001L, (last, _) -> last + 1))
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    /** Keeps a record, unless it falls outside of the day: a session may end tomorrow. */
    private void write(Draft draft) {
        if (!draft.time.isBefore(start) && draft.time.isBefore(end)) {
            drafts.add(draft);
        }
    }

    /** All that was written, in the order of time. */
    List<Entry> inOrder() {
        recordIds.clear();
        return drafts.stream().sorted(Comparator.comparing(Draft::time)).map(Draft::entry).toList();
    }
}
