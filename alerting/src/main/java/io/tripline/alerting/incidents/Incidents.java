package io.tripline.alerting.incidents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.Incident;
import io.tripline.contracts.Incident.Status;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of all alerts seen. They are a function of the set of alerts, each in its latest revision: what arrives in
 * another order, twice, or again after a restart gives the same. What is published is the difference to what was
 * published before. Alerts that can join nothing any more, since event time has passed them by more than lateness and
 * span, are forgotten. Not safe for several threads.
 */
public final class Incidents {
    private final IncidentsConfig config;
    private final Entities entities;
    private final Story story;

    /** The latest revision of every alert that can still join others. */
    private final Map<String, Member> members = new HashMap<>();

    /** Alerts of closed clusters, kept as long as they count for how common an entity is. */
    private final Map<String, Member> passed = new HashMap<>();

    /** What was published last, by the incident's id. */
    private final Map<String, Told> told = new TreeMap<>();

    private Instant now = Instant.MIN;

    /** Alerts that began by then were forgotten for want of memory. */
    private Instant floor = Instant.MIN;

    private boolean begun;
    private long tooLate;
    private long crowdedOut;

    /**
     * A published revision.
     *
     * @param signature what it was told from, if it was told by this process
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by content, on purpose.
    private record Told(
            int revision,
            Status status,
            Instant first,
            Instant last,
            List<String> alerts,
            byte[] json,
            @Nullable String signature) {
        static Told of(Incident incident, @Nullable String signature) {
            return new Told(
                    incident.revision(),
                    incident.status(),
                    incident.gravity().firstSeen(),
                    incident.gravity().lastSeen(),
                    incident.alerts(),
                    IncidentJson.write(incident),
                    signature);
        }
    }

    public Incidents(IncidentsConfig config) {
        this.config = config;
        this.entities = new Entities(new Names(config.shared()));
        this.story = new Story(new Names(config.critical()), config);
    }

    /** Notes a revision that an earlier process has published. */
    public void told(Incident incident) {
        Told known = told.get(incident.id());
        if (known == null || known.revision() < incident.revision()) {
            told.put(incident.id(), Told.of(incident, null));
        }
    }

    /** Takes a revision of an alert; an older one than is known changes nothing. */
    public void add(Alert alert) {
        Member member = Member.of(alert, entities);
        if (passed.containsKey(member.id())) {
            // Its incident is closed.
            tooLate++;
            return;
        }
        Member known = members.get(member.id());
        if (known == null || known.revision() < member.revision()) {
            members.put(member.id(), member);
        }
        if (now.isBefore(member.last())) {
            now = member.last();
        }
        if (members.size() > 2 * config.mostAlerts()) {
            crowdOut();
        }
    }

    /** What has to be published since the last call, in the order of ids. */
    public List<Incident> revisions() {
        if (members.isEmpty() && told.isEmpty()) {
            begun = true;
            return List.of();
        }
        List<Cluster> clusters =
                Joining.of(
                        members.values().stream()
                                .filter(Member::stands)
                                .sorted(Member.ORDER)
                                .toList(),
                        passed.values().stream().sorted(Member.ORDER).toList(),
                        config);
        Map<String, Cluster> standing = new TreeMap<>();
        clusters.forEach(each -> standing.put(each.id(), each));
        List<Incident> revisions = new ArrayList<>();
        Set<String> covered = begun ? Set.of() : coveredByTold();
        for (Cluster each : standing.values()) {
            boolean isOldNews =
                    !begun
                            && isClosed(each.earliest().first(), each.last())
                            && each.members().stream().anyMatch(of -> covered.contains(of.id()));
            if (!isOldNews) {
                revision(each).ifPresent(revisions::add);
            }
        }
        Map<String, String> incidentOf = new HashMap<>();
        standing.forEach((id, each) -> each.members().forEach(of -> incidentOf.put(of.id(), id)));
        for (Map.Entry<String, Told> each : told.entrySet()) {
            if (!standing.containsKey(each.getKey())
                    && !isClosed(each.getValue().first(), each.getValue().last())) {
                ending(each.getValue(), incidentOf).ifPresent(revisions::add);
            }
        }
        revisions.sort(Comparator.comparing(Incident::id));
        for (Incident each : revisions) {
            Cluster cluster = standing.get(each.id());
            told.put(each.id(), Told.of(each, cluster == null ? null : cluster.signature()));
        }
        forget(clusters);
        begun = true;
        return revisions;
    }

