package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Santa's log on macOS in its form of lines: what was run and what was refused, files that were changed, disks, sign-ins.
 *
 * @see <a href="https://northpole.dev/features/telemetry">Santa: telemetry</a>
 */
public final class Santa implements LogSource {
    private static final String WORD = "santad: ";

    private static final int LONGEST_HEAD = 48;

    private static final Set<String> MAPPED =
            Set.of(
                    "path",
                    "newpath",
                    "args",
                    "sha256",
                    "pid",
                    "ppid",
                    "user",
                    "uid",
                    "group",
                    "gid",
                    "processname",
                    "processpath",
                    "process",
                    "address",
                    "event_user",
                    "event_uid",
                    "remote_address");

    /** What a name is given as that is not known. */
    private static final String NONE = "(null)";

    @Override
    public String name() {
        return "santa.log";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty()
                && raw.text().contains(WORD)
                && raw.text().contains("action=")
                && raw.text().contains("|")
                && isOfSanta(raw);
    }

    /** A header names the daemon, or a line of its file begins with the time in brackets, a severity and its name. */
    private static boolean isOfSanta(RawRecord raw) {
        return raw.header()
                .map(header -> "santad".equals(header.program()))
                .orElseGet(
                        () ->
                                raw.text().startsWith("[")
                                        && raw.text().indexOf(WORD) <= LONGEST_HEAD);
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
        int at = raw.text().indexOf(WORD);
        KeyValues log =
                at < 0
                        ? KeyValues.of("")
                        : KeyValues.of(raw.text().substring(at + WORD.length()).strip(), '|')
                                .replaced("<pipe>", "|");
        String action = log.text("action");
        if (action == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line names no action of Santa's.");
        }
        Instant time = time(raw, at);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is missing or no time.");
        }
        String host = SyslogHeader.ofDevice(raw).host();
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, action.toLowerCase(Locale.ROOT))
                        .set(EcsField.EVENT_REASON, log.text("reason", "result_type", "failure"))
                        .set(EcsField.HOST_NAME, host)
                        .set(EcsField.HOST_HOSTNAME, host)
                        .set(EcsField.HOST_ID, log.text("machineid"))
                        .set(EcsField.HOST_OS_TYPE, "macos")
                        .set(EcsField.PROCESS_PID, log.number("pid"))
                        .set(EcsField.PROCESS_PARENT_PID, log.number("ppid"));
        IpEndpoint.source(event, log.text("address", "remote_address"));
        user(event, log);
        describe(event, action, log);
        log.keep(event, "santa", MAPPED);
        return new Normalized.Parsed(event);
    }

    /** In brackets in front of the line, unless a shipper took it off. */
    private static @Nullable Instant time(RawRecord raw, int at) {
        int open = at < 0 ? -1 : raw.text().lastIndexOf('[', at);
        int close = open < 0 ? -1 : raw.text().indexOf(']', open);
        return close > open && close < at
                ? Timestamps.iso(raw.text().substring(open + 1, close))
                : SyslogHeader.ofDevice(raw).time();
    }

    /** Who signs in, or asks for something, is named beside whom the process runs as that lets them: root, most of the time. */
    private static void user(EcsEvent.Builder event, KeyValues log) {
        String person =
                known(
                        log.text(
                                "event_user",
                                "username",
                                "auth_user",
                                "session_user",
                                "record_name"));
        if (person != null) {
            event.set(EcsField.USER_NAME, person)
                    .set(EcsField.USER_ID, log.text("event_uid"))
                    .vendor("santa.user", known(log.text("user")))
                    .vendor("santa.uid", log.text("uid"));
            return;
        }
        event.set(EcsField.USER_NAME, known(log.text("user", "graphical_user")))
                .set(EcsField.USER_ID, log.text("uid"))
                .set(EcsField.USER_GROUP_NAME, known(log.text("group")))
                .set(EcsField.USER_GROUP_ID, log.text("gid"));
    }

    private static @Nullable String known(@Nullable String name) {
        return NONE.equals(name) ? null : name;
    }

    private static void describe(EcsEvent.Builder event, String action, KeyValues log) {
        String decision = log.or("decision", "");
        boolean denied = decision.startsWith("DENY") || decision.equals("BLOCK");
        switch (action) {
            case "EXEC" -> {
                Executable.process(event, log.text("path"));
                event.set(EcsField.PROCESS_COMMAND_LINE, log.text("args"))
                        .set(EcsField.PROCESS_HASH_SHA256, log.text("sha256"))
                        .set(EcsField.EVENT_CATEGORY, "process")
                        .set(EcsField.EVENT_TYPE, denied ? List.of("info") : List.of("start"))
                        .set(EcsField.EVENT_OUTCOME, Flow.outcome(!denied));
            }
            case "FORK" -> kind(event, "process", "start");
            case "EXIT" -> kind(event, "process", "end");
            case "WRITE", "CREATE" -> file(event, log, "change");
            case "DELETE", "UNLINK" -> file(event, log, "deletion");
            case "RENAME", "EXCHANGE" -> file(event, log, "change");
            case "LINK", "CLONE", "COPYFILE", "DUPLICATE" -> file(event, log, "creation");
            case "FILE_ACCESS" -> {
                file(event, log, "access");
                event.set(EcsField.RULE_NAME, log.text("policy_name"))
                        .set(EcsField.EVENT_OUTCOME, Flow.outcome(!decision.contains("DENIED")));
            }
            case "DISKAPPEAR" -> kind(event, "host", "change");
            case "DISKDISAPPEAR" -> kind(event, "host", "change");
            case "DISK_BLOCKED" -> {
                kind(event, "host", "info");
                event.set(EcsField.EVENT_OUTCOME, "failure");
            }
            case "OPENSSH_LOGIN",
                    "LOGIN",
                    "LOGIN_LOGIN",
                    "LOGIN_WINDOW_SESSION_LOGIN",
                    "SCREEN_SHARING_ATTACH" ->
                    Flow.signIn(event, succeeded(log));
            case "OPENSSH_LOGOUT",
                    "LOGOUT",
                    "LOGIN_LOGOUT",
                    "LOGIN_WINDOW_SESSION_LOGOUT",
                    "SCREEN_SHARING_DETACH" ->
                    kind(event, "session", "end");
            // A password, a finger or a watch that somebody is asked for, also within a session.
            case "AUTHENTICATION_OD",
                    "AUTHENTICATION_TOUCHID",
                    "AUTHENTICATION_TOKEN",
                    "AUTHENTICATION_AUTO_UNLOCK" -> {
                kind(event, "authentication", "info");
                event.set(EcsField.EVENT_OUTCOME, Flow.outcome(succeeded(log)));
            }
            case "LAUNCH_ITEM_ADD", "LAUNCH_ITEM_REMOVE" -> {
                UnixPaths.file(event, log.text("exec_path", "item_path", "app_path"));
                kind(event, "configuration", action.endsWith("ADD") ? "creation" : "deletion");
            }
            case "XPROTECT_DETECTED", "XPROTECT_REMEDIATED" -> {
                UnixPaths.file(event, log.text("detected_path", "remediated_path"));
                kind(event, "malware", "info");
                event.set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.RULE_NAME, log.text("malware_identifier"))
                        .set(
                                EcsField.EVENT_OUTCOME,
                                log.has("success") ? Flow.outcome(succeeded(log)) : null);
            }
            case "GATEKEEPER_OVERRIDE" -> {
                UnixPaths.file(event, log.text("target"));
                event.set(EcsField.FILE_HASH_SHA256, log.text("hash"));
                kind(event, "configuration", "change");
            }
            case "TCC_MODIFICATION" ->
                    kind(
                            event,
                            "configuration",
                            switch (log.or("event_type", "")) {
                                case "CREATE" -> "creation";
                                case "DELETE" -> "deletion";
                                default -> "change";
                            });
            case "CODESIGNING_INVALIDATED" -> {
                Executable.process(event, log.text("processpath"));
                kind(event, "process", "change");
            }
            case "LOGIN_WINDOW_SESSION_LOCK", "LOGIN_WINDOW_SESSION_UNLOCK" ->
                    kind(event, "session", "info");
            case "ALLOWLIST", "BUNDLE" -> {
                UnixPaths.file(event, log.text("path"));
                event.set(EcsField.FILE_HASH_SHA256, log.text("sha256"));
                kind(event, "configuration", "change");
            }
            default -> {
                kind(event, "host", "info");
                event.setIfAbsent(EcsField.USER_NAME, log.text("username"));
            }
        }
    }

    private static boolean succeeded(KeyValues log) {
        return !"false".equals(log.text("success"));
    }

    private static void file(EcsEvent.Builder event, KeyValues log, String type) {
        UnixPaths.file(event, log.text("path", "target"));
        Executable.process(event, log.text("processpath", "process"));
        event.setIfAbsent(EcsField.PROCESS_NAME, log.text("processname"))
                .vendor("santa.newpath", log.text("newpath"));
        kind(event, "file", type);
    }

    private static void kind(EcsEvent.Builder event, String category, String type) {
        event.set(EcsField.EVENT_CATEGORY, category).set(EcsField.EVENT_TYPE, type);
    }
}
