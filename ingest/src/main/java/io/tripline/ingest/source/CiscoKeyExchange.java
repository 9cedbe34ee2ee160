package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/** Tunnels of IKEv2, whose sentences name both ends first. */
final class CiscoKeyExchange {
    private CiscoKeyExchange() {}

    /** {@code Local:192.0.2.1:4500 Remote:203.0.113.5:53256 Username:alice IKEv2 ...}, of which the client is the remote end. */
    static void ends(String text, EcsEvent.Builder event) {
        String[] local = endpoint(said(text, "Local:"));
        String[] remote = endpoint(said(text, " Remote:"));
        Flow.endpoints(
                event, remote[0], Scan.number(remote[1]), local[0], Scan.number(local[1]), "udp");
        // Some name the group behind the user: alice/staff.
        String named = said(text, " Username:");
        String user = named == null ? null : Scan.before(named, "/");
        // Not known yet, or no user's but another gateway's tunnel.
        boolean isNone = user == null || user.equals("Unknown") || user.equals(remote[0]);
        Principal.user(event, isNone ? null : Scan.trimmed(user));
        String group = named == null ? null : Scan.after(named, "/", " ");
        event.set(
                EcsField.USER_GROUP_NAME,
                Scan.trimmed(Scan.first(said(text, " Group:"), isNone ? null : group)));
    }

    /** What became of a tunnel that is already told of. */
    static void changed(String id, String text, EcsEvent.Builder event) {
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
                        event, Scan.trimmed(Scan.afterLast(text, "Error: ", "\n")), "cisco.reason");
            }
            default -> {}
        }
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

    private static @Nullable String[] endpoint(@Nullable String text) {
        int colon = text == null ? -1 : text.lastIndexOf(':');
        return text == null || colon < 0
                ? new @Nullable String[] {text, null}
                : new @Nullable String[] {text.substring(0, colon), text.substring(colon + 1)};
    }
}
