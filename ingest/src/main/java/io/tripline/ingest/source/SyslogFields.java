package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** As syslog(3) calls them, and BusyBox writes them. */
    private static final List<String> SHORT_SEVERITIES =
            List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");

    private SyslogFields() {}

    /** The priority in words, {@code auth.info}, of AIX {@code auth|security:info}, as the number that it stands for; null if it is none. */
    static @Nullable Integer priority(String words) {
        int dot = words.indexOf('.');
        dot = dot < 0 ? words.indexOf(':') : dot;
        int facility =
                dot < 0
                        ? -1
                        : List.of(FACILITIES)
                                .indexOf(Scan.before(words.substring(0, dot), "|security"));
        int severity = dot < 0 ? -1 : SHORT_SEVERITIES.indexOf(words.substring(dot + 1));
        return facility < 0 || severity < 0 ? null : (Integer) (facility * 8 + severity);
    }

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
