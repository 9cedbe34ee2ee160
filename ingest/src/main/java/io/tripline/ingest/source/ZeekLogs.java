package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Zeek's logs in JSON but conn and ssh. {@code event.dataset} is {@code zeek.} and the name of the log.
 *
 * @see <a href="https://docs.zeek.org/en/master/script-reference/log-files.html">Zeek's log files</a>
 */
public final class ZeekLogs implements LogSource {
    private static final String NAME = "zeek.logs";
    private static final int LONGEST_LOG_NAME = 64;

    /** What a record is of that is Zeek's and does not tell more. */
    private static final String OF_NO_LOG = "logs";

    /** Sources of their own. */
    private static final Set<String> ELSEWHERE = Set.of("conn", "ssh");

    /** Zeek about itself. */
    static final Set<String> HOUSEKEEPING =
            Set.of(
                    "analyzer",
                    "broker",
                    "capture_loss",
                    "cluster",
                    "config",
                    "dpd",
                    "loaded_scripts",
                    "packet_filter",
                    "prof",
                    "reporter",
                    "stats",
                    "telemetry");

    private static final String[] ACCOUNTS = {"user", "username", "client"};

    private static final String[] ADDRESSES = {
        "host",
        "src",
        "dst",
        "src_addr",
        "dst_addr",
        "client_addr",
        "server_addr",
        "assigned_addr",
        "requested_addr"
    };

    private static final Set<String> SHARED =
            Set.of(
                    "ts",
                    "uid",
                    "id",
                    "_path",
                    "_system_name",
                    "_write_ts",
                    "community_id",
                    "proto");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return false;
        }
        JsonNode json = raw.json().get();
        if (!json.has("ts")) {
            return false;
        }
        String path = Json.text(json, "_path");
        return path == null ? isUnnamed(raw, json) : !ELSEWHERE.contains(ZeekLog.whole(path));
    }

    private static boolean isUnnamed(RawRecord raw, JsonNode json) {
        ZeekRecord record = new ZeekRecord(json);
        return !ZeekConn.isUnnamed(record)
                && !ZeekSsh.isUnnamed(record)
                && logOf(raw, json) != null;
    }

    /**
     * The log of a record that does not name it, as the plain JSON writer's: by its fields, else by its file's name. Of a
     * connection it is Zeek's in any case. Null if it is not certain to be Zeek's.
     */
    private static @Nullable String logOf(RawRecord raw, JsonNode json) {
        ZeekLog signed = ZeekLog.signedBy(json);
        if (signed != null) {
            return signed.name();
        }
        String file = ZeekLog.file(raw);
        ZeekLog named = ZeekLog.named(file);
        if (named != null && named.isInFile(json)) {
            return file;
        }
        if (new ZeekRecord(json).isOfConnection()) {
            return file.isEmpty() || ELSEWHERE.contains(file) ? OF_NO_LOG : file;
        }
        return HOUSEKEEPING.contains(file) && isZeeks(raw) ? file : null;
    }

    /** Other programs tell of themselves in files of such names, too. */
    private static boolean isZeeks(RawRecord raw) {
        String path = raw.shipped().path().orElse("");
        return path.contains("zeek") || path.startsWith("bro/") || path.contains("/bro/");
    }

    @Override
    public Glance glance() {
        return Glance.json("ts");
    }

    @Override
    public boolean isSentBySyslog() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The record is no JSON object.");
        }
        ZeekRecord record = new ZeekRecord(raw.json().orElse(MissingNode.getInstance()));
        JsonNode json = record.json();
        String named = Json.text(json, "_path");
        named = named == null ? logOf(raw, json) : ZeekLog.whole(named);
        // A header may say that it is Zeek's.
        String path = named == null ? OF_NO_LOG : named;
        if (HOUSEKEEPING.contains(path)) {
            return new Normalized.Ignored(IgnoredReason.HOUSEKEEPING);
        }
        Instant time = record.time("ts");
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The field ts is missing or no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, "zeek." + log(path))
                        // Rows may share uid and time: only the whole is the row's own.
                        .set(EcsField.EVENT_ID, StableId.of(NAME, raw.text()))
                        .set(EcsField.OBSERVER_VENDOR, "Zeek")
                        .set(EcsField.OBSERVER_PRODUCT, "Zeek")
                        .set(EcsField.OBSERVER_HOSTNAME, Json.text(json, "_system_name"))
                        .vendor("zeek", "uid", record.uid())
                        .vendor("zeek.write_ts", record.time("_write_ts"));
        endpoints(event, record);
        ZeekLog known = ZeekLog.named(path);
        if (known == null) {
            event.set(EcsField.EVENT_CATEGORY, "network")
                    .set(EcsField.EVENT_TYPE, "info")
                    .set(EcsField.EVENT_ACTION, path);
        } else {
            known.on(event);
        }
        fields(
                event,
                Secrets.hiddenInZeek(json, raw.text(), event),
                log(path),
                known == null ? Map.of() : known.fields());
        if (known == null) {
            related(event, json);
        }
        ZeekDetails.fill(event, record, path);
        return new Normalized.Parsed(event);
    }

    /** What is no name of a log becomes none of a field. */
    private static String log(String path) {
        return isLogName(path) ? path : OF_NO_LOG;
    }

    private static boolean isLogName(String path) {
        return path.length() <= LONGEST_LOG_NAME
                && !path.isEmpty()
                && path.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
    }

    private static void endpoints(EcsEvent.Builder event, ZeekRecord record) {
        event.set(EcsField.NETWORK_COMMUNITY_ID, Json.text(record.json(), "community_id"));
        Flow.endpoints(
                event,
                Json.text(record.endpoint("orig_h")),
                record.port("orig_p"),
                Json.text(record.endpoint("resp_h")),
                record.port("resp_p"),
                Json.text(record.json(), "proto"));
    }

    /** Zeek names accounts and addresses alike in all its logs: they are there, in whatever role. */
    private static void related(EcsEvent.Builder event, JsonNode json) {
        for (String name : ACCOUNTS) {
            String account = Json.text(json, name);
            event.add(
                    EcsField.RELATED_USER,
                    // Kerberos writes the realm behind it.
                    account == null ? null : Scan.before(account, "/"));
        }
        for (String name : ADDRESSES) {
            event.add(EcsField.RELATED_IP, IpAddress.canonical(Json.text(json, name)));
        }
    }

    private static void fields(
            EcsEvent.Builder event, JsonNode json, String path, Map<String, EcsField> mapped) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String name = entry.getKey();
            if (SHARED.contains(name) || name.startsWith("id.")) {
                continue;
            }
            EcsField field = mapped.get(name);
            Object value = field == null ? null : FieldValue.of(field, entry.getValue());
            if (field != null && value != null) {
                event.set(field, value);
            } else {
                int dot = name.lastIndexOf('.');
                VendorFields.add(
                        event,
                        dot < 0 ? "zeek." + path : "zeek." + path + "." + nested(name, dot),
                        name.substring(dot + 1),
                        entry.getValue());
            }
        }
    }

    /** The objects that a dotted name goes through: {@code seen} of {@code seen.indicator}. */
    private static String nested(String name, int dot) {
        return Arrays.stream(name.substring(0, dot).split("\\.", -1))
                .map(VendorFields::snakeCase)
                .map(each -> each.isEmpty() ? "_" : each)
                .collect(Collectors.joining("."));
    }
}
