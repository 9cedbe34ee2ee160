package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CrowdStrike's Falcon Data Replicator: what the sensors see. {@code process} acts; the ids of processes are Falcon's own.
 *
 * @see <a href="https://github.com/CrowdStrike/FDR">Falcon Data Replicator</a>
 */
public final class CrowdStrikeFdr implements LogSource {
    private static final Set<String> MAPPED =
            Set.of("event_simpleName", "timestamp", "ComputerName", "CommandLine", "DomainName");

    /** Whose user is the account that is made, deleted or joins; who did it they do not say. */
    private static final Set<String> OF_ACCOUNTS =
            Set.of("UserAccountCreated", "UserAccountDeleted", "UserAccountAddedToGroup");

    private static final String[] ADDRESSES = {
        "LocalAddressIP4", "LocalAddressIP6", "RemoteAddressIP4", "RemoteAddressIP6", "RemoteIP"
    };

    private static final Duration MOST_AHEAD = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "crowdstrike.fdr";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        return log.has("event_simpleName")
                ? log.has("aid") || log.has("cid")
                : isHost(log) || isAccount(log);
    }

    @Override
    public Glance glance() {
        return Glance.json("event_simpleName", "AgentLoadFlags", "UserSid_readable");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        if (!log.has("event_simpleName") && (isHost(log) || isAccount(log))) {
            return inventory(raw, log);
        }
        String what = Json.text(log, "event_simpleName");
        if (what == null) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD, "The record has no event_simpleName.");
        }
        Instant time = time(log);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The record has neither a timestamp nor a ContextTimeStamp.");
        }
        String id = Json.text(log, "id");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, what)
                        .set(EcsField.EVENT_ID, id == null ? null : StableId.of(name(), id))
                        .set(EcsField.HOST_NAME, Json.text(log, "ComputerName"))
                        .set(EcsField.HOST_ID, Json.text(log, "aid"))
                        .set(EcsField.HOST_OS_TYPE, system(Json.text(log, "event_platform")))
                        .set(EcsField.OBSERVER_VENDOR, "CrowdStrike")
                        .set(EcsField.OBSERVER_PRODUCT, "Falcon");
        if (OF_ACCOUNTS.contains(what)) {
            event.set(EcsField.USER_TARGET_NAME, Json.text(log, "UserName"))
                    .set(EcsField.USER_TARGET_ID, Json.text(log, "UserSid"))
                    .set(EcsField.USER_TARGET_DOMAIN, Json.text(log, "LogonDomain"));
        } else {
            // Only where there is no SID: macOS and Linux.
            event.set(EcsField.USER_ID, first(log, "UserSid", "UID"));
            Principal.user(event, Json.text(log, "UserName"));
            event.setIfAbsent(EcsField.USER_DOMAIN, Json.text(log, "LogonDomain"));
            String principal = Json.text(log, "UserPrincipal");
            event.set(
                    EcsField.USER_EMAIL,
                    principal != null && principal.indexOf('@') > 0 ? principal : null);
        }
        process(event, log, what);
        describe(event, log, what);
        VendorFields.add(event, "crowdstrike", log, MAPPED);
        return new Normalized.Parsed(event);
    }

    /** Of aidmaster, the list of hosts. */
    private static boolean isHost(JsonNode log) {
        return log.has("AgentLoadFlags") && log.has("aid") && log.has("cid");
    }

    /** Of userinfo, the list of accounts. */
    private static boolean isAccount(JsonNode log) {
        return log.has("UserSid_readable") && log.has("cid");
    }

    /** How a host or an account is at the time of the list; without one, when it arrives. */
    private Normalized inventory(RawRecord raw, JsonNode log) {
        boolean host = isHost(log);
        Instant listed = Timestamps.of(log.path(host ? "Time" : "_time"));
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, listed == null ? raw.received() : listed)
                        .set(EcsField.EVENT_KIND, "state")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, "host")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, host ? "aidmaster" : "userinfo")
                        .set(EcsField.HOST_OS_TYPE, system(Json.text(log, "event_platform")))
                        .set(EcsField.OBSERVER_VENDOR, "CrowdStrike")
                        .set(EcsField.OBSERVER_PRODUCT, "Falcon");
        if (host) {
            event.set(EcsField.HOST_NAME, Json.text(log, "ComputerName"))
                    .set(EcsField.HOST_ID, Json.text(log, "aid"))
                    .set(EcsField.HOST_DOMAIN, Json.text(log, "MachineDomain"))
                    .set(EcsField.HOST_OS_FULL, Json.text(log, "Version"));
        } else {
            event.set(EcsField.HOST_NAME, Json.text(log, "LastLoggedOnHost"))
                    .set(EcsField.USER_TARGET_NAME, Json.text(log, "UserName"))
                    .set(EcsField.USER_TARGET_ID, Json.text(log, "UserSid_readable"));
        }
        VendorFields.add(event, "crowdstrike", log, MAPPED);
        return new Normalized.Parsed(event);
    }

    /**
     * When it happened on the host, which may be days before it has a network and CrowdStrike's cloud hears of it; but not
     * when the host's clock is ahead of the cloud's.
     */
    private static @Nullable Instant time(JsonNode log) {
        Instant heard = Timestamps.of(log.path("timestamp"));
        Instant happened = Timestamps.of(log.path("ContextTimeStamp"));
        return happened == null || (heard != null && happened.isAfter(heard.plus(MOST_AHEAD)))
                ? heard
                : happened;
    }

    private static void process(EcsEvent.Builder event, JsonNode log, String what) {
        boolean itself = what.contains("ProcessRollup2") || what.equals("EndOfProcess");
        // Where a second process is named, the image, the command line and the number are that
        // one's.
        boolean alone = log.has("CommandLine") && !log.has("TargetProcessId");
        String image = itself || alone ? Json.text(log, "ImageFileName") : null;
        image = image == null && !itself ? Json.text(log, "ContextImageFileName") : image;
        String name = image == null ? Json.text(log, "ContextBaseFileName") : AnyPath.name(image);
        event.set(EcsField.PROCESS_EXECUTABLE, image)
                .set(EcsField.PROCESS_NAME, name)
                .set(
                        EcsField.PROCESS_ENTITY_ID,
                        Json.text(log, itself ? "TargetProcessId" : "ContextProcessId"));
        if (itself || alone) {
            event.set(EcsField.PROCESS_PID, Json.number(log, "RawProcessId"))
                    .set(EcsField.PROCESS_COMMAND_LINE, Json.text(log, "CommandLine"));
            String parent = Json.text(log, "ParentImageFileName");
            event.set(EcsField.PROCESS_PARENT_EXECUTABLE, parent)
                    .set(EcsField.PROCESS_PARENT_NAME, parent == null ? null : AnyPath.name(parent))
                    .set(EcsField.PROCESS_PARENT_COMMAND_LINE, Json.text(log, "ParentCommandLine"));
        }
        if (itself) {
            event.set(EcsField.PROCESS_HASH_SHA1, hash(Json.text(log, "SHA1HashData")))
                    .set(EcsField.PROCESS_HASH_SHA256, hash(Json.text(log, "SHA256HashData")))
                    .set(EcsField.PROCESS_HASH_MD5, hash(Json.text(log, "MD5HashData")))
                    .set(EcsField.PROCESS_PARENT_NAME, Json.text(log, "ParentBaseFileName"))
                    .set(EcsField.PROCESS_PARENT_ENTITY_ID, Json.text(log, "ParentProcessId"));
        }
    }

    private static void describe(EcsEvent.Builder event, JsonNode log, String what) {
        switch (what) {
            case "ProcessRollup2", "SyntheticProcessRollup2", "ProcessRollup2Stats" ->
                    kind(event, "process", "start");
            case "EndOfProcess" -> kind(event, "process", "end");
            case "NetworkConnectIP4", "NetworkConnectIP6" -> connection(event, log, true);
            case "NetworkReceiveAcceptIP4", "NetworkReceiveAcceptIP6" ->
                    connection(event, log, false);
            case "DnsRequest", "SuspiciousDnsRequest" -> {
                event.set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                        .set(EcsField.NETWORK_PROTOCOL, "dns")
                        .set(EcsField.DNS_QUESTION_NAME, Json.text(log, "DomainName"));
                for (String answer : String.valueOf(Json.text(log, "IP4Records")).split(";", 64)) {
                    if (IpEndpoint.parse(answer) != null) {
                        Flow.answer(event, answer);
                    }
                }
            }
            case "UserLogon", "UserLogonFailed", "UserLogonFailed2" -> {
                Flow.signIn(event, what.equals("UserLogon"));
                IpEndpoint.source(
                        event, first(log, "RemoteAddressIP4", "RemoteAddressIP6", "RemoteIP"));
                event.set(EcsField.SOURCE_DOMAIN, Json.text(log, "ClientComputerName"));
            }
            case "UserLogoff" -> kind(event, "session", "end");
            case "UserIdentity" -> kind(event, "session", "info");
            case "UserAccountCreated", "UserAccountDeleted", "UserAccountAddedToGroup" -> {
                event.set(EcsField.EVENT_CATEGORY, "iam")
                        .set(
                                EcsField.EVENT_TYPE,
                                List.of(
                                        "user",
                                        what.endsWith("Created")
                                                ? "creation"
                                                : what.endsWith("Deleted")
                                                        ? "deletion"
                                                        : "change"));
            }
            case "FileIntegrityMonitorRuleMatched" -> watched(event, log);
            case "ScheduledTaskRegistered" -> kind(event, "configuration", "creation");
            case "ScheduledTaskDeleted" -> kind(event, "configuration", "deletion");
            case "ScriptControlScanTelemetry" -> kind(event, "process", "info");
            case "DllInjection" -> kind(event, "process", "change");
            case "CommandHistory" -> {
                event.set(EcsField.PROCESS_ENTITY_ID, Json.text(log, "TargetProcessId"))
                        .set(EcsField.PROCESS_NAME, Json.text(log, "ApplicationName"));
                kind(event, "process", "info");
            }
            case "ConfigurationProfileModified" -> kind(event, "configuration", "change");
            case "DirectoryCreate" -> {
                file(event, log);
                kind(event, "file", "creation");
            }
            case "ExecutableDeleted" -> {
                file(event, log);
                kind(event, "file", "deletion");
            }
            case "DriverLoad" -> {
                file(event, log);
                kind(event, "driver", "start");
            }
            default -> {
                if (what.endsWith("Written") || what.endsWith("FileCreateInfo")) {
                    file(event, log);
                    kind(event, "file", "creation");
                } else if (what.contains("FileDelete")) {
                    file(event, log);
                    kind(event, "file", "deletion");
                } else if (what.contains("FileRename") || what.contains("FileOpen")) {
                    file(event, log);
                    kind(event, "file", what.contains("Rename") ? "change" : "access");
                } else if (log.has("RegObjectName") && what.endsWith("Update")) {
                    kind(event, "registry", "change");
                    event.set(EcsField.REGISTRY_KEY, Json.text(log, "RegObjectName"))
                            .set(EcsField.REGISTRY_VALUE, Json.text(log, "RegValueName"))
                            .add(EcsField.REGISTRY_DATA_STRINGS, Json.text(log, "RegStringValue"));
                } else if (what.endsWith("InjectedThread")) {
                    kind(event, "process", "change");
                } else if (what.endsWith("ModuleLoad")) {
                    library(event, log);
                } else if (what.contains("Service") || what.contains("ScheduledTask")) {
                    event.set(EcsField.SERVICE_NAME, Json.text(log, "ServiceDisplayName"));
                    kind(event, "configuration", "change");
                } else {
                    kind(event, "host", "info");
                }
                // Which of them began is not told.
                for (String name : ADDRESSES) {
                    IpEndpoint endpoint = IpEndpoint.parse(Json.text(log, name));
                    event.add(EcsField.RELATED_IP, endpoint == null ? null : endpoint.ip());
                }
            }
        }
    }

    private static void connection(EcsEvent.Builder event, JsonNode log, boolean outbound) {
        String local = first(log, "LocalAddressIP4", "LocalAddressIP6");
        String remote = first(log, "RemoteAddressIP4", "RemoteAddressIP6");
        Long localPort = port(log, "LPort", "LocalPort");
        Long remotePort = port(log, "RPort", "RemotePort");
        Flow.endpoints(
                event,
                outbound ? local : remote,
                outbound ? localPort : remotePort,
                outbound ? remote : local,
                outbound ? remotePort : localPort,
                Json.text(log, "Protocol"));
        event.set(EcsField.EVENT_CATEGORY, "network")
                .set(EcsField.EVENT_TYPE, List.of("connection", "start"))
                .set(EcsField.NETWORK_DIRECTION, outbound ? "egress" : "ingress");
    }

    private static void file(EcsEvent.Builder event, JsonNode log) {
        path(event, first(log, "TargetFileName", "ImageFileName"));
        event.set(EcsField.FILE_HASH_SHA256, hash(Json.text(log, "SHA256HashData")))
                .set(EcsField.FILE_HASH_SHA1, hash(Json.text(log, "SHA1HashData")))
                .set(EcsField.FILE_HASH_MD5, hash(Json.text(log, "MD5HashData")))
                .set(EcsField.FILE_SIZE, Json.number(log, "Size"));
    }

    /** A file or a key that a rule of FileVantage watches; by which step it was changed are numbers. */
    private static void watched(EcsEvent.Builder event, JsonNode log) {
        String object = Json.text(log, "ObjectName");
        if (object != null && object.startsWith("\\REGISTRY\\")) {
            event.set(EcsField.REGISTRY_KEY, object);
            kind(event, "registry", "change");
        } else {
            path(event, object);
            kind(event, "file", "change");
        }
        event.set(EcsField.RULE_ID, Json.text(log, "PolicyRuleID"));
    }

    private static void path(EcsEvent.Builder event, @Nullable String path) {
        if (path != null && path.indexOf('\\') < 0) {
            UnixPaths.file(event, path);
        } else {
            WindowsPaths.file(event, path);
        }
    }

    private static void library(EcsEvent.Builder event, JsonNode log) {
        String path = Json.text(log, "ImageFileName");
        event.set(EcsField.DLL_PATH, path)
                .set(EcsField.DLL_NAME, WindowsPaths.name(path))
                .set(EcsField.DLL_HASH_SHA256, hash(Json.text(log, "SHA256HashData")))
                .set(EcsField.DLL_HASH_MD5, hash(Json.text(log, "MD5HashData")));
        kind(event, "library", "start");
    }

    private static void kind(EcsEvent.Builder event, String category, String type) {
        event.set(EcsField.EVENT_CATEGORY, category).set(EcsField.EVENT_TYPE, type);
    }

    private static @Nullable Long port(JsonNode log, String one, String other) {
        Long port = Json.number(log, one);
        return port == null ? Json.number(log, other) : port;
    }

    private static @Nullable String first(JsonNode log, String... names) {
        for (String name : names) {
            String text = Json.text(log, name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** All zeros where the sensor has none. */
    private static @Nullable String hash(@Nullable String hash) {
        return hash == null || hash.chars().allMatch(c -> c == '0')
                ? null
                : hash.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String system(@Nullable String platform) {
        return switch (String.valueOf(platform)) {
            case "Win" -> "windows";
            case "Mac" -> "macos";
            case "Lin" -> "linux";
            default -> null;
        };
    }
}
