package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SentinelOne's Deep Visibility as its Cloud Funnel ships it, whose names have dots: what the agents see. {@code src.process}
 * acts, upon {@code tgt.*}; the ids of processes are SentinelOne's own, their numbers the system's.
 */
final class SentinelOneVisibility {
    private record Kind(String category, List<String> types) {}

    static final String GLANCE = "mgmt.url";

    /** Not the console's: sign-ins, to begin with, are those of which Windows' own log tells. */
    private static final String DATASET = "sentinelone.visibility";

    private static final Kind OTHER = new Kind("host", List.of("info"));

    /** By event.type, which some ship without its blanks. */
    private static final Map<String, Kind> KINDS = kinds();

    /** Requests are named by their method. */
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "DELETE", "HEAD", "CONNECT", "OPTIONS", "PATCH", "TRACE");

    private static final Set<String> SIGN_IN_OR_OUT = Set.of("Login", "Logout");

    /** Whatever it is called, these names are of a sign-in's or its end's alone. */
    private static final List<String> OF_SESSION =
            List.of(
                    "event.login.userName",
                    "event.login.tgt.user.name",
                    "event.login.type",
                    "event.logout.userName",
                    "event.logout.tgt.user.name",
                    "event.logout.type");

    private static final String NOBODY = "S-1-0-0";

    private static final Set<String> MAPPED =
            Set.of("timestamp", "event.type", "event.time", "endpoint.name", "agent.uuid");

    private SentinelOneVisibility() {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new HashMap<>();
        put(kinds, "process", "start", "ProcessCreation");
        put(kinds, "process", "end", "ProcessTermination ProcessExit");
        put(kinds, "process", "change", "ProcessModification RemoteThreadCreation");
        put(
                kinds,
                "process",
                "access",
                "OpenRemoteProcessHandle DuplicateProcessHandle DuplicateThreadHandle");
        put(kinds, "process", "info", "CommandScript NamedPipeCreation NamedPipeConnection");
        put(kinds, "file", "creation", "FileCreation");
        put(kinds, "file", "change", "FileModification FileRename");
        put(kinds, "file", "deletion", "FileDeletion");
        put(kinds, "file", "info", "FileScan");
        put(
                kinds,
                "registry",
                "creation",
                "RegistryKeyCreate RegistryValueCreate RegistryKeyImport");
        put(kinds, "registry", "deletion", "RegistryKeyDelete RegistryValueDelete");
        put(
                kinds,
                "registry",
                "change",
                "RegistryKeyRename RegistryValueModified RegistryKeySecurityChanged");
        put(kinds, "registry", "access", "RegistryKeyExport");
        put(kinds, "network", "info", "IPListen");
        put(kinds, "library", "start", "ModuleLoad");
        put(kinds, "driver", "start", "DriverLoad");
        put(kinds, "configuration", "creation", "TaskRegister");
        put(kinds, "configuration", "change", "TaskUpdate");
        put(kinds, "configuration", "deletion", "TaskDelete");
        put(kinds, "configuration", "info", "TaskStart TaskTrigger");
        put(kinds, "session", "end", "Logout");
        put(
                kinds,
                "intrusion_detection",
                "info",
                "BehavioralIndicators ThreatIntelligenceIndicators");
        return Map.copyOf(kinds);
    }

    private static void put(Map<String, Kind> kinds, String category, String type, String names) {
        for (String name : names.split(" ")) {
            kinds.put(name, new Kind(category, List.of(type)));
        }
    }

    /** Of a record that is JSON. */
    static boolean fits(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        return log.has("event.type") && log.has("event.id") && log.has(GLANCE);
    }

    static Normalized normalize(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        Instant time = Timestamps.of(log.path("event.time"));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The record has no event.time.");
        }
        String action = Json.text(log, "event.type");
        String id = Json.text(log, "event.id");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, DATASET)
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.EVENT_ID, id == null ? null : StableId.of(DATASET, id))
                        .set(EcsField.HOST_NAME, Json.text(log, "endpoint.name"))
                        .set(EcsField.HOST_ID, Json.text(log, "agent.uuid"))
                        .set(EcsField.HOST_OS_TYPE, system(Json.text(log, "endpoint.os")))
                        .set(EcsField.OBSERVER_VENDOR, "SentinelOne")
                        .set(EcsField.OBSERVER_PRODUCT, "Singularity");
        describe(event, log, action == null ? "" : action.replace(" ", ""));
        VendorFields.add(event, "sentinelone", log, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void describe(EcsEvent.Builder event, JsonNode log, String what) {
        boolean isOfSession =
                SIGN_IN_OR_OUT.contains(what)
                        || OF_SESSION.stream().anyMatch(name -> Json.text(log, name) != null);
        ends(event, log, what, isOfSession);
        boolean isEnded =
                (what.equals("ProcessTermination") || what.equals("ProcessExit"))
                        && log.has("tgt.process.name");
        if (isEnded) {
            // Whoever ended it need not be its parent.
            process(event, log, "tgt.process");
        } else if (what.equals("ProcessCreation")) {
            process(event, log, "tgt.process");
            parent(event, log, "src.process");
        } else {
            process(event, log, "src.process");
            parent(event, log, "src.process.parent");
        }
        if (isOfSession) {
            account(event, log);
        } else {
            user(event, log, what);
        }
        Kind kind = KINDS.getOrDefault(what, OTHER);
        event.set(EcsField.EVENT_CATEGORY, kind.category()).set(EcsField.EVENT_TYPE, kind.types());
        switch (what) {
            case "IPConnect" -> connection(event, log);
            case "DNSResolved", "DNSUnresolved" -> name(event, log);
            case "Login" -> {
                Flow.signIn(event, Json.flag(log, "event.login.loginIsSuccessful"));
                event.set(
                        EcsField.EVENT_REASON,
                        SignInReason.of(Json.text(log, "event.login.failureReason")));
            }
            default -> {
                if (METHODS.contains(what)) {
                    event.set(EcsField.EVENT_CATEGORY, "web")
                            .set(EcsField.EVENT_TYPE, "access")
                            .set(EcsField.HTTP_REQUEST_METHOD, what)
                            .set(EcsField.URL_ORIGINAL, Json.text(log, "url.address"));
                }
                object(event, log, kind.category());
            }
        }
    }

    /** Both ends of a connection, or where somebody signs in from. */
    private static void ends(
            EcsEvent.Builder event, JsonNode log, String what, boolean isOfSession) {
        String source = Json.text(log, "src.ip.address");
        Long sourcePort = Json.number(log, "src.port.number");
        if (what.equals("IPListen")) {
            Flow.endpoints(event, null, null, source, sourcePort, null);
            return;
        }
        Flow.endpoints(
                event,
                IpEndpoint.specified(source),
                sourcePort,
                Json.text(log, "dst.ip.address"),
                Json.number(log, "dst.port.number"),
                null);
        if (isOfSession && !event.has(EcsField.SOURCE_IP)) {
            // Elsewhere it is the host's own.
            IpEndpoint.source(event, Json.text(log, "src.endpoint.ip.address"));
        }
    }

    private static void process(EcsEvent.Builder event, JsonNode log, String from) {
        event.set(EcsField.PROCESS_NAME, Json.text(log, from + ".name"))
                .set(EcsField.PROCESS_EXECUTABLE, Json.text(log, from + ".image.path"))
                .set(EcsField.PROCESS_COMMAND_LINE, Json.text(log, from + ".cmdline"))
                .set(EcsField.PROCESS_PID, Json.number(log, from + ".pid"))
                .set(EcsField.PROCESS_ENTITY_ID, Json.text(log, from + ".uid"))
                .set(EcsField.PROCESS_HASH_SHA256, Json.text(log, from + ".image.sha256"))
                .set(EcsField.PROCESS_HASH_SHA1, Json.text(log, from + ".image.sha1"))
                .set(EcsField.PROCESS_HASH_MD5, Json.text(log, from + ".image.md5"));
    }

    private static void parent(EcsEvent.Builder event, JsonNode log, String from) {
        event.set(EcsField.PROCESS_PARENT_NAME, Json.text(log, from + ".name"))
                .set(EcsField.PROCESS_PARENT_EXECUTABLE, Json.text(log, from + ".image.path"))
                .set(EcsField.PROCESS_PARENT_COMMAND_LINE, Json.text(log, from + ".cmdline"))
                .set(EcsField.PROCESS_PARENT_PID, Json.number(log, from + ".pid"))
                .set(EcsField.PROCESS_PARENT_ENTITY_ID, Json.text(log, from + ".uid"));
    }

    /** Who signs in or out. The account* beside it is whose process asked for it, SYSTEM for most. */
    private static void account(EcsEvent.Builder event, JsonNode log) {
        String id = named(log, "tgt.userSid");
        Principal.user(event, named(log, "userName"));
        event.setIfAbsent(EcsField.USER_DOMAIN, named(log, "tgt.domainName"))
                .set(EcsField.USER_ID, NOBODY.equals(id) ? null : id);
    }

    /** Whose process begins, else whose process acts. */
    private static void user(EcsEvent.Builder event, JsonNode log, String what) {
        String acting = Json.text(log, "src.process.user");
        String begun = Json.text(log, "tgt.process.user");
        Principal.user(event, what.equals("ProcessCreation") && begun != null ? begun : acting);
        event.add(EcsField.RELATED_USER, Principal.name(acting))
                .add(EcsField.RELATED_USER, Principal.name(begun));
    }

    /** Of a sign-in or its end; a dash where Windows has none. */
    private static @Nullable String named(JsonNode log, String name) {
        for (String of : List.of("event.login.", "event.logout.")) {
            String text = Json.text(log, of + name);
            text =
                    text == null && name.equals("userName")
                            ? Json.text(log, of + "tgt.user.name")
                            : text;
            if (text != null && !text.equals("-")) {
                return text;
            }
        }
        return null;
    }

    private static void connection(EcsEvent.Builder event, JsonNode log) {
        String status = String.valueOf(Json.text(log, "event.network.connectionStatus"));
        Flow.decided(event, status.equals("BLOCKED") ? Boolean.FALSE : null, "start");
        if (status.equals("SUCCESS") || status.equals("FAILURE")) {
            event.set(EcsField.EVENT_OUTCOME, Flow.outcome(status.equals("SUCCESS")));
        }
        String protocol = Json.text(log, "event.network.protocolName");
        event.set(
                        EcsField.NETWORK_PROTOCOL,
                        protocol == null ? null : protocol.toLowerCase(Locale.ROOT))
                .set(
                        EcsField.NETWORK_DIRECTION,
                        switch (String.valueOf(Json.text(log, "event.network.direction"))) {
                            case "OUTGOING" -> "egress";
                            case "INCOMING" -> "ingress";
                            default -> null;
                        });
    }

    private static void name(EcsEvent.Builder event, JsonNode log) {
        event.set(EcsField.EVENT_CATEGORY, "network")
                .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                .set(EcsField.NETWORK_PROTOCOL, "dns")
                .set(EcsField.DNS_QUESTION_NAME, Json.text(log, "event.dns.request"));
        String answers = Json.text(log, "event.dns.response");
        if (answers != null) {
            WindowsDns.answers(event, answers);
        }
    }

    /** What is acted upon. */
    private static void object(EcsEvent.Builder event, JsonNode log, String category) {
        switch (category) {
            case "file", "driver" -> {
                AnyPath.file(event, Json.text(log, "tgt.file.path"));
                event.set(EcsField.FILE_SIZE, Json.number(log, "tgt.file.size"))
                        .set(EcsField.FILE_HASH_SHA256, Json.text(log, "tgt.file.sha256"))
                        .set(EcsField.FILE_HASH_SHA1, Json.text(log, "tgt.file.sha1"))
                        .set(EcsField.FILE_HASH_MD5, Json.text(log, "tgt.file.md5"));
            }
            case "registry" ->
                    event.set(EcsField.REGISTRY_PATH, Json.text(log, "registry.keyPath"))
                            .set(EcsField.REGISTRY_DATA_TYPE, Json.text(log, "registry.valueType"))
                            .add(EcsField.REGISTRY_DATA_STRINGS, Json.text(log, "registry.value"));
            case "library" -> {
                String path = Json.text(log, "module.path");
                event.set(EcsField.DLL_PATH, path)
                        .set(EcsField.DLL_NAME, AnyPath.name(path))
                        .set(EcsField.DLL_HASH_SHA1, Json.text(log, "module.sha1"))
                        .set(EcsField.DLL_HASH_MD5, Json.text(log, "module.md5"));
            }
            case "intrusion_detection" ->
                    event.set(EcsField.RULE_NAME, Json.text(log, "indicator.name"))
                            .set(EcsField.RULE_CATEGORY, Json.text(log, "indicator.category"))
                            .set(
                                    EcsField.RULE_DESCRIPTION,
                                    Json.text(log, "indicator.description"));
            default -> {
                // What it has no field for is the vendor's.
            }
        }
    }

    private static @Nullable String system(@Nullable String name) {
        return switch (String.valueOf(name).toLowerCase(Locale.ROOT)) {
            case "windows" -> "windows";
            case "linux" -> "linux";
            case "macos", "osx", "mac" -> "macos";
            default -> null;
        };
    }
}
