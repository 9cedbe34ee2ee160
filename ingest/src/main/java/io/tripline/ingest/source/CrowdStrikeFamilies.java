package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the hundreds of event_simpleNames are about that have nothing but a kind: those that are named by what happened, by
 * their name, and the families that are named alike by its beginning or end.
 */
final class CrowdStrikeFamilies {
    private record Kind(String category, List<String> types) {
        static Kind of(String category, String... types) {
            return new Kind(category, List.of(types));
        }
    }

    private static final Kind FILE_CREATION = Kind.of("file", "creation");
    private static final Kind FILE_DELETION = Kind.of("file", "deletion");
    private static final Kind FILE_CHANGE = Kind.of("file", "change");
    private static final Kind FILE_ACCESS = Kind.of("file", "access");
    private static final Kind CREATION = Kind.of("configuration", "creation");
    private static final Kind DELETION = Kind.of("configuration", "deletion");
    private static final Kind CHANGE = Kind.of("configuration", "change");
    private static final Kind LIBRARY = Kind.of("library", "start");
    private static final Kind PROCESS_CHANGE = Kind.of("process", "change");
    private static final Kind PROCESS_ACCESS = Kind.of("process", "access");
    private static final Kind PROTOCOL = Kind.of("network", "protocol", "info");
    private static final Kind OTHER = Kind.of("host", "info");

    private static final Map<String, Kind> KINDS = kinds();

    /** What names of what is done to a service or a task end with. */
    private static final List<String> CHANGES =
            List.of("Started", "Stopped", "Modified", "Changed", "Updated", "Enabled", "Disabled");

    private static final String[] ADDRESSES = {
        "LocalAddressIP4", "LocalAddressIP6", "RemoteAddressIP4", "RemoteAddressIP6", "RemoteIP"
    };

    private CrowdStrikeFamilies() {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new HashMap<>();
        put(kinds, FILE_CREATION, "DirectoryCreate");
        put(kinds, FILE_DELETION, "ExecutableDeleted ProcessSelfDeleted");
        put(
                kinds,
                FILE_CHANGE,
                "NewExecutableRenamed RansomwareRenameFile CriticalFileModified FileTimestampsModified FileSetMode "
                        + "FileContentsChanged FileExtendedAttrOperation AsepFileChangeScanInfo");
        put(
                kinds,
                FILE_ACCESS,
                "DataEgress DataEgressEnriched CriticalFileAccessed ClassifiedSensitiveFileAccess FileAccessOperationOverSMB RansomwareOpenFile "
                        + "RansomwareFileAccessPattern FsPostOpen FsPostOpenSnapshotFile");
        put(kinds, Kind.of("driver", "start"), "DriverLoad KextLoad KernelModeLoadImage");
        put(kinds, Kind.of("driver", "end"), "KextUnload");
        put(kinds, LIBRARY, "ReflectiveDllLoaded SharedObjectLoaded");
        put(
                kinds,
                PROCESS_CHANGE,
                "DllInjection ProcessInjection RemoteThreadCreate RemoteProcessMemoryWrite SetThreadCtxEtw QueueApcEtw "
                        + "SystemTokenStolen ProcessTokenStolen ProcessTokenPrivilegesEdited");
        put(
                kinds,
                PROCESS_ACCESS,
                "RemoteProcessMemoryRead LsassHandleFromUnsignedModule PrivilegedProcessHandle "
                        + "PrivilegedProcessHandleFromUnsignedModule SuspiciousPrivilegedProcessHandle "
                        + "FalconProcessHandleOpDetectInfo ProcessHandleOpDetectInfo");
        put(
                kinds,
                Kind.of("process", "info"),
                "TerminateProcess PtyCreated WmiCreateProcess TokenImpersonated ProcessSubstituteUser SudoCommandAttempt "
                        + "ScreenshotTakenEtw ProcessExecOnSMBFile ProcessExecOnRDPFile");
        put(
                kinds,
                CREATION,
                "ScheduledTaskRegistered CreateService SystemdServiceCreated SystemdTimerCreated LoginItemAdded "
                        + "NetShareAdd VolumeSnapshotCreated BITSJobCreated WmiProviderRegistrationEtw");
        put(
                kinds,
                DELETION,
                "ScheduledTaskDeleted SystemdServiceDeleted SystemdTimerDeleted NetShareDelete "
                        + "VolumeSnapshotDeleted");
        put(
                kinds,
                CHANGE,
                "ConfigurationProfileModified CriticalEnvironmentVariableChanged NetShareSecurityModify "
                        + "FirewallEnabled FirewallDisabled FirewallChangeOption ModifyServiceBinary");
        // As Windows' own log has them: 1102 and 104, 4662.
        put(kinds, Kind.of("iam", "admin", "change"), "EventLogCleared");
        put(kinds, Kind.of("iam", "info"), "DCSyncAttempted");
        put(kinds, Kind.of("network", "access"), "SmbServerShareOpenedEtw");
        put(
                kinds,
                Kind.of("host", "change"),
                "DcUsbDeviceConnected DcUsbDeviceDisconnected DcBluetoothDeviceConnected "
                        + "DcBluetoothDeviceDisconnected DcRemovableStorageDeviceConnected "
                        + "DcRemovableStorageDeviceDisconnected RemovableMediaVolumeMounted "
                        + "RemovableMediaVolumeUnmounted AccessoryConnected AccessoryDisconnected HostnameChanged "
                        + "HostTimeModified");
        put(kinds, PROTOCOL, "HttpRequest HttpResponse TlsClientHello AppProtocolDetected");
        // How it stands, not what was done.
        put(
                kinds,
                OTHER,
                "ServicesStatusInfo HostedServiceStatusInfo SyntheticSystemdServiceCreated K8SService");
        put(kinds, Kind.of("session", "end"), "UserLogoff");
        put(kinds, Kind.of("session", "info"), "UserIdentity");
        return Map.copyOf(kinds);
    }

