package io.tripline.deploy.endtoend;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits for what another process does, by asking again until a deadline; the longer it lasts the more rarely, as a question
 * may take from that process the time that it needs for the answer.
 */
final class Eventually {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private Eventually() {}

    /** The first answer that satisfies; after the deadline the last one, whatever it is, for the assertion to show. */
    static <T> T within(Duration patience, Callable<T> question, Predicate<T> satisfies)
            throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE;
        T answer = question.call();
        while (!satisfies.test(answer) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE, pause * 5 / 4);
            answer = question.call();
        }
        return answer;
    }
}
