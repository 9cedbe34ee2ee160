package io.tripline.correlation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.correlation.state.ProfileMemory.Day;
import io.tripline.correlation.state.ProfileMemory.Value;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateCodecTest {
    private static final EntityMemory MEMORY =
            new EntityMemory(
                    42,
                    43,
                    41,
                    Optional.empty(),
                    Map.of(
                            "country",
                            new ProfileMemory(
                                    "source.geo.country_iso_code",
                                    Map.of(
                                            "se",
                                            new Value(
                                                    1_772_600_000_000L,
                                                    new TreeMap<>(
                                                            Map.of(
                                                                    20_516L,
                                                                    new Day(1_772_590_000_000L, 3),
                                                                    20_500L,
                                                                    new Day(
                                                                            1_771_200_000_000L,
                                                                            1)))),
                                            "no",
                                            new Value(7, Collections.emptySortedMap())))));

    @Test
    void a_memory_is_read_as_it_was_written() {
        assertThat(StateCodec.readMemory(StateCodec.write(MEMORY))).isEqualTo(MEMORY);
    }

    @Test
    void the_same_memory_is_the_same_bytes() {
        byte[] bytes = StateCodec.write(MEMORY);

        assertThat(StateCodec.write(StateCodec.readMemory(bytes))).isEqualTo(bytes);
    }

    @Test
    void a_memory_of_the_version_before_keeps_what_it_knew() {
        String before = "{\"settledUntil\":42,\"lastSeen\":{\"new_host\":{\"srv-1\":1000}}}";

        EntityMemory memory = StateCodec.readMemory(before.getBytes(StandardCharsets.UTF_8));

        assertThat(memory.settledUntil()).isEqualTo(42);
        assertThat(memory.passed()).isEqualTo(Long.MIN_VALUE);
        assertThat(memory.shortenedUntil()).isEqualTo(Long.MIN_VALUE);
        assertThat(memory.profiles().get("new_host"))
                .isEqualTo(
                        new ProfileMemory(
                                "",
                                Map.of("srv-1", new Value(1000, Collections.emptySortedMap()))));
    }

    @Test
    void a_memory_of_a_later_version_is_refused_and_not_passed_over() {
        byte[] later = StateCodec.write(MEMORY);
        later[0]++;

        assertThatThrownBy(() -> StateCodec.readMemory(later))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("later version");
        assertThatThrownBy(() -> StateCodec.readMemory(new byte[0]))
                .isInstanceOf(UnreadableStateException.class);
        assertThatThrownBy(() -> StateCodec.readMemory(new byte[] {2, '{'}))
                .isInstanceOf(UnreadableStateException.class);
    }
}
