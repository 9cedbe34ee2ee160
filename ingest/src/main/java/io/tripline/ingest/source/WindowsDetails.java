package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Windows events of all ids have in common names for: addresses, processes, services, shares, logons. */
final class WindowsDetails {
    private static final int MAX_ACCESSES = 32;

    /** Values that may be an address though their names do not say so. */
    private static final Set<String> ENDS =
            Set.of("CallingStationID", "Destination", "Resource", "Source");

    /** 4697 writes the number, 7045 the words. */
    private static final Map<String, String> START_TYPES =
            Map.of(
                    "0", "boot start",
                    "1", "system start",
                    "2", "auto start",
                    "3", "demand start",
                    "4", "disabled");

    private WindowsDetails() {}

    static void fill(EcsEvent.Builder event, WindowsEvent windows) {
        addresses(event, windows);
        process(event, windows);
        share(event, windows);
        logon(event, windows);
        service(event, windows);
    }

    /** A service that is installed. */
    static void service(EcsEvent.Builder event, WindowsEvent windows) {
        event.set(EcsField.SERVICE_NAME, windows.value("ServiceName"));
        String startType = windows.firstOf("ServiceStartType", "StartType");
        event.vendor(
                "winlog.service.start_type",
                startType == null ? null : START_TYPES.getOrDefault(startType, startType));
        event.vendor("winlog.service.image_path", windows.firstOf("ServiceFileName", "ImagePath"));
    }

    /** Of which log it is, and all its values as they came: so for entries of every log. */
    static void log(EcsEvent.Builder event, WindowsEvent windows) {
        event.vendor("winlog", "channel", windows.channel());
        event.vendor("winlog", "computer_name", windows.computer());
        event.vendor("winlog", "event_id", windows.id());
        event.vendor("winlog", "provider_name", windows.provider());
        event.vendor("winlog", "record_id", windows.recordId());
        event.vendor("winlog.process.pid", windows.writerPid());
        event.vendor("winlog", "activity_id", windows.activityId());
        event.vendor("winlog", "task", windows.task());
        event.vendor("winlog.user.identifier", windows.user().id());
        event.vendor("winlog.user.name", windows.user().name());
        event.vendor("winlog.user.domain", windows.user().domain());
        if (!windows.data().isEmpty()) {
            event.vendor("winlog.event_data", windows.data());
        }
    }

    /** The addresses that values are named for, of an event that nobody knows. */
    static void related(EcsEvent.Builder event, WindowsEvent windows) {
        windows.data()
                .forEach(
                        (name, value) -> {
                            boolean isNamed =
                                    name.contains("Address")
                                            || name.contains("IP")
                                            || ENDS.contains(name)
                                            || name.endsWith("Ip");
                            IpEndpoint endpoint =
                                    isNamed ? IpEndpoint.parse(value.toString()) : null;
                            if (endpoint != null) {
                                event.add(EcsField.RELATED_IP, endpoint.ip());
                            }
                        });
    }

    private static void addresses(EcsEvent.Builder event, WindowsEvent windows) {
        String address = windows.firstOf("IpAddress", "ClientAddress", "SourceAddress");
        if (address != null && !address.equalsIgnoreCase("LOCAL")) {
            String ip = ip(address);
            // The unspecified address says that there was none, or that nobody looked.
            if (IpEndpoint.specified(address) != null) {
                event.set(EcsField.SOURCE_IP, ip);
                event.set(EcsField.SOURCE_ADDRESS, ip == null ? address : ip);
            }
        }
        event.set(EcsField.SOURCE_PORT, port(windows.firstOf("IpPort", "SourcePort")));
        event.set(EcsField.SOURCE_DOMAIN, workstation(windows));
        String destination = windows.value("DestAddress");
        event.set(EcsField.DESTINATION_IP, ip(destination));
        event.set(EcsField.DESTINATION_PORT, port(windows.value("DestPort")));
        event.set(
                EcsField.NETWORK_DIRECTION,
                switch (String.valueOf(windows.value("Direction"))) {
                    case "%%14592", "Inbound" -> "ingress";
                    case "%%14593", "Outbound" -> "egress";
                    default -> null;
                });
        switch (String.valueOf(windows.value("Protocol"))) {
            case "6" -> event.set(EcsField.NETWORK_TRANSPORT, "tcp");
            case "17" -> event.set(EcsField.NETWORK_TRANSPORT, "udp");
            default -> {}
        }
        event.set(EcsField.DESTINATION_DOMAIN, windows.value("TargetServerName"));
        event.set(
                EcsField.DESTINATION_ADDRESS,
                destination == null ? windows.value("TargetServerName") : destination);
    }

