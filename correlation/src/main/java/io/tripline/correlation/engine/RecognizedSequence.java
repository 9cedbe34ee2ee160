package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.Expressions;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.MatchRecogizePatternElementType;
import com.espertech.esper.common.client.soda.MatchRecognizeClause;
import com.espertech.esper.common.client.soda.MatchRecognizeDefine;
import com.espertech.esper.common.client.soda.MatchRecognizeRegEx;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExAtom;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExConcatenation;
import com.espertech.esper.common.client.soda.MatchRecognizeRegExRepeat;
import com.espertech.esper.common.client.soda.MatchRecognizeSkipClause;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SelectClause;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import com.espertech.esper.common.client.soda.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps of match_recognize: the parts of its pattern, over the events of a window. */
final class RecognizedSequence implements Sequence {
    private final List<Step> steps = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final boolean partitioned;

    RecognizedSequence(EPStatementObjectModel model) {
        MatchRecognizeClause clause = model.getMatchRecognizeClause();
        List<MatchRecognizeRegEx> parts = parts(clause);
        Set<String> names = names(parts);
        for (MatchRecognizeRegEx part : parts) {
            List<MatchRecognizeRegExAtom> atoms = atoms(part);
            steps.add(
                    new Step(
                            atoms.stream()
                                    .map(each -> each.getName() + ": " + asks(clause, each, names))
                                    .collect(Collectors.joining(" or ")),
                            part instanceof MatchRecognizeRegExAtom atom ? times(atom) : 1,
                            atoms.stream()
                                    .flatMap(each -> define(clause, each).stream())
                                    .flatMap(
                                            each ->
                                                    Sequence.shared(
                                                            each.getExpression(),
                                                            others(names, each.getName()))
                                                            .stream())
                                    .toList()));
        }
        timeView(model)
                .ifPresent(
                        view ->
                                limits.add(
                                        new Limit(
                                                0,
                                                steps.size() - 1,
                                                Sequence.duration(
                                                        (TimePeriodExpression)
                                                                view.getParameters().getFirst()),
                                                "the window #time")));
        partitioned = !clause.getPartitionExpressions().isEmpty();
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public List<Limit> limits() {
        return limits;
    }

    @Override
    public List<Forbidden> forbidden() {
        return List.of();
    }

    /** Within a partition, which is not known here. */
    @Override
    public boolean isUnbroken() {
        return !partitioned;
    }

    @Override
    public void keepFirst(EPStatementObjectModel model, int number) {
        MatchRecognizeClause clause = model.getMatchRecognizeClause();
        for (MatchRecognizeDefine each : clause.getDefines()) {
            each.setExpression(orTrue(Sequence.withoutProfiles(each.getExpression())));
        }
        write(model, parts(clause).subList(0, number), 0);
    }

    @Override
    public void keepShared(EPStatementObjectModel model, int step, int shared) {
        MatchRecognizeClause clause = model.getMatchRecognizeClause();
        Set<String> names = names(parts(clause));
        for (MatchRecognizeDefine each : clause.getDefines()) {
            each.setExpression(orTrue(Sequence.withoutProfiles(each.getExpression())));
        }
        int before = 0;
        for (MatchRecognizeRegExAtom atom : atoms(parts(clause).get(step))) {
            MatchRecognizeDefine define = define(clause, atom).orElse(null);
            if (define != null) {
                Expression condition = define.getExpression();
                Set<String> others = others(names, atom.getName());
                define.setExpression(orTrue(Sequence.ownAnd(condition, others, shared, before)));
                before += Sequence.sharedParts(condition, others).size();
            }
        }
        write(model, parts(clause).subList(0, step + 1), 0);
    }

    @Override
    public void keepOnly(EPStatementObjectModel model, int step) {
        MatchRecognizeClause clause = model.getMatchRecognizeClause();
        Set<String> names = names(parts(clause));
        MatchRecognizeRegEx kept = parts(clause).get(step);
        for (MatchRecognizeDefine each : clause.getDefines()) {
            each.setExpression(
                    orTrue(Sequence.own(each.getExpression(), others(names, each.getName()))));
        }
        if (kept instanceof MatchRecognizeRegExAtom atom) {
            kept =
                    new MatchRecognizeRegExAtom(
                            atom.getName(), MatchRecogizePatternElementType.SINGLE);
        }
        write(model, List.of(kept), step);
    }

    @Override
    public void keepForbidden(EPStatementObjectModel model, Forbidden forbidden) {
        throw new IllegalStateException("Nothing is forbidden in match_recognize.");
    }

    private static Expression orTrue(List<Expression> parts) {
        Expression all = Sequence.all(parts);
        return all == null ? Expressions.constant(true) : all;
    }

    private static void write(
            EPStatementObjectModel model, List<MatchRecognizeRegEx> kept, int first) {
        timeView(model)
                .ifPresent(
                        view ->
                                view.setParameters(
                                        new ArrayList<>(List.of(Sequence.longPeriod()))));
        MatchRecognizeClause clause = model.getMatchRecognizeClause();
        if (kept.size() == 1) {
            clause.setPattern(kept.getFirst());
        } else {
            MatchRecognizeRegExConcatenation all = new MatchRecognizeRegExConcatenation();
            all.setChildren(new ArrayList<>(kept));
            clause.setPattern(all);
        }
        Set<String> names = names(kept);
        clause.setDefines(
                new ArrayList<>(
                        clause.getDefines().stream()
                                .filter(each -> names.contains(each.getName()))
                                .toList()));
        clause.setSkipClause(MatchRecognizeSkipClause.TO_NEXT_ROW);
        List<SelectClauseExpression> measures = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            List<MatchRecognizeRegExAtom> atoms = atoms(kept.get(i));
            for (int j = 0; j < atoms.size(); j++) {
                String column = (first + i) + "_" + j;
                measures.add(measure(atoms.get(j), EventSchema.EVENT_TIME, AT + column));
                measures.add(measure(atoms.get(j), "event.id", ID + column));
            }
        }
        clause.setMeasures(measures);
        model.setHavingClause(null);
        model.setGroupByClause(null);
        model.setOrderByClause(null);
        model.setSelectClause(SelectClause.createWildcard());
    }

