package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowsActionTest {
    static Stream<WindowsAction> all() {
        return WindowsAction.BY_PROVIDER.values().stream()
                .flatMap(actions -> actions.values().stream());
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_category_and_type_is_a_pair_that_ecs_expects(WindowsAction action) {
        assertThat(EcsCategorization.pairProblems(action.categories(), action.types())).isEmpty();
        assertThat(action.types()).isNotEmpty();
        assertThat(action.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    }

    @Test
    void there_are_as_many_security_events_as_the_issue_asks_for_and_all_of_sysmon() {
        Map<String, Map<Long, WindowsAction>> byProvider = WindowsAction.BY_PROVIDER;
        assertThat(byProvider.get("microsoft-windows-security-auditing"))
                .hasSizeGreaterThanOrEqualTo(150);
        assertThat(byProvider.get("microsoft-windows-sysmon"))
                .containsKeys(Stream.iterate(1L, id -> id <= 29, id -> id + 1).toArray(Long[]::new))
                .containsKey(255L);
    }
}
