package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.Samples;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownDestinationsTest {
    private final KeptLetters deadLetters = new KeptLetters();
    private final List<byte[]> receipts = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final UnknownDestinations unknown =
            new UnknownDestinations(
                    deadLetters,
                    (_, receipt) -> receipts.add(receipt),
                    meters,
                    () -> Samples.APPENDED);

    @Test
    void a_page_for_a_destination_that_is_gone_is_a_dead_letter_with_a_receipt() throws Exception {
        Page page = Samples.page("a1", 1, Samples.APPENDED);

        unknown.take(page.destination(), Samples.outbox(page));

        assertThat(deadLetters.letters.getFirst().reason()).isEqualTo("webhook_unknown");
        Receipt receipt = Receipt.read(receipts.getFirst());
        assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.REJECTED);
        assertThat(receipt.reason()).isEqualTo("unknown_destination");
        assertThat(receipt.id()).isEqualTo(page.id());
        assertThat(meters.get("tripline.alerting.webhook.unknown").counter().count()).isOne();
    }

    @Test
    void pages_for_others_are_theirs() throws Exception {
        unknown.take("gone", Samples.outbox(Samples.page("a1", 1, Samples.APPENDED)));

        assertThat(deadLetters.letters).isEmpty();
        assertThat(receipts).isEmpty();
    }
}
