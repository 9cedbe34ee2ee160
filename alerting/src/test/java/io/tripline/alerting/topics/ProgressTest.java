package io.tripline.alerting.topics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();

    @Test
    void nothingIsCommittedBehindWhichSomethingIsOpen() {
        Runnable first = progress.read(10);
        Runnable second = progress.read(11);
        progress.read(15);

        assertThat(progress.advance()).hasValue(10);
        second.run();
        assertThat(progress.advance()).isEmpty();

        first.run();
        assertThat(progress.advance()).hasValue(12);
        assertThat(progress.advance()).isEmpty();
    }

    @Test
    void gapsInTheOffsetsAreNoRecords() {
        progress.read(3).run();
        progress.read(900).run();

        assertThat(progress.advance()).hasValue(901);
    }

    @Test
    void anOffsetThatHoldsNoRecordIsPassedOverWhenNothingBeforeItIsOpen() {
        Progress progress = new Progress();
        Runnable settle = progress.read(10);
        progress.reached(12);
        assertThat(progress.advance()).hasValue(10);

        settle.run();

        assertThat(progress.advance()).hasValue(12);
        assertThat(progress.advance()).isEmpty();
    }

    @Test
    void thePlaceOfAPartitionWithoutRecordsIsCommittedOnce() {
        assertThat(progress.advance()).isEmpty();

        progress.reached(0);

        assertThat(progress.advance()).hasValue(0);
        assertThat(progress.advance()).isEmpty();
    }

    @Test
    void whatWasNotCommittedIsCommittedAgain() {
        progress.read(10).run();
        assertThat(progress.advance()).hasValue(11);

        progress.notCommitted();

        assertThat(progress.advance()).hasValue(11);
    }
}
