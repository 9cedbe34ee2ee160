package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.PatternAndExpr;
import com.espertech.esper.common.client.soda.PatternEveryExpr;
import com.espertech.esper.common.client.soda.PatternExpr;
import com.espertech.esper.common.client.soda.PatternFilterExpr;
import com.espertech.esper.common.client.soda.PatternFollowedByExpr;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternMatchUntilExpr;
import com.espertech.esper.common.client.soda.PatternNotExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SelectClause;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The steps of a pattern: what stands between its arrows, whatever every and where are around it. */
final class PatternSequence implements Sequence {
    private static final String HIT = "forbidden_event";

    private final List<Step> steps = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Forbidden> forbidden = new ArrayList<>();

    PatternSequence(EPStatementObjectModel model) {
        Parsed parsed = new Parsed(model);
        for (int i = 0; i < parsed.steps.size(); i++) {
            PatternExpr step = parsed.steps.get(i);
            List<PatternFilterExpr> filters = wanted(step);
            steps.add(
                    new Step(
                            filters.stream()
                                    .map(each -> asks(each, parsed.tags))
                                    .collect(Collectors.joining(" and ")),
                            step instanceof PatternMatchUntilExpr until ? times(until) : 1,
                            filters.stream()
                                    .flatMap(
                                            each ->
                                                    Sequence.shared(
                                                            each.getFilter().getFilter(),
                                                            parsed.tags)
                                                            .stream())
                                    .toList()));
            List<PatternNotExpr> nots = nots(step);
            for (int j = 0; j < nots.size(); j++) {
                if (nots.get(j).getChildren().getFirst() instanceof PatternFilterExpr filter) {
                    forbidden.add(
                            new Forbidden(i, j, Sequence.text(filter.getFilter().getFilter())));
                }
            }
        }
        for (PatternGuardExpr each : guards(parsed.root)) {
            List<PatternExpr> guarded = new ArrayList<>();
            spine(each, guarded);
            limits.add(
                    new Limit(
                            identityIndex(parsed.steps, guarded.getFirst()),
                            identityIndex(parsed.steps, guarded.getLast()),
                            Sequence.duration(
                                    (TimePeriodExpression) each.getParameters().getFirst()),
                            "where timer:within"));
        }
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
        return forbidden;
    }

    @Override
    public boolean isUnbroken() {
        return false;
    }

    @Override
    public void keepFirst(EPStatementObjectModel model, int number) {
        Parsed parsed = new Parsed(model);
        parsed.forgetProfiles();
        parsed.steps.subList(0, number).replaceAll(PatternSequence::withoutNots);
        parsed.write(parsed.steps.subList(0, number), 0);
    }

    @Override
    public void keepShared(EPStatementObjectModel model, int step, int shared) {
        Parsed parsed = new Parsed(model);
        parsed.forgetProfiles();
        int before = 0;
        for (PatternFilterExpr each : wanted(parsed.steps.get(step))) {
            Expression condition = each.getFilter().getFilter();
            each.getFilter()
                    .setFilter(
                            Sequence.all(Sequence.ownAnd(condition, parsed.tags, shared, before)));
            before += Sequence.sharedParts(condition, parsed.tags).size();
        }
        parsed.steps.subList(0, step + 1).replaceAll(PatternSequence::withoutNots);
        parsed.write(parsed.steps.subList(0, step + 1), 0);
    }

    @Override
    public void keepOnly(EPStatementObjectModel model, int step) {
        Parsed parsed = new Parsed(model);
        PatternExpr kept = withoutNots(parsed.steps.get(step));
        if (kept instanceof PatternMatchUntilExpr until) {
            kept = until.getChildren().getFirst();
        }
        for (PatternFilterExpr each : wanted(kept)) {
            each.getFilter()
                    .setFilter(
                            Sequence.all(Sequence.own(each.getFilter().getFilter(), parsed.tags)));
        }
        parsed.steps.set(step, kept);
        parsed.write(parsed.steps.subList(step, step + 1), step);
    }

