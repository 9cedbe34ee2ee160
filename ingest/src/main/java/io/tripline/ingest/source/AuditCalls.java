package io.tripline.ingest.source;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the system calls that rules ask for, by the numbers that auditd writes if it does not enrich its log: who
 * runs a program, becomes another account, connects, loads a module, removes, renames or opens files to others, or reaches
 * into another process.
 *
 * @see <a href="https://github.com/torvalds/linux/blob/master/arch/x86/entry/syscalls/syscall_64.tbl">Numbers of x86_64</a>
 * @see <a href="https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/unistd.h">Numbers of aarch64</a>
 */
final class AuditCalls {
    private static final Map<String, String> X86_64 =
            Map.ofEntries(
                    entry("42", "connect"),
                    entry("59", "execve"),
                    entry("82", "rename"),
                    entry("87", "unlink"),
                    entry("90", "chmod"),
                    entry("91", "fchmod"),
                    entry("92", "chown"),
                    entry("93", "fchown"),
                    entry("94", "lchown"),
                    entry("101", "ptrace"),
                    entry("105", "setuid"),
                    entry("113", "setreuid"),
                    entry("117", "setresuid"),
                    entry("175", "init_module"),
                    entry("176", "delete_module"),
                    entry("260", "fchownat"),
                    entry("263", "unlinkat"),
                    entry("264", "renameat"),
                    entry("268", "fchmodat"),
                    entry("313", "finit_module"),
                    entry("316", "renameat2"),
                    entry("322", "execveat"),
                    entry("452", "fchmodat2"));

    private static final Map<String, String> AARCH64 =
            Map.ofEntries(
                    entry("35", "unlinkat"),
                    entry("38", "renameat"),
                    entry("52", "fchmod"),
                    entry("53", "fchmodat"),
                    entry("54", "fchownat"),
                    entry("55", "fchown"),
                    entry("105", "init_module"),
                    entry("106", "delete_module"),
                    entry("117", "ptrace"),
                    entry("145", "setreuid"),
                    entry("146", "setuid"),
                    entry("147", "setresuid"),
                    entry("203", "connect"),
                    entry("221", "execve"),
                    entry("273", "finit_module"),
                    entry("276", "renameat2"),
                    entry("281", "execveat"),
                    entry("452", "fchmodat2"));

    private AuditCalls() {}

    /** What the call of this number is called; null if nobody asks for it, or on another architecture. */
    static @Nullable String name(@Nullable String architecture, @Nullable String number) {
        if (architecture == null || number == null) {
            return null;
        }
        return switch (architecture) {
            case "c000003e" -> X86_64.get(number);
            case "c00000b7" -> AARCH64.get(number);
            // ausearch -i has looked it up.
            default -> isName(number) ? number : null;
        };
    }

    private static boolean isName(String word) {
        return Character.isLetter(word.charAt(0))
                && word.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
    }
}
