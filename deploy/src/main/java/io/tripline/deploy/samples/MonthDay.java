package io.tripline.deploy.samples;

import io.tripline.deploy.samples.Person.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One day of the quiet month: who is at work, and what is odd but innocent on just this day. */
final class MonthDay {
    private static final int TUESDAY = 1;
    private static final int SATURDAY = 5;
    private static final int SUNDAY = 6;

    /** Days of the month on which something happens once, counted from the first Monday of the lead-in. */
    private static final int PASSWORD_CHANGE = 14;

    private static final int PUBLIC_HOLIDAY = 23;
    private static final int PATCHES = 15;
    private static final int NEW_AGENT = 29;
    private static final int EXPIRED_PASSWORD = 17;
    private static final int OLD_PASSWORD = 25;
    private static final int LEAVER_FROM = 18;
    private static final int LEAVER_TO = 22;

    private static final String BACKUP_SERVER = "10.20.0.71";
    private static final String SCANNER = "10.20.0.90";
    private static final String BACKUP_CLOUD = "198.51.100.200";
    private static final String MEETINGS = "198.51.100.210";
    private static final String ARTIFACTS = "198.51.100.220";

    private static final Person BACKUP = account("Svc", "Backup", 100);
    private static final Person SCAN = account("Svc", "Scan", 101);
    private static final Person MONITORING = account("Svc", "Monitor", 102);

    /** Of those who are at home in Linkoping, one. */
    private static final Person AT_TIMES_OVER_THE_VPN =
            Nordlys.PEOPLE.stream()
                    .filter(person -> person.site().equals(Site.LINKOPING))
                    .findFirst()
                    .orElseThrow();

    private final Diary diary;
    private final Lines lines;
    private final int day;

    MonthDay(Diary diary, Lines lines, int day) {
        this.diary = diary;
        this.lines = lines;
        this.day = day;
    }

    void write() {
        List<Person> present = present();
        // People fly on Tuesdays.
        new NormalWork(diary, lines, present, weekday() == TUESDAY).write();
        new Machines(diary, lines).write();
        noiseFromOutside();
        List<Person> settled = settled(present);
        settled.forEach(this::phone);
        mistypes(settled);
        backup();
        monitoring();
        onCall();
        ownTasks(present);
        present.forEach(this::officeAndApplications);
        protection();
        zones(present);
        if (weekday() == SUNDAY) {
            scan();
        }
        switch (day) {
            case PASSWORD_CHANGE -> morningAfterPasswordChange(present);
            case PATCHES -> patches();
            case NEW_AGENT -> newAgent();
            case EXPIRED_PASSWORD -> serviceFails("0xc0000071", 30);
            case OLD_PASSWORD -> serviceFails("0xc000006a", 45);
            default -> {}
        }
        if (day >= LEAVER_FROM && day <= LEAVER_TO) {
            phoneOfSomebodyWhoLeft();
        }
        if (day % 3 == 0 && settled.contains(AT_TIMES_OVER_THE_VPN)) {
            overTheVpn(AT_TIMES_OVER_THE_VPN);
        }
        if (!settled.isEmpty() && day % 3 == 0) {
            newPhone(settled.get(day % settled.size()));
            newHire();
        }
    }

    private int weekday() {
        return day % 7;
    }

    /** A sixth of all is on holiday in any week; at weekends and on a public holiday nobody comes. */
    private List<Person> present() {
        if (weekday() >= SATURDAY || day == PUBLIC_HOLIDAY) {
            return List.of();
        }
        int week = day / 7;
        return Nordlys.PEOPLE.stream()
                .filter(person -> week == 0 || (week + person.number()) % 6 != 0)
                .toList();
    }

    /** Those who are in one place all day: who flies can't mistype a password at home meanwhile. */
    private List<Person> settled(List<Person> present) {
        return present.stream()
                .filter(person -> weekday() != TUESDAY || !person.equals(Nordlys.TRAVELLER))
                .toList();
    }

    /** Guesses at the host that faces the Internet: many addresses, a patient one, and one with a list of names. */
    private void noiseFromOutside() {
        new InnocentOddities(diary, lines).noise();
        Instant time = diary.between(0, 20);
        for (int i = 0; i < 60; i++) {
            lines.linux()
                    .unknownAccount(Nordlys.EDGE_01, "guess" + i, "203.0.113." + (day + 1), time);
            time = diary.after(time, Duration.ofSeconds(6));
        }
        time = diary.between(0, 20);
        for (int i = 0; i < 40; i++) {
            lines.linux().wrongPassword(Nordlys.EDGE_01, "root", "198.51.100." + (day + 1), time);
            time = diary.after(time, Duration.ofSeconds(40));
        }
    }

