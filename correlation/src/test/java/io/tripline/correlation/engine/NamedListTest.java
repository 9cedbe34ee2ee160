package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedListTest {
    @Test
    void of_blocks_within_each_other_the_smallest_decides_and_is_shown_as_events_have_it() {
        NamedList list =
                new NamedList(
                        "segments",
                        List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.2.9/24", "2001:DB8:1:0::/48"));

        assertThat(list.entry("10.1.2.3")).contains("10.1.2.0/24");
        assertThat(list.entry("10.1.9.3")).contains("10.1.0.0/16");
        assertThat(list.entry("10.9.9.3")).contains("10.0.0.0/8");
        assertThat(list.entry("2001:db8:1::5")).contains("2001:db8:1::/48");
    }

    @Test
    void a_flow_is_found_however_its_blocks_are_written() {
        NamedList list =
                new NamedList(
                        "flows",
                        List.of(
                                "2001:DB8:0:0::/32>10.1.2.3/16",
                                "192.0.2.0/24 > ::ffff:198.51.100.7",
                                "Guest>Office",
                                "a > b"));

        assertThat(list.holds("2001:db8::/32>10.1.0.0/16")).isTrue();
        assertThat(list.holds("192.0.2.0/24>198.51.100.7")).isTrue();
        assertThat(list.holds("guest>office")).isTrue();
        assertThat(list.holds("a > b")).isTrue();
    }
}
