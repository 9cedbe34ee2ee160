package io.tripline.alerting.incidents;

import static io.tripline.alerting.incidents.TestAlerts.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import io.tripline.contracts.Incident.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same set of alerts gives the same incidents, however they arrive. Seeds stand in the tests' names. */
class IncidentsOrderTest {
    private static final Duration FOREVER = Duration.ofDays(3_650);

    /** What a consumer of the topic knows: the last revision of each incident. */
    private static final class Topic {
        private final Map<String, Incident> last = new TreeMap<>();

        void publish(List<Incident> revisions) {
            for (Incident each : revisions) {
                Incident before = last.put(each.id(), each);
                assertThat(each.revision()).isEqualTo(before == null ? 1 : before.revision() + 1);
            }
        }

        /** Those that stand, without what tells of their way. */
        Map<String, Incident> open() {
            Map<String, Incident> open = new TreeMap<>();
            last.forEach(
                    (id, each) -> {
                        if (each.status() == Status.OPEN) {
                            open.put(id, numbered(each));
                        }
                    });
            return open;
        }

        private static Incident numbered(Incident each) {
            return new Incident(
                    each.id(),
                    0,
                    each.status(),
                    each.mergedInto(),
                    each.gravity(),
                    each.message(),
                    each.alertCount(),
                    each.alerts(),
                    each.entities(),
                    each.tactics(),
                    each.timeline(),
                    each.explanation());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anyOrderAnyBatchesAnyRestartsGiveTheSameIncidents(int seed) {
        Random random = new Random(seed);
        List<Alert> revisions = revisions(random, 120, 200, 4, 3);
        IncidentsConfig config = config(FOREVER, 3);
        Topic inOrder = new Topic();
        Incidents reference = new Incidents(config);
        revisions.forEach(reference::add);
        inOrder.publish(reference.revisions());
        Map<String, Incident> expected = inOrder.open();
        assertThat(expected).isNotEmpty();

        for (int round = 0; round < 10; round++) {
            List<Alert> shuffled = new ArrayList<>(revisions);
            Collections.shuffle(shuffled, random);
            Topic topic = new Topic();
            Incidents incidents = new Incidents(config);
            List<Alert> log = new ArrayList<>();
            for (Alert each : shuffled) {
                incidents.add(each);
                log.add(each);
                if (random.nextInt(7) == 0) {
                    topic.publish(incidents.revisions());
                }
                if (random.nextInt(40) == 0) {
                    // Killed, perhaps with work unpublished: all is read again.
                    incidents = new Incidents(config);
                    topic.last.values().forEach(incidents::told);
                    log.forEach(incidents::add);
                }
            }
            topic.publish(incidents.revisions());

            assertThat(topic.open()).as("seed %d round %d", seed, round).isEqualTo(expected);
            assertThat(incidents.revisions()).isEmpty();
            for (Incident each : topic.last.values()) {
                if (each.status() == Status.MERGED) {
                    assertThat(expected).containsKey(each.mergedInto());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void withoutBoundsIncidentsAreTheConnectedComponents(int seed) {
        Random random = new Random(seed);
        List<Alert> revisions = revisions(random, 150, 400, 12, 8);
        IncidentsConfig config =
                new IncidentsConfig(
                        Duration.ofDays(1),
                        FOREVER,
                        FOREVER,
                        Duration.ofDays(1),
                        1_000,
                        1_000,
                        List.of(),
                        List.of(),
                        100_000);
        Incidents incidents = new Incidents(config);
        revisions.forEach(incidents::add);

        Set<Set<String>> found =
                incidents.revisions().stream()
                        .map(each -> (Set<String>) new TreeSet<>(each.alerts()))
                        .collect(Collectors.toSet());

        assertThat(found).isEqualTo(components(revisions, config)).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsForgottenChangesNothing(int seed) {
        Random random = new Random(seed);
        double hours = 24 * 60;
        List<Alert> revisions = revisions(random, 1_200, hours, 8, 5);
        // They arrive up to a day late.
        Map<Alert, Double> arrival = new HashMap<>();
        revisions.forEach(
                each ->
                        arrival.put(
                                each,
                                Duration.between(TestAlerts.MONDAY, each.occurrence().lastSeen())
                                                .toMinutes()
                                        + random.nextDouble() * 12 * 60));
        List<Alert> arriving = new ArrayList<>(revisions);
        arriving.sort(java.util.Comparator.comparing(arrival::get));
        Topic forgetful = new Topic();
        Topic mindful = new Topic();
        Incidents forgets = new Incidents(config(Duration.ofDays(2), 3));
        Incidents remembers = new Incidents(config(FOREVER, 3));
        int most = 0;
        for (int i = 0; i < arriving.size(); i++) {
            forgets.add(arriving.get(i));
            remembers.add(arriving.get(i));
            if (i % 20 == 0) {
                forgetful.publish(forgets.revisions());
                most = Math.max(most, forgets.alerts());
            }
            if (random.nextInt(300) == 0) {
                Incidents again = new Incidents(config(Duration.ofDays(2), 3));
                forgetful.last.values().forEach(again::told);
                arriving.subList(0, i + 1).forEach(again::add);
                forgets = again;
            }
        }
        forgetful.publish(forgets.revisions());
        mindful.publish(remembers.revisions());

        assertThat(forgetful.open()).as("seed %d", seed).isEqualTo(mindful.open());
        assertThat(most).isLessThan(arriving.size() / 3);
        assertThat(forgets.tooLate()).isZero();
    }

    private static IncidentsConfig config(Duration lateness, int sharedAbove) {
        return new IncidentsConfig(
                Duration.ofHours(12),
                Duration.ofDays(2),
                lateness,
                Duration.ofDays(1),
                sharedAbove,
                6,
                List.of("system"),
                List.of("host1"),
                100_000);
    }

    /** Alerts of a few persons, hosts and addresses, some in several revisions, some withdrawn in the end. */
    private static List<Alert> revisions(
            Random random, int alerts, double hours, int persons, int hosts) {
        List<Alert> revisions = new ArrayList<>();
        for (int i = 0; i < alerts; i++) {
            double from = random.nextDouble() * hours;
            double until = from;
            Map<EcsField, String> entity = new HashMap<>();
            if (random.nextBoolean()) {
                entity.put(EcsField.USER_NAME, "person" + random.nextInt(persons));
            }
            if (random.nextInt(3) == 0) {
                entity.put(EcsField.HOST_NAME, "host" + random.nextInt(hosts));
            }
            if (random.nextInt(3) == 0) {
                entity.put(EcsField.SOURCE_IP, "192.0.2." + random.nextInt(hosts));
            }
            List<Object> evidence = new ArrayList<>();
            if (random.nextInt(3) == 0) {
                evidence.addAll(List.of(EcsField.HOST_NAME, "host" + random.nextInt(hosts)));
            }
            if (random.nextInt(4) == 0) {
                evidence.addAll(List.of(EcsField.USER_NAME, "person" + random.nextInt(persons)));
            }
            int last = 1 + random.nextInt(3);
            for (int revision = 1; revision <= last; revision++) {
                revisions.add(
                        alert(
                                "a%04d".formatted(i),
                                revision,
                                revision > 1 && random.nextInt(4) == 0
                                        ? State.WITHDRAWN
                                        : State.RAISED,
                                "rule" + i % 4,
                                from,
                                until,
                                entity,
                                evidence.toArray()));
                until += random.nextDouble() * 3;
            }
        }
        return revisions;
    }

    /** By definition: two alerts join when they share an entity and no more than the window lies between. */
    private static Set<Set<String>> components(List<Alert> revisions, IncidentsConfig config) {
        Entities entities = new Entities(new Names(List.of()));
        Map<String, Member> latest = new TreeMap<>();
        for (Alert each : revisions) {
            latest.merge(
                    each.id(),
                    Member.of(each, entities),
                    (one, other) -> one.revision() > other.revision() ? one : other);
        }
        Collection<Member> standing = latest.values().stream().filter(Member::stands).toList();
        Map<String, Set<String>> component = new HashMap<>();
        standing.forEach(each -> component.put(each.id(), new TreeSet<>(Set.of(each.id()))));
        for (Member one : standing) {
            for (Member other : standing) {
                boolean near =
                        !one.first().isAfter(other.last().plus(config.window()))
                                && !other.first().isAfter(one.last().plus(config.window()));
                boolean join =
                        one.entities().entrySet().stream()
                                .anyMatch(
                                        each -> {
                                            Boolean central = other.entities().get(each.getKey());
                                            return central != null
                                                    && (central
                                                            || each.getValue()
                                                            || each.getKey().kind()
                                                                    != Incident.Kind.HOST);
                                        });
                if (near && join) {
                    Set<String> all = new TreeSet<>(component.get(one.id()));
                    all.addAll(component.get(other.id()));
                    all.forEach(id -> component.put(id, all));
                }
            }
        }
        return Set.copyOf(component.values());
    }
}
