package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Defender XDR's tables of advanced hunting, as its streaming API ships them: what Defender for Endpoint sees of
 * devices, and Defender for Identity of sign-ins.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/streaming-api">Streaming API</a>
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables">Advanced hunting schema</a>
 */
public final class DefenderHunting implements LogSource {
    private static final String PREFIX = "AdvancedHunting-";

    private static final Set<String> MAPPED = Set.of("Timestamp", "DeviceName", "DeviceId");

    @Override
    public String name() {
        return "defender.hunting";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode json = raw.json().orElse(MissingNode.getInstance());
        return json.path("category").asText("").startsWith(PREFIX)
                && json.path("properties").isObject();
    }

    @Override
    public Glance glance() {
        return Glance.json("category");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode json = raw.json().orElse(MissingNode.getInstance());
        JsonNode row = json.path("properties");
        String category = json.path("category").asText("");
        if (!row.isObject() || !category.startsWith(PREFIX)) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD,
                    "A row has its table in category, and properties.");
        }
        String table = category.substring(PREFIX.length());
        Instant time = Timestamps.iso(Json.text(row, "Timestamp"));
        time = time == null ? Timestamps.iso(Json.text(json, "time")) : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "Timestamp is missing or no ISO 8601 time.");
        }
        String device = Json.text(row, "DeviceName");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_PROVIDER, table)
                        .set(EcsField.EVENT_ACTION, Json.text(row, "ActionType"))
                        .set(
                                EcsField.HOST_NAME,
                                device == null ? null : device.toLowerCase(Locale.ROOT))
                        .set(EcsField.HOST_ID, Json.text(row, "DeviceId"))
                        .set(EcsField.OBSERVER_VENDOR, "Microsoft")
                        .set(EcsField.OBSERVER_PRODUCT, "Defender XDR");
        String report = Json.text(row, "ReportId");
        if (report != null) {
            // A device's own count, which begins anew: only with the time it is the row's.
            event.set(
                    EcsField.EVENT_ID,
                    StableId.of(
                            name(),
                            table,
                            report,
                            row.path("DeviceId").asText(),
                            row.path("Timestamp").asText()));
        }
        describe(event, table, String.valueOf(Json.text(row, "ActionType")), row);
        VendorFields.add(event, "defender.hunting", row, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void describe(
            EcsEvent.Builder event, String table, String action, JsonNode row) {
        switch (table) {
            case "DeviceLogonEvents", "IdentityLogonEvents" -> {
                account(event, row, "");
                initiator(event, row);
                DefenderIdentity.places(event, row);
                IpEndpoint.source(event, Json.text(row, "RemoteIP"));
                Flow.signIn(
                        event,
                        switch (action) {
                            case "LogonSuccess" -> Boolean.TRUE;
                            case "LogonFailed" -> Boolean.FALSE;
                            default -> null;
                        });
                event.set(EcsField.EVENT_REASON, SignInReason.of(Json.text(row, "FailureReason")))
                        .set(EcsField.SOURCE_DOMAIN, Json.text(row, "RemoteDeviceName"));
            }
            case "DeviceProcessEvents" -> {
                account(event, row, "");
                event.set(EcsField.EVENT_CATEGORY, "process")
                        .set(EcsField.EVENT_TYPE, "start")
                        .set(EcsField.PROCESS_NAME, Json.text(row, "FileName"))
                        .set(EcsField.PROCESS_EXECUTABLE, path(row))
                        .set(EcsField.PROCESS_COMMAND_LINE, Json.text(row, "ProcessCommandLine"))
                        .set(EcsField.PROCESS_PID, pid(row, "ProcessId"))
                        .set(EcsField.PROCESS_HASH_SHA256, Json.text(row, "SHA256"))
                        .set(EcsField.PROCESS_HASH_SHA1, Json.text(row, "SHA1"))
                        .set(EcsField.PROCESS_HASH_MD5, Json.text(row, "MD5"))
                        .set(
                                EcsField.PROCESS_PARENT_NAME,
                                Json.text(row, "InitiatingProcessFileName"))
                        .set(
                                EcsField.PROCESS_PARENT_COMMAND_LINE,
                                Json.text(row, "InitiatingProcessCommandLine"))
                        .set(
                                EcsField.PROCESS_PARENT_EXECUTABLE,
                                Json.text(row, "InitiatingProcessFolderPath"))
                        .set(EcsField.PROCESS_PARENT_PID, pid(row, "InitiatingProcessId"));
            }
            case "DeviceNetworkEvents" -> {
                actor(event, row);
                DefenderNetwork.describe(event, action, row);
            }
            case "DeviceFileEvents" -> {
                actor(event, row);
                requester(event, row);
                file(event, row);
                event.set(EcsField.EVENT_CATEGORY, "file")
                        .set(
                                EcsField.EVENT_TYPE,
                                switch (action) {
                                    case "FileCreated" -> "creation";
                                    case "FileDeleted" -> "deletion";
                                    default -> "change";
                                });
            }
            case "DeviceImageLoadEvents" -> {
                actor(event, row);
                event.set(EcsField.EVENT_CATEGORY, "library")
                        .set(EcsField.EVENT_TYPE, "start")
                        .set(EcsField.DLL_NAME, Json.text(row, "FileName"))
                        .set(EcsField.DLL_PATH, path(row))
                        .set(EcsField.DLL_HASH_SHA256, Json.text(row, "SHA256"))
                        .set(EcsField.DLL_HASH_SHA1, Json.text(row, "SHA1"))
                        .set(EcsField.DLL_HASH_MD5, Json.text(row, "MD5"));
            }
            case "DeviceRegistryEvents" -> {
                actor(event, row);
                event.set(EcsField.EVENT_CATEGORY, "registry")
                        .set(
                                EcsField.EVENT_TYPE,
                                action.endsWith("Created")
                                        ? "creation"
                                        : (action.endsWith("Deleted") ? "deletion" : "change"))
                        .set(EcsField.REGISTRY_KEY, Json.text(row, "RegistryKey"))
                        .set(EcsField.REGISTRY_VALUE, Json.text(row, "RegistryValueName"))
                        .set(EcsField.REGISTRY_DATA_TYPE, Json.text(row, "RegistryValueType"))
                        .add(EcsField.REGISTRY_DATA_STRINGS, Json.text(row, "RegistryValueData"));
            }
            case "AlertInfo", "AlertEvidence" -> {
                account(event, row, "");
                file(event, row);
                event.set(EcsField.EVENT_KIND, "alert")
                        .set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "alert")
                        .set(EcsField.RULE_NAME, Json.text(row, "Title"))
                        .set(EcsField.RULE_CATEGORY, Json.text(row, "Category"))
                        .set(EcsField.MESSAGE, Json.text(row, "Title"));
                DefenderFinding.describe(event, row);
            }
            case "BehaviorInfo", "BehaviorEntities" -> {
                account(event, row, "");
                file(event, row);
                event.set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.RULE_NAME, Json.text(row, "Title"))
                        .set(EcsField.RULE_DESCRIPTION, Json.text(row, "Description"));
                DefenderFinding.describe(event, row);
            }
            case "CloudProcessEvents" -> {
                account(event, row, "");
                event.set(EcsField.EVENT_CATEGORY, "process")
                        .set(
                                EcsField.EVENT_TYPE,
                                action.equals("ProcessCreated") ? "start" : "info")
                        .set(EcsField.PROCESS_NAME, Json.text(row, "ProcessName"))
                        .set(EcsField.PROCESS_EXECUTABLE, path(row))
                        .set(EcsField.PROCESS_COMMAND_LINE, Json.text(row, "ProcessCommandLine"))
                        .set(EcsField.PROCESS_PID, pid(row, "ProcessId"))
                        .set(EcsField.PROCESS_PARENT_NAME, Json.text(row, "ParentProcessName"))
                        .set(EcsField.PROCESS_PARENT_PID, pid(row, "ParentProcessId"));
            }
            default -> {
                if (DefenderMail.has(table)) {
                    DefenderMail.describe(event, row);
                    return;
                }
                if (!table.startsWith("Device")) {
                    account(event, row, "");
                    DefenderIdentity.describe(event, table, action, row);
                    return;
                }
                actor(event, row);
                if (DefenderDevice.isFound(action)) {
                    event.set(EcsField.EVENT_CATEGORY, "malware")
                            .set(EcsField.EVENT_TYPE, "info")
                            .set(EcsField.EVENT_KIND, "alert")
                            .set(EcsField.RULE_NAME, DefenderDevice.additional(row, "ThreatName"));
                } else if (DefenderDevice.isFirewalled(action)) {
                    DefenderNetwork.describe(event, action, row);
                } else {
                    DefenderDevice.describe(event, action, row);
                }
                file(event, row);
            }
        }
    }

    /** Who and which process did it. */
    private static void actor(EcsEvent.Builder event, JsonNode row) {
        account(event, row, "InitiatingProcess");
        initiator(event, row);
    }

    private static void initiator(EcsEvent.Builder event, JsonNode row) {
        event.set(EcsField.PROCESS_NAME, Json.text(row, "InitiatingProcessFileName"))
                .set(EcsField.PROCESS_EXECUTABLE, Json.text(row, "InitiatingProcessFolderPath"))
                .set(EcsField.PROCESS_COMMAND_LINE, Json.text(row, "InitiatingProcessCommandLine"))
                .set(EcsField.PROCESS_PID, pid(row, "InitiatingProcessId"))
                .set(EcsField.PROCESS_HASH_SHA256, Json.text(row, "InitiatingProcessSHA256"))
                .set(EcsField.PROCESS_HASH_SHA1, Json.text(row, "InitiatingProcessSHA1"))
                .set(EcsField.PROCESS_HASH_MD5, Json.text(row, "InitiatingProcessMD5"))
                .set(
                        EcsField.PROCESS_PARENT_NAME,
                        Json.text(row, "InitiatingProcessParentFileName"))
                .set(EcsField.PROCESS_PARENT_PID, pid(row, "InitiatingProcessParentId"));
    }

    /** Of a file that is reached through a share the system's own process is told, and who asked for it, from where. */
    private static void requester(EcsEvent.Builder event, JsonNode row) {
        String address = Json.text(row, "RequestSourceIP");
        if (address == null) {
            return;
        }
        IpEndpoint.source(event, address);
        event.set(EcsField.SOURCE_PORT, Json.number(row, "RequestSourcePort"));
        String name = WindowsEvent.present(Json.text(row, "RequestAccountName"));
        if (name != null) {
            event.clear(EcsField.USER_EMAIL)
                    .clear(EcsField.USER_DOMAIN)
                    .clear(EcsField.USER_ID)
                    .set(EcsField.USER_NAME, name)
                    .set(
                            EcsField.USER_DOMAIN,
                            WindowsEvent.present(Json.text(row, "RequestAccountDomain")))
                    .set(
                            EcsField.USER_ID,
                            WindowsAccounts.sid(Json.text(row, "RequestAccountSid")));
        }
    }

    /** Where no process is known it is 0. */
    private static @Nullable Long pid(JsonNode row, String name) {
        Long pid = Json.number(row, name);
        return pid == null || pid == 0 ? null : pid;
    }

    private static void account(EcsEvent.Builder event, JsonNode row, String prefix) {
        String upn = Json.text(row, prefix + "AccountUpn");
        String name = Json.text(row, prefix + "AccountName");
        event.set(EcsField.USER_NAME, Scan.first(name, upn))
                .set(EcsField.USER_EMAIL, upn != null && upn.indexOf('@') > 0 ? upn : null)
                .set(EcsField.USER_DOMAIN, Json.text(row, prefix + "AccountDomain"))
                .set(
                        EcsField.USER_ID,
                        Scan.first(
                                Json.text(row, prefix + "AccountSid"),
                                Json.text(row, prefix + "AccountObjectId")));
    }

    private static void file(EcsEvent.Builder event, JsonNode row) {
        event.set(EcsField.FILE_NAME, Json.text(row, "FileName"))
                .set(EcsField.FILE_PATH, path(row))
                .set(EcsField.FILE_SIZE, Json.number(row, "FileSize"))
                .set(EcsField.FILE_HASH_SHA256, Json.text(row, "SHA256"))
                .set(EcsField.FILE_HASH_SHA1, Json.text(row, "SHA1"))
                .set(EcsField.FILE_HASH_MD5, Json.text(row, "MD5"));
    }

    /** Some tables have the folder alone, others the file's whole path. */
    private static @Nullable String path(JsonNode row) {
        return AnyPath.whole(Json.text(row, "FolderPath"), Json.text(row, "FileName"));
    }
}
