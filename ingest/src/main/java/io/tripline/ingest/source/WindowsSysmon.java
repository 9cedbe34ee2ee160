package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sysmon: what processes on a Windows host do. {@code process} is always the one that acts; the process it acts on stays
 * in {@code winlog.event_data}.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sysinternals/downloads/sysmon#events">Sysmon's events</a>
 */
public final class WindowsSysmon extends WindowsLog {
    private static final int TCP = 6;
    private static final int UDP = 17;

    public WindowsSysmon() {
        super("windows.sysmon");
    }

    @Override
    boolean isOf(String channel) {
        return channel.equalsIgnoreCase("Microsoft-Windows-Sysmon/Operational");
    }

    @Override
    void describe(EcsEvent.Builder event, WindowsEvent sysmon) {
        WindowsAction action = WindowsAction.of(sysmon);
        if (action != null) {
            action.on(event);
            WindowsOutcome.fill(event, sysmon, action);
        }
        event.set(EcsField.RULE_NAME, sysmon.value("RuleName"));
        object(event, sysmon);
    }

    /** Who did it by which process, and what to. */
    static void object(EcsEvent.Builder event, WindowsEvent sysmon) {
        // The account that the log names is the one Sysmon runs under, which did nothing.
        WindowsAccounts.account(event, sysmon.firstOf("User", "SourceUser"));
        process(event, sysmon);
        long id = sysmon.id() == null ? -1 : sysmon.id();
        if (id == 1) {
            created(event, sysmon);
        } else if (id == 3) {
            connection(event, sysmon);
        } else if (id == 6) {
            WindowsPaths.file(event, sysmon.value("ImageLoaded"));
            SysmonImage.driver(event, sysmon);
        } else if (id == 7) {
            SysmonImage.library(event, sysmon);
        } else if (id >= 12 && id <= 14) {
            registry(event, sysmon);
        } else if (id >= 17 && id <= 18) {
            event.set(EcsField.FILE_NAME, WindowsPaths.name(sysmon.value("PipeName")));
            event.vendor("sysmon.pipe.name", sysmon.value("PipeName"));
        } else if (id >= 19 && id <= 21) {
            subscription(event, sysmon);
        } else if (id == 22) {
            WindowsDns.fill(event, sysmon);
        } else {
            WindowsPaths.file(event, sysmon.value("TargetFilename"));
            SysmonImage.fileHashes(event, sysmon.firstOf("Hashes", "Hash"));
        }
    }

    private static void process(EcsEvent.Builder event, WindowsEvent sysmon) {
        Executable.process(event, sysmon.firstOf("Image", "SourceImage"));
        event.set(
                        EcsField.PROCESS_PID,
                        WindowsDetails.positive(sysmon.firstOf("ProcessId", "SourceProcessId")))
                .set(EcsField.PROCESS_ENTITY_ID, guid(sysmon))
                .set(
                        EcsField.PROCESS_THREAD_ID,
                        WindowsDetails.positive(sysmon.value("SourceThreadId")));
    }

    /** Without its braces, as Winlogbeat writes it; all zeros where Sysmon does not know the process. */
    private static @Nullable String guid(WindowsEvent sysmon) {
        return guid(sysmon.firstOf("ProcessGuid", "SourceProcessGuid", "SourceProcessGUID"));
    }

    private static @Nullable String guid(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String guid =
                text.startsWith("{") && text.endsWith("}")
                        ? text.substring(1, text.length() - 1)
                        : text;
        return guid.chars().allMatch(c -> c == '0' || c == '-') ? null : guid;
    }

    private static void created(EcsEvent.Builder event, WindowsEvent sysmon) {
        event.set(EcsField.PROCESS_COMMAND_LINE, sysmon.value("CommandLine"))
                .set(EcsField.PROCESS_WORKING_DIRECTORY, sysmon.value("CurrentDirectory"))
                .set(EcsField.PROCESS_PARENT_COMMAND_LINE, sysmon.value("ParentCommandLine"))
                .set(EcsField.PROCESS_PARENT_EXECUTABLE, sysmon.value("ParentImage"))
                .set(EcsField.PROCESS_PARENT_NAME, WindowsPaths.name(sysmon.value("ParentImage")))
                .set(
                        EcsField.PROCESS_PARENT_PID,
                        WindowsDetails.positive(sysmon.value("ParentProcessId")))
                .set(EcsField.PROCESS_PARENT_ENTITY_ID, guid(sysmon.value("ParentProcessGuid")))
                .vendor("winlog.logon.id", sysmon.value("LogonId"));
        SysmonImage.process(event, sysmon);
    }

