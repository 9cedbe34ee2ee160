package io.tripline.correlation.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of EPL as it is written. For messages only: what a rule may say is decided on what Esper parsed.
 *
 * @param line of the EPL, from 0
 * @param column of that line, from 0
 * @param from where it begins in the EPL
 */
record EplToken(Kind kind, String text, int line, int column, int from) {
    enum Kind {
        TEXT,
        /** A text without an end. */
        OPEN,
        NAME,
        NUMBER,
        SIGN
    }

    static final EplToken NONE = new EplToken(Kind.SIGN, "", 0, -1, -1);

    /** Possessive, and what has no end goes on to the end of all, so that no EPL takes stack or time out of proportion. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?:\\s+|//[^\n]*|/\\*.*?(?:\\*/|\\z))"
                            + "|(?<text>'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\")"
                            + "|(?<open>['\"].*)"
                            + "|(?<name>`[^`\n]*`|[A-Za-z_$][A-Za-z0-9_$]*)"
                            + "|(?<number>[0-9]+(?:\\.[0-9]+)?)"
                            + "|(?<sign>==|=>|=~|->|&&|\\|\\||!=|<>|<=|>=|--|.)",
                    Pattern.DOTALL);

    static List<EplToken> of(String epl) {
        List<EplToken> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(epl);
        int line = 0;
        int begin = 0;
        while (matcher.find()) {
            String text = matcher.group();
            for (Kind kind : Kind.values()) {
                if (matcher.group(kind.name().toLowerCase(Locale.ROOT)) != null) {
                    tokens.add(
                            new EplToken(
                                    kind, text, line, matcher.start() - begin, matcher.start()));
                }
            }
            line += (int) text.chars().filter(each -> each == '\n').count();
            if (text.indexOf('\n') >= 0) {
                begin = matcher.start() + text.lastIndexOf('\n') + 1;
            }
        }
        return tokens;
    }

    /** Where it ends in the EPL. */
    int to() {
        return from + text.length();
    }

    boolean is(String other) {
        return text.equalsIgnoreCase(other);
    }

    /** Whether a value may end with it. */
    boolean isOperand() {
        return kind != Kind.SIGN || text.equals(")") || text.equals("*");
    }

    /** What is between the quotes of a text. */
    String inner() {
        return text.substring(1, text.length() - 1);
    }
}
