package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;

/** Lines of Linux's auth log, in the form in which each host ships them. */
final class LinuxLines {
    private final Diary diary;

    LinuxLines(Diary diary) {
        this.diary = diary;
    }

    /** Someone logs on by SSH and leaves after a while. */
    void session(
            Host host,
            String account,
            int uid,
            String ip,
            String method,
            Instant time,
            Duration length) {
        int processId = diary.processId();
        String key = method.equals("publickey") ? ": ED25519 SHA256:" + diary.token(43) : "";
        line(
                host,
                time,
                "sshd",
                processId,
                "Accepted "
                        + method
                        + " for "
                        + account
                        + " from "
                        + ip
                        + " port "
                        + diary.port()
                        + " ssh2"
                        + key);
        line(
                host,
                time.plusMillis(30),
                "sshd",
                processId,
                "pam_unix(sshd:session): session opened for user "
                        + account
                        + "(uid="
                        + uid
                        + ") by "
                        + account
                        + "(uid=0)");
        line(
                host,
                diary.after(time, length),
                "sshd",
                processId,
                "pam_unix(sshd:session): session closed for user " + account);
    }

    /** A wrong password for an account that exists. */
    void wrongPassword(Host host, String account, String ip, Instant time) {
        line(
                host,
                time,
                "sshd",
                diary.processId(),
                "Failed password for "
                        + account
                        + " from "
                        + ip
                        + " port "
                        + diary.port()
                        + " ssh2");
    }

    /** A guess at an account that does not exist. */
    void unknownAccount(Host host, String account, String ip, Instant time) {
        int processId = diary.processId();
        int port = diary.port();
        line(
                host,
                time,
                "sshd",
                processId,
                "Invalid user " + account + " from " + ip + " port " + port);
        line(
                host,
                time.plusMillis(1_900),
                "sshd",
                processId,
                "Failed password for invalid user "
                        + account
                        + " from "
                        + ip
                        + " port "
                        + port
                        + " ssh2");
    }

    void sudo(Host host, String account, String command, Instant time) {
        line(
                host,
                time,
                "sudo",
                diary.processId(),
                "%8s : TTY=pts/0 ; PWD=/home/%s ; USER=root ; COMMAND=%s"
                        .formatted(account, account, command));
    }

    /** A job runs by the clock. */
    void cron(Host host, Instant time) {
        int processId = diary.processId();
        line(
                host,
                time,
                "CRON",
                processId,
                "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)");
        line(
                host,
                time.plusMillis(420),
                "CRON",
                processId,
                "pam_unix(cron:session): session closed for user root");
    }

    private void line(Host host, Instant time, String program, int processId, String text) {
        String line =
                switch (host.feed()) {
                    case LINUX_RFC5424 ->
                            "<86>1 %s %s %s %d - - %s"
                                    .formatted(
                                            Stamp.MICROS.of(time),
                                            host.name(),
                                            program,
                                            processId,
                                            text);
                    case LINUX_RSYSLOG ->
                            """
                            {"timereported":"%s","hostname":"%s","programname":"%s","procid":"%d","syslogtag":"%s[%d]:","syslogfacility-text":"authpriv","syslogseverity-text":"info","msg":" %s"}"""
                                    .formatted(
                                            Stamp.MICROS.of(time),
                                            host.name(),
                                            program,
                                            processId,
                                            program,
                                            processId,
                                            text);
                    default ->
                            """
                            {"@timestamp":"%s","@metadata":{"beat":"filebeat","type":"_doc","version":"8.17.0"},"agent":{"name":"%s","type":"filebeat","version":"8.17.0"},\
                            "ecs":{"version":"8.0.0"},"event":{"timezone":"+00:00"},"host":{"name":"%s"},"input":{"type":"filestream"},"log":{"file":{"path":"/var/log/auth.log"},"offset":%d},\
                            "message":"%s %s %s[%d]: %s"}"""
                                    .formatted(
                                            Stamp.MILLIS.of(time.plusMillis(700)),
                                            host.name(),
                                            host.name(),
                                            Math.floorMod(time.toEpochMilli(), 10_000_000),
                                            Stamp.SYSLOG.of(time),
                                            host.name(),
                                            program,
                                            processId,
                                            text);
                };
        diary.write(host.feed(), time, line);
    }
}