    /** The phone signs in over the mobile network; at times its push is refused by a slip of the thumb, or not seen. */
    private void phone(Person person) {
        if (person.site().equals(Site.LINKOPING) && (day + person.number()) % 4 == 0) {
            lines.okta().signIn(person, Site.MOBILE, diary.between(6.2, 6.9));
        }
        if (diary.chance(0.1)) {
            Instant time = diary.between(9, 16);
            lines.okta().push(person, person.site(), "FAILURE", time);
            if (diary.chance(0.3)) {
                lines.okta().push(person, person.site(), "FAILURE", time.plusSeconds(50));
            }
            lines.okta().push(person, person.site(), "SUCCESS", time.plusSeconds(110));
        }
        if (diary.chance(0.2)) {
            Instant time = diary.between(17, 20);
            boolean isMissed = diary.chance(0.2);
            Instant seen = time.plusSeconds(70);
            // Half of the people's prompts come from the newer server, which ships Duo's own log.
            if (person.number() % 2 == 0) {
                if (isMissed) {
                    lines.ecs().duo(person, person.site().ip(), "failure", "no_response", time);
                }
                lines.ecs().duo(person, person.site().ip(), "success", "user_approved", seen);
            } else {
                if (isMissed) {
                    lines.cloud().duo(person, person.site().ip(), "failure", "no_response", time);
                }
                lines.cloud().duo(person, person.site().ip(), "success", "user_approved", seen);
            }
        }
        lines.ecs().dns(person.laptopIp(), "www.example.org", diary.between(8, 17));
        lines.ecs().firewall(person.laptopIp(), "198.51.100.230", 443, true, diary.between(8, 17));
        lines.zeek().upload(person.laptopIp(), MEETINGS, 250_000_000L, diary.between(9, 16));
        if (person.role() == Role.DEVELOPER) {
            lines.zeek().upload(person.laptopIp(), ARTIFACTS, 3_000_000_000L, diary.between(9, 16));
        }
    }

    /** The laptop that is known signs in at home, and a quarter of an hour later over a VPN that comes out far away. */
    private void overTheVpn(Person person) {
        Instant time = diary.at(18.5);
        lines.entra().signIn(person, person.site(), time);
        lines.entra().signIn(person, Site.VPN, time.plusSeconds(900));
        lines.entra().signIn(person, person.site(), time.plusSeconds(1_800));
    }

    private void mistypes(List<Person> present) {
        for (Person person : present) {
            if (!diary.chance(0.15)) {
                continue;
            }
            Instant time = diary.between(8, 17);
            for (int i = diary.number(1, 4); i > 0; i--) {
                switch (person.number() % 3) {
                    case 0 -> lines.okta().wrongPassword(person, person.site(), time);
                    case 1 -> {
                        lines.entra().wrongPassword(person, person.site(), time);
                        lines.cloud().microsoft365(person, person.site().ip(), false, time);
                    }
                    default ->
                            lines.windows()
                                    .wrongPassword(
                                            Nordlys.FS_01, person, person.laptopIp(), 3, time);
                }
                time = time.plusSeconds(14);
            }
            lines.okta().signIn(person, person.site(), time);
        }
    }

    /** All servers in a quarter of an hour, and what was saved goes to the cloud. */
    private void backup() {
        Instant time = diary.at(22);
        for (Host host : windowsServers()) {
            lines.windows().session(host, BACKUP, BACKUP_SERVER, 3, time, Duration.ofMinutes(5));
            lines.windows().share(host, BACKUP, BACKUP_SERVER, "ADMIN$", time.plusSeconds(2));
            time = time.plusSeconds(40);
        }
        for (int i = 0; i < 5; i++) {
            lines.zeek()
                    .upload(
                            BACKUP_SERVER,
                            BACKUP_CLOUD,
                            20_000_000_000L,
                            diary.at(22.5).plusSeconds(200L * i));
        }
    }

    /** Asks every host every few hours; some are down for maintenance on Saturdays. */
    private void monitoring() {
        String from = Nordlys.LINUX_SERVERS.getLast().ip();
        for (int hour = 1; hour < 24; hour += 6) {
            Instant time = diary.at(hour);
            for (Host host : servers()) {
                if (weekday() == SATURDAY && hour == 7) {
                    lines.zeek().refused(from, host.ip(), 5666, time);
                } else {
                    lines.zeek().connection(from, host.ip(), 5666, "nrpe", time);
                }
                time = time.plusSeconds(2);
            }
        }
        for (Host host : windowsServers()) {
            Instant time = diary.between(0, 24);
            lines.windows().session(host, MONITORING, from, 3, time, Duration.ofMinutes(1));
        }
    }

