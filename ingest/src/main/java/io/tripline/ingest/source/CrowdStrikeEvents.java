package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Falcon's event streams: what their mapping says, with paths that come in two parts, files that no process is, and lists
 * within one text.
 */
record CrowdStrikeEvents(MappedSource mapped) implements Mapped {
    private static final int MOST_LISTED = 100;

    @Override
    public void complete(EcsEvent.Builder event, JsonNode json) {
        JsonNode said = json.path("event").isObject() ? json.path("event") : json;
        image(event);
        parent(event);
        attack(event, said);
        hosts(event, said);
    }

    /** Older detections have the folder and the name, others the whole path; what a scan finds on a disk is no process. */
    private static void image(EcsEvent.Builder event) {
        String path =
                AnyPath.whole(
                        event.string(EcsField.PROCESS_EXECUTABLE),
                        event.string(EcsField.PROCESS_NAME));
        if (event.has(EcsField.PROCESS_ENTITY_ID) || event.has(EcsField.PROCESS_COMMAND_LINE)) {
            event.set(EcsField.PROCESS_EXECUTABLE, path)
                    .setIfAbsent(EcsField.PROCESS_NAME, AnyPath.name(path));
            return;
        }
        event.set(EcsField.FILE_PATH, path)
                .set(EcsField.FILE_NAME, event.string(EcsField.PROCESS_NAME))
                .set(EcsField.FILE_HASH_SHA256, event.string(EcsField.PROCESS_HASH_SHA256))
                .set(EcsField.FILE_HASH_MD5, event.string(EcsField.PROCESS_HASH_MD5))
                .clear(EcsField.PROCESS_EXECUTABLE)
                .clear(EcsField.PROCESS_NAME)
                .clear(EcsField.PROCESS_HASH_SHA256)
                .clear(EcsField.PROCESS_HASH_MD5);
    }

    /** Older detections have the parent's whole path where others have its name. */
    private static void parent(EcsEvent.Builder event) {
        String parent = event.string(EcsField.PROCESS_PARENT_NAME);
        String name = AnyPath.name(parent);
        if (parent != null && name != null && name.length() < parent.length()) {
            event.setIfAbsent(EcsField.PROCESS_PARENT_EXECUTABLE, parent)
                    .set(EcsField.PROCESS_PARENT_NAME, name);
        }
    }

    private static void attack(EcsEvent.Builder event, JsonNode said) {
        for (JsonNode each : said.path("MitreAttack")) {
            event.add(EcsField.THREAT_TACTIC_ID, Json.text(each, "TacticID"))
                    .add(EcsField.THREAT_TACTIC_NAME, Json.text(each, "Tactic"))
                    .add(EcsField.THREAT_TECHNIQUE_ID, Json.text(each, "TechniqueID"))
                    .add(EcsField.THREAT_TECHNIQUE_NAME, Json.text(each, "Technique"));
        }
        listed(event, EcsField.THREAT_TACTIC_ID, said, "TacticIds");
        listed(event, EcsField.THREAT_TACTIC_NAME, said, "Tactics");
        listed(event, EcsField.THREAT_TECHNIQUE_ID, said, "TechniqueIds");
        listed(event, EcsField.THREAT_TECHNIQUE_NAME, said, "Techniques");
    }

    /** What an XDR detection is about are several hosts; a host of its own it has if it is one. */
    private static void hosts(EcsEvent.Builder event, JsonNode said) {
        String hosts = Json.text(said, "HostNames");
        if (hosts != null && hosts.indexOf(',') < 0) {
            event.setIfAbsent(EcsField.HOST_NAME, hosts);
        }
        listed(event, EcsField.RELATED_HOSTS, said, "HostNames");
        // Of an indicator of the customer's own there is one.
        for (String name : List.of("IPv4Addresses", "IPv4", "IPv6")) {
            for (String each : parts(Json.text(said, name))) {
                IpEndpoint address = IpEndpoint.parse(each.strip());
                event.add(EcsField.RELATED_IP, address == null ? null : address.ip());
            }
        }
    }

    private static void listed(EcsEvent.Builder event, EcsField field, JsonNode said, String name) {
        for (String each : parts(Json.text(said, name))) {
            event.add(field, each.strip());
        }
    }

    private static String[] parts(@Nullable String list) {
        if (list == null) {
            return new String[0];
        }
        // The last part is the rest.
        String[] parts = list.split(",", MOST_LISTED + 1);
        return parts.length > MOST_LISTED ? Arrays.copyOf(parts, MOST_LISTED) : parts;
    }
}
