package io.tripline.alerting.incidents;

import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.Technique;
import io.tripline.contracts.Incident;
import io.tripline.contracts.Incident.Entity;
import io.tripline.contracts.Incident.Points;
import io.tripline.contracts.Incident.Step;
import io.tripline.contracts.Incident.Tactic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells a cluster as an incident. */
final class Story {
    /** Alerts on the timeline: the first and the last of a longer story. */
    static final int MOST_STEPS = 100;

    static final int MOST_ENTITIES = 50;

    /** Entities that the sentence names. */
    private static final int NAMED = 3;

    private static final Comparator<Entity> WORST =
            Comparator.comparingLong(Entity::score)
                    .reversed()
                    .thenComparing(Comparator.comparingLong(Entity::alerts).reversed())
                    .thenComparing(Entity::kind)
                    .thenComparing(Entity::value);

    private final Names critical;
    private final IncidentsConfig config;

    Story(Names critical, IncidentsConfig config) {
        this.critical = critical;
        this.config = config;
    }

    Incident of(Cluster cluster, int revision) {
        List<Member> members = cluster.members();
        List<Points> points = Score.of(cluster, critical, config);
        List<Member> told = told(members);
        List<Tactic> tactics = tactics(members);
        List<Entity> entities = entities(cluster, points);
        long score = Score.remaining(points);
        Member gravest =
                members.stream()
                        .max(
                                Comparator.<Member>comparingLong(each -> each.rule().severity())
                                        .thenComparing(Member.ORDER.reversed()))
                        .orElseThrow();
        return new Incident(
                cluster.id(),
                revision,
                Incident.Status.OPEN,
                null,
                new Incident.Gravity(
                        cluster.earliest().first(),
                        cluster.last(),
                        score,
                        gravest.rule().level(),
                        gravest.rule().severity()),
                message(members, tactics, entities),
                members.size(),
                members.stream().map(Member::id).toList(),
                entities.stream().limit(MOST_ENTITIES).toList(),
                tactics,
                told.stream().map(Story::step).toList(),
                explanation(points, told, cluster.last()));
    }

    private static List<Member> told(List<Member> members) {
        if (members.size() <= MOST_STEPS) {
            return members;
        }
        List<Member> told = new ArrayList<>(members.subList(0, MOST_STEPS / 2));
        told.addAll(members.subList(members.size() - MOST_STEPS / 2, members.size()));
        return told;
    }

    private static List<Tactic> tactics(List<Member> members) {
        Map<String, Tactic> reached = new LinkedHashMap<>();
        for (Member each : members) {
            for (Alert.Tactic tactic : each.rule().tactics()) {
                reached.putIfAbsent(
                        tactic.name(),
                        new Tactic(tactic.id(), tactic.name(), each.first(), each.id()));
            }
        }
        return List.copyOf(reached.values());
    }

    private static List<Entity> entities(Cluster cluster, List<Points> points) {
        Map<String, List<Points>> byAlert =
                points.stream().collect(Collectors.groupingBy(Points::alert));
        Map<EntityKey, List<Points>> byEntity = new TreeMap<>();
        Map<EntityKey, Long> alerts = new HashMap<>();
        for (Member each : cluster.members()) {
            for (EntityKey key : each.entities().keySet()) {
                byEntity.computeIfAbsent(key, _ -> new ArrayList<>())
                        .addAll(byAlert.getOrDefault(each.id(), List.of()));
                alerts.merge(key, 1L, Long::sum);
            }
        }
        List<Entity> entities = new ArrayList<>();
        byEntity.forEach(
                (key, own) ->
                        entities.add(
                                new Entity(
                                        key.kind(),
                                        key.value(),
                                        Score.remaining(own),
                                        alerts.getOrDefault(key, 0L),
                                        cluster.shared().contains(key))));
        entities.sort(WORST);
        return entities;
    }

    private static Step step(Member member) {
        return new Step(
                member.first(),
                member.last(),
                member.id(),
                member.rule().id(),
                member.rule().title(),
                member.rule().level(),
                member.message(),
                member.count(),
                member.rule().tactics().stream().map(Alert.Tactic::name).toList(),
                member.rule().techniques().stream().map(Technique::id).distinct().toList(),
                member.names(),
                member.firstStep());
    }

    /** Point by point for the alerts that are told; those of the others in one sum, so that it adds up. */
    private static List<Points> explanation(List<Points> points, List<Member> told, Instant last) {
        Set<String> ids =
                told.stream().map(Member::id).collect(Collectors.toCollection(HashSet::new));
        List<Points> explained = new ArrayList<>();
        long given = 0;
        long left = 0;
        for (Points each : points) {
            if (ids.contains(each.alert())) {
                explained.add(each);
            } else {
                given += Math.round(each.points() * 10);
                left += Math.round(each.remaining() * 10);
            }
        }
        if (given > 0) {
            explained.add(
                    new Points(
                            last,
                            "",
                            given / 10.0,
                            left / 10.0,
                            "The alerts that are not listed, together."));
        }
        return explained;
    }

    private static String message(
            List<Member> members, List<Tactic> tactics, List<Entity> entities) {
        StringBuilder text = new StringBuilder();
        if (!tactics.isEmpty()) {
            text.append(tactics.stream().map(Tactic::name).collect(Collectors.joining(", then ")))
                    .append(": ");
        }
        long rules = members.stream().map(each -> each.rule().id()).distinct().count();
        text.append(members.size()).append(members.size() == 1 ? " alert" : " alerts");
        if (members.size() > 1) {
            text.append(" of ").append(rules).append(rules == 1 ? " rule" : " rules");
        }
        if (!entities.isEmpty()) {
            text.append(" about ")
                    .append(
                            entities.stream()
                                    .limit(NAMED)
                                    .map(Entity::value)
                                    .collect(Collectors.joining(", ")));
            if (entities.size() > NAMED) {
                text.append(" and ").append(entities.size() - NAMED).append(" more");
            }
        }
        return text.append('.').toString();
    }
}
