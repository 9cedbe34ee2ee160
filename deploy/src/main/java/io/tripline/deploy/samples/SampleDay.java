package io.tripline.deploy.samples;

import io.tripline.deploy.samples.Diary.Entry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The raw logs of twenty-four hours at Nordlys AS, a company that does not exist: normal work over all log sources, what
 * is odd but innocent, some lines that nothing can read, and one attack in the last hours. The same end and seed give
 * the same bytes.
 */
public final class SampleDay {
    private final List<Entry> entries;

    private SampleDay(List<Entry> entries) {
        this.entries = entries;
    }

    /** The day that ends at this instant, with around 4,000 records. */
    public static SampleDay ending(Instant end, long seed) {
        return ending(end, seed, 1);
    }

    /**
     * The day that ends at this instant.
     *
     * @param density how much normal work there is, 1 being usual; the attack is the same at any density
     */
    public static SampleDay ending(Instant end, long seed, double density) {
        if (!(density > 0 && density <= 1_000)) {
            throw new IllegalArgumentException("density lies above 0 and at most at 1000.");
        }
        Diary diary = new Diary(end, seed, density);
        Lines lines = Lines.in(diary);
        new NormalWork(diary, lines).write();
        new Machines(diary, lines).write();
        new InnocentOddities(diary, lines).write();
        new Attack(diary, lines).write();
        garbage(diary);
        return new SampleDay(diary.inOrder());
    }

    /** All records in the order of time. */
    public List<SampleRecord> records() {
        return entries.stream().map(Entry::record).toList();
    }

    /** The records of one feed in the order of time. */
    public List<SampleRecord> records(Feed feed) {
        return entries.stream().filter(entry -> entry.feed() == feed).map(Entry::record).toList();
    }

    /** The alerts that the attack must raise; nothing else in the day may raise one of these rules. */
    public List<PlantedAlert> expected() {
        return Attack.expected();
    }

    /**
     * Writes one file per feed into this folder, which is made if it is not there: a record a line.
     *
     * @return the files
     */
    public List<Path> writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (Feed feed : Feed.OF_THE_DAY) {
            Path file = folder.resolve(feed.fileName());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                for (SampleRecord record : records(feed)) {
                    out.write(record.value());
                    out.write('\n');
                }
            }
            files.add(file);
        }
        return List.copyOf(files);
    }

    private static void garbage(Diary diary) {
        diary.write(
                Feed.GARBAGE,
                diary.at(6.2),
                "{\"eventType\":\"user.session.start\",\"published\":\"2026-03-02T0");
        diary.write(
                Feed.GARBAGE,
                diary.at(9.4),
                "Failed password for björn from 10.20.1.99".getBytes(StandardCharsets.ISO_8859_1));
        diary.write(Feed.GARBAGE, diary.at(12.8), "");
        diary.write(Feed.GARBAGE, diary.at(18.1), "lp0 on fire");
    }
}
