package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/** How a Windows event ended, and why: the outcome, and what the status codes of a failure mean. */
final class WindowsOutcome {
    private WindowsOutcome() {}

    static void fill(EcsEvent.Builder event, WindowsEvent windows, WindowsAction action) {
        boolean kerberos = action.accounts() == WindowsAction.Accounts.KERBEROS;
        String status = windows.firstOf("Status", "FailureCode");
        if (action.outcome() == WindowsAction.Outcome.NONE) {
            return;
        }
        String outcome =
                switch (action.outcome()) {
                    case SUCCESS -> "success";
                    case FAILURE -> "failure";
                    case STATUS -> {
                        Long code = WindowsCodes.number(status);
                        yield code == null ? audit(windows) : code == 0 ? "success" : "failure";
                    }
                    case AUDIT -> audit(windows);
                    case NONE -> throw new IllegalStateException("Handled above.");
                };
        event.set(EcsField.EVENT_OUTCOME, outcome);
        if (kerberos) {
            event.vendor("winlog.kerberos.status", WindowsKerberos.error(status));
            event.vendor(
                    "winlog.kerberos.encryption",
                    WindowsKerberos.encryption(windows.value("TicketEncryptionType")));
        }
        if (!outcome.equals("failure") || status == null) {
            return;
        }
        // The sub-status says more than the status, which is mostly "wrong user name or password".
        Long subStatus = WindowsCodes.number(windows.value("SubStatus"));
        String deciding = subStatus == null || subStatus == 0 ? status : windows.value("SubStatus");
        event.set(EcsField.ERROR_CODE, WindowsCodes.hex(deciding));
        event.set(
                EcsField.EVENT_REASON,
                kerberos ? WindowsKerberos.reason(status) : WindowsCodes.status(deciding));
        if (!kerberos) {
            event.vendor("winlog.logon.failure.status", WindowsCodes.status(status));
            event.vendor(
                    "winlog.logon.failure.sub_status",
                    WindowsCodes.status(windows.value("SubStatus")));
            event.vendor(
                    "winlog.logon.failure.reason",
                    WindowsCodes.message(windows.value("FailureReason")));
        }
    }

    private static String audit(WindowsEvent windows) {
        @Nullable String audit = windows.audit();
        return audit == null ? "unknown" : audit;
    }
}
