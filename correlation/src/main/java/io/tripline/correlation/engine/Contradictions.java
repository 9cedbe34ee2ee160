package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.BetweenExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.NotExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is asked at once of the same field, or count, and cannot be true at once. Texts are compared without regard to case. */
final class Contradictions {
    /** What may still be, by what is asked. */
    private final Map<String, Set<String>> texts = new HashMap<>();

    private final Map<String, Range> ranges = new HashMap<>();

    /** The parts that asked. */
    private final Map<String, List<String>> parts = new HashMap<>();

    private final Set<String> absent = new HashSet<>();
    private final Set<String> present = new HashSet<>();

    private Contradictions() {}

    /** Numbers from one to another; an end may be left out. */
    private record Range(double least, boolean withLeast, double most, boolean withMost) {
        static final Range ANY =
                new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

        boolean isEmpty() {
            return least > most || (least == most && !(withLeast && withMost));
        }

        Range from(double number, boolean with) {
            return number > least || (number == least && !with)
                    ? new Range(number, with, most, withMost)
                    : this;
        }

        Range to(double number, boolean with) {
            return number < most || (number == most && !with)
                    ? new Range(least, withLeast, number, with)
                    : this;
        }
    }

    /** The first contradiction among what must hold at once, in a sentence. */
    static Optional<String> in(Conjunction all) {
        Contradictions contradictions = new Contradictions();
        Set<String> seen = new HashSet<>();
        for (Expression each : flat(all)) {
            Optional<String> name = contradictions.take(each);
            if (name.isPresent()) {
                return Optional.of(
                        "%s is asked at once: %s, which is true of no event. Write or between them, or take one out."
                                .formatted(
                                        name.get(),
                                        String.join(
                                                " and ",
                                                contradictions.parts.getOrDefault(
                                                        name.get(), List.of()))));
            }
            String text = Sequence.text(each);
            String opposite =
                    each instanceof NotExpression not
                            ? Sequence.text(not.getChildren().getFirst())
                            : "not " + text;
            if (seen.contains(opposite) || seen.contains("not (" + text + ")")) {
                return Optional.of(
                        "%s is asked at once with its opposite, which is true of no event. Take one out."
                                .formatted(text));
            }
            seen.add(text);
        }
        return Optional.empty();
    }

    private static List<Expression> flat(Expression condition) {
        if (!(condition instanceof Conjunction all)) {
            return List.of(condition);
        }
        List<Expression> parts = new ArrayList<>();
        all.getChildren().forEach(each -> parts.addAll(flat(each)));
        return parts;
    }

    /** What is contradictory now; empty if nothing is. */
    private Optional<String> take(Expression part) {
        return switch (part) {
            case RelationalOpExpression relation when relation.getChildren().size() == 2 ->
                    relation(relation);
            case InExpression in when !in.isNotIn() -> in(in);
            case BetweenExpression between when !between.isNotBetween() -> between(between);
            case DotExpression dot
                    when dot.getChain().size() == 1
                            && dot.getChain().getFirst() instanceof DotExpressionItemCall call
                            && call.getName().equals("same")
                            && call.getParameters().size() == 2
                            && call.getParameters().get(1) instanceof ConstantExpression given
                            && given.getConstant() instanceof String text ->
                    oneOf(call.getParameters().getFirst(), Set.of(text), part);
            default -> Optional.empty();
        };
    }

    private Optional<String> relation(RelationalOpExpression relation) {
        Expression left = relation.getChildren().getFirst();
        Expression right = relation.getChildren().getLast();
        String sign = String.valueOf(relation.getOperator());
        if (left instanceof ConstantExpression given && !(right instanceof ConstantExpression)) {
            return constant(right, reversed(sign), given, relation);
        }
        return right instanceof ConstantExpression given
                ? constant(left, sign, given, relation)
                : Optional.empty();
    }

    private static String reversed(String sign) {
        return switch (sign) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> sign;
        };
    }

    private Optional<String> constant(
            Expression what, String sign, ConstantExpression given, Expression part) {
        String name = Sequence.text(what);
        if (given.getConstant() == null) {
            parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(Sequence.text(part));
            (sign.equals("is") ? absent : present).add(name);
            return absent.contains(name) && present.contains(name)
                    ? Optional.of(name)
                    : Optional.empty();
        }
        if (given.getConstant() instanceof String text) {
            return switch (sign) {
                case "=", "is" -> oneOf(what, Set.of(text), part);
                case "!=", "<>", "is not" -> noneOf(name, text, part);
                default -> Optional.empty();
            };
        }
        if (given.getConstant() instanceof Number number) {
            double bound = number.doubleValue();
            Range range = ranges.getOrDefault(name, Range.ANY);
            Range narrower =
                    switch (sign) {
                        case "=", "is" -> range.from(bound, true).to(bound, true);
                        case "<" -> range.to(bound, false);
                        case "<=" -> range.to(bound, true);
                        case ">" -> range.from(bound, false);
                        case ">=" -> range.from(bound, true);
                        default -> range;
                    };
            return narrowed(name, narrower, part);
        }
        return Optional.empty();
    }

    private Optional<String> narrowed(String name, Range range, Expression part) {
        ranges.put(name, range);
        parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(Sequence.text(part));
        return range.isEmpty() || isAbsent(name) ? Optional.of(name) : Optional.empty();
    }

    private Optional<String> in(InExpression in) {
        Set<String> values = new TreeSet<>();
        for (Expression each : in.getChildren().subList(1, in.getChildren().size())) {
            if (!(each instanceof ConstantExpression given
                    && given.getConstant() instanceof String text)) {
                return Optional.empty();
            }
            values.add(text);
        }
        return oneOf(in.getChildren().getFirst(), values, in);
    }

    private Optional<String> between(BetweenExpression between) {
        List<Expression> children = between.getChildren();
        return children.size() == 3
                        && children.get(1) instanceof ConstantExpression low
                        && children.get(2) instanceof ConstantExpression high
                        && low.getConstant() instanceof Number least
                        && high.getConstant() instanceof Number most
                        && least.doubleValue() <= most.doubleValue()
                ? narrowed(
                        Sequence.text(children.getFirst()),
                        ranges.getOrDefault(Sequence.text(children.getFirst()), Range.ANY)
                                .from(least.doubleValue(), true)
                                .to(most.doubleValue(), true),
                        between)
                : Optional.empty();
    }

    private Optional<String> oneOf(Expression what, Set<String> values, Expression part) {
        if (!(what instanceof PropertyValueExpression)) {
            return Optional.empty();
        }
        String name = Sequence.text(what);
        Set<String> lower = new TreeSet<>();
        values.forEach(each -> lower.add(each.toLowerCase(Locale.ROOT)));
        Set<String> left = texts.computeIfAbsent(name, _ -> new TreeSet<>(lower));
        left.retainAll(lower);
        parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(Sequence.text(part));
        return left.isEmpty() || isAbsent(name) ? Optional.of(name) : Optional.empty();
    }

    /** Only where all that may be is excluded text by text, in this very case. */
    private Optional<String> noneOf(String name, String text, Expression part) {
        Set<String> left = texts.get(name);
        boolean was = left != null && left.equals(Set.of(text));
        if (was) {
            parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(Sequence.text(part));
        }
        return was ? Optional.of(name) : Optional.empty();
    }

    private boolean isAbsent(String name) {
        present.add(name);
        return absent.contains(name);
    }
}
