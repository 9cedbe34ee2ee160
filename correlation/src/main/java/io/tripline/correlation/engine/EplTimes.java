package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.PatternGuardExpr;
import com.espertech.esper.common.client.soda.PatternObserverExpr;
import com.espertech.esper.common.client.soda.PatternStream;
import com.espertech.esper.common.client.soda.ProjectedStream;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.Stream;
import com.espertech.esper.common.client.soda.TimePeriodExpression;
import com.espertech.esper.common.client.soda.View;
import io.tripline.correlation.rule.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule's EPL says of time: it looks back no further than the rule's window, and nothing is kept for ever. */
final class EplTimes {
    private static final Set<String> VIEWS =
            Set.of("time", "length", "lastevent", "ext_timed_batch");
    private static final int LONGEST = 1_000;

    private final Duration window;
    private final Collection<String> problems;
    private final List<View> views = new ArrayList<>();
    private boolean guarded;
    private boolean wronglyGuarded;
    private boolean timers;

    EplTimes(Duration window, Collection<String> problems) {
        this.window = window;
        this.problems = problems;
    }

    /** The windows that there are. */
    List<View> views() {
        return views;
    }

    /** Whether something happens when time passes without an event. */
    boolean hasTimers() {
        return timers;
    }

    /** Whether a part of a pattern ends its waiting. */
    boolean isGuarded() {
        return guarded;
    }

    /** Whether a part of a pattern was meant to, and how to write it was told. */
    boolean isWronglyGuarded() {
        return wronglyGuarded;
    }

    void stream(ProjectedStream stream) {
        checkBounded(stream);
        if (stream.isRetainUnion()) {
            problems.add(
                    "retain-union keeps what either window holds, and so an event beyond the time. Leave it out: an event then stays while both hold it.");
        }
    }

    void guard(PatternGuardExpr guard) {
        guarded = true;
        if (!"timer".equals(guard.getNamespace()) || !"within".equals(guard.getName())) {
            wronglyGuarded = true;
            problems.add(
                    "A step of a pattern ends with where timer:within(10 min). For what does not come, write -> (timer:interval(10 min) and not Event(...)).");
        } else {
            checkUnit("timer:within", guard.getParameters());
        }
    }

    void observer(PatternObserverExpr observer) {
        guarded = true;
        timers = true;
        if (!"timer".equals(observer.getNamespace()) || !"interval".equals(observer.getName())) {
            problems.add(
                    "A pattern observes timer:interval only; a time of day depends on where the window began.");
        } else {
            checkUnit("timer:interval", observer.getParameters());
        }
        for (Expression each : observer.getParameters()) {
            if (each instanceof TimePeriodExpression period && seconds(period) < 1) {
                problems.add("timer:interval waits for a second or longer.");
            }
        }
    }

    /** Whatever is no time is seconds to Esper, however many, and of a field whatever the field holds. */
    private void checkUnit(String name, @Nullable List<Expression> times) {
        if (times == null
                || times.size() != 1
                || !(times.getFirst() instanceof TimePeriodExpression)) {
            problems.add(name + " takes a time with its unit, e.g. " + name + "(10 min).");
        }
    }

    void view(View view) {
        views.add(view);
        String name = view.getName();
        if (name.equals("time")
                && !(first(view) instanceof TimePeriodExpression
                        && view.getParameters().size() == 1)) {
            problems.add("#time takes a time with its unit, e.g. #time(10 min).");
        }
        if (name.equals("ext_timed_batch") && !isBatch(view.getParameters())) {
            problems.add(
                    "#ext_timed_batch takes event_time, a time with its unit and where the first begins: #ext_timed_batch(event_time, 10 min, 0L).");
        }
        if (name.equals("time_batch")) {
            problems.add(
                    "#time_batch depends on where the window began; use #ext_timed_batch(event_time, t, 0L).");
        } else if (!VIEWS.contains(name)) {
            problems.add(
                    "The window #"
                            + name
                            + " is unbounded or leaks; use #time."
                            + Suggestion.of(name, VIEWS));
        }
        if (name.equals("length")
                && !(first(view) instanceof ConstantExpression size
                        && size.getConstant() instanceof Integer events
                        && events > 0
                        && events <= LONGEST)) {
            problems.add("#length holds a constant number of events, from 1 to 1000.");
        }
    }

