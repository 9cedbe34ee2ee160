package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/** Whom the sentences of ASA and FTD name, in the forms that they have for an account, its group and its address. */
final class CiscoWho {
    /** Tells at its end what the client calls itself. */
    private static final String CLIENT_TYPE = "713184";

    private CiscoWho() {}

    /** The account and the client's address, in the forms that the sentences have for them. */
    static void describe(String id, String text, EcsEvent.Builder event) {
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
        user = Scan.trimmed(user);
        // ASA hides a name that may be a password typed into the wrong field.
        Principal.user(
                event, user == null || user.startsWith("***") || user.isEmpty() ? null : user);
        String address = address(id, text);
        if (address != null) {
            IpEndpoint endpoint = IpEndpoint.parse(Scan.without(">,:;.", address));
            if (endpoint != null) {
                event.set(EcsField.SOURCE_IP, endpoint.ip())
                        .set(EcsField.SOURCE_ADDRESS, endpoint.ip());
            }
        }
        String group =
                Scan.first(Scan.after(text, "Group <", ">"), Scan.after(text, "Group = ", ","));
        group = group == null && isUnmarked(text) ? Scan.after(text, "Group ", " User ") : group;
        event.set(EcsField.USER_GROUP_NAME, Scan.trimmed(group));
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
    static void user(String text, EcsEvent.Builder event) {
        String name = Scan.after(text, "(LOCAL\\", ")");
        // A security group's tag may stand behind it: (LOCAL\alice, 9999:Staff).
        name = name == null ? null : Scan.before(name, ", ");
        if (name == null && text.endsWith(")") && text.lastIndexOf(" (") > 0) {
            String last = text.substring(text.lastIndexOf(" (") + 2, text.length() - 1);
            name = last.indexOf('/') < 0 && last.indexOf(' ') < 0 && !last.isEmpty() ? last : null;
        }
        Principal.user(event, name);
    }

    /** Of sentences that name the account in a form of their own. */
    static @Nullable String refused(String text) {
        String admin = Scan.between(text, "admin user ", " from ");
        String console = Scan.between(text, "User ", " did NOT");
        String denied = Scan.between(text, "Denied ", " login");
        String authorized = Scan.between(text, "Authorization failed: ", " User ");
        String challenged = Scan.between(text, "failed for user ", " from ");
        String guest = Scan.after(text, "guest login for ", " ");
        return Scan.trimmed(
                Scan.first(
                        Scan.first(
                                Scan.first(admin, console),
                                guest == null ? null : Scan.without(".", guest)),
                        Scan.first(Scan.first(denied, authorized), challenged)));
    }
}
