package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourcesTest {
    static List<LogSource> all() {
        return Sources.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_fixture_is_claimed_by_its_own_source_and_no_other(LogSource source) throws IOException {
        for (RawRecord raw : SourceFixtures.recognized(source)) {
            assertThat(Sources.all().stream().filter(each -> each.recognizes(raw)))
                    .as("sources that recognize %s", raw.text())
                    .containsExactly(source);
        }
    }

    @Test
    void a_glance_holds_back_no_record_that_its_source_recognizes() throws IOException {
        for (LogSource other : Sources.all()) {
            for (RawRecord raw : SourceFixtures.all(other)) {
                assertThat(Sources.all())
                        .filteredOn(source -> source.recognizes(raw))
                        .as(raw.text())
                        .allMatch(source -> source.glance().fits(raw));
            }
        }
    }

    /** With {@code -Dfixtures.source=NAME}, one source's alone. */
    @TestFactory
    Stream<DynamicContainer> every_fixture_becomes_what_it_says() {
        String only = System.getProperty("fixtures.source", "");
        return Sources.all().stream()
                .filter(source -> only.isEmpty() || source.name().equals(only))
                .map(
                        source -> {
                            try {
                                return DynamicContainer.dynamicContainer(
                                        source.name(), SourceFixtures.of(source));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    @Test
    void every_source_is_in_the_list_for_operators() throws IOException {
        String file = Files.readString(Path.of("../docs/sources.md"));
        String list = file.substring(0, file.indexOf("## Ship them"));
        assertThat(Sources.all())
                .extracting(LogSource::name)
                .as("sources in the list of docs/sources.md")
                .allMatch(name -> list.contains("`" + name + "`"));
    }

    /** One more of them is one more whose records anybody may forge who may log on a host. */
    @Test
    void these_alone_are_taken_from_inside_syslog() {
        assertThat(Sources.all().stream().filter(LogSource::isSentBySyslog))
                .extracting(LogSource::name)
                .containsExactlyInAnyOrder(
                        "crowdstrike.events",
                        "keycloak.events",
                        "osquery.results",
                        "squid.access",
                        "suricata.eve",
                        "vault.audit",
                        "wazuh.alerts",
                        "web.access",
                        "windows.defender",
                        "windows.events",
                        "windows.powershell",
                        "windows.security",
                        "windows.sysmon",
                        "windows.system",
                        "zeek.conn",
                        "zeek.logs",
                        "zeek.ssh");
    }

    @Test
    void names_are_lower_case_with_dots_and_given_once() {
        assertThat(Sources.all())
                .extracting(LogSource::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9_]+(\\.[a-z0-9_]+)*"));
    }
}
