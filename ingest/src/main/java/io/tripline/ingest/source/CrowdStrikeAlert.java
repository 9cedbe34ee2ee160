package io.tripline.ingest.source;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Falcon's alerts as its API of alerts has them, brought into the form of the event stream's detections. */
final class CrowdStrikeAlert implements Reshaped.Form {
    private static final String NEVER = "0001-";
    private static final String ID = "composite_id";

    /** The event stream's names of what an alert says. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    entry("agent_id", "AgentId"),
                    entry("cmdline", "CommandLine"),
                    entry("description", "Description"),
                    entry("falcon_host_link", "FalconHostLink"),
                    entry("filename", "FileName"),
                    entry("filepath", "FilePath"),
                    entry("logon_domain", "LogonDomain"),
                    entry("md5", "MD5String"),
                    entry("parent_process_id", "ParentProcessId"),
                    entry("pattern_disposition_description", "PatternDispositionDescription"),
                    entry("process_id", "ProcessId"),
                    entry("severity", "Severity"),
                    entry("severity_name", "SeverityName"),
                    entry("sha256", "SHA256String"),
                    entry("source_account_domain", "SourceAccountDomain"),
                    entry("source_account_name", "SourceAccountName"),
                    entry("source_account_object_sid", "SourceAccountObjectSid"),
                    entry("source_account_upn", "SourceAccountUpn"),
                    entry("source_endpoint_host_name", "SourceEndpointHostName"),
                    entry("source_endpoint_ip_address", "SourceEndpointIpAddress"),
                    entry("source_endpoint_sensor_id", "SourceEndpointSensorId"),
                    entry("tactic", "Tactic"),
                    entry("tactic_id", "TacticId"),
                    entry("target_account_name", "TargetAccountName"),
                    entry("technique", "Technique"),
                    entry("technique_id", "TechniqueId"),
                    entry("user_id", "UserSid"),
                    entry("user_name", "UserName"));

    @Override
    public Glance glance() {
        return Glance.json(ID);
    }

    @Override
    public boolean fits(RawRecord raw) {
        JsonNode alert = raw.json().orElse(MissingNode.getInstance());
        return alert.has(ID) && alert.has("cid") && alert.has("created_timestamp");
    }

    /** An API gives it, and whoever may log on a host can write the like there. */
    @Override
    public boolean isSentBySyslog() {
        return false;
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode alert = raw.json().orElse(MissingNode.getInstance());
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode metadata =
                nodes.objectNode()
                        .put("eventType", type(Json.text(alert, "product")))
                        .put("customerIDString", Json.text(alert, "cid"))
                        .put("offset", Json.text(alert, ID))
                        .put("eventCreationTime", time(alert));
        ObjectNode event = nodes.objectNode();
        ObjectNode others = nodes.objectNode();
        alert.properties()
                .forEach(
                        each -> {
                            String name = NAMES.get(each.getKey());
                            if (name == null) {
                                others.set(each.getKey(), each.getValue());
                            } else {
                                event.set(name, each.getValue());
                            }
                        });
        event.put("DetectName", Json.first(alert, "display_name", "name"));
        put(event, "ComputerName", alert, "device", "hostname");
        put(event, "LocalIP", alert, "device", "local_ip");
        put(event, "MACAddress", alert, "device", "mac_address");
        put(event, "ParentImageFileName", alert, "parent_details", "filename");
        put(event, "ParentImageFilePath", alert, "parent_details", "filepath");
        put(event, "ParentCommandLine", alert, "parent_details", "cmdline");
        several(event, alert);
        ObjectNode whole = nodes.objectNode();
        whole.set("metadata", metadata);
        whole.set("event", event);
        whole.set("alert", others);
        return Optional.of(whole);
    }

    /** When it happened; where that is no time, or Go's zero, when it was told. */
    private static @Nullable String time(JsonNode alert) {
        String happened = Json.text(alert, "timestamp");
        return happened == null
                        || happened.startsWith(NEVER)
                        || Timestamps.of(alert.path("timestamp")) == null
                ? Json.text(alert, "created_timestamp")
                : happened;
    }

    private static String type(@Nullable String product) {
        return switch (String.valueOf(product)) {
            case "epp" -> "EppDetectionSummaryEvent";
            case "idp" -> "IdpDetectionSummaryEvent";
            case "mobile" -> "MobileDetectionSummaryEvent";
            case "xdr" -> "XdrDetectionSummaryEvent";
            default -> "AlertDetectionEvent";
        };
    }

    /** What a rule of one's own found in others' logs may have several of; who acts and from where is known if it is one. */
    private static void several(ObjectNode event, JsonNode alert) {
        List<String> users = Json.texts(alert, "user_names");
        if (users.size() == 1 && Json.text(event, "UserName") == null) {
            event.put("UserName", users.getFirst());
        }
        List<String> addresses = Json.texts(alert, "source_ips");
        if (addresses.size() == 1) {
            event.put("SourceIp", addresses.getFirst());
        }
        List<String> hosts = Json.texts(alert, "host_names");
        if (!hosts.isEmpty()) {
            event.put("HostNames", String.join(",", hosts));
        }
    }

    private static void put(ObjectNode event, String name, JsonNode alert, String... path) {
        String text = Json.text(alert, path);
        if (text != null) {
            event.put(name, text);
        }
    }
}
