package io.tripline.deploy.endtoend;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what another process does, by asking again until a deadline. */
final class Eventually {
    private static final long BETWEEN_QUESTIONS = TimeUnit.MILLISECONDS.toNanos(200);

    private Eventually() {}

    /** The first answer that satisfies; after the deadline the last one, whatever it is, for the assertion to show. */
    static <T> T within(Duration patience, Callable<T> question, Predicate<T> satisfies)
            throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        T answer = question.call();
        while (!satisfies.test(answer) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_QUESTIONS);
            answer = question.call();
        }
        return answer;
    }
}
