package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The Windows System log: services, starts and shutdowns, time changes, cleared logs, updates, drivers.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2008-r2-and-2008/dd349333(v=ws.10)">Service
 *     Control Manager events</a>
 */
public final class WindowsSystem extends WindowsLog {
    public WindowsSystem() {
        super("windows.system");
    }

    @Override
    boolean isOf(String channel) {
        return channel.equalsIgnoreCase("System");
    }

    @Override
    void describe(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.LOG_LEVEL, windows.level());
        WindowsDetails.service(event, windows);
        WindowsAction action = WindowsAction.of(windows);
        if (action == null) {
            return;
        }
        action.on(event);
        WindowsOutcome.fill(event, windows, action);
        WindowsAccounts.fill(event, windows, action.accounts());
        switch (String.valueOf(windows.provider()).toLowerCase(Locale.ROOT)) {
            case "service control manager" -> service(event, windows);
            case "user32" -> shutdown(event, windows);
            case "microsoft-windows-kernel-general" -> {
                Executable.process(event, windows.value("ProcessName"));
                event.set(
                        EcsField.PROCESS_PID, WindowsDetails.positive(windows.value("ProcessID")));
            }
            case "microsoft-windows-directory-services-sam" -> {
                String address = WindowsDetails.ip(windows.value("Client Network Address:"));
                event.set(EcsField.USER_ID, windows.value("Client SID:"))
                        .set(EcsField.SOURCE_IP, address)
                        .set(EcsField.SOURCE_ADDRESS, address);
            }
            default -> {}
        }
    }

    /** These events have numbered parameters; what each means depends on the id. */
    private static void service(EcsEvent.Builder event, WindowsEvent windows) {
        String first = windows.value("param1");
        String second = windows.value("param2");
        switch (String.valueOf(windows.id())) {
            case "7036" ->
                    event.vendor("winlog.service.display_name", first)
                            .set(EcsField.SERVICE_STATE, second);
            case "7040" ->
                    event.vendor("winlog.service.display_name", first)
                            .vendor("winlog.service.previous_start_type", second)
                            .vendor("winlog.service.start_type", windows.value("param3"))
                            .set(EcsField.SERVICE_NAME, windows.value("param4"));
            case "7000", "7001", "7022", "7023", "7024", "7030", "7031", "7034", "7035" ->
                    event.vendor("winlog.service.display_name", first);
            case "7009", "7011" -> event.vendor("winlog.service.display_name", second);
            default -> {}
        }
    }

    /** The process is followed by its computer in brackets: {@code C:\Windows\System32\shutdown.exe (SRV01)}. */
    private static void shutdown(EcsEvent.Builder event, WindowsEvent windows) {
        if (windows.id() == null || windows.id() != 1074) {
            return;
        }
        @Nullable String process = windows.value("param1");
        int bracket = process == null ? -1 : process.lastIndexOf(" (");
        Executable.process(
                event, process == null || bracket < 0 ? process : process.substring(0, bracket));
        WindowsAccounts.account(event, windows.value("param7"));
        event.set(EcsField.EVENT_REASON, windows.value("param3"));
    }
}
