package io.tripline.correlation.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in an author's words what Esper says of EPL that it does not compile. */
final class EplWords {
    private static final Pattern POSITION = Pattern.compile("at line (\\d+) column (\\d+)");
    private static final Pattern NEAR = Pattern.compile("near '(.*?)'(?: |$|[.,])");
    private static final Pattern NO_PROPERTY =
            Pattern.compile("Property named '([^']*)' is not valid in any stream");
    private static final Pattern NO_STREAM =
            Pattern.compile("Failed to find a stream named '([^']*)'");
    private static final Pattern NUMBER = Pattern.compile("For input string: \"([0-9.]+)\"");
    private static final Pattern EXPRESSION =
            Pattern.compile("Failed to validate .*?expression '(.*)': ", Pattern.DOTALL);

    /** What Esper says is wrong, and what we say. */
    private static final Map<String, String> REASONS =
            Map.of(
                    "An aggregate function may not appear in a WHERE clause",
                    "What is counted is asked in having, not in where. Write having count(*) > 5.",
                    "Implicit conversion from datatype 'String' to numeric is not allowed",
                    "A text is compared with a number. A number stands without quotes.",
                    "to 'String' is not allowed",
                    "A number is compared with a text. A text stands in quotes.",
                    "sub-expressions do not return boolean",
                    "What stands between and, or and not is a whole condition each: event.action = 'x' or event.action = 'y', or event.action in ('x', 'y').");

    private static final Map<String, String> CLAUSES =
            Map.of(
                    "view specifications within the from clause", "in the window",
                    "filter specification within the from clause", "within Event(...)",
                    "select clause", "after select",
                    "from clause", "after from",
                    "where clause", "after where",
                    "having clause", "after having");

    private EplWords() {}

    /**
     * A message.
     *
     * @param line of the EPL, from 0
     * @param column of that line, from 0; -1 if only the line can be told
     */
    record Message(int line, int column, String text) {
        Message(EplToken at, String text) {
            this(at.line(), at.column(), text);
        }
    }

    /** What to tell of EPL of which Esper says this. */
    static List<Message> of(String said, String epl) {
        String message = withoutStatement(said, epl);
        if (message.contains("ncorrect syntax") || message.contains("nexpected end-of-input")) {
            List<EplToken> tokens = EplToken.of(epl);
            List<EplMistakes.Mistake> mistakes = EplMistakes.in(tokens);
            return mistakes.isEmpty()
                    ? List.of(unread(message, epl, tokens))
                    : mistakes.stream().map(each -> new Message(each.at(), each.what())).toList();
        }
        Matcher property = NO_PROPERTY.matcher(message);
        if (property.find()) {
            return List.of(
                    new Message(
                            token(property.group(1), epl),
                            property.group(1)
                                    + " is a name that the select gives, and the conditions come before it. Write what it stands for: having count(*) > 5."));
        }
        for (Map.Entry<String, String> each : REASONS.entrySet()) {
            if (message.contains(each.getKey())) {
                Matcher expression = EXPRESSION.matcher(message);
                return List.of(
                        new Message(
                                EplToken.NONE,
                                each.getValue()
                                        + (expression.find()
                                                ? " It is about: " + expression.group(1) + "."
                                                : "")));
            }
        }
        Matcher number = NUMBER.matcher(message);
        if (number.find()) {
            return List.of(
                    new Message(
                            token(number.group(1), epl),
                            "The number "
                                    + number.group(1)
                                    + " is greater than any that EPL has."));
        }
        if (message.contains("under radix 16")) {
            return List.of(
                    new Message(
                            EplToken.NONE,
                            "A text has a backslash and a u, which is no character. A backslash in a text is written twice: 'C:\\\\users'."));
        }
        if (message.contains("Annotation enumeration") || message.contains("nnotation class")) {
            return List.of(
                    new Message(
                            EplToken.NONE,
                            "A rule's EPL has no annotations. Take the @ and its word out."));
        }
        Matcher stream = NO_STREAM.matcher(message);
        if (stream.find()) {
            return List.of(
                    new Message(
                            token(stream.group(1), epl),
                            "The event "
                                    + stream.group(1)
                                    + " is not known here. A step may name itself by its fields alone, and those before it by their name: b=Event(host.name = a.host.name)."));
        }
        return List.of(
                new Message(
                        EplToken.NONE,
                        isOfCompiler(message)
                                ? "The EPL can be read, and Esper cannot make code of it. Write it more simply: fewer conditions in one, values as in ('a', 'b') or a list."
                                : "The EPL does not compile: " + message + "."));
    }

