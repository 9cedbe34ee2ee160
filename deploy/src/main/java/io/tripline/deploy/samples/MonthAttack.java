package io.tripline.deploy.samples;

import io.tripline.deploy.samples.Person.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Attacks on the month, each on a day of its own, all by one attacker on one victim. */
final class MonthAttack {
    private static final Person VICTIM = Nordlys.VICTIM;
    private static final Site ATTACKER = Site.CHANGCHUN;
    private static final Host TARGET = Nordlys.APPLICATION_SERVERS.get(2);

    private static final String GUEST = "10.20.90.99";

    /** As the example in the list of those who administer for a granted time only. */
    private static final String JUST_IN_TIME = "jit.admin@corp.example.com";

    /** In the example of tier zero, and in those of two segments. */
    private static final String TIER_ZERO = "198.51.100.150";

    private static final String OFFICE_SEGMENT = "198.51.100.17";
    private static final String MACHINE_SEGMENT = "198.51.100.130";

    /** Left the company long ago. */
    private static final Person FORGOTTEN =
            new Person("Olga", "Past", Role.OFFICE, Site.LINKOPING, 105);

    /** Before the month, so that it is long ago when the account is used again. */
    static final int LAST_SIGN_IN = -12;

    private static final int GUESSING = 16;
    private static final int SPRAY = 17;
    private static final int PUSHES = 21;
    private static final int TICKETS = 22;
    private static final int SWEEP = 24;
    private static final int SERVICE = 25;
    private static final int OUTSIDE_GRANT = 26;
    private static final int SEGMENTS = 27;
    private static final int CLEARING = 28;
    private static final int CONSENT = 29;
    private static final int ZONES = 30;
    private static final int UPLOAD = 31;
    private static final int MEMORY = 32;
    private static final int REFUSED = 33;
    private static final int BEACON = 34;
    private static final int DORMANT = 35;
    private static final int CHAIN = 36;

    private final Diary diary;
    private final Lines lines;
    private final int day;

    MonthAttack(Diary diary, Lines lines, int day) {
        this.diary = diary;
        this.lines = lines;
        this.day = day;
    }

    void write() {
        Instant time = diary.at(20.3);
        switch (day) {
            case GUESSING -> guess(time);
            case SPRAY -> spray(time);
            case PUSHES -> wearDown(time);
            case TICKETS -> roast(time);
            case SWEEP -> sweep(time);
            case SERVICE -> createService(time);
            case CLEARING -> lines.windows().logCleared(TARGET, VICTIM.account(), time);
            case UPLOAD ->
                    lines.zeek().upload(VICTIM.laptopIp(), ATTACKER.ip(), 3_000_000_000L, time);
            case CONSENT ->
                    lines.cloud()
                            .consent(
                                    VICTIM,
                                    ATTACKER.ip(),
                                    "Mail Helper",
                                    "User.Read Mail.ReadWrite Mail.Send offline_access",
                                    time);
            case ZONES ->
                    lines.device().flow("guest", GUEST, "servers", TARGET.ip(), 445, true, time);
            case MEMORY ->
                    lines.device()
                            .lsassOpened(
                                    TARGET,
                                    "C:\\Users\\Public\\m.exe",
                                    "NORDLYS\\" + VICTIM.account(),
                                    time);
            case REFUSED -> refusePrompts(time);
            case OUTSIDE_GRANT ->
                    lines.cloud()
                            .changed(
                                    "Update conditional access policy",
                                    JUST_IN_TIME,
                                    ATTACKER.ip(),
                                    time);
            case SEGMENTS -> {
                lines.zeek().connection(OFFICE_SEGMENT, MACHINE_SEGMENT, 502, "modbus", time);
                lines.zeek().connection(VICTIM.laptopIp(), TIER_ZERO, 3389, "rdp", time);
            }
            case BEACON -> beacon(time);
            case LAST_SIGN_IN -> lines.okta().signIn(FORGOTTEN, FORGOTTEN.site(), time);
            case DORMANT -> lines.okta().signIn(FORGOTTEN, ATTACKER, time);
            case CHAIN -> chain(time);
            default -> {}
        }
    }