    private static @Nullable String workstation(WindowsEvent windows) {
        String name = windows.firstOf("WorkstationName", "Workstation");
        // A client without its address is one of RADIUS: the switch or gateway that asks.
        if (name == null && windows.value("ClientAddress") != null) {
            name = windows.value("ClientName");
        }
        // What 4778 and 4779 write for the console.
        return "Unknown".equals(name) ? null : WindowsAccounts.computer(name);
    }

    private static void process(EcsEvent.Builder event, WindowsEvent windows) {
        boolean created = windows.value("NewProcessName") != null;
        String executable =
                created
                        ? windows.value("NewProcessName")
                        : windows.firstOf("ProcessName", "CallerProcessName", "Application");
        Executable.process(event, executable);
        event.set(
                EcsField.PROCESS_PID,
                positive(
                        created
                                ? windows.value("NewProcessId")
                                : windows.firstOf(
                                        "ProcessId",
                                        "CallerProcessId",
                                        "ClientProcessId",
                                        "ProcessID")));
        event.set(EcsField.PROCESS_COMMAND_LINE, windows.value("CommandLine"));
        if (created) {
            event.set(EcsField.PROCESS_PARENT_PID, positive(windows.value("ProcessId")));
            event.set(EcsField.PROCESS_PARENT_EXECUTABLE, windows.value("ParentProcessName"));
            event.set(
                    EcsField.PROCESS_PARENT_NAME,
                    WindowsPaths.name(windows.value("ParentProcessName")));
            event.vendor(
                    "winlog.token_elevation_type",
                    WindowsCodes.message(windows.value("TokenElevationType")));
        }
        if (windows.id() != null && windows.id() == 4689) {
            event.set(EcsField.PROCESS_EXIT_CODE, WindowsCodes.number(windows.value("Status")));
        }
    }

    private static void share(EcsEvent.Builder event, WindowsEvent windows) {
        if (windows.value("ShareName") == null) {
            return;
        }
        event.set(EcsField.NETWORK_PROTOCOL, "smb");
        event.vendor("winlog.share.name", WindowsPaths.name(windows.value("ShareName")));
        event.vendor("winlog.share.access", accesses(windows.value("AccessList")));
        String target = windows.value("RelativeTargetName");
        String local = windows.value("ShareLocalPath");
        if (local != null && local.startsWith("\\??\\")) {
            local = local.substring(4);
        }
        String file = target == null || target.equals("\\") ? null : target;
        event.set(EcsField.FILE_NAME, WindowsPaths.name(file));
        if (local != null) {
            event.set(
                    EcsField.FILE_PATH,
                    file == null
                            ? local
                            : local.endsWith("\\") ? local + file : local + "\\" + file);
        }
    }

    private static void logon(EcsEvent.Builder event, WindowsEvent windows) {
        event.vendor("winlog.logon.type", WindowsCodes.logonType(windows.value("LogonType")));
        event.vendor(
                "winlog.logon.impersonation_level",
                WindowsCodes.message(windows.value("ImpersonationLevel")));
        String elevated = windows.value("ElevatedToken");
        if (elevated != null) {
            event.vendor("winlog.logon.elevated", elevated.equals("%%1842"));
        }
        String privileges = windows.value("PrivilegeList");
        if (privileges != null) {
            event.vendor("winlog", "privileges", words(privileges).toList());
        }
    }

    /** The canonical address; null if the text names none. */
    static @Nullable String ip(@Nullable String text) {
        return text == null ? null : IpAddress.canonical(text.strip());
    }

    static @Nullable Long port(@Nullable String text) {
        Long port = positive(text);
        return port == null || port > 65_535 ? null : port;
    }

    static @Nullable Long positive(@Nullable String text) {
        Long number = WindowsCodes.number(text);
        return number == null || number <= 0 ? null : number;
    }

    private static @Nullable List<String> accesses(@Nullable String list) {
        return list == null ? null : words(list).map(WindowsDetails::access).toList();
    }

    private static String access(String code) {
        String name = WindowsCodes.message(code);
        return name == null ? code : name;
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+", MAX_ACCESSES + 1))
                .limit(MAX_ACCESSES)
                .filter(word -> !word.isEmpty());
    }
}
