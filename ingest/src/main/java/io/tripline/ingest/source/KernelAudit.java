package io.tripline.ingest.source;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
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
    /** The number of the first of a row; the others follow it one by one. */
    private static final Map<String, String> TYPES =
            numbered(
                    1006, "LOGIN",
                    1100, "USER_AUTH USER_ACCT USER_MGMT CRED_ACQ CRED_DISP USER_START USER_END",
                    1107, "USER_AVC USER_CHAUTHTOK USER_ERR CRED_REFR USYS_CONFIG USER_LOGIN",
                    1113, "USER_LOGOUT ADD_USER DEL_USER ADD_GROUP DEL_GROUP DAC_CHECK CHGRP_ID",
                    1120, "TEST TRUSTED_APP USER_SELINUX_ERR USER_CMD USER_TTY CHUSER_ID GRP_AUTH",
                    1127, "SYSTEM_BOOT SYSTEM_SHUTDOWN SYSTEM_RUNLEVEL SERVICE_START SERVICE_STOP",
                    1132, "GRP_MGMT GRP_CHAUTHTOK MAC_CHECK ACCT_LOCK ACCT_UNLOCK USER_DEVICE",
                    1138, "SOFTWARE_UPDATE",
                    1300, "SYSCALL",
                    1302, "PATH IPC SOCKETCALL CONFIG_CHANGE SOCKADDR CWD",
                    1309, "EXECVE",
                    1316, "KERNEL_OTHER FD_PAIR OBJ_PID TTY EOE BPRM_FCAPS CAPSET MMAP",
                    1324, "NETFILTER_PKT NETFILTER_CFG SECCOMP PROCTITLE FEATURE_CHANGE REPLACE",
                    1330, "KERN_MODULE FANOTIFY TIME_INJOFFSET TIME_ADJNTPVAL BPF EVENT_LISTENER",
                    1400, "AVC SELINUX_ERR AVC_PATH MAC_POLICY_LOAD MAC_STATUS MAC_CONFIG_CHANGE",
                    1700, "ANOM_PROMISCUOUS ANOM_ABEND ANOM_LINK ANOM_CREAT",
                    2100, "ANOM_LOGIN_FAILURES ANOM_LOGIN_TIME ANOM_LOGIN_SESSIONS ANOM_LOGIN_ACCT",
                    2104,
                            "ANOM_LOGIN_LOCATION ANOM_MAX_DAC ANOM_MAX_MAC ANOM_AMTU_FAIL ANOM_RBAC_FAIL",
                    2109, "ANOM_RBAC_INTEGRITY_FAIL ANOM_CRYPTO_FAIL ANOM_ACCESS_FS ANOM_EXEC",
                    2113, "ANOM_MK_EXEC ANOM_ADD_ACCT ANOM_DEL_ACCT ANOM_MOD_ACCT ANOM_ROOT_TRANS",
                    2118, "ANOM_LOGIN_SERVICE",
                    2300, "USER_ROLE_CHANGE ROLE_ASSIGN ROLE_REMOVE");

    private static final String TYPE = "type=";
    private static final String NUMBER = " audit(";
    private static final int LONGEST_TYPE = 32;

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
                // Newer kernels have more; the daemon, too, calls so what it does not know.
                : TYPE
                        + TYPES.getOrDefault(number, "UNKNOWN[" + number + "]")
                        + " msg="
                        + message.substring(end + 1);
    }

    /**
     * A record as systemd's journal has it, {@code USER_LOGIN pid=900 uid=0 ... msg='op=login ...'}, in the daemon's form. The
     * time is that of the journal, and the record's number is not told.
     *
     * @return null if it is none
     */
    static @Nullable String ofJournal(String message, @Nullable Instant time) {
        int end = message.indexOf(' ');
        if (time == null
                || end < 3
                || end > LONGEST_TYPE
                || message.indexOf('=', end) < 0
                || !isType(message.substring(0, end))) {
            return null;
        }
        return TYPE
                + message.substring(0, end)
                + " msg=audit("
                + time.getEpochSecond()
                + String.format(Locale.ROOT, ".%03d", time.getNano() / 1_000_000)
                + ":0):"
                + message.substring(end);
    }

    private static boolean isType(String word) {
        return word.chars().allMatch(c -> c == '_' || (c >= 'A' && c <= 'Z'));
    }

    private static Map<String, String> numbered(Object... rows) {
        Map<String, String> types = new HashMap<>();
        for (int i = 0; i < rows.length; i += 2) {
            int number = (Integer) rows[i];
            for (String type : ((String) rows[i + 1]).split(" ")) {
                types.put(String.valueOf(number++), type);
            }
        }
        return Map.copyOf(types);
    }
}
