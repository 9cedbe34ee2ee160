package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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
    void every_source_is_in_the_list_for_operators() throws IOException {
        String list = Files.readString(Path.of("../docs/sources.md"));
        assertThat(Sources.all()).allMatch(source -> list.contains("`" + source.name() + "`"));
    }

    @Test
    void names_are_lower_case_with_dots_and_given_once() {
        assertThat(Sources.all())
                .extracting(LogSource::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9_]+(\\.[a-z0-9_]+)*"));
    }
}
