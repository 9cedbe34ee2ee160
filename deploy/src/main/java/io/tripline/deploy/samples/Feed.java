package io.tripline.deploy.samples;

import io.tripline.contracts.Topics;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** One shipper's stream: a form of log, the topic it is published to, and the file it is written to. */
public enum Feed {
    OKTA("okta-system-log.ndjson", Topics.LOGS_AUTH),
    ENTRA("entra-sign-ins.ndjson", Topics.LOGS_AUTH),
    WINLOGBEAT("windows-winlogbeat.ndjson", Topics.LOGS_AUTH),
    WINDOWS_XML("windows-events.xml.log", Topics.LOGS_AUTH),
    LINUX_FILEBEAT("linux-filebeat.ndjson", Topics.LOGS_AUTH),
    LINUX_RFC5424("linux-rfc5424.log", Topics.LOGS_AUTH),
    LINUX_RSYSLOG("linux-rsyslog.ndjson", Topics.LOGS_AUTH),
    ZEEK_CONN("zeek-conn.ndjson", Topics.LOGS_NETWORK),
    ZEEK_SSH("zeek-ssh.ndjson", Topics.LOGS_NETWORK),
    ECS("ecs-events.ndjson", Topics.LOGS_DEVICE),
    /** What no source can read: it must end as dead letters or be ignored, and stop nothing. */
    GARBAGE("garbage.log", Topics.LOGS_DEVICE),
    // The quiet month's own.
    DUO("duo.ndjson", Topics.LOGS_AUTH),
    ENTRA_AUDIT("entra-audit.ndjson", Topics.LOGS_AUTH),
    MICROSOFT365("microsoft365.ndjson", Topics.LOGS_AUTH),
    SYSMON("windows-sysmon.ndjson", Topics.LOGS_DEVICE),
    PAN_OS("pan-os.log", Topics.LOGS_NETWORK);

    /** Those that the sample day has. */
    public static final Set<Feed> OF_THE_DAY =
            Collections.unmodifiableSet(EnumSet.range(OKTA, GARBAGE));

    private final String fileName;
    private final String topic;

    Feed(String fileName, String topic) {
        this.fileName = fileName;
        this.topic = topic;
    }

    /** The name of the file that {@link SampleDay#writeTo} gives it. */
    public String fileName() {
        return fileName;
    }

    /** The raw topic its records belong to. */
    public String topic() {
        return topic;
    }
}
