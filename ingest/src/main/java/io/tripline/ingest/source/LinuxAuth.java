package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Linux's authentication log ({@code auth.log}, {@code secure}): sshd, sudo, su, PAM, the account tools, sessions.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category">ECS categories</a>
 */
public final class LinuxAuth implements LogSource {
    private static final String NAME = "linux.auth";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isPresent() || raw.shipped().isUnknown()) {
            return false;
        }
        return header(raw).filter(LinuxAuth::isFrom).isPresent();
    }

    /** What stands in front of a line, or in front of one in a file that a server of FTP writes itself. */
    private static Optional<SyslogHeader> header(RawRecord raw) {
        return SyslogHeader.of(raw).or(() -> Optional.ofNullable(FtpMessages.ownFile(raw)));
    }

    private static boolean isFrom(SyslogHeader header) {
        String program = header.program();
        return program == null
                ? RouterOs.isSignIn(header)
                : isAuth(program)
                        || PamMessages.isOne(header.message())
                        || WebConsoleMessages.isOne(program, header.message())
                        || ServiceMessages.isOne(program, header.message());
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        Optional<SyslogHeader> parsed = header(raw);
        if (parsed.isEmpty()) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line has no syslog header.");
        }
        SyslogHeader header = parsed.orElseThrow();
        if (isRepetition(header.message())) {
            return new Normalized.Ignored(IgnoredReason.REPETITION);
        }
        Instant time = header.time();
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is missing or no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, NAME)
                        .set(EcsField.MESSAGE, header.message());
        describeHeader(header, event);
        String message = unrepeated(header.message(), event);
        describe(header.program(), message, event);
        return new Normalized.Parsed(event);
    }

    private static void describeHeader(SyslogHeader header, EcsEvent.Builder event) {
        String host = header.host();
        event.set(EcsField.HOST_HOSTNAME, host)
                .set(EcsField.HOST_NAME, host)
                .set(EcsField.PROCESS_NAME, header.program())
                .set(EcsField.PROCESS_PID, Scan.number(header.processId()));
        SyslogFields.set(event, header);
    }

    /** A message of a form that is not known stays an event with what the header says. */
    @SuppressWarnings("CheckReturnValue")
    private static void describe(@Nullable String program, String message, EcsEvent.Builder event) {
        if (program == null) {
            RouterOs.signIn(message, event);
            return;
        }
        if (PamMessages.describe(program, message, event)) {
            return;
        }
        switch (program.toLowerCase(Locale.ROOT)) {
            case "sshd", "sshd-session", "sshd-auth" -> SshdMessages.describe(message, event);
            case "sudo" -> PrivilegeMessages.sudo(message, event);
            case "su", "su-l" -> PrivilegeMessages.su(message, event);
            case "pkexec" -> PrivilegeMessages.pkexec(message, event);
            case "polkitd" -> PrivilegeMessages.polkit(message, event);
            case "systemd-logind" -> SessionMessages.logind(message, event);
            case "login" -> SessionMessages.login(message, event);
            case "cron", "crond" -> SessionMessages.cron(message, event);
            case "crontab" -> SessionMessages.crontab(message, event);
            case "php-fpm", "php", "audit", "opnsense" ->
                    WebConsoleMessages.describe(message, event);
            default -> {
                if (isAccountTool(program)) {
                    AccountMessages.describe(message, event);
                } else {
                    ServiceMessages.describe(program, message, event);
                }
            }
        }
    }

    /** Whether it is one of the programs whose lines are this source's, whatever is in them. */
    static boolean isAuth(@Nullable String program) {
        return program != null
                && (isAccountTool(program)
                        || switch (program.toLowerCase(Locale.ROOT)) {
                            case "sshd",
                                    "sshd-session",
                                    "sshd-auth",
                                    "sudo",
                                    "su",
                                    "su-l",
                                    "login",
                                    "cron",
                                    "crond",
                                    "crontab",
                                    "systemd-logind",
                                    "polkitd",
                                    "pkexec" ->
                                    true;
                            default -> false;
                        });
    }

    private static boolean isAccountTool(String program) {
        return switch (program) {
            case "useradd",
                    "usermod",
                    "userdel",
                    "groupadd",
                    "groupmod",
                    "groupdel",
                    "gpasswd",
                    "passwd",
                    "chpasswd",
                    "chage",
                    "chfn",
                    "chsh",
                    "newusers" ->
                    true;
            default -> false;
        };
    }

    private static boolean isRepetition(String message) {
        return message.startsWith("last message repeated ") && message.endsWith(" times");
    }

    /** The message within rsyslog's {@code message repeated 2 times: [ ... ]}, and its count. */
    private static String unrepeated(String message, EcsEvent.Builder event) {
        int open = message.indexOf(" times: [");
        if (!message.startsWith("message repeated ") || open < 0 || !message.endsWith("]")) {
            return message;
        }
        event.vendor(
                "linux.repeat_count",
                Scan.number(
                        message.substring(
                                "message repeated ".length(),
                                Math.max(open, "message repeated ".length()))));
        return message.substring(open + " times: [".length(), message.length() - 1).strip();
    }
}