    /** Alerts held. */
    public int alerts() {
        return members.size() + passed.size();
    }

    /** Revisions of alerts whose incident had been closed. */
    public long tooLate() {
        return tooLate;
    }

    /** Alerts forgotten for want of memory. */
    public long crowdedOut() {
        return crowdedOut;
    }

    private Set<String> coveredByTold() {
        Set<String> covered = new HashSet<>();
        told.values().forEach(each -> covered.addAll(each.alerts()));
        return covered;
    }

    private Optional<Incident> revision(Cluster cluster) {
        Told before = told.get(cluster.id());
        if (before == null) {
            return Optional.of(story.of(cluster, 1));
        }
        String signature = cluster.signature();
        if (before.status() == Status.OPEN && signature.equals(before.signature())) {
            return Optional.empty();
        }
        byte[] same = IncidentJson.write(story.of(cluster, before.revision()));
        if (Arrays.equals(same, before.json())) {
            told.put(
                    cluster.id(),
                    new Told(
                            before.revision(),
                            before.status(),
                            before.first(),
                            before.last(),
                            before.alerts(),
                            before.json(),
                            signature));
            return Optional.empty();
        }
        return Optional.of(story.of(cluster, before.revision() + 1));
    }

    /** The last revision of an incident whose alerts stand no more, or elsewhere: what it told, and what became of it. */
    private Optional<Incident> ending(Told before, Map<String, String> incidentOf) {
        String survivor =
                before.alerts().stream()
                        .map(incidentOf::get)
                        .filter(each -> each != null)
                        .findFirst()
                        .orElse(null);
        boolean isKnown = before.alerts().stream().anyMatch(members::containsKey);
        if (survivor == null && !isKnown) {
            // Its alerts have left the topic: nothing is known against it.
            return Optional.empty();
        }
        Incident incident = read(before.json());
        Status status = survivor == null ? Status.WITHDRAWN : Status.MERGED;
        if (incident.status() == status
                && (survivor == null || survivor.equals(incident.mergedInto()))) {
            return Optional.empty();
        }
        return Optional.of(
                new Incident(
                        incident.id(),
                        incident.revision() + 1,
                        status,
                        survivor,
                        incident.gravity(),
                        incident.message(),
                        incident.alertCount(),
                        incident.alerts(),
                        incident.entities(),
                        incident.tactics(),
                        incident.timeline(),
                        incident.explanation()));
    }

    private static Incident read(byte[] json) {
        try {
            return IncidentJson.read(json);
        } catch (MalformedEventException e) {
            throw new IllegalStateException(
                    "We wrote it: " + new String(json, UTF_8).substring(0, 50), e);
        }
    }

    /** Whether no alert that is in time can join or change what lies here any more. */
    private boolean isClosed(Instant first, Instant last) {
        return !first.isAfter(floor)
                || (now.isAfter(Instant.MIN)
                        && first.isBefore(closing())
                        && last.isBefore(now.minus(config.lateness())));
    }

    private Instant closing() {
        return now.minus(config.lateness()).minus(config.span());
    }

    private void forget(List<Cluster> clusters) {
        if (now.equals(Instant.MIN)) {
            return;
        }
        for (Cluster each : clusters) {
            if (isClosed(each.earliest().first(), each.last())) {
                each.members()
                        .forEach(
                                of -> {
                                    members.remove(of.id());
                                    passed.put(of.id(), of);
                                });
            }
        }
        members.values().removeIf(each -> !each.stands() && isClosed(each.first(), each.last()));
        Instant counting = closing().minus(config.window());
        passed.values().removeIf(each -> each.last().isBefore(counting));
        told.values().removeIf(each -> isClosed(each.first(), each.last()));
    }

    /** Forgets the eldest quarter. */
    private void crowdOut() {
        passed.clear();
        Collection<Member> eldest =
                members.values().stream()
                        .sorted(Member.ORDER)
                        .limit(config.mostAlerts() / 2)
                        .toList();
        for (Member each : eldest) {
            members.remove(each.id());
            floor = floor.isAfter(each.first()) ? floor : each.first();
            crowdedOut++;
        }
    }
}
