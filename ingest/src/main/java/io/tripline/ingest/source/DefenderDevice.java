package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of Defender for Endpoint's table DeviceEvents are about, which has whatever has no table of its own: by
 * ActionType, and of what its guards blocked or only watched by how that begins and ends. Who acted is the initiating
 * process's account, whom it is about stands in {@code Account*}.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-deviceevents-table">DeviceEvents</a>
 */
final class DefenderDevice {
    private record Kind(String category, List<String> types, @Nullable String outcome) {}

    private static final Kind OTHER = new Kind("host", List.of("info"), null);

    private static final Map<String, Kind> KINDS = kinds();

    /** What attack surface reduction, exploit protection, controlled folders and application control begin with. */
    private static final List<String> GUARDS =
            List.of(
                    "Asr",
                    "ExploitGuard",
                    "ControlledFolderAccess",
                    "AppControl",
                    "AppLocker",
                    "NetworkProtection",
                    "SmartScreen");

    private DefenderDevice() {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new HashMap<>();
        put(kinds, new Kind("iam", List.of("user", "creation"), "success"), "UserAccountCreated");
        put(kinds, new Kind("iam", List.of("user", "deletion"), "success"), "UserAccountDeleted");
        put(
                kinds,
                new Kind("iam", List.of("user", "change"), "success"),
                "UserAccountModified LogonRightsSettingEnabled");
        put(
                kinds,
                new Kind("iam", List.of("user", "change"), "success"),
                "UserAccountAddedToLocalGroup UserAccountRemovedFromLocalGroup");
        put(kinds, new Kind("iam", List.of("user", "change"), null), "PasswordChangeAttempt");
        put(
                kinds,
                new Kind("iam", List.of("user", "info"), null),
                "AccountCheckedForBlankPassword");
        put(
                kinds,
                new Kind("iam", List.of("group", "creation"), "success"),
                "SecurityGroupCreated");
        put(
                kinds,
                new Kind("iam", List.of("group", "deletion"), "success"),
                "SecurityGroupDeleted");
        put(kinds, new Kind("iam", List.of("admin", "change"), "success"), "SecurityLogCleared");
        // What was found is told by AntivirusDetection, this is what became of it.
        put(
                kinds,
                new Kind("malware", List.of("info"), "success"),
                "AntivirusMalwareBlocked AntivirusMalwareActionTaken");
        put(kinds, new Kind("malware", List.of("info"), "failure"), "AntivirusMalwareActionFailed");
        put(
                kinds,
                new Kind("configuration", List.of("creation"), "success"),
                "ServiceInstalled ScheduledTaskCreated WmiBindEventFilterToConsumer "
                        + "NetworkShareObjectAdded DirectoryServiceObjectCreated");
        put(
                kinds,
                new Kind("configuration", List.of("deletion"), "success"),
                "ScheduledTaskDeleted NetworkShareObjectDeleted");
        put(
                kinds,
                new Kind("configuration", List.of("change"), "success"),
                "ScheduledTaskUpdated ScheduledTaskEnabled ScheduledTaskDisabled "
                        + "AuditPolicyModification FirewallServiceStopped AntivirusDefinitionsUpdated "
                        + "NetworkShareObjectModified DirectoryServiceObjectModified");
        put(kinds, new Kind("configuration", List.of("change"), null), "TamperingAttempt");
        put(kinds, new Kind("driver", List.of("start"), "success"), "DriverLoad");
        put(
                kinds,
                new Kind("process", List.of("change"), "success"),
                "CreateRemoteThreadApiCall NtAllocateVirtualMemoryRemoteApiCall "
                        + "NtMapViewOfSectionRemoteApiCall NtProtectVirtualMemoryApiCall MemoryRemoteProtect "
                        + "QueueUserApcRemoteApiCall SetThreadContextRemoteApiCall WriteProcessMemoryApiCall "
                        + "WriteToLsassProcessMemory ProcessPrimaryTokenModified PTraceDetected");
        put(
                kinds,
                new Kind("process", List.of("access"), "success"),
                "OpenProcessApiCall ReadProcessMemoryApiCall DpapiAccessed");
        put(
                kinds,
                new Kind("process", List.of("info"), null),
                "PowerShellCommand ScriptContent AmsiScriptContent NtAllocateVirtualMemoryApiCall "
                        + "ProcessCreatedUsingWmiQuery RemoteWmiOperation NamedPipeEvent "
                        + "GetAsyncKeyStateApiCall GetClipboardData ScreenshotTaken BrowserLaunchedToOpenUrl");
        put(kinds, new Kind("file", List.of("creation"), "success"), "ShellLinkCreateFileEvent");
        put(
                kinds,
                new Kind("file", List.of("change"), "success"),
                "FileTimestampModificationEvent");
        put(kinds, new Kind("file", List.of("access"), "success"), "SensitiveFileRead");
        put(kinds, new Kind("network", List.of("protocol", "info"), null), "LdapSearch");
        put(
                kinds,
                new Kind("network", List.of("protocol", "info"), null),
                "DnsQueryRequest DnsQueryResponse");
        put(kinds, new Kind("session", List.of("info"), null), "RemoteDesktopConnection");
        put(
                kinds,
                new Kind("host", List.of("change"), "success"),
                "UsbDriveMount UsbDriveMounted UsbDriveUnmount UsbDriveUnmounted "
                        + "UsbDriveDriveLetterChanged PnpDeviceConnected");
        return Map.copyOf(kinds);
    }

    private static void put(Map<String, Kind> kinds, Kind kind, String names) {
        for (String name : names.split(" ")) {
            kinds.put(name, kind);
        }
    }

