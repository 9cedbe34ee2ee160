package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/** ECS's {@code log.syslog.*}. */
final class SyslogFields {
    private static final String[] FACILITIES = {
        "kern",
        "user",
        "mail",
        "daemon",
        "auth",
        "syslog",
        "lpr",
        "news",
        "uucp",
        "cron",
        "authpriv",
        "ftp",
        "ntp",
        "security",
        "console",
        "solaris-cron",
        "local0",
        "local1",
        "local2",
        "local3",
        "local4",
        "local5",
        "local6",
        "local7"
    };
    private static final String[] SEVERITIES = {
        "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"
    };

    private SyslogFields() {}

    /** Sets what a line's header says. */
    static void set(EcsEvent.Builder event, SyslogHeader header) {
        event.set(EcsField.LOG_SYSLOG_HOSTNAME, header.host())
                .set(EcsField.LOG_SYSLOG_APPNAME, header.program())
                .set(EcsField.LOG_SYSLOG_PROCID, header.processId())
                .set(EcsField.LOG_SYSLOG_MSGID, header.messageId())
                .set(EcsField.LOG_SYSLOG_VERSION, header.structured() ? "1" : null);
        Integer priority = header.priority();
        if (priority != null) {
            event.set(EcsField.LOG_SYSLOG_PRIORITY, (long) priority)
                    .set(EcsField.LOG_SYSLOG_FACILITY_CODE, (long) (priority / 8))
                    .set(EcsField.LOG_SYSLOG_FACILITY_NAME, FACILITIES[priority / 8])
                    .set(EcsField.LOG_SYSLOG_SEVERITY_CODE, (long) (priority % 8))
                    .set(EcsField.LOG_SYSLOG_SEVERITY_NAME, SEVERITIES[priority % 8]);
        }
    }
}