    private static void put(Map<String, Kind> kinds, Kind kind, String names) {
        for (String name : names.split(" ")) {
            kinds.put(name, kind);
        }
    }

    static void describe(EcsEvent.Builder event, JsonNode log, String what) {
        Kind named = KINDS.get(what);
        if (named == null && CrowdStrikeAccounts.isOfDomain(log)) {
            CrowdStrikeAccounts.describe(event, log, what);
            return;
        }
        Kind kind = named == null ? family(what, log) : named;
        event.set(EcsField.EVENT_CATEGORY, kind.category()).set(EcsField.EVENT_TYPE, kind.types());
        switch (kind.category()) {
            case "file", "driver" -> file(event, log);
            case "registry" ->
                    event.set(EcsField.REGISTRY_KEY, Json.text(log, "RegObjectName"))
                            .set(EcsField.REGISTRY_VALUE, Json.text(log, "RegValueName"))
                            .add(EcsField.REGISTRY_DATA_STRINGS, Json.text(log, "RegStringValue"));
            case "library" -> library(event, log);
            case "configuration" ->
                    event.set(EcsField.SERVICE_NAME, Json.text(log, "ServiceDisplayName"));
            case "network", "iam" -> remote(event, log, what);
            default -> {
                // Its name says it all.
            }
        }
        related(event, log);
    }

    /** Which of them began is not told. */
    static void related(EcsEvent.Builder event, JsonNode log) {
        for (String name : ADDRESSES) {
            IpEndpoint endpoint = IpEndpoint.parse(CrowdStrikeFdr.address(log, name));
            event.add(EcsField.RELATED_IP, endpoint == null ? null : endpoint.ip());
        }
    }

    private static Kind family(String what, JsonNode log) {
        if (what.endsWith("Written")
                || what.endsWith("FileCreateInfo")
                || what.contains("FileWritten")) {
            return FILE_CREATION;
        }
        if (what.contains("FileDelete")) {
            return FILE_DELETION;
        }
        if (what.contains("FileRename")) {
            return FILE_CHANGE;
        }
        if (what.contains("FileOpen")) {
            return FILE_ACCESS;
        }
        if (log.has("RegObjectName")) {
            return Kind.of("registry", what.endsWith("Update") ? "change" : "access");
        }
        if (what.contains("InjectedThread")) {
            return PROCESS_CHANGE;
        }
        if (what.endsWith("ModuleLoad")) {
            return LIBRARY;
        }
        if (what.startsWith("FirewallSetRule") || what.startsWith("FirewallDeleteRule")) {
            return what.startsWith("FirewallSet") ? CHANGE : DELETION;
        }
        if (what.startsWith("ScriptControl")) {
            return Kind.of("process", "info");
        }
        return what.contains("Service") || what.contains("ScheduledTask")
                ? ofServices(what)
                : OTHER;
    }