    @Override
    public void keepForbidden(EPStatementObjectModel model, Forbidden given) {
        Parsed parsed = new Parsed(model);
        parsed.forgetProfiles();
        PatternExpr step = parsed.steps.get(given.step());
        PatternExpr hit = nots(step).get(given.number()).getChildren().getFirst();
        ((PatternFilterExpr) hit).setTagName(HIT);
        Optional<PatternObserverExpr> timer =
                step.getChildren().stream()
                        .filter(PatternObserverExpr.class::isInstance)
                        .map(PatternObserverExpr.class::cast)
                        .findFirst();
        PatternExpr replacement =
                timer.isPresent()
                        ? within(timer.get().getParameters(), hit)
                        : new PatternFollowedByExpr(hit, withoutNots(step));
        for (int i = 0; i < given.step(); i++) {
            parsed.steps.set(i, withoutNots(parsed.steps.get(i)));
        }
        parsed.steps.set(given.step(), replacement);
        parsed.write(parsed.steps.subList(0, given.step() + 1), 0);
    }

    /** A pattern that was read. */
    private static final class Parsed {
        private final EPStatementObjectModel model;
        private final PatternStream stream;
        private final PatternExpr root;

        /** As they stand in the pattern, and as they are to be. */
        private final List<PatternExpr> before;

        private final List<PatternExpr> steps = new ArrayList<>();
        private final Set<String> tags = new HashSet<>();

        Parsed(EPStatementObjectModel model) {
            this.model = model;
            this.stream = (PatternStream) model.getFromClause().getStreams().getFirst();
            this.root = stream.getExpression();
            spine(root, steps);
            this.before = List.copyOf(steps);
            List<PatternFilterExpr> filters = new ArrayList<>();
            filters(root, filters);
            for (PatternFilterExpr each : filters) {
                if (each.getTagName() == null) {
                    each.setTagName("untold_" + tags.size());
                }
                tags.add(each.getTagName());
            }
        }

        /** What is remembered is not known where the steps are looked for alone. */
        void forgetProfiles() {
            List<PatternFilterExpr> filters = new ArrayList<>();
            filters(root, filters);
            for (PatternFilterExpr each : filters) {
                each.getFilter()
                        .setFilter(
                                Sequence.all(
                                        Sequence.withoutProfiles(each.getFilter().getFilter())));
            }
        }

        /** Makes the model look for these steps alone, and tell when each of them came. */
        void write(List<PatternExpr> kept, int first) {
            Set<PatternExpr> places = Collections.newSetFromMap(new IdentityHashMap<>());
            places.addAll(before.subList(first, first + kept.size()));
            guards(root).forEach(each -> each.setParameters(List.of(Sequence.longPeriod())));
            stream.setExpression(guarded(pruned(root, places)));
            stream.setViews(List.of());
            model.setHavingClause(null);
            model.setGroupByClause(null);
            model.setOrderByClause(null);
            SelectClause select = SelectClause.create();
            for (int i = 0; i < kept.size(); i++) {
                columns(kept.get(i), first + i, select);
            }
            if (select.getSelectList().isEmpty()) {
                select.add(new ConstantExpression(true), "any");
            }
            model.setSelectClause(select);
        }

        private @Nullable PatternExpr pruned(PatternExpr pattern, Set<PatternExpr> places) {
            for (int i = 0; i < before.size(); i++) {
                if (isSame(before.get(i), pattern)) {
                    return places.contains(pattern) ? steps.get(i) : null;
                }
            }
            List<PatternExpr> children = new ArrayList<>();
            for (PatternExpr each : pattern.getChildren()) {
                PatternExpr child = pruned(each, places);
                if (child != null) {
                    children.add(child);
                }
            }
            if (children.isEmpty()) {
                return null;
            }
            if (pattern instanceof PatternFollowedByExpr && children.size() == 1) {
                return children.getFirst();
            }
            pattern.setChildren(children);
            return pattern;
        }
    }

    /** As the engine takes it: looked for again and again, and not for ever. */
    private static PatternExpr guarded(@Nullable PatternExpr pattern) {
        if (pattern == null) {
            throw new IllegalStateException("A step is kept.");
        }
        if (pattern instanceof PatternEveryExpr every && guards(pattern).isEmpty()) {
            every.setChildren(
                    List.of(
                            within(
                                    List.of(Sequence.longPeriod()),
                                    every.getChildren().getFirst())));
            return every;
        }
        if (!guards(pattern).isEmpty() && hasEvery(pattern)) {
            return pattern;
        }
        PatternExpr bounded =
                guards(pattern).isEmpty()
                        ? within(List.of(Sequence.longPeriod()), pattern)
                        : pattern;
        return hasEvery(bounded) ? bounded : new PatternEveryExpr(bounded);
    }

