package io.tripline.alerting.mutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutesTest {
    private static final String VPN =
            """
            mutes:
              - name: vpn-moves
                owner: ann@example.com
                reason: The VPN moves to another provider.
                expires: 2026-12-01T18:00:00Z
                rules: [impossible-travel, unknown-*]
                entities: [198.51.100.0/24, svc-backup]
            """;
    private static final String PATCHES =
            """
            mutes:
              - name: patches
                owner: operations
                reason: Hosts are patched and restarted.
                expires: 2027-01-01
                rules: [service-stopped]
                window: {days: [sun], from: "01:30", for: 3h, zone: Europe/Oslo}
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "impossible-travel, 198.51.100.7, 2026-11-01T00:00:00Z, true",
        "unknown-device, 198.51.100.7, 2026-11-01T00:00:00Z, true",
        "impossible-travel, svc-backup, 2026-11-01T00:00:00Z, true",
        "impossible-travel, CORP\\SVC-Backup, 2026-11-01T00:00:00Z, true",
        "impossible-travel, svc-backup@corp.example.com, 2026-11-01T00:00:00Z, true",
        "impossible-travel, svc-backup, 2026-12-01T17:59:59Z, true",
        "impossible-travel, svc-backup, 2026-12-01T18:00:00Z, false",
        "impossible-travel, svc-backup2, 2026-11-01T00:00:00Z, false",
        "impossible-travel, 198.51.101.7, 2026-11-01T00:00:00Z, false",
        "brute-force, 198.51.100.7, 2026-11-01T00:00:00Z, false"
    })
    void aMuteCoversItsRulesAndEntitiesUntilItExpires(
            String rule, String entity, Instant last, boolean muted) throws Exception {
        Mutes mutes = good(VPN);

        assertThat(mutes.muting(alert(rule, entity, last)).isPresent()).isEqualTo(muted);
        assertThat(Mutes.NONE.muting(alert(rule, entity, last))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "USER_NAME, svc-backup.old, false",
        "USER_NAME, svc-backup.old@corp.example.com, false",
        "USER_EMAIL, SVC-Backup@corp.example.com, true",
        "HOST_NAME, SVC-Backup.corp.example.com, true",
        "HOST_NAME, svc-backup-2.corp.example.com, false",
        "SOURCE_IP, 198.51.100.7, true"
    })
    void onlyAHostIsKnownByWhatStandsBeforeTheDot(EcsField field, String value, boolean muted)
            throws Exception {
        Instant last = Instant.parse("2026-11-01T00:00:00Z");

        assertThat(good(VPN).muting(alert("impossible-travel", field, value, last)).isPresent())
                .isEqualTo(muted);
    }

    /** Oslo's clocks went forward on 29 March 2026 at 2:00. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:29:59Z, ",
        "2026-03-01T00:30:00Z, 2026-03-01T03:30:00Z",
        "2026-03-01T03:29:59Z, 2026-03-01T03:30:00Z",
        "2026-03-01T03:30:00Z, ",
        "2026-03-02T01:00:00Z, ",
        "2026-03-29T03:29:59Z, 2026-03-29T03:30:00Z",
        "2026-07-05T00:00:00Z, 2026-07-05T02:30:00Z"
    })
    void aWindowComesAgainInItsOwnTimeZone(Instant last, Instant until) throws Exception {
        assertThat(
                        good(PATCHES)
                                .muting(alert("service-stopped", "web1", last))
                                .map(each -> each.until(last))
                                .orElse(null))
                .isEqualTo(until);
    }

    @Test
    void aWindowMayReachIntoTheNextDay() throws Exception {
        Mutes mutes = good(PATCHES.replace("01:30", "23:30").replace("Europe/Oslo", "UTC"));

        assertThat(
                        mutes.muting(
                                alert(
                                        "service-stopped",
                                        "web1",
                                        Instant.parse("2026-03-02T02:00:00Z"))))
                .isPresent();
    }

    @Test
    void anIncidentIsMutedWhenEveryAlertOfItIs() throws Exception {
        Mutes mutes = good(VPN);
        Incident.Step muted = step("impossible-travel");
        Incident.Step other = step("brute-force");

        assertThat(mutes.muting(incident(muted, muted))).isPresent();
        assertThat(mutes.muting(incident(other, muted))).isEmpty();
        assertThat(mutes.muting(incident(muted, other))).isEmpty();
    }

    @Test
    void anIncidentOfWhichNotAllAlertsAreOnItsTimelineIsNotMuted() throws Exception {
        Incident.Step muted = step("impossible-travel");

        assertThat(good(VPN).muting(incident(2, muted, muted))).isPresent();
        assertThat(good(VPN).muting(incident(3, muted, muted))).isEmpty();
    }

    @Test
    void anEmptyFileMutesNothing() throws Exception {
        assertThat(good("")).isEqualTo(Mutes.NONE);
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        assertThat(
                        bad(
                                """
                                mute: []
                                mutes:
                                  - name: Bad Name
                                    rules: [x]
                                    until: tomorrow
                                  - name: everything
                                    owner: ann
                                    reason: none
                                    expires: 2026-01-01
                                  - name: star
                                    owner: ann
                                    reason: none
                                    expires: never
                                    entities: ["*", 10.0.0.0/40]
                                  - name: star
                                    owner: ann
                                    reason: none
                                    begins: 2026-02-01
                                    expires: 2026-01-01
                                    rules: [x]
                                    window: {days: [someday], from: noon, for: 30h, zone: Mars}
                                """))
                .containsExactly(
                        "the file: there is no key mute; known are mutes.",
                        "mute 1 (Bad Name): there is no key until; known are begins, entities,"
                                + " expires, name, owner, reason, rules, window.",
                        "mute 1 (Bad Name): name must be lower-case letters, digits and dashes.",
                        "mute 1 (Bad Name): owner must say who answers for it.",
                        "mute 1 (Bad Name): reason must say why nobody needs to be paged.",
                        "mute 1 (Bad Name): expires must be a day or a time, as"
                                + " 2026-12-01T18:00:00Z.",
                        "mute 2 (everything): rules or entities must say what it is about; it"
                                + " would mute everything.",
                        "mute 3 (star): expires must be a day or a time, as 2026-12-01T18:00:00Z.",
                        "mute 3 (star): entities must hold names; it would mute everything.",
                        "mute 3 (star): entities: 10.0.0.0/40 is no network, as 192.0.2.0/24 is.",
                        "mute 4 (star): this name is given twice.",
                        "mute 4 (star): it expires before it begins.",
                        "mute 4 (star): window.days holds someday, which is no day.",
                        "mute 4 (star): window.from must be a time of day, as \"22:30\".",
                        "mute 4 (star): window.for must be at most a day.",
                        "mute 4 (star): window.zone must be a time zone, as Europe/Oslo.");
    }

    @ParameterizedTest
    @CsvSource({
        "mutes: 7",
        "'mutes: [x'",
        "'mutes: [7]'",
        "'mutes: []\nmutes: []'",
        "'mutes: []\n---\nmutes: []'"
    })
    void whatIsNoListOfMutesIsRefused(String text) throws Exception {
        assertThat(bad(text)).hasSize(1);
    }

    private Mutes good(String text) throws IOException {
        return switch (read(text)) {
            case MutesFile.Outcome.Good good -> good.mutes();
            case MutesFile.Outcome.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    private List<String> bad(String text) throws IOException {
        return switch (read(text)) {
            case MutesFile.Outcome.Good good -> throw new AssertionError(good.mutes());
            case MutesFile.Outcome.Bad bad -> bad.problems();
        };
    }

    private MutesFile.Outcome read(String text) throws IOException {
        return MutesFile.read(Files.writeString(directory.resolve("mutes.yml"), text));
    }

    private static Alert alert(String rule, String entity, Instant last) {
        return alert(rule, EcsField.USER_NAME, entity, last);
    }

    private static Alert alert(String rule, EcsField field, String entity, Instant last) {
        return new Alert(
                "a1",
                new Alert.Rule(rule, "A rule", "v1", "high", 73, List.of(), List.of()),
                new TreeMap<>(Map.of(field, entity)),
                new Alert.Occurrence(last, last, 1, 1, false, Alert.State.RAISED),
                "Something.",
                "Look.",
                new TreeMap<>(),
                List.of());
    }

    private static Incident.Step step(String rule) {
        Instant at = Instant.parse("2026-11-01T00:00:00Z");
        return new Incident.Step(
                at,
                at,
                "a1",
                rule,
                "A rule",
                "high",
                "Something.",
                1,
                List.of(),
                List.of(),
                List.of("svc-backup"));
    }

    private static Incident incident(Incident.Step... steps) {
        return incident(steps.length, steps);
    }

    private static Incident incident(int alerts, Incident.Step... steps) {
        Instant at = Instant.parse("2026-11-01T00:00:00Z");
        return new Incident(
                "i1",
                1,
                Incident.Status.OPEN,
                null,
                new Incident.Gravity(at, at, 1, "high", 73),
                "Something.",
                alerts,
                List.of("a1"),
                List.of(),
                List.of(),
                List.of(steps),
                List.of());
    }
}
