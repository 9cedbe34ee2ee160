package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LinuxActionTest {
    /** The expected event types of the ECS page on event.category. */
    private static final Map<String, Set<String>> EXPECTED =
            Map.of(
                    "authentication", Set.of("start", "end", "info"),
                    "session", Set.of("start", "end", "info"),
                    "process", Set.of("access", "change", "end", "info", "start"),
                    "iam",
                            Set.of(
                                    "admin",
                                    "change",
                                    "creation",
                                    "deletion",
                                    "group",
                                    "info",
                                    "user"),
                    "network",
                            Set.of(
                                    "access",
                                    "allowed",
                                    "connection",
                                    "denied",
                                    "end",
                                    "info",
                                    "protocol",
                                    "start"));

    @ParameterizedTest
    @EnumSource
    void hasTypesThatEcsExpectsOfItsCategory(LinuxAction action) {
        assertThat(EXPECTED.get(action.category())).containsAll(action.types());
    }
}
