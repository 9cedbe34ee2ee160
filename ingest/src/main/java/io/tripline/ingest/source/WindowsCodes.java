package io.tripline.ingest.source;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers in Windows Security events stand for. Each look-up gives null for a number that is not known.
 *
 * @see <a href="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4625">4625: logon types, status codes</a>
 */
final class WindowsCodes {
    private static final Map<Long, String> LOGON_TYPES =
            Map.ofEntries(
                    entry(0L, "System"),
                    entry(2L, "Interactive"),
                    entry(3L, "Network"),
                    entry(4L, "Batch"),
                    entry(5L, "Service"),
                    entry(7L, "Unlock"),
                    entry(8L, "NetworkCleartext"),
                    entry(9L, "NewCredentials"),
                    entry(10L, "RemoteInteractive"),
                    entry(11L, "CachedInteractive"),
                    entry(12L, "CachedRemoteInteractive"),
                    entry(13L, "CachedUnlock"));

    private static final Map<Long, String> STATUS =
            Map.ofEntries(
                    entry(0xC0000022L, "access denied"),
                    entry(0xC000005EL, "no logon server available"),
                    entry(0xC0000064L, "no such user"),
                    entry(0xC000006AL, "wrong password"),
                    entry(0xC000006DL, "wrong user name or password"),
                    entry(0xC000006EL, "account restriction"),
                    entry(0xC000006FL, "outside permitted hours"),
                    entry(0xC0000070L, "workstation not permitted"),
                    entry(0xC0000071L, "password expired"),
                    entry(0xC0000072L, "account disabled"),
                    entry(0xC00000DCL, "security database in the wrong state"),
                    entry(0xC000010BL, "logon type invalid"),
                    entry(0xC0000133L, "clocks too far apart"),
                    entry(0xC000015BL, "logon type not granted"),
                    entry(0xC000018BL, "no computer account for the trust"),
                    entry(0xC000018CL, "trust to the domain failed"),
                    entry(0xC000018DL, "trust of the workstation failed"),
                    entry(0xC0000192L, "netlogon not started"),
                    entry(0xC0000193L, "account expired"),
                    entry(0xC0000199L, "computer account not usable for logon"),
                    entry(0xC0000224L, "password must change"),
                    entry(0xC0000225L, "internal error"),
                    entry(0xC0000234L, "account locked out"),
                    entry(0xC00002EEL, "unspecified error"),
                    entry(0xC0000371L, "no local copy of the account's secrets"),
                    entry(0xC0000388L, "possible downgrade attack"),
                    entry(0xC0000413L, "authentication policy refuses"));

    /** Parameters of msobjs.dll's message table, which Windows puts in place of words. */
    private static final Map<String, String> MESSAGES =
            Map.ofEntries(
                    entry("%%1537", "DELETE"),
                    entry("%%1538", "READ_CONTROL"),
                    entry("%%1539", "WRITE_DAC"),
                    entry("%%1540", "WRITE_OWNER"),
                    entry("%%1541", "SYNCHRONIZE"),
                    entry("%%1832", "Identification"),
                    entry("%%1833", "Impersonation"),
                    entry("%%1840", "Delegation"),
                    entry("%%1842", "Yes"),
                    entry("%%1843", "No"),
                    entry("%%1936", "TokenElevationTypeDefault (1)"),
                    entry("%%1937", "TokenElevationTypeFull (2)"),
                    entry("%%1938", "TokenElevationTypeLimited (3)"),
                    entry("%%2304", "An error occurred during logon."),
                    entry("%%2305", "The specified user account has expired."),
                    entry("%%2306", "The NetLogon component is not active."),
                    entry("%%2307", "Account locked out."),
                    entry("%%2308", "The user has not been granted the requested logon type."),
                    entry("%%2309", "The specified account's password has expired."),
                    entry("%%2310", "Account currently disabled."),
                    entry("%%2311", "Account logon time restriction violation."),
                    entry("%%2312", "User not allowed to logon at this computer."),
                    entry("%%2313", "Unknown user name or bad password."),
                    entry("%%4416", "ReadData (or ListDirectory)"),
                    entry("%%4417", "WriteData (or AddFile)"),
                    entry("%%4418", "AppendData (or AddSubdirectory)"),
                    entry("%%4419", "ReadEA"),
                    entry("%%4420", "WriteEA"),
                    entry("%%4421", "Execute/Traverse"),
                    entry("%%4422", "DeleteChild"),
                    entry("%%4423", "ReadAttributes"),
                    entry("%%4424", "WriteAttributes"),
                    entry("%%8448", "Success removed"),
                    entry("%%8449", "Success added"),
                    entry("%%8450", "Failure removed"),
                    entry("%%8451", "Failure added"));

    private WindowsCodes() {}

    /** A number as Windows writes it: decimal, or hexadecimal after 0x; null if it is none. */
    static @Nullable Long number(@Nullable String text) {
        if (text == null || text.length() > 20) {
            return null;
        }
        String digits = text.strip();
        try {
            return digits.startsWith("0x") || digits.startsWith("0X")
                    ? (Long) Long.parseUnsignedLong(digits, 2, digits.length(), 16)
                    : Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A status as Windows writes it in messages, e.g. 0xc000006a; Winlogbeat may have made it a signed number. */
    static @Nullable String hex(@Nullable String text) {
        Long number = number(text);
        return number == null
                ? null
                : "0x" + Long.toHexString(number & 0xFFFF_FFFFL).toLowerCase(Locale.ROOT);
    }

    /** The name of a logon type. */
    static @Nullable String logonType(@Nullable String text) {
        return named(LOGON_TYPES, text);
    }

    /** What an NTSTATUS means for a logon. */
    static @Nullable String status(@Nullable String text) {
        return named(STATUS, text);
    }

    /** The words a message parameter stands for; any other text as it is. */
    static @Nullable String message(@Nullable String text) {
        return text == null ? null : MESSAGES.getOrDefault(text, text);
    }

    /** The name of a number, which may be written as a signed one. */
    static @Nullable String named(Map<Long, String> names, @Nullable String text) {
        Long number = number(text);
        return number == null ? null : names.get(number & 0xFFFF_FFFFL);
    }
}
