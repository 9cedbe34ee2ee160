package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What people do on Windows hosts, as the Security log has it. */
final class WindowsLines {
    private static final String DOMAIN = "NORDLYS";
    private static final String NOBODY = "S-1-0-0";

    private final Diary diary;

    WindowsLines(Diary diary) {
        this.diary = diary;
    }

    /** The domain controller gives a ticket-granting ticket. */
    void ticketGranted(Host controller, Person person, String ip, Instant time) {
        event(
                controller,
                4768,
                time,
                true,
                "A Kerberos authentication ticket (TGT) was requested.",
                data(
                        "TargetUserName", person.account(),
                        "TargetDomainName", DOMAIN,
                        "TargetSid", person.sid(),
                        "ServiceName", "krbtgt",
                        "ServiceSid", "S-1-5-21-1004336348-1177238915-682003330-502",
                        "TicketOptions", "0x40810010",
                        "Status", "0x0",
                        "TicketEncryptionType", "0x12",
                        "PreAuthType", "2",
                        "IpAddress", "::ffff:" + ip,
                        "IpPort", Integer.toString(diary.port())));
    }

    /** The domain controller gives a ticket for a service on a host. */
    void serviceTicket(Host controller, Person person, String ip, Host target, Instant time) {
        event(
                controller,
                4769,
                time,
                true,
                "A Kerberos service ticket was requested.",
                data(
                        "TargetUserName",
                        person.account() + "@" + Host.DOMAIN.toUpperCase(Locale.ROOT),
                        "TargetDomainName",
                        Host.DOMAIN.toUpperCase(Locale.ROOT),
                        "ServiceName",
                        target.name().toUpperCase(Locale.ROOT) + "$",
                        "ServiceSid",
                        "S-1-5-21-1004336348-1177238915-682003330-2001",
                        "TicketOptions",
                        "0x40810000",
                        "TicketEncryptionType",
                        "0x12",
                        "IpAddress",
                        "::ffff:" + ip,
                        "IpPort",
                        Integer.toString(diary.port()),
                        "Status",
                        "0x0",
                        "LogonGuid",
                        "{" + diary.uuid() + "}",
                        "TransmittedServices",
                        "-"));
    }

    /** A logon over the network (3), to unlock (7), by remote desktop (10); and the logoff after a while. */
    void session(Host host, Person person, String ip, int type, Instant time, Duration length) {
        String logon = "0x" + Integer.toHexString(diary.number(0x10_0000, 0xff_ffff));
        event(
                host,
                4624,
                time,
                true,
                "An account was successfully logged on.",
                data(
                        "SubjectUserSid",
                        type == 3 ? NOBODY : "S-1-5-18",
                        "SubjectUserName",
                        type == 3 ? "-" : host.name().toUpperCase(Locale.ROOT) + "$",
                        "SubjectDomainName",
                        type == 3 ? "-" : DOMAIN,
                        "SubjectLogonId",
                        type == 3 ? "0x0" : "0x3e7",
                        "TargetUserSid",
                        person.sid(),
                        "TargetUserName",
                        person.account(),
                        "TargetDomainName",
                        DOMAIN,
                        "TargetLogonId",
                        logon,
                        "LogonType",
                        Integer.toString(type),
                        "LogonProcessName",
                        type == 3 ? "Kerberos" : "User32",
                        "AuthenticationPackageName",
                        type == 3 ? "Kerberos" : "Negotiate",
                        "WorkstationName",
                        person.laptop().toUpperCase(Locale.ROOT),
                        "LogonGuid",
                        "{" + diary.uuid() + "}",
                        "ProcessId",
                        "0x0",
                        "ProcessName",
                        "-",
                        "IpAddress",
                        ip,
                        "IpPort",
                        Integer.toString(diary.port()),
                        "ElevatedToken",
                        "%%1843"));
        event(
                host,
                4634,
                diary.after(time, length),
                true,
                "An account was logged off.",
                data(
                        "TargetUserSid", person.sid(),
                        "TargetUserName", person.account(),
                        "TargetDomainName", DOMAIN,
                        "TargetLogonId", logon,
                        "LogonType", Integer.toString(type)));
    }

    /** Wrong password, by remote desktop or over the network. */
    void wrongPassword(Host host, Person person, String ip, int type, Instant time) {
        event(
                host,
                4625,
                time,
                false,
                "An account failed to log on.",
                data(
                        "SubjectUserSid",
                        NOBODY,
                        "SubjectUserName",
                        "-",
                        "SubjectDomainName",
                        "-",
                        "SubjectLogonId",
                        "0x0",
                        "TargetUserSid",
                        NOBODY,
                        "TargetUserName",
                        person.account(),
                        "TargetDomainName",
                        DOMAIN,
                        "Status",
                        "0xc000006d",
                        "FailureReason",
                        "%%2313",
                        "SubStatus",
                        "0xc000006a",
                        "LogonType",
                        Integer.toString(type),
                        "LogonProcessName",
                        "NtLmSsp ",
                        "AuthenticationPackageName",
                        "NTLM",
                        "WorkstationName",
                        person.laptop().toUpperCase(Locale.ROOT),
                        "IpAddress",
                        ip,
                        "IpPort",
                        Integer.toString(diary.port())));
    }

