package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import org.jspecify.annotations.Nullable;

/** The sentences of ASA and FTD about what passes through, beside connections and access lists. */
final class CiscoTraffic {
    private static final String STORED = " Stored file ";
    private static final String RETRIEVED = " Retrieved file ";

    private CiscoTraffic() {}

    /** Says what a message of one of these numbers is about; false if it is of none. */
    static boolean describe(String id, String text, EcsEvent.Builder event) {
        switch (id) {
            // What an inspection, another module, a limit or the translation stopped.
            case "113042",
                    "201010",
                    "201011",
                    "201012",
                    "201013",
                    "410001",
                    "410002",
                    "410003",
                    "419001",
                    "420002",
                    "420003",
                    "434001",
                    "434002",
                    "434003",
                    "507003" ->
                    stopped(text, " from ", " to ", event);
            case "402114", "402115", "402116", "402117", "402118", "402119" -> {
                stopped(text, " from ", " to ", event);
                CiscoMentions.related(text, event);
            }
            case "108004", "303004", "303005" -> inspected(text, event);
            case "305005", "305006", "305013" -> stopped(text, " src ", " dst ", event);
            case "209003", "209004", "209005" -> stopped(text, "src = ", "dest = ", event);
            case "313009" -> stopped(text, " for ", " to ", event);
            case "304001" -> page(text, event);
            case "304002" -> refusedPage(text, event);
            case "303002" -> transfer(text, event);
            case "716003", "716004" -> portalPage(id.equals("716003"), text, event);
            // A node of a cluster tells of what another has told.
            case "110002",
                    "110003",
                    "302022",
                    "302024",
                    "302026",
                    "302023",
                    "302025",
                    "302027",
                    "434004",
                    "805001",
                    "805002" ->
                    seen(text, event);
            case "305009", "305010", "305011", "305012" -> translation(text, event);
            case "725001", "725002", "725003", "725006", "725007" -> handshake(id, text, event);
            default -> {
                if (id.startsWith("4150")) {
                    inspected(text, event);
                    return true;
                }
                return false;
            }
        }
        return true;
    }

    private static void stopped(String text, String from, String to, EcsEvent.Builder event) {
        CiscoPlace.ends(text, from, to, event);
        Flow.decided(event, false);
        event.set(EcsField.EVENT_ACTION, "connection-denied")
                .setIfAbsent(
                        EcsField.OBSERVER_INGRESS_INTERFACE_NAME,
                        Scan.after(text, "on interface ", " "));
    }

    /** What the inspection did stands in front of the two ends, the last of a sentence whose beginning names the policy. */
    private static void inspected(String text, EcsEvent.Builder event) {
        int at = text.lastIndexOf(" from ");
        String before = at < 0 ? text : text.substring(0, at);
        CiscoPlace.ends(at < 0 ? text : text.substring(at), " from ", " to ", event);
        boolean isStopped = before.contains("Dropped") || before.contains("Reset");
        Flow.decided(event, isStopped ? Boolean.FALSE : null);
        event.set(EcsField.EVENT_ACTION, isStopped ? "connection-denied" : "connection-inspected");
    }

    /** Both ends, and nothing decided. */
    private static void seen(String text, EcsEvent.Builder event) {
        CiscoPlace.ends(text, text.contains(" from ") ? " from " : " for ", " to ", event);
        event.set(EcsField.EVENT_CATEGORY, "network").set(EcsField.EVENT_TYPE, "info");
    }

    /** {@code Built dynamic TCP translation from inside:192.0.2.41/50122 to outside:203.0.113.9/50122}: both are the same end. */
    private static void translation(String text, EcsEvent.Builder event) {
        seen(text, event);
        event.set(EcsField.SOURCE_NAT_IP, event.value(EcsField.DESTINATION_IP))
                .set(EcsField.SOURCE_NAT_PORT, event.value(EcsField.DESTINATION_PORT))
                .clear(EcsField.DESTINATION_ADDRESS)
                .clear(EcsField.DESTINATION_IP)
                .clear(EcsField.DESTINATION_PORT)
                .clear(EcsField.NETWORK_COMMUNITY_ID);
    }

