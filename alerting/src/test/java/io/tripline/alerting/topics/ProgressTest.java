package io.tripline.alerting.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();

    @Test
    void nothingIsCommittedBehindWhichSomethingIsOpen() {
        Runnable first = read(10);
        Runnable second = read(11);
        read(15);

        assertThat(offset()).hasValue(10L);
        second.run();
        assertThat(offset()).hasValue(10L);

        first.run();
        assertThat(offset()).hasValue(15L);
        assertThat(progress.advance()).isEmpty();
    }

    @Test
    void gapsInTheOffsetsAreNoRecords() {
        read(3).run();
        read(900).run();

        assertThat(offset()).hasValue(901L);
    }

    @Test
    void anOffsetThatHoldsNoRecordIsPassedOverWhenNothingBeforeItIsOpen() {
        Runnable settle = read(10);
        progress.reached(12);
        assertThat(offset()).hasValue(10L);

        settle.run();

        assertThat(offset()).hasValue(12L);
        assertThat(progress.advance()).isEmpty();
    }

    @Test
    void thePlaceOfAPartitionWithoutRecordsIsCommittedOnce() {
        assertThat(progress.advance()).isEmpty();

        progress.reached(0);

        assertThat(offset()).hasValue(0L);
        assertThat(progress.advance()).isEmpty();
    }

    @Test
    void whatWasNotCommittedIsCommittedAgain() {
        read(10).run();
        assertThat(offset()).hasValue(11L);

        progress.notCommitted();

        assertThat(offset()).hasValue(11L);
    }

    @Test
    void whatIsSettledBehindAnOpenRecordIsNotReadAgain() {
        read(10);
        for (int i = 11; i < 500; i++) {
            read(i).run();
        }
        read(500);
        progress.reached(501);

        Progress next = new Progress(progress.advance().orElseThrow());

        List<Integer> again = new ArrayList<>();
        for (int i = 10; i < 503; i++) {
            if (next.read(i).isPresent()) {
                again.add(i);
            }
        }
        assertThat(again).containsExactly(10, 500, 501, 502);
    }

    @Test
    void aReaderThatLeavesBeforeItHasReadThatFarForgetsNothing() {
        read(10);
        read(11).run();
        read(12);
        read(13).run();
        Progress second = new Progress(progress.advance().orElseThrow());
        second.read(10).orElseThrow().run();
        second.reached(11);

        Progress third = new Progress(second.advance().orElseThrow());

        assertThat(third.read(12)).isPresent();
        assertThat(third.read(13)).isEmpty();
        assertThat(third.read(14)).isPresent();
    }

    @Test
    void aRecordThatIsGoneWhenItIsToBeReadAgainIsNotWaitedFor() {
        read(10);
        read(11).run();
        read(12);
        read(13).run();
        Progress next = new Progress(progress.advance().orElseThrow());

        // Deleted for its age, with all before it.
        assertThat(next.read(13)).isEmpty();
        next.reached(14);

        assertThat(next.advance().map(Progress.Place::offset)).hasValue(14L);
    }

    @Test
    void whoeverHasItBeginEarlierReadsEverything() {
        read(10);
        read(11).run();
        Progress next = new Progress(progress.advance().orElseThrow());

        assertThat(next.read(5)).isPresent();
        assertThat(next.read(11)).isPresent();
    }

    @Test
    void whatSomebodyElseCommittedSaysNothing() {
        for (String text : List.of("", "abc", "1:", "1:x! y", "1:0", "1:-5", "1:zzzzzz.1", "2:5")) {
            assertThat(Ahead.read(text, 7)).as(text).isEmpty();
        }
    }

    @Test
    void howeverManyAreOpenTheTextIsShortAndNothingOpenIsTakenForSettled() {
        for (int i = 0; i < 20_000; i++) {
            Runnable settle = read(i * 3L);
            if (i % 2 == 1) {
                settle.run();
            }
        }
        Progress.Place place = progress.advance().orElseThrow();

        Progress next = new Progress(place);

        assertThat(place.ahead().length()).isLessThanOrEqualTo(Ahead.MOST_CHARACTERS);
        int again = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean present = next.read(i * 3L).isPresent();
            again += present ? 1 : 0;
            assertThat(present || i % 2 == 1).isTrue();
        }
        assertThat(again).isLessThan(20_000);
    }

    @Test
    void killedAtAnyMomentNothingOpenIsLostAndNothingThatWasCommittedAsSettledIsDoneAgain() {
        long seed = System.nanoTime();
        System.out.println("Seed of the kills: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Set<Long> committed = new TreeSet<>();
            Optional<Progress.Place> last = Optional.empty();
            long end = 5L + random.nextInt(200);
            for (int life = 0; life < 6; life++) {
                Progress reader = last.map(Progress::new).orElseGet(Progress::new);
                TreeMap<Long, Runnable> open = new TreeMap<>();
                Set<Long> settled = new TreeSet<>(committed);
                boolean finishes = life == 5;
                for (long offset = last.map(Progress.Place::offset).orElse(0L);
                        offset < end && (finishes || random.nextInt(60) != 0);
                        offset++) {
                    if (offset % 7 != 3) {
                        // The others are markers of transactions.
                        Optional<Runnable> settle = reader.read(offset);
                        if (settle.isPresent()) {
                            assertThat(committed).doesNotContain(offset);
                            open.put(offset, settle.get());
                        } else {
                            assertThat(committed).contains(offset);
                        }
                    }
                    reader.reached(offset + 1);
                    if (!open.isEmpty() && random.nextInt(3) > 0) {
                        List<Long> which = List.copyOf(open.keySet());
                        settle(which.get(random.nextInt(which.size())), open, settled);
                    }
                    if (random.nextInt(4) == 0) {
                        Optional<Progress.Place> place = reader.advance();
                        if (place.isPresent()) {
                            last = place;
                            committed = new TreeSet<>(settled);
                        }
                    }
                }
                if (finishes) {
                    List.copyOf(open.keySet()).forEach(each -> settle(each, open, settled));
                    last = reader.advance().or(keeping(last));
                    assertThat(last.orElseThrow().offset()).isEqualTo(end);
                    committed = settled;
                }
            }
            for (long offset = 0; offset < end; offset++) {
                assertThat(offset % 7 == 3 || committed.contains(offset)).isTrue();
            }
        }
    }

    private static Supplier<Optional<Progress.Place>> keeping(Optional<Progress.Place> last) {
        return () -> last;
    }

    private static void settle(long offset, Map<Long, Runnable> open, Set<Long> settled) {
        Runnable settle = open.remove(offset);
        if (settle != null) {
            settle.run();
            settled.add(offset);
        }
    }

    private Runnable read(long offset) {
        return progress.read(offset).orElseThrow();
    }

    private Optional<Long> offset() {
        return progress.advance().map(Progress.Place::offset);
    }
}