    static List<PlantedAlert> expected() {
        String host = TARGET.fullName();
        return List.of(
                new PlantedAlert("brute-force-source", "source.ip", ATTACKER.ip()),
                new PlantedAlert("password-spray", "source.ip", ATTACKER.ip()),
                new PlantedAlert("mfa-fatigue", "user.name", VICTIM.mail()),
                new PlantedAlert("impossible-travel", "user.name", VICTIM.mail()),
                new PlantedAlert("kerberoasting", "user.name", VICTIM.account()),
                new PlantedAlert("host-sweep", "source.ip", VICTIM.laptopIp()),
                new PlantedAlert("remote-service-creation", "host.name", host),
                new PlantedAlert("audit-log-cleared", "host.name", host),
                new PlantedAlert("large-upload-new-destination", "source.ip", VICTIM.laptopIp()),
                new PlantedAlert("consent-risky-application", "user.name", VICTIM.mail()),
                new PlantedAlert("forbidden-segment-flow", "source.ip", GUEST),
                new PlantedAlert("lsass-memory-read", "host.name", host),
                new PlantedAlert("mfa-denied-pushes", "user.name", VICTIM.account()),
                new PlantedAlert("privileged-role-outside-grant", "user.name", JUST_IN_TIME),
                new PlantedAlert("forbidden-address-flow", "source.ip", OFFICE_SEGMENT),
                new PlantedAlert("first-seen-edge-into-tier-zero", "source.ip", VICTIM.laptopIp()),
                new PlantedAlert("beacon-rare-destination", "source.ip", VICTIM.laptopIp()),
                new PlantedAlert("dormant-account-active", "user.name", FORGOTTEN.mail()),
                new PlantedAlert("chain-of-new-edges", "rule.id", "new-administration-edge"));
    }

    private void guess(Instant start) {
        Instant time = start;
        for (int i = 0; i < 150; i++) {
            lines.linux().wrongPassword(Nordlys.EDGE_01, "root", ATTACKER.ip(), time);
            time = diary.after(time, Duration.ofSeconds(3));
        }
    }

    private void spray(Instant start) {
        Instant time = start;
        for (Person person : Nordlys.with(Role.OFFICE)) {
            lines.entra().wrongPassword(person, ATTACKER, time);
            time = diary.after(time, Duration.ofSeconds(45));
        }
    }

    /** The password is known; the fifth push is accepted, and the session is used far from where the person is. */
    private void wearDown(Instant start) {
        lines.okta().signIn(VICTIM, VICTIM.site(), start.minus(Duration.ofMinutes(40)));
        Instant time = start;
        for (int i = 0; i < 4; i++) {
            lines.okta().push(VICTIM, ATTACKER, "FAILURE", time);
            time = time.plusSeconds(70);
        }
        lines.okta().push(VICTIM, ATTACKER, "SUCCESS", time);
        lines.okta().signIn(VICTIM, ATTACKER, time.plusSeconds(20));
    }

    /** Six prompts that the person refuses, as Duo tells it. */
    private void refusePrompts(Instant start) {
        for (int i = 0; i < 6; i++) {
            lines.cloud()
                    .duo(
                            VICTIM,
                            ATTACKER.ip(),
                            "fraud",
                            "user_marked_fraud",
                            start.plusSeconds(60L * i));
        }
    }

    private void roast(Instant time) {
        for (int i = 1; i <= 6; i++) {
            lines.windows()
                    .oldTicket(
                            Nordlys.DC_01,
                            VICTIM,
                            VICTIM.laptopIp(),
                            "svc-app" + i,
                            time.plusMillis(120L * i));
        }
    }

    private void sweep(Instant start) {
        for (int number = 1; number <= 60; number++) {
            lines.zeek()
                    .refused(
                            VICTIM.laptopIp(),
                            "10.20.0." + number,
                            445,
                            start.plusMillis(500L * number));
        }
    }

    /** A program asks its master for orders, every five minutes and a little. */
    private void beacon(Instant start) {
        for (int i = 0; i < 12; i++) {
            lines.ecs()
                    .outward(
                            VICTIM.laptopIp(),
                            "203.0.113.80",
                            "Example Hosting Ltd",
                            start.plusSeconds(300L * i + i % 3));
        }
    }

    /** From host to host, none of which ever spoke to the next. */
    private void chain(Instant start) {
        List<String> hosts = List.of(VICTIM.laptopIp(), "10.20.0.51", "10.20.0.52", "10.20.0.42");
        for (int i = 0; i + 1 < hosts.size(); i++) {
            lines.zeek()
                    .connection(
                            hosts.get(i),
                            hosts.get(i + 1),
                            5985,
                            "http",
                            start.plusSeconds(900L * i));
        }
    }

    private void createService(Instant time) {
        lines.windows().session(TARGET, VICTIM, VICTIM.laptopIp(), 3, time, Duration.ofMinutes(2));
        lines.windows()
                .serviceInstalled(
                        TARGET,
                        VICTIM.account(),
                        "UpdaterX",
                        "%SystemRoot%\\upd.exe",
                        time.plusSeconds(4));
    }
}
