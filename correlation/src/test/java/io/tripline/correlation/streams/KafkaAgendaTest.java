package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.state.Appointment;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaAgendaTest {
    @Test
    void what_is_due_comes_in_the_order_of_time_and_not_more_than_asked_for() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaAgenda agenda = stores.agenda();
            List.of(3L, -1L, 2L, 9L).forEach(at -> agenda.add(at(at)));

            assertThat(agenda.due(3, 2)).containsExactly(at(-1), at(2));
            agenda.remove(at(-1));
            assertThat(agenda.due(3, 9)).containsExactly(at(2), at(3));
        }
    }

    /** It does not go over what is done again, so it has to hear of what comes before that. */
    @Test
    void what_is_added_for_a_time_that_was_looked_at_already_is_due() {
        try (DiskStores stores = DiskStores.fresh()) {
            KafkaAgenda agenda = stores.agenda();
            assertThat(agenda.due(100, 9)).isEmpty();

            agenda.add(at(50));

            assertThat(agenda.due(100, 9)).containsExactly(at(50));
        }
    }

    private static Appointment at(long time) {
        return new Appointment(time, "e".repeat(32), "counting", List.of("192.0.2.1"));
    }
}
