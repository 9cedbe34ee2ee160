package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowsActionTest {
    /** The types that ECS 9 expects for a category, for the categories used here. */
    private static final Map<String, Set<String>> EXPECTED =
            Map.of(
                    "authentication", Set.of("start", "end", "info"),
                    "configuration", Set.of("access", "change", "creation", "deletion", "info"),
                    "file", Set.of("access", "change", "creation", "deletion", "info"),
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
                                    "start"),
                    "process", Set.of("access", "change", "end", "info", "start"),
                    "session", Set.of("start", "end", "info"));

    @Test
    void every_type_is_one_that_ecs_expects_for_every_category_of_its_action() {
        WindowsAction.ALL
                .values()
                .forEach(
                        action ->
                                action.categories()
                                        .forEach(
                                                category ->
                                                        assertThat(EXPECTED.get(category))
                                                                .as(action.id() + " " + category)
                                                                .containsAll(action.types())));
    }

    @Test
    void every_action_has_a_category_and_a_type() {
        assertThat(WindowsAction.ALL.values())
                .isNotEmpty()
                .allSatisfy(
                        action -> {
                            assertThat(action.categories()).isNotEmpty();
                            assertThat(action.types()).isNotEmpty();
                        });
    }
}
