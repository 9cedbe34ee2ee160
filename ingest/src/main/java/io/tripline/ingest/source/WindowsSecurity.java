package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * The Windows Security log.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/security-auditing-overview">Security
 *     auditing: the events</a>
 */
public final class WindowsSecurity extends WindowsLog {
    public WindowsSecurity() {
        super("windows.security");
    }

    @Override
    boolean isOf(String channel) {
        return channel.equalsIgnoreCase("Security");
    }

    @Override
    void describe(EcsEvent.Builder event, WindowsEvent windows) {
        WindowsDetails.fill(event, windows);
        WindowsAction action = WindowsAction.of(windows);
        if (action == null) {
            event.set(EcsField.EVENT_OUTCOME, windows.audit());
            WindowsAccounts.fill(event, windows, WindowsAction.Accounts.SUBJECT);
        } else {
            action.on(event);
            WindowsAccounts.fill(event, windows, action.accounts());
            WindowsOutcome.fill(event, windows, action);
            WindowsObject.fill(event, windows, action);
        }
    }
}
