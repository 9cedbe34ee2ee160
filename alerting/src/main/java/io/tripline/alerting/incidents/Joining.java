package io.tripline.alerting.incidents;

import io.tripline.alerting.IncidentsConfig;
import io.tripline.contracts.Incident.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Joins alerts to clusters: those that share an entity, directly or over others, with no more than the window between
 * them. One pass over the alerts in order of event time, so that the result depends on the set alone. What must not glue
 * everything together is bounded:
 *
 * <ul>
 *   <li>an address or a host that more persons were seen with within the window than the limit (a VPN's egress, a domain
 *       controller), and an account at more places, joins from then on only alerts of the same rule;
 *   <li>a host that is merely where events were logged joins only alerts that one of both names as its entity;
 *   <li>a cluster takes no alert that begins later than the span after its first, nor more than {@link #MOST_MEMBERS}.
 * </ul>
 */
final class Joining {
    /** More alerts in one story than anybody reads. */
    static final int MOST_MEMBERS = 1_000;

    private static final Comparator<Cluster> ELDEST =
            Comparator.comparing(Cluster::earliest, Member.ORDER);

    private final IncidentsConfig config;
    private final Map<EntityKey, Trail> trails = new HashMap<>();
    private final List<Cluster> clusters = new ArrayList<>();

    /** What an entity was last seen with. */
    private static final class Trail {
        /** Persons at a host or an address, places of an account; until when. */
        private final Map<EntityKey, Instant> company = new HashMap<>();

        private final Map<Link, Instant> links = new HashMap<>();
    }

    private record Link(Cluster cluster, String rule, boolean central) {}

    private Joining(IncidentsConfig config) {
        this.config = config;
    }

    /**
     * The clusters of these alerts, the eldest first.
     *
     * @param members in {@link Member#ORDER}
     * @param passed alerts of clusters that are closed: they still tell how common an entity is, and join no more
     */
    static List<Cluster> of(List<Member> members, List<Member> passed, IncidentsConfig config) {
        Joining joining = new Joining(config);
        int next = 0;
        for (Member each : members) {
            while (next < passed.size() && Member.ORDER.compare(passed.get(next), each) < 0) {
                joining.remember(passed.get(next++));
            }
            joining.join(each);
        }
        return joining.clusters.stream().filter(each -> each.size() > 0).sorted(ELDEST).toList();
    }

    private void join(Member member) {
        Instant earliest = member.first().minus(config.span());
        TreeSet<Cluster> candidates = new TreeSet<>(ELDEST);
        TreeSet<EntityKey> common = new TreeSet<>();
        member.entities()
                .forEach(
                        (key, central) -> {
                            Trail trail = trails.computeIfAbsent(key, _ -> new Trail());
                            forget(trail.company, member.first());
                            forget(trail.links, member.first());
                            boolean shared = isShared(key, trail, member);
                            if (shared) {
                                common.add(key);
                            }
                            for (Link each : trail.links.keySet()) {
                                if ((central || each.central() || key.kind() != Kind.HOST)
                                        && (!shared || each.rule().equals(member.rule().id()))) {
                                    candidates.add(each.cluster().standing());
                                }
                            }
                        });
        candidates.removeIf(
                each -> each.earliest().first().isBefore(earliest) || each.size() >= MOST_MEMBERS);
        Cluster cluster = candidates.isEmpty() ? new Cluster(member) : candidates.removeFirst();
        if (cluster.size() == 0) {
            clusters.add(cluster);
        }
        for (Cluster each : candidates) {
            if (cluster.size() + each.size() < MOST_MEMBERS) {
                cluster.absorb(each);
            }
        }
        cluster.add(member);
        cluster.shared().addAll(common);
        remember(member);
        member.entities()
                .forEach(
                        (key, central) ->
                                later(
                                        trails.computeIfAbsent(key, _ -> new Trail()).links,
                                        new Link(cluster, member.rule().id(), central),
                                        member.last()));
    }

    private void remember(Member member) {
        for (EntityKey key : member.entities().keySet()) {
            Trail trail = trails.computeIfAbsent(key, _ -> new Trail());
            for (EntityKey other : member.entities().keySet()) {
                if (isCompany(key, other)) {
                    later(trail.company, other, member.last());
                }
            }
        }
    }

    private boolean isShared(EntityKey key, Trail trail, Member member) {
        long fresh =
                member.entities().keySet().stream()
                        .filter(other -> isCompany(key, other) && !trail.company.containsKey(other))
                        .count();
        return switch (key.kind()) {
            case HOST, ADDRESS -> trail.company.size() + fresh > config.sharedAbove();
            case PERSON -> trail.company.size() + fresh > config.sharedAccountAbove();
            case SESSION -> false;
        };
    }

    private static boolean isCompany(EntityKey key, EntityKey other) {
        return switch (key.kind()) {
            case HOST, ADDRESS -> other.kind() == Kind.PERSON;
            case PERSON -> other.kind() == Kind.HOST || other.kind() == Kind.ADDRESS;
            case SESSION -> false;
        };
    }

    /** Alerts come in order of their beginning: what is too old for this one is too old for all to come. */
    private <T> void forget(Map<T, Instant> seen, Instant now) {
        Instant oldest = now.minus(config.window());
        seen.values().removeIf(each -> each.isBefore(oldest));
    }

    private static <T> void later(Map<T, Instant> seen, T what, Instant time) {
        seen.merge(what, time, (one, other) -> one.isAfter(other) ? one : other);
    }
}
