package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Google Workspace's activities, as the Reports API returns them: logins, the admin console, tokens, Drive, groups, SAML
 * and the others. A record may hold several events of one action; the first says what it was, all are kept.
 *
 * @see <a href="https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list#Activity">Activity
 *     in the Reports API</a>
 */
public final class GoogleWorkspace implements LogSource {
    private static final int MAX_PARAMETERS = 64;

    /** As many digits has it. */
    private static final int SHA256 = 64;

    @Override
    public String name() {
        return "google_workspace.activity";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode activity = raw.json().orElse(MissingNode.getInstance());
        return "admin#reports#activity".equals(Json.text(activity, "kind"))
                || (activity.path("id").has("applicationName")
                        && activity.path("id").has("uniqueQualifier"));
    }

    @Override
    public Glance glance() {
        return Glance.json("kind", "id");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode activity = raw.json().orElse(MissingNode.getInstance());
        JsonNode id = activity.path("id");
        Instant time = Timestamps.iso(Json.text(id, "time"));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "id.time is an ISO 8601 time.");
        }
        JsonNode first =
                activity.path("events").isArray()
                        ? activity.path("events").path(0)
                        : activity.path("events");
        String name = Json.text(first, "name");
        String application = String.valueOf(Json.text(id, "applicationName"));
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, name)
                        .set(EcsField.EVENT_PROVIDER, Json.text(id, "applicationName"))
                        .set(EcsField.ORGANIZATION_ID, Json.text(id, "customerId"));
        String qualifier = Json.text(id, "uniqueQualifier");
        if (qualifier != null) {
            event.set(
                    EcsField.EVENT_ID,
                    // Several events of one activity have its qualifier, and may have one name.
                    StableId.of(
                            name(),
                            application,
                            qualifier,
                            time.toString(),
                            name == null ? "" : name,
                            Integer.toHexString(first.path("parameters").hashCode())));
        }
        if (name != null) {
            GoogleCategory.categorize(event, application, name, first);
        }
        actor(event, activity.path("actor"));
        IpEndpoint.source(event, Json.text(activity, "ipAddress"));
        parameters(event, first.path("parameters"));
        List<String> names = new ArrayList<>();
        if (activity.path("events").isArray()) {
            activity.path("events")
                    .forEach(each -> names.add(String.valueOf(Json.text(each, "name"))));
        }
        event.vendor("google_workspace.events", names.size() > 1 ? names : null)
                .vendor("google_workspace.event.type", Json.text(first, "type"))
                .vendor("google_workspace.actor.type", Json.text(activity, "actor", "callerType"))
                .vendor("google_workspace.actor.key", Json.text(activity, "actor", "key"))
                .vendor("google_workspace.owner_domain", Json.text(activity, "ownerDomain"));
        return new Normalized.Parsed(event);
    }

    private static void actor(EcsEvent.Builder event, JsonNode actor) {
        String email = Json.text(actor, "email");
        event.set(EcsField.USER_ID, Json.text(actor, "profileId"))
                .set(EcsField.USER_NAME, email)
                .set(EcsField.USER_EMAIL, email)
                .set(EcsField.USER_DOMAIN, Principal.domain(email));
    }

    /** "Challenge Passed." or "passed", and why not. */
    private static @Nullable String passed(@Nullable String status) {
        if (status == null) {
            return null;
        }
        String lower = status.toLowerCase(Locale.ROOT);
        if (lower.contains("passed")) {
            return "success";
        }
        return lower.contains("fail") || lower.contains("incorrect") ? "failure" : "unknown";
    }

    private static @Nullable String lastPart(@Nullable String path) {
        return path == null
                ? null
                : path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static void sha256(EcsEvent.Builder event, @Nullable String hash) {
        event.set(EcsField.FILE_HASH_SHA256, hash != null && hash.length() == SHA256 ? hash : null);
    }

    /** Of one that may have several values, the first. */
    private static @Nullable String text(JsonNode parameter) {
        for (String kind : List.of("value", "multiValue", "intValue", "multiIntValue")) {
            List<String> texts = Json.texts(parameter, kind);
            if (!texts.isEmpty()) {
                return texts.getFirst();
            }
        }
        return null;
    }

    /** Each parameter has one of several values; those that ECS has words for are taken to these. */
    private static void parameters(EcsEvent.Builder event, JsonNode parameters) {
        int count = 0;
        for (JsonNode parameter : parameters) {
            String name = Json.text(parameter, "name");
            if (name == null || ++count > MAX_PARAMETERS) {
                continue;
            }
            String value = Json.text(parameter, "value");
            switch (name) {
                case "USER_EMAIL",
                        "target_user",
                        "new_owner",
                        "grantee_email",
                        "affected_email_address",
                        "user_email",
                        "member_id" -> {
                    // __public_principal__@public.calendar.google.com is everybody.
                    if (value != null && value.indexOf('@') > 0 && !value.startsWith("__")) {
                        event.set(EcsField.USER_TARGET_NAME, value)
                                .set(EcsField.USER_TARGET_EMAIL, value)
                                .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(value));
                    }
                }
                case "GROUP_EMAIL", "group_email" -> event.set(EcsField.GROUP_NAME, value);
                case "group_id" -> event.setIfAbsent(EcsField.GROUP_NAME, value);
                case "rule_name" -> event.set(EcsField.RULE_NAME, text(parameter));
                case "rule_id" -> event.set(EcsField.RULE_ID, text(parameter));
                case "doc_title" -> event.set(EcsField.FILE_NAME, value);
                case "owner" -> event.set(EcsField.FILE_OWNER, value);
                case "login_failure_type" ->
                        event.set(EcsField.EVENT_REASON, SignInReason.of(value));
                case "login_challenge_status" -> event.set(EcsField.EVENT_OUTCOME, passed(value));
                case "user_agent", "USER_AGENT" -> event.set(EcsField.USER_AGENT_ORIGINAL, value);
                case "CONTENT_NAME" -> event.set(EcsField.FILE_NAME, lastPart(value));
                case "CONTENT_HASH" -> sha256(event, value);
                case "URL" -> event.set(EcsField.URL_ORIGINAL, value);
                case "message_info" -> GoogleMail.message(event, parameter);
                default -> {}
            }
            for (String kind :
                    List.of(
                            "value",
                            "boolValue",
                            "intValue",
                            "multiValue",
                            "multiIntValue",
                            "messageValue",
                            "multiMessageValue")) {
                if (parameter.has(kind)) {
                    VendorFields.add(
                            event, "google_workspace.parameters", name, parameter.path(kind));
                }
            }
        }
    }
}