    private static SelectClauseExpression measure(
            MatchRecognizeRegExAtom atom, String field, String column) {
        String name = atom.getName() + "." + field;
        boolean single =
                atom.getOptionalRepeat() == null
                        && (atom.getType() == MatchRecogizePatternElementType.SINGLE
                                || atom.getType() == MatchRecogizePatternElementType.ONE_OPTIONAL
                                || atom.getType()
                                        == MatchRecogizePatternElementType.ONE_OPTIONAL_RELUCTANT);
        return new SelectClauseExpression(
                single ? new PropertyValueExpression(name) : Expressions.last(name), column);
    }

    private static Optional<View> timeView(EPStatementObjectModel model) {
        return model.getFromClause().getStreams().getFirst() instanceof FilterStream stream
                ? stream.getViews().stream()
                        .filter(each -> each.getName().equals("time"))
                        .findFirst()
                : Optional.empty();
    }

    private static List<MatchRecognizeRegEx> parts(MatchRecognizeClause clause) {
        return clause.getPattern() instanceof MatchRecognizeRegExConcatenation all
                ? all.getChildren()
                : List.of(clause.getPattern());
    }

    private static List<MatchRecognizeRegExAtom> atoms(MatchRecognizeRegEx part) {
        return part instanceof MatchRecognizeRegExAtom atom
                ? List.of(atom)
                : part.getChildren().stream().flatMap(each -> atoms(each).stream()).toList();
    }

    private static Set<String> names(List<MatchRecognizeRegEx> parts) {
        return parts.stream()
                .flatMap(each -> atoms(each).stream())
                .map(MatchRecognizeRegExAtom::getName)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<String> others(Set<String> names, String own) {
        Set<String> others = new HashSet<>(names);
        others.remove(own);
        return others;
    }

    private static Optional<MatchRecognizeDefine> define(
            MatchRecognizeClause clause, MatchRecognizeRegExAtom atom) {
        return clause.getDefines().stream()
                .filter(each -> each.getName().equals(atom.getName()))
                .findFirst();
    }

    private static String asks(
            MatchRecognizeClause clause, MatchRecognizeRegExAtom atom, Set<String> names) {
        return define(clause, atom)
                .map(
                        each ->
                                Sequence.text(
                                        Sequence.all(
                                                Sequence.own(
                                                        each.getExpression(),
                                                        others(names, atom.getName())))))
                .orElse("any event");
    }

    private static int times(MatchRecognizeRegExAtom atom) {
        MatchRecognizeRegExRepeat repeat = atom.getOptionalRepeat();
        Expression low =
                repeat == null
                        ? null
                        : repeat.getSingle() == null ? repeat.getLow() : repeat.getSingle();
        return low instanceof ConstantExpression constant
                        && constant.getConstant() instanceof Number number
                ? Math.max(1, number.intValue())
                : 1;
    }
}
