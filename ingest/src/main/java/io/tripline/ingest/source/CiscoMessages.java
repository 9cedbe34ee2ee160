package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sentences of ASA and FTD, by their numbers. */
final class CiscoMessages {

    private CiscoMessages() {}

    /** Says what a message is about; one of an unknown number only whom and what it names. */
    static void describe(String id, String text, EcsEvent.Builder event) {
        switch (id) {
            case "302013", "302015", "302017", "302020", "302303" ->
                    CiscoConnections.connection(text, event, "start");
            case "302014", "302016", "302018", "302021", "302304" ->
                    CiscoConnections.connection(text, event, "end");
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
                    CiscoConnections.denied(text, event);
            case "106100", "106102", "106103" -> CiscoConnections.accessList(text, event);
            case "710002" -> {
                CiscoPlace.ends(text, " from ", " to ", event);
                Flow.decided(event, true);
                event.set(EcsField.EVENT_ACTION, "access-permitted");
            }
            case "113004", "113008", "113012" -> aaa(id, text, event, true);
            case "113005", "113015", "113016", "113017" -> aaa(id, text, event, false);
            // What a user is given once the AAA server has let him in, or is asked before.
            case "113003", "113009", "113010", "113011" -> {
                CiscoWho.describe(id, text, event);
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
                Principal.user(
                        event, event.has(EcsField.USER_NAME) ? null : CiscoWho.refused(text));
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
                CiscoWho.describe(id, text, event);
                event.set(EcsField.EVENT_CATEGORY, "session")
                        .set(EcsField.EVENT_TYPE, "end")
                        .set(EcsField.EVENT_ACTION, "logged-out");
            }
            case "606001", "606002" -> {
                CiscoWho.describe(id, text, event);
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
                String who = Scan.first(addressed(begun), addressed(trailing(Scan.word(text, 0))));
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
            case "338001", "338002", "338003", "338004" ->
                    CiscoConnections.dynamicFilter(text, event, true);
            case "338005", "338006", "338007", "338008" ->
                    CiscoConnections.dynamicFilter(text, event, false);
            case "111008", "111009", "111010" -> command(id, text, event);
            case "502101" -> account(Scan.after(text, "Uname: ", " "), "user-added", event);
            case "502102" -> account(Scan.after(text, "Uname: ", " "), "user-removed", event);
            case "502103" -> account(Scan.after(text, "Uname: ", " "), "privilege-changed", event);
            case "430001", "430002", "430003", "430004", "430005" ->
                    FirepowerEvents.describe(id, text, event);
            case "401004" -> {
                // Shunned packet: 203.0.113.66 ==> 192.0.2.10 on interface outside
                CiscoPlace.ends(text, "packet: ", " ==> ", event);
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
                CiscoKeyExchange.ends(text, event);
                Flow.session(event, "start");
                event.set(EcsField.EVENT_ACTION, "vpn-session-started")
                        .set(
                                EcsField.SOURCE_NAT_IP,
                                IpAddress.canonical(Scan.after(text, "IPv4 Address=", " ")));
            }
            default -> {
                if (text.startsWith("Local:")) {
                    CiscoKeyExchange.ends(text, event);
                    CiscoKeyExchange.changed(id, text, event);
                    return;
                }
                if (CiscoTraffic.describe(id, text, event)
                        || CiscoUsers.describe(id, text, event)) {
                    return;
                }
                CiscoWho.describe(id, text, event);
                if (id.startsWith("4000")) {
                    // IDS:2004 ICMP echo request from 203.0.113.66 to 192.0.2.10 on interface
                    // outside
                    CiscoPlace.ends(text, " from ", " to ", event);
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
        String host = Scan.first(Scan.after(text, "adds host ", " "), attacker(text));
        IpEndpoint.source(event, host);
        String targeted = text.contains(" is targeted") ? Scan.after(text, "Host ", " ") : null;
        String address = targeted == null ? null : IpAddress.canonical(targeted);
        event.set(EcsField.DESTINATION_ADDRESS, address).set(EcsField.DESTINATION_IP, address);
    }

    private static @Nullable String attacker(String text) {
        return text.contains(" is attacking") ? Scan.after(text, "Host ", " ") : null;
    }

    private static @Nullable String addressed(@Nullable String word) {
        return IpEndpoint.parse(word) == null ? null : word;
    }

    private static @Nullable String trailing(@Nullable String address) {
        return address == null ? null : Scan.without(">,:;.)", address);
    }

    private static void aaa(String id, String text, EcsEvent.Builder event, boolean succeeded) {
        CiscoWho.describe(id, text, event);
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
                        isSignIn ? "aaa-authentication" : "aaa-" + Scan.word(text, 2))
                .set(
                        EcsField.SERVER_ADDRESS,
                        server == null ? null : Scan.trimmed(Scan.before(server, ",")));
        SignInReason.set(event, Scan.trimmed(Scan.after(text, "reason = ", ":")), "cisco.reason");
    }

    private static void signIn(String id, String text, EcsEvent.Builder event, boolean succeeded) {
        CiscoWho.describe(id, text, event);
        CiscoPlace from = CiscoPlace.after(text, " from ");
        CiscoPlace to = CiscoPlace.after(text, " to ");
        if (from != null && to != null) {
            // The service stands where a port would: outside:198.51.100.1/ssh.
            CiscoPlace.ends(event, from, to, null);
            event.set(EcsField.NETWORK_PROTOCOL, to.service());
        }
        Flow.signIn(event, succeeded);
        event.set(EcsField.EVENT_ACTION, "logged-in");
    }

    private static void vpn(String id, String text, EcsEvent.Builder event, String type) {
        CiscoWho.describe(id, text, event);
        Flow.session(event, type);
        event.set(
                        EcsField.EVENT_ACTION,
                        switch (type) {
                            case "start" -> "vpn-session-started";
                            case "end" -> "vpn-session-ended";
                            default -> "vpn-session-changed";
                        })
                .set(EcsField.EVENT_REASON, Scan.trimmed(Scan.after(text, "Reason: ", "\n")))
                .vendor(
                        "cisco.session_type",
                        Scan.trimmed(Scan.after(text, "Session Type: ", ",")));
        String assigned = Scan.between(text, "IPv4 Address <", "> ");
        event.set(EcsField.SOURCE_NAT_IP, assigned == null ? null : Scan.before(assigned, ">"));
        Long sent = Scan.number(Scan.after(text, "Bytes rcv: ", ","));
        Long received = Scan.number(Scan.after(text, "Bytes xmt: ", ","));
        // Sent by the client is received by the gateway.
        Flow.traffic(event, sent, received, null, null);
    }

    private static void command(String id, String text, EcsEvent.Builder event) {
        CiscoWho.describe(id, text, event);
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
        event.set(EcsField.USER_TARGET_NAME, Scan.trimmed(name))
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
}
