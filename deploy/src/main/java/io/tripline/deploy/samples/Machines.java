package io.tripline.deploy.samples;

import io.tripline.deploy.samples.Person.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** What machines do day and night: services get tokens, jobs run, backups are made. */
final class Machines {
    /** Logs on to the application servers, one an hour. */
    private static final Person BACKUP_ACCOUNT =
            new Person("Svc", "Backup", Role.ADMINISTRATOR, Site.LINKOPING, 100);

    private static final String BACKUP_SERVER_IP = "10.20.0.71";

    private final Diary diary;
    private final Lines lines;

    Machines(Diary diary, Lines lines) {
        this.diary = diary;
        this.lines = lines;
    }

    void write() {
        evenly(144, time -> lines.entra().service("Backup Service", 7, "192.0.2.80", time));
        evenly(96, time -> lines.entra().service("Report Job", 8, "192.0.2.81", time));
        evenly(48, time -> lines.entra().managedIdentity("vm-report-01", 9, time));
        evenly(30, time -> lines.linux().cron(Nordlys.EDGE_01, time));
        for (Host host : Nordlys.LINUX_SERVERS) {
            evenly(30, time -> lines.linux().cron(host, time));
        }
        for (int hour = 0; hour < 24; hour++) {
            Host host = Nordlys.APPLICATION_SERVERS.get(hour % Nordlys.APPLICATION_SERVERS.size());
            lines.windows()
                    .session(
                            host,
                            BACKUP_ACCOUNT,
                            BACKUP_SERVER_IP,
                            3,
                            diary.at(hour + 0.5),
                            Duration.ofMinutes(9));
        }
    }

    private void evenly(int usually, Consumer<Instant> job) {
        int times = diary.times(usually);
        for (int i = 0; i < times; i++) {
            job.accept(diary.at(24.0 * (i + 0.5) / times));
        }
    }
}
