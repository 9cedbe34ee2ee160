package io.tripline.ingest.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of audit that the kernel wrote to its own log, as no daemon took them: {@code audit: type=1400
 * audit(1772438400.123:456): apparmor="DENIED" ...}, brought into the daemon's form.
 *
 * @see <a
 *     href="https://github.com/linux-audit/audit-userspace/blob/master/lib/audit-records.h">Numbers of the types</a>
 */
final class KernelAudit {
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("1006", "LOGIN"),
                    Map.entry("1100", "USER_AUTH"),
                    Map.entry("1101", "USER_ACCT"),
                    Map.entry("1103", "CRED_ACQ"),
                    Map.entry("1104", "CRED_DISP"),
                    Map.entry("1105", "USER_START"),
                    Map.entry("1106", "USER_END"),
                    Map.entry("1107", "USER_AVC"),
                    Map.entry("1110", "CRED_REFR"),
                    Map.entry("1112", "USER_LOGIN"),
                    Map.entry("1113", "USER_LOGOUT"),
                    Map.entry("1123", "USER_CMD"),
                    Map.entry("1130", "SERVICE_START"),
                    Map.entry("1131", "SERVICE_STOP"),
                    Map.entry("1300", "SYSCALL"),
                    Map.entry("1302", "PATH"),
                    Map.entry("1305", "CONFIG_CHANGE"),
                    Map.entry("1306", "SOCKADDR"),
                    Map.entry("1307", "CWD"),
                    Map.entry("1309", "EXECVE"),
                    Map.entry("1325", "NETFILTER_CFG"),
                    Map.entry("1326", "SECCOMP"),
                    Map.entry("1327", "PROCTITLE"),
                    Map.entry("1334", "BPF"),
                    Map.entry("1400", "AVC"),
                    Map.entry("1403", "MAC_POLICY_LOAD"),
                    Map.entry("1404", "MAC_STATUS"),
                    Map.entry("1405", "MAC_CONFIG_CHANGE"),
                    Map.entry("1700", "ANOM_PROMISCUOUS"),
                    Map.entry("1701", "ANOM_ABEND"));

    private static final String TYPE = "type=";
    private static final String NUMBER = " audit(";

    private KernelAudit() {}

    /** The record in the daemon's form; null if the kernel says something else. */
    static @Nullable String record(String message) {
        int at = 0;
        if (message.startsWith("[")) {
            // The time since the start: [ 1234.567890].
            at = message.indexOf("] ") + 2;
            if (at < 2 || at > 24) {
                return null;
            }
        }
        at = message.startsWith("audit: ", at) ? at + "audit: ".length() : at;
        int end = message.indexOf(' ', at);
        if (!message.startsWith(TYPE, at) || end < 0 || !message.startsWith(NUMBER, end)) {
            return null;
        }
        String number = message.substring(at + TYPE.length(), end);
        return number.length() > 5 || Scan.number(number) == null
                ? null
                // What it has no name for, the daemon calls so, too.
                : TYPE
                        + TYPES.getOrDefault(number, "UNKNOWN[" + number + "]")
                        + " msg="
                        + message.substring(end + 1);
    }
}
