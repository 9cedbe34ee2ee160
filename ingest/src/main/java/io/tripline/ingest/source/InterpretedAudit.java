package io.tripline.ingest.source;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records of audit as {@code ausearch -i} shows them, {@code type=USER_LOGIN msg=audit(03/02/2026 08:00:00.123:456) : pid=900
 * uid=root ...}, brought into the daemon's form: a time of the host's own zone, and names in place of numbers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ausearch.8.html">ausearch(8)</a>
 */
final class InterpretedAudit {
    private static final Pattern HEAD =
            Pattern.compile(
                    "((?:node=\\S{1,255} )?type=([A-Z0-9_\\[\\]]{1,64}) msg=audit\\()(\\d\\d)/(\\d\\d)/(\\d{2}|\\d{4})"
                            + " (\\d\\d):(\\d\\d):(\\d\\d)\\.(\\d{1,6}):(\\d{1,18})\\) ?: ?");

    /** What has a number in the daemon's form; names have capitals there. */
    private static final Pattern ID =
            Pattern.compile(
                    "(?<=^| |')(auid|uid|gid|euid|suid|fsuid|egid|sgid|fsgid|ouid|ogid|id)=(?=[^\\d ])");

    /** What the kernel writes behind a file's name. */
    private static final Set<String> OF_FILE =
            Set.of(
                    "inode",
                    "dev",
                    "mode",
                    "ouid",
                    "ogid",
                    "rdev",
                    "obj",
                    "objtype",
                    "nametype",
                    "cap_fp",
                    "cap_fi",
                    "cap_fe",
                    "cap_fver",
                    "cap_frootid");

    /** What SELinux writes behind the names of a program and a file. */
    private static final Set<String> OF_DENIAL =
            Set.of(
                    "dev",
                    "ino",
                    "capability",
                    "ioctlcmd",
                    "laddr",
                    "lport",
                    "faddr",
                    "fport",
                    "saddr",
                    "src",
                    "daddr",
                    "dest",
                    "netif",
                    "scontext",
                    "tcontext",
                    "tclass",
                    "permissive",
                    "srawcon",
                    "trawcon");

    /** What libaudit writes behind an account's name, or a command. */
    private static final Set<String> OF_LIBAUDIT =
            Set.of(
                    "exe",
                    "hostname",
                    "addr",
                    "terminal",
                    "res",
                    "sauid",
                    "grp",
                    "old-seuser",
                    "old-role",
                    "old-range",
                    "new-seuser",
                    "new-role",
                    "new-range");

    /** What stands behind the name of a program that ended, or was stopped, at a call. */
    private static final Set<String> OF_ABEND =
            Set.of("subj", "sig", "res", "arch", "syscall", "compat", "ip", "code");

    private static final Set<String> OF_CALL = Set.of("subj", "key");

    private static final Set<String> OF_OTHERS = Set.of("subj", "obj", "res");

    /** What begins a free text. */
    private static final List<String> FREE =
            List.of(
                    "comm=",
                    "exe=",
                    "name=",
                    "path=",
                    "cwd=",
                    "cmd=",
                    "acct=",
                    "data=",
                    "proctitle=",
                    "ocomm=");

    /** What may follow what a process calls itself. */
    private static final List<String> BEHIND_COMM = List.of(" exe=", " data=", " name=", " path=");

    /** The kernel cuts what a process calls itself. */
    private static final int LONGEST_COMM = 15;

    private InterpretedAudit() {}

    /** The record in the daemon's form; null if it is none, or its time is none. */
    static @Nullable String record(String line, ZoneId zone) {
        Matcher head = HEAD.matcher(line);
        if (!head.lookingAt()) {
            return null;
        }
        try {
            int year = Integer.parseInt(head.group(5));
            long second =
                    LocalDateTime.of(
                                    year < 100 ? 2000 + year : year,
                                    Integer.parseInt(head.group(3)),
                                    Integer.parseInt(head.group(4)),
                                    Integer.parseInt(head.group(6)),
                                    Integer.parseInt(head.group(7)),
                                    Integer.parseInt(head.group(8)))
                            .atZone(zone)
                            .toEpochSecond();
            return head.group(1)
                    + second
                    + "."
                    + head.group(9)
                    + ":"
                    + head.group(10)
                    + "): "
                    + body(head.group(2), line.substring(head.end()).stripTrailing());
        } catch (DateTimeException e) {
            // A month or an hour that there is not: of another country's form, perhaps.
            return null;
        }
    }

