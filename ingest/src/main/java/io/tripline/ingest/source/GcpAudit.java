package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * Google Cloud's audit logs: what their mapping says, and of a policy that was changed to whom a role was given, or from
 * whom it was taken.
 *
 * @see <a href="https://docs.cloud.google.com/iam/docs/reference/rpc/google.iam.v1#bindingdelta">BindingDelta</a>
 */
record GcpAudit(MappedSource mapped) implements Mapped {
    private static final int MOST_MEMBERS = 64;

    @Override
    public void complete(EcsEvent.Builder event, JsonNode entry) {
        members(
                event,
                Json.at(entry, "protoPayload", "serviceData", "policyDelta", "bindingDeltas"));
    }

    /** The first who was given a role is the target, or else the first who lost one; the others are related. */
    private static void members(EcsEvent.Builder event, JsonNode deltas) {
        JsonNode first = deltas.path(0);
        int members = 0;
        for (JsonNode delta : deltas) {
            if (++members > MOST_MEMBERS) {
                break;
            }
            if (isAdded(delta) && !isAdded(first)) {
                first = delta;
            }
            String member = Json.text(delta, "member");
            if (member != null && isAccount(member)) {
                event.add(EcsField.RELATED_USER, account(member));
            }
        }
        String target = Json.text(first, "member");
        if (target == null) {
            return;
        }
        String account = account(target);
        if (target.startsWith("group:")) {
            event.set(EcsField.USER_TARGET_GROUP_NAME, account);
            return;
        }
        event.set(EcsField.USER_TARGET_NAME, account)
                .set(
                        EcsField.USER_TARGET_EMAIL,
                        isAccount(target) && account.indexOf('@') > 0 ? account : null);
    }

    private static boolean isAdded(JsonNode delta) {
        return "ADD".equals(Json.text(delta, "action"));
    }

    private static boolean isAccount(String member) {
        return member.startsWith("user:") || member.startsWith("serviceAccount:");
    }

    /** {@code user:ann@example.com} is ann's; {@code allUsers} and {@code principal://...} stay as they are. */
    private static String account(String member) {
        return isAccount(member) || member.startsWith("group:")
                ? member.substring(member.indexOf(':') + 1)
                : member;
    }
}
