package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Events of the Windows Security log, as Winlogbeat's JSON or as event XML, whichever the host ships. */
final class WindowsLines {
    private static final String DOMAIN = "NORDLYS";
    private static final String NOBODY = "S-1-0-0";
    private static final String PROVIDER = "Microsoft-Windows-Security-Auditing";

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
        long recordId = diary.nextRecordId(host);
        diary.write(
                host.feed(),
                time,
                host.feed() == Feed.WINDOWS_XML
                        ? xml(host, id, recordId, time, isSuccess, data)
                        : json(host, id, recordId, time, isSuccess, message, data));
    }

    private static String json(
            Host host,
            int id,
            long recordId,
            Instant time,
            boolean isSuccess,
            String message,
            Map<String, String> data) {
        String fields =
                data.entrySet().stream()
                        .map(
                                field ->
                                        "\"%s\":\"%s\""
                                                .formatted(
                                                        field.getKey(),
                                                        field.getValue().replace("\\", "\\\\")))
                        .collect(Collectors.joining(","));
        return """
               {"@timestamp":"%s","@metadata":{"beat":"winlogbeat","type":"_doc","version":"8.17.0"},\
               "agent":{"name":"%s","type":"winlogbeat","version":"8.17.0"},"ecs":{"version":"8.0.0"},\
               "event":{"code":"%d","created":"%s","kind":"event","outcome":"%s","provider":"%s"},\
               "host":{"name":"%s"},"log":{"level":"information"},"message":"%s",\
               "winlog":{"api":"wineventlog","channel":"Security","computer_name":"%s","event_data":{%s},"event_id":"%d","keywords":["%s"],"provider_name":"%s","record_id":%d}}"""
                .formatted(
                        Stamp.MILLIS.of(time),
                        host.name(),
                        id,
                        Stamp.MILLIS.of(time.plusMillis(1_200)),
                        isSuccess ? "success" : "failure",
                        PROVIDER,
                        host.fullName(),
                        message,
                        host.fullName(),
                        fields,
                        id,
                        isSuccess ? "Audit Success" : "Audit Failure",
                        PROVIDER,
                        recordId);
    }

    private static String xml(
            Host host,
            int id,
            long recordId,
            Instant time,
            boolean isSuccess,
            Map<String, String> data) {
        String fields =
                data.entrySet().stream()
                        .map(
                                field ->
                                        "<Data Name='%s'>%s</Data>"
                                                .formatted(field.getKey(), field.getValue()))
                        .collect(Collectors.joining());
        return """
               <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
               <Provider Name='%s' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>%d</EventID><Version>0</Version><Level>0</Level>\
               <Task>12544</Task><Opcode>0</Opcode><Keywords>%s</Keywords><TimeCreated SystemTime='%s'/><EventRecordID>%d</EventRecordID>\
               <Correlation/><Execution ProcessID='700' ThreadID='740'/><Channel>Security</Channel><Computer>%s</Computer><Security/></System>\
               <EventData>%s</EventData></Event>"""
                .formatted(
                        PROVIDER,
                        id,
                        isSuccess ? "0x8020000000000000" : "0x8010000000000000",
                        Stamp.TICKS.of(time),
                        recordId,
                        host.fullName(),
                        fields);
    }
}
