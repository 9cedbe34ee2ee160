package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceNamesTest {
    @ParameterizedTest
    @CsvSource({
        "okta, did you mean okta.system?",
        "Okta, did you mean okta.system?",
        "okta.log, did you mean okta.system?",
        "okta.sytem, did you mean okta.system?",
        "suricata, did you mean suricata.eve?",
        "zeek, did you mean zeek.conn or zeek.ssh or zeek.logs or zeek.tsv?"
    })
    void a_name_that_is_none_is_answered_with_those_that_may_be_meant(String typed, String ending) {
        assertThat(SourceNames.unknown(typed, Sources.all()))
                .isEqualTo("There is no log source " + typed + "; " + ending);
    }

    @ParameterizedTest
    @CsvSource({"''", "splunk.events", "."})
    void a_name_like_none_is_answered_with_all_there_are(String typed) {
        assertThat(SourceNames.unknown(typed, Sources.all()))
                .contains("; there are windows.security, ")
                .endsWith(", linux.auth, ecs, linux.syslog.");
    }
}
