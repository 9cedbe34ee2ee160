package io.tripline.correlation.engine;

import io.tripline.correlation.rule.Suggestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people write who know other languages, found in EPL that Esper's parser refuses: the parser stops at the first thing that it
 * does not understand, and names what it expected there instead.
 */
final class EplMistakes {
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("m", "min"),
                    Map.entry("mins", "min"),
                    Map.entry("s", "sec"),
                    Map.entry("secs", "sec"),
                    Map.entry("h", "hour"),
                    Map.entry("hr", "hour"),
                    Map.entry("hrs", "hours"),
                    Map.entry("d", "days"),
                    Map.entry("w", "weeks"),
                    Map.entry("ms", "msec"),
                    Map.entry("millis", "msec"));

    private static final Map<String, String> SIGNS =
            Map.ofEntries(
                    Map.entry("==", "EPL compares with one =. Write = in place of ==."),
                    Map.entry(
                            "=>",
                            "=> is no sign of EPL. Write -> for what follows, >= for a number."),
                    Map.entry("=~", "=~ is no sign of EPL. Write matches(user.name, 'svc-.*')."),
                    Map.entry("&&", "EPL joins conditions with and. Write and in place of &&."),
                    Map.entry("!", "EPL negates with not. Write not in place of !."),
                    Map.entry("--", "A comment in EPL begins with //, not with --."),
                    Map.entry("≠", "Write != in place of ≠."),
                    Map.entry("≤", "Write <= in place of ≤."),
                    Map.entry("≥", "Write >= in place of ≥."),
                    Map.entry("→", "Write -> in place of →."),
                    Map.entry("@", "@timestamp is event_time in EPL, in milliseconds."));

    /** What other languages have between a field and a text. */
    private static final Set<String> INFIX =
            Set.of(
                    "cidr",
                    "contains",
                    "ends_with",
                    "endswith",
                    "has",
                    "ilike",
                    "in_list",
                    "matches",
                    "rlike",
                    "same",
                    "starts_with",
                    "startswith",
                    "wildcard");

    /** Whoever has that many reads no more. */
    private static final int MOST = 20;

    private static final String TYPOGRAPHIC = "‘’‚‛“”„‟«»´";
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";

    /** Words that a rule's EPL rests on; what is nearly one of them was meant to be it. */
    private static final List<String> WORDS =
            List.of(
                    "select",
                    "from",
                    "where",
                    "having",
                    "pattern",
                    "match_recognize",
                    "measures",
                    "define");

    /**
     * A mistake.
     *
     * @param at what of the EPL it is about
     */
    record Mistake(EplToken at, String what) {}

    private final List<EplToken> tokens;
    private final List<Mistake> mistakes = new ArrayList<>();

    /** Names that the EPL itself gives. */
    private final Set<String> given = new HashSet<>();

    private final boolean hasBrackets;

    /** Of what was passed so far. */
    private int depth;

    private boolean isInPattern;
    private boolean isInMatchRecognize;

    private EplMistakes(List<EplToken> tokens) {
        this.tokens = tokens;
        this.hasBrackets = tokens.stream().anyMatch(each -> each.is("["));
    }

    /** Those in EPL that cannot be parsed, from its beginning to its end; empty if none of them is known. */
    static List<Mistake> in(List<EplToken> tokens) {
        EplMistakes all = new EplMistakes(tokens);
        all.look();
        return List.copyOf(all.mistakes);
    }

    private EplToken at(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : EplToken.NONE;
    }

    private void look() {
        for (int i = 0; i < tokens.size(); i++) {
            if (at(i - 1).is("as") || at(i + 1).is("=")) {
                given.add(tokens.get(i).text());
            }
        }
        for (int i = 0; i < tokens.size(); i++) {
            EplToken token = tokens.get(i);
            if (isQuoteWrong(i, token)) {
                // What follows is taken for text, or text for the rest.
                return;
            }
            switch (token.kind()) {
                case SIGN -> sign(i, token);
                case NUMBER -> unit(token, at(i + 1));
                case TEXT -> text(i, token);
                case NAME -> name(i, token);
                case OPEN -> {}
            }
            if (mistakes.size() >= MOST) {
                return;
            }
            pass(token);
        }
        if (mistakes.isEmpty() && !at(0).is("select")) {
            add(at(0), "EPL begins with select. Write select ... from Event(...).");
        }
        if (mistakes.isEmpty()) {
            brackets();
        }
    }

    private boolean isQuoteWrong(int i, EplToken token) {
        int before = mistakes.size();
        if (TYPOGRAPHIC.contains(token.text())) {
            add(
                    token,
                    token.text()
                            + " is no quote of EPL; word processors and chats make it of one. A text stands in straight ones: 'failure'.");
        } else if (token.kind() == EplToken.Kind.OPEN) {
            add(
                    token,
                    "The text that begins with this "
                            + token.text().charAt(0)
                            + " has no quote at its end.");
        } else if (token.kind() == EplToken.Kind.TEXT && token.text().indexOf('\n') >= 0) {
            add(
                    token,
                    "The text that begins with "
                            + token.text().lines().findFirst().orElse("").strip()
                            + " has no quote at its end.");
        } else if (token.kind() == EplToken.Kind.TEXT
                && at(i + 1).kind() == EplToken.Kind.NAME
                && at(i + 1).from() == token.to()) {
            add(
                    token,
                    "A text ends right before "
                            + at(i + 1).text()
                            + ". Is a quote missing before, or does one stand within a text? Then take the other ones, like \"it's\".");
        }
        return mistakes.size() > before;
    }

    private void text(int i, EplToken token) {
        if (at(i - 1).is("as")) {
            add(token, "A name stands without quotes. Write as " + asName(token.inner()) + ".");
        } else if (at(i - 1).is("in")) {
            add(token, "The values of in stand in parentheses. Write in ('a', 'b').");
        }
    }

    private void name(int i, EplToken token) {
        String lower = token.text().toLowerCase(Locale.ROOT);
        boolean called = at(i + 1).is("(");
        if (at(i - 1).is("as") && at(i + 1).is("-") && at(i + 1).from() == token.to()) {
            add(token, "A name has letters, digits and underscores. Write _ in place of -.");
        } else if (INFIX.contains(lower) && !called && at(i - 1).isOperand()) {
            add(token, lower + " is no operator of EPL." + Functions.instead(lower));
        } else if (lower.equals("timer") && at(i + 1).is(":") && !isInBrackets()) {
            add(
                    token,
                    isInPattern
                            ? "timer: stands within the brackets of the pattern, behind what it is about: ... -> b=Event(...) where timer:within(10 min)]."
                            : "timer: belongs into a pattern [...]. Of a single stream the time is its window: Event(...)#time(10 min).");
        } else if (lower.equals("within") && !at(i - 1).is(":")) {
            add(
                    token,
                    isInPattern
                            ? "A step of a pattern ends with where timer:within(10 min)."
                            : "The time is a window: Event(...)#time(10 min).");
        } else if (lower.equals("count") && at(i + 1).is("distinct")) {
            add(token, "Write count(distinct source.ip), with parentheses.");
        } else if (lower.equals("pattern") && called && at(i - 1).is("from")) {
            add(
                    token,
                    "A pattern stands in brackets: pattern [every a=Event(...) -> b=Event(...)].");
        } else if (lower.equals("pattern")
                && at(i - 1).is("(")
                && at(i - 2).is("match_recognize")) {
            add(
                    token,
                    "match_recognize has measures before its pattern: match_recognize (measures A as a, B as b after match skip to next row pattern (A B) define ...).");
        } else if (isMisspelt(i, token)) {
            add(
                    token,
                    "There is no word " + token.text() + " in EPL." + Suggestion.of(lower, WORDS));
        }
    }

    private boolean isMisspelt(int i, EplToken token) {
        String lower = token.text().toLowerCase(Locale.ROOT);
        return lower.length() >= 4
                && !WORDS.contains(lower)
                && !given.contains(token.text())
                && !at(i - 1).is(".")
                && !at(i + 1).is(".")
                && !at(i + 1).is("(")
                && !at(i + 1).is(":")
                && !token.text().startsWith("`")
                && Suggestion.distanceTo(lower, WORDS) <= 2;
    }

    /** Parentheses that stand for brackets are told of themselves. */
    private boolean isInBrackets() {
        return depth > 0 || (isInPattern && !hasBrackets);
    }

    private void pass(EplToken token) {
        depth += token.is("[") ? 1 : token.is("]") ? -1 : 0;
        isInPattern |= token.is("pattern");
        isInMatchRecognize |= token.is("match_recognize");
    }

    private void sign(int i, EplToken token) {
        String known = SIGNS.get(token.text());
        if (known != null) {
            add(token, known);
        } else if (token.is(";")) {
            add(token, "A rule's EPL is one select, and ends without a semicolon. Take the ; out.");
        } else if (token.is("-") && at(i + 1).is(">")) {
            add(token, "-> is one sign, without a blank in it.");
        } else if (token.is("->") && isInMatchRecognize) {
            add(
                    token,
                    "The pattern of match_recognize names what follows each other, with blanks between: pattern (A B).");
        } else if (token.is("#")) {
            window(i, token);
        } else if (token.is("[") && at(i - 1).is("=")) {
            add(token, "A field has one value of several: write in ('a', 'b').");
        }
    }

    private void window(int i, EplToken token) {
        if (at(i + 1).kind() != EplToken.Kind.NAME || at(i + 1).from() != token.to()) {
            add(token, "# stands before a window, like #time(10 min). A comment begins with //.");
        } else if (at(i + 1).is("window")) {
            add(token, "There is no window #window. Write #time(10 min).");
        } else if (at(i + 1).is("time") && !at(i + 2).is("(")) {
            add(token, "#time takes a time with its unit, e.g. #time(10 min).");
        }
    }

    private void unit(EplToken number, EplToken unit) {
        String wanted = UNITS.get(unit.text().toLowerCase(Locale.ROOT));
        if (wanted != null) {
            add(
                    number,
                    "EPL has no time "
                            + number.text()
                            + " "
                            + unit.text()
                            + ". Write "
                            + number.text()
                            + " "
                            + wanted
                            + ".");
        }
    }

    /** The first bracket that has no partner. */
    private void brackets() {
        Deque<EplToken> open = new ArrayDeque<>();
        for (EplToken each : tokens) {
            if (each.kind() != EplToken.Kind.SIGN) {
                continue;
            }
            int closing = CLOSING.indexOf(each.text());
            if (OPENING.contains(each.text())) {
                open.push(each);
            } else if (closing >= 0) {
                String wanted = OPENING.substring(closing, closing + 1);
                EplToken partner = open.poll();
                if (!wanted.equals(text(partner))) {
                    add(
                            each,
                            partner == null
                                    ? "The "
                                            + each.text()
                                            + " here closes nothing. Take it out, or open it with a "
                                            + wanted
                                            + "."
                                    : "The "
                                            + each.text()
                                            + " here comes while a "
                                            + partner.text()
                                            + " before it is still open. Close that first.");
                    return;
                }
            }
        }
        EplToken last = open.poll();
        if (last != null) {
            add(last, "The " + last.text() + " here is not closed.");
        }
    }

    private static String text(@Nullable EplToken token) {
        return token == null ? "" : token.text();
    }

    private static String asName(String text) {
        return text.replaceAll("[^A-Za-z0-9_]", "_");
    }

    private void add(EplToken token, String what) {
        mistakes.add(new Mistake(token, what));
    }
}