    /** In some nights an administrator is called and looks after three hosts from home. */
    private void onCall() {
        if (!diary.chance(0.4)) {
            return;
        }
        Person person = Nordlys.with(Role.ADMINISTRATOR).get(day / 7 % 2);
        Instant time = diary.between(1, 4);
        lines.okta().signIn(person, person.site(), time);
        lines.ecs().duo(person, person.site().ip(), "success", "user_approved", time);
        for (Host host : Nordlys.LINUX_SERVERS.subList(0, 3)) {
            time = diary.after(time, Duration.ofMinutes(6));
            lines.linux()
                    .session(
                            host,
                            person.account(),
                            person.uid(),
                            person.laptopIp(),
                            "publickey",
                            time,
                            Duration.ofMinutes(20));
            lines.linux()
                    .sudo(
                            host,
                            person.account(),
                            "/usr/bin/systemctl restart rsyslog",
                            time.plusSeconds(70));
        }
    }

    /** Microsoft 365 tells once more who signs in, and at times somebody lets an application sign them in. */
    private void officeAndApplications(Person person) {
        if (diary.chance(0.3)) {
            lines.cloud().microsoft365(person, person.site().ip(), true, diary.between(9, 16));
        }
        if (diary.chance(0.02)) {
            lines.cloud()
                    .consent(
                            person,
                            person.site().ip(),
                            "Team Planner",
                            "openid profile User.Read Calendars.Read offline_access",
                            diary.between(9, 16));
        }
        if (diary.chance(0.01)) {
            lines.cloud()
                    .passwordReset(
                            Nordlys.with(Role.ADMINISTRATOR).getFirst(),
                            person,
                            diary.between(9, 16));
        }
    }

    /** Protection and Windows itself look into LSASS on every server. */
    private void protection() {
        for (Host host : windowsServers()) {
            for (String image :
                    List.of(
                            "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.1\\MsMpEng.exe",
                            "C:\\Windows\\System32\\svchost.exe")) {
                lines.device()
                        .lsassOpened(host, image, "NT AUTHORITY\\SYSTEM", diary.between(0, 24));
            }
        }
    }

    /** The firewall lets people to their servers and guests to the Internet, and guests to nothing else. */
    private void zones(List<Person> present) {
        for (Person person : present) {
            lines.device()
                    .flow(
                            "office",
                            person.laptopIp(),
                            "servers",
                            Nordlys.FS_01.ip(),
                            445,
                            true,
                            diary.between(8, 17));
        }
        for (int guest = 1; guest <= 10; guest++) {
            String from = "10.20.90." + guest;
            Instant time = diary.between(8, 17);
            lines.device().flow("guest", from, "internet", "198.51.100.230", 443, true, time);
            lines.device()
                    .flow(
                            "guest",
                            from,
                            "servers",
                            Nordlys.FS_01.ip(),
                            445,
                            false,
                            time.plusSeconds(40));
        }
    }

    /** Browsers plan their updates, on the person's own host and in the person's name. */
    private void ownTasks(List<Person> present) {
        for (Person person : present) {
            if (person.number() <= 8 && diary.chance(0.1)) {
                Host laptop = new Host(person.laptop(), person.laptopIp(), Feed.WINLOGBEAT);
                lines.windows()
                        .taskCreated(
                                laptop, person.account(), "\\BrowserUpdate", diary.between(9, 16));
            }
            if (diary.chance(0.2)) {
                lines.windows()
                        .oldTicket(
                                Nordlys.DC_01,
                                person,
                                person.laptopIp(),
                                "svc-oldfiler",
                                diary.between(9, 16));
            }
        }
    }

    /** The vulnerability scanner goes over all hosts, outside in: ports first, then with an account of its own. */
    private void scan() {
        Instant time = diary.at(3);
        for (int port : List.of(21, 23, 445, 5900)) {
            for (int number = 1; number <= 60; number++) {
                lines.zeek().refused(SCANNER, "10.20.0." + number, port, time);
                time = time.plusMillis(300);
            }
        }
        for (Host host : Nordlys.APPLICATION_SERVERS.subList(0, 4)) {
            for (int port = 1_000; port < 1_060; port++) {
                lines.zeek().refused(SCANNER, host.ip(), port, time);
                time = time.plusMillis(200);
            }
        }
        for (Host host : windowsServers()) {
            lines.windows().session(host, SCAN, SCANNER, 3, time, Duration.ofMinutes(1));
            lines.windows().share(host, SCAN, SCANNER, "IPC$", time.plusMillis(300));
            time = time.plusSeconds(20);
        }
        for (Host host : Nordlys.LINUX_SERVERS) {
            for (String account : List.of("root", "admin", "guest")) {
                lines.linux().wrongPassword(host, account, SCANNER, time);
                time = time.plusSeconds(3);
            }
        }
    }

