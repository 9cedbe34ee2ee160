package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account or group that an appliance has as a part of its configuration, where it tells of a change; its type is set before. */
final class ConfiguredAccount {
    private ConfiguredAccount() {}

    static void user(EcsEvent.Builder event, @Nullable String name) {
        event.set(EcsField.EVENT_CATEGORY, List.of("configuration", "iam"))
                .add(EcsField.EVENT_TYPE, "user")
                .set(EcsField.USER_TARGET_NAME, name);
    }

    /** One who may change the appliance. */
    static void administrator(EcsEvent.Builder event, @Nullable String name) {
        user(event, name);
        event.add(EcsField.EVENT_TYPE, "admin");
    }

    static void group(EcsEvent.Builder event, @Nullable String name) {
        event.set(EcsField.EVENT_CATEGORY, List.of("configuration", "iam"))
                .add(EcsField.EVENT_TYPE, "group")
                .set(EcsField.GROUP_NAME, name);
    }
}
