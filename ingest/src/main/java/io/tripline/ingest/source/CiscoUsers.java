package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import org.jspecify.annotations.Nullable;

/** The sentences of ASA and FTD about users, beside their sign-ins and tunnels, which {@link CiscoMessages} reads. */
final class CiscoUsers {
    private static final String CLIENT_TYPE = "Client Type: ";

    private CiscoUsers() {}

    /** Says what a message of one of these numbers is about; false if it is of none. */
    static boolean describe(String id, String text, EcsEvent.Builder event) {
        switch (id) {
            case "109001", "109007" -> asked(id, text, event, null);
            case "109010" -> asked(id, text, event, false);
            case "109008", "109024" -> {
                CiscoWho.describe(id, text, event);
                CiscoPlace.ends(text, " from ", " to ", event);
                Flow.decided(event, false);
                event.set(EcsField.EVENT_ACTION, "connection-denied");
            }
            case "109011", "109012" -> {
                CiscoWho.describe(id, text, event);
                event.set(EcsField.EVENT_CATEGORY, "session")
                        .set(EcsField.EVENT_TYPE, id.equals("109011") ? "start" : "end")
                        .set(
                                EcsField.EVENT_ACTION,
                                id.equals("109011") ? "session-started" : "session-ended");
            }
            case "113014" -> asked(id, text, event, false);
            // Who was let in gets no session all the same.
            case "113029", "113038", "716006", "716007", "716023", "716046" -> {
                CiscoWho.describe(id, text, event);
                Flow.session(event, "info");
                event.add(EcsField.EVENT_TYPE, "denied");
                event.set(EcsField.EVENT_ACTION, "vpn-session-refused")
                        .set(EcsField.EVENT_OUTCOME, "failure");
            }
            // The AAA server's refusal has told of the sign-in before.
            case "713167" -> asked(id, text, event, false);
            case "721016", "721018" -> copied(id, text, event);
            case "722055" -> {
                CiscoWho.describe(id, text, event);
                int at = text.lastIndexOf(CLIENT_TYPE);
                event.set(
                        EcsField.USER_AGENT_ORIGINAL,
                        at < 0 ? null : text.substring(at + CLIENT_TYPE.length()));
            }
            case "734001", "734002", "734003" -> policy(id, text, event);
            case "746012", "746013" -> mapped(id, text, event);
            case "772003", "772004" -> {
                // PASSWORD: ssh login failed, user bob, IP 192.0.2.10, cause: password expired
                Principal.user(event, between(text, ", user ", ", IP ", ", cause: "));
                IpEndpoint.source(event, Scan.afterLast(text, ", IP ", ","));
                Flow.signIn(event, false);
                event.set(EcsField.EVENT_ACTION, "logged-in");
                SignInReason.set(event, Scan.afterLast(text, ", cause: ", "\n"), "cisco.reason");
            }
            case "772005", "772006" -> {
                // REAUTH: user bob failed authentication
                boolean passed = text.endsWith(" passed authentication");
                Principal.user(
                        event,
                        between(
                                text,
                                "user ",
                                passed ? " passed authentication" : " failed authentication",
                                "\n"));
                Flow.signIn(event, passed);
                event.set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "reauthentication");
            }
            case "109100" -> {
                // Received CoA update from 192.0.2.50 for user bob, with session ID: 77, ...
                Principal.user(event, between(text, " for user ", ", with ", "\n"));
                event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "info");
            }
            case "109201", "109210" -> {
                // UAUTH: Session=0x1, User=bob, Assigned IP=192.0.2.99, Succeeded adding entry.
                Principal.user(event, between(text, " User=", ", Assigned IP=", "\n"));
                event.set(EcsField.EVENT_CATEGORY, "session")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(
                                EcsField.SOURCE_NAT_IP,
                                IpAddress.canonical(
                                        String.valueOf(Scan.afterLast(text, "Assigned IP=", ","))));
            }
            case "602303", "602304" -> {
                // An inbound remote access SA (SPI= 0x1) between a and b (user= bob) has been ...
                String user = between(text, "(user= ", ") has been ", "\n");
                Principal.user(event, user == null || isAddress(user) ? null : user);
                Flow.session(event, "info");
            }
            case "199001" -> {
                IpEndpoint.source(event, Scan.after(text, "(remote ", ")"));
                event.set(EcsField.EVENT_CATEGORY, "host")
                        .set(EcsField.EVENT_TYPE, "end")
                        .set(EcsField.EVENT_ACTION, "reload");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What goes before a sign-in, or tells of its end a second time. */
    private static void asked(
            String id, String text, EcsEvent.Builder event, @Nullable Boolean succeeded) {
        CiscoWho.describe(id, text, event);
        if (text.contains(" from ") && text.contains(" to ")) {
            CiscoPlace.ends(text, " from ", " to ", event);
        }
        Flow.signIn(event, succeeded);
        event.set(EcsField.EVENT_TYPE, "info").set(EcsField.EVENT_ACTION, "authentication");
    }

    /** What the standby unit copies of the active one's sessions: {@code WebVPN session for client user bob, IP 203.0.113.7 has been ...}. */
    private static void copied(String id, String text, EcsEvent.Builder event) {
        Principal.user(event, between(text, " client user ", ", IP", "\n"));
        int at = text.lastIndexOf(", IP");
        int blank = at < 0 ? -1 : text.indexOf(' ', at + 2);
        IpEndpoint.source(event, blank < 0 ? null : Scan.before(text.substring(blank + 1), " "));
        Flow.session(event, "info");
        event.set(
                EcsField.EVENT_ACTION,
                id.equals("721016") ? "vpn-session-copied" : "vpn-session-copy-deleted");
    }

    /** {@code DAP: User bob, Addr 203.0.113.7, Connection AnyConnect: The following DAP records were selected ...}. */
    private static void policy(String id, String text, EcsEvent.Builder event) {
        // What the computer says of itself, and how administrators called their records, stands
        // behind.
        String whom =
                Scan.before(
                        Scan.before(
                                Scan.before(text, ": Session Attribute"),
                                ": Connection terminated "),
                        ", Connection ");
        Principal.user(event, between(whom, "User ", ", Addr ", "\n"));
        String address = Scan.afterLast(whom, ", Addr ", " ");
        IpEndpoint.source(
                event,
                address == null
                        ? null
                        : address.substring(0, address.length() - (isEnded(address) ? 1 : 0)));
        boolean isRefused = id.equals("734002");
        Flow.session(event, "info");
        event.add(EcsField.EVENT_TYPE, isRefused ? "denied" : null);
        event.set(
                        EcsField.EVENT_ACTION,
                        isRefused ? "vpn-session-refused" : "access-policy-selected")
                .set(EcsField.EVENT_OUTCOME, isRefused ? "failure" : null);
    }

    /** Who has which address, as learnt from elsewhere: no sign-in of its own. {@code Add IP-User mapping 192.0.2.10 - EXAMPLE\bob Succeeded - VPN user}. */
    private static void mapped(String id, String text, EcsEvent.Builder event) {
        IpEndpoint.source(event, Scan.after(text, " mapping ", " "));
        String named = Scan.after(text, " - ", " - ");
        Principal.user(
                event,
                named == null ? null : Scan.before(Scan.before(named, " Succeeded"), " Failed"));
        event.set(EcsField.EVENT_CATEGORY, "session")
                .set(EcsField.EVENT_TYPE, id.equals("746012") ? "info" : "end")
                .set(EcsField.EVENT_ACTION, id.equals("746012") ? "user-mapped" : "user-unmapped");
    }

    /** From behind one word up to the last of another, or, where there is none, the last of a third. */
    private static @Nullable String between(String text, String from, String to, String or) {
        String found = Scan.between(text, from, to);
        return found != null ? found : Scan.between(text, from, or);
    }

    private static boolean isEnded(String address) {
        return address.endsWith(",") || address.endsWith(":");
    }

    private static boolean isAddress(String text) {
        return IpAddress.canonical(text) != null;
    }
}
