package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Google Cloud's audit logs: what their mapping says, of a policy that was changed to whom a role was given, or from whom it
 * was taken, and that what took long is done once.
 *
 * @see <a href="https://docs.cloud.google.com/iam/docs/reference/rpc/google.iam.v1#bindingdelta">BindingDelta</a>
 */
record GcpAudit(MappedSource mapped) implements Mapped {
    private static final int MOST_MEMBERS = 64;
    private static final Set<Object> DEEDS = Set.of("creation", "change", "deletion");

    @Override
    public void complete(EcsEvent.Builder event, JsonNode entry) {
        if (isEndOfLong(entry.path("operation"), entry.path("protoPayload"))) {
            event.set(EcsField.EVENT_TYPE, echoed(event.value(EcsField.EVENT_TYPE)));
        }
        event.add(EcsField.RELATED_USER, Json.text(entry, "protoPayload", "request", "username"));
        for (JsonNode each :
                Json.at(
                        entry,
                        "protoPayload",
                        "authenticationInfo",
                        "serviceAccountDelegationInfo")) {
            // Who acts by way of a service account, and the accounts between.
            event.add(
                    EcsField.RELATED_USER,
                    Json.text(each, "firstPartyPrincipal", "principalEmail"));
        }
        members(
                event,
                Json.at(entry, "protoPayload", "serviceData", "policyDelta", "bindingDeltas"));
    }

    /**
     * The end of what took long, which was told when it was asked for: with whether he may who asked, which the end leaves
     * out. An end that says so is all that there is.
     */
    private static boolean isEndOfLong(JsonNode operation, JsonNode payload) {
        return Boolean.TRUE.equals(Json.flag(operation, "last"))
                && !Boolean.TRUE.equals(Json.flag(operation, "first"))
                && !payload.has("authorizationInfo");
    }

    private static @Nullable Object echoed(@Nullable Object types) {
        return types instanceof List<?> several
                ? several.stream().map(GcpAudit::echoedType).distinct().toList()
                : types instanceof String one ? echoedType(one) : types;
    }

    private static Object echoedType(Object type) {
        return DEEDS.contains(type) ? "info" : type;
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
