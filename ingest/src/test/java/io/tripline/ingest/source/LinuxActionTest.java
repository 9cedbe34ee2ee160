package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LinuxActionTest {
    @ParameterizedTest
    @EnumSource
    void hasTypesThatEcsExpectsOfItsCategory(LinuxAction action) {
        assertThat(EcsCategorization.pairProblems(List.of(action.category()), action.types()))
                .isEmpty();
    }
}
