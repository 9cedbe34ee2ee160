package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * What AD FS audits: who asked for a token, from where, in an XML document within a value that has no name. Its texts are
 * escaped, so that none of them can look like one of its elements.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows-server/identity/ad-fs/technical-reference/ad-fs-auditing">AD FS:
 *     events and logging</a>
 */
final class WindowsFederation {
    private static final String DOCUMENT = "<AuditBase";
    private static final String NONE = "N/A";

    /** What stands between an account and why it was refused, in events of Windows Server 2012 R2 and later. */
    private static final String REFUSED = "-The user name or password is incorrect";

    private WindowsFederation() {}

    /** Who signs in, or leaves. */
    static void user(EcsEvent.Builder event, WindowsEvent windows) {
        String document = document(windows);
        if (document == null) {
            refused(event, windows);
            return;
        }
        WindowsAccounts.account(event, text(document, "UserId"));
        request(event, document);
    }

    /** Whose password changes or whose account is locked. */
    static void target(EcsEvent.Builder event, WindowsEvent windows) {
        String document = document(windows);
        if (document == null) {
            return;
        }
        String account = text(document, "UserId");
        int backslash = account == null ? -1 : account.indexOf('\\');
        if (account != null) {
            event.set(EcsField.USER_TARGET_NAME, account.substring(backslash + 1))
                    .set(
                            EcsField.USER_TARGET_DOMAIN,
                            backslash > 0 ? account.substring(0, backslash) : null);
        }
        request(event, document);
    }

    /** Who is named, and from where, in an event that nobody knows. */
    static void related(EcsEvent.Builder event, WindowsEvent windows) {
        String document = document(windows);
        if (document != null) {
            event.add(EcsField.RELATED_USER, Principal.name(text(document, "UserId")));
            IpEndpoint endpoint = first(text(document, "IpAddress"));
            event.add(EcsField.RELATED_IP, endpoint == null ? null : endpoint.ip());
        }
    }

    private static void request(EcsEvent.Builder event, String document) {
        source(event, text(document, "IpAddress"));
        event.set(EcsField.USER_AGENT_ORIGINAL, text(document, "UserAgentString"))
                .set(EcsField.URL_PATH, text(document, "Endpoint"))
                .vendor("winlog.federation.relying_party", text(document, "RelyingParty"))
                .vendor("winlog.federation.protocol", text(document, "AuthProtocol"))
                .vendor("winlog.federation.location", text(document, "NetworkLocation"));
        String failure = text(document, "FailureType");
        event.set(EcsField.EVENT_REASON, "None".equals(failure) ? null : failure);
    }

    /** 342 and 411, which have no document: the token's kind, the addresses, the account with the reason. */
    private static void refused(EcsEvent.Builder event, WindowsEvent windows) {
        source(event, windows.value("param3"));
        for (String name : new String[] {"param2", "param4"}) {
            String value = windows.value(name);
            int reason = value == null ? -1 : value.lastIndexOf(REFUSED);
            if (value != null && reason > 0) {
                WindowsAccounts.account(event, value.substring(0, reason).strip());
                event.set(EcsField.EVENT_REASON, "wrong user name or password");
            }
        }
    }

    private static void source(EcsEvent.Builder event, @Nullable String addresses) {
        IpEndpoint endpoint = first(addresses);
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip())
                    .set(EcsField.SOURCE_ADDRESS, endpoint.ip());
        }
    }

    /** Behind proxies, the client stands first. */
    private static @Nullable IpEndpoint first(@Nullable String addresses) {
        int comma = addresses == null ? -1 : addresses.indexOf(',');
        return IpEndpoint.parse(
                addresses == null || comma < 0 ? addresses : addresses.substring(0, comma));
    }

    /** In a value of its own, or where the shipper keeps no values without a name, in the message. */
    private static @Nullable String document(WindowsEvent windows) {
        String value = windows.value("param2");
        String text = value == null ? windows.message() : value;
        int start = text == null ? -1 : text.indexOf(DOCUMENT);
        return text == null || start < 0 ? null : text.substring(start);
    }

    /** The text of the first element of this name. */
    private static @Nullable String text(String document, String element) {
        String open = "<" + element + ">";
        int start = document.indexOf(open);
        int end = start < 0 ? -1 : document.indexOf('<', start + open.length());
        if (end < 0) {
            return null;
        }
        String text = document.substring(start + open.length(), end).strip();
        return text.isEmpty() || text.equals(NONE) ? null : unescaped(text);
    }

    private static String unescaped(String text) {
        return text.indexOf('&') < 0
                ? text
                : text.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&apos;", "'")
                        .replace("&amp;", "&");
    }
}
