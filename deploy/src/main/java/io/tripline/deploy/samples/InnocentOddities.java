package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What looks a little like an attack and is none: passwords typed wrong and then right, and the background noise of the
 * Internet, which guesses and never gets in. (The traveller, the VPN user and the administrators are in {@link
 * NormalWork}.)
 */
final class InnocentOddities {
    private static final List<String> GUESSES =
            List.of("admin", "test", "oracle", "ubuntu", "pi", "postgres", "git", "ftpuser");

    private final Diary diary;
    private final Lines lines;

    InnocentOddities(Diary diary, Lines lines) {
        this.diary = diary;
        this.lines = lines;
    }

    void write() {
        // More than an hour apart: people in one office share one address.
        forgetfulAtOkta(named("Karin"), 3, 11);
        forgetfulAtFiles(named("Lars"), 12.3);
        forgetfulAtEntra(named("Owen"), 13.5);
        forgetfulAtOkta(named("Grace"), 2, 14.7);
        forgetfulAtSsh(named("Tuva"), 15.9);
        fromHome(named("Tom"), 16.9);
        noise();
    }

    private void forgetfulAtOkta(Person person, int failures, double hour) {
        Instant time = diary.at(hour);
        for (int i = 0; i < failures; i++) {
            lines.okta().wrongPassword(person, person.site(), time);
            time = diary.after(time, Duration.ofSeconds(15));
        }
        lines.okta().signIn(person, person.site(), time);
    }

    private void forgetfulAtEntra(Person person, double hour) {
        Instant time = diary.at(hour);
        lines.entra().wrongPassword(person, person.site(), time);
        lines.entra().wrongPassword(person, person.site(), time.plusSeconds(12));
        lines.entra().signIn(person, person.site(), time.plusSeconds(31));
    }

    private void forgetfulAtFiles(Person person, double hour) {
        Instant time = diary.at(hour);
        lines.windows().wrongPassword(Nordlys.FS_01, person, person.laptopIp(), 3, time);
        lines.windows()
                .wrongPassword(Nordlys.FS_01, person, person.laptopIp(), 3, time.plusSeconds(9));
        lines.windows()
                .session(
                        Nordlys.FS_01,
                        person,
                        person.laptopIp(),
                        3,
                        time.plusSeconds(20),
                        Duration.ofMinutes(5));
    }

    private void forgetfulAtSsh(Person person, double hour) {
        Host host = Nordlys.LINUX_SERVERS.getFirst();
        Instant time = diary.at(hour);
        lines.linux().wrongPassword(host, person.account(), person.laptopIp(), time);
        lines.linux().wrongPassword(host, person.account(), person.laptopIp(), time.plusSeconds(7));
        lines.linux()
                .session(
                        host,
                        person.account(),
                        person.uid(),
                        person.laptopIp(),
                        "password",
                        time.plusSeconds(15),
                        Duration.ofMinutes(3));
    }

    /** The one who may come in from the Internet, by key. */
    private void fromHome(Person person, double hour) {
        Instant time = diary.at(hour);
        lines.zeek().ssh(person.site().ip(), Nordlys.EDGE_01.ip(), true, 1, time);
        lines.linux()
                .session(
                        Nordlys.EDGE_01,
                        person.account(),
                        person.uid(),
                        person.site().ip(),
                        "publickey",
                        time.plusMillis(600),
                        Duration.ofMinutes(40));
    }

    /** Guesses from all over the Internet, a few from each address. */
    void noise() {
        for (int i = 0; i < diary.times(40); i++) {
            String ip = (diary.chance(0.5) ? "203.0.113." : "198.51.100.") + diary.number(1, 255);
            Instant time = diary.between(0, 24);
            int attempts = diary.number(1, 4);
            lines.zeek().ssh(ip, Nordlys.EDGE_01.ip(), false, attempts, time);
            for (int attempt = 0; attempt < attempts; attempt++) {
                lines.linux().unknownAccount(Nordlys.EDGE_01, diary.oneOf(GUESSES), ip, time);
                time = diary.after(time, Duration.ofSeconds(5));
            }
        }
    }

    private static Person named(String firstName) {
        return Nordlys.PEOPLE.stream()
                .filter(person -> person.firstName().equals(firstName))
                .findFirst()
                .orElseThrow();
    }
}