    private static PatternGuardExpr within(List<Expression> time, PatternExpr pattern) {
        PatternGuardExpr guard = new PatternGuardExpr("timer", "within", time);
        guard.setGuarded(new ArrayList<>(List.of(pattern)));
        return guard;
    }

    private static boolean hasEvery(PatternExpr pattern) {
        return pattern instanceof PatternEveryExpr
                || pattern.getChildren().stream().anyMatch(PatternSequence::hasEvery);
    }

    private static void columns(PatternExpr step, int number, SelectClause select) {
        List<PatternFilterExpr> filters = wanted(step);
        List<PatternFilterExpr> hits =
                filters.stream().filter(each -> HIT.equals(each.getTagName())).toList();
        // Of what must not come, that is asked and not what it came before.
        filters = hits.isEmpty() ? filters : hits;
        for (int i = 0; i < filters.size(); i++) {
            String tag = filters.get(i).getTagName();
            if (step instanceof PatternMatchUntilExpr until
                    && isSame(until.getChildren().getFirst(), filters.get(i))) {
                tag += "[" + (times(until) - 1) + "]";
            }
            String column = number + "_" + i;
            select.add(
                    new PropertyValueExpression(tag + "." + EventSchema.EVENT_TIME), AT + column);
            select.add(new PropertyValueExpression(tag + ".event.id"), ID + column);
        }
    }

    /** The parts that stand one after the other. */
    private static void spine(PatternExpr pattern, List<PatternExpr> steps) {
        switch (pattern) {
            case PatternEveryExpr _, PatternGuardExpr _, PatternFollowedByExpr _ ->
                    pattern.getChildren().forEach(each -> spine(each, steps));
            default -> steps.add(pattern);
        }
    }

    private static List<PatternGuardExpr> guards(PatternExpr pattern) {
        List<PatternGuardExpr> guards = new ArrayList<>();
        if (pattern instanceof PatternGuardExpr guard) {
            guards.add(guard);
        }
        pattern.getChildren().forEach(each -> guards.addAll(guards(each)));
        return guards;
    }

    /** The filters whose events a step waits for. */
    private static List<PatternFilterExpr> wanted(PatternExpr pattern) {
        if (pattern instanceof PatternFilterExpr filter) {
            return List.of(filter);
        }
        return pattern.getChildren().stream()
                .filter(each -> !(each instanceof PatternNotExpr))
                .flatMap(each -> wanted(each).stream())
                .toList();
    }

    private static void filters(PatternExpr pattern, List<PatternFilterExpr> filters) {
        if (pattern instanceof PatternFilterExpr filter) {
            filters.add(filter);
        }
        pattern.getChildren().forEach(each -> filters(each, filters));
    }

    private static List<PatternNotExpr> nots(PatternExpr step) {
        return step instanceof PatternAndExpr
                ? step.getChildren().stream()
                        .filter(PatternNotExpr.class::isInstance)
                        .map(PatternNotExpr.class::cast)
                        .toList()
                : List.of();
    }

    private static PatternExpr withoutNots(PatternExpr step) {
        if (nots(step).isEmpty()) {
            return step;
        }
        List<PatternExpr> rest =
                step.getChildren().stream()
                        .filter(each -> !(each instanceof PatternNotExpr))
                        .toList();
        if (rest.size() == 1) {
            return rest.getFirst();
        }
        PatternAndExpr all = new PatternAndExpr();
        rest.forEach(all::add);
        return all;
    }

    private static int times(PatternMatchUntilExpr until) {
        Expression low = until.getSingle() == null ? until.getLow() : until.getSingle();
        return low instanceof ConstantExpression constant
                        && constant.getConstant() instanceof Number number
                ? Math.max(1, number.intValue())
                : 1;
    }

    private static String asks(PatternFilterExpr filter, Set<String> tags) {
        String own =
                Sequence.text(Sequence.all(Sequence.own(filter.getFilter().getFilter(), tags)));
        return filter.getTagName().startsWith("untold_") ? own : filter.getTagName() + ": " + own;
    }

    private static int identityIndex(List<PatternExpr> all, PatternExpr one) {
        for (int i = 0; i < all.size(); i++) {
            if (isSame(all.get(i), one)) {
                return i;
            }
        }
        throw new IllegalStateException("A guarded step is a step.");
    }

    @SuppressWarnings("ReferenceEquality") // Two steps may ask the same.
    private static boolean isSame(PatternExpr one, PatternExpr other) {
        return one == other;
    }
}
