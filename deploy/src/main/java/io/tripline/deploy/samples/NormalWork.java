package io.tripline.deploy.samples;

import io.tripline.deploy.samples.Person.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What people do every day: sign in, open files and applications, log on to servers. */
final class NormalWork {
    /** These people's laptops ship their logs. */
    private static final int SHIPPING_LAPTOPS = 8;

    private static final List<String> PROGRAMS =
            List.of("outlook.exe", "teams.exe", "chrome.exe", "excel.exe");

    private final Diary diary;
    private final Lines lines;
    private final List<Person> present;
    private final boolean isTravelling;

    /** A day on which everybody works and one of them travels. */
    NormalWork(Diary diary, Lines lines) {
        this(diary, lines, Nordlys.PEOPLE, true);
    }

    /** A day on which these people work. */
    NormalWork(Diary diary, Lines lines, List<Person> present, boolean isTravelling) {
        this.diary = diary;
        this.lines = lines;
        this.present = List.copyOf(present);
        this.isTravelling = isTravelling;
    }

    void write() {
        for (Person person : present) {
            // One after the other, so that an office's shared address sees no crowd.
            double arrival = 7.5 + 0.1 * person.number();
            if (isTravelling && person.equals(Nordlys.TRAVELLER)) {
                workday(person, Site.LINKOPING, arrival, arrival + 2.5);
                // A flight and two trains lie between.
                workday(person, Site.LONDON, arrival + 8.5, arrival + 11);
            } else {
                workday(person, person.site(), arrival, arrival + 8.5);
            }
        }
        present.stream()
                .filter(person -> person.role() == Role.DEVELOPER)
                .forEach(this::development);
        administration();
    }

    private void workday(Person person, Site site, double from, double to) {
        Host controller = site.equals(Site.LINKOPING) ? Nordlys.DC_01 : Nordlys.DC_02;
        Host files = site.equals(Site.LINKOPING) ? Nordlys.FS_01 : Nordlys.FS_02;
        String ip = person.laptopIp();
        Instant arrival = diary.at(from);
        lines.windows().ticketGranted(controller, person, ip, arrival);
        lines.windows()
                .session(
                        controller,
                        person,
                        ip,
                        3,
                        diary.after(arrival, Duration.ofSeconds(3)),
                        Duration.ofSeconds(10));
        lines.windows()
                .share(
                        controller,
                        person,
                        ip,
                        "SYSVOL",
                        diary.after(arrival, Duration.ofSeconds(4)));
        if (person.number() <= SHIPPING_LAPTOPS) {
            laptop(person, from, to);
        }
        for (int i = 0; i < diary.times(4); i++) {
            Instant time = diary.between(from + 0.1, to);
            lines.windows().serviceTicket(controller, person, ip, files, time);
            lines.zeek().connection(ip, files.ip(), 445, "smb", time);
            lines.windows()
                    .session(files, person, ip, 3, time.plusMillis(80), Duration.ofMinutes(20));
            lines.windows()
                    .share(
                            files,
                            person,
                            ip,
                            diary.oneOf(List.of("Common", "Projects", "Home")),
                            time.plusMillis(150));
        }

        Instant signIn = diary.between(from + 0.05, from + 0.1);
        lines.okta().signIn(person, site, signIn);
        for (int i = 0; i < diary.times(8); i++) {
            lines.okta().open(person, site, diary.between(from + 0.15, to));
        }
        lines.okta().signOut(person, site, diary.at(to + 0.02));
        lines.entra().signIn(person, site, diary.after(signIn, Duration.ofMinutes(6)));
        if (diary.chance(0.3)) {
            lines.entra().interrupted(person, site, diary.after(signIn, Duration.ofMinutes(4)));
        }
        for (int i = 0; i < diary.times(20); i++) {
            lines.entra().refresh(person, site, diary.between(from + 0.3, to));
        }
        for (int i = 0; i < diary.times(30); i++) {
            Instant time = diary.between(from, to);
            lines.zeek().connection(ip, Nordlys.LINUX_SERVERS.getFirst().ip(), 443, "ssl", time);
        }
        for (int i = 0; i < diary.times(3); i++) {
            lines.ecs().processStart(person, diary.oneOf(PROGRAMS), diary.between(from, to));
        }
    }

    /** Logons at the keyboard (2) and after the screen was locked (7). */
    private void laptop(Person person, double from, double to) {
        Host laptop = new Host(person.laptop(), person.laptopIp(), Feed.WINLOGBEAT);
        lines.windows()
                .session(laptop, person, "127.0.0.1", 2, diary.at(from), Duration.ofHours(8));
        for (int i = 0; i < diary.times(4); i++) {
            lines.windows()
                    .session(
                            laptop,
                            person,
                            "127.0.0.1",
                            7,
                            diary.between(from, to),
                            Duration.ofMinutes(30));
        }
    }

    /** Each developer has two servers of their own to go to. */
    private void development(Person person) {
        List<Host> servers = Nordlys.LINUX_SERVERS;
        List<Host> own =
                List.of(servers.get(3), person.number() % 2 == 0 ? servers.get(0) : servers.get(4));
        for (Host host : own) {
            for (int i = 0; i < diary.times(4); i++) {
                Instant time = diary.between(9, 17);
                ssh(person, host, time);
                if (diary.chance(0.6)) {
                    lines.linux()
                            .sudo(
                                    host,
                                    person.account(),
                                    "/usr/bin/systemctl restart nginx",
                                    diary.after(time, Duration.ofMinutes(4)));
                }
            }
        }
    }

    private void ssh(Person person, Host host, Instant time) {
        lines.zeek().ssh(person.laptopIp(), host.ip(), true, 1, time);
        lines.linux()
                .session(
                        host,
                        person.account(),
                        person.uid(),
                        person.laptopIp(),
                        "publickey",
                        time.plusMillis(400),
                        Duration.ofMinutes(25));
    }

    /** Administrators visit their servers one by one, and later all of them in a few minutes: nothing new by then. */
    private void administration() {
        for (Person person : Nordlys.with(Role.ADMINISTRATOR)) {
            if (!present.contains(person)) {
                continue;
            }
            boolean isFirst = person.number() == 1;
            List<Host> known =
                    Nordlys.APPLICATION_SERVERS.subList(isFirst ? 0 : 5, isFirst ? 5 : 9);
            double morning = isFirst ? 7 : 7.2;
            for (Host host : known) {
                remoteDesktop(person, host, diary.at(morning));
                morning += 0.55;
            }
            double afternoon = isFirst ? 13 : 14;
            for (Host host : known) {
                remoteDesktop(person, host, diary.at(afternoon));
                afternoon += 0.03;
            }
            ssh(
                    person,
                    Nordlys.LINUX_SERVERS.get(isFirst ? 5 : 6),
                    diary.at(isFirst ? 10.5 : 12.5));
            lines.okta()
                    .addToGroup(
                            person,
                            diary.oneOf(Nordlys.with(Role.OFFICE)),
                            "project-north",
                            diary.at(isFirst ? 11.4 : 15.3));
        }
    }

    private void remoteDesktop(Person person, Host host, Instant time) {
        lines.windows().serviceTicket(Nordlys.DC_01, person, person.laptopIp(), host, time);
        lines.zeek().connection(person.laptopIp(), host.ip(), 3389, "rdp", time);
        lines.windows()
                .session(
                        host,
                        person,
                        person.laptopIp(),
                        10,
                        time.plusMillis(900),
                        Duration.ofMinutes(12));
    }
}
