package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * What Intune tells: what its mapping says, who of those who act and own devices is nobody, and which device an
 * administrator does something to.
 *
 * @see <a href="https://learn.microsoft.com/intune/intune-service/fundamentals/review-logs-using-azure-monitor">Intune's logs
 *     in Azure Monitor</a>
 */
record IntuneEvents(MappedSource mapped) implements Mapped {
    /** What stands for "nobody" where an id belongs. */
    private static final String NO_GUID = "00000000-0000-0000-0000-000000000000";

    private static final String OF_A_DEVICE = " ManagedDevice";

    @Override
    public void complete(EcsEvent.Builder event, JsonNode record) {
        JsonNode properties = record.path("properties");
        JsonNode actor = properties.path("Actor");
        if (NO_GUID.equals(event.value(EcsField.USER_ID))
                || (actor.isObject() && Json.text(actor, "UPN") == null)) {
            // An application has an id, too: rules about people must not meet it.
            event.clear(EcsField.USER_ID);
        }
        if (properties.has("UPN")) {
            owner(event, properties);
        }
        String operation = Json.text(record, "operationName");
        JsonNode ids = properties.path("TargetObjectIds");
        if (operation != null && operation.endsWith(OF_A_DEVICE) && ids.size() == 1) {
            event.setIfAbsent(EcsField.HOST_ID, Json.text(ids.path(0)));
        }
    }

    /** Where a record of a device has a field for an account, the other one is how its owner is called. */
    private static void owner(EcsEvent.Builder event, JsonNode properties) {
        event.setIfAbsent(EcsField.USER_FULL_NAME, Json.text(properties, "UserName"));
        if (Json.text(properties, "UPN") == null && !properties.path("Actor").isObject()) {
            event.clear(EcsField.USER_NAME).clear(EcsField.USER_DOMAIN).clear(EcsField.USER_EMAIL);
        }
    }
}
