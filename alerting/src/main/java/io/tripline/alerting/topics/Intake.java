package io.tripline.alerting.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Who works on the records that a {@link TopicReader} reads. Called by the reader's thread only; the work itself goes on
 * elsewhere, and says when it is settled.
 */
public interface Intake extends AutoCloseable {
    /** Whether more may come. While it may not, the reader pauses its partitions, and lag grows instead of the heap. */
    boolean hasRoom();

    /**
     * Takes a record, even without room: the reader asked before it polled.
     *
     * @param settled to be run once, by any thread, when the record is safe and its offset may be committed
     */
    void accept(Received received, Runnable settled) throws InterruptedException;

    /**
     * Why the work cannot go on with this reader, which then starts over from the committed offsets, or ends if that
     * would help nothing.
     */
    Optional<Failure> failure();

    /** Told when partitions go to another reader, which reads again what is not settled here. */
    void revoked(Collection<Integer> partitions);

    /** Told after every poll how long ago Kafka was last asked to keep this reader: another one may have its partitions. */
    default void heard(Duration ago) {}

    /** Called after every poll, so that what has waited long enough can move on. */
    void afterPoll();

    /** Whether what is settled is to be committed before the interval is over. */
    default boolean wantsCommit() {
        return false;
    }

    /** Whether something will want that so soon that the reader waits for records but for a moment. */
    default boolean isLively() {
        return false;
    }

    /**
     * Told before it is looked what there is to commit.
     *
     * @return to be run by the reader's thread when that is committed
     */
    default Runnable committing() {
        return () -> {};
    }

    /** Begins nothing more, and waits a moment for what is under way and would otherwise be done twice. */
    default void windDown() {}

    /** Stops the work; what is not settled is read again by the next reader. */
    @Override
    void close();
}
