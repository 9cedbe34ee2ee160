package io.tripline.deploy.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads Dashboards' query language (DQL, "kuery" in saved objects) as far as we use it: {@code field: value}, lists of
 * values, comparisons, and, or, not. Free text and fields with wildcards are refused: they search what nobody meant.
 *
 * @see <a href="https://docs.opensearch.org/latest/dashboards/dql/">DQL</a>
 */
final class Dql {
    /** What is wrong with a query. */
    record Problem(String what, String mend) {}

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(String what) {
            super(what, null, false, false);
        }
    }

    private final List<String> tokens;
    private final Map<String, String> fields;
    private final List<Problem> problems = new ArrayList<>();
    private int at;

    private Dql(List<String> tokens, Map<String, String> fields) {
        this.tokens = tokens;
        this.fields = fields;
    }

    /** What is wrong with the query on a mapping; an empty query is fine. */
    static List<Problem> problems(String query, Map<String, String> fields) {
        if (query.isBlank()) {
            return List.of();
        }
        try {
            Dql dql = new Dql(tokens(query), fields);
            dql.any();
            if (dql.at < dql.tokens.size()) {
                throw new Unreadable("'" + dql.peek() + "' is one too many");
            }
            return dql.problems;
        } catch (Unreadable e) {
            return List.of(
                    new Problem(
                            "The query can't be read, " + e.getMessage() + ": " + query,
                            "write field:value, field:(one or other), and, or, not."));
        }
    }

    private void any() {
        all();
        while (take("or")) {
            all();
        }
    }

    private void all() {
        one();
        while (take("and")) {
            one();
        }
    }

    private void one() {
        if (take("not")) {
            one();
        } else if (take("(")) {
            any();
            expect(")");
        } else {
            comparison();
        }
    }

    private void comparison() {
        String field = next();
        if (field.startsWith("\"") || field.contains("*")) {
            throw new Unreadable("it must name a field before " + field);
        }
        if (!FieldCatalogue.isSearched(fields, field)) {
            problems.add(
                    new Problem(
                            "The query names " + field + ", which the mapping does not index.",
                            FieldCatalogue.near(fields, field)));
        }
        String type = fields.getOrDefault(field, "");
        if (take(":")) {
            values(field, type);
        } else if (take("<") || take(">") || take("<=") || take(">=")) {
            value(field, type, next());
        } else {
            throw new Unreadable(field + " is free text");
        }
    }

    private void values(String field, String type) {
        if (take("(")) {
            do {
                take("not");
                value(field, type, next());
            } while (take("or") || take("and"));
            expect(")");
        } else {
            value(field, type, next());
        }
    }

    private void value(String field, String type, String value) {
        if ("():<=>".contains(value.substring(0, 1))) {
            throw new Unreadable("there is no value for " + field);
        }
        String bare = value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
        boolean fits =
                bare.equals("*")
                        || switch (type) {
                            case "long", "double" -> bare.matches("-?[0-9]+(\\.[0-9]+)?");
                            case "boolean" -> bare.equals("true") || bare.equals("false");
                            case "ip" -> bare.matches("[0-9a-fA-F.:]+(/[0-9]{1,3})?");
                            default -> true;
                        };
        if (!fits) {
            problems.add(
                    new Problem(
                            "The query asks whether "
                                    + field
                                    + ", a "
                                    + type
                                    + ", is '"
                                    + bare
                                    + "'.",
                            "ask for a value of its type."));
        }
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String next() {
        if (at == tokens.size()) {
            throw new Unreadable("it ends too early");
        }
        return tokens.get(at++);
    }

    private boolean take(String token) {
        if (peek().equalsIgnoreCase(token)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw new Unreadable("it lacks " + token);
        }
    }

    private static List<String> tokens(String query) {
        List<String> tokens = new ArrayList<>();
        int i = 0;
        while (i < query.length()) {
            char each = query.charAt(i);
            int from = i;
            if (Character.isWhitespace(each)) {
                i++;
                continue;
            }
            if (each == '"') {
                i++;
                while (i < query.length() && query.charAt(i) != '"') {
                    i += query.charAt(i) == '\\' ? 2 : 1;
                }
                if (i >= query.length()) {
                    throw new Unreadable("a quote is open");
                }
                i++;
            } else if (each == '<' || each == '>') {
                i += i + 1 < query.length() && query.charAt(i + 1) == '=' ? 2 : 1;
            } else if (each == '(' || each == ')' || each == ':') {
                i++;
            } else {
                while (i < query.length() && isWord(query.charAt(i))) {
                    i++;
                }
                if (i == from) {
                    throw new Unreadable("'" + each + "' means nothing here");
                }
            }
            tokens.add(query.substring(from, i));
        }
        return tokens;
    }

    private static boolean isWord(char each) {
        return !Character.isWhitespace(each) && "():<>\"{}".indexOf(each) < 0;
    }
}
