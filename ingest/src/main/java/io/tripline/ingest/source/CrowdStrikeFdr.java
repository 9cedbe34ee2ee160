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

    private static final int MOST_ANSWERS = 64;

    private static final String BEGINS = "ProcessRollup2";

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
        process(event, log, what);
        if (CrowdStrikeAccounts.has(what)) {
            CrowdStrikeAccounts.describe(event, log, what);
        } else {
            user(event, log);
            describe(event, log, what);
        }
        VendorFields.add(event, "crowdstrike", log, MAPPED);
        return new Normalized.Parsed(event);
    }

    /** Who acts; of a process that becomes somebody else's, whose it was. */
    private static void user(EcsEvent.Builder event, JsonNode log) {
        boolean changes = log.has("OriginalUserName");
        event.set(
                        EcsField.USER_ID,
                        changes
                                ? Json.first(log, "OriginalUserSid", "OriginalUserID")
                                // The last only where there is no SID: macOS and Linux.
                                : Json.first(log, "UserSid", "FileOperatorSid", "UID"))
                .set(
                        EcsField.USER_EFFECTIVE_NAME,
                        Json.first(log, "ImpersonatedUserName", "NewUsername"))
                .set(EcsField.USER_EFFECTIVE_ID, Json.text(log, "NewUserID"));
        Principal.user(event, Json.text(log, changes ? "OriginalUserName" : "UserName"));
        event.setIfAbsent(EcsField.USER_DOMAIN, Json.text(log, "LogonDomain"));
        String principal = changes ? null : Json.text(log, "UserPrincipal");
        event.set(
                EcsField.USER_EMAIL,
                principal != null && principal.indexOf('@') > 0 ? principal : null);
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
        // A process that begins has no other time. What began long before is told as synthetic.
        if (happened == null && BEGINS.equals(Json.text(log, "event_simpleName"))) {
            happened = Timestamps.of(log.path("ProcessStartTime"));
        }
        return happened == null || (heard != null && happened.isAfter(heard.plus(MOST_AHEAD)))
                ? heard
                : happened;
    }

    private static void process(EcsEvent.Builder event, JsonNode log, String what) {
        boolean itself = what.contains("ProcessRollup2") || what.equals("EndOfProcess");
        // Where a second process is named, the image, the command line and the number are that
        // one's.
        boolean alone =
                log.has("CommandLine")
                        && (!log.has("TargetProcessId") || log.has("TargetProcessImageFileName"));
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
            event.set(EcsField.PROCESS_HASH_SHA1, hash(log, "SHA1HashData"))
                    .set(EcsField.PROCESS_HASH_SHA256, hash(log, "SHA256HashData"))
                    .set(EcsField.PROCESS_HASH_MD5, hash(log, "MD5HashData"))
                    .set(EcsField.PROCESS_PARENT_NAME, Json.text(log, "ParentBaseFileName"))
                    .set(EcsField.PROCESS_PARENT_ENTITY_ID, Json.text(log, "ParentProcessId"));
        }
    }

    private static void describe(EcsEvent.Builder event, JsonNode log, String what) {
        switch (what) {
            case "ProcessRollup2", "SyntheticProcessRollup2", "ProcessRollup2Stats" ->
                    kind(event, "process", "start");
            case "EndOfProcess" -> kind(event, "process", "end");
            case "NetworkConnectIP4", "NetworkConnectIP6" ->
                    connection(event, log, true, null, "start");
            case "NetworkReceiveAcceptIP4", "NetworkReceiveAcceptIP6" ->
                    connection(event, log, false, null, "start");
            case "NetworkConnectIP4Blocked", "NetworkConnectIP6Blocked" ->
                    connection(event, log, true, false);
            case "NetworkConnectIP4DetectInfo", "NetworkConnectIP6DetectInfo" ->
                    connection(event, log, true, null, "info");
            case "NetworkCloseIP4", "NetworkCloseIP6" -> eitherWay(event, log, "end");
            // What the rule made of it is a number that nobody documents.
            case "FirewallRuleIP4Matched", "FirewallRuleIP6Matched" -> eitherWay(event, log);
            case "NetworkListenIP4", "NetworkListenIP6" -> {
                Flow.endpoints(
                        event,
                        null,
                        null,
                        Json.first(log, "LocalAddressIP4", "LocalAddressIP6"),
                        port(log, "LPort", "LocalPort"),
                        Json.text(log, "Protocol"));
                kind(event, "network", "info");
            }
            case "DnsRequest",
                    "DnsRequestBlocked",
                    "DnsRequestResult",
                    "DNSRequestDetectInfo",
                    "SuspiciousDnsRequest" -> {
                event.set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                        .set(EcsField.NETWORK_PROTOCOL, "dns")
                        .set(EcsField.DNS_QUESTION_NAME, Json.text(log, "DomainName"));
                answers(event, Json.text(log, "IP4Records"));
                answers(event, Json.text(log, "IP6Records"));
                if (what.equals("DnsRequestBlocked")) {
                    event.add(EcsField.EVENT_TYPE, "denied").set(EcsField.EVENT_OUTCOME, "failure");
                }
            }
            case "UserLogon", "UserLogonFailed2" -> {
                Flow.signIn(event, what.equals("UserLogon"));
                IpEndpoint.source(
                        event, address(log, "RemoteAddressIP4", "RemoteAddressIP6", "RemoteIP"));
                String why = WindowsCodes.status(Json.text(log, "SubStatus"));
                event.set(EcsField.SOURCE_DOMAIN, Json.text(log, "ClientComputerName"))
                        .set(
                                EcsField.EVENT_REASON,
                                why == null ? WindowsCodes.status(Json.text(log, "Status")) : why);
            }
            // The same thread tells it once more as UserLogonFailed2, with how and from where.
            case "UserLogonFailed" -> {
                kind(event, "authentication", "info");
                event.set(EcsField.EVENT_OUTCOME, "failure");
            }
            case "FileIntegrityMonitorRuleMatched" -> CrowdStrikeFamilies.watched(event, log);
            case "CommandHistory" -> {
                event.set(EcsField.PROCESS_ENTITY_ID, Json.text(log, "TargetProcessId"))
                        .set(EcsField.PROCESS_NAME, Json.text(log, "ApplicationName"));
                kind(event, "process", "info");
            }
            default -> CrowdStrikeFamilies.describe(event, log, what);
        }
    }

    private static void answers(EcsEvent.Builder event, @Nullable String records) {
        if (records != null) {
            for (String answer : records.split(";", MOST_ANSWERS)) {
                Flow.answer(event, IpEndpoint.parse(answer) == null ? null : answer);
            }
        }
    }

    /** Where it is not told which way, the ends are two addresses. */
    private static void eitherWay(EcsEvent.Builder event, JsonNode log, String... types) {
        switch (String.valueOf(Json.text(log, "ConnectionDirection"))) {
            case "0" -> connection(event, log, true, null, types);
            case "1" -> connection(event, log, false, null, types);
            default -> {
                Flow.decided(event, null, types);
                CrowdStrikeFamilies.related(event, log);
            }
        }
    }

    private static void connection(
            EcsEvent.Builder event,
            JsonNode log,
            boolean outbound,
            @Nullable Boolean allowed,
            String... types) {
        String local = address(log, "LocalAddressIP4", "LocalAddressIP6");
        String remote = address(log, "RemoteAddressIP4", "RemoteAddressIP6");
        Long localPort = port(log, "LPort", "LocalPort");
        Long remotePort = port(log, "RPort", "RemotePort");
        Flow.endpoints(
                event,
                outbound ? local : remote,
                outbound ? localPort : remotePort,
                outbound ? remote : local,
                outbound ? remotePort : localPort,
                Json.text(log, "Protocol"));
        Flow.decided(event, allowed, types);
        event.set(EcsField.NETWORK_DIRECTION, outbound ? "egress" : "ingress");
    }

    /** macOS has all zeros for its own end before a connection is there, which is no address. */
    static @Nullable String address(JsonNode log, String... names) {
        for (String name : names) {
            String address = IpEndpoint.specified(Json.text(log, name));
            if (address != null) {
                return address;
            }
        }
        return null;
    }

    private static void kind(EcsEvent.Builder event, String category, String type) {
        event.set(EcsField.EVENT_CATEGORY, category).set(EcsField.EVENT_TYPE, type);
    }

    private static @Nullable Long port(JsonNode log, String one, String other) {
        Long port = Json.number(log, one);
        return port == null ? Json.number(log, other) : port;
    }

    /** All zeros where the sensor has none. */
    static @Nullable String hash(JsonNode log, String name) {
        String hash = Json.text(log, name);
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
