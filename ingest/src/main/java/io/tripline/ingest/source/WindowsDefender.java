package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Defender Antivirus on Windows: what it found, what it did about it, and who turned what off.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/defender-endpoint/troubleshoot-microsoft-defender-antivirus">Defender's
 *     event ids</a>
 */
public final class WindowsDefender extends WindowsLog {
    /** Findings: in ECS's words alerts of an outside system. */
    private static final Set<Long> FINDINGS =
            Set.of(1006L, 1015L, 1116L, 1121L, 1123L, 1126L, 1127L);

    private static final String EXCLUSIONS = "\\Exclusions\\";

    /** Rules of attack surface reduction, told by their GUID. */
    private static final Set<Long> RULES = Set.of(1121L, 1122L, 1129L);

    public WindowsDefender() {
        super("windows.defender");
    }

    @Override
    boolean isOf(String channel) {
        return channel.equalsIgnoreCase("Microsoft-Windows-Windows Defender/Operational");
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
        if (windows.id() != null && FINDINGS.contains(windows.id())) {
            event.set(EcsField.EVENT_KIND, "alert");
        }
        if (windows.id() != null && RULES.contains(windows.id())) {
            event.set(EcsField.RULE_ID, windows.value("ID"));
        }
        object(event, windows);
        event.set(EcsField.EVENT_SEVERITY, WindowsCodes.number(windows.value("Severity ID")))
                .set(EcsField.EVENT_REFERENCE, windows.value("FWLink"))
                .vendor("defender.threat.name", windows.value("Threat Name"))
                .vendor("defender.threat.id", windows.value("Threat ID"))
                .vendor("defender.threat.severity", windows.value("Severity Name"))
                .vendor("defender.threat.category", windows.value("Category Name"))
                .vendor("defender.threat.path", windows.value("Path"))
                .vendor("defender.threat.origin", windows.value("Origin Name"))
                .vendor("defender.threat.source", windows.value("Source Name"))
                .vendor("defender.detection.id", windows.value("Detection ID"))
                .vendor("defender.action", windows.value("Action Name"));
        String error = windows.value("Error Code");
        if (error != null && !Long.valueOf(0).equals(WindowsCodes.number(error))) {
            event.set(EcsField.ERROR_CODE, error)
                    .set(EcsField.ERROR_MESSAGE, windows.value("Error Description"));
        }
        setting(event, windows.value("Old Value"), windows.value("New Value"));
    }

    /** What was found where, in the hands of which process. */
    static void object(EcsEvent.Builder event, WindowsEvent windows) {
        String process = windows.value("Process Name");
        Executable.process(event, "Unknown".equalsIgnoreCase(process) ? null : process);
        WindowsPaths.file(event, path(windows.value("Path")));
    }

    /** The first of the paths: {@code file:_C:\x.exe; containerfile:_C:\x.zip}, or a path as it is. */
    private static @Nullable String path(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int prefix = text.indexOf("file:_");
        if (prefix < 0) {
            return text.length() > 2 && text.charAt(1) == ':' ? text : null;
        }
        int start = prefix + "file:_".length();
        int end = text.indexOf("; ", start);
        String path = end < 0 ? text.substring(start) : text.substring(start, end);
        int within = path.indexOf("->");
        return within < 0 ? path : path.substring(0, within);
    }

    /**
     * A setting is a value of the registry: {@code HKLM\\...\\DisableRealtimeMonitoring = 0x1}; no new one if it was
     * removed. An exclusion is the value's name, which may be a path: {@code HKLM\\...\\Exclusions\\Paths\\C:\\Tools = 0x0}.
     */
    private static void setting(
            EcsEvent.Builder event, @Nullable String before, @Nullable String after) {
        String changed = after == null ? before : after;
        if (changed == null || !changed.startsWith("HKLM\\")) {
            return;
        }
        int equals = changed.lastIndexOf(" = ");
        String path = equals < 0 ? changed : changed.substring(0, equals);
        int exclusions = path.indexOf(EXCLUSIONS);
        int kind = exclusions < 0 ? -1 : path.indexOf('\\', exclusions + EXCLUSIONS.length());
        if (kind < 0) {
            WindowsRegistry.value(event, path);
        } else {
            WindowsRegistry.key(event, path.substring(0, kind));
            event.set(EcsField.REGISTRY_PATH, path)
                    .set(EcsField.REGISTRY_VALUE, path.substring(kind + 1));
        }
        event.set(
                EcsField.REGISTRY_DATA_STRINGS,
                equals < 0 || after == null ? null : changed.substring(equals + 3));
    }
}