    /** Both ends as Sysmon tells them; Initiated says whether the process opened the connection. */
    private static void connection(EcsEvent.Builder event, WindowsEvent sysmon) {
        String transport = sysmon.value("Protocol");
        String source = WindowsDetails.ip(sysmon.value("SourceIp"));
        String destination = WindowsDetails.ip(sysmon.value("DestinationIp"));
        Long from = WindowsDetails.port(sysmon.value("SourcePort"));
        Long to = WindowsDetails.port(sysmon.value("DestinationPort"));
        event.set(EcsField.SOURCE_IP, source)
                .set(EcsField.SOURCE_ADDRESS, source)
                .set(EcsField.SOURCE_PORT, from)
                .set(EcsField.SOURCE_DOMAIN, sysmon.value("SourceHostname"))
                .set(EcsField.DESTINATION_IP, destination)
                .set(EcsField.DESTINATION_ADDRESS, destination)
                .set(EcsField.DESTINATION_PORT, to)
                .set(EcsField.DESTINATION_DOMAIN, sysmon.value("DestinationHostname"));
        String initiated = sysmon.value("Initiated");
        if (initiated != null) {
            event.set(
                    EcsField.NETWORK_DIRECTION,
                    initiated.equalsIgnoreCase("true") ? "egress" : "ingress");
        }
        if (source != null) {
            event.set(EcsField.NETWORK_TYPE, source.indexOf(':') < 0 ? "ipv4" : "ipv6");
        }
        if (transport == null) {
            return;
        }
        transport = transport.toLowerCase(Locale.ROOT);
        event.set(EcsField.NETWORK_TRANSPORT, transport);
        int number = transport.equals("tcp") ? TCP : transport.equals("udp") ? UDP : -1;
        if (number >= 0) {
            event.set(EcsField.NETWORK_IANA_NUMBER, Integer.toString(number));
            if (from != null && to != null) {
                event.set(
                        EcsField.NETWORK_COMMUNITY_ID,
                        CommunityId.of(
                                number, source, from.intValue(), destination, to.intValue()));
            }
        }
    }

    /** EventType says which of the kinds under one id it is. */
    private static void registry(EcsEvent.Builder event, WindowsEvent sysmon) {
        String target = sysmon.value("TargetObject");
        switch (String.valueOf(sysmon.value("EventType"))) {
            case "CreateKey" -> WindowsRegistry.key(event, target);
            case "DeleteKey" -> {
                WindowsRegistry.key(event, target);
                event.set(EcsField.EVENT_TYPE, List.of("deletion"))
                        .set(EcsField.EVENT_ACTION, "registry-key-deleted");
            }
            case "DeleteValue" -> {
                WindowsRegistry.value(event, target);
                event.set(EcsField.EVENT_TYPE, List.of("deletion"))
                        .set(EcsField.EVENT_ACTION, "registry-value-deleted");
            }
            case "RenameKey" -> WindowsRegistry.key(event, target);
            case "SetValue", "RenameValue" -> WindowsRegistry.value(event, target);
            default -> {
                // Shippers have lost it: the id alone says of 13 that it is a value, of 12 that it
                // came or went.
                if (event.has(EcsField.EVENT_ACTION) && sysmon.id() != null && sysmon.id() == 12) {
                    event.set(EcsField.EVENT_TYPE, List.of("change"))
                            .set(EcsField.EVENT_ACTION, "registry-object-created-or-deleted");
                }
                if (sysmon.id() != null && sysmon.id() == 13) {
                    WindowsRegistry.value(event, target);
                } else {
                    event.set(EcsField.REGISTRY_PATH, target);
                }
            }
        }
        event.vendor("sysmon.registry.new_name", sysmon.value("NewName"));
        String details = sysmon.value("Details");
        if (details == null) {
            return;
        }
        if (details.startsWith("DWORD (") || details.startsWith("QWORD (")) {
            event.set(
                    EcsField.REGISTRY_DATA_TYPE,
                    details.startsWith("D") ? "REG_DWORD" : "REG_QWORD");
            event.set(
                    EcsField.REGISTRY_DATA_STRINGS,
                    details.substring(7, details.length() - (details.endsWith(")") ? 1 : 0)));
        } else if (details.equals("Binary Data")) {
            event.set(EcsField.REGISTRY_DATA_TYPE, "REG_BINARY");
        } else {
            event.set(EcsField.REGISTRY_DATA_STRINGS, details);
        }
    }

    /** 19 to 21: the operation is the same for all. */
    private static void subscription(EcsEvent.Builder event, WindowsEvent sysmon) {
        switch (String.valueOf(sysmon.value("Operation"))) {
            case "Deleted" -> event.set(EcsField.EVENT_TYPE, List.of("deletion"));
            case "Modified" -> event.set(EcsField.EVENT_TYPE, List.of("change"));
            default -> {}
        }
        event.vendor("sysmon.wmi.operation", sysmon.value("Operation"))
                .vendor("sysmon.wmi.name", sysmon.value("Name"))
                .vendor("sysmon.wmi.namespace", sysmon.value("EventNamespace"))
                .vendor("sysmon.wmi.query", sysmon.value("Query"))
                .vendor("sysmon.wmi.type", sysmon.value("Type"))
                .vendor("sysmon.wmi.destination", sysmon.value("Destination"))
                .vendor("sysmon.wmi.consumer", sysmon.value("Consumer"))
                .vendor("sysmon.wmi.filter", sysmon.value("Filter"));
    }
}
