package io.tripline.ingest.source;

import static java.util.Map.entry;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.StableId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records of the Linux audit daemon, raw or enriched, one event per record. Records of one system call share {@code
 * event.sequence} and the host.
 *
 * @see <a href="https://github.com/linux-audit/audit-documentation/wiki">Audit documentation</a>
 */
public final class LinuxAudit implements LogSource {
    private static final Pattern HEAD =
            Pattern.compile(
                    "(?:node=(\\S{1,255}) )?type=([A-Z0-9_\\[\\]]{1,64}) msg=audit\\((\\d{1,12})\\.(\\d{1,6}):(\\d{1,18})\\):");

    private static final int LONGEST_HEAD = 400;
    private static final int MAX_ARGUMENTS = 128;

    /** What programs write for an account that there is not, so that a password typed in its place is kept out. */
    private static final Set<String> NOBODY =
            Set.of(
                    "?",
                    "(invalid user)",
                    "(unknown user)",
                    "(unknown)",
                    "UNKNOWN",
                    "UNKNOWN USER",
                    "invalid");

    private record Kind(String action, String category, List<String> types) {}

    /** {@code chage -l} changes nothing. */
    private static final Kind DISPLAYED =
            new Kind("displayed-account", "iam", List.of("user", "info"));

    private static final Map<String, Kind> KINDS =
            Map.ofEntries(
                    kind("USER_LOGIN", "logged-in", "authentication", "start"),
                    kind("USER_AUTH", "authenticated", "authentication", "info"),
                    kind("USER_ACCT", "was-authorized", "authentication", "info"),
                    kind("USER_ERR", "user-error", "authentication", "info"),
                    kind("CRED_ACQ", "acquired-credentials", "authentication", "info"),
                    kind("CRED_REFR", "refreshed-credentials", "authentication", "info"),
                    kind("CRED_DISP", "disposed-credentials", "authentication", "info"),
                    kind("LOGIN", "changed-login-id-to", "authentication", "info"),
                    kind("USER_START", "started-session", "session", "start"),
                    kind("USER_END", "ended-session", "session", "end"),
                    kind("USER_LOGOUT", "logged-out", "session", "end"),
                    kind("USER_CMD", "ran-command", "process", "start"),
                    kind("EXECVE", "executed", "process", "start"),
                    kind("SYSCALL", "called", "process", "info"),
                    kind("CWD", "working-directory", "process", "info"),
                    kind("PROCTITLE", "process-title", "process", "info"),
                    kind("PATH", "path", "file", "info"),
                    kind("SOCKADDR", "socket-address", "network", "info"),
                    kind("TTY", "typed", "process", "info"),
                    kind("USER_TTY", "typed", "process", "info"),
                    kind("ADD_USER", "added-user-account", "iam", "user", "creation"),
                    kind("DEL_USER", "deleted-user-account", "iam", "user", "deletion"),
                    kind("ADD_GROUP", "added-group-account", "iam", "group", "creation"),
                    kind("DEL_GROUP", "deleted-group-account", "iam", "group", "deletion"),
                    kind("USER_MGMT", "modified-user-account", "iam", "user", "change"),
                    kind("GRP_MGMT", "modified-group-account", "iam", "group", "change"),
                    kind("USER_CHAUTHTOK", "changed-password", "iam", "user", "change"),
                    kind("GRP_CHAUTHTOK", "changed-group-password", "iam", "group", "change"),
                    kind("ACCT_LOCK", "locked-account", "iam", "user", "change"),
                    kind("ACCT_UNLOCK", "unlocked-account", "iam", "user", "change"),
                    kind("CHUSER_ID", "changed-user-id", "iam", "user", "change"),
                    kind("ROLE_ASSIGN", "assigned-role", "iam", "admin", "change"),
                    kind("ROLE_REMOVE", "removed-role", "iam", "admin", "change"),
                    // The role that a session gets as it begins.
                    kind("USER_ROLE_CHANGE", "changed-role-to", "session", "info"),
                    kind("SOFTWARE_UPDATE", "updated-software", "package", "change"),
                    kind("CRYPTO_LOGIN", "crypto-officer-logged-in", "authentication", "start"),
                    kind("CRYPTO_LOGOUT", "crypto-officer-logged-out", "session", "end"),
                    kind("CRYPTO_SESSION", "negotiated-crypto-session", "network", "info"),
                    kind("CRYPTO_IKE_SA", "negotiated-ike", "network", "info"),
                    kind("CRYPTO_IPSEC_SA", "negotiated-ipsec", "network", "info"),
                    kind("CRYPTO_KEY_USER", "negotiated-crypto-key", "process", "info"),
                    kind("CRYPTO_TEST_USER", "tested-crypto", "process", "info"),
                    kind("CRYPTO_FAILURE_USER", "crypto-failed", "process", "info"),
                    kind("CRYPTO_REPLAY_USER", "detected-replay", "intrusion_detection", "info"),
                    kind("CRYPTO_PARAM_CHANGE_USER", "changed-crypto", "configuration", "change"),
                    kind("SERVICE_START", "started-service", "process", "start"),
                    kind("SERVICE_STOP", "stopped-service", "process", "end"),
                    kind("DAEMON_START", "started-audit", "process", "start"),
                    kind("DAEMON_END", "shutdown-audit", "process", "end"),
                    kind("DAEMON_ABORT", "aborted-audit", "process", "end"),
                    kind("DAEMON_CONFIG", "changed-audit-configuration", "configuration", "change"),
                    kind("USYS_CONFIG", "changed-configuration", "configuration", "change"),
                    kind("CONFIG_CHANGE", "changed-audit-configuration", "configuration", "change"),
                    kind("NETFILTER_CFG", "changed-firewall", "configuration", "change"),
                    kind("MAC_STATUS", "changed-selinux-enforcement", "configuration", "change"),
                    kind("MAC_POLICY_LOAD", "loaded-selinux-policy", "configuration", "change"),
                    kind("KERN_MODULE", "loaded-kernel-module", "driver", "start"),
                    kind("AVC", "violated-selinux-policy", "process", "info"),
                    kind("SECCOMP", "violated-seccomp-policy", "process", "info"),
                    kind("SYSTEM_BOOT", "booted-system", "host", "start"),
                    kind("SYSTEM_SHUTDOWN", "shutdown-system", "host", "end"),
                    kind("SYSTEM_RUNLEVEL", "changed-runlevel", "host", "change"));

