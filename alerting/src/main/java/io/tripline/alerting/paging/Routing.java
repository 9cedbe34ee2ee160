package io.tripline.alerting.paging;

import io.tripline.contracts.Alert;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All routes, in order.
 *
 * @param zone of the hours
 * @param destinations all there are, and what each wants to hear of
 * @param fallback who hears of a page that could not be delivered; if empty, another destination
 */
public record Routing(
        List<Route> routes,
        ZoneId zone,
        Map<String, Hears> destinations,
        Optional<String> fallback) {
    /**
     * What a destination wants to hear of besides what is raised and withdrawn.
     *
     * @param revisions whether every revision
     * @param acknowledgements whether somebody has acknowledged
     * @param closings whether somebody has closed or reopened
     * @param rings whether it is told once more of what is open; PagerDuty and Opsgenie put that to what they know, which
     *     wakes nobody, and repeat by themselves
     */
    public record Hears(
            boolean revisions, boolean acknowledgements, boolean closings, boolean rings) {
        /** One that rings. */
        public Hears(boolean revisions, boolean acknowledgements, boolean closings) {
            this(revisions, acknowledgements, closings, true);
        }
    }

    public Routing {
        routes = List.copyOf(routes);
        destinations = Map.copyOf(destinations);
    }

    Hears hears(String destination) {
        return destinations.getOrDefault(destination, new Hears(false, false, false, true));
    }

    Optional<Route> route(Alert alert, Instant now) {
        return routes.stream()
                .filter(each -> each.when().misses(alert, now, zone).isEmpty())
                .findFirst();
    }

    /** Who may hear of what this destination could not be told, who should first. */
    Stream<String> insteadOf(String destination) {
        return Stream.concat(fallback.stream(), destinations.keySet().stream().sorted())
                .filter(each -> !each.equals(destination) && destinations.containsKey(each))
                .distinct();
    }

    /** Who is told what a route of this name held back, though it may have been renamed or removed since. */
    List<String> toldBy(String name) {
        return named(name).map(Route::to).orElseGet(() -> insteadOf("").limit(1).toList());
    }

    Optional<Route> named(String name) {
        return routes.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Whether a route has an alert wait for its incident. */
    boolean groups() {
        return routes.stream().anyMatch(each -> each.groupWait().isPresent());
    }

    /** Which route the alert would take now and why, one sentence a line. */
    public List<String> explain(Alert alert, Instant now) {
        List<String> lines = new ArrayList<>();
        if (alert.rule().shadow()) {
            lines.add("Its rule is still tried out (status: experimental): it pages nobody.");
        }
        for (Route each : routes) {
            List<String> misses = each.when().misses(alert, now, zone);
            if (misses.isEmpty()) {
                lines.add("Route " + each.name() + " matches: it tells " + list(each.to()) + ".");
                each.quietUntil(now, zone)
                        .ifPresent(
                                until ->
                                        lines.add(
                                                "It is in its quiet hours until "
                                                        + until
                                                        + ": the alert is held back and summed up"
                                                        + " then."));
                each.groupWait()
                        .ifPresent(
                                wait ->
                                        lines.add(
                                                "It waits up to "
                                                        + Climbing.words(wait)
                                                        + " for its incident, whose alerts are one page."));
                each.limit()
                        .ifPresent(
                                limit ->
                                        lines.add(
                                                "It pages "
                                                        + limit.pages()
                                                        + " times in "
                                                        + Climbing.words(limit.per())
                                                        + "; what is beyond is summed up."));
                each.escalation()
                        .ifPresent(
                                escalation ->
                                        lines.add(
                                                "Unacknowledged after "
                                                        + Climbing.words(escalation.after())
                                                        + " it goes on to "
                                                        + steps(escalation)
                                                        + (escalation.repeat() == 0
                                                                ? "."
                                                                : ", and round again "
                                                                        + escalation.repeat()
                                                                        + " times.")));
                return lines;
            }
            lines.add(
                    "Route " + each.name() + " does not match: " + String.join("; ", misses) + ".");
        }
        lines.add("No route matches: nobody is told.");
        return lines;
    }

    /** What is wrong with it, all of it. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            String where = "The route " + route.name();
            if (!names.add(route.name())) {
                problems.add(where + " is there twice: give each a name of its own.");
            }
            if (route.to().isEmpty()) {
                problems.add(where + " has no destination: name one under to.");
            }
            Set<String> named = new LinkedHashSet<>(route.to());
            route.escalation().ifPresent(each -> each.steps().forEach(named::addAll));
            for (String destination : named) {
                if (!destinations.containsKey(destination)) {
                    problems.add(
                            where
                                    + " names the destination "
                                    + destination
                                    + ", which there is not: there are "
                                    + list(destinations.keySet().stream().sorted().toList())
                                    + ".");
                }
            }
            if (route.when().severity() > route.when().mostSeverity()) {
                problems.add(where + " can never match: its least severity is above its most.");
            }
            List<String> takers = takers(route, routes.subList(0, i));
            if (!takers.isEmpty()) {
                problems.add(
                        where
                                + " can never match: whatever it matches, "
                                + (takers.size() == 1 ? "the route " : "one of the routes ")
                                + list(takers)
                                + " before it takes.");
            }
            route.escalation().ifPresent(each -> silent(route, each, problems));
            if (route.isAlwaysQuiet()) {
                problems.add(
                        where
                                + " is silenced at every hour of the week by its quiet hours"
                                + " together: leave a time in which somebody is told.");
            }
        }
        fallback.filter(each -> !destinations.containsKey(each))
                .ifPresent(
                        each ->
                                problems.add(
                                        "The fallback "
                                                + each
                                                + " is no destination: there are "
                                                + list(
                                                        destinations.keySet().stream()
                                                                .sorted()
                                                                .toList())
                                                + "."));
        return problems;
    }

    /** Which of the earlier routes leave the route nothing, no more of them than it takes; none if something is left. */
    private static List<String> takers(Route route, List<Route> earlier) {
        List<Route> takers = new ArrayList<>(earlier);
        if (!isTaken(route, takers)) {
            return List.of();
        }
        for (Route each : earlier.reversed()) {
            List<Route> others = new ArrayList<>(takers);
            others.remove(each);
            if (isTaken(route, others)) {
                takers = others;
            }
        }
        return takers.stream().map(Route::name).toList();
    }

    private static boolean isTaken(Route route, List<Route> by) {
        return route.when().isTakenBy(by.stream().map(Route::when).toList());
    }

    /** What an escalation has of steps that wake nobody. */
    private void silent(Route route, Escalation escalation, List<String> problems) {
        Set<String> told = new HashSet<>(route.to());
        for (List<String> step : escalation.steps()) {
            if (!step.isEmpty() && told.containsAll(step) && nobodyRings(step)) {
                problems.add(
                        "The route "
                                + route.name()
                                + " escalates to "
                                + list(step)
                                + ", who was told before and is woken by nothing that is told once more: it repeats by itself,"
                                + " as its own escalation says. Name somebody else.");
            }
            told.addAll(step);
        }
        if (escalation.repeat() > 0 && nobodyRings(told)) {
            problems.add(
                    "The route "
                            + route.name()
                            + " repeats its escalation, which wakes nobody: "
                            + list(told.stream().sorted().toList())
                            + " put what is told once more to what is open, and repeat by themselves. Leave repeat out, and have"
                            + " their own escalation do it.");
        }
    }

    private boolean nobodyRings(Collection<String> told) {
        return told.stream().noneMatch(each -> hears(each).rings());
    }

    private static String steps(Escalation escalation) {
        return escalation.steps().stream()
                .map(Routing::list)
                .collect(Collectors.joining(", then "));
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
