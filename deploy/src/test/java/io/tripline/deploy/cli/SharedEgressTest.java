package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which addresses are learned as shared. */
final class SharedEgressTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");

    private final SharedEgress egress = new SharedEgress();

    @Test
    void anAddressIsSharedThatManyPeopleSignInFromDayAfterDay() {
        for (int person = 1; person <= 8; person++) {
            egress.accept(signIn("p" + person, "203.0.113.5", person % 3, "success"));
            egress.accept(signIn("P" + person, "203.0.113.5", 3 + person % 2, "success"));
        }

        assertThat(egress.of(8)).containsExactly(new SharedEgress.Shared("203.0.113.5", 8, 5));
        assertThat(egress.of(9)).isEmpty();
        assertThat(egress.oldest()).contains(MONDAY);
    }

    @Test
    void whoSignsInToManyAccountsOnceDoesNotMakeTheirAddressAShared() {
        for (int person = 1; person <= 50; person++) {
            egress.accept(signIn("p" + person, "203.0.113.66", 0, "success"));
            egress.accept(signIn("p" + person, "203.0.113.66", 1, "failure"));
        }

        assertThat(egress.of(8)).isEmpty();
    }

    /** Of a wrong Kafka, or one that keeps events for a day: what was learned before stays. */
    @Test
    void withoutSignInsThereIsNoOldestOne() {
        assertThat(egress.oldest()).isEmpty();
    }

    private static EcsEvent signIn(String person, String address, int day, String outcome) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, MONDAY.plus(Duration.ofDays(day)))
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ID, person + address + day + outcome)
                .set(EcsField.EVENT_CATEGORY, List.of("authentication"))
                .set(EcsField.EVENT_TYPE, List.of("start"))
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.USER_NAME, person)
                .set(EcsField.SOURCE_IP, address)
                .build();
    }
}
