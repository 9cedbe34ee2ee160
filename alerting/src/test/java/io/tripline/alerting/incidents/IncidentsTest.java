package io.tripline.alerting.incidents;

import static io.tripline.alerting.incidents.TestAlerts.alert;
import static io.tripline.alerting.incidents.TestAlerts.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tripline.alerting.IncidentsConfig;
import io.tripline.contracts.Alert;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import io.tripline.contracts.Incident.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentsTest {
    private static final IncidentsConfig CONFIG = IncidentsConfig.defaults();

    private final Incidents incidents = new Incidents(CONFIG);

    @Test
    void alertsOfOnePersonUnderDifferentNamesAreOneIncident() {
        List<Incident> published =
                publish(
                        alert("a1", "phish", 8, user("ann@corp.example.com")),
                        alert("a2", "travel", 9, user("CORP\\Ann")),
                        alert("a3", "spread", 10, user("ann")));

        assertThat(published).hasSize(1);
        Incident incident = published.getFirst();
        assertThat(incident.alerts()).containsExactly("a1", "a2", "a3");
        assertThat(incident.tactics())
                .extracting(Incident.Tactic::name)
                .containsExactly("Tactic phish", "Tactic travel", "Tactic spread");
        assertThat(incident.gravity().firstSeen()).isEqualTo(at(8));
        assertThat(incident.gravity().lastSeen()).isEqualTo(at(10));
        assertThat(incident.message())
                .isEqualTo(
                        "Tactic phish, then Tactic travel, then Tactic spread: 3 alerts of 3 rules"
                                + " about ann.");
    }

    @Test
    void anAttackIsFollowedFromAnAddressToAnAccountToAHost() {
        List<Incident> published =
                publish(
                        alert("a1", "spray", 1, address("203.0.113.9")),
                        alert("a2", "success", 2, user("ann"), EcsField.SOURCE_IP, "203.0.113.9"),
                        alert("a3", "remote", 3, user("ann"), EcsField.HOST_NAME, "db1"),
                        alert("a4", "dump", 4, Map.of(EcsField.HOST_NAME, "DB1.corp.example.com")));

        assertThat(published).singleElement().extracting(Incident::alertCount).isEqualTo(4L);
    }

    @ParameterizedTest
    @CsvSource({
        "SYSTEM",
        "NT AUTHORITY\\SYSTEM",
        "root",
        "Administrator",
        "DWM-1",
        "ANONYMOUS LOGON",
        "-"
    })
    void anAccountThatIsNobodysOwnJoinsNothing(String name) {
        assertThat(publish(alert("a1", "x", 1, user(name)), alert("a2", "y", 2, user(name))))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "::1", "0.0.0.0", "169.254.10.1", "fe80::1", "db1"})
    void anAddressThatIsNobodysJoinsNothing(String address) {
        assertThat(
                        publish(
                                alert("a1", "x", 1, address(address)),
                                alert("a2", "y", 2, address(address))))
                .hasSize(2);
    }

    @Test
    void aComputersAccountIsTheComputer() {
        assertThat(
                        publish(
                                alert("a1", "x", 1, user("WKS12$")),
                                alert(
                                        "a2",
                                        "y",
                                        2,
                                        Map.of(EcsField.HOST_NAME, "wks12.corp.example.com"))))
                .hasSize(1);
    }

    @Test
    void aHostThatOnlyLoggedTheEventsJoinsNothing() {
        assertThat(
                        publish(
                                alert("a1", "x", 1, user("ann"), EcsField.HOST_NAME, "dc1"),
                                alert("a2", "y", 2, user("bob"), EcsField.HOST_NAME, "dc1")))
                .hasSize(2);
    }

    @Test
    void anEgressAddressOfManyJoinsOnlyAlertsOfOneRule() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            alerts.add(
                    alert(
                            "a%02d".formatted(i),
                            i % 2 == 0 ? "new-device" : "travel",
                            i / 10.0,
                            user("person" + i),
                            EcsField.SOURCE_IP,
                            "198.51.100.1"));
        }

        List<Incident> published = publish(alerts.toArray(Alert[]::new));

        // The first five persons before the address was known to be common, then each rule.
        assertThat(published).hasSize(1);
        assertThat(published.getFirst().entities())
                .filteredOn(each -> each.value().equals("198.51.100.1"))
                .singleElement()
                .extracting(Incident.Entity::shared)
                .isEqualTo(true);
        alerts.add(
                alert("other", "malware", 3, user("person30"), EcsField.SOURCE_IP, "198.51.100.1"));
        assertThat(publish(alerts.getLast()))
                .singleElement()
                .extracting(Incident::alerts)
                .isEqualTo(List.of("other"));
    }

    @Test
    void nothingJoinsAcrossALongSilence() {
        assertThat(
                        publish(
                                alert("a1", "x", 0, user("ann")),
                                alert("a2", "x", 24, user("ann")),
                                alert("a3", "x", 48.5, user("ann"))))
                .extracting(Incident::alerts)
                .containsExactlyInAnyOrder(List.of("a1", "a2"), List.of("a3"));
    }

    @Test
    void anIncidentEndsAtItsSpanAndTheNextGoesOn() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            alerts.add(alert("a" + i, "x", i * 20, user("ann")));
        }

        assertThat(publish(alerts.toArray(Alert[]::new)))
                .extracting(Incident::alertCount)
                .containsExactlyInAnyOrder(4L, 4L, 2L);
    }

    @Test
    void anAlertThatShowsTwoIncidentsToBeOneMergesTheYoungerIntoTheElder() {
        List<Incident> apart =
                publish(
                        alert("a1", "x", 1, user("ann")),
                        alert("a2", "y", 2, Map.of(EcsField.HOST_NAME, "db1")));
        assertThat(apart).extracting(Incident::status).containsOnly(Status.OPEN);

        List<Incident> joined =
                publish(alert("a3", "z", 3, user("ann"), EcsField.HOST_NAME, "db1"));

        String elder = idOf("a1", apart);
        String younger = idOf("a2", apart);
        assertThat(joined).extracting(Incident::id).containsExactlyInAnyOrder(elder, younger);
        for (Incident each : joined) {
            assertThat(each.revision()).isEqualTo(2);
            if (each.id().equals(elder)) {
                assertThat(each.status()).isEqualTo(Status.OPEN);
                assertThat(each.alerts()).containsExactly("a1", "a2", "a3");
            } else {
                assertThat(each.status()).isEqualTo(Status.MERGED);
                assertThat(each.mergedInto()).isEqualTo(elder);
                assertThat(each.alerts()).containsExactly("a2");
            }
        }
    }

    @Test
    void whenTheAlertThatJoinedThemIsWithdrawnTheyPartAgain() {
        List<Incident> apart =
                publish(
                        alert("a1", "x", 1, user("ann")),
                        alert("a2", "y", 2, Map.of(EcsField.HOST_NAME, "db1")));
        publish(alert("a3", "z", 3, user("ann"), EcsField.HOST_NAME, "db1"));

        List<Incident> parted =
                publish(
                        alert(
                                "a3",
                                2,
                                State.WITHDRAWN,
                                "z",
                                3,
                                3,
                                user("ann"),
                                EcsField.HOST_NAME,
                                "db1"));

        assertThat(parted)
                .extracting(Incident::id, Incident::status, Incident::revision, Incident::alerts)
                .containsExactlyInAnyOrder(
                        tuple(idOf("a1", apart), Status.OPEN, 3, List.of("a1")),
                        tuple(idOf("a2", apart), Status.OPEN, 3, List.of("a2")));
    }

    @Test
    void anIncidentWithoutAStandingAlertIsWithdrawnAndSaysWhatItWas() {
        publish(alert("a1", "x", 1, user("ann")));

        List<Incident> ended = publish(alert("a1", 2, State.WITHDRAWN, "x", 1, 1, user("ann")));

        assertThat(ended).singleElement().extracting(Incident::status).isEqualTo(Status.WITHDRAWN);
        assertThat(ended.getFirst().timeline()).hasSize(1);
        assertThat(publish()).isEmpty();
    }

    @Test
    void nothingNewIsNotPublished() {
        publish(alert("a1", 2, State.RAISED, "x", 1, 1, user("ann")));

        assertThat(publish(alert("a1", 2, State.RAISED, "x", 1, 1, user("ann")))).isEmpty();
        assertThat(publish(alert("a1", 1, State.RAISED, "x", 1, 1, user("bob")))).isEmpty();
    }

    @Test
    void aRuleThatIsTriedOutRaisesNoIncident() {
        Alert alert = alert("a1", "x", 1, user("ann"));
        Alert.Rule rule = alert.rule();
        Alert shadow =
                new Alert(
                        alert.id(),
                        new Alert.Rule(
                                rule.id(),
                                rule.title(),
                                "v1",
                                "high",
                                73,
                                List.of(),
                                List.of(),
                                true),
                        alert.entity(),
                        alert.occurrence(),
                        alert.message(),
                        alert.runbook(),
                        alert.values(),
                        alert.evidence());

        assertThat(publish(shadow)).isEmpty();
    }

    @Test
    void everyPointOfTheScoreIsExplainedAndFades() {
        IncidentsConfig config =
                new IncidentsConfig(
                        Duration.ofDays(1),
                        Duration.ofDays(3),
                        Duration.ofDays(1),
                        Duration.ofHours(12),
                        5,
                        20,
                        List.of(),
                        List.of("DB*"),
                        1_000);
        Incidents weighed = new Incidents(config);
        weighed.add(alert("a1", "x", 0, user("ann")));
        weighed.add(alert("a2", "x", 6, user("ann")));
        weighed.add(alert("a3", "y", 12, user("ann"), EcsField.HOST_NAME, "db1"));

        Incident incident = weighed.revisions().getFirst();

        assertThat(incident.explanation())
                .extracting(
                        Incident.Points::alert,
                        Incident.Points::points,
                        Incident.Points::remaining,
                        Incident.Points::reason)
                .containsExactly(
                        tuple("a1", 50.0, 25.0, "A rule of level high matched: The rule x."),
                        tuple(
                                "a2",
                                25.0,
                                17.7,
                                "A rule of level high matched: The rule x, as 1 time before."),
                        tuple("a3", 50.0, 50.0, "A rule of level high matched: The rule y."),
                        tuple("a3", 25.0, 25.0, "db1 is critical."),
                        tuple("a3", 20.0, 20.0, "The attack reached Tactic y."));
        assertThat(incident.gravity().score()).isEqualTo(138);
        assertThat(incident.entities())
                .extracting(Incident.Entity::value, Incident.Entity::score)
                .containsExactly(tuple("ann", 138L), tuple("db1", 95L));
    }

    @Test
    void aStoryOfAThousandAlertsIsBoundedAndItsScoreStillAddsUp() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            alerts.add(alert("a%04d".formatted(i), "x", i / 100.0, user("ann")));
        }

        List<Incident> published = publish(alerts.toArray(Alert[]::new));

        assertThat(published)
                .extracting(Incident::alertCount)
                .containsExactlyInAnyOrder(1_000L, 500L);
        for (Incident each : published) {
            assertThat(each.timeline()).hasSize(100);
            double sum = each.explanation().stream().mapToDouble(Incident.Points::remaining).sum();
            assertThat((double) each.gravity().score()).isBetween(sum - 0.51, sum + 0.51);
        }
    }

    private List<Incident> publish(Alert... alerts) {
        for (Alert each : alerts) {
            incidents.add(each);
        }
        return incidents.revisions();
    }

    private static String idOf(String alert, List<Incident> published) {
        return published.stream()
                .filter(each -> each.alerts().contains(alert))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Map<EcsField, String> user(String name) {
        return Map.of(EcsField.USER_NAME, name);
    }

    private static Map<EcsField, String> address(String address) {
        return Map.of(EcsField.SOURCE_IP, address);
    }
}
