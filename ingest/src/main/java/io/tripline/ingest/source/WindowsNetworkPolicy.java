package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sign-ins that Windows' network policy server (RADIUS) decides. The client is what the switch, access point or gateway
 * says of it: its address, or that of its network card.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/windows/security/threat-protection/auditing/audit-network-policy-server">Audit
 *     Network Policy Server</a>
 */
final class WindowsNetworkPolicy {
    private static final int OCTETS = 6;

    private WindowsNetworkPolicy() {}

    static void user(EcsEvent.Builder event, WindowsEvent windows) {
        // As it was typed: with its domain before it, or not.
        WindowsAccounts.account(event, windows.value("SubjectUserName"));
        event.setIfAbsent(EcsField.USER_DOMAIN, windows.value("SubjectDomainName"))
                .set(EcsField.USER_ID, WindowsAccounts.sid(windows.value("SubjectUserSid")));
        String station = windows.value("CallingStationID");
        IpEndpoint endpoint = IpEndpoint.parse(station);
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip())
                    .set(EcsField.SOURCE_ADDRESS, endpoint.ip());
        }
        event.set(EcsField.SOURCE_MAC, mac(station))
                .set(
                        EcsField.EVENT_REASON,
                        "0".equals(windows.value("ReasonCode")) ? null : windows.value("Reason"));
    }

    /** The account that was locked for its wrong passwords, or is no more. */
    static void target(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.USER_TARGET_NAME, windows.value("SubjectUserName"))
                .set(EcsField.USER_TARGET_DOMAIN, windows.value("SubjectDomainName"))
                .set(EcsField.USER_TARGET_ID, WindowsAccounts.sid(windows.value("SubjectUserSid")));
    }

    /** As ECS has it: capitals, with hyphens; null if the text is none. */
    private static @Nullable String mac(@Nullable String text) {
        if (text == null || text.length() > 32) {
            return null;
        }
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) >= 0) {
                digits.append(c);
            } else if (c != '-' && c != ':' && c != '.') {
                return null;
            }
        }
        if (digits.length() != 2 * OCTETS) {
            return null;
        }
        for (int i = OCTETS - 1; i > 0; i--) {
            digits.insert(2 * i, '-');
        }
        return digits.toString().toUpperCase(Locale.ROOT);
    }
}
