package io.tripline.deploy.monitoring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus asks for: the metrics, and the labels it selects and groups by. Whether it can be read
 * at all is promtool's to say, where it can be had; brackets, functions and durations are checked here.
 */
record PromQl(Set<String> metrics, Set<String> labels) {
    private static final Set<String> WORDS =
            Set.of(
                    "by",
                    "without",
                    "on",
                    "ignoring",
                    "group_left",
                    "group_right",
                    "and",
                    "or",
                    "unless",
                    "offset",
                    "bool");
    private static final Set<String> FUNCTIONS =
            Set.of(
                    "sum",
                    "max",
                    "min",
                    "avg",
                    "count",
                    "topk",
                    "bottomk",
                    "abs",
                    "rate",
                    "increase",
                    "irate",
                    "histogram_quantile",
                    "absent",
                    "time",
                    "clamp_min",
                    "delta",
                    "max_over_time");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring)\\s*\\(([^()]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[([^\\[\\]]*)\\]");
    private static final Pattern OFFSET = Pattern.compile("\\boffset\\s+(\\S+?)(?=[\\s)]|$)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    static PromQl read(String expression) {
        String text = TEXT.matcher(expression).replaceAll("\"\"");
        balance(text, expression);
        Set<String> labels = new TreeSet<>();
        Matcher matchers = MATCHERS.matcher(text);
        while (matchers.find()) {
            names(matchers.group(1), labels);
        }
        text = matchers.replaceAll(" ");
        Matcher grouping = GROUPING.matcher(text);
        while (grouping.find()) {
            names(grouping.group(2), labels);
        }
        text = grouping.replaceAll(" ");
        for (Pattern each : new Pattern[] {RANGE, OFFSET}) {
            Matcher duration = each.matcher(text);
            while (duration.find()) {
                if (!duration.group(1).matches("([0-9]+(ms|[smhdwy]))+")) {
                    throw new IllegalArgumentException(
                            duration.group(1) + " is no duration in " + expression);
                }
            }
            text = duration.replaceAll(" ");
        }
        Set<String> metrics = new TreeSet<>();
        Matcher name = NAME.matcher(text.replaceAll("\\b[0-9.]+\\b", " "));
        String plain = text.replaceAll("\\b[0-9.]+\\b", " ");
        while (name.find()) {
            boolean call = plain.substring(name.end()).stripLeading().startsWith("(");
            boolean known = FUNCTIONS.contains(name.group());
            if (known || WORDS.contains(name.group())) {
                continue;
            }
            if (call) {
                throw new IllegalArgumentException(
                        name.group() + " is no function we know in " + expression);
            }
            metrics.add(name.group());
        }
        return new PromQl(metrics, labels);
    }

    private static void names(String list, Set<String> names) {
        Matcher name = NAME.matcher(list);
        while (name.find()) {
            names.add(name.group());
        }
    }

    private static void balance(String text, String expression) {
        Deque<Character> open = new ArrayDeque<>();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '(' -> open.push(')');
                case '[' -> open.push(']');
                case '{' -> open.push('}');
                case ')', ']', '}' -> {
                    if (open.isEmpty() || open.pop() != each) {
                        throw new IllegalArgumentException(
                                "A bracket closes what is not open in " + expression);
                    }
                }
                default -> {}
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("A bracket is open in " + expression);
        }
    }
}