    /**
     * What a program, its arguments, a file or an account is called is free text here, without quotes, and may hold what
     * looks like other fields. The daemon writes such text in hexadecimal, and so it is brought back to that; it reaches up
     * to the fields that the kernel, or libaudit, writes behind.
     */
    private static String body(String type, String text) {
        return switch (type) {
            case "EXECVE" -> arguments(text);
            case "CWD", "PROCTITLE", "TTY" -> free(text, Set.of());
            case "ANOM_ABEND", "SECCOMP" -> free(text, OF_ABEND);
            case "PATH" -> free(text, OF_FILE);
            case "SYSCALL" -> free(text, OF_CALL);
            case "AVC" -> free(text, OF_DENIAL);
            default -> message(text);
        };
    }

    /** What a program in user space says stands in quotes. */
    private static String message(String text) {
        int message = text.indexOf(" msg='");
        if (message < 0 && !text.startsWith("msg='")) {
            return free(text, OF_OTHERS);
        }
        int start = message < 0 ? "msg='".length() : message + " msg='".length();
        int end = text.lastIndexOf('\'');
        String inner = text.substring(start, end < start ? text.length() : end);
        return ids(text.substring(0, start))
                + free(AuditFields.modern(inner), OF_LIBAUDIT)
                + (end < start ? "" : text.substring(end));
    }

    /** From the first free text on, up to where these fields alone follow. */
    private static String free(String text, Set<String> behind) {
        int start = text.length();
        for (String name : FREE) {
            int at = place(text, name, 0);
            start = at < 0 ? start : Math.min(start, at);
        }
        int end = text.length();
        Set<String> read = new HashSet<>();
        for (int at = lastField(text, end); at > start; at = lastField(text, end)) {
            String name = text.substring(at, text.indexOf('=', at));
            // A second one is somebody's text; a rule may have several keys.
            if (!behind.contains(name) || !(read.add(name) || name.equals("key"))) {
                break;
            }
            end = at - 1;
        }
        StringBuilder result = new StringBuilder(ids(text.substring(0, start)));
        String rest = text.substring(start, end);
        for (int at = 0; at < rest.length(); ) {
            int equals = rest.indexOf('=', at);
            int next = next(rest, equals);
            String value = rest.substring(equals + 1, next < 0 ? rest.length() : next - 1);
            result.append(rest, at, equals + 1).append(hex(value)).append(next < 0 ? "" : " ");
            at = next < 0 ? rest.length() : next;
        }
        return result + ids(text.substring(end));
    }

    /** Where the free text begins that follows this one, whose name ends here; -1 if none does. */
    private static int next(String text, int equals) {
        int start = text.lastIndexOf(' ', equals) + 1;
        int blank =
                switch (text.substring(start, equals)) {
                    case "comm" ->
                            BEHIND_COMM.stream()
                                    .mapToInt(
                                            name ->
                                                    text.lastIndexOf(
                                                            name, equals + 1 + LONGEST_COMM))
                                    .max()
                                    .orElse(-1);
                    case "cwd" -> text.indexOf(" cmd=", equals);
                    default -> -1;
                };
        return blank < equals ? -1 : blank + 1;
    }

    /** Where the last field begins in front of a place; -1 if there is none. A label may end with AppArmor's mode. */
    private static int lastField(String text, int end) {
        int blank = text.lastIndexOf(' ', end - 1);
        if (blank >= 0
                && text.startsWith("(", blank + 1)
                && end > 0
                && text.charAt(end - 1) == ')') {
            blank = text.lastIndexOf(' ', blank - 1);
        }
        int equals = blank < 0 ? -1 : text.indexOf('=', blank);
        return equals < 0 || equals >= end ? -1 : blank + 1;
    }

    /** {@code argc=2 a0=env a1=x}: an argument reaches up to the next one's number. */
    private static String arguments(String text) {
        int at = place(text, "a0=", 0);
        if (at < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.substring(0, at));
        for (int number = 0; at < text.length(); number++) {
            int start = text.indexOf('=', at) + 1;
            int next = place(text, "a" + (number + 1) + "=", start);
            String value = text.substring(start, next < 0 ? text.length() : next - 1);
            result.append(text, at, start).append(hex(value)).append(next < 0 ? "" : " ");
            at = next < 0 ? text.length() : next;
        }
        return result.toString();
    }

    /** Where a field begins, from a place on; -1 if there is none. */
    private static int place(String text, String name, int from) {
        if (from == 0 && text.startsWith(name)) {
            return 0;
        }
        int blank = text.indexOf(" " + name, from);
        return blank < 0 ? -1 : blank + 1;
    }

    private static String hex(String value) {
        // RHEL 5 parts what follows by a colon.
        String text = value.endsWith(" :") ? value.substring(0, value.length() - 2) : value;
        return AuditFields.isNone(text)
                ? text
                : HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String ids(String text) {
        return ID.matcher(text).replaceAll(id -> id.group(1).toUpperCase(Locale.ROOT) + "=");
    }
}
