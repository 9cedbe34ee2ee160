package io.tripline.correlation.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.tripline.correlation.TestRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EPL as beginners write it, and what they are told: all of it, in the order of lines, in words other than Esper's. */
final class MistakesTest {
    /** A message stands below the EPL, indented. */
    private static final Pattern MESSAGE = Pattern.compile("   \\d+: .*");

    /** Of the rule in {@link TestRules}, the line above its EPL. */
    private static final int BEFORE_EPL = 13;

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void a_beginner_is_told_what_is_wrong_and_what_to_write(String epl, List<String> told) {
        assertThat(
                        Problem.inOrder(TestRules.problemsOfEpl(epl)).stream()
                                .map(
                                        each ->
                                                "   "
                                                        + (each.line() - BEFORE_EPL)
                                                        + ": "
                                                        + each.message()))
                .containsExactlyElementsOf(told)
                .noneMatch(each -> each.contains("syntax"));
    }

    /** What makes one look again from every place on takes its square in time. */
    @ParameterizedTest
    @ValueSource(strings = {"/*", "'\\", "timer:", "\"'", "(", "pattern [", "10 mins "})
    void a_long_text_of_mistakes_is_looked_at_once(String piece) {
        // Loading Esper takes some seconds.
        assertThat(TestRules.problemsOfEpl("select == " + piece)).isNotEmpty();

        assertTimeout(
                Duration.ofSeconds(10),
                () ->
                        assertThat(
                                        TestRules.problemsOfEpl(
                                                "select == "
                                                        + piece.repeat(100_000 / piece.length())))
                                .isNotEmpty());
    }

    static Stream<Arguments> mistakes() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MistakesTest.class.getResourceAsStream("mistakes.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n")).skip(1).map(MistakesTest::mistake);
        }
    }

    private static Arguments mistake(String block) {
        List<String> lines = block.strip().lines().toList();
        return Arguments.of(
                lines.stream()
                        .filter(each -> !MESSAGE.matcher(each).matches())
                        .collect(Collectors.joining("\n")),
                lines.stream().filter(each -> MESSAGE.matcher(each).matches()).toList());
    }
}