    /** What Java's compiler, which Esper calls, says of code that nobody wrote. */
    private static boolean isOfCompiler(String message) {
        return message.contains("ompilation unit")
                || message.contains("Code generation")
                || message.contains("code generation")
                || message.contains("Exception during")
                || message.contains("janino")
                || message.contains("nested too deeply");
    }

    /** Esper repeats the statement in brackets at the end. */
    private static String withoutStatement(String said, String epl) {
        String begin = " [" + epl.strip().lines().findFirst().orElse("");
        int at = said.indexOf(begin);
        return at < 0
                ? said.replaceFirst("(?s)\\s*\\[(select|context|@).*", "")
                : said.substring(0, at);
    }

    /** Where the parser stopped, by what is before it. */
    private static Message unread(String message, String epl, List<EplToken> tokens) {
        int at = position(message, epl);
        EplToken here =
                tokens.stream().filter(each -> each.to() > at).findFirst().orElse(EplToken.NONE);
        int index = tokens.indexOf(here);
        EplToken before = index > 0 ? tokens.get(index - 1) : EplToken.NONE;
        if (message.contains("nexpected end-of-input") || here.equals(EplToken.NONE)) {
            EplToken last = tokens.isEmpty() ? EplToken.NONE : tokens.getLast();
            return new Message(
                    last, "The EPL ends where something is missing" + clause(message) + ".");
        }
        if (message.contains("'" + here.text() + "' (a reserved keyword)")) {
            if (before.is(".")) {
                return new Message(
                        here,
                        here.text()
                                + " is a word of EPL's own. In a field's name it stands in back ticks: "
                                + quoted(tokens, index)
                                + ".");
            }
            if (before.is("as")) {
                return new Message(
                        here,
                        here.text()
                                + " is a word of EPL's own and names nothing. Write as the_"
                                + here.text().toLowerCase(Locale.ROOT)
                                + ", or another name.");
            }
        }
        return new Message(
                here,
                "The EPL cannot be read from "
                        + here.text()
                        + " on"
                        + clause(message)
                        + ". "
                        + (before.isOperand() && here.kind() != EplToken.Kind.SIGN
                                ? "Is a comma, and or or missing before it?"
                                : "Is something missing before it, or too much?"));
    }

    private static int position(String message, String epl) {
        Matcher position = POSITION.matcher(message);
        if (!position.find()) {
            Matcher near = NEAR.matcher(message);
            return near.find() ? Math.max(0, epl.indexOf(near.group(1))) : 0;
        }
        List<String> lines = epl.lines().toList();
        int at = 0;
        for (int i = 0; i < Integer.parseInt(position.group(1)) - 1 && i < lines.size(); i++) {
            at += lines.get(i).length() + 1;
        }
        return at + Integer.parseInt(position.group(2));
    }

    private static String clause(String message) {
        return CLAUSES.entrySet().stream()
                .filter(each -> message.contains("check the " + each.getKey()))
                .findFirst()
                .map(each -> ", " + each.getValue())
                .orElse("");
    }

    /** The field around a part of its name, with that part in back ticks. */
    private static String quoted(List<EplToken> tokens, int index) {
        int from = index;
        while (from >= 2 && tokens.get(from - 1).is(".")) {
            from -= 2;
        }
        StringBuilder name = new StringBuilder();
        for (int i = from; i < tokens.size(); i++) {
            EplToken each = tokens.get(i);
            if (i > index && !each.is(".") && !tokens.get(i - 1).is(".")) {
                break;
            }
            name.append(i == index ? "`" + each.text() + "`" : each.text());
        }
        return name.toString();
    }

    private static EplToken token(String word, String epl) {
        return EplToken.of(epl).stream()
                .filter(each -> each.text().equals(word))
                .reduce((_, last) -> last)
                .orElse(EplToken.NONE);
    }
}
