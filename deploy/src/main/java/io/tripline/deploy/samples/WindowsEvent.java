package io.tripline.deploy.samples;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One event of the Windows Security log, written as Winlogbeat's JSON or as event XML, whichever the host ships.
 *
 * @param data the event's own fields, in their order
 */
record WindowsEvent(
        Host host,
        int id,
        Instant time,
        boolean isSuccess,
        String message,
        Map<String, String> data) {
    private static final String AUDITING = "Microsoft-Windows-Security-Auditing";

    /** Writes of the log itself: that it was cleared. */
    private static final String EVENT_LOG = "Microsoft-Windows-Eventlog";

    private static final int LOG_CLEARED = 1102;

    /** The event as a line. */
    String line(long recordId) {
        return host.feed() == Feed.WINDOWS_XML ? xml(recordId) : json(recordId);
    }

    private String provider() {
        return id == LOG_CLEARED ? EVENT_LOG : AUDITING;
    }

    private String json(long recordId) {
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
                        provider(),
                        host.fullName(),
                        message,
                        host.fullName(),
                        fields,
                        id,
                        isSuccess ? "Audit Success" : "Audit Failure",
                        provider(),
                        recordId);
    }

    private String xml(long recordId) {
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
                        provider(),
                        id,
                        isSuccess ? "0x8020000000000000" : "0x8010000000000000",
                        Stamp.TICKS.of(time),
                        recordId,
                        host.fullName(),
                        fields);
    }
}
