package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import io.tripline.correlation.engine.KeptEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found by the id of an alert: a revision that is gone must not be taken out, and counted off, once more. */
class KeptEventsTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private final KeptEvents kept =
            new KeptEvents(
                    TestRules.overAlerts(
                            "told-again",
                            "select window(l.*) as alerts from Event(event.kind = 'alert')#time(1 hour) as l"),
                    List.of());

    @Test
    void an_alert_is_found_by_its_id_until_it_goes() {
        KeptEvent first = revision("a", START);
        KeptEvent other = revision("b", START.plusSeconds(1));
        kept.add(first);
        kept.add(other);

        assertThat(kept.alert("a")).isSameAs(first);

        kept.remove(first);

        assertThat(kept.alert("a")).isNull();
        assertThat(kept.alert("b")).isSameAs(other);
    }

    @Test
    void the_newer_revision_is_found_whichever_goes_first() {
        KeptEvent first = revision("a", START);
        KeptEvent second = revision("a", START.plusSeconds(1));
        kept.add(first);
        kept.add(second);

        kept.remove(first);

        assertThat(kept.alert("a")).isSameAs(second);
        assertThat(kept.all()).containsExactly(second);
    }

    private static KeptEvent revision(String id, Instant time) {
        return new KeptEvent(
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_ID, id)
                        .set(EcsField.EVENT_KIND, "alert")
                        .build(),
                "");
    }
}
