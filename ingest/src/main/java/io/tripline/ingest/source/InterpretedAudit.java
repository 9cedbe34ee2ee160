package io.tripline.ingest.source;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    // What stands behind free text, in the order in which it is written there: in somebody's own
    // text it would stand in front of what goes before it, or twice.

    /** What the kernel writes behind a file's name. */
    private static final List<String> OF_FILE =
            List.of(
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
    private static final List<String> OF_DENIAL =
            List.of(
                    "capability",
                    "dev",
                    "ino",
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

    /** What AppArmor does. */
    private static final List<String> OF_APPARMOR =
            List.of(
                    "pid",
                    "comm",
                    "capability",
                    "capname",
                    "family",
                    "sock_type",
                    "protocol",
                    "requested_mask",
                    "denied_mask",
                    "fsuid",
                    "ouid",
                    "signal",
                    "peer",
                    "fstype",
                    "srcname",
                    "flags");

    /** What libaudit writes behind an account's name. */
    private static final List<String> OF_LIBAUDIT =
            List.of(
                    "grp",
                    "old-seuser",
                    "old-role",
                    "old-range",
                    "new-seuser",
                    "new-role",
                    "new-range",
                    "rdev",
                    "acl",
                    "exe",
                    "sauid",
                    "hostname",
                    "addr",
                    "terminal",
                    "res");

    private static final List<String> OF_USERS_DENIAL =
            Stream.concat(OF_DENIAL.stream(), OF_LIBAUDIT.stream()).toList();

    /** What it writes behind a command of sudo's. */
    private static final List<String> OF_COMMAND = List.of("exe", "terminal", "res");

    /** What stands behind the name of a program that ended, or was stopped, at a call. */
    private static final List<String> OF_ABEND =
            List.of("subj", "reason", "sig", "res", "arch", "syscall", "compat", "ip", "code");

    private static final List<String> OF_CALL = List.of("subj", "key");

    /** Where the kernel tells how it ended: of rules, integrity, anomalies and the device mapper. */
    private static final List<String> OF_RESULT =
            List.of("subj", "dev", "ino", "error_msg", "key", "list", "res", "errno");

    private static final List<String> OF_FEATURE =
            List.of("subj", "feature", "old", "new", "old_lock", "new_lock", "res");

    private static final List<String> OF_OTHERS = List.of("obj", "subj", "dev", "ino");

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
                    "ocomm=",
                    "file=",
                    "cmdline=");

    /** What free text may follow what a process calls itself. */
    private static final List<String> BEHIND_COMM = List.of(" exe=", " data=", " name=", " path=");

    /** The kernel cuts what a process calls itself. */
    private static final int LONGEST_COMM = 15;

    /** Fields behind free text, which a rule's keys may be many of. */
    private static final int MOST_BEHIND = 64;

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
            case "CWD", "PROCTITLE", "TTY", "USER_TTY" -> free(text, List.of());
            case "SOCKADDR" -> socket(text);
            case "ANOM_ABEND", "SECCOMP" -> free(text, OF_ABEND);
            case "PATH" -> free(text, OF_FILE);
            case "SYSCALL" -> free(text, OF_CALL);
            case "AVC" -> free(text, text.startsWith("apparmor=") ? OF_APPARMOR : OF_DENIAL);
            default -> message(type, text);
        };
    }

    /** {@code saddr={ saddr_fam=local path=/run/x.sock }}. */
    private static String socket(String text) {
        String end = text.endsWith(" }") ? " }" : "";
        return free(text.substring(0, text.length() - end.length()), List.of()) + end;
    }

    /** What a program in user space says stands in quotes, and no free text in front of them. */
    private static String message(String type, String text) {
        int message = place(text, "msg='", 0);
        if (message < 0 || message > freeText(text, 0)) {
            return free(text, ofKernel(type));
        }
        int start = message + "msg='".length();
        int end = text.lastIndexOf('\'');
        String inner = text.substring(start, end < start ? text.length() : end);
        return ids(text.substring(0, start))
                + free(AuditFields.modern(inner), ofMessage(type, inner))
                + (end < start ? "" : text.substring(end));
    }

    private static List<String> ofKernel(String type) {
        if (type.startsWith("APPARMOR_")) {
            return OF_APPARMOR;
        }
        if (type.equals("FEATURE_CHANGE")) {
            return OF_FEATURE;
        }
        boolean hasResult =
                type.equals("CONFIG_CHANGE")
                        || type.startsWith("ANOM_")
                        || type.startsWith("DM_")
                        || (type.startsWith("INTEGRITY_") && !type.equals("INTEGRITY_RULE"));
        return hasResult ? OF_RESULT : OF_OTHERS;
    }

    private static List<String> ofMessage(String type, String inner) {
        if (inner.startsWith("cwd=") || inner.startsWith("cmd=")) {
            return OF_COMMAND;
        }
        return type.equals("USER_AVC") ? OF_USERS_DENIAL : OF_LIBAUDIT;
    }

    /** From the first free text on, up to where these fields alone follow. */
    private static String free(String text, List<String> behind) {
        int start = freeText(text, 0);
        int end = text.length();
        int rank = behind.size();
        StringBuilder tail = new StringBuilder();
        for (int i = 0; i < MOST_BEHIND; i++) {
            int at = lastField(text, end, rank, behind);
            if (at <= start) {
                break;
            }
            int equals = text.indexOf('=', at);
            String name = text.substring(at, equals);
            tail.insert(
                    0,
                    name.equals("comm")
                            ? " comm=" + hex(text.substring(equals + 1, end))
                            : " " + ids(text.substring(at, end)));
            rank = behind.indexOf(name);
            end = at - 1;
        }
        return texts(text.substring(0, end)).append(tail).toString();
    }

    /** Where the last field begins in front of a place, if it may stand in front of the one of this rank; else -1. */
    private static int lastField(String text, int end, int rank, List<String> behind) {
        int at = lastField(text, end);
        if (at >= 0 && isBefore(text.substring(at, text.indexOf('=', at)), rank, behind)) {
            return at;
        }
        // What a process calls itself may have blanks.
        return isBefore("comm", rank, behind) ? text.lastIndexOf(" comm=", end) + 1 : -1;
    }

    /** A rule may have several keys. */
    private static boolean isBefore(String name, int rank, List<String> behind) {
        int own = behind.indexOf(name);
        return own >= 0 && (own < rank || (own == rank && name.equals("key")));
    }

    /** Free texts, and what stands in front of them. */
    private static StringBuilder texts(String text) {
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int start = freeText(text, at);
            result.append(ids(text.substring(at, start)));
            at = text.length();
            if (start < at) {
                int equals = text.indexOf('=', start);
                int next = next(text, start, equals);
                at = next < 0 ? at : next;
                String value = text.substring(equals + 1, next < 0 ? at : next - 1);
                result.append(text, start, equals + 1)
                        .append(hex(value))
                        .append(next < 0 ? "" : " ");
            }
        }
        return result;
    }

    /** Where the next free text begins, from the beginning of a field on, or the text ends. */
    private static int freeText(String text, int from) {
        int at = from;
        while (at < text.length() && !isFree(text, at)) {
            int blank = text.indexOf(' ', at);
            at = blank < 0 ? text.length() : blank + 1;
        }
        return at;
    }

    private static boolean isFree(String text, int at) {
        for (String name : FREE) {
            if (text.startsWith(name, at)) {
                return true;
            }
        }
        return false;
    }

    /** Where begins what follows this free text; -1 if nothing does for certain. */
    private static int next(String text, int start, int equals) {
        int blank =
                switch (text.substring(start, equals)) {
                    case "comm" -> behindComm(text, equals + 1);
                    case "cwd" -> text.indexOf(" cmd=", equals);
                    case "path" -> text.indexOf(" cmdline=", equals);
                    case "file" -> {
                        int hash = text.indexOf(" hash=", equals);
                        yield hash == text.lastIndexOf(" hash=") ? hash : -1;
                    }
                    default -> -1;
                };
        return blank < 0 ? -1 : blank + 1;
    }

    /** The blank behind what a process calls itself, before the last free text that can follow it; -1 if none does. */
    private static int behindComm(String text, int from) {
        int to = from;
        for (int i = 0; i < LONGEST_COMM && to < text.length(); i++) {
            // A control character is written \033.
            to += text.charAt(to) == '\\' ? 4 : 1;
        }
        int end = -1;
        for (String name : BEHIND_COMM) {
            end = Math.max(end, text.lastIndexOf(name, to));
        }
        return end < from ? -1 : end;
    }

    /** Where the last field begins in front of a place; -1 if there is none. A label may end with AppArmor's mode. */
    private static int lastField(String text, int before) {
        int end = before;
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        if (end == 0) {
            return -1;
        }
        char last = text.charAt(end - 1);
        int open = last == '\'' || last == '"' ? text.lastIndexOf("=" + last, end - 2) : -1;
        int blank = text.lastIndexOf(' ', open < 0 ? end - 1 : open);
        if (blank >= 0 && last == ')' && text.startsWith("(", blank + 1)) {
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
        if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        return AuditFields.isNone(text)
                ? text
                : HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String ids(String text) {
        return ID.matcher(text).replaceAll(id -> id.group(1).toUpperCase(Locale.ROOT) + "=");
    }
}
