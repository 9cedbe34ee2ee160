package io.tripline.deploy.samples;

import java.time.Instant;

/** What a host's Sysmon and the firewall between the zones tell. */
final class DeviceLines {
    private final Diary diary;

    DeviceLines(Diary diary) {
        this.diary = diary;
    }

    /** A process opens LSASS so that it may read its memory. */
    void lsassOpened(Host host, String image, String account, Instant time) {
        diary.write(
                Feed.SYSMON,
                time,
                """
                {"@timestamp":"%1$s","event":{"code":"10","kind":"event","provider":"Microsoft-Windows-Sysmon"},"host":{"name":"%2$s"},"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational",\
                "event_id":"10","provider_name":"Microsoft-Windows-Sysmon","computer_name":"%2$s","record_id":%3$d,"event_data":{"SourceImage":"%4$s","TargetImage":"C:\\\\Windows\\\\system32\\\\lsass.exe",\
                "GrantedAccess":"0x1010","SourceProcessId":"%5$d","TargetProcessId":"688","SourceUser":"%6$s","TargetUser":"NT AUTHORITY\\\\SYSTEM"}}}"""
                        .formatted(
                                Stamp.MILLIS.of(time),
                                host.fullName(),
                                diary.number(1, 1_000_000),
                                image.replace("\\", "\\\\"),
                                diary.processId(),
                                account.replace("\\", "\\\\")));
    }

    /** The firewall lets a session pass from one zone to another, or not. */
    void flow(
            String fromZone,
            String from,
            String toZone,
            String to,
            int port,
            boolean isAllowed,
            Instant time) {
        String clock = Stamp.MILLIS.of(time).substring(0, 19).replace('-', '/').replace('T', ' ');
        diary.write(
                Feed.PAN_OS,
                time,
                ("<14>%1$s fw-02 1,%2$s,012345678901234,TRAFFIC,%3$s,2562,%2$s,%4$s,%5$s,,,%6$s to %7$s,,,ssl,vsys1,%6$s,%7$s,ethernet1/2,ethernet1/1,to-syslog,%2$s,"
                                + "%8$d,1,%9$d,%10$d,0,0,0x53,tcp,%11$s,40620,4120,36500,77,%2$s,61,any,,7001,0x8000000000000000,,,,41,36,%12$s,0,0,0,0,,fw-02,from-policy")
                        .formatted(
                                Stamp.SYSLOG.of(time),
                                clock,
                                isAllowed ? "end" : "deny",
                                from,
                                to,
                                fromZone,
                                toZone,
                                diary.number(1, 1_000_000),
                                diary.port(),
                                port,
                                isAllowed ? "allow" : "deny",
                                isAllowed ? "tcp-fin" : "policy-deny"));
    }
}
