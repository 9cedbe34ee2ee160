package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
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
    void every_event_that_is_worth_watching_is_known() {
        assertThat(known("microsoft-windows-security-auditing"))
                .hasSizeGreaterThanOrEqualTo(150)
                // Microsoft's list of events to monitor, without those of its IPsec policy agent
                // and branch cache.
                .containsAll(
                        ids(
                                "4608-4612 4614-4616 4618 4621 4622 4624-4627 4634 4646-4668 4670-4675 4688-4707"
                                        + " 4709-4720 4722-4735 4737-4794 4797-4803 4816-4826 4830 4864-4900 4902 4904-4913"
                                        + " 4928-4937 4944-4954 4956-4958 4960-4965 4976-4985 5024 5025 5027-5035"
                                        + " 5037-5051 5056-5070 5120-5127 5136-5159 5168 5376-5382 5440-5444"
                                        + " 5446-5453 5478-5480 5483-5485 5632 5633 5712 5888-5890 6144 6145"
                                        + " 6272-6281 6410 6416-6424"));
        assertThat(known("microsoft-windows-sysmon")).containsAll(ids("1-29 255"));
        assertThat(known("service control manager"))
                .containsAll(ids("7000 7009 7023 7034-7036 7038 7040 7041 7045"));
        assertThat(known("microsoft-windows-eventlog")).containsAll(ids("104 1100-1102 1104 1105"));
        assertThat(known("eventlog")).containsAll(ids("6005 6006 6008 6009 6013"));
        assertThat(known("user32")).contains(1074L);
        assertThat(known("powershell")).containsAll(ids("400 403 600 800"));
        assertThat(known("microsoft-windows-powershell")).containsAll(ids("4100 4103-4106"));
        assertThat(known("microsoft-windows-windows defender"))
                .containsAll(
                        ids(
                                "1000-1015 1116-1129 1150 1151 1160 2000-2007 2010-2013 2020 2021 2030 2031"
                                        + " 2040-2042 3002 3007 5000 5001 5004 5007-5013 5100 5101"));
    }

    private static Set<Long> known(String provider) {
        return WindowsAction.BY_PROVIDER.getOrDefault(provider, Map.of()).keySet();
    }

    private static List<Long> ids(String ranges) {
        return Stream.of(ranges.split(" ", -1))
                .map(range -> range.split("-", -1))
                .flatMap(
                        ends ->
                                LongStream.rangeClosed(
                                                Long.parseLong(ends[0]),
                                                Long.parseLong(ends[ends.length - 1]))
                                        .boxed())
                .toList();
    }
}
