package io.tripline.deploy.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.LedgerEntry;
import io.tripline.contracts.LedgerEntry.Reach;
import io.tripline.contracts.LedgerEntry.Tally;
import io.tripline.deploy.ledger.ArrivedSources.Arrived;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ArrivedSourcesTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final ArrivedSources arrived = new ArrivedSources();

    @Test
    void anAccountThatGrewCountsAsItIsNowAlsoIfAnInstanceTellsAnOlderStateAgain() {
        arrived.add(account("logs.auth", NOON, 5, 4));
        arrived.add(account("logs.auth", NOON, 9, 7));
        arrived.add(account("logs.auth", NOON, 5, 4));

        assertThat(arrived.bySource().get("linux.auth"))
                .isEqualTo(
                        new Arrived(tally(9, 7, NOON), NOON, new TreeSet<>(Set.of("logs.auth"))));
    }

    @Test
    void minutesPartitionsAndTopicsAreOneSource() {
        Instant later = NOON.plusSeconds(120);
        arrived.add(account("logs.network", later, 3, 3));
        arrived.add(account("logs.auth", NOON, 5, 4));

        assertThat(arrived.bySource())
                .containsExactly(
                        Map.entry(
                                "linux.auth",
                                new Arrived(
                                        tally(8, 7, later),
                                        later,
                                        new TreeSet<>(Set.of("logs.auth", "logs.network")))));
    }

    @Test
    void whatCanGrowNoMoreIsCountedAndNotHeld() {
        int minutes = 60_000;
        for (int i = 0; i < minutes; i++) {
            arrived.add(account("logs.auth", NOON.plusSeconds(60L * i), 2, 1));
        }

        assertThat(arrived.held()).isEqualTo(ArrivedSources.OPEN);
        SortedMap<String, Arrived> bySource = arrived.bySource();
        assertThat(bySource.get("linux.auth"))
                .extracting(each -> each.tally().received(), Arrived::minute)
                .containsExactly(2L * minutes, NOON.plusSeconds(60L * (minutes - 1)));
    }

    private static LedgerEntry account(String topic, Instant minute, long received, long events) {
        return new LedgerEntry(
                "linux.auth",
                minute,
                new Reach(topic, 0, 100, 99 + received, received),
                tally(received, events, minute));
    }

    private static Tally tally(long received, long events, Instant newest) {
        return new Tally(
                received,
                events,
                Map.of(),
                Map.of("not_utf8", received - events),
                Optional.of(newest));
    }
}
