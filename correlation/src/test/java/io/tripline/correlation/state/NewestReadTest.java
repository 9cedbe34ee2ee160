package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Numbers are event times; what is not asked for is as new as it was. */
class NewestReadTest {
    private final NewestRead newest = new NewestRead();

    @Test
    void nothingIsKnownBeforeATickerHasTickedTwice() {
        assertThat(newest.of("a", 1)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 2)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 3)).isEqualTo(2);
        assertThat(newest.of("b", 5)).isEqualTo(5);
    }

    /** Read before the second tick, but maybe appended after its ticker had looked. */
    @Test
    void whatIsReadBetweenTwoTicksCountsAtTheThird() {
        newest.tick(7);
        assertThat(newest.of("a", 1)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 100)).isEqualTo(1);
        assertThat(newest.of("a", 200)).isEqualTo(1);
        newest.tick(7);
        assertThat(newest.of("a", 300)).isEqualTo(100);
        newest.tick(7);
        assertThat(newest.of("a", 300)).isEqualTo(300);
    }

    /** The one may have looked before the other's tick stood in the log. */
    @Test
    void theTickOfAnotherVouchesForNothingBetween() {
        newest.tick(7);
        assertThat(newest.of("a", 1)).isEqualTo(History.UNKNOWN);
        newest.tick(8);
        assertThat(newest.of("a", 100)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 200)).isEqualTo(1);
        newest.tick(8);
        assertThat(newest.of("a", 300)).isEqualTo(1);
        newest.tick(8);
        assertThat(newest.of("a", 400)).isEqualTo(200);
    }

    /** There may be several, and none says who it is. */
    @Test
    void tickersOfAnEarlierVersionVouchForNothing() {
        for (int i = 0; i < 3; i++) {
            newest.tick(NewestRead.UNKNOWN_TICKER);
            assertThat(newest.of("a", i)).isEqualTo(History.UNKNOWN);
        }
    }

    @Test
    void whereAllIsReadAllCounts() {
        newest.allRead();
        assertThat(newest.of("a", 1)).isEqualTo(1);
        assertThat(newest.of("a", 2)).isEqualTo(1);
        newest.allRead();
        assertThat(newest.of("a", 3)).isEqualTo(3);
        assertThat(newest.of("b")).isEqualTo(History.UNKNOWN);
    }

    @Test
    void whoGetsEventsUnseenIsNotKnownUntilTheTickAfterTheNext() {
        newest.tick(7);
        newest.tick(7);
        newest.unknown("a");
        assertThat(newest.of("a", 5)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 5)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 5)).isEqualTo(5);
    }

    @Test
    void whoeverThereIsNoRoomForIsNotKnown() {
        newest.tick(7);
        newest.tick(7);
        for (int i = 0; i < NewestRead.MOST; i++) {
            assertThat(newest.of("entity-" + i, i)).isEqualTo(i);
        }
        assertThat(newest.of("a", 5)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 6)).isEqualTo(History.UNKNOWN);
        newest.tick(7);
        assertThat(newest.of("a", 7)).isEqualTo(6);
    }
}
