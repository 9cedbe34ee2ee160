package io.tripline.alerting.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.paging.Page;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The plainest of the forms, and so the whole of what a page says. */
class MailTest {
    private static final Instant THREE = Instant.parse("2026-03-02T03:12:00Z");

    @Test
    void aPageFitsOnAPhoneAndRepeatsNothing() {
        Mail mail =
                Mail.of(
                        new Page(
                                "a1-r1-e1",
                                "a1",
                                Page.Subject.ALERT,
                                1,
                                Page.Kind.TRIGGER,
                                "lead",
                                "urgent",
                                "Nobody acknowledged: step 1.",
                                THREE.plusSeconds(960),
                                "Nobody has acknowledged this for 15 min.",
                                AlertJson.write(guessed())),
                        Map.of("Alert", "https://tripline.example.com/alerts/{id}"));

        assertThat(mail.subject()).isEqualTo("HIGH: Brute force that ended in a success");
        assertThat(mail.text())
                .isEqualTo(
                        """
                        Nobody has acknowledged this for 15 min.
                        81.2.69.142 signed in as deploy after 10 failures within 10 minutes.
                        Who: source.ip 81.2.69.142, user.name deploy
                        Since 2026-03-02 03:12:00 UTC, 4 times until 03:12:06.
                        · 03:12:00 ssh_login failure, host.name bastion, source.geo.city_name Abingdon
                        · 03:12:04 ssh_login failure, host.name bastion, source.geo.city_name Abingdon
                        · 03:12:06 ssh_login success, host.name bastion, source.geo.city_name Abingdon
                        First: Ask deploy whether this was them.
                        Alert: https://tripline.example.com/alerts/a1""");
    }

    private static Alert guessed() {
        List<Alert.Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            evidence.add(
                    Alert.Evidence.of(
                            "e" + i,
                            THREE.plusSeconds(2L * i),
                            "logs.auth-0-" + i,
                            Map.of(
                                    "event.action",
                                    "ssh_login",
                                    "event.outcome",
                                    i < 3 ? "failure" : "success",
                                    "event.category",
                                    List.of("authentication"),
                                    "event.type",
                                    List.of("start"),
                                    "event.dataset",
                                    "linux.auth",
                                    "host.name",
                                    "bastion",
                                    "source.geo.city_name",
                                    "Abingdon",
                                    "source.ip",
                                    "81.2.69.142",
                                    "user.name",
                                    "deploy")));
        }
        return new Alert(
                "a1",
                new Alert.Rule(
                        "brute-force-success",
                        "Brute force that ended in a success",
                        "v1",
                        "high",
                        75,
                        List.of(),
                        List.of()),
                new TreeMap<>(
                        Map.of(EcsField.SOURCE_IP, "81.2.69.142", EcsField.USER_NAME, "deploy")),
                new Alert.Occurrence(THREE, THREE.plusSeconds(6), 4, 1, false, Alert.State.RAISED),
                "81.2.69.142 signed in as deploy after 10 failures within 10 minutes.",
                "1. Ask deploy whether this was them.\n2. End the session.",
                new TreeMap<>(Map.of("failures", 10L)),
                evidence);
    }
}