    /** Says what a row is about; who acted and the file are known. */
    static void describe(EcsEvent.Builder event, String action, JsonNode row) {
        address(event, Json.text(row, "LocalIP"));
        address(event, Json.text(row, "RemoteIP"));
        Kind kind = KINDS.get(action);
        if (kind != null) {
            event.set(EcsField.EVENT_CATEGORY, kind.category())
                    .set(EcsField.EVENT_TYPE, kind.types())
                    .set(EcsField.EVENT_OUTCOME, kind.outcome());
            named(event, action, row);
        } else if (GUARDS.stream().anyMatch(action::startsWith)) {
            guarded(event, action, row);
        } else {
            event.set(EcsField.EVENT_CATEGORY, OTHER.category())
                    .set(EcsField.EVENT_TYPE, OTHER.types());
            event.add(EcsField.RELATED_USER, Json.text(row, "AccountName"));
        }
    }

    /** Which way it went, the action would tell. */
    static void address(EcsEvent.Builder event, @Nullable String address) {
        event.add(EcsField.RELATED_IP, address == null ? null : IpAddress.canonical(address));
    }

    /** Whether a row is what the antivirus found. */
    static boolean isFound(String action) {
        return action.startsWith("AntivirusDetection")
                || action.equals("AntivirusReport")
                || action.equals("AmsiScriptDetection");
    }

    /** Whether a row is a connection that the firewall of Windows did not let pass. */
    static boolean isFirewalled(String action) {
        return action.startsWith("Firewall")
                && action.contains("Connection")
                && action.endsWith("Blocked");
    }

    private static void guarded(EcsEvent.Builder event, String action, JsonNode row) {
        Boolean allowed =
                (action.endsWith("Blocked")
                                || action.endsWith("Enforced")
                                || action.startsWith("AppLockerBlock"))
                        ? Boolean.FALSE
                        : (action.endsWith("Audited")
                                        || action.endsWith("UserOverride")
                                        || action.contains("UserBypass"))
                                ? Boolean.TRUE
                                : null;
        event.set(EcsField.EVENT_CATEGORY, "intrusion_detection").set(EcsField.EVENT_TYPE, "info");
        if (allowed != null) {
            event.add(EcsField.EVENT_TYPE, allowed ? "allowed" : "denied")
                    .set(EcsField.EVENT_OUTCOME, Flow.outcome(allowed));
        }
        event.set(EcsField.URL_ORIGINAL, Json.text(row, "RemoteUrl"))
                .add(EcsField.RELATED_USER, Json.text(row, "AccountName"));
    }

    private static void named(EcsEvent.Builder event, String action, JsonNode row) {
        switch (action) {
            case "UserAccountCreated",
                    "UserAccountDeleted",
                    "UserAccountModified",
                    "LogonRightsSettingEnabled",
                    "PasswordChangeAttempt",
                    "AccountCheckedForBlankPassword" ->
                    target(event, row);
            case "UserAccountAddedToLocalGroup", "UserAccountRemovedFromLocalGroup" -> {
                // Of Windows' events 4732 and 4733: Account* is the group where the member has a
                // field of its own, else the member.
                String member = additional(row, "MemberSid");
                if (member == null) {
                    target(event, row);
                    event.set(EcsField.GROUP_NAME, additional(row, "GroupName"))
                            .set(EcsField.GROUP_DOMAIN, additional(row, "GroupDomainName"))
                            .set(EcsField.GROUP_ID, additional(row, "GroupSid"));
                } else {
                    event.set(EcsField.USER_TARGET_ID, member);
                    group(event, row);
                }
            }
            case "SecurityGroupCreated", "SecurityGroupDeleted" -> group(event, row);
            case "DnsQueryRequest", "DnsQueryResponse" -> {
                event.set(EcsField.DNS_QUESTION_NAME, additional(row, "DnsQueryString"))
                        .add(EcsField.RELATED_USER, Json.text(row, "AccountName"));
            }
            case "ServiceInstalled" ->
                    event.set(EcsField.SERVICE_NAME, additional(row, "ServiceName"))
                            .add(EcsField.RELATED_USER, Json.text(row, "AccountName"));
            case "BrowserLaunchedToOpenUrl" ->
                    event.set(EcsField.URL_ORIGINAL, Json.text(row, "RemoteUrl"))
                            .add(EcsField.RELATED_USER, Json.text(row, "AccountName"));
            default -> event.add(EcsField.RELATED_USER, Json.text(row, "AccountName"));
        }
    }

    private static void target(EcsEvent.Builder event, JsonNode row) {
        event.set(EcsField.USER_TARGET_NAME, Json.text(row, "AccountName"))
                .set(EcsField.USER_TARGET_DOMAIN, Json.text(row, "AccountDomain"))
                .set(EcsField.USER_TARGET_ID, Json.text(row, "AccountSid"));
    }

    private static void group(EcsEvent.Builder event, JsonNode row) {
        event.set(EcsField.GROUP_NAME, Json.text(row, "AccountName"))
                .set(EcsField.GROUP_DOMAIN, Json.text(row, "AccountDomain"))
                .set(EcsField.GROUP_ID, Json.text(row, "AccountSid"));
    }

    /** One of the additional fields, which come as an object, or as a text that is the JSON of one. */
    static @Nullable String additional(JsonNode row, String name) {
        return within(row.path("AdditionalFields"), name);
    }

    /** One of the values of an object, or of a text that is the JSON of one; a text's that has anything escaped is none. */
    static @Nullable String within(JsonNode fields, String name) {
        if (!fields.isTextual()) {
            return Json.text(fields, name);
        }
        String value = Scan.after(fields.textValue(), '"' + name + "\":\"", "\"");
        return value == null || value.isEmpty() || value.indexOf('\\') >= 0 ? null : value;
    }
}
