package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PowerShell's logs, the classic one and the operational one, of Windows PowerShell and PowerShell 7. Fields under {@code
 * powershell} have the names of Winlogbeat's module.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_logging_windows">About
 *     logging on Windows</a>
 */
public final class WindowsPowerShell extends WindowsLog {
    public WindowsPowerShell() {
        super("windows.powershell");
    }

    @Override
    boolean isOf(String channel) {
        return channel.equalsIgnoreCase("Windows PowerShell")
                || channel.equalsIgnoreCase("Microsoft-Windows-PowerShell/Operational")
                || channel.equalsIgnoreCase("PowerShellCore/Operational");
    }

    @Override
    void describe(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.LOG_LEVEL, windows.level());
        WindowsAction action = WindowsAction.of(windows);
        if (action != null) {
            action.on(event);
            WindowsOutcome.fill(event, windows, action);
            WindowsAccounts.fill(event, windows, action.accounts());
        }
        context(event, PowerShellContext.read(contextOf(windows)));
        scriptBlock(event, windows);
        event.vendor("powershell.command.invocation_details", windows.value("Payload"));
        if (windows.id() != null && windows.id() == 800) {
            event.vendor("powershell.command.value", windows.value("param1"))
                    .vendor("powershell.command.invocation_details", windows.value("param3"));
        }
        // The process that writes this log is the one that runs the script.
        event.set(EcsField.PROCESS_PID, positive(windows.writerPid()));
    }

    /** In the operational log a value of its own; in the classic one a parameter, or with shippers only the message. */
    private static @Nullable String contextOf(WindowsEvent windows) {
        String context = windows.value("ContextInfo");
        if (context != null) {
            return context;
        }
        for (String name : new String[] {"param2", "param3", "param1"}) {
            String parameter = windows.value(name);
            if (parameter != null && parameter.contains("HostApplication=")) {
                return parameter;
            }
        }
        String message = windows.message();
        return message != null && message.contains("HostApplication=") ? message : null;
    }

    private static void context(EcsEvent.Builder event, Map<String, String> context) {
        context.forEach(
                (field, value) -> {
                    switch (field) {
                        case "event.sequence" ->
                                event.set(EcsField.EVENT_SEQUENCE, WindowsCodes.number(value));
                        case "host.application" -> {
                            event.set(EcsField.PROCESS_COMMAND_LINE, value);
                            Executable.process(event, executable(value));
                        }
                        case "user" -> WindowsAccounts.account(event, value);
                        case "script.name" -> WindowsPaths.file(event, value);
                        case "severity" -> {}
                        default -> event.vendor("powershell." + field, value);
                    }
                });
    }

    private static void scriptBlock(EcsEvent.Builder event, WindowsEvent windows) {
        event.vendor("powershell.file.script_block_id", windows.value("ScriptBlockId"))
                .vendor("powershell.file.script_block_text", windows.value("ScriptBlockText"))
                .vendor("powershell.sequence", WindowsCodes.number(windows.value("MessageNumber")))
                .vendor("powershell.total", WindowsCodes.number(windows.value("MessageTotal")))
                .vendor("powershell.runspace_id", windows.value("RunspaceId"));
        WindowsPaths.file(event, windows.value("Path"));
    }

    /** The program a command line starts with; null where it does not say it as a full path. */
    private static @Nullable String executable(String commandLine) {
        String text = commandLine.strip();
        boolean quoted = text.startsWith("\"");
        int start = quoted ? 1 : 0;
        int end = text.toLowerCase(Locale.ROOT).indexOf(".exe", start);
        if (end < 0) {
            return null;
        }
        String path = text.substring(start, end + 4);
        boolean isWhole =
                end + 4 == text.length()
                        || text.charAt(end + 4) == ' '
                        || text.charAt(end + 4) == '"';
        return isWhole && path.length() > 3 && path.charAt(1) == ':' && path.charAt(2) == '\\'
                ? path
                : null;
    }

    private static @Nullable Long positive(@Nullable Long number) {
        return number == null || number <= 0 ? null : number;
    }
}