    /** What is done to services and tasks; how they stand is told too, by collectors and of clouds, and what is tried. */
    private static Kind ofServices(String what) {
        if (what.startsWith("Remediation")
                && CHANGES.stream().noneMatch(what::endsWith)
                && !what.startsWith("RemediationMonitor")) {
            return DELETION;
        }
        if (what.endsWith("Created") || what.endsWith("Added") || what.endsWith("Registered")) {
            return CREATION;
        }
        if (what.endsWith("Deleted") || what.endsWith("Removed")) {
            return DELETION;
        }
        return CHANGES.stream().anyMatch(what::endsWith) ? CHANGE : OTHER;
    }

    /** The other side, where it is one that asks or is asked. */
    private static void remote(EcsEvent.Builder event, JsonNode log, String what) {
        String remote = CrowdStrikeFdr.address(log, "RemoteAddressIP4", "RemoteAddressIP6");
        switch (what) {
            case "DCSyncAttempted", "SmbServerShareOpenedEtw" -> {
                IpEndpoint.source(event, remote);
                event.setIfAbsent(EcsField.USER_DOMAIN, Json.text(log, "DomainName"))
                        .setIfAbsent(EcsField.USER_DOMAIN, Json.text(log, "SubjectDomainNameEtw"));
            }
            case "HttpRequest", "TlsClientHello" -> {
                // Whoever is asked by others' hosts tells it as InboundHttpHeader.
                Flow.endpoints(
                        event,
                        CrowdStrikeFdr.address(log, "LocalAddressIP4", "LocalAddressIP6"),
                        Json.number(log, "LocalPort"),
                        remote,
                        Json.number(log, "RemotePort"),
                        "tcp");
                event.set(EcsField.NETWORK_DIRECTION, "egress")
                        .set(EcsField.URL_DOMAIN, Json.text(log, "HttpHost"));
                Flow.path(event, Json.text(log, "HttpPath"));
            }
            case "HttpResponse" ->
                    event.set(EcsField.HTTP_RESPONSE_STATUS_CODE, Json.number(log, "HttpStatus"));
            case "EventLogCleared" -> AnyPath.file(event, Json.text(log, "TargetFileName"));
            default -> {
                // None that is certain.
            }
        }
    }

    private static void file(EcsEvent.Builder event, JsonNode log) {
        String path = Json.first(log, "TargetFileName", "ImageFileName");
        AnyPath.file(event, path == null ? Json.text(log, "File", "AbsolutePath") : path);
        event.set(EcsField.FILE_HASH_SHA256, CrowdStrikeFdr.hash(log, "SHA256HashData"))
                .set(EcsField.FILE_HASH_SHA1, CrowdStrikeFdr.hash(log, "SHA1HashData"))
                .set(EcsField.FILE_HASH_MD5, CrowdStrikeFdr.hash(log, "MD5HashData"))
                .set(EcsField.FILE_SIZE, Json.number(log, "Size"));
    }

    /** A file or a key that a rule of FileVantage watches; by which step it was changed are numbers. */
    static void watched(EcsEvent.Builder event, JsonNode log) {
        String object = Json.text(log, "ObjectName");
        boolean isKey = object != null && object.startsWith("\\REGISTRY\\");
        if (isKey) {
            event.set(EcsField.REGISTRY_KEY, object);
        } else {
            AnyPath.file(event, object);
        }
        event.set(EcsField.EVENT_CATEGORY, isKey ? "registry" : "file")
                .set(EcsField.EVENT_TYPE, "change")
                .set(EcsField.RULE_ID, Json.text(log, "PolicyRuleID"));
    }

    /** Where the process is told with its command line, the image is the process's, and the library has a name alone. */
    private static void library(EcsEvent.Builder event, JsonNode log) {
        if (log.has("CommandLine")) {
            event.set(EcsField.DLL_NAME, Json.first(log, "ReflectiveDllName", "ModuleILPath"));
            return;
        }
        String path = Json.text(log, "ImageFileName");
        event.set(EcsField.DLL_PATH, path)
                .set(EcsField.DLL_NAME, AnyPath.name(path))
                .set(EcsField.DLL_HASH_SHA256, CrowdStrikeFdr.hash(log, "SHA256HashData"))
                .set(EcsField.DLL_HASH_MD5, CrowdStrikeFdr.hash(log, "MD5HashData"));
    }
}