    /** A share is opened. */
    void share(Host host, Person person, String ip, String share, Instant time) {
        event(
                host,
                5140,
                time,
                true,
                "A network share object was accessed.",
                data(
                        "SubjectUserSid",
                        person.sid(),
                        "SubjectUserName",
                        person.account(),
                        "SubjectDomainName",
                        DOMAIN,
                        "SubjectLogonId",
                        "0x" + Integer.toHexString(diary.number(0x10_0000, 0xff_ffff)),
                        "ObjectType",
                        "File",
                        "IpAddress",
                        ip,
                        "IpPort",
                        Integer.toString(diary.port()),
                        "ShareName",
                        "\\\\*\\" + share,
                        "ShareLocalPath",
                        share.endsWith("$") ? "" : "\\??\\D:\\" + share,
                        "AccessMask",
                        "0x1",
                        "AccessList",
                        "%%4416"));
    }

    /** A failure by an account that the host knows: expired, disabled, locked or just wrong. */
    void refused(Host host, String account, String ip, String subStatus, Instant time) {
        event(
                host,
                4625,
                time,
                false,
                "An account failed to log on.",
                data(
                        "SubjectUserSid",
                        NOBODY,
                        "SubjectUserName",
                        "-",
                        "SubjectLogonId",
                        "0x0",
                        "TargetUserSid",
                        NOBODY,
                        "TargetUserName",
                        account,
                        "TargetDomainName",
                        DOMAIN,
                        "Status",
                        "0xc000006e",
                        "SubStatus",
                        subStatus,
                        "LogonType",
                        "3",
                        "LogonProcessName",
                        "NtLmSsp ",
                        "AuthenticationPackageName",
                        "NTLM",
                        "IpAddress",
                        ip,
                        "IpPort",
                        Integer.toString(diary.port())));
    }

    /** A service is installed by an account, or by the host itself. */
    void serviceInstalled(Host host, String account, String service, String path, Instant time) {
        event(
                host,
                4697,
                time,
                true,
                "A service was installed in the system.",
                data(
                        "SubjectUserName",
                        account,
                        "SubjectDomainName",
                        DOMAIN,
                        "SubjectLogonId",
                        "0x3e7",
                        "ServiceName",
                        service,
                        "ServiceFileName",
                        path,
                        "ServiceType",
                        "0x10",
                        "ServiceStartType",
                        "2",
                        "ServiceAccount",
                        "LocalSystem"));
    }

    /** A scheduled task is created. */
    void taskCreated(Host host, String account, String task, Instant time) {
        event(
                host,
                4698,
                time,
                true,
                "A scheduled task was created.",
                data(
                        "SubjectUserName", account,
                        "SubjectDomainName", DOMAIN,
                        "SubjectLogonId", "0x3e7",
                        "TaskName", task,
                        "TaskContent", "(left out)"));
    }

    /** A ticket with the old RC4 encryption, for a service that runs under an account. */
    void oldTicket(Host controller, Person person, String ip, String service, Instant time) {
        event(
                controller,
                4769,
                time,
                true,
                "A Kerberos service ticket was requested.",
                data(
                        "TargetUserName",
                        person.account() + "@" + Host.DOMAIN.toUpperCase(Locale.ROOT),
                        "TargetDomainName",
                        Host.DOMAIN.toUpperCase(Locale.ROOT),
                        "ServiceName",
                        service,
                        "TicketOptions",
                        "0x40810000",
                        "TicketEncryptionType",
                        "0x17",
                        "IpAddress",
                        "::ffff:" + ip,
                        "IpPort",
                        Integer.toString(diary.port()),
                        "Status",
                        "0x0"));
    }

    /** An account is put into a group. */
    void memberAdded(Host controller, String account, Person member, String group, Instant time) {
        event(
                controller,
                4728,
                time,
                true,
                "A member was added to a security-enabled global group.",
                data(
                        "SubjectUserName",
                        account,
                        "SubjectDomainName",
                        DOMAIN,
                        "SubjectLogonId",
                        "0x5a21f",
                        "MemberName",
                        "CN=" + member.fullName() + ",OU=Staff,DC=corp",
                        "MemberSid",
                        member.sid(),
                        "TargetUserName",
                        group,
                        "TargetDomainName",
                        DOMAIN,
                        "TargetSid",
                        "S-1-5-21-1004336348-1177238915-682003330-1700"));
    }

    /** The Security log is cleared. */
    void logCleared(Host host, String account, Instant time) {
        event(
                host,
                1102,
                time,
                true,
                "The audit log was cleared.",
                data("SubjectUserName", account, "SubjectDomainName", DOMAIN));
    }

    private static Map<String, String> data(String... pairs) {
        Map<String, String> data = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            data.put(pairs[i], pairs[i + 1]);
        }
        return data;
    }

    private void event(
            Host host,
            int id,
            Instant time,
            boolean isSuccess,
            String message,
            Map<String, String> data) {
        WindowsEvent event = new WindowsEvent(host, id, time, isSuccess, message, data);
        diary.write(host, time, event::line);
    }
}