    /** {@code 192.0.2.10 Accessed URL 198.51.100.9:http://www.example.com/}: what was asked for is the client's word. */
    private static void page(String text, EcsEvent.Builder event) {
        String client = Scan.before(text, " ");
        int sign = client.lastIndexOf('@');
        String address = client.substring(sign + 1);
        String asked = Scan.after(text, " URL ", " ");
        String server = asked;
        if (server != null) {
            // IPv6 has colons of its own: the address ends where a path or a scheme begins.
            int path = server.indexOf(":/");
            int scheme = server.indexOf(":http");
            int end = scheme > 0 && (path < 0 || scheme < path) ? scheme : path;
            event.set(EcsField.URL_ORIGINAL, end < 0 ? null : server.substring(end + 1));
            server = end < 0 ? server : server.substring(0, end);
            server = server.substring(server.lastIndexOf('@') + 1);
        }
        Flow.endpoints(event, address, null, server, null, "tcp");
        Flow.decided(event, true);
        Principal.user(event, sign > 0 ? client.substring(0, sign) : null);
        event.set(EcsField.EVENT_ACTION, "url-accessed");
    }

    /** {@code Access denied URL http://www.example.com/ SRC 192.0.2.10 DEST 198.51.100.9}, of which the client chose the URL. */
    private static void refusedPage(String text, EcsEvent.Builder event) {
        String source = Scan.afterLast(text, " SRC ", " ");
        String destination = Scan.afterLast(text, " DEST ", " ");
        Flow.endpoints(event, address(source), null, address(destination), null, "tcp");
        Flow.decided(event, false);
        int end = text.lastIndexOf(" SRC ");
        int start = text.indexOf(" URL ") + " URL ".length();
        event.set(EcsField.EVENT_ACTION, "url-denied")
                .set(EcsField.URL_ORIGINAL, end > start ? text.substring(start, end) : null);
    }

    /** Without what may follow an address, {@code (EXAMPLE\bob)} or a colon. */
    private static @Nullable String address(@Nullable String word) {
        if (word == null || IpAddress.canonical(word) != null) {
            return word;
        }
        String bare = Scan.before(word, "(");
        return bare.endsWith(":") ? bare.substring(0, bare.length() - 1) : bare;
    }

    /** {@code FTP connection from inside:a/p to outside:b/21, user bob Stored file x}. */
    private static void transfer(String text, EcsEvent.Builder event) {
        String ends = Scan.before(text, ", user ");
        String named = text.substring(Math.min(text.length(), ends.length() + ", user ".length()));
        CiscoPlace.ends("tcp" + ends, " from ", " to ", event);
        Flow.decided(event, true);
        // A file may be called anything: the first verb is the device's.
        String user = Scan.before(Scan.before(named, STORED), RETRIEVED);
        boolean isStored = named.startsWith(STORED, user.length());
        String verb = isStored ? STORED : RETRIEVED;
        if (user.length() < named.length()) {
            Principal.user(event, user);
            event.set(EcsField.FILE_PATH, named.substring(user.length() + verb.length()));
        }
        event.set(EcsField.EVENT_ACTION, isStored ? "ftp-stored" : "ftp-retrieved")
                .set(EcsField.NETWORK_PROTOCOL, "ftp");
    }

    /** A page that a user of the portal asked for through it. */
    private static void portalPage(boolean allowed, String text, EcsEvent.Builder event) {
        CiscoWho.describe(allowed ? "716003" : "716004", text, event);
        int at = text.indexOf(allowed ? "GRANTED: " : "location: ");
        String page =
                at < 0
                        ? null
                        : text.substring(at + (allowed ? "GRANTED: " : "location: ").length())
                                .replace("\"", "");
        Flow.decided(event, allowed);
        event.set(EcsField.EVENT_ACTION, allowed ? "url-accessed" : "url-denied")
                .set(EcsField.URL_ORIGINAL, page);
    }

    /** {@code Starting SSL handshake with client outside:a/p to b/443 for TLSv1.2 session}. */
    private static void handshake(String id, String text, EcsEvent.Builder event) {
        CiscoPlace.ends(
                "tcp" + text, text.contains(" client ") ? " client " : " server ", " to ", event);
        event.set(EcsField.EVENT_CATEGORY, "network")
                .set(EcsField.EVENT_TYPE, "protocol")
                .set(EcsField.NETWORK_PROTOCOL, "tls")
                .set(
                        EcsField.EVENT_OUTCOME,
                        id.equals("725006") ? "failure" : id.equals("725002") ? "success" : null);
    }
}