    /** Of shadow's tools, which write of most changes as of a new password, a new account or an account that may sign in. */
    private static @Nullable Kind kind(String type, Map<String, String> fields) {
        String done = fields.getOrDefault("op", "");
        boolean ofGroup = done.contains("group");
        String known =
                switch (type) {
                    case "ADD_USER", "DEL_USER" ->
                            ofGroup || done.contains("home") || done.contains("mail")
                                    ? "USER_MGMT"
                                    : type;
                    case "USER_ACCT" ->
                            done.isEmpty() || done.startsWith("PAM:") || done.startsWith("login")
                                    ? type
                                    : ofGroup ? "GRP_MGMT" : "";
                    case "USER_CHAUTHTOK" ->
                            done.isEmpty() || done.contains("passw") || done.contains("tok")
                                    ? done.contains(" of group ") ? "GRP_CHAUTHTOK" : type
                                    : "USER_MGMT";
                    default -> type;
                };
        return done.startsWith("display") ? DISPLAYED : KINDS.get(known);
    }

    private static Map.Entry<String, Kind> kind(
            String type, String action, String category, String... types) {
        return entry(type, new Kind(action, category, List.of(types)));
    }

    @Override
    public String name() {
        return "linux.audit";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isPresent()) {
            return LaurelRecord.isOne(raw.json().get());
        }
        String text = record(raw);
        return !raw.shipped().isUnknown()
                && (text.startsWith("type=") || text.startsWith("node="))
                && text.length() > 20
                && text.substring(0, Math.min(text.length(), LONGEST_HEAD)).contains(" msg=audit(");
    }

    /** The record itself: the line, or what auditd's plugin for syslog has put a header in front of. */
    private static String record(RawRecord raw) {
        return raw.text().startsWith("type=") || raw.text().startsWith("node=")
                ? raw.text()
                : SyslogHeader.of(raw)
                        .map(
                                header ->
                                        isPlugin(header.program())
                                                ? header.message()
                                                : "kernel".equals(header.program())
                                                        ? KernelAudit.record(header.message())
                                                        : "audit".equals(header.program())
                                                                ? KernelAudit.ofJournal(
                                                                        header.message(),
                                                                        header.time())
                                                                : null)
                        .orElse(raw.text());
    }

    /** The word of the line's header, or the shipper's. */
    private static @Nullable String host(RawRecord raw) {
        return SyslogHeader.of(raw).map(SyslogHeader::host).or(raw.shipped()::host).orElse(null);
    }

    /** Of RHEL 7 and its like, and of audit 3. */
    private static boolean isPlugin(@Nullable String program) {
        return "audisp-syslog".equals(program) || "audispd".equals(program);
    }

    @Override
    public Glance glance() {
        return new Glance(true, true, Set.of("ID"));
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (raw.json().isPresent()) {
            return ofLaurel(raw, LaurelRecord.read(raw.json().get()));
        }
        String record = record(raw);
        Matcher head = HEAD.matcher(record);
        if (!head.lookingAt()) {
            String interpreted = InterpretedAudit.record(record, raw.zone());
            record = interpreted == null ? record : interpreted;
            head = HEAD.matcher(record);
        }
        if (!head.lookingAt()) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The record does not begin with its type and audit(time:number).");
        }
        String type = head.group(2);
        if (type.equals("EOE")) {
            return new Normalized.Ignored(IgnoredReason.HOUSEKEEPING);
        }
        Instant time = time(head.group(3), head.group(4));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The record's time is none.");
        }
        Map<String, String> fields =
                AuditFields.read(record.substring(head.end()), type.equals("EXECVE"));
        long number = Long.parseLong(head.group(5));
        String host = head.group(1) == null ? host(raw) : head.group(1);
        EcsEvent.Builder event =
                event(type, time, number, host, fields, isGranted(type, record, head.end()));
        if (host != null && number != 0) {
            event.set(EcsField.EVENT_ID, StableId.of(name(), host, record));
        }
        return new Normalized.Parsed(event);
    }

    private Normalized ofLaurel(RawRecord raw, @Nullable LaurelRecord record) {
        if (record == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The object has no ID of a time and a number.");
        }
        String host = record.host() == null ? host(raw) : record.host();
        EcsEvent.Builder event =
                event(record.type(), record.time(), record.number(), host, record.fields(), false);
        record.complete(event);
        if (host != null) {
            event.set(EcsField.EVENT_ID, StableId.of(name(), host, raw.text()));
        }
        return new Normalized.Parsed(event);
    }

    /** Null if it is none that can be written. */
    static @Nullable Instant time(String seconds, String fraction) {
        return Timestamps.readable(
                Instant.ofEpochSecond(Long.parseLong(seconds))
                        .plusNanos(new BigDecimal("0." + fraction).movePointRight(9).longValue()));
    }

    private EcsEvent.Builder event(
            String type,
            Instant time,
            long number,
            @Nullable String host,
            Map<String, String> fields,
            boolean isGranted) {
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CODE, type)
                        .set(EcsField.EVENT_SEQUENCE, number == 0 ? null : (Long) number)
                        .set(EcsField.HOST_OS_TYPE, "linux")
                        .set(EcsField.HOST_NAME, host);
        describe(event, type, fields, isGranted);
        process(event, type, fields);
        users(event, type, fields);
        remote(event, fields);
        event.add(EcsField.RELATED_IP, type.equals("SOCKADDR") ? socket(fields) : null);
        event.set(EcsField.FILE_PATH, type.equals("PATH") ? fields.get("name") : null)
                .set(EcsField.SERVICE_NAME, fields.get("unit"))
                .vendor("auditd.type", type.toLowerCase(Locale.ROOT))
                .vendor("auditd.data", fields.isEmpty() ? null : fields);
        return event;
    }

    /** Whether SELinux tells what it let pass: {@code avc:  granted  { read } for ...}. */
    private static boolean isGranted(String type, String record, int from) {
        if (!type.equals("AVC")) {
            return false;
        }
        int at = behindBlanks(record, from);
        return record.startsWith("avc:", at)
                && record.startsWith("granted", behindBlanks(record, at + "avc:".length()));
    }

    private static int behindBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static void describe(
            EcsEvent.Builder event, String type, Map<String, String> fields, boolean isGranted) {
        Kind kind = kind(type, fields);
        if (type.startsWith("ANOM_")) {
            event.set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                    .set(EcsField.EVENT_TYPE, "info");
        } else if (kind != null) {
            event.set(EcsField.EVENT_CATEGORY, kind.category())
                    .set(EcsField.EVENT_TYPE, kind.types());
        }
        String call = fields.get("SYSCALL");
        if (call == null && type.equals("SYSCALL")) {
            call = AuditCalls.name(fields.get("arch"), fields.get("syscall"));
        }
        if ("execve".equals(call) || "execveat".equals(call)) {
            event.set(EcsField.EVENT_TYPE, "start");
        }
        event.set(
                EcsField.EVENT_ACTION,
                kind == null
                        ? type.toLowerCase(Locale.ROOT)
                        : call == null ? kind.action() : "called-" + call);
        String result = fields.getOrDefault("res", fields.get("success"));
        event.set(
                EcsField.EVENT_OUTCOME,
                result == null
                        ? type.equals("AVC") ? selinux(fields, isGranted) : null
                        : switch (result) {
                            case "success", "yes", "1" -> "success";
                            case "failed", "no", "0" -> "failure";
                            default -> "unknown";
                        });
        if (isGranted) {
            event.set(EcsField.EVENT_ACTION, "granted-by-selinux-policy");
        }
        if (type.equals("SOFTWARE_UPDATE")) {
            event.set(
                    EcsField.EVENT_TYPE,
                    switch (String.valueOf(fields.get("op"))) {
                        case "install" -> "installation";
                        case "remove" -> "deletion";
                        default -> "change";
                    });
        }
        if (type.equals("AVC") && fields.containsKey("apparmor")) {
            appArmor(event, fields.get("apparmor"), fields.get("operation"));
        }
    }

    /** What SELinux granted, or only would have denied, was done. */
    private static String selinux(Map<String, String> fields, boolean isGranted) {
        return Flow.outcome(isGranted || "1".equals(fields.get("permissive")));
    }

    /**
     * AppArmor writes its own records under SELinux's type: what it denied, or let pass as its profile only complains, and
     * what became of its profiles.
     *
     * @see <a href="https://gitlab.com/apparmor/apparmor/-/wikis/AppArmor_Failures">AppArmor's messages</a>
     */
    private static void appArmor(
            EcsEvent.Builder event, @Nullable String verdict, @Nullable String operation) {
        String word = String.valueOf(verdict);
        switch (word) {
            case "DENIED", "KILLED", "ALLOWED" ->
                    event.set(EcsField.EVENT_ACTION, "violated-apparmor-policy")
                            .set(EcsField.EVENT_OUTCOME, Flow.outcome(word.equals("ALLOWED")));
            case "STATUS" ->
                    event.clear(EcsField.EVENT_OUTCOME)
                            .set(EcsField.EVENT_CATEGORY, "configuration")
                            .set(EcsField.EVENT_TYPE, "change")
                            .set(
                                    EcsField.EVENT_ACTION,
                                    "profile_remove".equals(operation)
                                            ? "removed-apparmor-policy"
                                            : "loaded-apparmor-policy");
            default ->
                    event.clear(EcsField.EVENT_OUTCOME)
                            .set(
                                    EcsField.EVENT_ACTION,
                                    "apparmor-" + word.toLowerCase(Locale.ROOT));
        }
    }

    private static void process(EcsEvent.Builder event, String type, Map<String, String> fields) {
        String executable = fields.get("exe");
        String command = fields.get("comm");
        event.set(EcsField.PROCESS_EXECUTABLE, executable)
                .set(EcsField.PROCESS_NAME, command == null ? Executable.name(executable) : command)
                .set(EcsField.PROCESS_PID, positive(fields.get("pid")))
                .set(EcsField.PROCESS_PARENT_PID, positive(fields.get("ppid")))
                .set(EcsField.PROCESS_WORKING_DIRECTORY, fields.get("cwd"))
                .set(EcsField.PROCESS_TITLE, fields.get("proctitle"));
        if (type.equals("USER_CMD")) {
            event.set(EcsField.PROCESS_COMMAND_LINE, fields.get("cmd"));
        } else if (type.equals("EXECVE")) {
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < MAX_ARGUMENTS; i++) {
                String argument = argument(fields, "a" + i);
                if (argument == null) {
                    break;
                }
                arguments.add(argument);
            }
            event.set(EcsField.PROCESS_ARGS, arguments)
                    .set(EcsField.PROCESS_COMMAND_LINE, String.join(" ", arguments));
        }
    }

    /** A long one is written in parts, {@code a1[0]=... a1[1]=...}, which may go on in a record behind this one. */
    private static @Nullable String argument(Map<String, String> fields, String name) {
        String whole = fields.get(name);
        if (whole != null || fields.get(name + "[0]") == null) {
            return whole;
        }
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < MAX_ARGUMENTS; i++) {
            String part = fields.get(name + "[" + i + "]");
            if (part == null) {
                break;
            }
            parts.append(part);
        }
        return AuditFields.text(parts.toString());
    }

    /** The account a program tells of is the one it is about; else the one that the process runs under. */
    private static void users(EcsEvent.Builder event, String type, Map<String, String> fields) {
        String written = fields.get("acct");
        String account = written == null || NOBODY.contains(written) ? null : written;
        Kind kind = kind(type, fields);
        if (kind == null
                || type.startsWith("CRYPTO_")
                || type.equals("SOFTWARE_UPDATE")
                || type.equals("USER_ROLE_CHANGE")) {
            // Who of them acts, the type would tell.
            event.add(EcsField.RELATED_USER, known(fields.get("AUID")))
                    .add(EcsField.RELATED_USER, fields.get("ID"));
        }
        if (kind != null && kind.category().equals("iam")) {
            managed(event, account, kind.types().contains("group"), fields);
        } else if (kind == null && written != null) {
            event.add(EcsField.RELATED_USER, account)
                    .add(EcsField.RELATED_USER, known(fields.get("UID")));
        } else if (written != null
                || type.equals("USER_LOGIN")
                || isOfNumber(kind, fields)
                || isOfNobody(kind, fields)) {
            // Whoever logs in is told by name, or by number and then the name that belongs to it.
            event.set(EcsField.USER_NAME, written == null ? known(fields.get("ID")) : account)
                    .set(EcsField.USER_ID, fields.get("id"));
            if (account == null && written != null && !written.equals("?")) {
                event.set(EcsField.EVENT_REASON, SignInReason.NO_SUCH_USER);
            }
        } else if (!type.equals("PATH")) {
            event.set(EcsField.USER_NAME, fields.get("UID"))
                    .set(EcsField.USER_ID, fields.get("uid"))
                    .set(EcsField.USER_EFFECTIVE_ID, fields.get("euid"))
                    .set(EcsField.USER_EFFECTIVE_NAME, fields.get("EUID"));
        }
        event.vendor("auditd.login.id", loginId(fields))
                .vendor("auditd.login.name", known(fields.get("AUID")))
                .vendor("auditd.session", number(fields.get("ses")))
                .vendor("auditd.key", fields.get("key"));
    }

    /** The id somebody logged in with, kept over su and sudo; all bits set where nobody did. */
    private static @Nullable String loginId(Map<String, String> fields) {
        return number(fields.get("auid"));
    }

    private static @Nullable String number(@Nullable String id) {
        return "4294967295".equals(id) || "-1".equals(id) || "unset".equals(id) ? null : id;
    }

    /** A name that auditd has looked up, if there was one. */
    private static @Nullable String known(@Nullable String name) {
        return name == null || name.equals("unset") || name.startsWith("unknown(") ? null : name;
    }

    /** An account or a group, by whoever logged in, or where nobody did by whom the program runs as. */
    private static void managed(
            EcsEvent.Builder event,
            @Nullable String account,
            boolean ofGroup,
            Map<String, String> fields) {
        String name = account == null ? known(fields.get("ID")) : account;
        String group = fields.get("grp");
        boolean isGroup = ofGroup && group == null;
        String login = loginId(fields);
        event.set(isGroup ? EcsField.GROUP_NAME : EcsField.USER_TARGET_NAME, name)
                .set(isGroup ? EcsField.GROUP_ID : EcsField.USER_TARGET_ID, fields.get("id"))
                .set(EcsField.USER_NAME, known(fields.get(login == null ? "UID" : "AUID")))
                .set(EcsField.USER_ID, login == null ? fields.get("uid") : login);
        if (group != null) {
            event.set(EcsField.GROUP_NAME, group);
        }
    }

    /** Whether a session or sign-in is of an account that is told by its number, as sshd does: {@code op=login id=1000}. */
    private static boolean isOfNumber(@Nullable Kind kind, Map<String, String> fields) {
        return kind != null
                && fields.containsKey("id")
                && (kind.category().equals("authentication") || kind.category().equals("session"));
    }

    /** Whether somebody signs in who is not named, at a server that runs as root: root is not who it is. */
    private static boolean isOfNobody(@Nullable Kind kind, Map<String, String> fields) {
        return kind != null
                && kind.category().equals("authentication")
                && fields.containsKey("res")
                && fields.containsKey("exe")
                && "0".equals(fields.get("uid"));
    }

    private static void remote(EcsEvent.Builder event, Map<String, String> fields) {
        String address = fields.get("addr");
        String ip = address == null ? null : IpAddress.canonical(address);
        String host = fields.get("hostname");
        event.set(EcsField.SOURCE_ADDRESS, address).set(EcsField.SOURCE_IP, ip);
        if (host != null && IpAddress.canonical(host) == null) {
            event.set(EcsField.SOURCE_DOMAIN, host);
        }
    }

    /** The address of a socket, which the record of the call beside it alone says is this end's or the other's. */
    private static @Nullable String socket(Map<String, String> fields) {
        String raw = fields.getOrDefault("saddr", "");
        String enriched = fields.get("laddr");
        if (enriched != null) {
            return IpAddress.canonical(enriched);
        }
        int length = raw.startsWith("0200") ? 8 : raw.startsWith("0A00") ? 32 : 0;
        int from = length == 8 ? 8 : 16;
        if (length == 0
                || raw.length() < from + length
                || !AuditFields.isUpperHex(raw.substring(from, from + length))) {
            return null;
        }
        StringJoiner address = new StringJoiner(length == 8 ? "." : ":");
        int digits = length == 8 ? 2 : 4;
        for (int at = from; at < from + length; at += digits) {
            String part = raw.substring(at, at + digits);
            address.add(digits == 2 ? String.valueOf(HexFormat.fromHexDigits(part)) : part);
        }
        return IpAddress.canonical(address.toString());
    }

    private static @Nullable Long positive(@Nullable String text) {
        Long number = text == null ? null : WindowsCodes.number(text);
        return number == null || number <= 0 ? null : number;
    }
}
