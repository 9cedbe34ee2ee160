package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All Windows event logs that are no source of their own: task scheduler, WMI, remote desktop, WinRM, BITS, AppLocker,
 * code integrity, firewall, NTLM, DNS client, printing, applications and whatever else a host writes. {@code
 * event.provider} and {@code event.code} say which event it is.
 */
public final class WindowsEvents extends WindowsLog {
    private final List<WindowsLog> others;

    /** All channels are its own but those of the others. */
    WindowsEvents(List<WindowsLog> others) {
        super("windows.events");
        this.others = others;
    }

    @Override
    boolean isOf(String channel) {
        return others.stream().noneMatch(other -> other.isOf(channel));
    }

    @Override
    void describe(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.LOG_LEVEL, windows.level());
        if (isProvider(windows, "OpenSSH") && ssh(event, windows)) {
            return;
        }
        WindowsAction action = windows.provider() == null ? null : WindowsAction.of(windows);
        if (action == null) {
            return;
        }
        action.on(event);
        WindowsOutcome.fill(event, windows, action);
        WindowsAccounts.fill(event, windows, action.accounts());
        // The task scheduler writes a SID where it knows no name.
        String name = windows.value("UserName");
        event.setIfAbsent(EcsField.USER_NAME, WindowsAccounts.isSid(name) ? null : name)
                .setIfAbsent(EcsField.USER_DOMAIN, windows.value("DomainName"));
        client(event, windows);
        process(event, windows);
        if (windows.provider() != null && windows.provider().contains("Firewall")) {
            event.set(EcsField.RULE_ID, windows.value("RuleId"))
                    .set(EcsField.RULE_NAME, windows.value("RuleName"));
        }
        if (windows.value("QueryName") != null) {
            WindowsDns.fill(event, windows);
        }
        if (isProvider(windows, "Microsoft-Windows-DNSServer")) {
            WindowsDnsServer.fill(event, windows);
        }
        event.set(EcsField.URL_FULL, windows.firstOf("url", "Url"))
                .set(
                        EcsField.SOURCE_DOMAIN,
                        WindowsAccounts.computer(
                                windows.firstOf("WorkstationName", "ClientMachine")));
    }

    /** What sshd would write to syslog elsewhere; false if its form is not known. */
    private static boolean ssh(EcsEvent.Builder event, WindowsEvent windows) {
        String payload = windows.value("payload");
        String process = windows.value("process");
        if (payload == null || process == null || !process.startsWith("sshd")) {
            return false;
        }
        Executable.process(event, process);
        boolean isKnown = SshdMessages.describe(payload, event);
        String user = event.string(EcsField.USER_NAME);
        if (user != null && user.indexOf('\\') > 0) {
            Principal.user(event, user);
        }
        return isKnown;
    }

    /** Where a remote desktop client comes from, with or without a port; at the console it reads LOCAL. */
    static void client(EcsEvent.Builder event, WindowsEvent windows) {
        String text = windows.firstOf("Address", "ClientIP", "IPString", "IpAddress", "Param3");
        IpEndpoint endpoint = IpEndpoint.parse(text);
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip())
                    .set(EcsField.SOURCE_ADDRESS, endpoint.ip())
                    .set(EcsField.SOURCE_PORT, endpoint.port());
        }
        if (isProvider(windows, "Microsoft-Windows-TerminalServices-ClientActiveXCore")) {
            String server = windows.value("Value");
            event.set(EcsField.DESTINATION_ADDRESS, server)
                    .set(EcsField.DESTINATION_IP, WindowsDetails.ip(server));
        }
        if (isProvider(windows, "Microsoft-Windows-TerminalServices-Gateway")) {
            String resource = windows.value("Resource");
            event.set(EcsField.DESTINATION_ADDRESS, resource)
                    .set(EcsField.DESTINATION_IP, WindowsDetails.ip(resource));
            String code = windows.value("ErrorCode");
            event.set(EcsField.ERROR_CODE, "0".equals(code) ? null : code);
        }
        String connection = windows.value("connection");
        if (connection != null && connection.indexOf('/') > 0) {
            event.set(
                    EcsField.DESTINATION_ADDRESS, connection.substring(0, connection.indexOf('/')));
        }
    }

    private static void process(EcsEvent.Builder event, WindowsEvent windows) {
        if (isProvider(windows, "Microsoft-Windows-TaskScheduler")) {
            String program = windows.firstOf("Path", "ActionName");
            Executable.process(event, isPath(program) ? program : null);
            // A program that is looked for where programs are.
            event.setIfAbsent(EcsField.PROCESS_NAME, windows.value("Path"))
                    .set(EcsField.PROCESS_PID, WindowsDetails.positive(windows.value("ProcessID")))
                    .vendor("winlog.task_scheduler.name", windows.value("TaskName"));
        } else if (isProvider(windows, "Microsoft-Windows-WMI-Activity")) {
            event.set(EcsField.PROCESS_NAME, windows.value("HostProcess"))
                    .set(
                            EcsField.PROCESS_PID,
                            WindowsDetails.positive(
                                    windows.firstOf("ProcessID", "ClientProcessId")))
                    .set(EcsField.ERROR_CODE, windows.value("ResultCode"));
        } else if (isProvider(windows, "Microsoft-Windows-AppLocker")) {
            WindowsPaths.file(event, windows.firstOf("FullFilePath", "FilePath"));
            String hash = windows.value("FileHash");
            event.set(
                            EcsField.FILE_HASH_SHA256,
                            hash == null || hash.length() != 64
                                    ? null
                                    : hash.toLowerCase(Locale.ROOT))
                    .set(
                            EcsField.PROCESS_PID,
                            WindowsDetails.positive(windows.value("TargetProcessId")))
                    .set(EcsField.RULE_ID, windows.value("RuleId"))
                    .set(EcsField.RULE_NAME, windows.value("RuleName"));
        } else {
            Executable.process(event, windows.firstOf("ModifyingApplication", "processPath"));
        }
    }

    private static boolean isProvider(WindowsEvent windows, String name) {
        return name.equalsIgnoreCase(windows.provider());
    }

    private static boolean isPath(@Nullable String text) {
        return text != null && text.indexOf('\\') >= 0;
    }
}
