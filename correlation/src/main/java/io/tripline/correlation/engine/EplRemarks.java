package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.BetweenExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.PatternAndExpr;
import com.espertech.esper.common.client.soda.PatternEveryExpr;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFollowedByExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternMatchUntilExpr;
import com.espertech.esper.common.client.soda.PatternNotExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PatternOrExpr;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.Rule;
import io.tripline.correlation.rule.Words;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds in a statement what is true of every event or of none, and what is taken for something that it is not. */
final class EplRemarks {
    /**
     * One of them.
     *
     * @param text what is wrong, and what to write
     */
    record Found(Remark.Kind kind, String text) {}

    private static final int MOST_PORT = 65_535;

    /** Of 1973; nobody means an earlier event. */
    private static final double IN_MILLISECONDS = 1e11;

    /** What stands in such fields may hold a star of its own. */
    private static final List<String> MAY_HAVE_STARS =
            List.of("command_line", "message", "original", "url", "path", "query", "event.action");

    private final UnaryOperator<String> withoutAlias;
    private final Set<Found> found = new LinkedHashSet<>();

    private EplRemarks(UnaryOperator<String> withoutAlias) {
        this.withoutAlias = withoutAlias;
    }

    /**
     * All of them.
     *
     * @param rule whose statement it is
     * @param withoutAlias a property's name without that of its event
     */
    static List<Found> of(
            Rule rule, EPStatementObjectModel model, UnaryOperator<String> withoutAlias) {
        EplRemarks remarks = new EplRemarks(withoutAlias);
        Sequence.visit(model, remarks::look);
        MissingFields.of(rule, model, withoutAlias)
                .forEach(each -> remarks.add(Remark.Kind.MISSING, each));
        return List.copyOf(remarks.found);
    }

    private void look(Object node) {
        switch (node) {
            case Conjunction all ->
                    Contradictions.in(all).ifPresent(each -> add(Remark.Kind.NEVER, each));
            case Disjunction any -> any(any.getChildren());
            case BetweenExpression between -> between(between);
            case RelationalOpExpression relation -> relation(relation);
            case InExpression in -> words(in.getChildren());
            case DotExpressionItemCall call -> call(call);
            case PropertyValueExpression property -> vendorField(property);
            case PatternEveryExpr every -> every(every);
            default -> {}
        }
        if (node instanceof Conjunction all) {
            all.getChildren().forEach(each -> constant(each, "and"));
        }
    }

    private void add(Remark.Kind kind, String text) {
        found.add(new Found(kind, text));
    }

    private void constant(Expression part, String joined) {
        if (part instanceof ConstantExpression given && given.getConstant() instanceof Boolean is) {
            boolean decides = is == joined.equals("or");
            add(
                    decides && is
                            ? Remark.Kind.ALWAYS
                            : decides ? Remark.Kind.NEVER : Remark.Kind.ALWAYS,
                    joined
                            + " "
                            + is
                            + (decides
                                    ? " makes the whole condition "
                                            + is
                                            + ", whatever the event is."
                                    : " changes nothing.")
                            + " Take it out.");
        }
    }

    private void any(List<Expression> parts) {
        parts.forEach(each -> constant(each, "or"));
        for (int i = 0; i < parts.size(); i++) {
            for (int j = i + 1; j < parts.size(); j++) {
                if (isUnequal(parts.get(i))
                        && isUnequal(parts.get(j))
                        && parts.get(i).getChildren().getFirst()
                                instanceof PropertyValueExpression one
                        && parts.get(j).getChildren().getFirst()
                                instanceof PropertyValueExpression other
                        && one.getPropertyName().equals(other.getPropertyName())) {
                    String name = one.getPropertyName();
                    add(
                            Remark.Kind.ALWAYS,
                            "%s or %s holds of every event that has %s: whatever it is, it is not one of the two. Write and, or %s not in (...)."
                                    .formatted(
                                            Sequence.text(parts.get(i)),
                                            Sequence.text(parts.get(j)),
                                            name,
                                            name));
                    return;
                }
            }
        }
    }