    /** Without where the first begins, batches begin with whatever event is the first. */
    private static boolean isBatch(@Nullable List<Expression> parameters) {
        return parameters != null
                && parameters.size() == 3
                && parameters.get(0) instanceof PropertyValueExpression time
                && time.getPropertyName().equals(EventSchema.EVENT_TIME)
                && parameters.get(1) instanceof TimePeriodExpression
                && parameters.get(2) instanceof ConstantExpression begin
                && begin.getConstant() instanceof Long;
    }

    /** The first of what is in a window's parentheses; null if there is nothing. */
    private static @Nullable Expression first(View view) {
        List<Expression> parameters = view.getParameters();
        return parameters == null || parameters.isEmpty() ? null : parameters.getFirst();
    }

    /** A count of events alone reaches further back than an entity's events are kept. */
    private void checkBounded(ProjectedStream stream) {
        List<View> all = stream.getViews();
        List<String> names = all == null ? List.of() : all.stream().map(View::getName).toList();
        if ((names.contains("length") || names.contains("lastevent")) && !names.contains("time")) {
            problems.add(
                    "#"
                            + names.getFirst()
                            + " reaches back without a bound in time; write Event(...)#time(10 min).");
        }
    }

    void period(TimePeriodExpression period) {
        if (period.isHasYears() || period.isHasMonths() || period.isHasMicroseconds()) {
            problems.add("A time is in weeks, days, hours, minutes, seconds or milliseconds.");
            return;
        }
        double seconds = seconds(period);
        if (Double.isNaN(seconds)) {
            problems.add("A time in a rule is a constant.");
            return;
        }
        if (seconds <= 0) {
            problems.add("A time in a rule is longer than nothing.");
            return;
        }
        if (seconds * 1000 > window.toMillis()) {
            problems.add(
                    "The EPL looks back "
                            + words(Duration.ofMillis((long) (seconds * 1000)))
                            + ", further than the rule's window of "
                            + words(window)
                            + ". Make the window longer or look back less far.");
        }
    }

    /**
     * The steps of a pattern may together take longer than each of them, a window over them holds what they found for its own
     * time, and what a condition asks of other events goes back from where the event stands.
     */
    void together(EPStatementObjectModel model) {
        if (!model.getFromClause().getStreams().stream().allMatch(this::isBounded)) {
            return;
        }
        double all = LookBack.of(model);
        if (isTooLong(all)) {
            problems.add(
                    "The steps of a pattern, the window over them and the windows in their conditions together look back "
                            + words(all)
                            + ", further than the rule's window of "
                            + words(window)
                            + ". Make the window longer or look back less far.");
        }
    }

    private boolean isBounded(Stream stream) {
        if (!(stream instanceof PatternStream pattern)) {
            return true;
        }
        double steps = PatternSpan.of(pattern.getExpression());
        if (Double.isInfinite(steps)) {
            problems.add(
                    "Each of a part that is repeated has its own time, and together they have no end. Write one where timer:within(t) about all of them.");
            return false;
        }
        if (hasTimers() && pattern.getViews() != null && !pattern.getViews().isEmpty()) {
            problems.add(
                    "A window over what does not come tells it again whenever one leaves it. Let a rule tell each, and count its alerts with another rule, one with over: alerts.");
            return false;
        }
        if (isTooLong(steps)) {
            problems.add(
                    "The steps of the pattern together take up to "
                            + words(steps)
                            + ", longer than the rule's window of "
                            + words(window)
                            + ". Make the window longer, or write one where timer:within(t) about all that follows the first step.");
            return false;
        }
        return true;
    }

    private boolean isTooLong(double seconds) {
        return seconds * 1000 > window.toMillis();
    }

    private static String words(double seconds) {
        return words(Duration.ofMillis((long) (seconds * 1000)));
    }

    /** As rule files say it: 90s, 10m, 24h. */
    private static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** Not a number if it is no constant. */
    static double seconds(TimePeriodExpression period) {
        double[] units = {604_800, 86_400, 3_600, 60, 1, 0.001};
        boolean[] present = {
            period.isHasWeeks(),
            period.isHasDays(),
            period.isHasHours(),
            period.isHasMinutes(),
            period.isHasSeconds(),
            period.isHasMilliseconds()
        };
        double seconds = 0;
        int child = 0;
        for (int i = 0; i < units.length; i++) {
            if (present[i]) {
                if (!(period.getChildren().get(child++) instanceof ConstantExpression constant
                        && constant.getConstant() instanceof Number amount)) {
                    return Double.NaN;
                }
                seconds += amount.doubleValue() * units[i];
            }
        }
        return seconds;
    }
}
