package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a filter is asked first, so that most filters need not be evaluated at all.
 *
 * @param atoms of which an event that the filter wants meets one; empty if the filter may want any event
 * @param indexed whether Esper's own index serves better to tell this filter from others
 */
record AccessPredicate(List<Atom> atoms, boolean indexed) {
    /** An equality, which Esper has an index for, is as good as a part of so many characters. */
    private static final int EQUALITY = 3;

    /** Of what is evaluated for every event. */
    static final AccessPredicate NONE = new AccessPredicate(List.of(), false);

    AccessPredicate {
        atoms = List.copyOf(atoms);
    }

    /**
     * Atoms, one of which must be met; none of an equality with something other than a text, which only Esper indexes.
     *
     * @param selectivity of the worst
     * @param indexed whether Esper's own index serves all of them
     */
    private record AnyOf(List<Atom> atoms, int selectivity, boolean indexed) {
        static AnyOf of(Atom atom) {
            return new AnyOf(List.of(atom), atom.selectivity(), false);
        }

        boolean isBetterThan(AnyOf other) {
            return selectivity > other.selectivity
                    || (selectivity == other.selectivity
                            && other.atoms.isEmpty()
                            && !atoms.isEmpty());
        }

        /** Null if one of them is of a kind that only Esper knows, and Esper does not know both. */
        @Nullable AnyOf or(AnyOf other) {
            List<Atom> all = new ArrayList<>(atoms);
            all.addAll(other.atoms);
            boolean ofText = !atoms.isEmpty() && !other.atoms.isEmpty();
            return ofText || (indexed && other.indexed)
                    ? new AnyOf(
                            ofText ? all : List.of(),
                            Math.min(selectivity, other.selectivity),
                            indexed && other.indexed)
                    : null;
        }
    }

    /** The best atoms of a condition; none if it has none. */
    static AccessPredicate of(Expression condition) {
        AnyOf best = best(condition);
        return best == null
                ? NONE
                : new AccessPredicate(best.atoms.stream().distinct().toList(), best.indexed);
    }

    private static @Nullable AnyOf best(@Nullable Expression condition) {
        return switch (condition) {
            case Conjunction all -> {
                AnyOf best = null;
                for (Expression each : all.getChildren()) {
                    AnyOf own = best(each);
                    if (own != null && (best == null || own.isBetterThan(best))) {
                        best = own;
                    }
                }
                yield best;
            }
            case Disjunction any -> {
                AnyOf together = null;
                for (Expression each : any.getChildren()) {
                    AnyOf own = best(each);
                    if (own == null) {
                        yield null;
                    }
                    together = together == null ? own : together.or(own);
                    if (together == null) {
                        yield null;
                    }
                }
                yield together;
            }
            case RelationalOpExpression equality when equality.getOperator().equals("=") ->
                    equality(equality.getChildren());
            case InExpression in when !in.isNotIn() -> equality(in.getChildren());
            case SingleRowMethodExpression call
                    when call.getChain().size() == 1
                            && call.getChain().getFirst() instanceof DotExpressionItemCall item ->
                    call(item);
            case null, default -> null;
        };
    }

    /** A field and the constants that it may equal. */
    private static @Nullable AnyOf equality(List<Expression> children) {
        Atom.Operand operand = operand(children.getFirst());
        List<Atom> atoms = new ArrayList<>();
        for (Expression each : children.subList(1, children.size())) {
            if (!(each instanceof ConstantExpression)) {
                return null;
            }
            String text = text(each);
            if (operand != null && text != null) {
                atoms.add(new Atom(operand, Atom.Kind.SAME, Folding.fold(text)));
            }
        }
        boolean ofText = atoms.size() == children.size() - 1;
        return children.getFirst() instanceof PropertyValueExpression
                ? new AnyOf(ofText ? atoms : List.of(), EQUALITY, true)
                : null;
    }

    private static @Nullable AnyOf call(DotExpressionItemCall call) {
        if (call.getParameters().size() != 2) {
            return null;
        }
        Atom.Operand operand = operand(call.getParameters().get(0));
        String text = text(call.getParameters().get(1));
        if (operand == null || text == null || text.isEmpty()) {
            return null;
        }
        String folded = Folding.fold(text);
        return switch (call.getName()) {
            case "same" -> AnyOf.of(new Atom(operand, Atom.Kind.SAME, folded));
            case "starts_with" -> AnyOf.of(new Atom(operand, Atom.Kind.BEGINS, folded));
            case "ends_with" -> AnyOf.of(new Atom(operand, Atom.Kind.ENDS, folded));
            case "has" -> AnyOf.of(new Atom(operand, Atom.Kind.ELEMENT, folded));
            case "cidr" -> AnyOf.of(new Atom(operand, Atom.Kind.NETWORK, text));
            case "wildcard" -> wildcard(operand, folded);
            default -> null;
        };
    }

    /** The longest part without a wildcard. */
    private static @Nullable AnyOf wildcard(Atom.Operand operand, String pattern) {
        String longest = "";
        int at = 0;
        int from = 0;
        for (String part : pattern.split("[*?]", -1)) {
            if (part.length() > longest.length()) {
                longest = part;
                at = from;
            }
            from += part.length() + 1;
        }
        if (longest.isEmpty()) {
            return null;
        }
        Atom.Kind kind =
                longest.length() == pattern.length()
                        ? Atom.Kind.SAME
                        : at == 0
                                ? Atom.Kind.BEGINS
                                : at + longest.length() == pattern.length()
                                        ? Atom.Kind.ENDS
                                        : Atom.Kind.HOLDS;
        return AnyOf.of(new Atom(operand, kind, longest));
    }

    private static Atom.@Nullable Operand operand(Expression expression) {
        if (!(expression instanceof PropertyValueExpression property)) {
            return null;
        }
        String name = property.getPropertyName().replace("`", "");
        EcsField field = EcsField.byName(name).orElse(null);
        if (field != null) {
            return field.type().javaType() == String.class ? new Atom.Operand.Field(field) : null;
        }
        return EventSchema.vendorField(name)
                .<Atom.Operand>map(Atom.Operand.Vendor::new)
                .orElse(null);
    }

    private static @Nullable String text(Expression expression) {
        return expression instanceof ConstantExpression constant
                        && constant.getConstant() instanceof String text
                ? text
                : null;
    }
}