    private static boolean isUnequal(Expression part) {
        return part instanceof RelationalOpExpression relation
                && (relation.getOperator().equals("!=") || relation.getOperator().equals("<>"))
                && relation.getChildren().getLast() instanceof ConstantExpression;
    }

    private void between(BetweenExpression between) {
        List<Expression> parts = between.getChildren();
        if (parts.size() == 3
                && parts.get(1) instanceof ConstantExpression low
                && parts.get(2) instanceof ConstantExpression high
                && low.getConstant() instanceof Number least
                && high.getConstant() instanceof Number most
                && least.doubleValue() > most.doubleValue()) {
            add(
                    Remark.Kind.NEVER,
                    "between %s and %s names the greater number first. Write %s between %s and %s."
                            .formatted(least, most, Sequence.text(parts.getFirst()), most, least));
        }
    }

    private void relation(RelationalOpExpression relation) {
        List<Expression> parts = relation.getChildren();
        if (parts.size() == 2
                && !(parts.getFirst() instanceof ConstantExpression)
                && Sequence.text(parts.getFirst()).equals(Sequence.text(parts.getLast()))) {
            String text = Sequence.text(parts.getFirst());
            boolean holds = Set.of("=", "<=", ">=", "is").contains(relation.getOperator());
            add(
                    holds ? Remark.Kind.ALWAYS : Remark.Kind.NEVER,
                    "%s is compared with itself, which %s. To ask whether it is there, write %s is not null."
                            .formatted(
                                    text,
                                    holds
                                            ? "holds of every event that has it"
                                            : "holds of no event",
                                    text));
        }
        words(parts);
    }

    /** What a field is compared with. */
    private void words(List<Expression> parts) {
        for (Expression each : parts) {
            if (each instanceof PropertyValueExpression property) {
                for (Expression other : parts) {
                    word(property, other);
                    number(property, other);
                    star(property, other);
                }
            }
        }
    }

    private void number(PropertyValueExpression property, Expression value) {
        if (!(value instanceof ConstantExpression given
                && given.getConstant() instanceof Number number)) {
            return;
        }
        String name = property.getPropertyName().replace("`", "");
        String own = withoutAlias.apply(name);
        if (own.endsWith(".port") && (number.longValue() < 0 || number.longValue() > MOST_PORT)) {
            add(
                    Remark.Kind.NEVER,
                    "%s is a number from 1 to %d, and never %s."
                            .formatted(name, MOST_PORT, number));
        }
        if (own.equals(EventSchema.EVENT_TIME)
                && number.doubleValue() > 0
                && number.doubleValue() < IN_MILLISECONDS) {
            add(
                    Remark.Kind.ALWAYS,
                    "%s is in milliseconds, and %s of them are a day of 1970. Compare it with another event's: b.event_time - a.event_time < 60000."
                            .formatted(name, number));
        }
    }

    private void star(PropertyValueExpression property, Expression value) {
        if (value instanceof ConstantExpression given
                && given.getConstant() instanceof String text
                && EcsField.byName(withoutAlias.apply(property.getPropertyName().replace("`", "")))
                        .filter(
                                field ->
                                        MAY_HAVE_STARS.stream()
                                                .noneMatch(field.fieldName()::contains))
                        .isPresent()) {
            literally("=", property.getPropertyName(), text, text);
        }
    }

    private void word(PropertyValueExpression property, Expression value) {
        String name = property.getPropertyName().replace("`", "");
        if (value instanceof ConstantExpression given
                && given.getConstant() instanceof String text) {
            EcsField.byName(withoutAlias.apply(name))
                    .map(field -> Words.problem(field, text))
                    .filter(each -> !each.isEmpty())
                    .ifPresent(each -> add(Remark.Kind.WORD, each));
        }
    }

