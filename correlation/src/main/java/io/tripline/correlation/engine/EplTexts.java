package io.tripline.correlation.engine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts in EPL of which Esper makes something else than is written: it leaves a single backslash out. */
final class EplTexts {
    private static final Pattern SINGLE = Pattern.compile("(?s)(?:[^\\\\]|\\\\[\\\\'\"])*+");

    private static final Pattern BACKSLASH = Pattern.compile("\\\\([\\\\'\"])?");

    private EplTexts() {}

    /** What is wrong with the texts of a statement, which can be parsed. */
    static List<EplWords.Message> problems(String epl) {
        return EplToken.of(epl).stream()
                .filter(each -> each.kind() == EplToken.Kind.TEXT)
                .filter(each -> !SINGLE.matcher(each.inner()).matches())
                .map(
                        each ->
                                new EplWords.Message(
                                        each,
                                        "A backslash in a text is written twice, or it is lost: "
                                                + doubled(each.text())
                                                + "."))
                .toList();
    }

    private static String doubled(String text) {
        return BACKSLASH
                .matcher(text)
                .replaceAll(
                        each ->
                                Matcher.quoteReplacement(
                                        each.group(1) == null ? "\\\\" : each.group()));
    }
}
