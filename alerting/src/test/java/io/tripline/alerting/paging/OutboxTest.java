package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.alerting.topics.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Instant NOW = Samples.APPENDED;

    private final Outbox outbox =
            new Outbox(
                    new Routing(
                            List.of(),
                            ZoneOffset.UTC,
                            Map.of("chat", new Routing.Hears(false, false, false)),
                            Optional.empty()));

    @Test
    void a_page_has_the_time_of_its_raw_record_from_which_its_latency_counts() {
        assertThat(timestamp(NOW.minusSeconds(2))).isEqualTo(NOW.minusSeconds(2));
    }

    @Test
    void a_page_about_an_old_record_is_kept_as_long_as_any_other() {
        assertThat(timestamp(NOW.minus(Duration.ofDays(6)))).isEqualTo(NOW);
    }

    private Instant timestamp(Instant appended) {
        List<Outgoing> out = new ArrayList<>();
        outbox.tell(
                new Case("a1", Page.Subject.ALERT, "all", appended, NOW, new byte[0]),
                List.of("chat"),
                Page.Kind.RESOLVE,
                "",
                "It was closed.",
                NOW,
                out);
        return Objects.requireNonNull(out.getFirst().timestamp());
    }
}
