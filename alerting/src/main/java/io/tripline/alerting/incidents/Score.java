package io.tripline.alerting.incidents;

import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.Incident.Points;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The risk of a cluster, point by point. Each alert gives the points of its rule's level, fewer each time that the rule
 * matched before; half as many again about something critical; and some for every tactic that it shows first. Points fade
 * with their half-life in event time, up to when the cluster was last seen.
 */
final class Score {
    /** A tactic beyond the first: an attack that gets on is worse than more of the same. */
    private static final double NEW_TACTIC = 20;

    private final List<Points> points = new ArrayList<>();
    private final Instant asOf;
    private final Duration halfLife;

    private Score(Instant asOf, Duration halfLife) {
        this.asOf = asOf;
        this.halfLife = halfLife;
    }

    /** Every point, in the order of the alerts. */
    static List<Points> of(Cluster cluster, Names critical, IncidentsConfig config) {
        Score score = new Score(cluster.last(), config.halfLife());
        Map<String, Integer> matches = new HashMap<>();
        Set<String> tactics = new HashSet<>();
        for (Member each : cluster.members()) {
            int before = matches.merge(each.rule().id(), 1, Integer::sum) - 1;
            // From the seventh on it is the same: a sixty-fourth.
            double base = level(each.rule().level()) / (1 << Math.min(before, 6));
            score.give(each, base, reason(each, before));
            each.entities().keySet().stream()
                    .map(EntityKey::value)
                    .filter(critical::hold)
                    .findFirst()
                    .ifPresent(name -> score.give(each, base / 2, name + " is critical."));
            boolean first = tactics.isEmpty();
            for (Alert.Tactic tactic : each.rule().tactics()) {
                if (tactics.add(tactic.name()) && !first) {
                    score.give(each, NEW_TACTIC, "The attack reached " + tactic.name() + ".");
                }
            }
        }
        return score.points;
    }

    /** What is left of these points, as it is shown. */
    static long remaining(List<Points> points) {
        long tenths = 0;
        for (Points each : points) {
            tenths += Math.round(each.remaining() * 10);
        }
        return (tenths + 5) / 10;
    }

    private static String reason(Member member, int before) {
        String reason =
                "A rule of level " + member.rule().level() + " matched: " + member.rule().title();
        return before == 0
                ? reason + "."
                : reason + ", as " + before + (before == 1 ? " time" : " times") + " before.";
    }

    /** Sigma's levels. */
    private static double level(String level) {
        return switch (level.toLowerCase(Locale.ROOT)) {
            case "critical" -> 80;
            case "high" -> 50;
            case "medium" -> 25;
            case "low" -> 10;
            default -> 2;
        };
    }

    private void give(Member member, double given, String reason) {
        double age = Duration.between(member.last(), asOf).toMillis();
        // StrictMath, so that every machine gets the same.
        double left = given * StrictMath.pow(0.5, age / halfLife.toMillis());
        points.add(new Points(member.last(), member.id(), tenths(given), tenths(left), reason));
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
