package io.tripline.deploy.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void eachRecordIsAnEventIgnoredOrDeadAndWhatNothingNamesIsMissing() {
        ledger.begins("logs.auth", 0, 10);
        for (int offset = 10; offset < 15; offset++) {
            ledger.arrived(at(offset));
        }
        ledger.event(at(10), "e1", "linux.auth");
        // Delivered twice, it is one all the same; the second of the record's lines is another.
        ledger.event(at(10), "e1", "linux.auth");
        ledger.event(at(10), "e2", "linux.auth");
        ledger.dead(at(11), "0", "linux.auth", "invalid_timestamp");
        ledger.dead(at(11), "0", "linux.auth", "invalid_timestamp");
        ledger.dead(at(12), "0", "none", "unknown_source");
        ledger.ignored(at(13), "linux.auth", "repetition");

        assertThat(ledger.received()).isEqualTo(5);
        assertThat(ledger.missing()).isEqualTo(1);
        assertThat(ledger.isOpen(at(14))).isTrue();
        assertThat(ledger.isOpen(at(13))).isFalse();
        assertThat(ledger.accounts())
                .containsOnly(
                        Map.entry(
                                "linux.auth",
                                new Ledger.Account(
                                        2,
                                        Map.of("invalid_timestamp", 1L),
                                        Map.of("repetition", 1L))),
                        Map.entry(
                                "none",
                                new Ledger.Account(0, Map.of("unknown_source", 1L), Map.of())));
    }

    @Test
    void whatIsOfOlderRecordsOrOfOtherTopicsIsNoPartOfTheAccount() {
        ledger.begins("logs.auth", 0, 10);
        ledger.arrived(at(10));
        ledger.event(at(9), "e1", "linux.auth");
        ledger.event(new Origin("elsewhere", 0, 10), "e1", "linux.auth");

        assertThat(ledger.missing()).isEqualTo(1);
        assertThat(ledger.accounts()).isEmpty();
    }

    private static Origin at(long offset) {
        return new Origin("logs.auth", 0, offset);
    }
}
