package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.TestRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final String LOGINS = "Event(event.action = 'login')#time(30 min)";

    @Test
    void a_time_window_reaches_as_far_as_the_rules_window() {
        assertThat(reach("select count(*) as n from " + LOGINS + " having count(*) > 3"))
                .isEqualTo(new Reach.Window());
        assertThat(reach("select user.name as n from Event(event.action = 'login')"))
                .isEqualTo(new Reach.Window());
    }

    @Test
    void a_pattern_of_fixed_length_that_skips_to_the_next_row_reaches_its_length() {
        assertThat(reach(recognize(LOGINS, "A B C", "after match skip to next row")))
                .isEqualTo(new Reach.Last(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from pattern [every a=Event(event.action = 'x') -> b=Event(event.action = 'y')"
                        + " where timer:within(5 min)]",
                "select avg(event_time) as a from Event(event.action = 'login')#time(30 min) having count(*) > 3",
                "select count(*) as n from Event(event.action = 'login')#length(5)#time(30 min) having count(*) > 3"
            })
    void what_remembers_more_than_its_window_reaches_a_slice(String epl) {
        assertThat(reach(epl)).isEqualTo(new Reach.Slices(1));
    }

    @Test
    void a_match_that_stands_in_the_way_of_the_next_reaches_a_slice() {
        assertThat(reach(recognize(LOGINS, "A B", "")))
                .as("skips past the last row")
                .isEqualTo(new Reach.Slices(1));
        assertThat(reach(recognize(LOGINS, "A+ B", "after match skip to next row")))
                .as("of any length")
                .isEqualTo(new Reach.Slices(1));
    }

    @Test
    void a_filter_that_the_event_alone_cannot_decide_leaves_gaps_between_rows() {
        String filtered =
                "Event(event.action = 'login', profile.is_first('new_host'))#time(30 min)";

        assertThat(reach(recognize(filtered, "A B", "after match skip to next row")))
                .isEqualTo(new Reach.Slices(1));
    }

    private static String recognize(String from, String pattern, String skip) {
        return "select a from "
                + from
                + " match_recognize (measures A as a "
                + skip
                + " pattern ("
                + pattern
                + ") define A as A.event.outcome = 'success')";
    }

    private static Reach reach(String epl) {
        return TestRules.ofEpl(epl).reach();
    }
}
