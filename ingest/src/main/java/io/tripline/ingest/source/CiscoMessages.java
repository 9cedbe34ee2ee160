package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The sentences of ASA and FTD, by their numbers. */
final class CiscoMessages {
    /** What is meant by the address behind it, in front of which it stands. */
    private static final List<String> SAID_BEFORE = List.of("laddr ", "PAT address ");

    /** Of what ends at the firewall itself. */
    private static final String OWN_INTERFACE = "NP Identity Ifc";

    /** What says which end is which. */
    private static final List<EcsField> ENDS =
            List.of(
                    EcsField.SOURCE_ADDRESS,
                    EcsField.SOURCE_IP,
                    EcsField.SOURCE_PORT,
                    EcsField.SOURCE_NAT_IP,
                    EcsField.SOURCE_NAT_PORT,
                    EcsField.DESTINATION_ADDRESS,
                    EcsField.DESTINATION_IP,
                    EcsField.DESTINATION_PORT,
                    EcsField.DESTINATION_NAT_IP,
                    EcsField.DESTINATION_NAT_PORT,
                    EcsField.OBSERVER_INGRESS_INTERFACE_NAME,
                    EcsField.OBSERVER_EGRESS_INTERFACE_NAME);

    private CiscoMessages() {}

    /** Says what a message is about; one of an unknown number only whom and what it names. */
    static void describe(String id, String text, EcsEvent.Builder event) {
        switch (id) {
            case "302013", "302015", "302017", "302020", "302303" ->
                    connection(text, event, "start");
            case "302014", "302016", "302018", "302021", "302304" -> connection(text, event, "end");
            case "106001",
                    "106002",
                    "106006",
                    "106007",
                    "106010",
                    "106011",
                    "106012",
                    "106013",
                    "106014",
                    "106015",
                    "106016",
                    "106017",
                    "106018",
                    "106020",
                    "106021",
                    "106022",
                    "106023",
                    "106027",
                    "313001",
                    "313004",
                    "313005",
                    "313008",
                    "315001",
                    "322001",
                    "322002",
                    "710003",
                    "710005",
                    "710006",
                    "500004" ->
                    denied(text, event);
            case "106100", "106102", "106103" -> accessList(text, event);
            case "710002" -> {
                ends(text, " from ", " to ", event);
                Flow.decided(event, true);
                event.set(EcsField.EVENT_ACTION, "access-permitted");
            }
            case "113004", "113008", "113012" -> aaa(id, text, event, true);
            case "113005", "113015", "113016", "113017" -> aaa(id, text, event, false);
            // What a user is given once the AAA server has let him in, or is asked before.
            case "113003", "113009", "113010", "113011" -> {
                whom(id, text, event);
                String user = Scan.after(text, "for user ", " ");
                Principal.user(
                        event, event.has(EcsField.USER_NAME) || "=".equals(user) ? null : user);
                event.set(EcsField.EVENT_CATEGORY, "authentication")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(
                                EcsField.EVENT_ACTION,
                                id.equals("113010") ? "aaa-challenge" : "aaa-policy-set");
            }
            case "113006" -> account(Scan.after(text, "User ", " "), "account-locked", event);
            case "113007" -> account(Scan.after(text, "User ", " "), "account-unlocked", event);
            case "109005", "605005", "716038" -> signIn(id, text, event, true);
            case "109025" -> signIn(id, text, event, false);
            // The end of what 113005 or 113015 told before it, with the reason; of 611101, what
            // 605005 tells.
            case "109006", "605004", "611102", "716039", "611101" -> {
                signIn(id, text, event, id.equals("611101"));
                event.set(EcsField.EVENT_TYPE, "info");
            }
            case "109031", "109033", "109034", "113021", "308001", "315003", "713198", "716040" -> {
                signIn(id, text, event, false);
                Principal.user(event, event.has(EcsField.USER_NAME) ? null : refused(text));
                IpEndpoint.source(
                        event,
                        event.has(EcsField.SOURCE_IP)
                                ? null
                                : trailing(Scan.after(text, "from ", " ")));
            }
            case "113039" -> {
                vpn(id, text, event, "start");
                // The one line of AnyConnect's that tells of the sign-in with the client's address.
                Flow.signedInSession(event);
            }
            // 716038 has told of the sign-in before, the others are parts of a session.
            case "716001", "722022", "722051" -> vpn(id, text, event, "start");
            case "113019", "716002", "722023", "722037" -> vpn(id, text, event, "end");
            case "315011", "611103" -> {
                whom(id, text, event);
                event.set(EcsField.EVENT_CATEGORY, "session")
                        .set(EcsField.EVENT_TYPE, "end")
                        .set(EcsField.EVENT_ACTION, "logged-out");
            }
            case "606001", "606002" -> {
                whom(id, text, event);
                IpEndpoint.source(event, Scan.after(text, " from ", " "));
                event.set(EcsField.EVENT_CATEGORY, "session")
                        .set(EcsField.EVENT_TYPE, id.equals("606001") ? "start" : "end")
                        .set(
                                EcsField.EVENT_ACTION,
                                id.equals("606001") ? "asdm-started" : "asdm-ended");
            }
            case "713050", "713259" -> vpn(id, text, event, "end");
            case "713119", "713120", "713228", "716058", "716059", "722028", "722033", "722034" ->
                    vpn(id, text, event, "info");
            case "111001", "111002", "111003", "111004", "111005", "111007" -> {
                // Begin configuration: 192.0.2.10 writing to memory
                String begun = trailing(Scan.after(text, "configuration: ", " "));
                String who = first(addressed(begun), addressed(trailing(word(text, 0))));
                IpEndpoint.source(event, who);
                event.set(EcsField.EVENT_CATEGORY, "configuration")
                        .set(
                                EcsField.EVENT_TYPE,
                                switch (id) {
                                    case "111002", "111007" -> "access";
                                    case "111003" -> "deletion";
                                    default -> "change";
                                })
                        .set(
                                EcsField.EVENT_ACTION,
                                switch (id) {
                                    case "111002", "111007" -> "configuration-read";
                                    case "111003" -> "configuration-erased";
                                    default -> "configuration-written";
                                })
                        .set(
                                EcsField.EVENT_OUTCOME,
                                text.contains("FAILED")
                                        ? "failure"
                                        : text.contains("OK") ? "success" : "unknown");
            }
            case "502111", "502112" ->
                    event.set(EcsField.EVENT_CATEGORY, "configuration")
                            .set(EcsField.EVENT_TYPE, id.equals("502111") ? "creation" : "deletion")
                            .set(
                                    EcsField.EVENT_ACTION,
                                    id.equals("502111")
                                            ? "group-policy-added"
                                            : "group-policy-deleted");
            case "338001", "338002", "338003", "338004" -> dynamicFilter(text, event, true);
            case "338005", "338006", "338007", "338008" -> dynamicFilter(text, event, false);
            case "111008", "111009", "111010" -> command(id, text, event);
            case "502101" -> account(Scan.after(text, "Uname: ", " "), "user-added", event);
            case "502102" -> account(Scan.after(text, "Uname: ", " "), "user-removed", event);
            case "502103" -> account(Scan.after(text, "Uname: ", " "), "privilege-changed", event);
            case "430001", "430002", "430003", "430004", "430005" ->
                    FirepowerEvents.describe(id, text, event);
            case "401004" -> {
                // Shunned packet: 203.0.113.66 ==> 192.0.2.10 on interface outside
                ends(text, "packet: ", " ==> ", event);
                Flow.decided(event, false);
                event.set(EcsField.EVENT_ACTION, "connection-denied")
                        .set(
                                EcsField.OBSERVER_INGRESS_INTERFACE_NAME,
                                Scan.after(text, "on interface ", " "));
            }
            case "733100", "733101", "733102", "733104", "733105" -> {
                scanner(text, event);
                CiscoMentions.related(text, event);
                event.set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "threat-detected");
            }
            case "751025" -> {
                internetKeyExchange(text, event);
                Flow.session(event, "start");
                event.set(EcsField.EVENT_ACTION, "vpn-session-started")
                        .set(
                                EcsField.SOURCE_NAT_IP,
                                IpAddress.canonical(Scan.after(text, "IPv4 Address=", " ")));
            }
            default -> {
                if (text.startsWith("Local:")) {
                    internetKeyExchange(text, event);
                    internetKeyExchanged(id, text, event);
                    return;
                }
                if (CiscoTraffic.describe(id, text, event)
                        || CiscoUsers.describe(id, text, event)) {
                    return;
                }
                whom(id, text, event);
                if (id.startsWith("4000")) {
                    // IDS:2004 ICMP echo request from 203.0.113.66 to 192.0.2.10 on interface
                    // outside
                    ends(text, " from ", " to ", event);
                    event.set(EcsField.EVENT_KIND, "alert")
                            .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                            .set(EcsField.EVENT_TYPE, "info")
                            .set(EcsField.EVENT_ACTION, "threat-detected");
                }
            }
        }
    }

    /** {@code Host 203.0.113.66 is attacking}, {@code Host 192.0.2.10 is targeted}, {@code adds host 203.0.113.66 to shun list}. */
    private static void scanner(String text, EcsEvent.Builder event) {
        String host = first(Scan.after(text, "adds host ", " "), attacker(text));
        IpEndpoint.source(event, host);
        String targeted = text.contains(" is targeted") ? Scan.after(text, "Host ", " ") : null;
        String address = targeted == null ? null : IpAddress.canonical(targeted);
        event.set(EcsField.DESTINATION_ADDRESS, address).set(EcsField.DESTINATION_IP, address);
    }

    private static @Nullable String attacker(String text) {
        return text.contains(" is attacking") ? Scan.after(text, "Host ", " ") : null;
    }

    /** {@code Local:192.0.2.1:4500 Remote:203.0.113.5:53256 Username:alice IKEv2 ...}, of which the client is the remote end. */
    private static void internetKeyExchange(String text, EcsEvent.Builder event) {
        String[] local = endpoint(said(text, "Local:"));
        String[] remote = endpoint(said(text, " Remote:"));
        Flow.endpoints(
                event, remote[0], Scan.number(remote[1]), local[0], Scan.number(local[1]), "udp");
        // Some name the group behind the user: alice/staff.
        String named = said(text, " Username:");
        String user = named == null ? null : Scan.before(named, "/");
        // Not known yet, or no user's but another gateway's tunnel.
        boolean isNone = user == null || user.equals("Unknown") || user.equals(remote[0]);
        Principal.user(event, isNone ? null : trimmed(user));
        String group = named == null ? null : Scan.after(named, "/", " ");
        event.set(
                EcsField.USER_GROUP_NAME,
                trimmed(first(said(text, " Group:"), isNone ? null : group)));
    }

    /** The word behind this one, with or without blanks between them. */
    private static @Nullable String said(String text, String word) {
        int at = text.indexOf(word);
        if (at < 0) {
            return null;
        }
        at += word.length();
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return Scan.before(text.substring(at), " ");
    }

    private static void internetKeyExchanged(String id, String text, EcsEvent.Builder event) {
        switch (id) {
            case "750006", "750007" -> {
                // 751025 has told of the session, or 113019 will.
                Flow.session(event, "info");
                event.set(EcsField.EVENT_ACTION, "vpn-session-changed");
            }
            case "751011" -> {
                // The AAA server's refusal has told of the sign-in before.
                Flow.signIn(event, false);
                event.set(EcsField.EVENT_TYPE, "info").set(EcsField.EVENT_ACTION, "logged-in");
                SignInReason.set(
                        event, trimmed(Scan.afterLast(text, "Error: ", "\n")), "cisco.reason");
            }
            default -> {}
        }
    }

    private static @Nullable String[] endpoint(@Nullable String text) {
        int colon = text == null ? -1 : text.lastIndexOf(':');
        return text == null || colon < 0
                ? new @Nullable String[] {text, null}
                : new @Nullable String[] {text.substring(0, colon), text.substring(colon + 1)};
    }

    /** Of sentences that name the account in a form of their own. */
    private static @Nullable String refused(String text) {
        String admin = Scan.between(text, "admin user ", " from ");
        String console = Scan.between(text, "User ", " did NOT");
        String denied = Scan.between(text, "Denied ", " login");
        String authorized = Scan.between(text, "Authorization failed: ", " User ");
        String challenged = Scan.between(text, "failed for user ", " from ");
        String guest = Scan.after(text, "guest login for ", " ");
        return trimmed(
                first(
                        first(first(admin, console), guest == null ? null : without(".", guest)),
                        first(first(denied, authorized), challenged)));
    }

    /**
     * The text without these signs at its end. By hand, as a regular expression looks at each run of them from each of its
     * signs: a line of a megabyte would take an hour.
     */
    private static String without(String signs, String text) {
        int end = text.length();
        while (end > 0 && signs.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    private static @Nullable String addressed(@Nullable String word) {
        return IpEndpoint.parse(word) == null ? null : word;
    }

    private static @Nullable String trailing(@Nullable String address) {
        return address == null ? null : without(">,:;.)", address);
    }

    /** Traffic of an address or a name that a list of botnets has. */
    private static void dynamicFilter(String text, EcsEvent.Builder event, boolean allowed) {
        ends(text, " from ", " to ", event);
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"))
                .set(EcsField.EVENT_TYPE, List.of("info", allowed ? "allowed" : "denied"))
                .set(EcsField.EVENT_ACTION, "botnet-traffic");
    }

    /**
     * {@code Built outbound TCP connection 7 for outside:a/p (na/np) to inside:b/p (nb/np) (user)}: of GRE and of connections
     * whose state is bypassed {@code from a to b}, of ICMP {@code faddr a gaddr nb laddr b}.
     */
    private static void connection(String text, EcsEvent.Builder event, String type) {
        boolean outbound = text.contains(" outbound ");
        boolean inbound = !outbound && text.contains(" inbound ");
        Place one = Place.after(text, " faddr ");
        boolean ping = one != null;
        Place other;
        if (ping) {
            other = Place.after(text, " laddr ");
            Place mapped = Place.after(text, " gaddr ");
            other = other == null || mapped == null ? other : other.mappedTo(mapped);
        } else {
            one = Place.after(text, " for ");
            one = one == null ? Place.after(text, " from ") : one;
            other = Place.after(text, " to ");
        }
        String protocol = word(text, (outbound || inbound) ? 2 : 1);
        // The first is the less trusted end; who began is in the word before, which a teardown
        // lacks.
        Boolean began =
                (outbound || inbound)
                        ? (Boolean) inbound
                        : text.contains(" state-bypass ")
                                ? Boolean.TRUE
                                : began(one, other, ping, protocol);
        if (began == null) {
            unordered(event, one, other, protocol);
        } else {
            ends(event, began ? one : other, began ? other : one, protocol);
        }
        Flow.decided(event, true, type);
        Long bytes = Scan.number(Scan.after(text, " bytes ", " "));
        event.set(EcsField.EVENT_ACTION, "connection-" + (type.equals("start") ? "built" : "ended"))
                .set(EcsField.NETWORK_BYTES, bytes)
                .set(EcsField.EVENT_DURATION, duration(Scan.after(text, " duration ", " ")))
                .vendor("cisco.connection_id", Scan.number(Scan.after(text, " connection ", " ")));
        if (type.equals("start") && !ping && (outbound || inbound)) {
            event.set(EcsField.NETWORK_DIRECTION, outbound ? "outbound" : "inbound");
        }
        user(text, event);
    }

    /**
     * Whether the first place began what ended: the lower port is the service, and of a ping the end with a number asked.
     * Null if the sentence does not tell.
     */
    private static @Nullable Boolean began(
            @Nullable Place one, @Nullable Place other, boolean ping, @Nullable String protocol) {
        if (one == null
                || other == null
                || one.port() == null
                || other.port() == null
                || !(ping || hasPorts(protocol))) {
            return null;
        }
        if (ping && one.port() != 0 && other.port() != 0) {
            return null;
        }
        int order = Long.compare(one.port(), other.port());
        return order == 0 ? null : (Boolean) (order > 0);
    }

    /** Both ends, where it is not known which of them began: the flow's id is the same from either. */
    private static void unordered(
            EcsEvent.Builder event,
            @Nullable Place one,
            @Nullable Place other,
            @Nullable String protocol) {
        ends(event, one, other, protocol);
        for (EcsField end : ENDS) {
            event.clear(end);
        }
        for (Place place : new @Nullable Place[] {one, other}) {
            if (place != null) {
                event.add(EcsField.RELATED_IP, IpAddress.canonical(place.address()));
                if (place.mapped() != null) {
                    event.add(EcsField.RELATED_IP, IpAddress.canonical(place.mapped()));
                }
            }
        }
    }

    private static void denied(String text, EcsEvent.Builder event) {
        if (text.contains(" src ")) {
            ends(text, " src ", text.contains(" dst ") ? " dst " : " dest ", event);
        } else {
            ends(text, " from ", " to ", event);
        }
        Flow.decided(event, false);
        event.set(EcsField.EVENT_ACTION, "connection-denied")
                .set(
                        EcsField.RULE_NAME,
                        first(
                                Scan.between(text, "access-group \"", "\""),
                                Scan.after(text, " denied by outbound list ", " ")));
        event.setIfAbsent(
                EcsField.OBSERVER_INGRESS_INTERFACE_NAME, Scan.after(text, "on interface ", " "));
        user(text, event);
    }

    /** {@code access-list acl denied tcp outside/a(p) -> inside/b(p) hit-cnt 1 ...}. */
    private static void accessList(String text, EcsEvent.Builder event) {
        int arrow = text.indexOf(" -> ");
        String decision = word(text, 2);
        String protocol = word(text, 3);
        if (arrow > 0) {
            Place from = Place.listed(text.substring(text.lastIndexOf(' ', arrow - 1) + 1, arrow));
            Place to = Place.listed(Scan.before(text.substring(arrow + 4), " "));
            ends(event, from, to, protocol);
        }
        Flow.decided(event, decision == null ? null : (Boolean) !decision.equals("denied"));
        event.set(EcsField.RULE_NAME, word(text, 1))
                .set(
                        EcsField.EVENT_ACTION,
                        "denied".equals(decision) ? "connection-denied" : "connection-permitted");
        user(text, event);
        // access-list acl permitted udp for user alice inside/192.0.2.1(53) -> ...
        String named = Scan.after(text, " for user ", " ");
        Principal.user(
                event,
                named == null || event.has(EcsField.USER_NAME)
                        ? null
                        : trimmed(named.replace("'", "")));
    }

    private static void aaa(String id, String text, EcsEvent.Builder event, boolean succeeded) {
        whom(id, text, event);
        Flow.signIn(event, succeeded);
        boolean isSignIn =
                !text.startsWith("AAA user authorization ")
                        && !text.startsWith("AAA user accounting ");
        // What the AAA server accepted comes up to three times and knows no address; the service
        // that asked it tells of the sign-in. What it refused is told here, with reason and
        // address, and of some services nowhere else.
        String server = Scan.after(text, "server = ", ":");
        event.set(EcsField.EVENT_TYPE, succeeded || !isSignIn ? "info" : "start")
                .set(
                        EcsField.EVENT_ACTION,
                        isSignIn ? "aaa-authentication" : "aaa-" + word(text, 2))
                .set(
                        EcsField.SERVER_ADDRESS,
                        server == null ? null : trimmed(Scan.before(server, ",")));
        SignInReason.set(event, trimmed(Scan.after(text, "reason = ", ":")), "cisco.reason");
    }

    private static void signIn(String id, String text, EcsEvent.Builder event, boolean succeeded) {
        whom(id, text, event);
        Place from = Place.after(text, " from ");
        Place to = Place.after(text, " to ");
        if (from != null && to != null) {
            // The service stands where a port would: outside:198.51.100.1/ssh.
            ends(event, from, to, null);
            event.set(EcsField.NETWORK_PROTOCOL, to.service());
        }
        Flow.signIn(event, succeeded);
        event.set(EcsField.EVENT_ACTION, "logged-in");
    }

    private static void vpn(String id, String text, EcsEvent.Builder event, String type) {
        whom(id, text, event);
        Flow.session(event, type);
        event.set(
                        EcsField.EVENT_ACTION,
                        switch (type) {
                            case "start" -> "vpn-session-started";
                            case "end" -> "vpn-session-ended";
                            default -> "vpn-session-changed";
                        })
                .set(EcsField.EVENT_REASON, trimmed(Scan.after(text, "Reason: ", "\n")))
                .vendor("cisco.session_type", trimmed(Scan.after(text, "Session Type: ", ",")));
        String assigned = Scan.between(text, "IPv4 Address <", "> ");
        event.set(EcsField.SOURCE_NAT_IP, assigned == null ? null : Scan.before(assigned, ">"));
        Long sent = Scan.number(Scan.after(text, "Bytes rcv: ", ","));
        Long received = Scan.number(Scan.after(text, "Bytes xmt: ", ","));
        // Sent by the client is received by the gateway.
        Flow.traffic(event, sent, received, null, null);
    }

    private static void command(String id, String text, EcsEvent.Builder event) {
        whom(id, text, event);
        String command =
                Scan.between(text, id.equals("111010") ? "executed '" : "executed the '", "'");
        command = command == null ? Scan.after(text, "' executed cmd: ", "\n") : command;
        boolean reads = id.equals("111009");
        event.set(EcsField.EVENT_CATEGORY, "configuration")
                .set(EcsField.EVENT_TYPE, reads ? "access" : "change")
                .set(EcsField.EVENT_ACTION, "command-executed")
                .set(EcsField.PROCESS_COMMAND_LINE, command);
    }

    private static void account(@Nullable String name, String action, EcsEvent.Builder event) {
        event.set(EcsField.USER_TARGET_NAME, trimmed(name))
                .set(EcsField.EVENT_CATEGORY, "iam")
                .set(
                        EcsField.EVENT_TYPE,
                        List.of(
                                "user",
                                switch (action) {
                                    case "user-added" -> "creation";
                                    case "user-removed" -> "deletion";
                                    default -> "change";
                                }))
                .set(EcsField.EVENT_ACTION, action);
    }

    /** Tells at its end what the client calls itself. */
    private static final String CLIENT_TYPE = "713184";

    /** The account and the client's address, in the forms that the sentences have for them. */
    static void whom(String id, String text, EcsEvent.Builder event) {
        String user = text.startsWith("AAA ") ? asked(text) : unmarked(text);
        for (String word : new String[] {"user = ", "Username = ", "Uname: "}) {
            user =
                    user == null
                            ? Scan.after(text, word, word.equals("Username = ") ? "," : " ")
                            : user;
        }
        for (String word : new String[] {"User <", "user '", "User '", "user \"", "Username <"}) {
            char closing = word.endsWith("<") ? '>' : word.charAt(word.length() - 1);
            user = user == null ? Scan.after(text, word, String.valueOf(closing)) : user;
        }
        user = trimmed(user);
        // ASA hides a name that may be a password typed into the wrong field.
        Principal.user(
                event, user == null || user.startsWith("***") || user.isEmpty() ? null : user);
        String address = address(id, text);
        if (address != null) {
            IpEndpoint endpoint = IpEndpoint.parse(without(">,:;.", address));
            if (endpoint != null) {
                event.set(EcsField.SOURCE_IP, endpoint.ip())
                        .set(EcsField.SOURCE_ADDRESS, endpoint.ip());
            }
        }
        String group = first(Scan.after(text, "Group <", ">"), Scan.after(text, "Group = ", ","));
        group = group == null && isUnmarked(text) ? Scan.after(text, "Group ", " User ") : group;
        event.set(EcsField.USER_GROUP_NAME, trimmed(group));
    }

    /** Whom an AAA server was asked about: the name, which may have blanks or be none, is followed by the client's address or nothing. */
    private static @Nullable String asked(String text) {
        int at = text.indexOf("user = ");
        at = at < 0 ? text.indexOf("User = ") : at;
        if (at < 0) {
            return null;
        }
        int start = at + "user = ".length();
        int end = text.lastIndexOf(": user IP = ");
        return text.substring(start, end < start ? text.length() : end);
    }

    /** {@code Group staff User alice IP 203.0.113.5 AnyConnect parent session started.}, as some versions write it. */
    private static boolean isUnmarked(String text) {
        return text.startsWith("Group ")
                && !text.startsWith("Group <")
                && !text.startsWith("Group =");
    }

    private static @Nullable String unmarked(String text) {
        if (text.startsWith("SSH session from ") && text.indexOf('"') < 0) {
            return Scan.after(text, " for user ", " ");
        }
        return isUnmarked(text) ? Scan.after(text, " User ", " IP ") : null;
    }

    /**
     * Behind the name where whoever signs in has typed that and nothing of what follows, so that no name says it. Elsewhere
     * the name has been let in, and what follows the address may be the client's word.
     */
    private static @Nullable String address(String id, String text) {
        if (id.equals("716038") || id.equals("716039")) {
            return Scan.afterLast(text, isUnmarked(text) ? " IP " : "IP <", " ");
        }
        if (text.startsWith("AAA ")) {
            return Scan.afterLast(text, "user IP = ", " ");
        }
        if (text.startsWith("Group = ") && !id.equals(CLIENT_TYPE)) {
            return Scan.afterLast(text, "IP = ", " ");
        }
        String address = isUnmarked(text) ? Scan.after(text, " IP ", " ") : null;
        for (String word :
                new String[] {
                    "user IP = ", "IP = ", "IP <", "IP address: ", "from IP ", "session from "
                }) {
            address = address == null ? Scan.after(text, word, " ") : address;
        }
        return address;
    }

    /** A name in brackets at the end, or behind an address: {@code (LOCAL\alice)}. */
    private static void user(String text, EcsEvent.Builder event) {
        String name = Scan.after(text, "(LOCAL\\", ")");
        // A security group's tag may stand behind it: (LOCAL\alice, 9999:Staff).
        name = name == null ? null : Scan.before(name, ", ");
        if (name == null && text.endsWith(")") && text.lastIndexOf(" (") > 0) {
            String last = text.substring(text.lastIndexOf(" (") + 2, text.length() - 1);
            name = last.indexOf('/') < 0 && last.indexOf(' ') < 0 && !last.isEmpty() ? last : null;
        }
        Principal.user(event, name);
    }

    static void ends(String text, String from, String to, EcsEvent.Builder event) {
        String protocol = text.startsWith("Dropping echo request ") ? "icmp" : null;
        String small = text.toLowerCase(Locale.ROOT);
        for (String each : new String[] {"tcp", "udp", "icmp", "protocol "}) {
            int at = small.indexOf(each);
            if (protocol == null && at >= 0) {
                protocol =
                        each.equals("protocol ")
                                ? Scan.before(text.substring(at + each.length()), " ")
                                : each;
            }
        }
        // A word before may be the same: "requested to drop TCP packet from a to b".
        int start = Math.max(0, text.indexOf(from));
        Place behind = Place.after(text.substring(start), to);
        ends(
                event,
                Place.after(text, from),
                behind == null ? Place.after(text, to) : behind,
                protocol);
    }

    private static void ends(
            EcsEvent.Builder event,
            @Nullable Place from,
            @Nullable Place to,
            @Nullable String protocol) {
        boolean ports = hasPorts(protocol);
        Flow.endpoints(
                event,
                from == null ? null : from.address(),
                from == null || !ports ? null : from.port(),
                to == null ? null : to.address(),
                to == null || !ports ? null : to.port(),
                protocol);
        event.set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, from == null ? null : from.face())
                .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, to == null ? null : to.face());
        if (from != null && from.mapped() != null) {
            event.set(EcsField.SOURCE_NAT_IP, IpAddress.canonical(from.mapped()))
                    .set(EcsField.SOURCE_NAT_PORT, ports ? from.mappedPort() : null);
        }
        if (to != null && to.mapped() != null) {
            event.set(EcsField.DESTINATION_NAT_IP, IpAddress.canonical(to.mapped()))
                    .set(EcsField.DESTINATION_NAT_PORT, ports ? to.mappedPort() : null);
        }
    }

    /** A ping has its number where others have a port, a tunnel that of the call. */
    private static boolean hasPorts(@Nullable String protocol) {
        return protocol == null
                || !(protocol.regionMatches(true, 0, "icmp", 0, 4)
                        || protocol.equalsIgnoreCase("gre"));
    }

    /**
     * One end: {@code outside:203.0.113.5/443}, with or without interface and port, and {@code (192.0.2.5/443)} behind it
     * where its address was translated.
     *
     * @param mapped null if it is the same
     */
    private record Place(
            @Nullable String face,
            String address,
            @Nullable Long port,
            @Nullable String service,
            @Nullable String mapped,
            @Nullable Long mappedPort) {
        static @Nullable Place after(String text, String word) {
            int start = text.indexOf(word);
            if (start < 0) {
                return null;
            }
            start += word.length();
            for (String said : SAID_BEFORE) {
                start += text.startsWith(said, start) ? said.length() : 0;
            }
            // The one interface whose name has blanks.
            String own = text.startsWith(OWN_INTERFACE, start) ? OWN_INTERFACE : null;
            start += own == null ? 0 : own.length() + 1;
            int end = text.indexOf(' ', start);
            end = end < 0 ? text.length() : end;
            if (start >= end) {
                return null;
            }
            Place place = of(text.substring(start, end));
            if (own != null) {
                place = new Place(own, place.address(), place.port(), place.service(), null, null);
            }
            int closing = text.startsWith(" (", end) ? text.indexOf(')', end) : -1;
            return closing < 0 ? place : place.mappedTo(of(text.substring(end + 2, closing)));
        }

        /** Translated to another, if that is an address and differs: a user's name stands in brackets too. */
        Place mappedTo(Place other) {
            boolean isSame =
                    other.address().equals(address)
                            && (other.port() == null || other.port().equals(port));
            return isSame || IpAddress.canonical(other.address()) == null
                    ? this
                    : new Place(face, address, port, service, other.address(), other.port());
        }

        private static Place of(String text) {
            // Deny IP spoof from (10.1.1.1)
            String place =
                    text.startsWith("(")
                            ? Scan.before(text.substring(1), ")")
                            : without(",;.", text);
            int bracket = place.indexOf('(');
            place = bracket > 0 ? place.substring(0, bracket) : place;
            if (place.endsWith(":") && !place.endsWith("::")) {
                place = place.substring(0, place.length() - 1);
            }
            int slash = place.lastIndexOf('/');
            String address = slash < 0 ? place : place.substring(0, slash);
            String behind = slash < 0 ? null : place.substring(slash + 1);
            // An IPv6 address has colons too; an interface's name is in front of the first.
            int colon = address.indexOf(':');
            boolean faced = colon > 0 && IpAddress.canonical(address) == null;
            if (faced && IpAddress.canonical(address.substring(0, colon)) != null) {
                // 192.0.2.9:no matching session
                behind = behind == null ? address.substring(colon + 1) : behind;
                address = address.substring(0, colon);
                faced = false;
            }
            Long port = Scan.number(behind);
            return new Place(
                    faced ? address.substring(0, colon) : null,
                    faced ? address.substring(colon + 1) : address,
                    port,
                    port == null ? behind : null,
                    null,
                    null);
        }

        /** As access lists have it: {@code outside/203.0.113.5(51234)(LOCAL\alice)}. */
        static Place listed(String text) {
            int slash = text.indexOf('/');
            int bracket = text.indexOf('(', slash + 1);
            String port = bracket < 0 ? null : Scan.before(text.substring(bracket + 1), ")");
            return new Place(
                    slash < 0 ? null : text.substring(0, slash),
                    text.substring(slash + 1, bracket < 0 ? text.length() : bracket),
                    Scan.number(port),
                    null,
                    null,
                    null);
        }
    }

    /** The n-th word, counted from zero, of a text. */
    private static @Nullable String word(String text, int n) {
        int at = 0;
        for (int i = 0; i < n; i++) {
            at = text.indexOf(' ', at) + 1;
            if (at == 0) {
                return null;
            }
        }
        return Scan.before(text.substring(at), " ");
    }

    /** {@code 1:02:03} in nanoseconds. */
    private static @Nullable Long duration(@Nullable String text) {
        if (text == null) {
            return null;
        }
        long seconds = 0;
        for (String part : text.split(":", 4)) {
            Long number = Scan.number(part);
            if (number == null || number > 1_000_000) {
                return null;
            }
            seconds = seconds * 60 + number;
        }
        return Duration.ofSeconds(Math.min(seconds, 1_000_000_000)).toNanos();
    }

    private static @Nullable String trimmed(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : other;
    }
}
