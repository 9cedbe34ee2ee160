package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/** Who signs in to a desktop from elsewhere, as xrdp and macOS' screen sharing write it. */
final class RemoteDesktopMessages {
    private static final String REFUSED = "AUTHFAIL: user=";
    private static final String GRANTED = "(access granted): username ";
    private static final String RECONNECTED = "++ reconnected session: username ";
    private static final String DISPLAY = ", display :";
    private static final String SHARED = "Authentication: ";
    private static final String VIEWER = " :: Viewer Address: ";
    private static final String NAME = " :: User Name: ";

    private RemoteDesktopMessages() {}

    /**
     * {@code [INFO ] AUTHFAIL: user=NAME ip=IP time=N}, {@code ++ created session (access granted): username NAME, ip IP ...},
     * {@code ++ reconnected session: username NAME, display :10.0, session_pid N, ip IP ...}.
     */
    static boolean xrdp(String message, EcsEvent.Builder event) {
        int level = message.startsWith("[") ? message.indexOf("] ") : -1;
        String said = level > 0 && level < 10 ? message.substring(level + 2) : message;
        boolean refused = said.startsWith(REFUSED);
        boolean again = said.startsWith(RECONNECTED);
        int granted = said.startsWith("++ created session ") ? said.indexOf(GRANTED) : -1;
        int start =
                refused
                        ? REFUSED.length()
                        : again ? RECONNECTED.length() : granted + GRANTED.length();
        // The name is what was typed; the server wrote what stands behind.
        String mark = refused ? " ip=" : ", ip ";
        int ip = said.lastIndexOf(mark);
        int end = again ? said.lastIndexOf(DISPLAY, ip) : ip;
        if ((!refused && !again && granted < 0) || end < start) {
            return false;
        }
        LinuxAction.REMOTE_DESKTOP_LOGIN.on(event, Flow.outcome(!refused));
        Principal.user(event, start == end ? null : said.substring(start, end));
        IpEndpoint.source(event, endpoint(Scan.before(said.substring(ip + mark.length()), " ")));
        event.set(EcsField.NETWORK_PROTOCOL, "rdp");
        return true;
    }

    /** An IPv4 address stands within one of IPv6, perhaps with a port behind: {@code ::ffff:203.0.113.7:50000}. */
    private static String endpoint(String text) {
        return text.startsWith("::ffff:") ? text.substring("::ffff:".length()) : text;
    }

    /** {@code Authentication: FAILED :: User Name: NAME :: Viewer Address: IP :: Type: DH}. */
    static boolean screenSharing(String message, EcsEvent.Builder event) {
        int name = message.indexOf(NAME);
        int viewer = message.lastIndexOf(VIEWER);
        if (!message.startsWith(SHARED) || name < 0 || viewer < name + NAME.length()) {
            return false;
        }
        boolean success = message.startsWith("SUCCEEDED", SHARED.length());
        if (!success && !message.startsWith("FAILED", SHARED.length())) {
            return false;
        }
        LinuxAction.REMOTE_DESKTOP_LOGIN.on(event, Flow.outcome(success));
        String who = message.substring(name + NAME.length(), viewer);
        // What is written of whom there is no account for is nobody's name.
        event.set(EcsField.USER_NAME, who.equals("N/A") ? null : who);
        IpEndpoint.source(event, Scan.before(message.substring(viewer + VIEWER.length()), " "));
        return true;
    }
}
