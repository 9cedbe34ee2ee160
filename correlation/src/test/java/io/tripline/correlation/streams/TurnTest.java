package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTest {
    /** Near the end of its numbers, where a sum would overflow: nanoTime may be anything. */
    private long nanos = Long.MAX_VALUE - 1_000;

    private final Turn turn = new Turn(() -> nanos);

    @Test
    void isOverUntilTheThreadHadAChanceToCommit() {
        turn.processes();
        nanos += Turn.MOST.toNanos();
        turn.processes();
        assertThat(turn.isOver()).isFalse();
        nanos++;
        turn.processes();
        assertThat(turn.isOver()).isTrue();
        turn.punctuates("a");
        assertThat(turn.isOver()).isTrue();
        turn.punctuates("b");
        assertThat(turn.isOver()).isTrue();

        turn.processes();
        assertThat(turn.isOver()).isFalse();
    }

    @Test
    void timeThatPassesWithoutARecordCountsFromWhenTheFirstTaskIsToldOfIt() {
        turn.punctuates("a");
        nanos += Turn.MOST.toNanos() + 1;
        turn.punctuates("b");
        assertThat(turn.isOver()).isTrue();
        turn.punctuates("a");
        assertThat(turn.isOver()).isFalse();
        turn.punctuates("b");
        assertThat(turn.isOver()).isFalse();
    }

    @Test
    void waitingForRecordsIsNoWork() {
        turn.processes();
        turn.punctuates("a");
        nanos += Turn.MOST.toNanos() + 1;

        turn.processes();
        assertThat(turn.isOver()).isFalse();
    }
}
