package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every EPL that docs/rules.md shows is one that a rule may have. */
final class HowToTest {
    private static final Pattern EPL = Pattern.compile("```epl\n(.*?)```", Pattern.DOTALL);

    @TestFactory
    List<DynamicTest> what_the_documentation_shows_is_accepted() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "rules.md"));
        List<String> shown =
                EPL.matcher(page).results().map((MatchResult match) -> match.group(1)).toList();
        assertThat(shown).hasSizeGreaterThan(5);
        return shown.stream()
                .map(
                        epl ->
                                DynamicTest.dynamicTest(
                                        epl.strip(),
                                        () ->
                                                assertThat(TestRules.problemsOfEpl(epl.strip()))
                                                        .isEmpty()))
                .toList();
    }
}