    private void call(DotExpressionItemCall call) {
        List<Expression> parameters = call.getParameters();
        if (parameters.size() != 2
                || !(parameters.get(1) instanceof ConstantExpression given
                        && given.getConstant() instanceof String text)) {
            return;
        }
        Expression of = parameters.getFirst();
        String name = Sequence.text(of);
        switch (call.getName()) {
            case "has", "same" -> {
                if (of instanceof PropertyValueExpression property) {
                    word(property, given);
                }
                literally(call.getName(), name, text, text);
            }
            case "starts_with" -> literally("starts_with", name, text, text);
            case "ends_with" -> literally("ends_with", name, text, text);
            case "wildcard" -> {
                if (text.indexOf('*') < 0 && text.indexOf('?') < 0) {
                    add(
                            Remark.Kind.PATTERN,
                            text.indexOf('%') >= 0
                                    ? "wildcard knows * and ?, and takes the %% of '%s' as it is. Write wildcard(%s, '%s')."
                                            .formatted(text, name, text.replace('%', '*'))
                                    : "wildcard(%s, '%s') has neither * nor ?, and asks for just this text. Write same(%s, '%s')."
                                            .formatted(name, text, name, text));
                }
            }
            case "cidr" -> address(of);
            default -> {}
        }
    }

    private void literally(String function, String name, String text, String pattern) {
        if (text.length() > 1 && text.indexOf('*') >= 0) {
            add(
                    Remark.Kind.PATTERN,
                    "%s takes the * of '%s' as it is. Write wildcard(%s, '%s')."
                            .formatted(function, text, name, pattern));
        }
    }

    private void address(Expression of) {
        EcsField field =
                of instanceof PropertyValueExpression property
                        ? EcsField.byName(
                                        withoutAlias.apply(
                                                property.getPropertyName().replace("`", "")))
                                .orElse(null)
                        : null;
        if (field != null && !mayBeAddress(field)) {
            add(
                    Remark.Kind.NEVER,
                    "%s holds no address, so that no network holds it. Write cidr(source.ip, '10.0.0.0/8'), or ask another field that ends in .ip."
                            .formatted(field.fieldName()));
        }
    }

    private static boolean mayBeAddress(EcsField field) {
        return field.type() == EcsField.Type.IP
                || field.type() != EcsField.Type.KEYWORD
                || field.fieldName().endsWith(".address")
                || field.fieldName().endsWith(".domain");
    }

    private void vendorField(PropertyValueExpression property) {
        String own = withoutAlias.apply(property.getPropertyName().replace("`", ""));
        @Nullable String name = EventSchema.vendorField(own).orElse(null);
        if (name == null) {
            return;
        }
        if (name.isBlank()) {
            add(
                    Remark.Kind.FIELD,
                    "vendor.field('') names no field. Write vendor.field('winlog.logon.type').");
        } else if (EcsField.byName(name).isPresent()) {
            add(
                    Remark.Kind.FIELD,
                    "%s is ECS's own field and stands under no vendor, so vendor.field('%s') is never there. Write %s."
                            .formatted(
                                    name, name, name.equals("@timestamp") ? "event_time" : name));
        } else if (EcsField.isRoot(
                name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.')))) {
            add(
                    Remark.Kind.FIELD,
                    "Names that begin with %s are ECS's, and no vendor's field has one. ./tripline normalize shows where the log source keeps what you look for."
                            .formatted(
                                    name.indexOf('.') < 0
                                            ? name
                                            : name.substring(0, name.indexOf('.'))));
        }
    }

    private void every(PatternEveryExpr every) {
        if (begins(every.getChildren().getFirst()) > 1) {
            add(
                    Remark.Kind.EVERY,
                    "every stands before several events. It begins anew only when all of them came or the time was over, and passes over a first event in between. Write every a=Event(...) -> (b=Event(...) -> c=Event(...)) where timer:within(10 min); this and that in either order, or so many of one, are counted in one window.");
        }
    }

    /** How many events it takes until a part of a pattern is over; of several of which one is enough, one. */
    private static int begins(PatternExpr pattern) {
        return switch (pattern) {
            case PatternNotExpr _, PatternObserverExpr _ -> 0;
            case PatternMatchUntilExpr _ -> 2;
            case PatternOrExpr any ->
                    any.getChildren().stream().mapToInt(EplRemarks::begins).max().orElse(0);
            case PatternEveryExpr _,
                    PatternGuardExpr _,
                    PatternAndExpr _,
                    PatternFollowedByExpr _ ->
                    pattern.getChildren().stream().mapToInt(EplRemarks::begins).sum();
            default -> 1;
        };
    }
}
