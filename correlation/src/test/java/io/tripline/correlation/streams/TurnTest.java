package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    /** Else what is due would stand still for as long as events take all of every turn. */
    @Test
    void whereItIsOverOneTaskMayBeginInEachRoundAndEachInItsTurn() {
        assertThat(granted()).isEqualTo("a");
        assertThat(granted()).isEqualTo("b");
        assertThat(granted()).isEqualTo("a");
    }

    /** Who may begin in a round that is over before anybody is punctuated. */
    private String granted() {
        String granted = "";
        turn.processes();
        nanos += Turn.MOST.toNanos() + 1;
        for (String task : List.of("a", "b")) {
            turn.punctuates(task);
            granted += turn.mayBegin(task) ? task : "";
            assertThat(turn.mayBegin(task)).isFalse();
        }
        return granted;
    }

    @Test
    void whoHasNothingToBeginWithAnyMoreKeepsNobodyWaiting() {
        assertThat(granted()).isEqualTo("a");
        turn.processes();
        nanos += Turn.MOST.toNanos() + 1;
        turn.punctuates("b");
        turn.punctuates("a");
        assertThat(turn.mayBegin("a")).isFalse();
        turn.processes();
        nanos += Turn.MOST.toNanos() + 1;
        turn.punctuates("a");
        assertThat(turn.mayBegin("a")).isTrue();
    }

    @Test
    void beforeThereIsARecordNothingIsOver() {
        turn.punctuates("a");
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
