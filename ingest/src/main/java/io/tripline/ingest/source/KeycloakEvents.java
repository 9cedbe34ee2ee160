package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;

/**
 * Keycloak's events: what their mapping says, the user and the group that only the path of an admin event names, and who
 * did it.
 */
record KeycloakEvents(MappedSource mapped) implements Mapped {
    private static final int MOST_PARTS = 32;

    @Override
    public void complete(EcsEvent.Builder event, JsonNode record) {
        actor(event, record);
        String path = Json.text(record, "resourcePath");
        if (path != null) {
            List<String> parts = List.of(path.split("/", MOST_PARTS));
            event.set(EcsField.USER_TARGET_ID, behind(parts, "users", "members"))
                    .set(EcsField.GROUP_ID, behind(parts, "groups", "groups"));
        }
    }

    /** The user of an impersonation, and the name in an administrator's details, are of whom it is about. */
    private static void actor(EcsEvent.Builder event, JsonNode record) {
        if (String.valueOf(Json.text(record, "type")).startsWith("IMPERSONATE")) {
            event.clear(EcsField.USER_ID);
        }
        if (Json.text(record, "operationType") != null) {
            event.set(EcsField.USER_TARGET_NAME, Json.text(record, "details", "username"));
            if (Json.text(record, "authDetails", "username") == null) {
                event.clear(EcsField.USER_NAME)
                        .clear(EcsField.USER_DOMAIN)
                        .clear(EcsField.USER_EMAIL);
            }
        }
    }

    /** {@code 4711} of {@code users/4711/groups/7}; empty if no such part comes before another. */
    private static String behind(List<String> parts, String one, String other) {
        int at = Math.max(parts.indexOf(one), parts.indexOf(other));
        return at >= 0 && at + 1 < parts.size() ? parts.get(at + 1) : "";
    }
}