    /** Half an hour in which most people of an office try the old password, behind one address. */
    private void morningAfterPasswordChange(List<Person> present) {
        Instant time = diary.at(8.2);
        for (Person person : present) {
            if (person.site().equals(Site.LINKOPING)) {
                lines.entra().wrongPassword(person, person.site(), time);
                if (diary.chance(0.5)) {
                    lines.entra().wrongPassword(person, person.site(), time.plusSeconds(11));
                }
                lines.cloud().microsoft365(person, person.site().ip(), false, time);
                lines.entra().signIn(person, person.site(), time.plusSeconds(30));
                lines.windows().wrongPassword(Nordlys.FS_01, person, person.laptopIp(), 3, time);
                time = time.plusSeconds(75);
            }
        }
    }

    /** Every host updates itself: services by the host's own account, tasks too. */
    private void patches() {
        Instant time = diary.at(20);
        for (Host host : windowsServers()) {
            String self = host.name().toUpperCase(java.util.Locale.ROOT) + "$";
            lines.windows()
                    .serviceInstalled(
                            host,
                            self,
                            "MpKslDrv",
                            "C:\\Windows\\System32\\drivers\\MpKslDrv.sys",
                            time);
            lines.windows().taskCreated(host, self, "\\Microsoft\\Update", time);
            time = time.plusSeconds(31);
        }
    }

    /** Every host fetches a new agent from the software centre. */
    private void newAgent() {
        Instant time = diary.at(19);
        for (Host host : windowsServers()) {
            lines.windows()
                    .serviceInstalled(
                            host,
                            host.name().toUpperCase(java.util.Locale.ROOT) + "$",
                            "Inventory Agent",
                            "C:\\Program Files\\Inventory\\agent.exe",
                            time);
            time = time.plusSeconds(23);
        }
    }

    /** A report runs on three hosts with a password that is not right any more, until somebody sees it. */
    private void serviceFails(String subStatus, int everySeconds) {
        for (Host from : Nordlys.APPLICATION_SERVERS.subList(0, 3)) {
            Instant time = diary.at(6);
            for (int i = 0; i < 240; i++) {
                lines.windows()
                        .refused(
                                Nordlys.APPLICATION_SERVERS.get(5),
                                "svc.report",
                                from.ip(),
                                subStatus,
                                time);
                time = time.plusSeconds(everySeconds);
            }
        }
    }

    private void phoneOfSomebodyWhoLeft() {
        Person person = account("Lena", "Gone", 103);
        for (int i = 0; i < 48; i++) {
            lines.entra().disabled(person, Site.MOBILE, diary.at(i / 2.0));
        }
    }

    /** The help desk takes the old phone's factor away, and the person enrols the new one. */
    private void newPhone(Person person) {
        Instant time = diary.at(10.1);
        lines.okta().factorsReset(Nordlys.with(Role.ADMINISTRATOR).getFirst(), person, time);
        lines.okta().signIn(person, person.site(), diary.after(time, Duration.ofMinutes(9)));
        lines.okta()
                .factorActivated(person, person.site(), diary.after(time, Duration.ofMinutes(12)));
    }

    private void newHire() {
        lines.windows()
                .memberAdded(
                        Nordlys.DC_01,
                        Nordlys.with(Role.ADMINISTRATOR).getFirst().account(),
                        account("New", "Hire", 104),
                        "Sales",
                        diary.between(9, 15));
    }

    private static List<Host> windowsServers() {
        List<Host> hosts = new ArrayList<>(Nordlys.APPLICATION_SERVERS);
        hosts.add(Nordlys.FS_01);
        hosts.add(Nordlys.FS_02);
        return hosts;
    }

    private static List<Host> servers() {
        return Stream.concat(windowsServers().stream(), Nordlys.LINUX_SERVERS.stream()).toList();
    }

    private static Person account(String first, String last, int number) {
        return new Person(first, last, Role.OFFICE, Site.LINKOPING, number);
    }
}
