package io.tripline.deploy.samples;

import io.tripline.deploy.samples.Person.Role;
import java.util.ArrayList;
import java.util.List;

/** The made-up company: who works there and what runs there. */
final class Nordlys {
    static final Host DC_01 = new Host("dc-01", "10.20.0.11", Feed.WINLOGBEAT);
    static final Host DC_02 = new Host("dc-02", "10.20.0.12", Feed.WINDOWS_XML);
    static final Host FS_01 = new Host("fs-01", "10.20.0.21", Feed.WINLOGBEAT);
    static final Host FS_02 = new Host("fs-02", "10.20.0.22", Feed.WINDOWS_XML);

    /** Windows servers that few people have business with. */
    static final List<Host> APPLICATION_SERVERS =
            List.of(
                    new Host("app-01", "10.20.0.31", Feed.WINLOGBEAT),
                    new Host("app-02", "10.20.0.32", Feed.WINLOGBEAT),
                    new Host("app-03", "10.20.0.33", Feed.WINDOWS_XML),
                    new Host("app-04", "10.20.0.34", Feed.WINLOGBEAT),
                    new Host("app-05", "10.20.0.35", Feed.WINLOGBEAT),
                    new Host("sql-01", "10.20.0.41", Feed.WINLOGBEAT),
                    new Host("sql-02", "10.20.0.42", Feed.WINDOWS_XML),
                    new Host("hr-01", "10.20.0.51", Feed.WINLOGBEAT),
                    new Host("erp-01", "10.20.0.52", Feed.WINLOGBEAT),
                    new Host("print-01", "10.20.0.61", Feed.WINLOGBEAT));

    /** Faces the Internet: anyone may knock at its sshd. */
    static final Host EDGE_01 = new Host("edge-01", "10.20.9.10", Feed.LINUX_FILEBEAT);

    /** Linux servers inside. */
    static final List<Host> LINUX_SERVERS =
            List.of(
                    new Host("web-01", "10.20.4.11", Feed.LINUX_FILEBEAT),
                    new Host("web-02", "10.20.4.12", Feed.LINUX_FILEBEAT),
                    new Host("db-01", "10.20.4.21", Feed.LINUX_RFC5424),
                    new Host("git-01", "10.20.4.31", Feed.LINUX_RFC5424),
                    new Host("build-01", "10.20.4.41", Feed.LINUX_RSYSLOG),
                    new Host("log-01", "10.20.4.51", Feed.LINUX_RSYSLOG),
                    new Host("mon-01", "10.20.4.61", Feed.LINUX_RSYSLOG));

    static final List<Person> PEOPLE = people();

    /** Goes from Linkoping to London by plane in the middle of the day. */
    static final Person TRAVELLER = PEOPLE.get(3);

    /** Is in Linkoping, but all of the Internet sees a VPN in London, all day long. */
    static final Person VPN_USER = PEOPLE.get(24);

    /** Whose password is guessed. */
    static final Person VICTIM = PEOPLE.get(6);

    private Nordlys() {}

    static List<Person> with(Role role) {
        return PEOPLE.stream().filter(person -> person.role() == role).toList();
    }

    private static List<Person> people() {
        List<Person> people = new ArrayList<>();
        hire(people, Role.ADMINISTRATOR, Site.LINKOPING, "Mira Holm");
        hire(people, Role.ADMINISTRATOR, Site.LONDON, "Jack Reed");
        hire(people, Role.OFFICE, Site.LINKOPING, "Anna Lind", "Oskar Vik", "Sara Nyberg");
        hire(people, Role.DEVELOPER, Site.LINKOPING, "Nils Ek", "Erik Sand", "Tuva Moen");
        hire(people, Role.DEVELOPER, Site.LONDON, "Priya Shah", "Tom Wells");
        hire(people, Role.DEVELOPER, Site.MILTON, "Dana Cole");
        hire(
                people,
                Role.OFFICE,
                Site.LINKOPING,
                "Karin Dahl",
                "Lars Berg",
                "Ida Strand",
                "Johan Falk",
                "Maja Roos",
                "Per Aas");
        hire(
                people,
                Role.OFFICE,
                Site.LONDON,
                "Emma Clark",
                "Owen Price",
                "Grace Hill",
                "Harry Ford",
                "Lucy Marsh",
                "Adam Stone",
                "Zoe Lane");
        hire(people, Role.OFFICE, Site.VPN, "Elin Frost");
        return List.copyOf(people);
    }

    private static void hire(List<Person> people, Role role, Site site, String... names) {
        for (String name : names) {
            String[] parts = name.split(" ");
            people.add(new Person(parts[0], parts[1], role, site, people.size() + 1));
        }
    }
}
