package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/** Whom and which group a call of AWS's identity services is about, as far as the call or its answer says so. */
final class AwsTarget {
    private static final int MOST_ANSWERS = 8;

    private AwsTarget() {}

    static void describe(EcsEvent.Builder event, JsonNode trail, String name) {
        JsonNode asked = trail.path("requestParameters");
        JsonNode answered = trail.path("responseElements");
        String user = shown(Json.text(asked, "userName"));
        event.set(EcsField.USER_TARGET_NAME, user == null ? answeredUser(answered) : user)
                .set(EcsField.USER_TARGET_ID, userId(asked, answered))
                .set(EcsField.GROUP_NAME, shown(Json.text(asked, "groupName")))
                .set(EcsField.GROUP_ID, groupId(asked, answered));
        if (name.endsWith("Group")) {
            // IAM Identity Center calls its groups so.
            event.setIfAbsent(EcsField.GROUP_NAME, shown(Json.text(asked, "displayName")));
        }
    }

    /** Whoever does something to his own account need not say whose: the answer does. */
    private static @Nullable String answeredUser(JsonNode answered) {
        int count = 0;
        for (JsonNode each : answered) {
            String user = shown(Json.text(each, "userName"));
            if (user != null || ++count >= MOST_ANSWERS) {
                return user;
            }
        }
        return null;
    }

    private static @Nullable String userId(JsonNode asked, JsonNode answered) {
        if ("USER".equals(Json.text(asked, "principalType"))) {
            return Json.text(asked, "principalId");
        }
        return first(
                Json.text(asked, "member", "memberId"),
                Json.text(asked, "memberId", "userId"),
                Json.text(asked, "userId"),
                Json.text(answered, "user", "userId"),
                Json.text(answered, "userId"));
    }

    private static @Nullable String groupId(JsonNode asked, JsonNode answered) {
        if ("GROUP".equals(Json.text(asked, "principalType"))) {
            return Json.text(asked, "principalId");
        }
        return first(
                Json.text(asked, "groupId"),
                Json.text(answered, "group", "groupId"),
                Json.text(answered, "groupId"));
    }

    private static @Nullable String first(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** AWS puts one text in place of whatever it withholds, which would make all of them one person. */
    static @Nullable String shown(@Nullable String text) {
        return AwsCloudTrail.HIDDEN.equals(text) ? null : text;
    }
}
