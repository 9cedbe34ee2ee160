package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The attack, in the last three hours: a password guessed at the sshd that faces the Internet, the same person's Okta
 * account used from the other end of the world, and from the person's laptop through the servers.
 */
final class Attack {
    private static final Person VICTIM = Nordlys.VICTIM;
    private static final Site ATTACKER = Site.CHANGCHUN;
    private static final int GUESSES = 36;

    private final Diary diary;
    private final Lines lines;

    Attack(Diary diary, Lines lines) {
        this.diary = diary;
        this.lines = lines;
    }

    void write() {
        guessPassword(diary.at(21.3));
        useOktaFromAfar(diary.at(22.1));
        moveLaterally(diary.at(23));
    }

    static List<PlantedAlert> expected() {
        return List.of(
                new PlantedAlert("brute-force-success", "source.ip", ATTACKER.ip()),
                new PlantedAlert("impossible-travel", "user.name", VICTIM.mail()),
                new PlantedAlert("lateral-movement-fan-out", "user.name", VICTIM.account()));
    }

    private void guessPassword(Instant start) {
        Host host = Nordlys.EDGE_01;
        Instant time = start;
        for (String account : List.of("admin", "oracle", "test", "deploy")) {
            lines.linux().unknownAccount(host, account, ATTACKER.ip(), time);
            time = diary.after(time, Duration.ofSeconds(4));
        }
        for (int i = 0; i < GUESSES; i++) {
            lines.linux().wrongPassword(host, VICTIM.account(), ATTACKER.ip(), time);
            if (i % 6 == 0) {
                lines.zeek().ssh(ATTACKER.ip(), host.ip(), false, 6, time);
            }
            time = diary.after(time, Duration.ofSeconds(8));
        }
        lines.zeek().ssh(ATTACKER.ip(), host.ip(), true, 1, time);
        lines.linux()
                .session(
                        host,
                        VICTIM.account(),
                        VICTIM.uid(),
                        ATTACKER.ip(),
                        "password",
                        time,
                        Duration.ofMinutes(35));
    }

    private void useOktaFromAfar(Instant atHome) {
        lines.okta().signIn(VICTIM, VICTIM.site(), atHome);
        Instant afar = atHome.plus(Duration.ofMinutes(25));
        lines.okta().signIn(VICTIM, ATTACKER, afar);
        for (int i = 1; i <= 3; i++) {
            lines.okta().open(VICTIM, ATTACKER, afar.plusSeconds(60L * i));
        }
    }

    /** Thirteen hosts in less than ten minutes, where this account never was. */
    private void moveLaterally(Instant start) {
        Instant time = start;
        String from = VICTIM.laptopIp();
        for (Host host : Nordlys.APPLICATION_SERVERS) {
            boolean isDesktop = host.name().startsWith("sql") || host.name().startsWith("hr");
            lines.windows().serviceTicket(Nordlys.DC_01, VICTIM, from, host, time);
            lines.zeek()
                    .connection(
                            from,
                            host.ip(),
                            isDesktop ? 3389 : 445,
                            isDesktop ? "rdp" : "smb",
                            time);
            lines.windows()
                    .session(
                            host,
                            VICTIM,
                            from,
                            isDesktop ? 10 : 3,
                            time.plusMillis(300),
                            Duration.ofMinutes(2));
            if (!isDesktop) {
                lines.windows().share(host, VICTIM, from, "ADMIN$", time.plusMillis(700));
            }
            time = time.plusSeconds(41);
        }
        for (Host host :
                List.of(
                        Nordlys.LINUX_SERVERS.get(2),
                        Nordlys.LINUX_SERVERS.get(5),
                        Nordlys.LINUX_SERVERS.get(6))) {
            lines.zeek().ssh(from, host.ip(), true, 1, time);
            lines.linux()
                    .session(
                            host,
                            VICTIM.account(),
                            VICTIM.uid(),
                            from,
                            "password",
                            time.plusMillis(300),
                            Duration.ofMinutes(2));
            time = time.plusSeconds(41);
        }
    }
}
