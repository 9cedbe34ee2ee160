package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.contracts.LedgerEntry.Reach;
import io.tripline.contracts.LedgerEntry.Tally;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerJsonTest {
    private static final LedgerEntry ENTRY =
            new LedgerEntry(
                    "linux.auth",
                    Instant.parse("2026-03-02T12:34:00Z"),
                    new Reach("logs.auth", 2, 17, 40, 20),
                    new Tally(
                            24,
                            20,
                            Map.of("empty", 1L),
                            Map.of("not_utf8", 2L, "too_large", 1L),
                            Optional.of(Instant.parse("2026-03-02T12:33:59.5Z"))));

    @Test
    void its_form_is_ecs_first_and_the_account_under_a_name_of_ours() {
        assertThat(new String(LedgerJson.write(ENTRY), UTF_8))
                .isEqualTo(
                        """
                        {"@timestamp":"2026-03-02T12:34:00Z","event":\
                        {"id":"logs.auth-2-2026-03-02T12:34:00Z-linux.auth-17","kind":"metric","dataset":"linux.auth"},\
                        "tripline":{"ledger":{"topic":"logs.auth","partition":2,"first_offset":17,"last_offset":40,\
                        "kafka_records":20,"received":24,"events":20,"ignored":1,"dead":3,"newest_event":"2026-03-02T12:33:59.500Z",\
                        "ignored_by":{"empty":1},"dead_by":{"not_utf8":2,"too_large":1}}}}""");
    }

    @Test
    void what_was_written_is_read() throws Exception {
        assertThat(LedgerJson.read(LedgerJson.write(ENTRY))).isEqualTo(ENTRY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"tripline\":{\"ledger\":{}}}"})
    void what_is_no_entry_is_refused(String json) {
        assertThatThrownBy(() -> LedgerJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }

    @Test
    void an_entry_balances_if_every_raw_record_became_one_thing() {
        assertThat(ENTRY.tally().balances()).isTrue();
        assertThat(new Tally(24, 20, Map.of("empty", 1L), Map.of(), Optional.empty()).balances())
                .isFalse();
        assertThat(ENTRY.tally().plus(ENTRY.tally()))
                .isEqualTo(
                        new Tally(
                                48,
                                40,
                                Map.of("empty", 2L),
                                Map.of("not_utf8", 4L, "too_large", 2L),
                                ENTRY.tally().newest()));
    }
}
