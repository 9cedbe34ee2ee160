package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in to other services than the system's own: routers' SSH, FTP, mail, desktops, IPsec. Such a program writes much
 * else, so its line is one of these only if it tells of a sign-in or what belongs to one.
 */
final class ServiceMessages {
    private ServiceMessages() {}

    /** Whether it is such a line. */
    static boolean isOne(@Nullable String program, String message) {
        return program != null
                && isProgram(program)
                && describe(program, message, EcsEvent.builder());
    }

    private static boolean isProgram(String program) {
        return switch (program) {
            case "dropbear",
                    "vsftpd",
                    "proftpd",
                    "pure-ftpd",
                    "dovecot",
                    "smtpd",
                    "xrdp",
                    "xrdp-sesman",
                    "screensharingd",
                    "doas",
                    "charon",
                    "charon-systemd",
                    "unix_chkpwd",
                    "login_duo",
                    "pam_duo" ->
                    true;
            default -> false;
        };
    }

    /** Describes a message; false if its form is not known. */
    static boolean describe(String program, String message, EcsEvent.Builder event) {
        return switch (program) {
            case "dropbear" -> DropbearMessages.describe(message, event);
            case "vsftpd" -> FtpMessages.vsftpd(message, event);
            case "proftpd" -> FtpMessages.proftpd(message, event);
            case "pure-ftpd" -> FtpMessages.pureFtpd(message, event);
            case "dovecot" -> MailMessages.dovecot(message, event);
            case "smtpd" -> MailMessages.postfix(message, event);
            case "xrdp", "xrdp-sesman" -> RemoteDesktopMessages.xrdp(message, event);
            case "screensharingd" -> RemoteDesktopMessages.screenSharing(message, event);
            case "doas" -> PrivilegeMessages.doas(message, event);
            case "charon", "charon-systemd" -> IpsecMessages.describe(message, event);
            case "unix_chkpwd", "login_duo", "pam_duo" -> PamMessages.checked(message, event);
            default -> false;
        };
    }
}
