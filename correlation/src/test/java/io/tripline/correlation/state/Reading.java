package io.tripline.correlation.state;

import io.tripline.correlation.state.Cluster.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How matching reads events of two partitions, one of them ahead of the other if anything goes wrong. Two tickers say how far it has
 * come, of which each notes what has been appended, and tells when that was read; by then more may have been.
 */
final class Reading {
    /** By event time, as much of one partition is read before the other's. */
    private static final long MOST_AHEAD = Duration.ofHours(2).toMillis();

    /** What a ticker lets pass beyond the newest event. */
    private static final long MOST_BEYOND = Duration.ofHours(2).toMillis();

    /** On average, as many records are read of the same partition, and between two commits. */
    private static final int RECORDS_OF_ONE = 10;

    private static final int RECORDS_BETWEEN_COMMITS = 20;

    private final RandomGenerator random;
    private final List<List<Published>> partitions = List.of(new ArrayList<>(), new ArrayList<>());

    /** The number of each partition's records among all, in the order in which they were appended. */
    private final List<List<Integer>> numbers = List.of(new ArrayList<>(), new ArrayList<>());

    private final int[] read = new int[2];
    private final int[] committed = new int[2];

    /** How many had been appended when a ticker looked; negative where it waits for nothing. */
    private final int[] noted = {-1, -1};

    private final long[] until = new long[2];
    private int favoured;

    /** How many have been appended at least: all before the last that was ever read. */
    private int appended;

    /** What a ticker says that had been appended before its time, and has been read. */
    record Told(long until, long ticker) {}

    /**
     * Of these, nothing is read.
     *
     * @param hasTrouble whether they are in both partitions
     */
    Reading(List<Published> published, boolean hasTrouble, RandomGenerator random) {
        this.random = random;
        for (int i = 0; i < published.size(); i++) {
            int partition = hasTrouble ? random.nextInt(2) : 0;
            partitions.get(partition).add(published.get(i));
            numbers.get(partition).add(i);
        }
    }

    boolean isDone() {
        return unread(0) == Integer.MAX_VALUE && unread(1) == Integer.MAX_VALUE;
    }

    /** To the last commit. */
    void goBack() {
        System.arraycopy(committed, 0, read, 0, read.length);
    }

    Published next() {
        if (random.nextInt(RECORDS_OF_ONE) == 0) {
            favoured = random.nextInt(2);
        }
        int partition = isTooFarAhead(favoured) ? 1 - favoured : favoured;
        appended = Math.max(appended, unread(partition) + 1);
        Published next = partitions.get(partition).get(read[partition]++);
        if (random.nextInt(RECORDS_BETWEEN_COMMITS) == 0) {
            System.arraycopy(read, 0, committed, 0, read.length);
        }
        return next;
    }

    /**
     * What the tickers tell now.
     *
     * @param onceIn on average, each looks again after so many times that it is asked
     * @param newest time of the newest event that was read
     */
    List<Told> told(int onceIn, long newest) {
        List<Told> told = new ArrayList<>();
        for (int ticker = 0; ticker < noted.length; ticker++) {
            if (noted[ticker] < 0 && random.nextInt(onceIn) == 0) {
                // What is read has been appended, and maybe more.
                noted[ticker] = appended + random.nextInt(3);
                until[ticker] = newest + random.nextLong(MOST_BEYOND);
            }
            if (noted[ticker] >= 0 && unread(0) >= noted[ticker] && unread(1) >= noted[ticker]) {
                told.add(new Told(until[ticker], 1 + ticker));
                noted[ticker] = -1;
            }
        }
        return told;
    }

    /** The number of the first record of a partition that is not read. */
    private int unread(int partition) {
        return read[partition] == partitions.get(partition).size()
                ? Integer.MAX_VALUE
                : numbers.get(partition).get(read[partition]);
    }

    /** Or at its end. */
    private boolean isTooFarAhead(int partition) {
        if (unread(partition) == Integer.MAX_VALUE) {
            return true;
        }
        return unread(1 - partition) != Integer.MAX_VALUE
                && millis(partition) - millis(1 - partition) > MOST_AHEAD;
    }

    private long millis(int partition) {
        Published next = partitions.get(partition).get(read[partition]);
        return next.event().timestamp().toEpochMilli();
    }
}
